"""Thousands of dossiers with dates on and beside every border, against an oracle written from rules.md alone."""

from datetime import date

import pytest

from models.domain.calendar import WorkCalendar
from models.domain.check_development import check_dossier
from models.domain.records import Companion, Dossier, Person, Step
from models.domain.rules import RuleBook, load_rules
from tests.services.stage_factory import Candidate, StageFactory, expected

JUDGED = {"FZ-03", "FZ-08", "FZ-11", "FZ-14", "FZ-24", "FZ-33", "FZ-37"}
CODES = {"political": "political_review", "notice_start": "notice"}
BORN = "1995-04-01"


@pytest.fixture(scope="module")
def rules() -> RuleBook:
    return load_rules()


def judged(one: Candidate, today: date, rules: RuleBook) -> dict[str, str]:
    """Rule -> severity of the findings E and W among the rules judged."""
    steps: list[Step] = []
    for name, day in one.days.items():
        if name == "notice_end":
            continue
        iso = f"{day:%Y-%m}" if name in one.partial else day.isoformat()
        end = one.days["notice_end"].isoformat() if name == "notice_start" else ""
        steps.append(Step(code=CODES.get(name, name), on_date=iso, ended_on=end))
    person = Person(id=1, name=one.name, birth_date=BORN)
    people = (Companion(role="contact", name="张建国"),)
    dossier = Dossier(person=person, steps=tuple(sorted(steps, key=lambda s: s.on_date)), companions=people)
    found = check_dossier(dossier, rules, WorkCalendar.load(), today.isoformat())
    return {
        f.rule.split(".")[0]: str(f.severity)
        for f in found
        if f.severity in ("E", "W") and f.rule.split(".")[0] in JUDGED
    }


@pytest.mark.parametrize("seed", range(5))
def test_the_rules_find_what_the_text_says_and_nothing_else(rules: RuleBook, seed: int):
    today = [date(2026, 9, 30), date(2026, 6, 18), date(2026, 12, 31), date(2027, 2, 28), date(2026, 5, 18)][
        seed
    ]
    factory = StageFactory(100 + seed, today)
    for _ in range(400):
        one = factory.candidate()
        assert set(judged(one, today, rules)) == expected(one, today), (one.days, one.partial)


def days(**steps: str) -> Candidate:
    return Candidate("张三", "男", "", date(1995, 4, 1), {k: date.fromisoformat(v) for k, v in steps.items()})


BORDERS = [
    # rule, severity or "", the day judged, the dates
    ("FZ-03", "", "2026-02-28", {"apply": "2026-01-31"}),
    ("FZ-03", "W", "2026-03-01", {"apply": "2026-01-31"}),
    ("FZ-03", "", "2024-04-01", {"apply": "2024-01-29", "talk": "2024-02-29"}),
    ("FZ-03", "W", "2024-04-01", {"apply": "2024-01-29", "talk": "2024-03-01"}),
    ("FZ-08", "", "2026-08-28", {"activist": "2026-01-01", "inspection": "2026-02-28"}),
    ("FZ-08", "W", "2026-08-29", {"activist": "2026-01-01", "inspection": "2026-02-28"}),
    ("FZ-08", "", "2026-02-28", {"activist": "2025-06-01", "inspection": "2025-08-31"}),
    ("FZ-08", "W", "2026-03-01", {"activist": "2025-06-01", "inspection": "2025-08-31"}),
    ("FZ-08", "W", "2026-09-30", {"activist": "2026-03-29"}),
    ("FZ-08", "", "2026-09-29", {"activist": "2026-03-29"}),
    (
        "FZ-11",
        "",
        "2025-09-30",
        {"activist": "2024-02-29", "inspection": "2025-01-20", "candidate": "2025-02-28"},
    ),
    (
        "FZ-11",
        "E",
        "2025-09-30",
        {"activist": "2024-02-29", "inspection": "2025-01-20", "candidate": "2025-02-27"},
    ),
    (
        "FZ-11",
        "",
        "2026-09-30",
        {"activist": "2025-06-20", "inspection": "2026-06-01", "candidate": "2026-06-20"},
    ),
    (
        "FZ-14",
        "",
        "2026-09-30",
        {"notice_start": "2026-06-12", "notice_end": "2026-06-22"},
    ),  # 06-19 is a holiday
    ("FZ-14", "E", "2026-09-30", {"notice_start": "2026-06-12", "notice_end": "2026-06-18"}),
    (
        "FZ-14",
        "",
        "2026-10-31",
        {"notice_start": "2026-09-18", "notice_end": "2026-09-24"},
    ),  # Sunday 09-20 is worked
    ("FZ-14", "E", "2026-10-31", {"notice_start": "2026-09-18", "notice_end": "2026-09-23"}),
    (
        "FZ-14",
        "",
        "2026-10-31",
        {"notice_start": "2026-09-29", "notice_end": "2026-10-12"},
    ),  # 10-10 is worked
    ("FZ-14", "E", "2026-10-31", {"notice_start": "2026-09-29", "notice_end": "2026-10-11"}),
    (
        "FZ-14",
        "",
        "2026-09-30",
        {"notice_start": "2026-05-17", "notice_end": "2026-05-18"},
    ),  # the 2014 edition
    ("FZ-14", "E", "2026-09-30", {"notice_start": "2026-05-18", "notice_end": "2026-05-22"}),
    ("FZ-24", "", "2026-09-30", {"pre_review": "2026-06-30", "admission": "2026-07-30"}),
    ("FZ-24", "E", "2026-09-30", {"pre_review": "2026-06-30", "admission": "2026-07-31"}),
    ("FZ-24", "", "2026-06-30", {"pre_review": "2026-05-31"}),
    ("FZ-24", "E", "2026-07-01", {"pre_review": "2026-05-31"}),
    ("FZ-24", "", "2026-09-30", {"pre_review": "2026-05-17", "admission": "2026-07-31"}),
    ("FZ-33", "", "2026-09-20", {"admission": "2026-06-20"}),
    ("FZ-33", "W", "2026-09-21", {"admission": "2026-06-20"}),
    ("FZ-33", "W", "2026-12-20", {"admission": "2026-06-20"}),
    ("FZ-33", "E", "2026-12-21", {"admission": "2026-06-20"}),
    ("FZ-33", "", "2026-02-28", {"admission": "2025-11-30", "approval": "2026-02-28"}),
    ("FZ-33", "W", "2026-09-30", {"admission": "2025-11-30", "approval": "2026-03-01"}),
    ("FZ-37", "", "2026-10-12", {"admission": "2025-10-12", "approval": "2025-12-20"}),
    ("FZ-37", "W", "2026-10-13", {"admission": "2025-10-12", "approval": "2025-12-20"}),
    ("FZ-37", "", "2025-02-28", {"admission": "2024-02-29", "approval": "2024-04-20"}),
    ("FZ-37", "W", "2025-03-01", {"admission": "2024-02-29", "approval": "2024-04-20"}),
    (
        "FZ-37",
        "",
        "2026-10-13",
        {"admission": "2025-10-12", "approval": "2025-12-20", "confirmation": "2026-10-12"},
    ),
]


@pytest.mark.parametrize(("rule", "severity", "today", "steps"), BORDERS)
def test_every_border_falls_on_its_own_side(
    rules: RuleBook, rule: str, severity: str, today: str, steps: dict[str, str]
):
    one, day = days(**steps), date.fromisoformat(today)
    assert judged(one, day, rules).get(rule, "") == severity
    assert (rule in expected(one, day)) == bool(severity)
