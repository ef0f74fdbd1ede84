"""What the rules say about letters on their way, members away, lost or abroad, and periods that run out (rules.md §3)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.domain.dates import add_days, add_months, chinese_date, full, is_before, is_over
from models.domain.finding import Finding, Severity
from models.domain.movement import Contact, Movement, known, open_period
from models.domain.movement_kinds import STOPPED, Aspect
from models.domain.records import Person
from models.domain.rules import RuleBook, RuleSet

_NEVER_AGAIN = ("劝其退党", "除名")
_SETTLED = "因私出国定居"
_STUDY = ("出国学习研究", _SETTLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One person with what happened to them, looked at on a day. `last_seen`: the last meeting they came to;
    `missed_since`: the first of the meetings in a row they were expected at and did not come to.
    """

    person: Person
    movements: Sequence[Movement]
    contacts: Sequence[Contact]
    edition: RuleSet
    today: str
    missed_since: str = ""
    missed: int = 0

    def say(self, rule: str, text: str, field: str = "", severity: Severity | None = None) -> Finding:
        value = self.edition.value(rule)
        return value.finding(
            self.person.name,
            text,
            severity=severity or value.severity,
            record_kind="person",
            record_id=self.person.id,
            field=field,
        )

    def reached(self, start: str, rule: str) -> bool | None:
        """Whether the months of a rule are full since a day; None when the day is not known well enough."""
        early = is_before(self.today, start, self.edition.number(rule))
        return None if early is None else not early

    def last_contact(self, since: str) -> str:
        """The day of the last talk since a day; "" when there was none."""
        return max((c.on_date for c in self.contacts if since <= c.on_date <= self.today), default="")


def check_movement(
    person: Person,
    movements: Sequence[Movement],
    contacts: Sequence[Contact],
    rules: RuleBook,
    today: str,
    missed: tuple[str, int] = ("", 0),
) -> list[Finding]:
    """Findings on one person; `missed`: since when, and how many meetings in a row, they were away."""
    until_now = [m for m in movements if not m.on_date[:10] > today]
    watch = Watch(
        person=person,
        movements=[m for m in until_now if not m.voided_on],
        contacts=contacts,
        edition=rules.edition("movement", today),
        today=today,
        missed_since=missed[0],
        missed=missed[1],
    )
    checks: tuple[Callable[[Watch], list[Finding]], ...] = (
        _letter,
        _lost,
        _stopped,
        _mobile,
        _unseen,
        _abroad,
        _correction,
        _kept,
        _again,
    )
    return [finding for check in checks for finding in check(watch)]


def _letter(watch: Watch) -> list[Finding]:
    """JY-09 (not received yet), JY-11 (how long it is valid)."""
    pending = next((m for m in watch.movements if m.is_pending), None)
    if pending is None:
        return []
    name = f"介绍信（{pending.letter_number}）" if pending.letter_number else "组织关系"
    since = chinese_date(pending.on_date)
    found: list[Finding] = []
    late = is_over(pending.on_date, watch.edition.number("JY-09"), watch.today)
    more = "，已满一个月，请同对方联系催要回执" if late else ""
    text = f"记录显示{since}开出{name}，尚未接收，仍计入本支部管理{more}"
    found.append(watch.say("JY-09", text, "receipt_on", Severity.WARNING if late else Severity.INFO))
    valid = pending.letter_valid_to
    longest = add_days(pending.on_date, watch.edition.number("JY-11"))
    if not valid:
        if pending.letter_number:
            text = f"{name}没有写明有效期，无法判断是否失效"
            found.append(watch.say("JY-11", text, "letter_valid_to", Severity.UNKNOWN))
    elif valid < watch.today:
        text = f"记录显示{name}已于{chinese_date(valid)}失效，还没有收到回执，请核对；没有接收的，作废后另开"
        found.append(watch.say("JY-11", text, "letter_valid_to"))
    elif longest and valid > longest:
        text = f"记录显示{name}有效期到{chinese_date(valid)}，超过{watch.edition.number('JY-11')}天的上限，请核对"
        found.append(watch.say("JY-11", text, "letter_valid_to"))
    elif valid <= add_days(watch.today, watch.edition.number("JY-11.soon")):
        text = f"{name}将于{chinese_date(valid)}失效，请提醒本人抓紧办理"
        found.append(watch.say("JY-11", text, "letter_valid_to", Severity.INFO))
    return found


def _lost(watch: Watch) -> list[Finding]:
    """JY-05: six months without contact."""
    person = watch.person
    if not person.is_lost or person.membership_state == STOPPED:
        return []
    full_now = watch.reached(person.lost_on, "JY-05")
    if full_now is None:
        return [watch.say("JY-05", "没有录入失联日期，无法判断是否已满六个月", "lost_on", Severity.UNKNOWN)]
    if not full_now:
        return []
    text = (
        f"记录显示{chinese_date(person.lost_on)}失联，已满{watch.edition.number('JY-05')}个月，"
        "请核对查找情况，按规定研究停止党籍"
    )
    return [watch.say("JY-05", text, "lost_on")]


def _stopped(watch: Watch) -> list[Finding]:
    """JY-06: two years after standing was stopped."""
    if watch.person.membership_state != STOPPED:
        return []
    begun = open_period(watch.movements, Aspect.STANDING, watch.today)
    full_now = watch.reached(begun.on_date, "JY-06") if begun else None
    if full_now is None:
        text = "没有录入停止党籍的日期，无法判断是否已满两年"
        return [watch.say("JY-06", text, "membership_state", Severity.UNKNOWN)]
    if not full_now or begun is None:
        return []
    text = f"记录显示{chinese_date(begun.on_date)}停止党籍，已满两年；确实无法联系的，按自行脱党除名，请研究"
    return [watch.say("JY-06", text, "membership_state")]


def _mobile(watch: Watch) -> list[Finding]:
    """JY-13 (a talk every quarter), JY-08 (long away at one place)."""
    if not watch.person.is_mobile or watch.person.is_lost:
        return []
    begun = open_period(watch.movements, Aspect.MOBILE, watch.today)
    found: list[Finding] = []
    quarter = quarter_start(watch.today)
    since = max(quarter, begun.on_date if begun else "")
    if not watch.last_contact(since):
        last = watch.last_contact("")
        more = f"，上次是{chinese_date(last)}" if last else ""
        text = f"外出流动，本季度没有联系记录{more}，请联系后登记"
        found.append(watch.say("JY-13", text, "is_mobile"))
    if begun and begun.place and watch.reached(begun.on_date, "JY-08"):
        text = (
            f"记录显示{chinese_date(begun.on_date)}外出到{begun.place}，已满六个月；"
            "地点相对固定的，应转组织关系，请核对"
        )
        found.append(watch.say("JY-08", text, "mobile_to"))
    return found


def quarter_start(day: str) -> str:
    """2026-08-20 -> 2026-07-01."""
    return f"{day[:4]}-{(int(day[5:7]) - 1) // 3 * 3 + 1:02d}-01"


def _unseen(watch: Watch) -> list[Finding]:
    """JY-12: six months without coming to any meeting they were expected at."""
    person = watch.person
    if person.is_mobile or person.is_lost or person.is_exempt or watch.missed < 2:
        return []
    if open_period(watch.movements, Aspect.ABROAD, watch.today):
        return []
    if not watch.reached(watch.missed_since, "JY-12"):
        return []
    text = (
        f"记录显示从{chinese_date(watch.missed_since)}起连续 {watch.missed} 次没有参加本支部活动，已满六个月；"
        "没有转组织关系而外出的，请登记为流动党员"
    )
    return [watch.say("JY-12", text, "is_mobile")]


def _abroad(watch: Watch) -> list[Finding]:
    """JY-15 (a talk every half year), JY-04 (five years)."""
    begun = open_period(watch.movements, Aspect.ABROAD, watch.today)
    if begun is None or watch.person.membership_state == STOPPED:
        return []
    found: list[Finding] = []
    last = watch.last_contact(begun.on_date)
    if watch.reached(last or begun.on_date, "JY-15"):
        said = (
            f"上次是{chinese_date(last)}" if last else f"{chinese_date(begun.on_date)}出国（境）以来没有记录"
        )
        text = f"在国（境）外，半年内没有联系记录（{said}），请联系后登记"
        found.append(watch.say("JY-15", text))
    if begun.reason == _SETTLED:
        text = "记录显示因私出国并长期定居，一般停止党籍，请核对并研究"
        found.append(watch.say("JY-04", text))
    elif begun.reason in _STUDY and watch.reached(begun.on_date, "JY-04"):
        text = f"记录显示{chinese_date(begun.on_date)}出国学习研究，已满 5 年未返回，请研究停止党籍"
        found.append(watch.say("JY-04", text))
    return found


def _correction(watch: Watch) -> list[Finding]:
    """JY-16: the time set for correction is at most a year."""
    begun = open_period(watch.movements, Aspect.CORRECTION, watch.today)
    if begun is None:
        return []
    longest = add_months(begun.on_date, watch.edition.number("JY-16"))
    if longest and begun.until > longest:
        text = (
            f"记录显示限期改正从{chinese_date(begun.on_date)}到{chinese_date(begun.until)}，超过一年，请核对"
        )
        return [watch.say("JY-16", text)]
    due = begun.until or longest
    if full(due) and due < watch.today:
        text = f"记录显示限期改正已于{chinese_date(due)}到期，还没有登记结果，请研究处理"
        return [watch.say("JY-16", text)]
    return []


def _kept(watch: Watch) -> list[Finding]:
    """JY-14: a graduate's membership stays at the school for two years at most."""
    begun = open_period(watch.movements, Aspect.KEPT, watch.today)
    if begun is None or not watch.reached(begun.on_date, "JY-14"):
        return []
    return [watch.say("JY-14", f"记录显示{chinese_date(begun.on_date)}毕业保留组织关系，已满 2 年，应转出")]


def _again(watch: Watch) -> list[Finding]:
    """JY-19: nobody who was advised to leave or struck off comes back within five years."""
    gone = [m for m in known(watch.movements, Aspect.PLACE) if m.kind in _NEVER_AGAIN]
    again = watch.person.applied_on
    if not gone or not again or again <= gone[-1].on_date:
        return []
    if is_before(again, gone[-1].on_date, watch.edition.number("JY-19")) is not True:
        return []
    text = f"记录显示{chinese_date(gone[-1].on_date)}{gone[-1].kind}，到{chinese_date(again)}申请时未满五年，请核对"
    return [watch.say("JY-19", text, "applied_on")]
