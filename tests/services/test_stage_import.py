"""The table of development dates: people, steps, spans and contacts, judged as the truth says."""

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from models.domain.errors import UserError
from models.domain.records import Category
from models.services.desk import Desk
from models.services.stage_import import commit_stages, names_in, plan_stages, split_span

SAMPLES = Path(__file__).parents[1] / "samples"
TODAY = "2026-09-30"


@pytest.fixture
def desk(tmp_path: Path, password: str):
    made = Desk.create(tmp_path / "store", password, name="柳溪村党支部", today=lambda: TODAY)
    yield made
    made.close()


def bring(desk: Desk, path: Path = SAMPLES / "stage-dates.xlsx") -> list[int]:
    plan = plan_stages(desk.store, path, TODAY)
    return list(commit_stages(desk.store, plan, TODAY, desk.roster.branch_id()).person_ids)


def test_the_sample_is_judged_exactly_as_its_truth(desk: Desk):
    truth = json.loads((SAMPLES / "stage-dates.truth.json").read_text(encoding="utf-8"))
    assert len(bring(desk)) == 8
    judged, levels = set(truth["rules_judged"]), set(truth["severities"])
    dossiers = {d.person.name: d for d in desk.development.dossiers()}
    for row in truth["people"]:
        found = desk.development.findings(dossiers[row["姓名"]].person.id, truth["as_of"])
        assert {f.rule for f in found if f.rule in judged and f.severity in levels} == set(row["findings"]), (
            row["case"]
        )


def test_people_come_with_category_partial_birth_spans_and_contacts(desk: Desk):
    zhang = desk.roster.add({"name": "张建国", "category": "正式党员", "joined_on": "1990-01-01"})
    bring(desk)
    by_name = {d.person.name: d for d in desk.development.dossiers()}
    first, last = by_name["白雪梅"], by_name["贺云飞"]
    assert (first.person.category, first.person.birth_date) == (Category.APPLICANT, "1988-10")
    assert by_name["胡浩然"].person.category == Category.ACTIVIST
    assert last.person.category == Category.CANDIDATE
    training = last.first("training")
    assert training is not None
    assert (training.on_date, training.ended_on) == ("2026-06-15", "2026-06-18")
    contacts = [(c.name, c.member_id) for c in by_name["胡浩然"].companions]
    assert contacts == [("张建国", zhang), ("李秀兰", 0)]
    probationary = by_name["邱桂英"].person
    assert (probationary.category, probationary.joined_on) == (Category.PROBATIONARY, "2025-10-12")


def test_all_of_it_is_one_undoable_step(desk: Desk):
    bring(desk)
    desk.undo()
    assert desk.development.dossiers() == []
    assert desk.store.value("SELECT count(*) FROM companion") == 0


def test_a_second_import_refuses_who_is_there(desk: Desk):
    bring(desk)
    plan = plan_stages(desk.store, SAMPLES / "stage-dates.xlsx", TODAY)
    assert plan.people == ()
    assert {e.problem.code for e in plan.entries} == {"id.duplicate"}


def test_somebody_on_the_roster_gets_the_steps_on_the_same_record(desk: Desk):
    known = desk.roster.add(
        {
            "name": "邱桂英",
            "category": "预备党员",
            "id_number": "330327199904019980",
            "joined_on": "2025-10-12",
        }
    )
    ids = bring(desk)
    assert known in ids
    assert len([p for p in desk.roster.find("邱桂英") if p.name == "邱桂英"]) == 1
    assert desk.development.dossier(known).first("oath") is not None


def test_a_roster_is_not_a_table_of_stages(desk: Desk, tmp_path: Path):
    book = Workbook()
    assert book.active is not None
    book.active.append(["姓名", "性别"])
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(UserError, match="发展党员的日期列"):
        plan_stages(desk.store, tmp_path / "x.xlsx", TODAY)


HEADS = ("姓名", "身份证号", "递交入党申请书时间")
ACTIVIST = (*HEADS, "确定为入党积极分子时间", "培养联系人")
ONE = ("胡浩然", "330327199904019980", "2023-01-08")
TWO = ("白雪梅", "110101199001010027", "2024-03-02")


def sheets(path: Path, **lines: list[tuple[str, ...]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in lines.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(path)
    return path


def test_every_sheet_of_dates_is_read_and_a_person_on_two_is_one(desk: Desk, tmp_path: Path):
    path = sheets(
        tmp_path / "总表.xlsx",
        入党申请人=[HEADS, ONE, TWO],
        入党积极分子=[ACTIVIST, (*ONE[:2], "2023-01-09", "2023-08-20", "张建国、李秀兰")],
        说明=[("填表说明",)],
        旧表作废=[HEADS, ("侯学军", "", "2020-01-01")],
    )
    plan = plan_stages(desk.store, path, TODAY)
    assert plan.sheets == ("入党申请人", "入党积极分子")
    assert plan.notes == ("工作表“说明”、“旧表作废”不是发展党员时间表，已略过",)
    assert [person.values["name"] for person in plan.people] == ["胡浩然", "白雪梅"]
    first = plan.people[0]
    assert [(step.code, step.on_date) for step in first.steps] == [
        ("apply", "2023-01-08"),
        ("activist", "2023-08-20"),
    ]
    assert first.values["category"] == "入党积极分子" and len(first.companions) == 2
    said = [problem.message for problem in first.problems]
    assert any("步骤记在一起" in text for text in said)
    assert any("两个工作表的日期不同，按先读到的2023-01-08记" in text for text in said)
    assert plan.place(plan.people[1].row) == "“入党申请人”第 3 行"
    assert list(commit_stages(desk.store, plan, TODAY, desk.roster.branch_id()).person_ids) != []
    assert len(desk.development.dossiers()) == 2
    assert any(mark.code == "row.merged" for mark in desk.roster.marks())


def test_somebody_on_record_and_on_two_sheets_gets_each_step_once(desk: Desk, tmp_path: Path):
    known = desk.roster.add({"name": ONE[0], "id_number": ONE[1]})
    path = sheets(
        tmp_path / "总表.xlsx", 申请=[HEADS, ONE], 积极分子=[ACTIVIST, (*ONE, "2023-08-20", "张建国")]
    )
    assert bring(desk, path) == [known]
    assert [step.code for step in desk.development.dossier(known).steps] == ["apply", "activist"]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2026-06-15至2026-06-18", ("2026-06-15", "2026-06-18")),
        ("2026.6.15-6.18", ("2026.6.15", "2026-6-18")),
        ("2026年6月15日—18日", ("2026年6月15日", "2026-6-18")),
        ("2026-06-15", ("2026-06-15", "")),
        ("2026-06-15 - 2026-06-18", ("2026-06-15", "2026-06-18")),
    ],
)
def test_spans_as_people_write_them(text: str, span: tuple[str, str]):
    assert split_span(text) == span


def test_names_in_one_cell():
    assert names_in("张建国、李秀兰") == ["张建国", "李秀兰"]
    assert names_in("张建国 李秀兰") == ["张建国", "李秀兰"]
    assert names_in("张 三，李　四") == ["张三", "李四"]
    assert names_in("") == []
