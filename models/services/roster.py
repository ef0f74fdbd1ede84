"""The roster: every person of the branch, found and sorted in SQL, written with what cannot be true refused.

Everything else that looks odd (an ID that does not match, a short probation) is a finding, never a refusal.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from models.db.store import Store, Tx
from models.domain.dates import parse_date
from models.domain.errors import UserError
from models.domain.idnumber import normalise
from models.domain.labels import FIELD_LABELS
from models.domain.records import MEMBER_CATEGORIES, Category, Mark, Person, Sex
from models.domain.roster_cleaning import clean_phone, tidy_name
from models.domain.standing import as_it_was, standing_on
from models.domain.yearbook import is_college, is_minority
from models.services import import_back, roster_import
from models.services.import_plan import Choices
from models.services.kept import Kept
from models.services.movement_rows import Member, member_cards, members_on, on_day
from models.services.past_cards import laid_over
from models.services.pinyin import pinyin_of, sort_key
from models.services.roster_marks import CORRECTED, follow
from models.services.roster_order import RosterOrder
from models.services.roster_rows import (
    FLAGS,
    MARK_SQL,
    PERSON_SQL,
    WRITABLE,
    Clause,
    RosterQuery,
    mark_from,
    person_from,
    where_sql,
)

LEFT_KINDS = ("转出", "去世", "退党", "除名", "其他")
WRONG_ENTRY = "录入错误"
STATES = ("正常", "停止党籍")
DATES = (
    "birth_date",
    "joined_on",
    "confirmed_on",
    "lost_on",
    "arrived_on",
    "left_on",
    "suspended_from",
    "suspended_to",
    "applied_on",
    "league_joined_on",
    "work_started_on",
)
_CHUNK = 500
DAYS_KEPT = 12

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

__all__ = ["LEFT_KINDS", "WRONG_ENTRY", "Roster", "RosterQuery"]


class Roster:
    """Persons and their marks. `today` is the injectable clock (ISO date)."""

    def __init__(self, store: Store, today: Callable[[], str], order: RosterOrder | None = None) -> None:
        self._store = store
        self._today = today
        self._order = order or RosterOrder(store)
        self._asked: Kept[str, tuple[Clause, str]] = Kept(store, ("person", "movement"), 1)
        self._cards: Kept[str, list[Person]] = Kept(store, ("person",), 1)
        self._days: Kept[str, list[Member]] = Kept(store, ("person", "movement"), DAYS_KEPT)

    # reading

    def keys(self, query: RosterQuery) -> list[int]:
        """Ids of the list in its order; one SQL statement, whatever the size."""
        return self._order.keys(query)

    def keys_on(self, query: RosterQuery) -> list[int]:
        """The same for the members of a day (`query.as_of`), with their cards as they were."""
        return self.keys(self.on(query))

    def on(self, query: RosterQuery) -> RosterQuery:
        """A query about the members of a day, asked of their cards as they were."""

        def read() -> tuple[Clause, str]:
            cards = self.members_of(query.as_of)
            ids = ", ".join(str(one.now.id) for one in cards)
            return Clause(f"p.id IN ({ids})"), laid_over((one.now, one.then) for one in cards)

        there, past = self._asked.get(query.as_of, read)  # not at every key that is typed
        return replace(query, scope="all", as_of="", where=there.and_also(query.where), past=past)

    def fetch_on(self, ids: Sequence[int], as_of: str, *, with_gone: bool = False) -> list[Person]:
        """Persons in the order of `ids`, their cards as they were on a day."""
        there = {one.now.id: one.then for one in self.members_of(as_of)} if len(ids) > _CHUNK else {}
        others = self.fetch([one for one in ids if one not in there], with_gone=with_gone)
        people = on_day(self._store, others, as_of)
        there |= {p.id: as_it_was(p, standing_on(p, as_of).category, as_of) for p in people}
        return [there[one] for one in ids if one in there]

    def fetch(self, ids: Sequence[int], *, with_gone: bool = False) -> list[Person]:
        """Persons in the order of `ids`; ids that are gone are left out, unless a record of the past names them."""
        found = {card.id: card for card in self.cards()} if len(ids) > _CHUNK else {}
        there, more = "" if with_gone else " AND p.deleted_on = ''", [i for i in ids if i not in found]
        for start in range(0, len(more), _CHUNK):
            part = tuple(more[start : start + _CHUNK])
            where = f"p.id IN ({', '.join('?' * len(part))}){there}"
            rows = self._store.rows(f"SELECT {PERSON_SQL} FROM person p NOT INDEXED WHERE {where}", part)
            found |= {person.id: person for person in map(person_from, rows)}
        return [found[i] for i in ids if i in found]

    def get(self, person_id: int) -> Person:
        """One person; UserError when deleted or never there."""
        found = self.fetch([person_id])
        if not found:
            raise UserError("找不到这个人，可能已被删除，请刷新后再看。")
        return found[0]

    def find(self, text: str) -> list[Person]:
        """Who is meant by an id, uuid, full name, ID number, or pinyin: members first, those who left last."""
        typed = "".join(text.split())
        if not typed:
            return []
        rows = self._store.rows(
            f"""SELECT {PERSON_SQL} FROM person p WHERE p.deleted_on = '' AND
                (p.name = ? OR p.uuid = ? OR (p.id_number <> '' AND p.id_number = ?))
                ORDER BY p.left_on <> '', p.category NOT IN (?, ?), p.sort_key""",
            (typed, typed.lower(), normalise(typed), *MEMBER_CATEGORIES),
        )
        if rows:
            return [person_from(row) for row in rows]
        if typed.isdigit() and len(typed) < 8:
            return self.fetch([int(typed)])
        return self.fetch(self.keys(RosterQuery(text=typed, scope="all"))[:50])

    def members(self, as_of: str) -> list[Person]:
        """Who was a member of this branch on a day, with the category of that day, by pinyin."""
        return [one.then for one in self.members_of(as_of)]

    def members_of(self, as_of: str, among: Callable[[Person], bool] | None = None) -> Sequence[Member]:
        """The same with their cards of now and their standing; `among` those whose card says so, as no movement changes it."""
        if among is not None:
            return members_on(self._store, as_of, [card for card in self.cards() if among(card)])
        return self._days.get(as_of, lambda: members_on(self._store, as_of, self.cards()))

    def cards(self) -> Sequence[Person]:
        return self._cards.get("", lambda: member_cards(self._store))

    def counts(self, as_of: str) -> dict[str, int]:
        """Figures of the state sentence on a day: members, probationary, women, minority, college; open marks now."""
        there = self.members(as_of)
        return {
            "members": len(there),
            "probationary": sum(p.category == Category.PROBATIONARY for p in there),
            "women": sum(p.sex == Sex.FEMALE for p in there),
            "minority": sum(is_minority(p.ethnicity) for p in there),
            "college": sum(is_college(p.education) for p in there),
            "marks": self._open_marks(),
        }

    def state(self) -> dict[str, int]:
        """Members now, probationary among them, open marks: the sentence above the list, as the list counts them."""
        condition, args = where_sql(RosterQuery())
        row = self._store.row(
            f"SELECT count(*), sum(p.category = ?) FROM person p WHERE {condition}",
            (Category.PROBATIONARY, *args),
        )
        members, probationary = (int(value or 0) for value in row or (0, 0))
        return {"members": members, "probationary": probationary, "marks": self._open_marks()}

    def _open_marks(self) -> int:
        found = self._store.value(
            """SELECT count(*) FROM mark m JOIN person p ON p.id = m.person_id
               WHERE m.resolved_on = '' AND p.deleted_on = ''"""
        )
        return int(found or 0)

    def marks(self, person_id: int | None = None, open_only: bool = True) -> list[Mark]:
        """Marks of one person, or of all: open ones first."""
        where = ["p.deleted_on = ''"]
        args: list[Any] = []
        if person_id is not None:
            where.append("m.person_id = ?")
            args.append(person_id)
        if open_only:
            where.append("m.resolved_on = ''")
        rows = self._store.rows(
            f"""SELECT {MARK_SQL} FROM mark m JOIN person p ON p.id = m.person_id
                WHERE {" AND ".join(where)} ORDER BY m.resolved_on <> '', p.sort_key, m.id""",
            args,
        )
        return [mark_from(row) for row in rows]

    # writing

    def add(self, values: Mapping[str, Any]) -> int:
        """Enter a person; UserError for a missing name, a known ID number, an impossible date."""
        name = str(values.get("name", "")).strip()
        with self._store.transaction(f"新增人员：{name}") as tx:
            return self.insert(tx, values)

    def insert(self, tx: Tx, values: Mapping[str, Any]) -> int:
        """The same inside a transaction of another service."""
        row = self.checked(values)
        if not row.get("name"):
            raise UserError("请填写姓名。")
        state = STATES[0] if row.get("category") in MEMBER_CATEGORIES else ""
        person_id = tx.insert("person", {"branch_id": self.branch_id(), "membership_state": state, **row})
        self._follow(tx, person_id)
        return person_id

    def update(self, person_id: int, values: Mapping[str, Any]) -> bool:
        """Correct a person; only changed fields are written. False when nothing changed."""
        person = self.get(person_id)
        row = self.checked(values, person_id)
        with self._store.transaction(f"修改人员：{person.name}") as tx:
            changed = tx.update("person", person_id, row)
            for mark in self.marks(person_id) if changed else []:
                if str(row.get(mark.field, getattr(person, mark.field, ""))) != str(
                    getattr(person, mark.field, "")
                ):
                    tx.update("mark", mark.id, {"resolved_on": self._today(), "answer": CORRECTED})
            if changed:
                self._follow(tx, person_id)
        return changed

    def _follow(self, tx: Tx, person_id: int) -> None:
        """Mark what the ID number says against the record as it is now."""
        follow(tx, self.get(person_id), self.marks(person_id, open_only=False), self._today())

    def remove(self, person_id: int, kind: str, on: str) -> None:
        """Take a person off the roster on a day; nothing is destroyed. 录入错误 hides a record entered by mistake."""
        person = self.get(person_id)
        if kind not in (*LEFT_KINDS, WRONG_ENTRY):
            raise UserError("请选择减少的情形：" + "、".join((*LEFT_KINDS, WRONG_ENTRY)) + "。")
        if kind == WRONG_ENTRY:
            values = {"deleted_on": self._today()}
        else:
            day = self._date("left_on", on)
            if not day:
                raise UserError("请填写离开本支部的日期。")
            if len(day) == 10 and person.joined_on and day[: len(person.joined_on)] < person.joined_on:
                raise UserError(f"离开日期 {day} 早于入党日期 {person.joined_on}，请核对。")
            values = {"left_on": day, "left_kind": kind}
        with self._store.transaction(f"{'删除' if kind == WRONG_ENTRY else kind}：{person.name}") as tx:
            tx.update("person", person_id, values)

    def restore(self, person_id: int) -> None:
        """Put somebody who left by mistake back on the roster."""
        person = self.get(person_id)
        with self._store.transaction(f"恢复在册：{person.name}") as tx:
            tx.update("person", person_id, {"left_on": "", "left_kind": ""})

    def resolve_mark(self, mark_id: int, answer: str) -> None:
        """Answer a mark: 已核实，… An empty answer is not one."""
        text = " ".join(answer.split())
        if not text:
            raise UserError("请写明核实结果，例如“已对照身份证”。")
        row = self._store.row(
            "SELECT p.name FROM mark m JOIN person p ON p.id = m.person_id WHERE m.id = ?", (mark_id,)
        )
        if row is None:
            raise UserError("这条待核记录已经不在了，请刷新后再看。")
        with self._store.transaction(f"核实：{row[0]}") as tx:
            tx.update("mark", mark_id, {"resolved_on": self._today(), "answer": text})

    def accept_mark(self, mark_id: int, value: str) -> None:
        """Put the right value into the marked field and close the mark, in one undoable step."""
        row = self._store.row("SELECT person_id, field FROM mark WHERE id = ?", (mark_id,))
        if row is None:
            raise UserError("这条待核记录已经不在了，请刷新后再看。")
        person = self.get(int(row[0]))
        checked = self.checked({str(row[1]): value}, person.id)
        with self._store.transaction(f"核实并更正：{person.name}") as tx:
            tx.update("person", person.id, checked)
            tx.update("mark", mark_id, {"resolved_on": self._today(), "answer": f"{CORRECTED}为 {value}"})
            self._follow(tx, person.id)

    # importing

    def plan_import(
        self,
        path: Path,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        *,
        sheet: str = "",
        **choices: Any,
    ) -> roster_import.ImportPlan:
        """Read a file and say what would happen; nothing is written. `choices` as of roster_import.plan_import."""
        return roster_import.plan_import(
            self._store, Path(path), self._today(), progress, cancelled, sheet=sheet, **choices
        )

    def commit_import(
        self,
        plan: roster_import.ImportPlan,
        progress: Progress | None = None,
        choices: Choices | None = None,
    ) -> roster_import.ImportResult:
        """Do what the plan says, as far as it was taken, in one undoable transaction."""
        return roster_import.commit_import(
            self._store, plan, self._today(), self.branch_id(), progress, choices
        )

    def past_imports(self) -> list[import_back.PastImport]:
        """Every import of a roster, the last first."""
        return import_back.past_imports(self._store)

    def way_back(self, txn: int) -> import_back.WayBack:
        """What taking an import back would do, and what stands in its way."""
        return import_back.way_back(self._store, txn)

    def take_back(
        self,
        txn: int,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        *,
        leave: bool = False,
    ) -> int:
        """Take an import back; how many records went back. See import_back."""
        return import_back.take_back(self._store, txn, progress, cancelled, leave=leave)

    # checks

    def branch_id(self) -> int:
        found = self._store.value("SELECT id FROM branch ORDER BY id LIMIT 1")
        if found is None:
            raise UserError("还没有支部信息，请先填写支部名称。")
        return int(found)

    def checked(self, values: Mapping[str, Any], person_id: int = 0) -> dict[str, Any]:
        """Values ready to be stored: trimmed, dates in ISO, derived columns added; refuses what cannot be true."""
        unknown = set(values) - WRITABLE
        if unknown:
            raise KeyError(f"not columns of person: {sorted(unknown)}")
        row: dict[str, Any] = {k: v.strip() if isinstance(v, str) else v for k, v in values.items()}
        if "name" in row:
            row["name"] = tidy_name(row["name"])
            if not row["name"]:
                raise UserError("请填写姓名。")
            full, initials = pinyin_of(row["name"])
            row |= {"pinyin": full, "initials": initials, "sort_key": sort_key(row["name"])}
        for field in DATES:
            if field in row:
                row[field] = self._date(field, row[field])
        for field in FLAGS:
            if field in row:
                row[field] = int(bool(row[field]))
        if "sex" in row:
            row["sex"] = _member_of(Sex, row["sex"], "性别请选“男”或“女”。")
        if "category" in row:
            row["category"] = _member_of(Category, row["category"], "人员类别请从列表中选择。")
        if row.get("membership_state") not in (None, "", *STATES):
            raise UserError("党籍状态只能是“正常”或“停止党籍”。")
        if "phone" in row:
            row["phone"] = str(clean_phone("phone", row["phone"])[0])
        if "id_number" in row:
            row["id_number"] = normalise(row["id_number"])
            self._refuse_known_id(row["id_number"], person_id)
        if "standing_correction" in row:
            row["standing_correction"] = _months(row["standing_correction"])
        return row

    def _refuse_known_id(self, number: str, person_id: int) -> None:
        if not number:
            return
        other = self._store.row(
            "SELECT name FROM person WHERE id_number = ? AND deleted_on = '' AND id <> ?", (number, person_id)
        )
        if other is not None:
            raise UserError(f"这个身份证号码已登记在“{other[0]}”名下，请核对号码或先更正那一条。")

    def _date(self, field: str, value: Any) -> str:
        parsed = parse_date(value)
        if parsed.problem == "date.impossible":
            raise UserError(
                f"{FIELD_LABELS[field]}“{value}”不是一个日期，请写成 2026-09-30（只知道年月就写 2026-09）。"
            )
        return parsed.iso


def _member_of(kind: type[Sex] | type[Category], value: Any, message: str) -> str:
    try:
        return str(kind(value))
    except ValueError as error:
        raise UserError(message) from error


def _months(value: Any) -> int:
    text = str(value).strip() or "0"
    try:
        return int(text)
    except ValueError as error:
        raise UserError("党龄校正值请填月数，例如 6 或 -3。") from error
