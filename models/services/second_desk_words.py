"""What merging two computers does and asks, in words a person reads."""

from dataclasses import dataclass

from exporters.package.parts import BY_NAME
from models.domain.dates import chinese_date
from models.domain.labels import FIELD_LABELS, TABLE_LABELS
from models.domain.merging import OURS, SAME, THEIRS, Change, Clash, ClashKind, Key, Record
from models.services.closed_twice import TWICE, Closed
from models.services.handoff_changes import own_name
from models.services.second_desk_rows import SPECS, Records

KEPT_APART = "知道了：同一笔记在不同的人名下，两台各留各的，不再问。要改，请在一台上冲销后登记到该归的人。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One line of what merging does: whose record, and which fields."""

    kind: str  # 新增 | 变更 | 移出
    part: str
    subject: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One clash as a person reads it; `options` say what each side of it is, possible or not."""

    id: tuple[str, ...]
    kind: str
    subject: str
    field: str
    base: str
    ours: str
    theirs: str
    choices: tuple[str, ...]
    decision: str
    options: tuple["Option", ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that may be said: the choice, how it is called, and what it means or holds."""

    choice: str
    label: str
    value: str


def taken_back(closed: Closed) -> Difference:
    """The line that tells of a 结账 which merging reverses, because the month was closed on both computers."""
    what = f"冲销 {closed.number}（{closed.on_date}，{chinese_date(closed.month)}结账）：{TWICE}，只保留先结的一次"
    return Difference(kind="新增", part="voucher", subject=what)


def choices(clash: Clash) -> tuple[str, ...]:
    """What is posted or signed stays on whichever side it is: it can be added, never taken away or changed."""
    if clash.options:
        return clash.options
    is_fixed = SPECS[clash.part].is_fixed
    if clash.kind in (ClashKind.GONE_THERE, ClashKind.FIXED) and clash.here and is_fixed(clash.here):
        return (OURS,)
    if clash.kind in (ClashKind.GONE_HERE, ClashKind.FIXED) and clash.there and is_fixed(clash.there):
        return (THEIRS,)
    return (OURS, THEIRS)


class Names:
    """Who or what a record is, in words."""

    def __init__(self, ours: Records, theirs: Records) -> None:
        self._sides = (ours, theirs)

    def _of(self, part: str, uuid: str) -> str:
        for side in self._sides:
            record = side.get(part, {}).get((uuid,))
            if record:
                if part == "meeting":
                    return " ".join(str(record[n]) for n in ("held_on", "title", "kind") if n in record)
                if part == "payment":
                    return (
                        f"{self._of('person', str(record['person']))} {record.get('received_on', '')}".strip()
                    )
                return own_name(record) or uuid
        return ""

    def subject(self, part: str, key: Key, record: Record | None) -> str:
        label = TABLE_LABELS.get(part, part)
        if part in ("branch", "person", "meeting", "payment"):
            return f"{label} {self._of(part, key[0])}".strip()
        record = record or {}
        owners = [
            self._of(target, str(record[name])) for name, target in SPECS[part].refs.items() if name in record
        ]
        return " ".join((label, *dict.fromkeys(filter(None, (*owners, own_name(record))))))

    def difference(self, change: Change) -> Difference:
        before, after = change.before or {}, change.after or {}
        kind = "新增" if change.before is None else "移出" if change.after is None else "变更"
        names = [name for name in (*before, *after) if before.get(name) != after.get(name)]
        fields = tuple(dict.fromkeys(_label(name) for name in names)) if kind == "变更" else ()
        subject = self.subject(change.part, change.key, change.after or change.before)
        return Difference(kind=kind, part=change.part, subject=subject, fields=fields)

    def question(self, clash: Clash) -> Question:
        whole = clash.kind is not ClashKind.FIELD
        if whole:
            ours, theirs = (self._whole(clash, one) for one in (clash.here, clash.there))
        else:
            ours, theirs = (
                self._value(clash.part, clash.field, value) for value in (clash.ours, clash.theirs)
            )
        return Question(
            id=clash.id,
            kind=clash.kind.value,
            subject=self.subject(clash.part, clash.key, clash.here or clash.there),
            field="" if whole and not clash.field else _label(clash.field),
            base=self._value(clash.part, clash.field, clash.base),
            ours=ours,
            theirs=theirs,
            choices=choices(clash),
            decision=clash.decision,
            options=_options(clash, ours, theirs),
        )

    def _whole(self, clash: Clash, record: Record | None) -> str:
        """A whole record in one line; whom it belongs to when the two sides differ in that."""
        if record is None:
            return "（没有）"
        other = (clash.there if record is clash.here else clash.here) or record
        owners = [
            f"{TABLE_LABELS.get(target, _label(name))} {self._who(target, str(record[name]), str(other[name]))}"
            for name, target in SPECS[clash.part].refs.items()
            if name in record and name in other and record[name] != other[name]
        ]
        return "，".join(filter(None, (*owners, _summary(clash.part, record))))

    def _who(self, part: str, uuid: str, other: str) -> str:
        """Somebody so that he and the other can be told apart: as a computer has them that knows both."""
        if part != "person":
            return self._of(part, uuid) or "已不在"
        sides = [side.get(part, {}) for side in self._sides]
        sides.sort(key=lambda people: (other,) not in people)
        for people in sides:
            if found := people.get((uuid,)):
                marks = [f"{_label(n)} {found[n]}" for n in ("id_number", "phone") if n in found]
                return f"{found['name']}（{'，'.join(marks) or '没有身份证号'}）"
        return "已不在"

    def _value(self, part: str, name: str, value: object) -> str:
        target = SPECS[part].refs.get(name)
        if target and value:
            return self._of(target, str(value)) or "已不在"
        return "" if value is None else str(value)


def _options(clash: Clash, ours: str, theirs: str) -> tuple[Option, ...]:
    both = f"本机：{ours}；另一台：{theirs}"
    if clash.kind is ClashKind.FIXED and SPECS[clash.part].only_moved(clash.here, clash.there):
        return (Option(OURS, KEPT_APART, both),)
    if clash.kind is not ClashKind.TWICE:
        return (Option(OURS, f"{OURS}：", ours), Option(THEIRS, f"{THEIRS}：", theirs))
    if OURS not in clash.options:
        return (Option(SAME, "是同一笔，两台各留各的一条，不重复计入：", both),)
    apart = "是两个人，身份证号归" if SAME in clash.options else "身份证号归"
    kept = (Option(OURS, f"{apart}本机这一位：", ours), Option(THEIRS, f"{apart}另一台这一位：", theirs))
    one = Option(SAME, "是同一个人，合为一条：", "两边填得不同的项，接着逐项选定")
    return (one, *kept) if SAME in clash.options else kept


def _label(name: str) -> str:
    return FIELD_LABELS.get(name) or FIELD_LABELS.get(f"{name}_id", name)


def _summary(part: str, record: Record) -> str:
    """A whole record in one line, in the order of its form, without what no person reads."""
    names = [
        name
        for name in BY_NAME[part].names
        if name in record and name in FIELD_LABELS and name not in ("uuid", "sha256")
    ]
    return "，".join(f"{FIELD_LABELS[name]} {record[name]}" for name in names)
