"""The pipeline as a secretary expects it: what was recorded, what follows from it, what is refused, what can be undone."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.domain.errors import UserError
from models.domain.facts import DossierFacts
from models.domain.finding import Severity
from models.domain.records import AgendaItem, Category, ItemKind, MeetingKind, Step
from models.services.desk import Desk

SAMPLES = Path(__file__).parent.parent / "samples"
TODAY = "2026-09-30"
APPLICANT = {"name": "沈知秋", "sex": "女", "birth_date": "1995-03-08"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "d", "槐树-shù-2026", name="槐树村党支部", today=lambda: TODAY)
    for name in ("张建国", "李秀兰"):
        made.roster.add(
            {"name": name, "category": "正式党员", "joined_on": "2001-07-01", "confirmed_on": "2002-07-01"}
        )
    yield made
    made.close()


@pytest.fixture
def person(desk: Desk) -> int:
    return desk.development.add_applicant(APPLICANT, "2025-01-05")


def walk(desk: Desk, person: int, *steps: tuple[str, str] | tuple[str, str, str]) -> None:
    for code, day, *result in steps:
        desk.development.set_step(person, code, day, result=result[0] if result else "")


def import_sample(desk: Desk) -> None:
    plan = desk.development.plan_import(SAMPLES / "stage-dates.xlsx")
    desk.development.commit_import(plan)


def rules_of(desk: Desk, person: int) -> set[str]:
    found = desk.development.findings(person)
    return {f.rule for f in found if f.severity in (Severity.ERROR, Severity.WARNING)}


def test_an_application_makes_a_person_in_the_first_stage(desk: Desk, person: int) -> None:
    dossier = desk.development.dossier(person)
    assert dossier.person.category is Category.APPLICANT
    assert dossier.person.applied_on == "2025-01-05"
    assert [step.code for step in dossier.steps] == ["apply"]
    assert desk.undo_label == "新增入党申请人：沈知秋"


def test_undoing_an_application_leaves_nobody(desk: Desk, person: int) -> None:
    desk.undo()
    assert desk.development.dossiers() == []
    assert desk.roster.find("沈知秋") == []


def test_somebody_on_record_can_apply_without_a_second_record(desk: Desk) -> None:
    known = desk.roster.add({"name": "陶然", "phone": "13800000000"})
    assert desk.development.add_applicant({"id": known}, "2026-09-01") == known
    assert desk.development.dossier(known).person.category is Category.APPLICANT
    with pytest.raises(UserError, match="已登记过入党申请"):
        desk.development.add_applicant({"id": known}, "2026-09-02")


def test_a_member_cannot_apply(desk: Desk) -> None:
    member = desk.roster.find("张建国")[0]
    with pytest.raises(UserError, match="已是正式党员"):
        desk.development.add_applicant({"id": member.id}, "2026-09-01")


def test_category_follows_the_steps_and_goes_back_with_them(desk: Desk, person: int) -> None:
    service = desk.development
    walk(desk, person, ("talk", "2025-01-30"), ("activist", "2025-07-10"))
    assert service.dossier(person).person.category is Category.ACTIVIST
    walk(desk, person, ("candidate", "2026-07-20"), ("admission", "2026-08-20", "通过"))
    assert service.dossier(person).person.category is Category.CANDIDATE
    approval = service.set_step(person, "approval", "2026-09-15", result="同意")
    admitted = service.dossier(person).person
    assert (admitted.category, admitted.joined_on) == (Category.PROBATIONARY, "2026-08-20")
    service.remove_step(approval)
    back = service.dossier(person).person
    assert (back.category, back.joined_on) == (Category.CANDIDATE, "")
    desk.undo()
    assert service.dossier(person).person.joined_on == "2026-08-20"


def test_confirmation_day_is_the_end_of_the_probation_not_the_approval(desk: Desk, person: int) -> None:
    walk(
        desk, person, ("activist", "2023-01-10"), ("candidate", "2024-03-01"), ("admission", "2024-06-20", "通过"),
        ("approval", "2024-08-01", "同意"), ("confirmation", "2025-06-25", "按期转正"),
        ("confirmation_approval", "2025-08-10", "同意"),
    )  # fmt: skip
    full = desk.development.dossier(person).person
    assert (full.category, full.confirmed_on) == (Category.FULL, "2025-06-20")
    assert [d.person.name for d in desk.development.dossiers()] == ["沈知秋"], "stays until archived"
    walk(desk, person, ("archived", "2025-09-01"))
    assert desk.development.dossiers() == []
    assert [d.person.name for d in desk.development.dossiers(active_only=False)] == ["沈知秋"]


def test_a_refused_admission_admits_nobody_and_a_second_one_is_kept_beside_it(
    desk: Desk, person: int
) -> None:
    walk(desk, person, ("candidate", "2025-03-01"), ("admission", "2025-06-01", "未通过"))
    walk(desk, person, ("admission", "2026-02-01", "通过"), ("approval", "2026-03-01", "同意"))
    dossier = desk.development.dossier(person)
    assert [s.on_date for s in dossier.all("admission")] == ["2025-06-01", "2026-02-01"]
    assert dossier.person.joined_on == "2026-02-01"


def test_a_member_of_the_roster_is_never_demoted_by_an_early_step(desk: Desk) -> None:
    member = desk.roster.find("张建国")[0]
    desk.development.set_step(member.id, "activist", "1999-01-01")
    kept = desk.roster.get(member.id)
    assert (kept.category, kept.joined_on) == (Category.FULL, "2001-07-01")


def test_each_step_has_a_name_in_undo(desk: Desk, person: int) -> None:
    desk.development.set_step(person, "talk", "2025-01-30")
    assert desk.undo_label == "记录步骤：沈知秋 派人谈话"
    desk.development.set_step(person, "talk", "2025-01-31")
    assert desk.undo_label == "修改步骤：沈知秋 派人谈话"
    assert [s.on_date for s in desk.development.dossier(person).all("talk")] == ["2025-01-31"]
    desk.undo()
    assert desk.development.dossier(person).all("talk")[0].on_date == "2025-01-30"


def test_inspections_are_kept_one_by_one(desk: Desk, person: int) -> None:
    walk(desk, person, ("activist", "2025-07-10"), ("inspection", "2026-01-05"), ("inspection", "2026-07-01"))
    assert len(desk.development.dossier(person).all("inspection")) == 2


@pytest.mark.parametrize(
    "day", ["", "明天", "2026-02-30", "1899-01-01", "1920-12-31", "2199-01-01", "2032-01-01"]
)
def test_an_impossible_date_is_refused_with_a_sentence(desk: Desk, person: int, day: str) -> None:
    with pytest.raises(UserError, match="派人谈话"):
        desk.development.set_step(person, "talk", day)
    assert desk.development.dossier(person).first("talk") is None


def test_dates_are_read_as_offices_write_them(desk: Desk, person: int) -> None:
    desk.development.set_step(person, "notice", "2026年6月8日", "20260615")
    notice = desk.development.dossier(person).first("notice")
    assert notice is not None
    assert (notice.on_date, notice.ended_on) == ("2026-06-08", "2026-06-15")


def test_an_end_before_the_start_is_refused(desk: Desk, person: int) -> None:
    with pytest.raises(UserError, match="早于开始日期"):
        desk.development.set_step(person, "training", "2026-06-18", "2026-06-15")


def test_out_of_order_is_recorded_and_judged_not_refused(desk: Desk, person: int) -> None:
    walk(desk, person, ("activist", "2026-07-10"), ("candidate", "2026-08-01"))
    assert "FZ-11" in rules_of(desk, person)


def test_companions_are_linked_to_members_and_only_named_otherwise(desk: Desk, person: int) -> None:
    desk.development.set_companions(person, "contact", ["张建国", " 周 明 ", "张建国"])
    found = desk.development.dossier(person).companions
    assert [(c.name, bool(c.member_id)) for c in found] == [("张建国", True), ("周明", False)]
    desk.development.set_companions(person, "contact", ["李秀兰"])
    assert desk.development.dossier(person).names("contact") == ("李秀兰",)
    desk.undo()
    assert desk.development.dossier(person).names("contact") == ("张建国", "周明")
    with pytest.raises(UserError, match="不能是本人"):
        desk.development.set_companions(person, "sponsor", ["沈知秋"])


def test_appointing_sponsors_is_one_step_with_its_names(desk: Desk, person: int) -> None:
    desk.development.set_step(person, "sponsors", "2026-08-01", names=["张建国", "李秀兰"])
    desk.undo()
    dossier = desk.development.dossier(person)
    assert dossier.first("sponsors") is None
    assert dossier.names("sponsor") == ()


def test_the_meeting_that_admitted_offers_its_day(desk: Desk, person: int) -> None:
    desk.meetings.create(MeetingKind.ASSEMBLY, "2026-09-10", title="九月党员大会")
    held = desk.meetings.create(MeetingKind.ASSEMBLY, "2026-08-20", title="接收大会")
    desk.meetings.save_items(held, [AgendaItem(kind=ItemKind.ADMIT, title="接收沈知秋", person_id=person)])
    choices = desk.development.meeting_choices(person, "admission")
    assert [(c.held_on, c.fits) for c in choices] == [("2026-08-20", True), ("2026-09-10", False)]
    desk.development.set_step(person, "admission", "", result="通过", meeting_id=held)
    step = desk.development.dossier(person).first("admission")
    assert step is not None
    assert (step.on_date, step.meeting_id) == ("2026-08-20", held)
    facts = desk.facts("person", person)
    assert isinstance(facts, DossierFacts)
    assert [m.title for m in facts.meetings] == ["接收大会"]


def test_the_notice_ends_after_five_working_days(desk: Desk, person: int) -> None:
    """Counted from the day after; 1–7 October are off, Saturday 10 October is worked: 8, 9, 10, 12, 13."""
    desk.development.set_step(person, "notice", "2026-09-30", "2026-10-14")
    facts = desk.facts("person", person)
    assert isinstance(facts, DossierFacts)
    assert (facts.notice_end, facts.notice_provisional) == ("2026-10-13", False)


def test_a_branch_may_count_the_first_day_of_a_notice(desk: Desk, person: int) -> None:
    """30 September, then 8, 9, 10, 12 October: enough only where the first day counts."""
    desk.development.set_step(person, "notice", "2026-09-30", "2026-10-12")
    assert "FZ-14" in {f.rule for f in desk.development.findings(person, "2026-11-01")}
    desk.settings.set("notice.counting", "当日")
    assert desk.development.notice_end("2026-09-30") == ("2026-10-12", False)
    assert "FZ-14" not in {f.rule for f in desk.development.findings(person, "2026-11-01")}
    desk.undo()
    assert desk.development.notice_end("2026-09-30") == ("2026-10-13", False)


def test_a_year_without_holidays_is_marked_provisional(desk: Desk) -> None:
    end, provisional = desk.development.notice_end("2031-03-03")
    assert (end, provisional) == ("2031-03-10", True)
    assert desk.development.notice_end("2031-03") == ("", False)


def test_answers_come_back_with_their_finding_and_can_be_undone(desk: Desk, person: int) -> None:
    walk(desk, person, ("activist", "2026-07-10"), ("candidate", "2026-08-01"))
    finding = next(f for f in desk.development.findings(person) if f.rule == "FZ-11")
    desk.answer(finding, "  原确定日期 2024-07-10，转入接续 ")
    answered = desk.development.findings(person)
    assert next(f for f in answered if f.rule == "FZ-11").answer == "原确定日期 2024-07-10，转入接续"
    assert answered[-1].rule == "FZ-11", "what is answered stands last"
    assert any(f.rule == "FZ-11" and f.answer for f in desk.check())
    desk.undo()
    assert not next(f for f in desk.development.findings(person) if f.rule == "FZ-11").answer


def test_a_preview_judges_without_writing(desk: Desk, person: int) -> None:
    walk(desk, person, ("talk", "2025-01-30"), ("activist", "2025-10-10"))
    head = desk.store.head
    shown = desk.development.preview(person, Step(code="candidate", on_date="2026-09-01"))
    assert "FZ-11" in {f.rule for f in shown.new}
    assert shown.window is not None
    assert shown.window.earliest == "2026-10-10"
    assert desk.store.head == head
    settled = desk.development.preview(person, Step(code="inspection", on_date="2026-09-20")).settled
    assert "FZ-08" in {f.rule for f in settled}


def test_a_preview_counts_the_names_typed(desk: Desk, person: int) -> None:
    draft = Step(code="sponsors", on_date="2026-09-01")
    alone = desk.development.preview(person, draft, names=["张建国"])
    both = desk.development.preview(person, draft, names=["张建国", "李秀兰"])
    assert "FZ-16" in {f.rule for f in alone.new}
    assert "FZ-16" not in {f.rule for f in both.new}


def test_windows_show_too_early_and_too_late(desk: Desk, person: int) -> None:
    walk(desk, person, ("talk", "2025-03-01"), ("activist", "2025-07-10"), ("candidate", "2026-06-20"))
    windows = desk.development.windows(person)
    assert (windows["talk"].earliest, windows["talk"].latest) == ("2025-01-05", "2025-02-05")
    assert windows["candidate"].earliest == "2026-07-10"


def test_a_step_that_can_be_taken_stands_before_an_inspection_months_away(desk: Desk, person: int) -> None:
    walk(desk, person, ("talk", "2025-01-30"), ("activist", "2025-02-10"), ("inspection", "2026-09-01"))
    desk.development.set_companions(person, "contact", ["张建国"])
    assert due(desk) == "seek_opinions"
    walk(desk, person, ("seek_opinions", "2026-09-20"))
    assert due(desk) == "consent"


def test_an_inspection_that_presses_comes_first(desk: Desk, person: int) -> None:
    walk(desk, person, ("talk", "2025-01-30"), ("activist", "2025-02-10"), ("inspection", "2026-04-10"))
    assert due(desk) == "inspection"


def due(desk: Desk) -> str:
    step = desk.development.entries()[0].due
    return step.code if step else ""


def test_the_sample_sheet_gives_the_board(desk: Desk) -> None:
    import_sample(desk)
    entries = desk.development.entries()
    state = desk.development.overview(entries)
    assert state.total == 8
    assert Counter(e.stage for e in entries) == {1: 1, 2: 2, 3: 2, 4: 1, 5: 2}
    assert state.by_category == {
        Category.APPLICANT: 1, Category.ACTIVIST: 2, Category.CANDIDATE: 3, Category.PROBATIONARY: 2
    }  # fmt: skip
    late = {e.dossier.person.name: e.days_left for e in entries if e.is_late}
    assert late == {"白雪梅": -60, "郑丽华": -168, "康丽华": -353}
    assert {e.dossier.person.name for e in entries if e.is_soon} == {"邱桂英"}
    desk.undo()
    assert desk.development.entries() == []


def test_the_sample_sheet_is_judged_as_its_truth_says(desk: Desk) -> None:
    truth = json.loads((SAMPLES / "stage-dates.truth.json").read_text(encoding="utf-8"))
    import_sample(desk)
    judged, found = set(truth["rules_judged"]), {}
    for finding in desk.check(truth["as_of"]):
        if finding.severity in (Severity.ERROR, Severity.WARNING) and finding.rule in judged:
            found.setdefault(finding.subject, []).append(finding.rule)
    assert found == {p["姓名"]: p["findings"] for p in truth["people"] if p["findings"]}


def test_the_check_of_all_is_the_checks_of_each(desk: Desk) -> None:
    import_sample(desk)
    service = desk.development
    one_by_one = [f for d in service.dossiers() for f in service.findings(d.person.id)]
    assert sorted((f.record_id, f.rule, f.message) for f in service.check()) == sorted(
        (f.record_id, f.rule, f.message) for f in one_by_one
    )


def test_who_is_cancelled_stays_a_member_of_the_days_before(desk: Desk, person: int) -> None:
    """2026§32: 取消预备党员资格; counted out from the day of the approval, not out of the past."""
    walk(
        desk,
        person,
        ("apply", "2023-05-01"),
        ("admission", "2025-06-10", "通过"),
        ("approval", "2025-07-01", "同意"),
        ("confirmation", "2026-06-20", "取消资格"),
    )
    there = [p.id for p in desk.roster.members("2026-07-09")]
    assert person in there
    desk.development.set_step(person, "confirmation_approval", "2026-07-10", result="同意")
    card = desk.roster.get(person)
    assert (card.joined_on, card.left_on, card.left_kind) == ("2025-06-10", "2026-07-10", "取消预备党员资格")
    assert not card.is_member
    assert [p.id for p in desk.roster.members("2026-07-10")] == [i for i in there if i != person]
    assert [p.category for p in desk.roster.members("2026-07-09") if p.id == person] == ["预备党员"]
    assert person not in [d.person.id for d in desk.development.dossiers()]
    assert desk.undo()
    assert desk.roster.get(person).left_on == "" and person in [p.id for p in desk.roster.members(TODAY)]
