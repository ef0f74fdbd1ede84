"""The county's templates in the store and on the way to files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document

from models.domain.errors import Cancelled, UserError
from models.services.desk import Desk
from models.services.register import Register
from tests.exporters.template_docx import docx, lines, paragraph, table
from tests.ready import sample_desk
from ui import county_papers

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "sample" / "templates"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = sample_desk(tmp_path_factory.mktemp("templates") / "store")
    yield made
    made.close()


@pytest.fixture
def desk(sample: Desk) -> Iterator[Desk]:
    """Without templates before and after."""
    yield sample
    for one in sample.templates.entries():
        sample.templates.remove(one.id)


def put(folder: Path, body: str, name: str = "登记表.docx") -> Path:
    path = folder / name
    path.write_bytes(docx(body))
    return path


def members(desk: Desk, count: int = 3) -> list[int]:
    return [one.id for one in desk.roster.members(desk.today())][:count]


def test_a_template_is_put_in_renamed_replaced_moved_removed_and_all_of_it_undone(
    desk: Desk, tmp_path: Path
) -> None:
    templates = desk.templates
    first = county_papers.add(desk, put(tmp_path, paragraph("{{姓名}}")))
    second = county_papers.add(desk, put(tmp_path, paragraph("{{支部名称}}")))
    assert [(one.name, one.subject) for one in templates.entries()] == [
        ("登记表", "person"),
        ("登记表（2）", "branch"),
    ]
    assert templates.rename(second, " 支部  卡 ")
    with pytest.raises(UserError, match="已有名为"):
        templates.rename(second, "登记表")
    templates.move(second, -1)
    assert [one.name for one in templates.entries()] == ["支部 卡", "登记表"]
    assert templates.replace(first, "person", "新版.docx", docx(paragraph("{{性别}}")))
    assert templates.get("登记表").file_name == "新版.docx"
    assert lines(templates.content(templates.get(first))) == ["{{性别}}"]
    desk.undo()
    assert lines(templates.content(templates.get(first))) == ["{{姓名}}"]
    templates.remove(first)
    assert [one.name for one in templates.entries()] == ["支部 卡"]
    desk.undo()
    assert templates.get(first).name == "登记表"
    with pytest.raises(UserError, match="没有名为") as caught:
        templates.get("别的")
    assert caught.value.details == ("已有的模板：支部 卡、登记表",)


def test_what_is_wrong_is_named_all_at_once_and_nothing_is_taken(desk: Desk, tmp_path: Path) -> None:
    wrong = put(tmp_path, paragraph("{{姓铭}}") + paragraph("{{出生日历}}") + paragraph("{{性别"))
    with pytest.raises(UserError, match="有 3 处") as caught:
        county_papers.add(desk, wrong)
    told = "\n".join(caught.value.details)
    assert "是不是“姓名”" in told and "是不是“出生日期”" in told and "只有一半" in told
    assert desk.templates.entries() == []


def test_each_member_gets_a_file_and_no_name_clashes(desk: Desk, tmp_path: Path) -> None:
    entry = desk.templates.get(county_papers.add(desk, put(tmp_path, paragraph("{{姓名}}，{{支部名称}}"))))
    ids = members(desk)
    out = tmp_path / "出"
    steps: list[tuple[int, int]] = []
    files = county_papers.export(desk, entry, out, ids, progress=lambda *at: steps.append(at))
    names = [desk.roster.get(one).name for one in ids]
    assert [path.name for path in files] == [f"登记表-{name}.docx" for name in names]
    assert lines(files[1].read_bytes()) == [f"{names[1]}，{desk.branch.name}"]
    assert steps == [(1, 3), (2, 3), (3, 3)]
    again = county_papers.export(desk, entry, out, ids[:1])
    assert again[0].name == f"登记表-{names[0]}-2.docx" and files[0].exists()
    line = Register(desk.store, desk.today).entries("export")[0]
    assert (line.title, line.fields, line.records) == ("模板 登记表", "姓名、支部名称", 1)


def test_many_in_one_file_and_everybody_without_a_choice(desk: Desk, tmp_path: Path) -> None:
    entry = desk.templates.get(county_papers.add(desk, put(tmp_path, paragraph("{{姓名}}"))))
    (one,) = county_papers.export(desk, entry, tmp_path, joined=True)
    everybody = desk.roster.members(desk.today())
    assert one.name == f"登记表-{len(everybody)}人.docx"
    assert [p.text for p in Document(str(one)).paragraphs] == [person.name for person in everybody]


def test_a_template_of_the_branch_lists_the_chosen_or_all(desk: Desk, tmp_path: Path) -> None:
    entry = desk.templates.get(
        county_papers.add(desk, put(tmp_path, table(("{{党员.序号}}", "{{党员.姓名}}"))))
    )
    (some,) = county_papers.export(desk, entry, tmp_path, members(desk, 2))
    (everybody,) = county_papers.export(desk, entry, tmp_path)
    assert len(lines(some.read_bytes())) == 4
    assert len(lines(everybody.read_bytes())) == 2 * len(desk.roster.members(desk.today()))
    assert desk.today() in everybody.name


def test_what_was_written_before_a_cancel_is_registered(desk: Desk, tmp_path: Path) -> None:
    entry = desk.templates.get(county_papers.add(desk, put(tmp_path, paragraph("{{姓名}}"))))
    asked = iter((False, False, True))
    before = len(Register(desk.store, desk.today).entries("export"))
    with pytest.raises(Cancelled):
        county_papers.export(desk, entry, tmp_path / "半", members(desk), cancelled=lambda: next(asked))
    assert len(list((tmp_path / "半").iterdir())) == 2
    found = Register(desk.store, desk.today).entries("export")
    assert len(found) == before + 1 and found[0].records == 2


def test_an_own_column_that_was_renamed_is_named_when_filling(desk: Desk, tmp_path: Path) -> None:
    desk.card.save_own_fields([{"caption": "结对户", "kind": "文字"}])
    entry = desk.templates.get(county_papers.add(desk, put(tmp_path, paragraph("{{姓名}}{{结对户}}"))))
    county_papers.export(desk, entry, tmp_path, members(desk, 1))
    desk.undo()  # the template
    desk.undo()  # the column
    content = docx(paragraph("{{姓名}}{{结对户}}"))
    again = desk.templates.get(desk.templates.add("旧表", "person", "旧.docx", content))
    with pytest.raises(UserError, match="先改正") as caught:
        county_papers.export(desk, again, tmp_path, members(desk, 1))
    assert "没有“结对户”这个字段" in caught.value.details[0]


@pytest.mark.parametrize(
    ("name", "subject"), [("county-person.docx", "person"), ("county-roster.docx", "branch")]
)
def test_the_samples_are_filled_from_the_sample_branch(
    desk: Desk, tmp_path: Path, name: str, subject: str
) -> None:
    entry = desk.templates.get(county_papers.add(desk, SAMPLES / name, "示例"))
    assert entry.subject == subject
    (path, *_) = county_papers.export(desk, entry, tmp_path, members(desk, 1))
    text = "".join(cell.text for row in Document(str(path)).tables[0].rows for cell in row.cells)
    assert desk.roster.get(members(desk, 1)[0]).name in text and "{" not in text


def test_the_portrait_of_the_card_is_printed(desk: Desk, tmp_path: Path) -> None:
    portrait = b"\xff\xd8\xff\xe0\x00\x10" + bytes(14) + b"\xff\xc0\x00\x11\x08\x01\x90\x01\x2c" + bytes(10)
    who = members(desk, 2)
    desk.attachments.set_photo(who[0], portrait)
    entry = desk.templates.get(county_papers.add(desk, put(tmp_path, paragraph("{{照片}}{{姓名}}"))))
    files = county_papers.export(desk, entry, tmp_path, who)
    assert [len(Document(str(path)).inline_shapes) for path in files] == [1, 0]


def test_of_a_past_day_the_cards_are_as_they_were(desk: Desk, tmp_path: Path) -> None:
    who = desk.roster.add(
        {
            "name": "路晓",
            "category": "正式党员",
            "joined_on": "2024-07-01",
            "confirmed_on": "2025-07-01",
            "sex": "男",
        }
    )
    one = desk.templates.get(
        county_papers.add(desk, put(tmp_path, paragraph("{{姓名}}{{人员类别}}{{转正日期}}")))
    )
    body = paragraph("{{填表日期}}{{党员总数}}") + table(("{{党员.姓名}}", "{{党员.人员类别}}"))
    many = desk.templates.get(county_papers.add(desk, put(tmp_path, body, "名单.docx")))
    (path,) = county_papers.export(desk, one, tmp_path, [who], day="2025-01-15")
    assert lines(path.read_bytes()) == ["路晓预备党员"]
    (now,) = county_papers.export(desk, one, tmp_path, [who])
    assert lines(now.read_bytes()) == ["路晓正式党员2025年7月1日"]
    (past,) = county_papers.export(desk, many, tmp_path, day="2025-01-15")
    there = desk.roster.members("2025-01-15")
    told = lines(past.read_bytes())
    assert told[0] == f"2025年1月15日{len(there)}"
    assert told[told.index("路晓") + 1] == "预备党员"
