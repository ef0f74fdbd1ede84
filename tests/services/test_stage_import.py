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
