"""What the fields of a member's card say against each other; the dossier decides, the program only asks."""

from models.domain.dates import add_months, chinese_date, is_before
from models.domain.finding import Finding
from models.domain.records import Category, Person
from models.domain.rules import RuleBook

_DEGREES = ("学士", "硕士", "博士")
_GRADUATE = ("大学", "本科", "研究生", "硕士", "博士", "学士")


def check_card(person: Person, rules: RuleBook, today: str) -> list[Finding]:
    """Findings DK-01 to DK-07 of one person; a date that is missing or not whole is never judged."""
    edition = rules.edition("card", today)
    found: list[Finding] = []

    def say(rule: str, text: str, field: str) -> None:
        found.append(
            edition.value(rule).finding(
                person.name, text, record_kind="person", record_id=person.id, field=field
            )
        )

    if person.category == Category.PROBATIONARY and person.confirmed_on:
        on = chinese_date(person.confirmed_on)
        say("DK-01", f"记录显示是预备党员，却有转正日期{on}，请核对人员类别", "category")
    if is_before(person.joined_on, person.applied_on) and not is_before(today, person.applied_on):
        on, joined = chinese_date(person.applied_on), chinese_date(person.joined_on)
        say("DK-02", f"记录显示{on}申请入党，晚于{joined}入党，请核对", "applied_on")
    if person.degree.startswith(_DEGREES) and person.education and not _is_graduate(person.education):
        say("DK-03", f"记录显示学位为{person.degree}，学历为{person.education}，请核对", "degree")
    if person.is_mobile and not person.mobile_to:
        say("DK-04", "记录显示是流动党员，没有外出流向，请补填", "mobile_to")
    if person.is_lost and not person.lost_on:
        say(
            "DK-04", "记录显示是失联党员，没有失联日期，请补填（最近一次参加组织生活或交党费之日）", "lost_on"
        )
    for rule, field, name in (
        ("DK-05", "league_joined_on", "入团"),
        ("DK-06", "work_started_on", "参加工作"),
    ):
        years, on = edition.number(rule), str(getattr(person, field))
        if on and is_before(on, add_months(person.birth_date, years * 12)):
            born = chinese_date(person.birth_date)
            say(rule, f"记录显示{born}出生、{chinese_date(on)}{name}，当时未满 {years} 周岁，请核对", field)
    if abs(person.standing_correction) > edition.number("DK-07"):
        months = person.standing_correction
        say("DK-07", f"记录显示党龄校正值为 {months} 个月，请核对是否把年填成了月", "standing_correction")
    return found


def _is_graduate(education: str) -> bool:
    return any(word in education for word in _GRADUATE)
