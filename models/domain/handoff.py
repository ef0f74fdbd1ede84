"""Handing over: what goes to the committee, what came back, and who is known. Plain values for screens and paper."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from models.domain.finding import Finding

HEAD_CODE_LENGTH = 12  # as printed everywhere: store.head_code
NOTICE = "本软件仅用于非涉密信息。"
LONGEST_NAME = 40  # characters of a file's name
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
OUTBOX = "outbox"  # folder of the data folder: what was made stays there until its receipt has come
REMIND_AFTER_DAYS = 30


def check_code(package_id: str) -> str:
    """Sixteen digits of a package id in four groups, to be read over the phone: “4831 0027 5516 9904”."""
    digits = f"{int(package_id[:24] or '0', 16) % 10**16:016d}"
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))


class PeerKind(StrEnum):
    COMMITTEE = "committee"  # 上级党委
    BRANCH = "branch"
    DESK = "desk"  # another computer of this branch


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCard:
    """A key card (密钥卡) as people see it; `text` is the content of the file and of the QR code."""

    kind: PeerKind
    uuid: str
    name: str
    fingerprint: str  # 8 groups of 4, separated by spaces: what a person compares
    made_on: str
    text: str

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(self.fingerprint.split())

    @property
    def file_name(self) -> str:
        """密钥卡-中共青石镇委员会-1a2b3c4d.card: whose it is can be seen on the stick."""
        name = _NOT_IN_NAMES.sub("", "".join(self.name.split()))[:LONGEST_NAME].strip(".")
        return f"密钥卡-{name or self.kind.value}-{self.uuid[:8]}.card"


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Somebody whose card a person has confirmed."""

    id: int
    uuid: str
    kind: PeerKind
    name: str
    fingerprint: str
    trusted_on: str = ""
    confirmed_by: str = ""
    replaced_on: str = ""  # day of the last change of keys
    card_text: str = ""


class CardState(StrEnum):
    """What an imported card is to us; only NEW and PAPER need the fingerprint compared by a person."""

    NEW = "new"  # nobody we know
    SAME = "same"  # already known, nothing to do
    SIGNED = "signed"  # known, new keys, the change is signed by the old key
    PAPER = "paper"  # known, new keys, nothing proves it: compare the fingerprint on paper again
    OLDER = "older"  # known, and this card is older than the one we have
    OWN = "own"  # our own card


@dataclass(frozen=True, slots=True, kw_only=True)
class CardOffer:
    """A card that was read from a file and is not stored yet."""

    card: KeyCard
    state: CardState
    message: str  # one sentence for the dialog
    known: Peer | None = None

    @property
    def needs_comparing(self) -> bool:
        return self.state in (CardState.NEW, CardState.PAPER)

    @property
    def can_be_stored(self) -> bool:
        return self.needs_comparing or self.state is CardState.SIGNED


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChoice:
    """One thing that may be left out of a package: a column (`person.phone`) or a whole part (`meeting`)."""

    key: str
    label: str
    group: str  # 人员 | 会议 …: heading in the dialog
    required: bool = False  # always goes along


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Which fields a recipient gets (脱敏方案)."""

    id: str
    title: str
    hint: str = ""
    left_out: frozenset[str] = frozenset()  # FieldChoice keys


class ChangeKind(StrEnum):
    ADDED = "新增"
    CHANGED = "变更"
    GONE = "移出"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChange:
    """One record that differs from what the recipient has."""

    part: str
    part_label: str
    kind: ChangeKind
    subject: str  # whose or which: a name, a title with its date
    fields: tuple[str, ...] = ()  # labels, of a change only
    record_kind: str = ""  # "person" | "meeting" | "branch": what the screen can open
    record_uuid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartCount:
    """One line of the table 将上报的内容."""

    part: str
    label: str
    total: int
    added: int = 0
    changed: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The sums printed on the handover sheet and compared by the receiver."""

    people: int = 0
    members: int = 0  # 正式 + 预备, still here
    by_category: tuple[tuple[str, int], ...] = ()  # (正式党员, 35) …
    minutes: int = 0  # signed meetings
    meetings: int = 0
    payments: int = 0
    dues_fen: int = 0  # sum of all payments, reversals taken off


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretMark:
    """A mark of classification in a title or file name. `blocks`: nothing is written until it is dealt with."""

    where: str  # “会议 2026-09-20”
    text: str
    word: str
    blocks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingEntry:
    """One line of the register of what left the computer."""

    id: int
    uuid: str
    kind: str  # package | receipt | card | export | copy
    title: str
    recipient: str = ""
    peer_id: int = 0
    made_at: str = ""
    made_by: str = ""
    file_name: str = ""
    sha256: str = ""
    size: int = 0
    fields: str = ""
    records: int = 0
    medium: str = ""
    package_id: str = ""
    seq: int = 0
    audit_seq: int = 0
    audit_hash: str = ""
    delivered_on: str = ""
    acknowledged_on: str = ""
    note: str = ""

    @property
    def check_code(self) -> str:
        return check_code(self.package_id) if self.package_id else ""

    @property
    def head_code(self) -> str:
        return self.audit_hash[:HEAD_CODE_LENGTH]

    @property
    def kind_label(self) -> str:
        return OUTGOING_LABELS.get(self.kind, self.kind)


OUTGOING_LABELS = {
    "package": "上报包",
    "receipt": "回执",
    "card": "密钥卡",
    "export": "导出文件",
    "copy": "拷贝",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesGoing:
    """Contents of photos and attachments: those that go along, and those that do not, and why."""

    send: int = 0
    bytes: int = 0
    known: int = 0  # acknowledged by a receipt
    later: int = 0  # no room in this package
    missing: int = 0  # not on this computer

    @property
    def sentence(self) -> str:
        """For the page before a package is made; "" when there are no attachments."""
        told = [f"随包 {self.send} 个（{self.bytes / 1024**2:.1f} MB）"] if self.send else []
        told += [f"{self.known} 个对方已有，不再带"] if self.known else []
        told += [f"{self.later} 个这次装不下，下一个包再带"] if self.later else []
        told += [f"{self.missing} 个的内容不在这台电脑上"] if self.missing else []
        return f"照片和附件的内容：{'，'.join(told)}。" if told else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """What a person sees before a package is made; `write_package` makes exactly this or refuses."""

    peer: Peer
    profile: Profile
    seq: int  # number the package will get
    totals: Totals
    counts: tuple[PartCount, ...]
    changes: tuple[RecordChange, ...]
    since: OutgoingEntry | None  # last package with a receipt; None: everything is new
    dues_before_fen: int = 0  # sum of payments at `since`
    findings: tuple[Finding, ...] = ()  # still wrong, not answered, worst first
    secrets: tuple[SecretMark, ...] = ()
    files: FilesGoing = FilesGoing()
    as_of: str = ""
    audit_seq: int = 0  # the journal when this was worked out
    head_code: str = ""

    @property
    def records(self) -> int:
        return sum(count.total for count in self.counts)

    @property
    def blocked(self) -> bool:
        return any(mark.blocks for mark in self.secrets)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPackage:
    """A package in the outbox, already opened again and compared."""

    entry: OutgoingEntry
    path: Path
    check_code: str
    totals: Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """A place that can be carried away, or a folder somebody chose instead."""

    path: Path
    label: str
    free: int = 0  # bytes
    size: int = 0
    carried: bool = False  # removable, or behind a USB plug
    read_only: bool = False
    problem: str = ""  # why nothing can be written there, one sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class StickCopy:
    """A file on the stick whose content was read back and is the outbox file's."""

    path: Path
    sha256: str
    size: int
    past_cache: bool  # read from the medium itself, not from memory


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptNote:
    """One thing the committee sends back: 退回修改."""

    record_kind: str
    record_uuid: str
    field: str
    message: str
    subject: str = ""  # whose or which, as it is called here


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptView:
    """A receipt that was read and verified; taking it in stores it."""

    entry: OutgoingEntry  # the package it answers
    sender: str
    result: str  # 已接收 | 已导入 | 退回
    accepted: bool
    received_at: str
    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    rejected: tuple[str, ...] = ()
    notes: tuple[ReceiptNote, ...] = ()
    anchored_seq: int = 0
    anchored_code: str = ""  # twelve characters of our journal's head, now kept by the committee
    committee_code: str = ""
    warning: str = ""  # the anchored head is not in our journal, say
    already: bool = False  # taken in before


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """A note of the committee on a record, until somebody has dealt with it."""

    id: int
    uuid: str
    sender: str
    message: str
    received_on: str
    record_kind: str = ""  # person | meeting | payment | …
    record_uuid: str = ""
    record_id: int = 0  # 0: not here any more
    subject: str = ""  # name of the person, title of the meeting
    field: str = ""
    field_label: str = ""
    done_on: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedFile:
    """A file of 本次导出清理: plain text outside the encrypted data, still where it was written."""

    path: Path
    title: str
    made_at: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffStatus:
    """What the tab says at the top."""

    has_keys: bool
    committees: tuple[Peer, ...] = ()
    last: OutgoingEntry | None = None
    last_acknowledged: OutgoingEntry | None = None
    waiting: tuple[OutgoingEntry, ...] = ()  # made, no receipt yet
    reminders: tuple[str, ...] = ()  # sentences: no receipt for 30 days, no committee card …
    alarm: str = ""  # the journal does not contain what the committee anchored
    open_todos: int = 0
