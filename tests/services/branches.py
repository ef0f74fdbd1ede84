"""Invented branches that send real packages: keys, records, sequence, and a journal head of their own."""

import hashlib
import random
import uuid
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

from exporters.package import cards
from exporters.package.cards import Card, Secrets
from exporters.package.fields import Record
from exporters.package.manifest import Head
from exporters.package.parts import FULL_PROFILE, PARTS
from exporters.package.writing import Letter, Written, write
from models.domain.intake import MOST_PAST
from models.services.snapshot import sort_key

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = "建国秀兰志强桂英海燕子轩浩然丽华德明"
Records = dict[str, list[Record]]


def new_uuid(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def head_of(text: str, seq: int) -> Head:
    return Head(seq, hashlib.sha256(text.encode()).hexdigest())


@dataclass
class FakeBranch:
    """One branch with what it would send now; `package` numbers, signs and seals it."""

    committee: Card
    chance: random.Random
    name: str = "中共向阳社区第一党支部"
    people: int = 3
    uuid: str = ""
    seq: int = 0
    epoch: int = 0
    prev: str = ""
    head: Head = field(default_factory=lambda: Head(0, ""))
    past: tuple[Head, ...] = ()  # heads of what was sent, newest first
    fields: Mapping[str, Sequence[str]] = field(default_factory=lambda: FULL_PROFILE)
    records: Records = field(default_factory=dict[str, list[Record]])
    files: Mapping[str, bytes] = field(default_factory=dict[str, bytes])  # contents of attachments, by name

    def __post_init__(self) -> None:
        self.uuid = self.uuid or new_uuid(self.chance)
        self.secrets = Secrets.make()
        self.card = cards.make(
            self.secrets, kind="branch", uuid=self.uuid, name=self.name, made_on="2026-01-05"
        )
        self.head = head_of(f"{self.uuid} 1", 10)
        self.records = {part.name: [] for part in PARTS}
        self.records["branch"] = [{"uuid": self.uuid, "name": self.name, "sector": "其他"}]
        for _ in range(self.people):
            self.add_person()

    def add_person(self, **values: str | int) -> str:
        """Somebody new, with a standard and a payment for three months."""
        chance = self.chance
        person = new_uuid(chance)
        year = chance.randrange(1945, 2002)
        self.records["person"].append(
            {
                "uuid": person,
                "name": chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2)),
                "category": "正式党员",
                "sex": chance.choice("男女"),
                "birth_date": f"{year}-0{chance.randrange(1, 10)}-15",
                "id_number": f"990101{year}0115{chance.randrange(10**4):04}",
                "joined_on": f"{year + 24}-07-01",
                "ethnicity": chance.choice(("汉族", "汉族", "回族")),
                "education": chance.choice(("大学", "大专", "高中", "研究生")),
                "membership_state": "正常",
                "sort_key": "x",
                **values,
            }
        )
        self.pay(person)
        return person

    def pay(self, person: str, fen: int = 0) -> str:
        """A posted payment for one quarter."""
        payment = new_uuid(self.chance)
        month = fen or self.chance.randrange(20, 900)
        self.records["payment"].append(
            {
                "uuid": payment,
                "person": person,
                "received_on": "2026-03-05",
                "amount_fen": 3 * month,
                "method": "现金",
            }
        )
        for number in (1, 2, 3):
            line: Record = {"payment": payment, "month": f"2026-0{number}", "amount_fen": month}
            self.records["payment_line"].append(line)
        return payment

    def add_meeting(self, *, signed: bool = True) -> str:
        """Minutes with everybody present."""
        meeting = new_uuid(self.chance)
        record: Record = {
            "uuid": meeting,
            "kind": "支部党员大会",
            "title": "党员大会",
            "held_on": "2026-03-10",
        }
        if signed:
            record |= {"signed_on": "2026-03-11", "signed_code": hashlib.sha256(meeting.encode()).hexdigest()}
        self.records["meeting"].append(record)
        for person in self.records["person"]:
            self.records["attendance"].append(
                {"meeting": meeting, "person": person["uuid"], "presence": "到会"}
            )
        return meeting

    @property
    def first(self) -> Record:
        return self.records["person"][0]

    def copy(self) -> "FakeBranch":
        """The same branch on another computer, or as an older backup would bring it back."""
        return deepcopy(self)

    def write(
        self, *, seq: int = 0, prev: str | None = None, past: tuple[Head, ...] | None = None
    ) -> Written:
        """The next package, as its branch would make it; the arguments are for what an honest branch never does."""
        self.seq = seq or self.seq + 1
        earlier = self.past if past is None else past
        self.head = head_of(f"{self.uuid} {self.seq} {self.chance.random()}", self.head.seq + 7)
        letter = Letter(
            branch_id=self.uuid,
            seq=self.seq,
            epoch=self.epoch,
            prev=self.prev if prev is None else prev,
            created_at="2026-04-01T09:00:00",
            audit_head=self.head,
            app="test",
            audit_past=earlier[:MOST_PAST],
        )
        sent = {
            part.name: [
                {name: value for name, value in record.items() if name in self.fields[part.name]}
                for record in sorted(self.records[part.name], key=lambda one: sort_key(part, one))
            ]
            for part in PARTS
            if part.name in self.fields
        }
        written = write(
            letter,
            sent,
            sender=self.card,
            secrets=self.secrets,
            to=self.committee,
            fields=self.fields,
            files=self.files,
        )
        self.prev, self.past = written.package_id, (self.head, *earlier)
        return written

    def package(self, folder: Path, **how: object) -> Path:
        """The next package as a file."""
        written = self.write(**how)  # type: ignore[arg-type]
        path = folder / written.file_name
        number = 1
        while path.exists():
            number += 1
            path = folder / f"{written.file_name[:-4]}-{number}.zbb"
        path.write_bytes(written.data)
        return path


def attach(branch: FakeBranch, content: bytes, **values: str | int) -> str:
    """A line of an attachment of the branch's first person; how its content is called in a package."""
    sha256 = hashlib.sha256(content).hexdigest()
    record: Record = {
        "uuid": new_uuid(branch.chance),
        "person": branch.first["uuid"],
        "kind": "附件",
        "name": "证书",
        "sha256": sha256,
        "extension": "pdf",
        "size": len(content),
        **values,
    }
    branch.records["attachment"].append(record)
    return f"{sha256}.{record['extension']}"
