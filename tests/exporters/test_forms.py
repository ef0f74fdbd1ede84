"""Every form of the registry prints its example in each format, and says what its golden file says.

After a wanted change of a form: ``python -m tests.exporters.test_forms`` writes the golden files anew.
"""

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from exporters import render
from exporters.forms import b12_public_notice, d1_roster
from exporters.forms._examples import ASSEMBLY, BRANCH, MEMBERS
from exporters.layout import resolve
from exporters.registry import all_forms
from exporters.spec import PAPER_L3, Form
from models.domain.facts import BranchFacts, DossierFacts, DuesFacts, MeetingFacts
from models.domain.meeting_forms import MINUTES_OF
from models.domain.records import Attendee, Category, Dossier, MeetingKind, Person, Presence, Sex, Step, Tally

GOLDEN = Path(__file__).parents[1] / "golden"
FORMS = all_forms()
PAPER_FORMS = [i for i, form in FORMS.items() if "pdf" in form.spec.formats]
SHEET_FORMS = [i for i, form in FORMS.items() if "xlsx" in form.spec.formats]


def said(form: Form, facts: object | None = None, columns: tuple[str, ...] = ()) -> str:
    """All text of a form: the pages', then the sheet's."""
    values = form.spec.prepare(facts or form.example)
    lines = list(resolve(form.spec, values, columns=columns).texts())
    sheet = form.spec.sheet
    if sheet:
        lines.append("\t".join(column.title for column in sheet.columns))
        lines += ["\t".join(str(row.get(c.key, "")) for c in sheet.columns) for row in values[sheet.each]]
    return "\n".join(lines) + "\n"


def pdf_text(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return "".join("".join(pages).split())


def page_count(content: bytes) -> int:
    with pypdfium2.PdfDocument(content) as document:
        return len(document)


def docx_text(content: bytes) -> str:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return package.read("word/document.xml").decode("utf-8")


def test_the_forms_of_a_month_are_there() -> None:
    assert {"A2", "A3", "B7", "B12", "B27", "C2", "D1", "F2"} <= set(FORMS)
    assert all(form.spec.id == i and form.spec.title and form.spec.version for i, form in FORMS.items())


@pytest.mark.parametrize("form_id", FORMS)
def test_says_what_the_golden_file_says(form_id: str) -> None:
    assert said(FORMS[form_id]) == (GOLDEN / f"{form_id}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("form_id", FORMS)
def test_what_a_form_needs_are_values_it_makes(form_id: str) -> None:
    spec, example = FORMS[form_id].spec, FORMS[form_id].example
    assert {key for key, _ in spec.needed} <= set(spec.prepare(example))


@pytest.mark.parametrize("form_id", PAPER_FORMS)
def test_prints_as_word_and_pdf(form_id: str) -> None:
    form = FORMS[form_id]
    word = docx_text(render.render(form, form.example, "docx"))
    assert form.example.branch.name in word
    assert form.example.branch.name in pdf_text(render.render(form, form.example, "pdf"))
    assert render.missing_glyphs(form, form.example) == []


@pytest.mark.parametrize("form_id", SHEET_FORMS)
def test_sheet_has_a_plain_head_and_text(form_id: str) -> None:
    form = FORMS[form_id]
    book = openpyxl.load_workbook(BytesIO(render.render(form, form.example, "xlsx")))
    page = book.active
    assert page is not None
    assert form.spec.sheet is not None
    assert [cell.value for cell in page[1]] == [column.title for column in form.spec.sheet.columns]
    assert not page.merged_cells.ranges


@pytest.mark.parametrize("form_id", ["A2", "B7", "B12", "B12.2", "H1", "H2", "H3", "H4", "H5"])
def test_one_page_where_it_must_be_one(form_id: str) -> None:
    form = FORMS[form_id]
    assert page_count(render.render(form, form.example, "pdf")) == 1


def crowd(count: int) -> tuple[Attendee, ...]:
    return tuple(
        Attendee(person_id=i, name=f"党员{i:02d}", category=Category.FULL, can_vote=True)
        for i in range(1, count + 1)
    )


def meeting_facts(count: int, **changes: object) -> MeetingFacts:
    meeting = replace(ASSEMBLY, attendees=crowd(count), **changes)  # pyright: ignore[reportArgumentType]
    return MeetingFacts(
        branch=BRANCH, meeting=meeting, tally=Tally(expected=count, entitled=count, full=count)
    )


def test_thirty_people_sign_on_one_page_in_two_columns() -> None:
    form = FORMS["A2"]
    facts = meeting_facts(30, observers="")
    content = render.render(form, facts, "pdf")
    assert page_count(content) == 1
    assert "党员30" in pdf_text(content)


def pages_of(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


@pytest.mark.parametrize(
    ("people", "wanted"), [(31, 1), (36, 1), (37, 2), (40, 2), (42, 2), (43, 2), (60, 2), (72, 2), (100, 3)]
)
def test_a_crowd_signs_on_evenly_filled_pages(people: int, wanted: int) -> None:
    pages = pages_of(render.render(FORMS["A2"], meeting_facts(people, observers=""), "pdf"))
    assert len(pages) == wanted
    names = [len(re.findall(r"党员\d\d", page)) for page in pages]
    assert sum(names) == people
    assert max(names) - min(names) <= 2
    assert all("序号姓名" in page for page in pages)
    assert ["应到有表决权" in page for page in pages] == [False] * (wanted - 1) + [True]


def members(count: int, address: str = "青石镇柳溪村2组119号") -> tuple[Person, ...]:
    return tuple(replace(MEMBERS[i % len(MEMBERS)], id=i, address=address) for i in range(count))


@pytest.mark.parametrize("form_id", ["D1", "D1.2"])
def test_forty_members_with_long_addresses_are_three_pages(form_id: str) -> None:
    form = FORMS[form_id]
    facts = replace(form.example, members=members(40))  # pyright: ignore[reportCallIssue]
    assert len(pages_of(render.render(form, facts, "pdf"))) == 3


@pytest.mark.parametrize("form_id", ["D1", "C2"])
def test_signatures_never_stand_alone_on_a_page(form_id: str) -> None:
    form = FORMS[form_id]
    for count in range(8, 48):
        if form_id == "D1":
            facts: object = replace(form.example, members=members(count, "柳溪村"))  # pyright: ignore[reportCallIssue]
        else:
            rows = form.example.rows  # pyright: ignore[reportAttributeAccessIssue]
            facts = replace(form.example, rows=tuple(rows[i % len(rows)] for i in range(count)))  # pyright: ignore[reportCallIssue]
        last = pages_of(render.render(form, facts, "pdf"))[-1]  # pyright: ignore[reportArgumentType]
        assert "签名" in last
        assert sum(member.name in last for member in MEMBERS) >= 2, count
        assert ("每月合计" in last) == (form_id == "C2")


def test_before_the_meeting_nothing_is_said_about_who_came() -> None:
    facts = meeting_facts(5, observers="")
    values = FORMS["A3"].spec.prepare(facts)
    assert values["present"] == "" and values["absent"] == ""
    assert "应到党员5名" in values["counts"] and "实到____名" in values["counts"]


def test_everybody_came_reads_none_absent() -> None:
    facts = meeting_facts(5)
    came = tuple(replace(a, presence=Presence.PRESENT) for a in facts.meeting.attendees)
    facts = replace(facts, meeting=replace(facts.meeting, attendees=came))
    assert FORMS["A3"].spec.prepare(facts)["absent"] == "无"


@pytest.mark.parametrize("kind", MeetingKind)
def test_minutes_of_every_kind_of_meeting(kind: MeetingKind) -> None:
    facts = meeting_facts(5, kind=kind)
    form = FORMS[MINUTES_OF[kind]]
    text = said(form, facts)
    assert text.splitlines()[0].endswith("记录")
    assert ("应到委员" in text) == (kind is MeetingKind.COMMITTEE)
    assert ("□重温入党誓词" in text) == (kind is MeetingKind.THEME_DAY)
    assert ("主讲人" in text) == (kind is MeetingKind.LECTURE)
    assert ("组　长" in text) == (kind is MeetingKind.GROUP)
    assert page_count(render.render(form, facts, "pdf")) >= 1


def test_committee_minutes_speak_of_committee_members() -> None:
    text = said(FORMS["A4"])
    assert "支部委员会会议记录" in text
    assert "不同意" in text and "赞成" not in text.replace("赞成公开竞价", "")


def test_a_show_of_hands_has_no_ballots() -> None:
    items = FORMS["A3"].spec.prepare(FORMS["A3"].example)["items"]
    assert items[0]["votes"] == []
    assert items[1]["votes"][0]["issued"] == "—"
    assert items[2]["votes"][0]["issued"] == "14"


def test_a_long_record_grows_over_pages() -> None:
    item = replace(ASSEMBLY.items[0], content="发言要点。" * 900)
    facts = meeting_facts(12, items=(item,))
    content = render.render(FORMS["A3"], facts, "pdf")
    assert page_count(content) >= 3
    assert pdf_text(content).count("发言要点。") == 900


def notice(*steps: tuple[str, str], end: str = "", provisional: bool = False) -> DossierFacts:
    example = FORMS["B12"].example
    assert isinstance(example, DossierFacts)
    dossier = Dossier(person=example.dossier.person, steps=tuple(Step(code=c, on_date=d) for c, d in steps))
    return replace(example, dossier=dossier, notice_end=end, notice_provisional=provisional)


def test_notice_says_its_five_working_days() -> None:
    text = said(FORMS["B12"])
    assert "公示时间：2026年9月21日至2026年9月29日（5个工作日）" in text
    assert "暂算" not in text


def test_notice_is_marked_provisional_when_holidays_are_unknown() -> None:
    facts = notice(("notice", "2027-03-01"), end="2027-03-08", provisional=True)
    assert "2027年3月8日（5个工作日，止日为暂算" in said(FORMS["B12"], facts)


def test_a_long_branch_name_stays_on_the_paper() -> None:
    example = FORMS["B12"].example
    name = "中共云岭市青山区槐树湾街道幸福里社区第三网格党员志愿服务联合支部委员会"
    facts = replace(example, branch=replace(example.branch, name=name))
    with pypdfium2.PdfDocument(render.render(FORMS["B12"], facts, "pdf")) as document:
        for page in document:
            text = page.get_textpage()
            edges = [
                text.get_charbox(i) for i in range(text.count_chars()) if text.get_text_range(i, 1).strip()
            ]
            assert min(box[0] for box in edges) >= 28 / 25.4 * 72 - 2
            assert max(box[2] for box in edges) <= (210 - 26) / 25.4 * 72 + 2


def test_notice_of_the_old_edition_claims_no_working_days() -> None:
    facts = notice(("notice", "2025-03-03"), end="2025-03-10")
    text = said(FORMS["B12"], facts)
    assert "工作日" not in text and "依据" not in text
    assert "2025年3月3日至____年__月__日" in text


@pytest.mark.parametrize(
    ("steps", "aim"),
    [
        ((), "列为发展对象"),
        ((("notice", "2026-06-01"), ("candidate", "2026-06-10")), "列为发展对象"),
        ((("candidate", "2026-06-10"),), "接收为中共预备党员"),
        ((("candidate", "2026-06-10"), ("notice", "2026-07-10")), "接收为中共预备党员"),
        ((("admission", "2026-08-01"),), "按期转为中共正式党员"),
    ],
)
def test_notice_speaks_of_its_stage(steps: tuple[tuple[str, str], ...], aim: str) -> None:
    stage, _ = b12_public_notice.notice_of(notice(*steps).dossier)
    assert aim in said(FORMS["B12"], notice(*steps))
    assert b12_public_notice._AIM[stage] == aim  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize("form_id", ["B12", "B12.2"])
def test_notices_before_admission_follow_local_rules(form_id: str) -> None:
    steps = (("candidate", "2026-06-10"), ("notice", "2026-07-10"))
    text = said(FORMS[form_id], notice(*steps, end="2026-07-17"))
    assert "2026年7月10日至____年__月__日" in text
    assert "依据" not in text


def test_notice_names_no_step_that_is_not_recorded() -> None:
    text = said(FORMS["B12"], notice())
    assert "同意" not in text and "听取" not in text
    assert "（待补充）被确定为入党积极分子" in text


def test_filing_form_leaves_opinions_and_numbers_to_the_pen() -> None:
    example = FORMS["B7"].example
    assert isinstance(example, DossierFacts)
    text = said(FORMS["B7"], replace(example, meetings=(), dossier=Dossier(person=example.dossier.person)))
    assert "应到会有表决权的正式党员____名" in text
    assert "确定" not in text.replace("确定为", "")


def test_full_record_has_twenty_five_steps_in_five_stages() -> None:
    text = said(FORMS["B27"])
    lines = text.splitlines()
    numbers = {line.rstrip("①②③") for line in lines if line.rstrip("①②③").isdigit()}
    assert {str(n) for n in range(1, 26)} <= numbers
    assert [line for line in lines if line[:2] in ("一、", "二、", "三、", "四、", "五、")][
        0
    ] == "一、申请入党"


def test_posted_roster_hides_numbers() -> None:
    person = MEMBERS[0]
    open_text, posted = said(FORMS["D1"]), said(FORMS["D1.2"])
    assert person.id_number in open_text and person.phone in open_text
    for member in MEMBERS:
        assert member.id_number not in posted
        assert member.phone not in posted
        assert member.birth_date not in posted
        assert member.address not in posted
    assert not {"address", "household"} & set(dict(FORMS["D1.2"].spec.column_titles))


def test_roster_counts() -> None:
    facts = FORMS["D1"].example
    assert isinstance(facts, BranchFacts)
    women = sum(p.sex is Sex.FEMALE for p in facts.members)
    assert f"共18名：正式16名、预备2名；女{women}名、少数民族1名" in said(FORMS["D1"])


def test_all_columns_of_the_roster_fit_a3() -> None:
    form = FORMS["D1"]
    assert len(d1_roster.ALL_COLUMNS) == 25
    content = render.render(form, form.example, "pdf", paper=PAPER_L3, columns=d1_roster.ALL_COLUMNS)
    text = pdf_text(content)
    assert all(column.title.replace("\n", "") in text for column in d1_roster.COLUMNS.values())


def test_roster_of_sixty_repeats_its_head() -> None:
    form = FORMS["D1"]
    many = tuple(replace(MEMBERS[i % len(MEMBERS)], id=i) for i in range(60))
    facts = replace(form.example, members=many)  # pyright: ignore[reportCallIssue]
    content = render.render(form, facts, "pdf")
    pages = page_count(content)
    assert pages > 1
    assert pdf_text(content).count("公民身份号码") == pages


def test_exported_columns_are_the_systems_in_its_order() -> None:
    sheet = FORMS["F2"].spec.sheet
    assert sheet is not None
    sample = Path(__file__).parents[1] / "samples" / "roster-standard.xlsx"
    page = openpyxl.load_workbook(sample).active
    assert page is not None
    first = next(page.iter_rows(values_only=True))
    assert [column.title for column in sheet.columns] == list(first)


def test_dues_sums_add_up() -> None:
    values = FORMS["C2"].spec.prepare(FORMS["C2"].example)
    monthly, running = values["sums"]
    people = values["people"]
    september = sum(float(one["paid9"] or 0) for one in people)
    assert float(monthly["m9"]) == pytest.approx(september)
    assert running["m9"] == running["year_paid"] == monthly["year_paid"]
    assert running["m10"] == ""
    assert {one["m1"] for one in people if one["remark"] == "预备"} == {"—"}


if __name__ == "__main__":
    for name, item in FORMS.items():
        (GOLDEN / f"{name}.txt").write_text(said(item), encoding="utf-8")


def test_ledger_and_minutes_carry_the_journals_head_at_every_foot() -> None:
    """The code on paper is compared with 操作记录; it changes no version code: the text is the same."""
    for form_id in ("A2", "A3", "C2"):
        form = FORMS[form_id]
        assert isinstance(form.example, MeetingFacts | DuesFacts)
        facts = replace(form.example, head_code="0123456789ab")
        plain, marked = render.prepare(form, form.example), render.prepare(form, facts)
        assert plain.code == marked.code and not plain.head
        content = render.render(form, facts, "pdf")
        assert pdf_text(content).count("核对码0123456789ab") == page_count(content)
        with zipfile.ZipFile(BytesIO(render.render(form, facts, "docx"))) as word:
            feet = [word.read(n).decode() for n in word.namelist() if re.match(r"word/footer\d", n)]
        assert feet and all("核对码 0123456789ab" in foot for foot in feet if "版本码" in foot)
        assert "核对码" not in pdf_text(render.render(form, form.example, "pdf"))


def test_signed_minutes_carry_their_own_code_beside_the_head() -> None:
    form = FORMS["A3"]
    assert isinstance(form.example, MeetingFacts)
    signed = replace(form.example.meeting, signed_on="2026-09-21", signed_code="ab12cd34" + "0" * 56)
    facts = replace(form.example, meeting=signed, head_code="0123456789ab")
    text = pdf_text(render.render(form, facts, "pdf"))
    assert "核对码0123456789ab" in text and "校验码AB12CD34" in text


def test_the_feet_of_the_widest_codes_do_not_meet() -> None:
    """Left, middle and right of the foot stand apart on the narrowest paper that has all three."""
    form = FORMS["A2"]
    assert isinstance(form.example, MeetingFacts)
    signed = replace(form.example.meeting, signed_on="2026-09-21", signed_code="ab12cd34" + "0" * 56)
    facts = replace(form.example, meeting=signed, head_code="0123456789ab")
    with pypdfium2.PdfDocument(render.render(form, facts, "pdf")) as document:
        page = document[0].get_textpage()
        boxes = [page.get_rect(i) for i in range(page.count_rects())]
    foot = sorted(box for box in boxes if box[3] < 60)
    assert len(foot) >= 3
    assert all(left[2] < right[0] for left, right in pairwise(foot))
