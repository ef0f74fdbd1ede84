"""Pictures of handing over: a sample branch that has sent two packages and got one receipt, and every dialog of it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QDialog

from exporters.package import cards, reading, receipts
from exporters.package.cards import Secrets
from exporters.package.manifest import Address, Head
from exporters.package.receipts import Note, Receipt
from exporters.package.sealing import Me
from models.domain.handoff import Medium, OutgoingEntry
from models.services import stick
from models.services.desk import Desk
from models.services.package_look import look_into
from ui.dialogs.card_import import CardImportDialog
from ui.dialogs.changes_dialog import ChangesDialog
from ui.dialogs.cleanup_dialog import CleanupDialog
from ui.dialogs.own_card import OwnCardDialog
from ui.dialogs.package_dialog import PackageDialog
from ui.dialogs.profile_dialog import ProfileDialog
from ui.dialogs.receipt_dialog import ReceiptDialog
from ui.dialogs.stick_dialog import StickDialog
from ui.main_window import MainWindow
from ui.tabs.handoff_tab import SECTIONS, HandoffTab

NAME, UUID = "中共青石镇委员会", "5d0f1c2e-7a54-4c0b-9a5e-0c5f6f1b2a33"
OTHER = "8b1f1c2e-7a54-4c0b-9a5e-0c5f6f1b2a34"
Shoot = Callable[[QDialog, str], None]


class Handoff:
    """The committee's side, a stick, and what went between them."""

    def __init__(self, desk: Desk, scratch: Path) -> None:
        self.desk, self.scratch = desk, scratch
        self.stick = scratch / "KINGSTON"
        self.stick.mkdir()
        stick.media = lambda: [
            Medium(path=self.stick, label="KINGSTON", free=14_200_000_000, size=15_600_000_000, carried=True),
            Medium(
                path=scratch, label="旧 U 盘", problem="“旧 U 盘”是只读的。请关掉写保护开关，或换一个 U 盘。"
            ),
        ]
        self.secrets = Secrets.make()
        peers = desk.handoff.peers
        self.peer = peers.accept(peers.read_card(self.card(UUID)), confirmed_by="何永福", compared=True)
        person = desk.roster.members(desk.today())[3]
        first = self.send()
        self.receipt = self.answer(first, person.uuid)
        desk.handoff.take_receipt(self.receipt)
        desk.roster.update(person.id, {"phone": "13900001111"})
        self.last = self.send()
        desk.roster.update(person.id, {"address": "青石镇柳溪村 3 组 11 号"})

    def card(self, uuid: str) -> Path:
        """A committee's card as a file."""
        made = cards.make(self.secrets, kind="committee", uuid=uuid, name=NAME, made_on="2026-02-20")
        path = self.scratch / f"committee-{uuid[:8]}.card"
        path.write_text(made.text, encoding="utf-8")
        return path

    def send(self) -> OutgoingEntry:
        handoff = self.desk.handoff
        made = handoff.write_package(handoff.prepare(self.peer.id), {})
        stick.write(made.path, self.stick, sha256=made.entry.sha256)
        return handoff.mark_delivered(made.entry.id, "QS-07")

    def answer(self, entry: OutgoingEntry, person: str) -> Path:
        """A receipt that sends one record back."""
        card = cards.parse(self.card(UUID).read_bytes())
        opened = reading.open_package(self.desk.handoff.outbox_path(entry), Me.of(self.secrets, card))
        told = opened.manifest
        made = Receipt(
            card=card,
            to=Address(told.card.uuid, told.card.fingerprint),
            branch_id=told.branch_id,
            package_id=opened.package_id,
            seq=told.seq,
            result="merged",
            made_at=f"{self.desk.today()}T15:20:00",
            committee_head=Head(77, "3fa4" * 16),
            branch_head=told.audit_head,
            counts={part: digest.records for part, digest in told.parts.items()},
            notes=(Note("person", person, "phone", "联系电话少一位，请核对后改正。"),),
        )
        path = self.scratch / made.file_name
        path.write_bytes(receipts.write(made, secrets=self.secrets, to=told.card))
        return path

    def pictures(self, window: MainWindow, shoot: Callable[[str], None], dialog: Shoot) -> None:
        """The tab's three pages, then its dialogs, the stick's at each stage."""
        window.navigate(HandoffTab.TITLE)
        tab = window.current_tab()
        assert isinstance(tab, HandoffTab)
        for place, name in enumerate(("send", "register", "todos")):
            assert place < len(SECTIONS)
            tab.show_section(place)
            shoot(f"5-handoff-{name}")
        tab.show_section(0)
        prepared = self.desk.handoff.prepare(self.peer.id)
        handoff, context = self.desk.handoff, window.context
        look = look_into(handoff.peers, handoff.register, handoff.outbox_path(self.last))
        assert look is not None
        made: list[tuple[str, QDialog]] = [
            ("card", CardImportDialog(context, str(self.card(OTHER)), window)),
            ("own-card", OwnCardDialog(context, window)),
            ("stick", StickDialog(context, prepared, parent=window)),
            ("receipt", ReceiptDialog(context, str(self.receipt), window)),
            ("profile", ProfileDialog(NAME, handoff.fields(), prepared.profile, window)),
            ("changes", ChangesDialog(prepared.changes, window.settings, window)),
            ("package", PackageDialog(look, self.last.file_name, window)),
        ]
        exported = self.scratch / "党员花名册.xlsx"
        exported.write_bytes(b"PK")
        handoff.register.record_export("党员花名册", [exported], fields="姓名、性别、入党日期", records=41)
        made.append(("cleanup", CleanupDialog(context, window)))
        for name, one in made:
            dialog(one, f"dialog-handoff-{name}")
        self._stick(window, dialog)

    def _stick(self, window: MainWindow, dialog: Shoot) -> None:
        """Written, found damaged after it was plugged in again, and proved."""
        target = self.stick / Path(self.last.file_name).name
        for name in ("plug", "bad", "done"):
            one = StickDialog(window.context, entry=self.last, parent=window)
            one.show()
            one.start()
            whole = target.read_bytes()
            if name == "bad":
                target.write_bytes(b"x" + whole[1:])
            if name != "plug":
                one.verify()
            dialog(one, f"dialog-handoff-stick-{name}")
            target.write_bytes(whole)
