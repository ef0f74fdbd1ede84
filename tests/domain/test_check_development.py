"""The pipeline judged as a regulation would; the truth file of the samples and the cases around it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from models.domain.calendar import WorkCalendar
from models.domain.check_development import check_dossier, next_steps
from models.domain.dates import parse_date
from models.domain.finding import Finding, Severity
from models.domain.pipeline import STEPS, category_of, confirmed_day, probation, stage_names, stage_of
from models.domain.records import Category, Companion, Dossier, Person, Step
from models.domain.rules import load_rules

RULES, CALENDAR = load_rules(), WorkCalendar.load()
TODAY = "2026-09-30"
TRUTH = json.loads(
    (Path(__file__).parents[1] / "samples" / "stage-dates.truth.json").read_text(encoding="utf-8")
)
COLUMNS = {
    "申请入党时间": "apply",
    "谈话时间": "talk",
    "确定积极分子时间": "activist",
    "最近考察时间": "inspection",
    "确定发展对象时间": "candidate",
    "政审完成": "political_review",
    "预审通过": "pre_review",
    "支部大会接收时间": "admission",
    "上级批准时间": "approval",
    "宣誓时间": "oath",
}


def _from_cells(cells: dict[str, str]) -> Dossier:
    steps = [Step(code=code, on_date=parse_date(cells[k]).iso) for k, code in COLUMNS.items() if k in cells]
    if "公示开始" in cells:
        steps.append(Step(code="notice", on_date=cells["公示开始"], ended_on=cells["公示结束"]))
    if "培训起止" in cells:
        first, last = cells["培训起止"].split("至")
        steps.append(Step(code="training", on_date=first, ended_on=last))
    names = [n for n in cells.get("培养联系人", "").split("、") if n]
    return Dossier(
        person=Person(
            name=cells["姓名"], birth_date=parse_date(cells["出生年月"]).iso, id_number=cells["身份证号码"]
        ),
        steps=tuple(steps),
        companions=tuple(Companion(name=n) for n in names),
    )


def _serious(found: list[Finding]) -> set[str]:
    return {f.rule for f in found if f.severity in (Severity.ERROR, Severity.WARNING)}


@pytest.mark.parametrize("truth", TRUTH["people"], ids=lambda t: t["case"])
def test_the_truth_file_is_met_and_nothing_invented(truth: dict[str, object]) -> None:
    cells = truth["cells"]
    assert isinstance(cells, dict)
    found = check_dossier(_from_cells(cells), RULES, CALENDAR, TRUTH["as_of"])
    assert _serious(found) & set(TRUTH["rules_judged"]) == set(truth["findings"])  # type: ignore[arg-type]
    assert all(f.citation and f.message for f in found)


BORN = Person(id=5, name="白雪梅", birth_date="1990-05-01")
LIFE = {
    "apply": "2024-03-01",
    "talk": "2024-03-20",
    "activist": "2025-01-10",
    "inspection": "2026-05-20",
    "consent": "2026-06-01",
    "notice": "2026-06-02/2026-06-09",
    "candidate": "2026-06-10",
    "political_review": "2026-06-20",
    "training": "2026-06-22/2026-06-24",
    "committee_review": "2026-06-26",
    "pre_review": "2026-07-01",
    "form_filled": "2026-07-03",
    "admission": "2026-07-20",
    "superior_talk": "2026-08-01",
    "approval": "2026-08-20",
    "oath": "2026-09-01",
}
RESULTS = {"notice": "合格", "political_review": "合格", "pre_review": "合格", "admission": "通过"}
PEOPLE = (
    Companion(role="contact", name="张建国", member_id=11),
    Companion(role="contact", name="李秀兰", member_id=12),
    Companion(role="sponsor", name="张建国", member_id=11),
    Companion(role="sponsor", name="李秀兰", member_id=12),
)
HALF_YEARLY = [Step(code="inspection", on_date=d) for d in ("2025-06-30", "2025-12-20")]


def _life(until: str = "oath", person: Person = BORN, **changes: str | None) -> Dossier:
    """A life without fault up to a step; `changes` move ("2026-01-01" or "first/last") or drop (None) steps."""
    steps: list[Step] = [] if until in ("apply", "talk") else list(HALF_YEARLY)
    for code, date in LIFE.items():
        text = changes.get(code, date)
        if text:
            first, _, last = text.partition("/")
            steps.append(Step(code=code, on_date=first, ended_on=last, result=RESULTS.get(code, "")))
        if code == until:
            break
    for code in set(changes) - set(LIFE):
        text = changes[code] or ""
        first, _, last = text.partition("/")
        steps.append(Step(code=code, on_date=first, ended_on=last))
    return Dossier(person=person, steps=tuple(steps), companions=PEOPLE)


def _judge(dossier: Dossier, today: str = TODAY, rule: str = "") -> list[tuple[str, Severity]]:
    found = check_dossier(dossier, RULES, CALENDAR, today)
    return [(f.rule, f.severity) for f in found if not rule or f.rule == rule]


E, W, I, U = Severity.ERROR, Severity.WARNING, Severity.INFO, Severity.UNKNOWN  # noqa: E741


def test_a_life_without_fault_has_no_finding_at_any_stage() -> None:
    for code, date in LIFE.items():
        day = date.partition("/")[0]
        assert _judge(_life(code), max(day, date.partition("/")[2])) == [], code
    assert _judge(_life()) == []


def test_steps_after_the_day_asked_about_have_not_happened() -> None:
    assert _judge(_life(), "2024-03-15") == []
    assert _judge(_life(), "2024-03-05") == []


@pytest.mark.parametrize(
    ("birth", "expected"), [("2006-03-01", []), ("2006-03-02", [E]), ("2006", [U]), ("2007", [E]), ("", [U])]
)
def test_eighteen_on_the_day_of_application(birth: str, expected: list[Severity]) -> None:
    person = replace(BORN, birth_date=birth)
    assert [s for _, s in _judge(_life("talk", person), rule="FZ-01")] == expected


@pytest.mark.parametrize(
    ("talk", "today", "expected"),
    [
        ("2024-04-01", TODAY, []),
        ("2024-04-02", TODAY, [W]),
        (None, "2024-04-01", []),
        (None, "2024-04-02", [W]),
        ("2024-04", TODAY, [U]),
        ("2024-05", TODAY, [W]),
    ],
)
def test_talk_within_a_month(talk: str | None, today: str, expected: list[Severity]) -> None:
    assert [s for _, s in _judge(_life("talk", talk=talk), today, "FZ-03")] == expected


def test_a_talk_missing_behind_later_steps_cannot_be_told() -> None:
    assert _judge(_life("activist", talk=None), rule="FZ-03") == [("FZ-03", U)]


@pytest.mark.parametrize(("names", "expected"), [(0, [U]), (1, []), (2, []), (3, [E])])
def test_one_or_two_contacts(names: int, expected: list[Severity]) -> None:
    companions = tuple(Companion(name=f"张{i}") for i in range(names))
    dossier = replace(_life("activist"), companions=companions)
    assert [s for _, s in _judge(dossier, "2025-02-01", "FZ-07")] == expected


def test_contacts_and_sponsors_from_the_roster_must_be_full_members() -> None:
    full = Person(
        id=11, name="张建国", category=Category.FULL, joined_on="2000-01-01", confirmed_on="2001-01-01"
    )
    young = Person(id=12, name="李秀兰", category=Category.PROBATIONARY, joined_on="2024-12-01")
    found = check_dossier(_life(), RULES, CALENDAR, TODAY, members={11: full, 12: young})
    assert {(f.rule, f.severity) for f in found} == {("FZ-07", E), ("FZ-16", E)}
    punished = replace(full, suspended_from="2026-06-01")
    found = check_dossier(_life(), RULES, CALENDAR, TODAY, members={11: punished})
    assert [(f.rule, f.severity) for f in found] == [("FZ-16", E)]


def test_half_yearly_inspections() -> None:
    one = replace(
        _life("activist"),
        steps=(Step(code="activist", on_date="2025-01-10"), Step(code="inspection", on_date="2025-07-10")),
    )
    assert _judge(one, "2026-01-10", "FZ-08") == []
    assert _judge(one, "2026-01-11", "FZ-08") == [("FZ-08", W)]
    none = replace(one, steps=one.steps[:1])
    assert _judge(none, "2025-07-10", "FZ-08") == []
    assert _judge(none, "2025-07-11", "FZ-08") == [("FZ-08", W)]


def test_with_one_inspection_known_the_time_before_it_cannot_be_told() -> None:
    steps = (Step(code="activist", on_date="2025-01-10"), Step(code="inspection", on_date="2025-12-10"))
    assert _judge(Dossier(person=BORN, steps=steps), "2026-03-01", "FZ-08") == [("FZ-08", U)]
    more = (*steps, Step(code="inspection", on_date="2025-03-01"))
    assert _judge(Dossier(person=BORN, steps=more), "2026-03-01", "FZ-08") == [("FZ-08", W)]


def test_the_inspection_window_ends_with_the_listing() -> None:
    dossier = _life("candidate", inspection="2026-05-20")
    assert _judge(dossier, "2027-09-30", "FZ-08") == []
    after = replace(dossier, steps=tuple(s for s in dossier.steps if s.code != "inspection"))
    late = replace(after, steps=(*after.steps, Step(code="inspection", on_date="2026-08-01")))
    assert _judge(late, "2026-09-30", "FZ-08") == [("FZ-08", U)]


@pytest.mark.parametrize(
    ("activist", "expected"),
    [
        ("2025-06-10", []),
        ("2025-06-11", [E]),
        (None, [U]),
        ("2025-06", [U]),
        ("2025-07", [E]),
        ("2025-05", []),
    ],
)
def test_a_year_as_activist(activist: str | None, expected: list[Severity]) -> None:
    assert [s for _, s in _judge(_life("candidate", activist=activist), rule="FZ-11")] == expected


def test_consent_before_notice_only_since_2026() -> None:
    assert _judge(_life("candidate", consent="2026-06-03"), rule="FZ-13") == [("FZ-13", E)]
    assert _judge(_life("candidate", consent="2026-06-02"), rule="FZ-13") == []
    assert _judge(_life("candidate", consent=None), rule="FZ-13") == [("FZ-13", U)]
    assert _judge(_life("candidate", consent=None, notice="2026-05-15/2026-05-25"), rule="FZ-13") == []


@pytest.mark.parametrize(
    ("notice", "expected"),
    [
        ("2026-06-02/2026-06-09", []),
        ("2026-06-02/2026-06-08", [E]),
        ("2026-06-12/2026-06-19", [E]),  # 19 June is a holiday
        ("2026-06-12/2026-06-22", []),
        ("2026-05-18/2026-05-20", [E]),
        ("2026-05-17/2026-05-18", []),  # begun under the 2014 edition
        ("2026-06-02", [U]),
    ],
)
def test_five_working_days_of_notice(notice: str, expected: list[Severity]) -> None:
    dossier = _life("candidate", notice=notice, candidate="2026-06-25")
    assert [s for _, s in _judge(dossier, rule="FZ-14")] == expected


def test_the_first_day_counts_where_the_county_says_so() -> None:
    dossier = _life("candidate", notice="2026-06-02/2026-06-08")
    found = check_dossier(dossier, RULES, CALENDAR, TODAY, notice_first_day_counts=True)
    assert "FZ-14" not in {f.rule for f in found}


def test_a_notice_still_running_is_not_judged() -> None:
    assert _judge(_life("notice", notice="2026-06-02"), "2026-06-09", "FZ-14") == []
    assert _judge(_life("notice", notice="2026-06-02"), "2026-06-10", "FZ-14") == [("FZ-14", U)]


def test_listing_after_the_notice() -> None:
    assert _judge(_life("candidate", candidate="2026-06-09"), rule="FZ-15") == []
    assert _judge(_life("candidate", candidate="2026-06-08"), rule="FZ-15") == [("FZ-15", E)]
    assert _judge(_life("candidate", notice=None), rule="FZ-15") == [("FZ-15", U)]
    assert _judge(_life("candidate", notice=None, candidate="2026-05-17"), rule="FZ-15") == []
    objected = _life("candidate")
    steps = tuple(replace(s, result="不合格") if s.code == "notice" else s for s in objected.steps)
    assert _judge(replace(objected, steps=steps), rule="FZ-15") == [("FZ-15", E)]


def test_sponsors_review_and_training_before_admission() -> None:
    nobody = replace(_life("admission"), companions=PEOPLE[:2])
    assert _judge(nobody, "2026-07-21", "FZ-16") == [("FZ-16", U)]
    assert _judge(replace(nobody, companions=PEOPLE[:3]), "2026-07-21", "FZ-16") == [("FZ-16", E)]
    assert _judge(_life("admission", political_review=None), "2026-07-21", "FZ-19") == [("FZ-19", U)]
    assert _judge(_life("admission", political_review="2026-07-25"), "2026-08-01", "FZ-19") == [("FZ-19", E)]
    assert _judge(_life("admission", training=None), "2026-07-21", "FZ-21") == [("FZ-21", U)]
    assert _judge(_life("admission", training="2026-06-22/2026-06-23"), "2026-07-21", "FZ-21") == [
        ("FZ-21", E)
    ]
    assert _judge(_life("admission", training="2026-06-22"), "2026-07-21", "FZ-21") == [("FZ-21", U)]


def test_hours_are_as_good_as_days() -> None:
    dossier = _life("training", training=None)
    for hours, expected in ((24, []), (23, [E])):
        step = Step(code="training", on_date="2026-06-22", ended_on="2026-06-22", hours=hours)
        assert [
            s for _, s in _judge(replace(dossier, steps=(*dossier.steps, step)), rule="FZ-21")
        ] == expected


def test_the_form_comes_after_the_pre_review() -> None:
    assert _judge(_life("form_filled", form_filled="2026-06-30"), "2026-07-02", "FZ-22") == [("FZ-22", E)]
    assert _judge(_life("form_filled", pre_review=None), "2026-07-05", "FZ-22") == [("FZ-22", U)]
    assert _judge(_life("pre_review", committee_review="2026-07-02"), "2026-07-05", "FZ-22") == [("FZ-22", E)]


@pytest.mark.parametrize(
    ("admission", "today", "expected"),
    [
        ("2026-08-01", TODAY, []),
        ("2026-08-02", TODAY, [E]),
        (None, "2026-08-01", []),
        (None, "2026-08-02", [E]),
    ],
)
def test_the_assembly_within_a_month_of_the_pre_review(
    admission: str | None, today: str, expected: list[Severity]
) -> None:
    assert [s for _, s in _judge(_life("admission", admission=admission), today, "FZ-24")] == expected


def test_what_began_before_the_new_edition_is_only_mentioned() -> None:
    old = _life("admission", pre_review="2026-05-10", form_filled=None, admission="2026-07-20")
    assert _judge(old, "2026-07-21", "FZ-24") == [("FZ-24", I)]
    older = _life("admission", pre_review="2026-03-01", form_filled=None, admission="2026-05-10")
    assert _judge(older, "2026-07-21", "FZ-24") == []


@pytest.mark.parametrize(
    ("approval", "today", "expected"),
    [
        ("2026-10-20", "2027-08-01", []),
        ("2026-10-21", "2027-08-01", [W]),
        ("2027-01-20", "2027-08-01", [W]),
        ("2027-01-21", "2027-08-01", [E]),
        (None, "2026-10-20", []),
        (None, "2026-10-21", [W]),
        (None, "2027-01-21", [E]),
    ],
)
def test_approval_within_three_months_at_most_six(
    approval: str | None, today: str, expected: list[Severity]
) -> None:
    assert [s for _, s in _judge(_life("approval", approval=approval), today, "FZ-33")] == expected


def test_an_approval_missing_behind_an_oath_cannot_be_told() -> None:
    assert _judge(_life("oath", approval=None), "2027-06-01", "FZ-33") == [("FZ-33", U)]


@pytest.mark.parametrize(
    ("oath", "today", "expected"),
    [
        ("2026-09-20", TODAY, []),
        ("2026-09-21", TODAY, [W]),
        (None, "2026-09-20", []),
        (None, "2026-09-21", [W]),
    ],
)
def test_the_oath_within_a_month(oath: str | None, today: str, expected: list[Severity]) -> None:
    assert [s for _, s in _judge(_life("oath", oath=oath), today, "FZ-35")] == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2027-06-19", []),
        ("2027-06-20", [I]),
        ("2027-07-05", [I]),
        ("2027-07-20", [I]),
        ("2027-07-21", [W]),
    ],
)
def test_reminders_before_the_end_of_probation_and_a_warning_after_it(
    today: str, expected: list[Severity]
) -> None:
    assert [s for _, s in _judge(_life(), today, "FZ-37")] == expected


def test_probation_without_an_approval_cannot_be_told() -> None:
    assert _judge(_life("admission"), "2027-08-01", "FZ-37") == [("FZ-37", U)]


def test_a_probationary_member_of_the_roster_is_reminded_without_any_step() -> None:
    person = replace(BORN, category=Category.PROBATIONARY, joined_on="2025-09-15")
    assert _judge(Dossier(person=person)) == [("FZ-37", W)]
    assert _judge(Dossier(person=replace(person, joined_on="2025-10-12"))) == [("FZ-37", I)]
    assert _judge(Dossier(person=replace(person, category=Category.FULL))) == []


def _confirmed(*steps: Step) -> Dossier:
    life = _life()
    return replace(life, steps=(*life.steps, *steps))


def test_confirmation_not_before_the_end_of_probation() -> None:
    early = _confirmed(Step(code="confirmation", on_date="2027-07-19", result="按期转正"))
    assert _judge(early, "2027-07-30", "FZ-38") == [("FZ-38", E)]
    timely = _confirmed(Step(code="confirmation", on_date="2027-07-20", result="按期转正"))
    assert _judge(timely, "2027-07-30") == []
    cancelled = _confirmed(Step(code="confirmation", on_date="2027-03-01", result="取消资格"))
    assert _judge(cancelled, "2027-03-30") == []


def test_an_extension_once_and_between_half_a_year_and_a_year() -> None:
    def extended(until: str) -> Step:
        return Step(code="confirmation", on_date="2027-07-21", ended_on=until, result="延长预备期")

    def rule_39(*steps: Step) -> list[Severity]:
        return [s for _, s in _judge(_confirmed(*steps), "2027-09-30", "FZ-39")]

    assert rule_39(extended("2028-01-20")) == []
    assert rule_39(extended("2028-01-19")) == [E]
    assert rule_39(extended("2028-07-20")) == []
    assert rule_39(extended("2028-07-21")) == [E]
    assert rule_39(extended("")) == [U]
    again = Step(code="confirmation", on_date="2027-09-01", ended_on="2028-07-20", result="延长预备期")
    assert E in rule_39(extended("2028-01-20"), again)
    longer = _confirmed(extended("2028-01-20"), Step(code="confirmation_approval", on_date="2027-08-01"))
    assert _judge(longer, "2028-01-21", "FZ-37") == [("FZ-37", W)]
    assert _judge(longer, "2027-12-01", "FZ-37") == []
    assert category_of(longer) == Category.PROBATIONARY


def test_confirmation_approved_within_three_months() -> None:
    held = Step(code="confirmation", on_date="2027-07-21", result="按期转正")
    assert _judge(_confirmed(held), "2027-10-21", "FZ-43") == []
    assert _judge(_confirmed(held), "2027-10-22", "FZ-43") == [("FZ-43", W)]
    approved = _confirmed(held, Step(code="confirmation_approval", on_date="2027-10-22"))
    assert _judge(approved, "2027-12-01", "FZ-43") == [("FZ-43", W)]


def test_a_candidate_about_to_leave() -> None:
    for left, expected in (("2026-12-30", [W]), ("2026-12-31", []), ("2026-01-01", []), ("", [])):
        person = replace(BORN, left_on=left)
        assert [s for _, s in _judge(_life("training", person), rule="FZ-23")] == expected
    assert _judge(_life("admission", replace(BORN, left_on="2026-12-30")), rule="FZ-23") == []


def test_steps_out_of_order_are_said() -> None:
    assert _judge(_life("talk", talk="2024-02-01"), rule="JL-01") == [("JL-01", W)]
    assert ("JL-01", W) in _judge(_life("training", training="2026-06-24/2026-06-22"))


def test_category_and_stage_follow_the_steps() -> None:
    expected = {
        "apply": (Category.APPLICANT, 1),
        "activist": (Category.ACTIVIST, 2),
        "notice": (Category.ACTIVIST, 3),
        "candidate": (Category.CANDIDATE, 3),
        "pre_review": (Category.CANDIDATE, 4),
        "admission": (Category.CANDIDATE, 4),
        "approval": (Category.PROBATIONARY, 5),
    }
    for code, (category, stage) in expected.items():
        assert (category_of(_life(code)), stage_of(_life(code))) == (category, stage)
    done = _confirmed(
        Step(code="confirmation", on_date="2027-07-25", result="按期转正"),
        Step(code="confirmation_approval", on_date="2027-09-01"),
    )
    assert category_of(done) == Category.FULL
    assert confirmed_day(done, RULES) == "2027-07-20"
    span = probation(done, RULES)
    assert span is not None and (span.start, span.end) == ("2026-07-20", "2027-07-20")


def test_the_flow_has_25_numbers_and_five_stages() -> None:
    assert {s.number for s in STEPS} == set(range(1, 26))
    assert [s.number for s in STEPS] == sorted(s.number for s in STEPS)
    assert len(stage_names()) == 5 and len({s.code for s in STEPS}) == len(STEPS)
    assert {s.code for s in STEPS if s.span} == {"notice", "training"}


def test_what_comes_next_and_when() -> None:
    def steps(code: str, today: str, **changes: str | None) -> dict[str, tuple[str, str]]:
        return {
            s.code: (s.earliest, s.latest) for s in next_steps(_life(code, **changes), RULES, CALENDAR, today)
        }

    assert steps("apply", "2024-03-02") == {"talk": ("2024-03-01", "2024-04-01")}
    as_activist = steps("inspection", "2026-05-21")
    assert as_activist["inspection"] == ("2026-05-20", "2026-11-20")
    assert as_activist["seek_opinions"] == ("2026-01-10", "")
    assert steps("notice", "2026-06-03", notice="2026-06-02")["candidate"] == ("2026-06-09", "")
    assert set(steps("candidate", "2026-06-11")) == {"political_review", "training"}
    assert steps("form_filled", "2026-07-04") == {"admission": ("2026-07-01", "2026-08-01")}
    assert steps("admission", "2026-07-21")["approval"] == ("2026-07-20", "2026-10-20")
    assert steps("approval", "2026-08-21")["oath"] == ("2026-08-20", "2026-09-20")
    assert steps("oath", "2026-09-21")["confirmation"] == ("2027-07-20", "")
    held = _confirmed(Step(code="confirmation", on_date="2027-07-21", result="按期转正"))
    (approval,) = next_steps(held, RULES, CALENDAR, "2027-07-22")
    assert (approval.code, approval.latest) == ("confirmation_approval", "2027-10-21")
    assert approval.citation is not None and "第三十三条" in approval.citation.label


def test_a_period_known_only_by_its_year_names_no_limit() -> None:
    found = check_dossier(_life("talk", apply="2020", talk="2022-05-01"), RULES, CALENDAR, TODAY)
    (late,) = [f for f in found if f.rule == "FZ-03"]
    assert late.severity == W and "以前" not in late.message


def test_every_message_is_polite_and_dated_in_chinese() -> None:
    dossiers = [_from_cells(t["cells"]) for t in TRUTH["people"]]
    for dossier in dossiers:
        for found in check_dossier(dossier, RULES, CALENDAR, TODAY):
            assert "违纪" not in found.message and "-" not in found.message
            if found.severity in (E, W):
                assert found.message.startswith("记录显示") and found.message.endswith("请核对")
            if found.severity == U:
                assert "无法判断" in found.message
