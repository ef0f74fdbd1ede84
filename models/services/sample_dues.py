"""The sample branch's dues: standards, receipts, and the books of the year as they were kept, each on its day."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import resources
from models.domain.ledger import MONEY
from models.services.desk import Desk
from models.services.dues import PaymentDraft
from models.services.ledger import VoucherDraft

_FIRST_MONTH = "2026-01"
_PAID_UNTIL = "2026-09"
_LABEL = "建立示例支部"


class Clock:
    """The sample's day, or the day something is said to have been done on."""

    def __init__(self, today: Callable[[], str]) -> None:
        self._today = today
        self.day = ""

    def __call__(self) -> str:
        return self.day or self._today()


def keep_the_books(desk: Desk, people: Mapping[str, int], clock: Clock) -> None:
    """Standards for the year, what was collected with the arrears a branch really has, and what became of the money."""
    dues = tomllib.loads(resources.read_text("sample/dues.toml"))
    with desk.store.transaction(_LABEL):
        _standards(desk, dues, people)
        for reduction in dues["reduction"]:
            _reduce(desk, reduction, people)
        acts: list[tuple[str, Callable[[], None]]] = [
            (day, lambda d=day, m=months: _collect(desk, dues, people, d, m))
            for day, months in dues["collected"].items()
        ]
        acts += [(book["on"], lambda b=book: _book(desk, b, dues["hands"])) for book in dues["book"]]
        for clock.day, act in sorted(acts, key=lambda one: one[0]):
            act()
    clock.day = ""


def _standards(desk: Desk, dues: Mapping[str, Any], people: Mapping[str, int]) -> None:
    for kind, bases in dues["standards"].items():
        for name, yuan in bases.items():
            _agree(desk, people[name], dues["joined"].get(name, _FIRST_MONTH), kind, yuan)
    for name, agreed in dues["probationary"].items():
        _agree(desk, people[name], dues["joined"][name], agreed["kind"], agreed["base"])


def _agree(desk: Desk, person_id: int, month: str, kind: str, yuan: float) -> None:
    fen = _fen(yuan)
    if kind == "农民":
        desk.dues.set_standard(person_id, month, kind, None, county_fen=fen)
    else:
        desk.dues.set_standard(person_id, month, kind, fen or None)


def _fen(yuan: object) -> int:
    return int(Decimal(str(yuan)) * 100)


def _reduce(desk: Desk, reduction: Mapping[str, Any], people: Mapping[str, int]) -> None:
    """少交 with both its steps: discussed in a meeting of the branch, agreed to by the committee above."""
    meeting = _meeting(desk, reduction["meeting"])
    values = {key: value for key, value in reduction.items() if key not in ("name", "yuan", "meeting")}
    values |= {"person_id": people[reduction["name"]], "amount_fen": _fen(reduction["yuan"])}
    with desk.store.transaction(_LABEL) as tx:
        tx.insert("reduction", {**values, "branch_on": reduction["meeting"], "meeting_id": meeting})


def _meeting(desk: Desk, day: str) -> int:
    return int(desk.store.value("SELECT id FROM meeting WHERE held_on = ? ORDER BY id", (day,)))


def _collect(
    desk: Desk, dues: Mapping[str, Any], people: Mapping[str, int], day: str, months: Sequence[str]
) -> None:
    names = [*(name for bases in dues["standards"].values() for name in bases), *dues["probationary"]]
    drafts: list[PaymentDraft] = []
    for name in names:
        first, last = dues["joined"].get(name, _FIRST_MONTH), dues["paid_until"].get(name, _PAID_UNTIL)
        paid = tuple(month for month in months if first <= month <= last)
        if paid:
            drafts.append(_payment(dues, name, people[name], paid, day))
    desk.dues.record_many(drafts)


def _payment(
    dues: Mapping[str, Any], name: str, person_id: int, months: tuple[str, ...], day: str
) -> PaymentDraft:
    brought = dues["brought"].get(name, "")
    method = "代交" if brought else "转账" if name in dues["transfer"]["people"] else "现金"
    return PaymentDraft(
        person_id=person_id,
        months=months,
        received_on=day,
        method=method,
        handed_by=brought,
        **dues["hands"],
    )


def _book(desk: Desk, book: Mapping[str, Any], hands: Mapping[str, str]) -> None:
    """One entry of the books: a closing, a remittance, a count of the box, money from above, an expense."""
    handled, checked = hands["received_by"], hands["checked_by"]
    draft = VoucherDraft(
        on_date=book["on"],
        paper=book.get("paper", ""),
        counterpart=book.get("from", book.get("to", "")),
        summary=book.get("summary", ""),
        handled_by=handled,
        checked_by=checked,
    )
    for month in book.get("close", ()):
        desk.closing.close(month, handled, checked)
    if "remit" in book:
        _remit(desk, book, draft)
    if "count" in book:
        held = desk.balances.balances(with_dues=False).cash_fen
        desk.ledger.count_cash(held, handled, checked, book["on"], remark=book["count"])
    if "allot" in book:
        desk.ledger.allot(_fen(book["allot"]), draft=draft)
    if "spend" in book:
        meeting = _meeting(desk, book["meeting"])
        desk.ledger.spend(_fen(book["spend"]), book["use"], book["meeting"], meeting_id=meeting, draft=draft)


def _remit(desk: Desk, book: Mapping[str, Any], draft: VoucherDraft) -> None:
    """All there is, in cash and by transfer; once with a slip of the pen that was taken back."""
    first, last = book["remit"]
    wrong: dict[str, Any] = book.get("wrong", {})
    for money in MONEY:
        fen = desk.ledger.held(money)
        if wrong:
            slip = desk.ledger.remit(fen - _fen(wrong["less"]), (first, last), money, draft=draft)
            desk.ledger.reverse(slip, wrong["reason"], draft.handled_by)
            wrong = {}
        desk.ledger.remit(fen, (first, last), money, draft=draft)
