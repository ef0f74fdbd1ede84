"""The appraisals of a branch: prepared, counted, graded, told and closed; every act is one undo step."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from models.db.store import Store, Tx
from models.domain.appraisal import (
    CAP_BASES,
    DUTY,
    ITEMS,
    MEMBERS,
    MOST_ITEMS,
    Appraisal,
    AppraisalFacts,
    AppraisalLine,
    Grade,
    check_line,
    check_papers,
)
from models.domain.check_appraisal import check_appraisal, check_year, edition_of
from models.domain.errors import UserError
from models.domain.finding import Finding
from models.domain.organisation import post_rank
from models.domain.records import MeetingKind, Person, Presence
from models.domain.rules import RuleBook
from models.services.appraisal_rows import COLUMNS, LINE_COLUMNS, checked, line_row
from models.services.branch import load_branch
from models.services.findings import attach_answers
from models.services.kept import Kept
from models.services.meeting_list import HAS_RECORD
from models.services.organising import Organising
from models.services.roster import Roster
from models.services.settings import Settings

ITEMS_KEY, ONESELF_KEY = "appraisal.items", "appraisal.oneself"


class Appraisals:
    """Reached as `desk.appraisals`."""

    def __init__(
        self,
        store: Store,
        roster: Roster,
        organising: Organising,
        settings: Settings,
        rules: RuleBook,
        today: Callable[[], str],
    ) -> None:
        self._store, self._roster, self._organising = store, roster, organising
        self._settings, self._rules, self._today = settings, rules, today
        self._kept: Kept[tuple[int, str], tuple[AppraisalLine, ...]] = Kept(
            store, ("appraisal_line", "person", "movement"), 4
        )

    # reading

    def all(self, kind: str = "") -> list[Appraisal]:
        """Newest year first; of one kind, or of both."""
        return self._read("? IN ('', kind)", (kind,))

    def get(self, appraisal_id: int) -> Appraisal:
        found = self._read("id = ?", (appraisal_id,))
        if not found:
            raise UserError("这次评议已经不在了，请刷新后再看。")
        return found[0]

    def of_year(self, year: int, kind: str = MEMBERS) -> Appraisal | None:
        """The one of a year; the first entered where there are several."""
        found = self._read("year = ? AND kind = ?", (year, kind))
        return found[-1] if found else None

    def _read(self, where: str, params: Sequence[Any]) -> list[Appraisal]:
        names = ", ".join(COLUMNS)
        rows = self._store.rows(
            f"SELECT id, uuid, COALESCE(meeting_id, 0), {names} FROM appraisal WHERE {where} "
            "ORDER BY year DESC, id DESC",
            params,
        )
        return [self._appraisal(row) for row in rows]

    def find(self, ref: str | int | None, kind: str = MEMBERS) -> Appraisal:
        """One of a kind by id, uuid or year; without any of these, the newest."""
        text = str(ref or "").strip().removesuffix("年")
        found = self.all(kind)
        if text:
            found = [one for one in found if text in (str(one.id), one.uuid, str(one.year))]
        if not found:
            words = "民主评议党员" if kind == MEMBERS else kind
            raise UserError(f"没有找到这次{words}。请先在“会议记录 → 民主评议”里登记。")
        return found[0]

    def cap(self, appraisal: Appraisal) -> int:
        """How many may be 优秀 (PY-05)."""
        return appraisal.cap(edition_of(self._rules, appraisal.year).number("PY-05"))

    def proposed(self, year: int, kind: str = MEMBERS) -> dict[str, Any]:
        """What a new one begins with: the day of the year's meeting, who should come."""
        meeting = self._meeting(year)
        day = meeting[1] if meeting else self._today()
        return {
            "year": year,
            "kind": kind,
            "subject": load_branch(self._store).secretary if kind == DUTY else "",
            "on_date": day,
            "expected": len(self._roster.members(day)),
            "present": self._attended(meeting[0]) if meeting and kind == MEMBERS else 0,
            "cap_basis": CAP_BASES[0],
        }

    def items(self) -> tuple[str, ...]:
        """What the ballot in detail asks for."""
        kept = self._settings.get(ITEMS_KEY)
        return tuple(kept.split("\n")) if kept else ITEMS

    def votes_for_oneself(self) -> bool:
        return self._settings.get(ONESELF_KEY) != "否"

    def findings(self, appraisal: Appraisal) -> list[Finding]:
        """What the rules say about one appraisal, answers attached."""
        branch = load_branch(self._store)
        expected = self._roster.members(appraisal.on_date) if len(appraisal.on_date) == 10 else []
        came = self._attended(appraisal.meeting_id)
        found = check_appraisal(branch, appraisal, expected, self._rules, came)
        day = appraisal.on_date or min(f"{appraisal.year}-12-31", self._today())
        return attach_answers(self._store, (replace(one, on_date=one.on_date or day) for one in found))

    def check(self) -> list[Finding]:
        """Of all years, for the list of findings."""
        mine = self.all(MEMBERS)
        found = check_year(load_branch(self._store), mine, self._rules)
        return [
            *attach_answers(self._store, found),
            *(finding for one in mine for finding in self.findings(one)),
        ]

    def facts(self, ref: str | int | None = None, kind: str = MEMBERS) -> AppraisalFacts:
        """What the papers are made from; 姓名@2025 (or an id, uuid) means the sheet of one member."""
        who, at, what = str(ref or "").rpartition("@")
        appraisal = self.find(what, kind)
        only = self._one(appraisal, who) if at else 0
        return AppraisalFacts(
            branch=load_branch(self._store),
            as_of=self._today(),
            appraisal=appraisal,
            organisation=self._organising.load(appraisal.on_date or self._today()),
            cap=self.cap(appraisal),
            items=self.items(),
            votes_for_oneself=self.votes_for_oneself(),
            only=only,
            findings=tuple(self.findings(appraisal)),
            year_figures=self._figures(appraisal.year) if kind == DUTY else (),
        )

    def _one(self, appraisal: Appraisal, who: str) -> int:
        for line in appraisal.lines:
            if who in (str(line.person_id), line.person.uuid, line.name):
                return line.person_id
        raise UserError(f"{appraisal.title}的名单里没有“{who}”。")

    def _figures(self, year: int) -> tuple[str, ...]:
        """What the records of a year come to, for the secretary's report; nothing that is not recorded."""
        day = min(f"{year}-12-31", self._today())
        members = self._roster.members(day)
        young = sum(person.category == "预备党员" for person in members)
        held = self._store.rows(
            f"SELECT kind, count(*) FROM meeting m WHERE substr(held_on, 1, 4) = ? AND held_on <= ? AND {HAS_RECORD} "
            "GROUP BY kind",
            (str(year), self._today()),
        )
        counts = {str(kind): int(number) for kind, number in held}
        said = [f"{kind}{counts[kind]}次" for kind in MeetingKind if kind in counts]
        figures = [f"党员{len(members)}名，其中正式{len(members) - young}名、预备{young}名。"]
        figures += [f"召开{'、'.join(said)}。"] if said else []
        return tuple(figures)

    def _meeting(self, year: int) -> tuple[int, str] | None:
        """The year's meeting that an appraisal is usually held at, also when it slipped into the next year."""
        row = self._store.row(
            """SELECT id, held_on FROM meeting WHERE kind IN (?, ?) AND held_on <> ''
               AND CASE counts_for_year WHEN 0 THEN CAST(substr(held_on, 1, 4) AS INTEGER) ELSE counts_for_year END = ?
               ORDER BY kind = ? DESC, held_on DESC LIMIT 1""",
            (MeetingKind.APPRAISAL.value, MeetingKind.ORG_LIFE.value, year, MeetingKind.APPRAISAL.value),
        )
        return (int(row[0]), str(row[1])) if row else None

    def _attended(self, meeting_id: int) -> int:
        """How many its meeting says came; 0 where nobody is ticked."""
        sql = "SELECT count(*) FROM attendance WHERE meeting_id = ? AND COALESCE(NULLIF(corrected, ''), presence) = ?"
        return int(self._store.value(sql, (meeting_id, Presence.PRESENT.value)) or 0)

    def _appraisal(self, row: Sequence[Any]) -> Appraisal:
        values = dict(zip(("id", "uuid", "meeting_id", *COLUMNS), row, strict=True))
        values["by_groups"] = bool(values["by_groups"])
        return Appraisal(**values, lines=self._lines(values["id"], values["on_date"]))

    def _lines(self, appraisal_id: int, day: str) -> tuple[AppraisalLine, ...]:
        on = day if len(day) == 10 else self._today()
        return self._kept.get((appraisal_id, on), lambda: self._read_lines(appraisal_id, on))

    def _read_lines(self, appraisal_id: int, on: str) -> tuple[AppraisalLine, ...]:
        columns = ("id", "uuid", "person_id", *LINE_COLUMNS)
        sql = f"SELECT {', '.join(columns)} FROM appraisal_line WHERE appraisal_id = ? ORDER BY id"
        rows = [dict(zip(columns, row, strict=True)) for row in self._store.rows(sql, (appraisal_id,))]
        people = {
            p.id: p for p in self._roster.fetch_on([row["person_id"] for row in rows], on, with_gone=True)
        }
        for row in rows:
            row["grade"] = Grade(row["grade"])
        lines = (AppraisalLine(**row, person=people.get(row["person_id"], Person())) for row in rows)
        return tuple(sorted(lines, key=_in_order))

    # writing

    def start(self, values: Mapping[str, Any]) -> int:
        """Prepare an appraisal with everybody on the roster of its day."""
        row = checked(values)
        kind, year = str(row.get("kind", MEMBERS)), int(row.get("year", 0))
        if self._store.value("SELECT 1 FROM appraisal WHERE year = ? AND kind = ?", (year, kind)):
            raise UserError(f"{year} 年度的{kind}已经登记了，直接打开修改。")
        day = str(row.get("on_date") or self._today())
        meeting = self._meeting(year)
        row |= {"branch_id": load_branch(self._store).id, "meeting_id": meeting[0] if meeting else None}
        people = self._roster.members(day) if kind == MEMBERS else self._head(row, day)
        with self._store.transaction(f"登记 {year} 年度{kind}") as tx:
            made = tx.insert("appraisal", row)
            tx.insert_many("appraisal_line", [{"appraisal_id": made, "person_id": p.id} for p in people])
        return made

    def _head(self, row: Mapping[str, Any], day: str) -> list[Person]:
        """Whom a 述职评议 is of."""
        name = str(row.get("subject") or load_branch(self._store).secretary)
        found = [person for person in self._roster.members(day) if person.name == name]
        if not found:
            raise UserError(f"名册里没有“{name}”，请填写述职人（支部书记）的姓名。")
        return found[:1]

    def save(self, appraisal_id: int, values: Mapping[str, Any]) -> bool:
        """Days, papers, tellers; refused where the numbers cannot be true. True when something changed."""
        appraisal = self._open(appraisal_id)
        row = checked(values)
        whole = replace(appraisal, **row)
        check_papers(whole)
        for line in appraisal.lines:
            check_line(whole, line)
        if not appraisal.meeting_id and (meeting := self._meeting(appraisal.year)):
            row["meeting_id"] = meeting[0]  # its meeting was entered later
        with self._store.transaction(f"修改{appraisal.title}") as tx:
            return tx.update("appraisal", appraisal_id, row)

    def save_line(self, appraisal_id: int, line_id: int, values: Mapping[str, Any]) -> bool:
        """One member's votes, grade or texts."""
        return self.save_lines(appraisal_id, {line_id: values})

    def save_lines(self, appraisal_id: int, changes: Mapping[int, Mapping[str, Any]]) -> bool:
        """Several members in one step, none when one of them cannot be."""
        appraisal = self._open(appraisal_id)
        lines = {line.id: line for line in appraisal.lines}
        rows: dict[int, dict[str, Any]] = {}
        for line_id, values in changes.items():
            row = rows[line_id] = line_row(values)
            grade = {"grade": Grade(row["grade"])} if "grade" in row else {}
            check_line(appraisal, replace(lines[line_id], **{**row, **grade}))
        names = [lines[line_id].name for line_id in changes]
        about = names[0] if len(names) == 1 else f"{len(names)} 人"
        with self._store.transaction(f"登记评议：{about}") as tx:
            changed = [tx.update("appraisal_line", line_id, row) for line_id, row in rows.items()]
        return any(changed)

    def fill_grades(self, appraisal_id: int) -> int:
        """Empty grades become what most ballots name; ties stay empty. How many were filled."""
        appraisal = self._open(appraisal_id)
        changes = {line.id: {"grade": line.leading} for line in appraisal.ungraded if line.leading}
        if changes:
            self.save_lines(appraisal_id, changes)
        return len(changes)

    def tell(self, appraisal_id: int, on: str) -> int:
        """Everybody graded and not told yet was told on this day (PY-08)."""
        appraisal = self._open(appraisal_id)
        changes = {
            line.id: {"feedback_on": on} for line in appraisal.lines if line.grade and not line.feedback_on
        }
        if changes:
            self.save_lines(appraisal_id, changes)
        return len(changes)

    def refresh_people(self, appraisal_id: int) -> tuple[int, int]:
        """As the roster of the day has it: who is missing comes in, who is not on it goes where nothing was entered."""
        appraisal = self._open(appraisal_id)
        there = {person.id for person in self._roster.members(appraisal.on_date or self._today())}
        here = {line.person_id for line in appraisal.lines}
        gone = [
            line
            for line in appraisal.lines
            if line.person_id not in there and not line.cast and not line.grade
        ]
        new = sorted(there - here)
        if new or gone:
            with self._store.transaction(f"按名册更新名单：{appraisal.title}") as tx:
                self._exchange(tx, appraisal_id, new, [line.id for line in gone])
        return len(new), len(gone)

    @staticmethod
    def _exchange(tx: Tx, appraisal_id: int, new: Sequence[int], gone: Sequence[int]) -> None:
        tx.insert_many("appraisal_line", [{"appraisal_id": appraisal_id, "person_id": one} for one in new])
        for line_id in gone:
            tx.delete("appraisal_line", line_id)

    def close(self, appraisal_id: int) -> None:
        """Finished: locked until it is opened again."""
        appraisal = self._open(appraisal_id)
        if appraisal.kind == MEMBERS and not any(line.grade for line in appraisal.lines):
            raise UserError("还没有评定等次，不能办结。请先在“测评与评定”里登记。")
        with self._store.transaction(f"办结{appraisal.title}") as tx:
            tx.update("appraisal", appraisal_id, {"closed_on": self._today()})

    def reopen(self, appraisal_id: int) -> None:
        appraisal = self.get(appraisal_id)
        with self._store.transaction(f"重新打开{appraisal.title}") as tx:
            tx.update("appraisal", appraisal_id, {"closed_on": ""})

    def remove(self, appraisal_id: int) -> None:
        """Take one entered by mistake off the list."""
        appraisal = self._open(appraisal_id)
        with self._store.transaction(f"删除{appraisal.title}") as tx:
            tx.delete("appraisal", appraisal_id)

    def set_ballot(self, items: Sequence[str], oneself: bool) -> None:
        """What the ballot in detail asks for, and whether one votes for oneself: as the county has it."""
        kept = [" ".join(item.split()) for item in items]
        kept = [item for item in kept if item]
        if not 1 <= len(kept) <= MOST_ITEMS:
            raise UserError(f"测评项目请写 1 至 {MOST_ITEMS} 项。")
        with self._store.transaction("修改测评票的项目"):
            self._settings.set(ITEMS_KEY, "\n".join(kept))
            self._settings.set(ONESELF_KEY, "是" if oneself else "否")

    def _open(self, appraisal_id: int) -> Appraisal:
        appraisal = self.get(appraisal_id)
        if appraisal.is_closed:
            raise UserError(f"{appraisal.title}已于 {appraisal.closed_on} 办结，要改请先“重新打开”。")
        return appraisal


def _in_order(line: AppraisalLine) -> tuple[bool, int, str, int]:
    """As on the sign-in sheet: those in office, the members, probationary members last."""
    person = line.person
    return line.is_probationary, post_rank(person.party_post), person.pinyin, line.id
