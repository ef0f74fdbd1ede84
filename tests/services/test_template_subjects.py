"""The county's templates of a meeting and of a person's dossier; one large sheet that is broken off or grows too long."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exporters.templates import engine
from exporters.templates.filling import Template
from models.domain.dates import chinese_date
from models.domain.errors import Cancelled, UserError
from models.domain.records import Presence
from models.services.desk import Desk
from models.services.register import Register
from tests.exporters.template_docx import docx, lines, paragraph, table
from tests.ready import sample_desk
from ui import county_papers


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = sample_desk(tmp_path_factory.mktemp("subjects") / "store")
    yield made
    made.close()


def put(desk: Desk, folder: Path, body: str, name: str) -> int:
    path = folder / f"{name}.docx"
    path.write_bytes(docx(body))
    return county_papers.add(desk, path)


def filled(desk: Desk, folder: Path, body: str, name: str, ids: list[int]) -> list[str]:
    entry = desk.templates.get(put(desk, folder, body, name))
    (path,) = county_papers.export(desk, entry, folder / "出", ids)
    return lines(path.read_bytes())


def test_a_template_of_a_meeting_is_filled_from_its_record(desk: Desk, tmp_path: Path) -> None:
    one = next(m for m in desk.meetings.list() if desk.meetings.get(m.id).items and m.present)
    meeting = desk.meetings.get(one.id)
    tally = desk.meetings.tally(meeting)
    body = (
        paragraph("{{会议名称}}|{{时间}}|{{地点}}|{{主持人}}|{{记录人}}")
        + paragraph("应到{{应到}}人，实到{{实到人数}}人，缺席：{{缺席名单}}")
        + paragraph("填表：{{填表日期}}")
        + paragraph("决议：{{决议}}")
        + table(("{{议题.序号}}", "{{议题.题目}}"))
        + table(("{{参会人员.姓名}}", "{{参会人员.到会情况}}"))
    )
    told = filled(desk, tmp_path, body, "会议登记", [meeting.id])
    name, when, place, host, recorder = told[0].split("|")
    assert (name, place, host, recorder) == (meeting.title, meeting.place, meeting.host, meeting.recorder)
    assert when.startswith(chinese_date(meeting.held_on)) and "时" in when
    away = [a.name for a in meeting.attendees if a.came in (Presence.LEAVE, Presence.ABSENT)]
    assert told[1].startswith(f"应到{tally.expected}人，实到{tally.present}人，缺席：")
    assert all(name in told[1] for name in away) and (away or told[1].endswith("缺席：无"))
    assert told[2] == f"填表：{chinese_date(desk.today())}"
    first = min(meeting.items, key=lambda item: item.seq)
    assert told[told.index("1") + 1] == first.title
    for who in meeting.attendees:
        assert told[told.index(who.name) + 1] == who.came.value


def test_several_meetings_make_a_file_each_or_one(desk: Desk, tmp_path: Path) -> None:
    ids = [one.id for one in desk.meetings.list()[:3]]
    entry = desk.templates.get(put(desk, tmp_path, paragraph("会议：{{会议名称}}"), "汇总"))
    assert entry.subject == "meeting"
    files = county_papers.export(desk, entry, tmp_path / "各", ids)
    titles = [desk.meetings.get(one).title for one in ids]
    assert [lines(path.read_bytes()) for path in files] == [[f"会议：{title}"] for title in titles]
    assert files[0].name.startswith(f"汇总-{desk.meetings.get(ids[0]).held_on}")
    (path,) = county_papers.export(desk, entry, tmp_path / "合", ids, joined=True)
    assert path.name == "汇总-3次.docx" and lines(path.read_bytes()) == [f"会议：{title}" for title in titles]
    with pytest.raises(UserError, match="请选要填哪次会议"):
        county_papers.export(desk, entry, tmp_path / "无")


def test_fields_of_a_meeting_and_of_a_person_do_not_mix(desk: Desk) -> None:
    (problem,) = Template(docx(paragraph("{{会议名称}}{{身份证号}}"))).problems
    assert problem.blocks and "“会议名称”是会议的字段，“身份证号”是一个人的字段" in problem.message
    assert not Template(docx(paragraph("{{会议名称}}") + table(("{{党员.姓名}}",)))).problems
    (wrong,) = Template(docx(paragraph("{{主持任}}"))).problems
    assert wrong.instead == "主持人"


def test_a_template_of_a_dossier_has_stage_days_people_and_meetings(desk: Desk, tmp_path: Path) -> None:
    entries = desk.development.entries()
    who = max(entries, key=lambda one: len(desk.development.dossier(one.person_id).steps)).person_id
    dossier = desk.development.dossier(who)
    body = (
        paragraph("{{姓名}}|{{发展阶段}}|{{递交入党申请书日期}}|{{培养联系人}}|{{最近一步}}")
        + table(("{{发展步骤.步骤}}", "{{发展步骤.日期}}"))
        + table(("{{发展会议.步骤}}", "{{发展会议.会议名称}}"))
    )
    told = filled(desk, tmp_path, body, "发展档案", [who])
    name, stage, applied, contacts, latest = told[0].split("|")
    first = dossier.first("apply")
    assert name == dossier.person.name and stage and latest
    assert first is not None and applied == chinese_date(first.on_date)
    assert contacts == "、".join(dossier.names("contact"))
    assert chinese_date(max(one.on_date for one in dossier.steps)) in told
    for step in dossier.steps:
        if step.meeting_id:
            assert desk.meetings.get(step.meeting_id).title in told


def test_one_sheet_of_all_members_can_be_broken_off_while_it_is_gathered(desk: Desk, tmp_path: Path) -> None:
    body = table(("{{党员.姓名}}", "{{党员.性别}}"))
    entry = desk.templates.get(put(desk, tmp_path, body, "大名单"))
    steps: list[tuple[int, int]] = []
    before = len(Register(desk.store, desk.today).entries("export"))
    with pytest.raises(Cancelled):
        county_papers.export(
            desk,
            entry,
            tmp_path / "名单",
            progress=lambda *at: steps.append(at),
            cancelled=lambda: len(steps) == 5,
        )
    total = len(desk.roster.members(desk.today()))
    assert steps == [(done, total) for done in range(5)]
    assert not list((tmp_path / "名单").iterdir())
    assert len(Register(desk.store, desk.today).entries("export")) == before


def test_one_sheet_can_be_broken_off_while_it_is_filled(desk: Desk) -> None:
    facts = desk.templates.of_branch()
    template = Template(docx(table(tuple("{{党员.姓名}}" for _ in range(20)))), county_papers.catalogue(desk))
    asked = 0

    def check() -> None:
        nonlocal asked
        asked += 1
        if asked == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        template.fill(facts, check)
    assert asked == 2


def test_what_grows_too_long_is_refused_with_what_to_do(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = desk.templates.of_branch()
    template = Template(docx(table(("{{党员.姓名}}",))), county_papers.catalogue(desk))
    monkeypatch.setattr(engine, "MOST_FILLED", 1000)
    with pytest.raises(UserError, match="填出来的内容太长.*请少选一些人"):
        template.fill(facts)
