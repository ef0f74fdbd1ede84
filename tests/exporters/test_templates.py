"""The county's own templates: placeholders understood, mended, named when they cannot be; filled for one and for many."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from time import process_time
from zipfile import ZipFile

import pytest
from docx import Document

from exporters.forms._card_example import EXAMPLE
from exporters.templates.fields import Catalogue
from exporters.templates.filling import Template
from models.domain.card import OwnField, OwnKind
from models.domain.errors import UserError
from models.domain.template import TemplateFacts
from tests.exporters.template_docx import FACTS, R, W, docx, lines, paragraph, part, run, table

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "sample" / "templates"


def filled(body: str, facts: TemplateFacts = FACTS) -> list[str]:
    template = Template(docx(body))
    assert not template.problems
    return lines(template.fill(facts))


def told(body: str) -> list[str]:
    return [one.message for one in Template(docx(body)).problems]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{{姓名}}", "冯小川"),
        ("{{ 姓 名 }}", "冯小川"),
        ("｛｛姓名｝｝", "冯小川"),
        ("{ {姓名} }", "冯小川"),
        ("{{出生日期}}", "1977年12月12日"),
        ("{{出生年月}}", "1977.12"),
        ("{{出生日期|点年月日}}", "1977.12.12"),
        ("{{出生日期｜年月}}", "1977年12月"),
        ("{{入党时间|横线}}", "2007-07-01"),
        ("{{手机号码}}", "13900001011"),
        ("{{公民身份号码}}", "530129197712120232"),
        ("{{身份证号1}}{{身份证号18}}", "52"),
        ("{{性别|勾选('男', '女')}}", "☑男　□女"),
        ("{{工作单位|默认(“无”)}}", "无"),
        ("{{家庭成员1.姓名}}、{{社会关系2。姓名}}、{{家庭成员9.姓名}}", "杨秋菊、冯远航、"),
        ("{{家庭成员|个数}}", "2"),
        ("{% if 性别 == '男' %}他{% else %}她{% endif %}", "他"),
        ("{%for 人 in 家庭成员%}{{人.姓名}}；{%endfor%}", "杨秋菊；冯远航；"),
        (
            "{%for 人 in 家庭成员%}{% if loop.index != 1 %}、{% endif %}{{人.姓名}}{%endfor%}",
            "杨秋菊、冯远航",
        ),
        ("{% if 性别 in ['男', '女'] %}已填{% endif %}", "已填"),
        ("{% if 家庭成员 and not 奖惩 %}有{% else %}{{姓名 if 家庭成员 else ''}}{% endif %}", "冯小川"),
        ("{% if '寻甸' in 籍贯 %}本县{% endif %}", "本县"),
        ("{{r 姓名}}", "冯小川"),
        ("{{支部名称}}", EXAMPLE.branch.name),
    ],
)
def test_what_is_written_between_braces(written: str, expected: str) -> None:
    assert "".join(filled(paragraph(written))) == expected


def test_pieces_and_marks_of_editing_are_put_together() -> None:
    cut = f'<w:p>{run("姓名：{")}<w:proofErr w:type="spellStart"/>{run("{姓")}<w:bookmarkStart w:id="1" w:name="a"/>{run("名}")}{run("}，好")}</w:p>'
    template = Template(docx(cut))
    assert lines(template.fill(FACTS)) == ["姓名：冯小川，好"]
    assert template.mended == 3


def test_a_row_with_columns_of_a_list_repeats() -> None:
    body = table(
        ("称谓", "姓名", "出生"),
        ("{{家庭成员.称谓}}", "{{家庭成员.姓名}}", "{{家庭成员.出生年月|点年月}}"),
        ("合计", "", ""),
    )
    assert filled(body) == [
        "称谓",
        "姓名",
        "出生",
        "妻子",
        "杨秋菊",
        "1979.04",
        "儿子",
        "冯远航",
        "2004.10",
        "合计",
    ]


def test_an_empty_list_leaves_one_blank_row_to_write_in() -> None:
    body = table(("称谓", "姓名"), ("{{家庭成员.称谓}}", "{{家庭成员.姓名}}"))
    alone = replace(FACTS, person=replace(EXAMPLE, card=replace(EXAMPLE.card, relatives=())))
    content = Template(docx(body)).fill(alone)
    assert lines(content) == ["称谓", "姓名"] and part(content).count("<w:tr>") == 2


def test_a_label_merged_down_goes_on_beside_the_repeated_rows() -> None:
    row = f"<w:tr><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>{paragraph('家庭')}</w:tc><w:tc><w:tcPr/>{paragraph('{{家庭成员.姓名}}')}</w:tc></w:tr>"
    xml = part(Template(docx(f"<w:tbl><w:tblGrid/>{row}</w:tbl>")).fill(FACTS))
    assert xml.count('"restart"') == 1 and xml.count('"continue"') == 1


def test_numbers_of_rows_and_people_of_the_branch() -> None:
    people = tuple(
        replace(EXAMPLE, card=replace(EXAMPLE.card, person=replace(EXAMPLE.card.person, name=name)))
        for name in ("甲", "乙")
    )
    template = Template(
        docx(
            paragraph("{{支部名称}}共{{党员总数}}名")
            + table(("{{党员.序号}}", "{{党员.姓名}}", "{{党员.入党时间|年}}"))
        )
    )
    assert template.subject == "branch" and template.needs_people
    text = lines(template.fill(replace(FACTS, person=None, people=people)))
    assert text[1:] == ["1", "甲", "2007", "2", "乙", "2007"] and text[0].endswith("共2名")


def test_own_columns_are_fields_and_never_hide_the_programs() -> None:
    own = (
        OwnField(id=1, caption="应急联系人（电话）"),
        OwnField(id=2, caption="姓名"),
        OwnField(id=3, caption="体检", kind=OwnKind.DATE),
    )
    person = replace(EXAMPLE, card=replace(EXAMPLE.card, own={1: "老李", 2: "别名", 3: "2026-03-02"}))
    template = Template(
        docx(paragraph("{{应急联系人(电话)}}/{{姓名}}/{{自定姓名}}/{{体检|点年月日}}")), Catalogue(own)
    )
    assert lines(template.fill(replace(FACTS, person=person))) == ["老李/冯小川/别名/2026.03.02"]


def test_hostile_values_stay_text() -> None:
    name = "<w:p>&{{支部名称}}\x07\x00]]>\u202e\n第二行\ud800"
    person = replace(EXAMPLE, card=replace(EXAMPLE.card, person=replace(EXAMPLE.card.person, name=name)))
    content = Template(docx(paragraph("{{姓名}}"))).fill(replace(FACTS, person=person))
    assert Document(BytesIO(content)).paragraphs[0].text == "<w:p>&{{支部名称}}]]>\n第二行"


# what is wrong is named


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{{身份正号}}", "没有“身份正号”这个字段，是不是“身份证号”？"),
        ("{{联系电弧}}", "没有“联系电弧”这个字段，是不是“联系电话”？"),
        ("{{星座}}", "没有“星座”这个字段。可用的字段在“可用的字段”里查。"),
        ("{{家庭成员1.称位}}", "“家庭成员”里没有“称位”这一栏，是不是“称谓”？"),
        ("{{家庭成员}}", "“家庭成员”要带上栏目，如 {{ 家庭成员.称谓 }}。"),
        ("{% if 党龄 > 30 %}老{% endif %}", "不能比大小"),
        ("{% if 党龄 == 30 %}老{% endif %}", "都要加引号"),
        ("{% if 姓名 in 5 %}老{% endif %}", "都要加引号"),
        ("{% if 3 in 姓名 %}老{% endif %}", "都要加引号"),
        ("{% for 人 in 家庭成员 %}{% if loop.index in '12' %}老{% endif %}{% endfor %}", "只能用 == 或 !="),
        ("{{ (姓名, 性别) }}", "几个字段请分开写"),
        ("{% if 照片 == '' %}无{% endif %}", "照片不能和文字比较"),
        ("{{家庭成员1}}", "“家庭成员1”要带上栏目，如 {{ 家庭成员1.称谓 }}。"),
        ("{{姓名|大写}}", "“|”后面没有“大写”这种写法"),
        ("{% for 人 in 亲属 %}{% endfor %}", "没有“亲属”这个列表"),
        ("{% for 人 in 家庭成员 %}{{人.姓名}}", "有一处 for 没有 endfor，或 if 没有 endif。"),
        ("{% endif %}", "多了一个 endif，或少了前面的 if"),
        ("{% 循环 %}", "没有“循环”这种写法"),
        ("{{姓名", "这里的括号只有一半"),
        ("姓名}}", "这里的括号只有一半"),
        ("{{}}", "里没有字段名"),
        ("{{姓名.长度}}", "没有“姓名”"),
    ],
)  # fmt: skip
def test_what_cannot_be_filled_is_named_with_the_nearest_known(written: str, said: str) -> None:
    found = told(paragraph("第一段") + paragraph(f"这里{written}"))
    assert any(said in one for one in found), found
    problem = next(one for one in Template(docx(paragraph(f"这里{written}"))).problems if one.blocks)
    assert problem.near or "endfor" in problem.message
    with pytest.raises(UserError, match="先改正"):
        Template(docx(paragraph(f"这里{written}"))).fill(FACTS)


def test_words_that_print_as_they_stand_are_pointed_out_and_do_not_hinder() -> None:
    template = Template(
        docx(
            paragraph("{姓名}{{性别}}") + "<w:p><w:r><w:instrText> MERGEFIELD 民族 </w:instrText></w:r></w:p>"
        )
    )
    assert [one.blocks for one in template.problems] == [False, False]
    assert (
        "只有一层括号" in template.problems[0].message and "邮件合并域“民族”" in template.problems[1].message
    )
    assert lines(template.fill(FACTS)) == ["{姓名}男"]


def test_a_template_without_a_field_is_no_template() -> None:
    assert told(paragraph("登记表")) == [
        "文件里一个字段也没有：请在要填的地方写上字段，如 {{姓名}}、{{出生日期}}。"
    ]


def test_two_lists_in_a_row_and_placeholders_where_nothing_is_printed() -> None:
    assert "两个列表" in told(table(("{{家庭成员.姓名}}", "{{简历.内容}}")))[0]
    assert (
        "不能填写的地方"
        in told('<w:p><w:pPr><w:pStyle w:val="{{姓名}}"/></w:pPr></w:p>' + paragraph("{{性别}}"))[0]
    )


def test_a_condition_across_cells_is_found_before_anybody_opens_a_broken_file() -> None:
    assert "打不开" in told(table(("{% if 性别 == '女' %}甲",)) + paragraph("乙{% endif %}"))[0]


@pytest.mark.parametrize(
    "trick",
    [
        "{{姓名.__class__}}", "{{''.__class__.__mro__}}", "{{姓名|attr('__class__')}}", "{{cycler}}", "{{self._TemplateReference__context}}",
        "{{range(9)}}", "{{姓名.format(1)}}", "{{lipsum.__globals__}}", "{% import 'os' as o %}", "{% include '/etc/passwd' %}",
        "{% set x = 1 %}", "{% macro m() %}{% endmacro %}", "{{ 'a' * 999999999 }}", "{{ 姓名[0] }}", "{% for a in 家庭成员 recursive %}{% endfor %}",
        "{% for a in 党员名单 %}{% for b in 党员名单 %}{% endfor %}{% endfor %}", "{{ 7 ** 9999999 }}", "{{loop.__init__}}", "{{ 姓名 is defined }}",
        "{% for a in 家庭成员 %}{{ loop.cycle('x') }}{% endfor %}", "{% raw %}{{姓名}}", "{{家庭成员1.__len__}}", "{% extends 'x' %}",
        "{{request}}", "{{ config }}", "{% block a %}{% endblock %}", "{{ namespace() }}", "{% call x() %}{% endcall %}",
    ],
)  # fmt: skip
def test_nothing_but_fields_can_be_asked_for(trick: str) -> None:
    template = Template(docx(paragraph("{{性别}}" + trick)))
    assert template.blocked
    with pytest.raises(UserError):
        template.fill(FACTS)


def test_a_file_that_would_not_open_is_never_written() -> None:
    template = Template(docx(table(("{% if 姓名 != '冯小川' %}甲",)) + paragraph("乙{% endif %}")))
    assert not template.blocked
    with pytest.raises(UserError, match="打不开"):
        template.fill(FACTS)


# many


def people(count: int) -> list[TemplateFacts]:
    return [
        replace(
            FACTS,
            person=replace(
                EXAMPLE, card=replace(EXAMPLE.card, person=replace(EXAMPLE.card.person, name=f"人{n}"))
            ),
        )
        for n in range(count)
    ]


def test_each_has_a_file_of_their_own() -> None:
    made = [content for _, content in Template(docx(paragraph("{{姓名}}"))).fill_each(people(3))]
    assert [lines(one) for one in made] == [["人0"], ["人1"], ["人2"]]
    assert "branchdesk" not in part(made[0])


def test_many_in_one_file_begin_each_on_a_page_of_their_own() -> None:
    content = Template(docx(paragraph("{{姓名}}") + paragraph("签名："))).join(people(3))
    document = Document(BytesIO(content))
    assert [one.text for one in document.paragraphs] == ["人0", "签名：", "人1", "签名：", "人2", "签名："]
    assert len(document.sections) == 3
    assert part(content).count('<w:pgNumType w:start="1"/>') == 2 and "branchdesk" not in part(content)


def test_a_table_at_the_end_gets_a_paragraph_for_the_break() -> None:
    content = Template(docx(table(("{{姓名}}", "")))).join(people(2))
    assert len(Document(BytesIO(content)).sections) == 2 and lines(content) == ["人0", "人1"]


def test_heads_with_fields_are_each_persons_own_in_one_file() -> None:
    head = f"<w:hdr {W}>{paragraph('卡：{{姓名}}')}</w:hdr>"
    section = '<w:sectPr><w:headerReference w:type="default" r:id="rId7"/><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    rel = '<Relationship Id="rId7" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/>'
    override = '<Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>'
    template = Template(
        docx(paragraph("{{姓名}}") + section, rels=rel, types=override, word__header1_xml=head)
    )
    document = Document(BytesIO(template.join(people(3))))
    assert [one.header.paragraphs[0].text for one in document.sections] == ["卡：人0", "卡：人1", "卡：人2"]


def test_a_numbered_list_begins_anew_for_each() -> None:
    numbers = f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"/><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    body = f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>{run("{{姓名}}")}</w:p>'
    content = Template(docx(body, word__numbering_xml=numbers)).join(people(3))
    text = part(content)
    assert [text.count(f'<w:numId w:val="{n}"/>') for n in (1, 2, 3)] == [1, 1, 1]
    assert part(content, "word/numbering.xml").count("<w:num ") == 3


def test_notes_cannot_be_put_together_and_that_is_said() -> None:
    body = f'<w:p>{run("{{姓名}}")}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    notes = f"<w:footnotes {W}/>"
    with pytest.raises(UserError, match="每人一个文件"):
        Template(docx(body, word__footnotes_xml=notes)).join(people(2))


# the photo


def jpeg(width: int, height: int) -> bytes:
    """The head of a JPEG: as much as a document needs to know."""
    frame = b"\xff\xc0\x00\x11\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big") + bytes(10)
    return b"\xff\xd8\xff\xe0\x00\x10" + bytes(14) + frame


def test_a_photo_stands_in_its_proportion_where_the_template_wants_it() -> None:
    template = Template(docx(paragraph("{{照片}}") + paragraph("{{相片|宽('30')}}")))
    assert template.has_photo and template.subject == "person"
    document = Document(BytesIO(template.fill(replace(FACTS, photo=jpeg(300, 400)))))
    sizes = [(round(shape.width.mm), round(shape.height.mm)) for shape in document.inline_shapes]
    assert sizes == [(25, 33), (30, 40)]
    (blob,) = {rel.target_part.blob for rel in document.part.rels.values() if "image" in rel.reltype}
    assert blob == jpeg(300, 400)


@pytest.mark.parametrize("photo", [b"", b"\x89PNG", b"\xff\xd8\xff", b"\xff\xd8" + b"\xff\xe0\xff\xff" * 9])
def test_without_a_photo_the_place_stays_empty(photo: bytes) -> None:
    template = Template(docx(paragraph("{{照片}}{% if 照片 %}有{% endif %}{{姓名}}")))
    content = template.fill(replace(FACTS, photo=photo))
    assert "drawing" not in part(content) and Document(BytesIO(content)).paragraphs[0].text.endswith("冯小川")


def test_in_one_file_everybody_has_their_own_photo() -> None:
    facts = [replace(one, photo=jpeg(30, 40 + n) if n != 1 else b"") for n, one in enumerate(people(3))]
    document = Document(BytesIO(Template(docx(paragraph("{{照片}}{{姓名}}"))).join(facts)))
    assert len(document.inline_shapes) == 2
    names = {rel.target_ref for rel in document.part.rels.values() if "image" in rel.reltype}
    assert names == {"media/branchdesk-photo1.jpg", "media/branchdesk-photo3.jpg"}


def test_a_photo_in_the_head_is_refused() -> None:
    head = f"<w:hdr {W}>{paragraph('{{照片}}')}</w:hdr>"
    assert (
        "只能放在正文里" in Template(docx(paragraph("{{姓名}}"), word__header1_xml=head)).problems[0].message
    )


# what is refused


def relation(kind: str, target: str, name: str = "word____rels__document_xml_rels") -> dict[str, str]:
    return {
        "rels": f'<Relationship Id="rId9" Type="{R[9:-1]}/{kind}" Target="{target}" TargetMode="Exter&#110;al"/>'
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0 old", "旧的 .doc"),
        (b"PK\x03\x04 half", "打不开"),
        (b"%PDF-1.7", "打不开"),
        (docx(paragraph("{{姓名}}"), word__vbaProject_bin=b"x"), "宏"),
        (docx(paragraph("{{姓名}}"), main=b"application/vnd.ms-word.document.macroEnabled.main+xml"), "宏"),
        (docx(paragraph("{{姓名}}"), word__embeddings__a_xlsx=b"x"), "嵌入"),
        (docx(paragraph("{{姓名}}"), **relation("hyperlink", "http://x.example")), "外面的内容"),
        (docx(paragraph("{{姓名}}"), **relation("image", "file:///c:/secret.png")), "外面的内容"),
        (docx(paragraph("{{姓名}}") + "<w:p><w:r><w:instrText>INCLUDE</w:instrText></w:r><w:r><w:instrText>TEXT c:/x</w:instrText></w:r></w:p>"), "INCLUDETEXT"),
        (docx(paragraph("{{姓名}}") + '<w:p><w:fldSimple w:instr=" DDEAUTO c:/x "/></w:p>'), "DDEAUTO"),
        (docx(paragraph("{{姓名}}") + '<w:altChunk r:id="rId3"/>'), "altChunk"),
        (docx(paragraph("{{姓名}}"), word__settings_xml=f"<w:settings {W}><w:mailMerge/></w:settings>"), "邮件合并"),
        (docx(paragraph("{{姓名}}"), word__styles_xml='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "写法"),
        (docx(paragraph("{{姓名}}"), word__styles_xml="<a><b></a>"), "损坏"),
        (docx(paragraph("{{姓名}}") * 150_000), "太长"),
        (docx("<w:p>" * 300 + "</w:p>" * 300), "损坏"),
        (b"x" * (11 << 20), "MB"),
    ],
)  # fmt: skip
def test_files_that_are_no_forms_are_refused_with_what_to_do(content: bytes, said: str) -> None:
    with pytest.raises(UserError) as caught:
        Template(content)
    assert said in caught.value.message and caught.value.details


def test_a_bomb_is_not_unpacked() -> None:
    memory = BytesIO(docx(paragraph("{{姓名}}")))
    with ZipFile(memory, "a", 8) as archive:
        archive.writestr("word/media/a.png", b"\0" * (70 << 20))
    with pytest.raises(UserError, match="太大"):
        Template(memory.getvalue())


def test_the_writers_own_dotm_is_forgotten() -> None:
    settings = f'<w:settings {W} {R}><w:attachedTemplate r:id="rId1"/></w:settings>'
    rels = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{R[9:-1]}/attachedTemplate" Target="file:///C:/Users/zhang/Normal.dotm" TargetMode="External"/></Relationships>'
    memory = BytesIO(docx(paragraph("{{姓名}}"), word__settings_xml=settings))
    with ZipFile(memory, "a", 8) as archive:
        archive.writestr("word/_rels/settings.xml.rels", rels)
    content = Template(memory.getvalue()).fill(FACTS)
    assert "zhang" not in part(content, "word/_rels/settings.xml.rels")
    assert "attachedTemplate" not in part(content, "word/settings.xml")


# the samples that ship


@pytest.mark.parametrize(
    ("name", "subject"), [("county-person.docx", "person"), ("county-roster.docx", "branch")]
)
def test_the_sample_templates_are_sound_and_open_in_word_library(name: str, subject: str) -> None:
    template = Template((SAMPLES / name).read_bytes())
    assert template.subject == subject and template.problems == []
    content = template.fill(FACTS)
    texts = [cell.text for row in Document(BytesIO(content)).tables[0].rows for cell in row.cells]
    assert "冯小川" in texts and not any("{" in text for text in texts)
    assert len(Document(BytesIO(template.join([FACTS, FACTS]))).sections) == 2


def test_a_thousand_broken_placeholders_in_one_paragraph_are_mended_at_once() -> None:
    """Each in four pieces: the walk over the pieces is one, not one for each placeholder."""
    pieces = ("{", "{姓", "名}", "}，") * 1000
    started = process_time()
    template = Template(docx(paragraph(*pieces)))
    assert process_time() - started < 4
    assert (template.problems, template.mended) == ([], 3000)
    assert lines(template.fill(FACTS)) == ["冯小川，" * 1000]


def test_pieces_keep_what_stands_between_placeholders() -> None:
    template = Template(docx(paragraph("甲{{姓名}}乙{", "", "{性别", "}", "}丙{{民族}}", "丁")))
    assert template.mended == 3
    assert lines(template.fill(FACTS)) == ["甲冯小川乙男丙汉族丁"]
