"""What the secretary is doing when something breaks: each operation acknowledges every step that was done."""

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from exporters.package import cards
from exporters.package.cards import Secrets
from models.db import backup, health, restore
from models.db.connection import database_errors
from models.domain.committee import Verdict
from models.domain.errors import UserError
from models.services import receive, stick
from models.services.attachments import NewFile, Owner
from models.services.committee import CommitteeDesk
from models.services.desk import Desk
from models.services.dues import PaymentDraft
from models.services.sample import SAMPLE_PASSWORD
from tests.faults import old_store, world
from tests.services.branches import FakeBranch
from tests.services.inline_reader import InlineReader
from ui import paper

STICK = "stick"
COMMITTEE = "11111111-2222-4333-8444-555555555555"
STORED = Path(__file__).parents[1] / "stores"


class Bench:
    """One operation's folder, open desk, and the way it says that a step is done."""

    def __init__(self, root: Path, ack: Callable[[], None]) -> None:
        self.root = root
        self.folder = root / world.DATA
        self.out = root / world.OUT
        self.stick = root / STICK
        self.ack = ack
        self.desk: Desk | CommitteeDesk | None = None

    def open(self) -> Desk:
        """The branch's desk."""
        if self.desk is None:
            self.desk = Desk.open(self.folder, world.PASSWORD, world.today)
        assert isinstance(self.desk, Desk)
        return self.desk

    def open_committee(self) -> CommitteeDesk:
        if self.desk is None:
            self.desk = CommitteeDesk.open(self.folder, world.PASSWORD, world.today)
        assert isinstance(self.desk, CommitteeDesk)
        return self.desk

    def close(self) -> None:
        if self.desk is not None:
            self.desk.close()
            self.desk = None

    def ids(self, sql: str) -> list[int]:
        return [int(row[0]) for row in self.open().store.rows(sql)]


def save(bench: Bench) -> None:
    desk = bench.open()
    desk.roster.update(1, {"phone": "13987650456", "education": "大学本科"})
    bench.ack()
    desk.roster.add({"name": world.CANARY_NAMES[2], "category": "入党申请人"})
    bench.ack()


def dues_batch(bench: Bench) -> None:
    months = ("2026-03", "2026-04", "2026-05")
    drafts = [
        PaymentDraft(person_id=person, months=months, received_on=world.TODAY)
        for person in bench.ids("SELECT DISTINCT person_id FROM dues_standard ORDER BY 1")
    ]
    bench.open().dues.record_many(drafts)
    bench.ack()


def books(bench: Bench) -> None:
    """Money handed up, months closed, a slip of the pen taken back, a month opened again and closed anew."""
    desk = bench.open()
    slip = desk.ledger.remit(40_000, ("2026-01", "2026-02"))
    bench.ack()
    for month in ("2026-02", "2026-03"):
        desk.closing.close(month)
        bench.ack()
    desk.ledger.reverse(slip, "金额看错一行")
    bench.ack()
    desk.closing.reopen("2026-02", "漏了一人")
    bench.ack()
    desk.dues.receipts.reverse(bench.ids("SELECT min(id) FROM payment")[0], "记错了人")
    bench.ack()
    desk.closing.close("2026-02")
    bench.ack()
    desk.ledger.count_cash(desk.ledger.held("现金"), world.CANARY_NAMES[1])
    bench.ack()


def sign_minutes(bench: Bench) -> None:
    bench.open().meetings.sign(bench.ids("SELECT id FROM meeting WHERE signed_on = ''")[0], world.TODAY)
    bench.ack()


def autosave(bench: Bench) -> None:
    desk = bench.open()
    for text in ("刚打了几个字", f"又打了几个字，{world.CANARY_NAMES[0]}发言"):
        desk.drafts.keep("meeting:2", "会议记录", {"content": text}, "2026-10-15 09:00")
        bench.ack()


def days_work(bench: Bench) -> None:
    """Eight commits, the log folded in after the fifth."""
    desk = bench.open()
    for number in range(8):
        desk.roster.update(1 + number % 4, {"employer": f"第{number + 1}合作社"})
        bench.ack()
        if number == 4:
            with database_errors():
                health.checkpoint(desk.store.connection)


def undo(bench: Bench) -> None:
    desk = bench.open()
    desk.roster.update(2, {"address": "槐树村三组"})
    bench.ack()
    desk.undo()
    bench.ack()


def attach(bench: Bench) -> None:
    """A scan that speaks of somebody, and its line taken away again."""
    desk = bench.open()
    paper = b"%PDF-1.7\n" + world.CANARY_NAMES[0].encode("utf-8") * 4000
    added = desk.attachments.add(Owner(person_id=1), [NewFile(f"{world.CANARY_NAMES[0]}的证书.pdf", paper)])
    bench.ack()
    desk.attachments.remove(added.ids)
    bench.ack()


def lock(bench: Bench) -> None:
    desk = bench.open()
    desk.roster.update(2, {"address": "槐树村一组"})
    bench.ack()
    bench.close()
    bench.ack()


def make_backup(bench: Bench) -> None:
    bench.open().backup("手动")
    bench.ack()


def export(bench: Bench) -> None:
    bench.open()
    paper.export(bench.open(), "D1", bench.out, ("docx",))
    bench.ack()


def change_password(bench: Bench) -> None:
    bench.open().store.change_password(world.PASSWORD, world.NEW_PASSWORD)
    bench.ack()


def migration(bench: Bench) -> None:
    bench.open()
    bench.ack()


def restore_backup(bench: Bench) -> None:
    """The way back to the first backup; it closes the store."""
    desk = bench.open()
    desk.roster.update(2, {"address": "槐树村二组"})
    bench.ack()
    path = backup.existing(bench.folder)[0]
    restore.restore(bench.folder, path, restore.Secret(), desk.store, lambda _done, _all: None)
    bench.desk = None
    bench.ack()


def hand_over(bench: Bench) -> None:
    """A package in the outbox, then on the stick, then in the register."""
    desk = bench.open()
    made = desk.handoff.write_package(desk.handoff.prepare(desk.handoff.peers.entries()[0].id), {})
    bench.ack()
    stick.write(made.path, bench.stick)
    bench.ack()
    desk.handoff.mark_delivered(made.entry.id, "U-03")
    bench.ack()


def merge(bench: Bench) -> None:
    """Two branches' packages, the reader on this process so that its calls count."""
    receive.Readers = InlineReader
    desk = bench.open_committee()
    plan = desk.plan([bench.stick])
    try:
        if unread := [one for one in plan.arrivals if one.verdict is Verdict.REFUSED]:
            raise UserError(
                unread[0].message, unread[0].details
            )  # somebody would look again before importing
        desk.commit(plan)
    finally:
        plan.close()
    bench.ack()


def prepare_handover(root: Path, people: int) -> None:
    """A branch that compared a committee's card, and a stick."""
    world.make_branch(root / world.DATA, people)
    (root / STICK).mkdir()
    card = cards.make(
        Secrets.make(), kind="committee", uuid=COMMITTEE, name="中共青石镇委员会", made_on="2026-01-05"
    )
    desk = Desk.open(root / world.DATA, world.PASSWORD, world.today)
    peers = desk.handoff.peers
    peers.accept(peers.offer(card.text.encode("utf-8")), confirmed_by=world.CANARY_NAMES[1], compared=True)
    peers.card()
    desk.backup("起点")
    desk.close()


def prepare_committee(root: Path, people: int) -> None:
    """A committee with two branches enrolled, and their packages on a stick."""
    (root / STICK).mkdir(parents=True)
    desk = CommitteeDesk.create(root / world.DATA, world.PASSWORD, name="中共青石镇委员会", today=world.today)
    for number in range(2):
        branch = FakeBranch(
            desk.peers.card(), random.Random(number), name=f"中共第{number}支部", people=people
        )
        branch.first["name"] = world.CANARY_NAMES[number]
        desk.enrol(desk.peers.offer(branch.card.text.encode("utf-8")), confirmed_by="王明")
        branch.package(root / STICK)
    desk.backup("起点")
    desk.close()


def prepare_branch(root: Path, people: int) -> None:
    world.make_branch(root / world.DATA, people)


def prepare_old(root: Path, people: int) -> None:
    """A small file of the oldest schema, or a very large one."""
    old_store.make(root / world.DATA, people)


def prepare_stored(root: Path, people: int) -> None:
    """The stored file of the oldest schema, under a cheap password slot."""
    del people
    from models.db import keys  # noqa: PLC0415  (its key derivation is real: only this needs it)

    folder = root / world.DATA
    folder.mkdir(parents=True)
    backup.unpack(STORED / "v1.djbak", folder)
    ring, data_key = keys.open_ring(folder, SAMPLE_PASSWORD)
    keys.save_ring(folder, keys.with_new_password(ring, data_key, world.PASSWORD))
    (folder / "backups").mkdir()
    shutil.copy(STORED / "v1.djbak", folder / "backups" / "B000001_s1_1_20260101.djbak")


@dataclass(frozen=True)
class Operation:
    """`cold`: the fault may strike while the branch is being opened; `base` is what it starts from."""

    run: Callable[[Bench], None]
    base: str = "branch"
    cold: bool = False
    committee: bool = False


BASES: dict[str, Callable[[Path, int], None]] = {
    "branch": prepare_branch,
    "old": prepare_old,
    "stored": prepare_stored,
    "handover": prepare_handover,
    "committee": prepare_committee,
}
OPERATIONS: dict[str, Operation] = {
    "save": Operation(save),
    "dues batch": Operation(dues_batch),
    "books": Operation(books),
    "sign minutes": Operation(sign_minutes),
    "autosave": Operation(autosave),
    "undo": Operation(undo),
    "day": Operation(days_work),
    "attach": Operation(attach),
    "lock": Operation(lock),
    "backup": Operation(make_backup),
    "export": Operation(export),
    "password": Operation(change_password),
    "migration": Operation(migration, base="old", cold=True),
    "restore": Operation(restore_backup),
    "package": Operation(hand_over, base="handover"),
    "merge": Operation(merge, base="committee", committee=True),
}
