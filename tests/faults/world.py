"""A small branch to break things in, and what is looked at afterwards. Everything in it is invented.

Its people's names, numbers and telephones are the canaries: they may stand in no file but a declared export.
"""

import hashlib
import json
from collections.abc import Container
from pathlib import Path
from typing import Any

from models.db.store import Store
from models.domain.records import AgendaItem, ItemKind, MeetingKind, Presence, Vote
from models.services.desk import Desk
from models.services.dues import PaymentDraft

TODAY = "2026-10-15"
PASSWORD = "春风化雨2026-夜"
NEW_PASSWORD = "山高水长2027-晓"
DATA, OUT = "data", "out"  # the data folder, and where declared exports go
CANARY_NAMES = ("龘靐齉麤", "魑魅魍魉", "饕餮貔貅")
CANARY_IDS = ("110101199003077651", "110101198001018410")
CANARY_PHONES = ("13987650123", "13987650456")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
AFTERWARDS = "故障以后登记的人"  # whoever is entered to show that the program goes on; not part of a digest

_VOLATILE = frozenset(
    {"uuid", "saved_at", "made_at", "sha256", "size", "package_id", "audit_hash", "manifest", "received_at"}
)
_UNSEEN = frozenset({"journal", "identity", "keeping", "setting"})


def today() -> str:
    return TODAY


def make_branch(folder: Path, people: int = 6) -> None:
    """The branch every fault starts from: members with standards and payments, one signed meeting, one draft."""
    desk = Desk.create(folder, PASSWORD, name="槐树村党支部", secretary=CANARY_NAMES[1], today=today)
    ids = [_add(desk, number) for number in range(people)]
    for person in ids:
        desk.dues.set_standard(person, "2026-01", "工资", 500000)
    desk.dues.record_many([_paid(person, ("2026-01", "2026-02")) for person in ids])
    _keep_books(desk, ids)
    _hold(desk, "2026-07-01", ids, sign=True)
    _hold(desk, "2026-10-10", ids, sign=False)
    desk.backup("起点")
    desk.close()


def _add(desk: Desk, number: int) -> int:
    values: dict[str, Any] = {"name": f"侯学{'甲乙丙丁戊己'[number % 6]}{number}", "category": "正式党员"}
    values |= {"sex": "男", "joined_on": "2010-05-01", "ethnicity": "汉族"}
    if number < len(CANARY_IDS):
        values |= {
            "name": CANARY_NAMES[number],
            "id_number": CANARY_IDS[number],
            "phone": CANARY_PHONES[number],
        }
    return desk.roster.add(values)


def _paid(person: int, months: tuple[str, ...]) -> PaymentDraft:
    return PaymentDraft(person_id=person, months=months, received_on="2026-10-14")


def _keep_books(desk: Desk, people: list[int]) -> None:
    """A month closed, money handed up, the box counted, somebody who pays less."""
    desk.closing.close("2026-01")
    desk.ledger.remit(100, ("2026-01", "2026-01"))
    desk.ledger.count_cash(desk.ledger.held("现金"), "出纳")
    with desk.store.transaction("少交") as tx:
        tx.insert(
            "reduction", {"person_id": people[0], "kind": "少交", "amount_fen": 500, "from_month": "2026-09"}
        )


def _hold(desk: Desk, day: str, people: list[int], *, sign: bool) -> None:
    meeting = desk.meetings.create(MeetingKind.ASSEMBLY, day, content=f"{CANARY_NAMES[0]}汇报思想。")
    vote = Vote(voted=True, method="举手", yes=len(people))
    item = AgendaItem(
        kind=ItemKind.ORDINARY, title="讨论", content="讨论了工作。", decision="同意。", vote=vote
    )
    desk.meetings.save_items(meeting, [item])
    desk.meetings.set_presence(meeting, dict.fromkeys(people, (Presence.PRESENT, "")))
    if sign:
        desk.meetings.sign(meeting, day)


def digest(store: Store) -> str:
    """What the secretary sees, as one hash: all business tables, without what differs from run to run."""
    content: dict[str, list[list[Any]]] = {}
    for (name,) in store.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"):
        if name in _UNSEEN or name.startswith("sqlite_"):
            continue
        rows = store.dicts(f"SELECT * FROM {name} ORDER BY id")
        kept = [[_plain(v) for k, v in row.items() if k not in _VOLATILE] for row in rows]
        content[name] = [row for row in kept if AFTERWARDS not in row]
    filled = {name: rows for name, rows in content.items() if rows}  # an added, empty table changes nothing
    text = json.dumps(filled, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:24]


def _plain(value: Any) -> Any:
    """A content by its hash."""
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value


def money_differs(store: Store) -> list[int]:
    """Payments whose lines do not add up."""
    return [
        int(row[0])
        for row in store.rows(
            """SELECT p.id FROM payment p LEFT JOIN payment_line l ON l.payment_id = p.id
            GROUP BY p.id HAVING p.amount_fen <> coalesce(sum(l.amount_fen), 0)"""
        )
    ]


_WORDS = (*CANARY_NAMES, *CANARY_IDS, *CANARY_PHONES, PASSWORD, NEW_PASSWORD)
_NEEDLES = sorted({word.encode(code) for word in _WORDS for code in ENCODINGS})


def canaries(folder: Path, known: Container[str] = ()) -> list[str]:
    """F18: files whose name or bytes show a person's data or a password. Exports are declared, `known` were scanned."""
    found: list[str] = []
    for path in folder.rglob("*"):
        if OUT in path.relative_to(folder).parts or path.name in known:
            continue
        data = path.name.encode("utf-8") + b"\n" + (path.read_bytes() if path.is_file() else b"")
        if any(needle in data for needle in _NEEDLES):
            found.append(path.name)
    return found
