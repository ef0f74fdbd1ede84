"""What would go, in words: counts, totals, what changed since a state the recipient has, marks of classification."""

from collections.abc import Iterable, Mapping

from exporters.package.fields import Record
from models.domain.handoff import ChangeKind, PartCount, RecordChange, SecretMark, Totals
from models.domain.labels import FIELD_LABELS, HIDDEN_FIELDS, TABLE_LABELS
from models.domain.money import yuan
from models.domain.pipeline import all_steps
from models.domain.records import MEMBER_CATEGORIES, Category
from models.domain.secrecy import secret_word
from models.services.snapshot import BY_PART, TABLES, Parts, key_of

Keyed = dict[tuple[str, ...], Record]
_NAMED_BY = (
    "name",
    "group_name",
    "caption",
    "post_name",
    "title",
    "kind",
)  # what a record is called, the first it has
INNER = frozenset({"payment_line"})  # told with the record they belong to
_RECORD_KINDS = ("branch", "person", "meeting")  # what a screen can open


def keyed(part: str, records: Iterable[Record]) -> Keyed:
    """Records by key; where a key repeats, by their order as well."""
    found: Keyed = {}
    seen: dict[tuple[str, ...], int] = {}
    table = BY_PART[part].part
    for record in records:
        key = key_of(table, record)
        count = seen[key] = seen.get(key, 0) + 1
        found[(*key, str(count)) if table.repeats else key] = record
    return found


def compare(before: Parts | None, after: Parts) -> tuple[tuple[PartCount, ...], tuple[RecordChange, ...]]:
    """Counts of every part, and each record that is new, different or gone; without `before` all are new."""
    counts: list[PartCount] = []
    changes: list[RecordChange] = []
    names = Names(before or {}, after)
    for table in TABLES:
        part = table.name
        if part not in after:
            continue
        old, new = keyed(part, (before or {}).get(part, ())), keyed(part, after[part])
        added = [new[key] for key in new if key not in old]
        gone = [old[key] for key in old if key not in new]
        changed = [(old[key], new[key]) for key in new if key in old and old[key] != new[key]]
        counts.append(
            PartCount(
                part=part,
                label=TABLE_LABELS[part],
                total=len(new),
                added=len(added),
                changed=len(changed),
                gone=len(gone),
            )
        )
        if part in INNER or before is None:
            continue
        changes += [names.change(part, ChangeKind.ADDED, record) for record in added]
        changes += [names.change(part, ChangeKind.CHANGED, new_, old_) for old_, new_ in changed]
        changes += [names.change(part, ChangeKind.GONE, record) for record in gone]
    return tuple(counts), tuple(changes)


class Names:
    """What records are called, by uuid, in either state."""

    def __init__(self, before: Mapping[str, list[Record]], after: Mapping[str, list[Record]]) -> None:
        self._known: dict[str, str] = {}
        for parts in (before, after):
            for part in ("branch", "person", "meeting", "payment", "election"):
                for record in parts.get(part, ()):
                    self._known[str(record["uuid"])] = self._own_name(part, record)

    def _own_name(self, part: str, record: Record) -> str:
        if part == "meeting":
            return f"{record.get('held_on', '')} {record.get('title') or record.get('kind', '')}".strip()
        if part == "payment":
            return self._known.get(str(record.get("person", "")), "")
        return str(record.get("name", "")) or own_name(record)

    def change(
        self, part: str, kind: ChangeKind, record: Record, before: Record | None = None
    ) -> RecordChange:
        """One line for a person to read."""
        fields: tuple[str, ...] = ()
        if before is not None:
            differing = [name for name in BY_PART[part].part.names if before.get(name) != record.get(name)]
            fields = tuple(_label(part, name) for name in differing if name not in HIDDEN_FIELDS)
        owner = part if part in _RECORD_KINDS else "meeting" if "meeting" in record else "person"
        uuid = str(record.get("uuid" if owner == part else owner, ""))
        return RecordChange(
            part=part,
            part_label=TABLE_LABELS[part],
            kind=kind,
            subject=self.subject(part, record),
            fields=fields,
            record_kind=owner if uuid else "",
            record_uuid=uuid,
        )

    def subject(self, part: str, record: Record) -> str:
        """Whose or which: a name, a title with its date."""
        person = self._known.get(str(record.get("person", "")), "")
        match part:
            case "branch" | "person" | "meeting":
                return self._known[str(record["uuid"])]
            case "attendance":
                return f"{self._known.get(str(record['meeting']), '')}：{person}"
            case "agenda_item":
                title = record.get("title") or record.get("kind", "")
                return f"{self._known.get(str(record['meeting']), '')}：{title}"
            case "dues_standard":
                return f"{person} {record['from_month']} 起每月 {yuan(int(record.get('amount_fen', 0)))} 元"
            case "payment":
                return (
                    f"{person} {record.get('received_on', '')} {yuan(int(record['amount_fen']))} 元".strip()
                )
            case "step":
                return f"{person} {_step_name(str(record['code']))} {record.get('on_date', '')}".strip()
            case "companion":
                return f"{person}：{record['name']}"
            case "answer":
                return self._known.get(str(record["record"]), "")
            case "attachment":
                whose = person or self._known.get(str(record.get("meeting", "")), "")
                return f"{whose}：{record['name']}.{record['extension']}"
            case "election_choice":
                return f"{self._known.get(str(record['election']), '')} {own_name(record)}".strip()
            case _:
                return " ".join(dict.fromkeys(filter(None, (person, own_name(record)))))


def own_name(record: Mapping[str, object]) -> str:
    """What a record without a part of its own here is called, and its day: 外出流动 2026-02-24."""
    name = next((str(record[key]) for key in _NAMED_BY if record.get(key)), "")
    day = next((str(record[key]) for key in ("on_date", "arrived_on", "started_on") if record.get(key)), "")
    return f"{name} {day}".strip()


def _label(part: str, name: str) -> str:
    """What a field is called; references by whom they name."""
    if part == "branch" and name == "name":
        return "支部名称"
    if part == "attachment" and name == "name":
        return "名称"
    return FIELD_LABELS.get(name) or {"person": "人员", "member": "党员", "meeting": "会议"}.get(name, name)


def _step_name(code: str) -> str:
    return next((step.name for step in all_steps() if step.code == code), code)


def totals_of(parts: Parts) -> Totals:
    """The sums of the records that go; the same that the package states of itself."""
    people = [one for one in parts.get("person", ()) if not one.get("deleted_on")]
    here = [one for one in people if not one.get("left_on")]
    categories: dict[str, int] = {}
    for one in here:
        name = str(one.get("category", ""))
        categories[name] = categories.get(name, 0) + 1
    meetings, payments = parts.get("meeting", ()), parts.get("payment", ())
    return Totals(
        people=len(people),
        members=sum(categories.get(category.value, 0) for category in MEMBER_CATEGORIES),
        by_category=in_order(categories),
        meetings=len(meetings),
        minutes=sum(1 for one in meetings if one.get("signed_on")),
        payments=len(payments),
        dues_fen=dues_of(parts),
    )


def in_order(categories: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """正式党员 first, as every form has it."""
    order = {category.value: n for n, category in enumerate(Category)}
    return tuple(sorted(categories.items(), key=lambda item: order.get(item[0], len(order))))


def dues_of(parts: Parts) -> int:
    """The sum of all payments, reversals taken off, in fen."""
    return sum(int(one["amount_fen"]) for one in parts.get("payment", ()))


def secret_marks(parts: Parts, file_names: Iterable[str] = ()) -> tuple[SecretMark, ...]:
    """Titles and file names that carry a mark of classification (they block) or speak of secrets (they warn)."""
    found: list[SecretMark] = []
    dates = {str(one["uuid"]): str(one.get("held_on", "")) for one in parts.get("meeting", ())}
    for one in parts.get("meeting", ()):
        found += _look(f"会议 {one.get('held_on', '')}".strip(), str(one.get("title", "")))
    for one in parts.get("agenda_item", ()):
        where = f"会议 {dates.get(str(one['meeting']), '')} 的议题".replace("  ", " ")
        found += _look(where, str(one.get("title", "")))
    for one in parts.get("attachment", ()):
        found += _look("附件", f"{one['name']}.{one['extension']}", strict=True)
    for name in file_names:
        found += _look("文件名", name, strict=True)
    return tuple(found)


def _look(where: str, text: str, *, strict: bool = False) -> list[SecretMark]:
    word, blocks = secret_word(text, strict=strict)
    return [SecretMark(where=where, text=text, word=word, blocks=blocks)] if word else []
