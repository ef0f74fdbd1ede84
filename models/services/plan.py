"""The year's plan: its entries, how the year stands, and the meetings that are made of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from models.db.store import Store, Tx
from models.domain.check_plan import check_plan
from models.domain.dates import full
from models.domain.errors import UserError
from models.domain.finding import Finding
from models.domain.plan import OTHER, PLAN_KINDS, Held, PlanItem, counted_year
from models.domain.plan_rules import Frequency, frequencies, written
from models.domain.planner import DAYS, WORKDAYS
from models.domain.records import AgendaItem, ItemKind, MeetingKind
from models.domain.rules import RuleBook
from models.domain.year_plan import Circumstances, Entry, YearPlan, year_plan
from models.services.branch import load_branch
from models.services.correction_rows import read_sql
from models.services.meeting_list import HAS_RECORD
from models.services.meetings import Meetings, default_title
from models.services.organising import Organising
from models.services.settings import Settings

FREQUENCY, THEME_DAY, DAYS_WISHED = "plan.frequency", "plan.theme_day", "plan.days"
_COLUMNS = (
    "id", "uuid", "year", "month", "kind", "title", "topic", "owner", "planned_on", "party_group", "meeting_id",
    "dropped_reason", "done_on", "evidence", "remark", "position",
)  # fmt: skip
_TEXTS = ("title", "topic", "owner", "planned_on", "party_group", "dropped_reason", "remark")
EDITABLE = ("year", "month", "kind", *_TEXTS)
LAST_DAY_OF_MONTH = 28
_TOPICS = """(SELECT group_concat(i.title, '；') FROM
    (SELECT title FROM agenda_item WHERE meeting_id = m.id AND title <> '' ORDER BY seq) i)"""


class Plan:
    """Reached as `desk.plan`. `today` is the injectable clock (ISO date)."""

    def __init__(
        self,
        store: Store,
        meetings: Meetings,
        organisation: Organising,
        settings: Settings,
        rules: RuleBook,
        today: Callable[[], str],
    ) -> None:
        self._store = store
        self._meetings = meetings
        self._organisation = organisation
        self._settings = settings
        self._rules = rules
        self._today = today

    # -- reading ---------------------------------------------------------------------------------------------

    def items(self, year: int) -> list[PlanItem]:
        """The entries of a year, by month."""
        rows = self._store.rows(
            f"SELECT {', '.join(_COLUMNS)} FROM plan_item WHERE year = ? ORDER BY month, planned_on, position, id",
            (year,),
        )
        return [_item(row) for row in rows]

    def item(self, item_id: int) -> PlanItem:
        row = self._store.row(f"SELECT {', '.join(_COLUMNS)} FROM plan_item WHERE id = ?", (item_id,))
        if row is None:
            raise UserError("计划里已经没有这一项了，请刷新后再看。")
        return _item(row)

    def find(self, text: str, most: int) -> list[PlanItem]:
        """Entries without a meeting that have every word, the latest first."""
        where = " AND instr(kind || title || topic || owner, ?) > 0" * len(words := text.split())
        rows = self._store.rows(
            f"SELECT {', '.join(_COLUMNS)} FROM plan_item WHERE meeting_id IS NULL{where} "
            "ORDER BY year DESC, month DESC, planned_on DESC, id LIMIT ?",
            (*words, most),
        )
        return [_item(row) for row in rows] if words else []

    def years(self) -> list[int]:
        """Years with a plan or with meetings, this one and the next; newest first."""
        this = int(self._today()[:4])
        rows = self._store.rows(
            "SELECT year FROM plan_item UNION SELECT CAST(substr(held_on, 1, 4) AS INTEGER) FROM meeting "
            "WHERE held_on <> '' UNION SELECT counts_for_year FROM meeting WHERE counts_for_year > 0"
        )
        return sorted({this, this + 1, *(int(row[0]) for row in rows)}, reverse=True)

    def held(self, year: int, groups: Sequence[str] = ()) -> list[Held]:
        """The meetings that count for a year, held or arranged, by day; `groups` may be named in older titles."""
        rows = self._store.rows(
            f"SELECT m.id, m.kind, m.title, {read_sql('held_on')} AS day, m.counts_for_year, m.party_group, "
            f"m.signed_on, {HAS_RECORD}, {_TOPICS} FROM meeting m WHERE day >= ? AND day < ? ORDER BY day, m.id",
            (f"{year - 1:04d}-01-01", f"{year + 2:04d}-01-01"),
        )
        found: list[Held] = []
        for number, kind_name, title, held_on, counts_for, group, signed_on, has_record, topics in rows:
            kind = MeetingKind(kind_name)
            counted = counted_year(kind, held_on, counts_for)
            if counted != year or full(held_on) is None:
                continue
            if kind is MeetingKind.GROUP and not group:
                group = next((name for name in groups if name in title), "")
            found.append(
                Held(
                    id=number,
                    kind=kind,
                    title=title,
                    held_on=held_on,
                    year=counted,
                    party_group=group,
                    signed_on=signed_on,
                    is_blank=not has_record,
                    topics=topics or "",
                )
            )
        return found

    def frequencies(self, on: str = "") -> dict[MeetingKind, Frequency]:
        """How often each kind is held here."""
        return frequencies(self._rules, on or self._today(), self._settings.get(FREQUENCY))

    def year(self, year: int) -> YearPlan:
        """The year as it stands today."""
        return self.year_on(year, self._today())

    def year_on(self, year: int, day: str) -> YearPlan:
        """The year as it stood on a day."""
        return self._year(year, day, self.circumstances())

    def _year(self, year: int, day: str, about: Circumstances) -> YearPlan:
        meetings = self.held(year, about.groups)
        return year_plan(year, self.items(year), meetings, self.frequencies(day), about, day)

    def circumstances(self) -> Circumstances:
        """Groups, committee, and since when meetings are on record."""
        organisation = self._organisation.load()
        term = organisation.term_on(self._today())
        seats = term.seats if term else organisation.branch.committee_size
        committees = self._store.value(
            "SELECT 1 FROM meeting WHERE kind = ? LIMIT 1", (MeetingKind.COMMITTEE.value,)
        )
        since = self._store.value("SELECT min(held_on) FROM meeting WHERE length(held_on) = 10")
        return Circumstances(
            groups=tuple(g.name for g in organisation.groups if not g.closed_on),
            has_committee=bool(seats or committees),
            since=str(since or ""),
        )

    def findings(self, day: str = "") -> list[Finding]:
        """What the quotas say of the year of a day, and of the year before while it can still be made up for."""
        on, branch, about = day or self._today(), load_branch(self._store), self.circumstances()
        years = (int(on[:4]), int(on[:4]) - 1)
        return [found for year in years for found in check_plan(branch, self._year(year, on, about), on)]

    # -- writing ---------------------------------------------------------------------------------------------

    def save(self, item_id: int, values: Mapping[str, Any]) -> int:
        """Add (0) or change an entry; returns its id."""
        before = self.item(item_id) if item_id else PlanItem(year=int(self._today()[:4]))
        row = _checked(before, values)
        name = row.get("title") or row.get("kind") or before.words
        with self._store.transaction(f"{'修改' if item_id else '新增'}计划：{name}") as tx:
            if item_id:
                tx.update("plan_item", item_id, row)
                return item_id
            return self.insert(tx, [row])[0]

    def drop(self, item_id: int, reason: str) -> None:
        """It is not held, and why; an empty reason takes that back."""
        item = self.item(item_id)
        with self._store.transaction(
            f"{'不开' if reason.strip() else '恢复'}：{item.month}月{item.words}"
        ) as tx:
            tx.update("plan_item", item_id, {"dropped_reason": reason.strip()})

    def finish(self, item_id: int, on: str, evidence: str = "") -> None:
        """An entry that is no meeting is done, on a day, and what shows it; "" takes that back."""
        item = self.item(item_id)
        if on and not (full(on) and on <= self._today()):
            raise UserError("完成日期应是今天或以前的某一天。")
        with self._store.transaction(f"{'完成' if on else '未完成'}：{item.words}") as tx:
            shown = " ".join(evidence.split()) if on else ""
            tx.update("plan_item", item_id, {"done_on": on, "evidence": shown})

    def delete(self, ids: Sequence[int]) -> None:
        """Take entries off the plan; the meetings made of them stay."""
        items = [self.item(item_id) for item_id in ids]
        what = items[0].words if len(items) == 1 else f"{len(items)} 项"
        with self._store.transaction(f"删除计划：{what}") as tx:
            for item in items:
                tx.delete("plan_item", item.id)

    def copy_year(self, source: int, target: int) -> int:
        """The entries of one year into another, months and wording kept, days left open; returns how many.

        What stands there already (same month, kind, group and words) is not doubled.
        """
        kept = {(i.month, i.kind, i.party_group, i.words) for i in self.items(target)}
        rows: list[dict[str, Any]] = []
        for item in self.items(source):
            moved = replace(
                item,
                title=item.title.replace(str(source), str(target)),
                topic=item.topic.replace(str(source), str(target)),
            )
            if item.dropped_reason or (moved.month, moved.kind, moved.party_group, moved.words) in kept:
                continue
            rows.append(
                {
                    **{name: getattr(moved, name) for name in ("month", "kind", "title", "topic", "owner")},
                    "party_group": moved.party_group,
                    "year": target,
                }
            )
        if not rows:
            raise UserError(f"{source} 年的计划里没有可以照抄的项目，或者 {target} 年都已经有了。")
        with self._store.transaction(f"照抄 {source} 年计划：{len(rows)} 项") as tx:
            self.insert(tx, rows)
        return len(rows)

    def make_meeting(self, item_id: int, on: str = "", values: Mapping[str, str] | None = None) -> int:
        """The meeting of an entry, with its topics as the agenda; `values` come before the entry's. Returns its id."""
        item = self.item(item_id)
        day = on or item.planned_on
        if not item.is_meeting:
            raise UserError(f"“{item.words}”不是会议，办好以后点“已完成”。")
        if full(day) is None:
            raise UserError("请先定下开会的日子。")
        kind = MeetingKind(item.kind)
        facts: dict[str, Any] = {"party_group": item.party_group} if item.party_group else {}
        if item.title:
            facts["title"] = item.title
        facts |= {name: value for name, value in (values or {}).items() if value}
        topics = [line.strip() for line in item.topic.splitlines() if line.strip()]
        with self._store.transaction(f"按计划建会议：{item.words}") as tx:
            meeting_id = self._meetings.create(kind, day, **facts)
            self._meetings.save_items(
                meeting_id, [AgendaItem(kind=_item_kind(kind, topic), title=topic) for topic in topics]
            )
            tx.update("plan_item", item_id, {"meeting_id": meeting_id, "planned_on": item.planned_on or day})
        return meeting_id

    def adopt(self, meeting_id: int) -> int:
        """Put a meeting on the plan that was held without having been planned; returns the entry's id."""
        meeting = self._meetings.get(meeting_id)
        year = counted_year(meeting.kind, meeting.held_on, meeting.counts_for_year)
        held = Held(id=meeting_id, kind=meeting.kind, title="", held_on=meeting.held_on, year=year)
        row = {
            "year": year,
            "month": held.month,
            "kind": meeting.kind.value,
            "title": "" if meeting.title == default_title(meeting.kind, meeting.held_on) else meeting.title,
            "topic": "\n".join(item.title for item in meeting.items if item.title),
            "party_group": meeting.party_group if meeting.kind is MeetingKind.GROUP else "",
            "meeting_id": meeting_id,
        }
        with self._store.transaction(f"补列计划：{meeting.title}") as tx:
            return self.insert(tx, [row])[0]

    def set_habits(
        self, chosen: Mapping[MeetingKind, tuple[int, int]], theme_day: int = 0, days: str = WORKDAYS
    ) -> None:
        """How often, on which day the theme day is, and which days suit: one undoable step."""
        if not 0 <= theme_day <= LAST_DAY_OF_MONTH:
            raise UserError(f"主题党日固定在 1 至 {LAST_DAY_OF_MONTH} 日中的一天，或者不固定。")
        if days not in DAYS:
            raise UserError(f"开会的日子只能是{'、'.join(DAYS)}之一。")
        with self._store.transaction("修改会议频次和习惯"):
            self._settings.set(FREQUENCY, written(chosen))
            self._settings.set(THEME_DAY, str(theme_day or ""))
            self._settings.set(DAYS_WISHED, days)

    def insert(self, tx: Tx, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """New entries of the plan, behind those that are there."""
        last = int(tx.value("SELECT max(position) FROM plan_item") or 0)
        home = tx.value("SELECT min(id) FROM branch")
        return tx.insert_many(
            "plan_item",
            [{"branch_id": home, "position": last + n, **row} for n, row in enumerate(rows, start=1)],
        )

    # -- what is due -----------------------------------------------------------------------------------------

    def due(self, until: str) -> list[Entry]:
        """Entries that are late, and those with a day until then that are not held yet; by day (for the to-do list)."""
        years, about = range(int(self._today()[:4]) - 1, int(until[:4]) + 1), self.circumstances()
        found = [
            entry
            for year in years
            for entry in self._year(year, self._today(), about).entries
            if entry.item and not entry.item.dropped_reason and not _is_over(entry, self._today())
        ]
        return sorted((e for e in found if _due_day(e) <= until), key=_due_day)


_STUDIES = (MeetingKind.LECTURE, MeetingKind.THEME_DAY, MeetingKind.GROUP)
_HEARD = ("学习", "传达", "听取", "通报", "宣读")  # nothing is voted on


def _item_kind(kind: MeetingKind, topic: str) -> ItemKind:
    """What a line of the plan becomes on the agenda."""
    return ItemKind.STUDY if kind in _STUDIES or topic.startswith(_HEARD) else ItemKind.ORDINARY


def _is_over(entry: Entry, today: str) -> bool:
    if entry.meeting:
        return entry.meeting.held_on <= today and not entry.meeting.is_blank
    return entry.item is not None and bool(entry.item.done_on)


def _due_day(entry: Entry) -> str:
    return entry.day or (entry.item.day if entry.item else "")


def _item(row: Sequence[Any]) -> PlanItem:
    values = dict(zip(_COLUMNS, row, strict=True))
    values["meeting_id"] = values["meeting_id"] or 0
    return PlanItem(**values)


def _checked(before: PlanItem, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the columns want them; UserError says what does not go together."""
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise KeyError(f"not a field of the plan: {sorted(unknown)}")
    row = {key: str(value).strip() if key in _TEXTS else value for key, value in values.items()}
    item = replace(before, **row)
    if item.kind not in PLAN_KINDS:
        raise UserError("请选择会议类别，或者“其他重点”。")
    if item.kind == OTHER and not item.words.strip(OTHER):
        raise UserError("请写明是什么事。")
    if not 1 <= item.month <= 12:
        raise UserError("月份应在 1 至 12 之间。")
    if item.planned_on:
        day = full(item.planned_on)
        if day is None:
            raise UserError("计划日期请写到日，例如 2026-09-30；没有定的可以空着。")
        if (day.year, day.month) != (item.year, item.month):
            row["month"], row["year"] = day.month, day.year
    if item.kind != MeetingKind.GROUP and item.party_group:
        row["party_group"] = ""
    if item.kind != OTHER and before.done_on:
        row |= {"done_on": "", "evidence": ""}
    return row
