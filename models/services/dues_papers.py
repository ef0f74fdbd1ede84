"""Facts of the papers of standards and reductions: of a year, of one member in it, of one request."""

from typing import TYPE_CHECKING

from models.domain.dates import add_months, chinese_date
from models.domain.dues_account import Account, standard_for
from models.domain.errors import UserError
from models.domain.reduction import Reduction
from models.domain.standard_paper import Fixed, ReductionFacts, StandardFacts
from models.services.dues_accounts import load_accounts, load_accounts_of

if TYPE_CHECKING:
    from models.services.desk import Desk


def facts(
    desk: "Desk", is_reduction: bool, ref: str | int | None, as_of: str | None = None
) -> StandardFacts | ReductionFacts:
    """Subjects "standard" and "reduction"."""
    return reduction_facts(desk, ref, as_of) if is_reduction else standard_facts(desk, ref, as_of)


def standard_facts(desk: "Desk", ref: str | int | None, as_of: str | None = None) -> StandardFacts:
    """Of a year (2026), or of one member in it: 姓名@2026 (or an id, uuid, ID number before the sign)."""
    day = as_of or desk.today()
    who, sign, wanted = str(ref or "").rpartition("@")
    year = _year(wanted if sign or ref else day[:4])
    person = desk.person(int(who) if who.isdigit() and len(who) < 10 else who) if sign else None
    if person is not None:
        accounts = [load_accounts_of(desk.store, [person.id], day)[person.id]]
    else:
        accounts = load_accounts(desk.store, year, day, with_money=False)
    people = tuple(fixed for one in accounts if (fixed := _fixed(desk, one, year)) is not None)
    if not people:
        whose = person.name if person else "还没有人"
        raise UserError(f"{year} 年{whose}没有核定党费标准，请先在党费台账中核定。")
    name = person.name if person else ""
    return StandardFacts(branch=desk.branch, as_of=day, year=year, people=people, only=name)


def reduction_facts(desk: "Desk", ref: str | int | None, as_of: str | None = None) -> ReductionFacts:
    """Of a reduction by its number, or by the member: the latest of his, or none yet (a form to ask with)."""
    day = as_of or desk.today()
    if isinstance(ref, int):
        one = desk.dues.reductions.get(ref)
        person = desk.roster.get(one.person_id)
    else:
        if not (ref or "").strip():
            raise UserError("请指明是哪位党员的减免审批表。")
        person = desk.person(ref)
        one = max(desk.dues.reductions.of(person.id), key=lambda r: (r.from_month, r.id), default=None)
    month = one.from_month if one else day[:7]
    return ReductionFacts(
        branch=desk.branch,
        as_of=day,
        person=person,
        reduction=one,
        standard=standard_for(desk.dues.standards(person.id), month),
        meeting=_meeting(desk, one.meeting_id) if one else "",
    )


def _fixed(desk: "Desk", account: Account, year: int) -> Fixed | None:
    january, december = f"{year}-01", f"{year}-12"
    months = [month for month in (f"{year}-{n:02d}" for n in range(1, 13)) if account.owes(month)]
    if not months:
        return None
    held = {one.id: one for month in months if (one := standard_for(account.standards, month)) is not None}
    standards = tuple(sorted(held.values(), key=lambda one: one.from_month))
    if not standards:
        return None
    before = standard_for(account.standards, add_months(january, -1))
    if before is not None and before.id in held:  # the same goes on
        before = None if before.from_month >= january else before
    return Fixed(
        person=desk.roster.get(account.person.id),
        standards=standards,
        before=before,
        citation=desk.rules.find_citation(standards[-1].citation_id),
        reductions=tuple(one for one in account.reductions if _touches(one, january, december)),
        meeting=_meeting(desk, standards[-1].meeting_id),
    )


def _touches(one: Reduction, first: str, last: str) -> bool:
    return one.from_month <= last and (not one.to_month or one.to_month >= first)


def _meeting(desk: "Desk", meeting_id: int) -> str:
    if not meeting_id:
        return ""
    row = desk.store.row("SELECT kind, title, held_on FROM meeting WHERE id = ?", (meeting_id,))
    return f"{chinese_date(str(row[2]))}{row[1] or row[0]}" if row else ""


def _year(text: str) -> int:
    plain = text.strip().removesuffix("年")
    if not plain.isdigit() or not 1949 <= int(plain) <= 2100:
        raise UserError(f"“{text}”不是年份，请写成 2026，或“姓名@2026”。")
    return int(plain)
