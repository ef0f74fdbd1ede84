"""What a roster entry says against itself: ID number, birth date, sex, ages and probation (rules.md §7.4)."""

from models.domain.check_card import check_card
from models.domain.dates import add_months, age_on, bounds, chinese_date, full, is_before
from models.domain.finding import Finding, Severity
from models.domain.idnumber import check as check_id
from models.domain.records import MEMBER_CATEGORIES, Person, Sex
from models.domain.rules import RuleBook, RuleValue

_PROBATION_RESTORED = "1977-08-18"  # earlier there was a time without probation


def check_person(person: Person, rules: RuleBook, today: str) -> list[Finding]:
    """Findings on one person; where the dossier and the ID number disagree the dossier stays, it is only said."""
    if not person.name:
        return []
    return [
        *_id_number(person, rules, today),
        *_joining(person, rules),
        *_future(person, rules, today),
        *check_card(person, rules, today),
    ]


def _say(
    value: RuleValue, person: Person, text: str, field: str, severity: Severity | None = None
) -> Finding:
    return value.finding(
        person.name,
        text,
        severity=severity or value.severity,
        record_kind="person",
        record_id=person.id,
        field=field,
    )


def _id_number(person: Person, rules: RuleBook, today: str) -> list[Finding]:
    edition, number = rules.edition("person", today), check_id(person.id_number)
    if number.problem == "id.empty":
        text = "没有录入身份证号码，无法核对出生日期和性别"
        return [_say(edition.value("MC-01"), person, text, "id_number", Severity.UNKNOWN)]
    found: list[Finding] = []
    if not number.ok:
        text = f"记录显示{number.message}" + ("" if "请" in number.message else "，请核对")
        found.append(_say(edition.value("MC-01"), person, text, "id_number"))
    if number.problem not in ("", "id.check_digit"):
        return found
    if person.birth_date and number.birth_date and not number.birth_date.startswith(person.birth_date):
        text = (
            f"记录显示出生日期为{chinese_date(person.birth_date)}，身份证号码为{chinese_date(number.birth_date)}，"
            "两者不一致，以档案为准，请核对"
        )
        found.append(_say(edition.value("MC-02"), person, text, "birth_date"))
    if person.sex != Sex.UNKNOWN and number.sex != Sex.UNKNOWN and person.sex != number.sex:
        text = f"记录显示性别为{person.sex.value}，身份证号码为{number.sex.value}，两者不一致，以档案为准，请核对"
        found.append(_say(edition.value("MC-03"), person, text, "sex"))
    return found


def _joining(person: Person, rules: RuleBook) -> list[Finding]:
    """FZ-01 at joining (18 years), and a confirmation less than 12 months after joining."""
    if person.category not in MEMBER_CATEGORIES or not person.joined_on:
        return []
    found: list[Finding] = []
    adult = rules.edition("development", person.joined_on).value("FZ-01")
    born, joined = bounds(person.birth_date), bounds(person.joined_on)
    young = born and joined and (age_on(born[0].isoformat(), joined[1].isoformat()) or 0) < adult.number
    if young:
        text = (
            f"记录显示{chinese_date(person.birth_date)}出生、{chinese_date(person.joined_on)}入党，"
            f"当时未满 {adult.number} 周岁，请核对"
        )
        found.append(_say(adult, person, text, "joined_on", Severity.WARNING))
    value = rules.edition("person", person.joined_on).value("MC-04")
    restored = full(_PROBATION_RESTORED)
    covered = joined and restored and joined[0] >= restored
    if person.confirmed_on and is_before(person.confirmed_on, person.joined_on):
        text = f"记录显示{chinese_date(person.confirmed_on)}转正，早于{chinese_date(person.joined_on)}入党，请核对"
        found.append(_say(value, person, text, "confirmed_on"))
    elif person.confirmed_on and covered and is_before(person.confirmed_on, person.joined_on, value.number):
        earliest = chinese_date(add_months(person.joined_on, value.number))
        text = (
            f"记录显示{chinese_date(person.confirmed_on)}转正，预备期不满一年（应在{earliest}以后），请核对"
        )
        found.append(_say(value, person, text, "confirmed_on"))
    return found


def _future(person: Person, rules: RuleBook, today: str) -> list[Finding]:
    """Dates of things that have happened cannot lie ahead of today."""
    value = rules.edition("person", today).value("MC-05")
    found: list[Finding] = []
    for field, name in (
        ("birth_date", "出生日期"),
        ("joined_on", "入党日期"),
        ("confirmed_on", "转正日期"),
        ("applied_on", "申请入党日期"),
    ):
        recorded: str = getattr(person, field)
        if is_before(today, recorded):
            text = f"记录显示{name}为{chinese_date(recorded)}，晚于今天，请核对"
            found.append(_say(value, person, text, field))
    return found
