"""A committee as a branch meets it: its card on a stick, and its receipts for what the branch sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from exporters.package import cards, reading, receipts
from exporters.package.cards import Card, Secrets
from exporters.package.manifest import Address, Head
from exporters.package.receipts import Note, Receipt
from exporters.package.sealing import Me

UUID = "5d0f1c2e-7a54-4c0b-9a5e-0c5f6f1b2a33"
NAME = "中共青石镇委员会"


@dataclass
class Committee:
    """Has keys of its own; nothing of it is known to the branch until its card is imported."""

    name: str = NAME
    uuid: str = UUID
    secrets: Secrets = field(default_factory=Secrets.make)

    @property
    def card(self) -> Card:
        return cards.make(
            self.secrets, kind="committee", uuid=self.uuid, name=self.name, made_on="2026-02-20"
        )

    def card_file(self, folder: Path) -> Path:
        path = folder / "committee.card"
        path.write_text(self.card.text, encoding="utf-8")
        return path

    def receipt(
        self,
        package: Path,
        folder: Path,
        *,
        result: str = "merged",
        counts: Mapping[str, int] | None = None,
        notes: Sequence[Note] = (),
        rejected: Sequence[Note] = (),
    ) -> Path:
        """Open a package as the committee does and answer it."""
        me = Me.of(self.secrets, self.card)
        opened = reading.open_package(package, me)
        told = opened.manifest
        made = Receipt(
            card=self.card,
            to=Address(told.card.uuid, told.card.fingerprint),
            branch_id=told.branch_id,
            package_id=opened.package_id,
            seq=told.seq,
            result=result,
            made_at="2026-10-03T09:12:00",
            committee_head=Head(77, "7" * 64),
            branch_head=told.audit_head,
            counts=dict(counts or {"person": told.parts["person"].records}),
            rejected=tuple(rejected),
            notes=tuple(notes),
        )
        path = folder / made.file_name
        path.write_bytes(receipts.write(made, secrets=self.secrets, to=told.card))
        return path
