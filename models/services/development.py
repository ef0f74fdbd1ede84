"""The development pipeline: who is where, which step was done when, and what the rules say about it.

Nothing is forced into order here: what was done out of order is recorded and judged. Only what cannot be
true (an unreadable date, a year out of range, an end before its start) is refused.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from models.db.store import Store, Tx
from models.domain.calendar import WorkCalendar
from models.domain.check_development import NextStep
from models.domain.dates import full, parse_date
from models.domain.errors import UserError
from models.domain.facts import DossierFacts
from models.domain.finding import Finding
from models.domain.past_dossier import dossier_on
from models.domain.pipeline import EXTENDED, REFUSED, implied
from models.domain.records import PIPELINE_CATEGORIES, Branch, Category, Companion, Dossier, Meeting, Step
from models.domain.rules import RuleBook
from models.services.dossier_rows import (
    APPOINTS,
    MeetingChoice,
    dossier_query,
    load_dossiers,
    meeting_choices,
    member_named,
)
from models.services.findings import attach_answers
from models.services.pipeline_view import (
    DEFS,
    Entry,
    Judge,
    Overview,
    Preview,
    Window,
    overview,
    preview,
    windows,
)
from models.services.pipeline_view import entry as make_entry
from models.services.roster import Roster
from models.services.roster_import import ImportResult
from models.services.settings import FIRST_DAY, NOTICE_COUNTING, Settings
from models.services.stage_import import IsCancelled, Progress, StagePlan, commit_stages, plan_stages

FIRST_YEAR = 1921
YEARS_AHEAD = 5
REPEATABLE = frozenset(
    {"inspection", "probation_inspection", "notice", "training", "confirm_apply", "confirmation", "confirmation_approval"}
)  # fmt: skip
RANK = {category: rank for rank, category in enumerate((Category.NONE, *PIPELINE_CATEGORIES, Category.FULL))}
ROLES = {"contact": "培养联系人", "sponsor": "入党介绍人"}


def _existing(dossier: Dossier, code: str, step_id: int) -> Step | None:
    """The record a new entry replaces: the one named, or the only one of a step that happens once."""
    if step_id:
        found = next((s for s in dossier.steps if s.id == step_id), None)
        if found is None:
            raise UserError("这个步骤已经不在了，请刷新后再看。")
        return found
    if code in REPEATABLE:
        return None
    known = dossier.last(code)
    return None if known is None or known.result in REFUSED else known


def _board_order(entry: Entry) -> tuple[int, bool, int, str]:
    return entry.stage, entry.days_left is None, entry.days_left or 0, entry.dossier.person.pinyin


class Development:
    """Dossiers of a branch, their steps and companions."""

    def __init__(
        self,
        store: Store,
        roster: Roster,
        settings: Settings,
        rules: RuleBook,
        calendar: WorkCalendar,
        today: Callable[[], str],
    ) -> None:
        self._store = store
        self._settings = settings
        self._roster = roster
        self._rules = rules
        self._calendar = calendar
        self._today = today

    # reading

    def dossiers(self, active_only: bool = True) -> list[Dossier]:
        """Everybody in the pipeline; with active_only=False also those whose dossier is closed."""
        ids = [int(row[0]) for row in self._store.rows(*dossier_query(active_only))]
        return self._load(ids)

    def dossier(self, person_id: int) -> Dossier:
        return self._load([person_id])[0]

    def judge(self, as_of: str | None = None) -> Judge:
        """What a judgement needs, with the contacts and sponsors who are on the roster."""
        rows = self._store.rows("SELECT DISTINCT member_id FROM companion WHERE member_id IS NOT NULL")
        members = {p.id: p for p in self._roster.fetch([int(row[0]) for row in rows])}
        day = as_of or self._today()
        return Judge(
            rules=self._rules,
            calendar=self._calendar,
            today=day,
            members=members,
            first_counts=self._first_counts(),
        )

    def findings(self, person_id: int, as_of: str | None = None) -> list[Finding]:
        """What the rules say about one dossier, answers attached, worst first."""
        return attach_answers(self._store, self.judge(as_of).findings(self.dossier(person_id)))

    def check(self, as_of: str | None = None) -> list[Finding]:
        """The findings of everybody in the pipeline, answers attached, worst first."""
        judge = self.judge(as_of)
        return attach_answers(self._store, (f for d in self.dossiers() for f in judge.findings(d)))

    def next_steps(self, person_id: int) -> list[NextStep]:
        return self.judge().next_steps(self.dossier(person_id))

    def entries(self, as_of: str | None = None) -> list[Entry]:
        """The board: one entry a person, by stage and then by who is due first."""
        judge = self.judge(as_of)
        dossiers = self.dossiers()
        found = {d.person.id: judge.findings(d) for d in dossiers}
        answered = attach_answers(self._store, (f for fs in found.values() for f in fs))
        by_person: dict[int, list[Finding]] = {}
        for finding in answered:
            by_person.setdefault(finding.record_id, []).append(finding)
        entries = [make_entry(d, judge, by_person.get(d.person.id, [])) for d in dossiers]
        return sorted(entries, key=_board_order)

    def overview(self, entries: Sequence[Entry]) -> Overview:
        return overview(entries)

    def windows(self, person_id: int) -> dict[str, Window]:
        """The days the rules leave for each step, by step code."""
        return windows(self.dossier(person_id), self.judge())

    def preview(self, person_id: int, draft: Step, names: Sequence[str] | None = None) -> Preview:
        """What the rules would say if the draft (with these contacts or sponsors) were recorded; nothing is written."""
        dossier, role = self.dossier(person_id), APPOINTS.get(draft.code, "")
        after: list[Companion] | None = None
        if names is not None and role:
            after = [c for c in dossier.companions if c.role != role]
            after += [
                Companion(role=role, name=n, member_id=member_named(self._store, n) or 0) for n in names
            ]
        judge = self.judge()
        members = {c.member_id for c in after or () if c.member_id} - set(judge.members)
        more = {p.id: p for p in self._roster.fetch(sorted(members))}
        judge = replace(judge, members={**judge.members, **more})
        return preview(dossier, replace(draft, person_id=person_id), judge, after)

    def notice_end(self, start: str) -> tuple[str, bool]:
        """Last day of a public notice from `start`: the working days of FZ-14, counted as the branch's setting says.

        The second value is True when that year's holidays are unknown (暂算). Empty for a partial date.
        """
        first = full(start)
        if first is None:
            return "", False
        editions = (self._rules.edition("development", start), self._rules.edition("development", ""))
        needed = next(e.number("FZ-14") for e in editions if e.has("FZ-14"))
        end, provisional = self._calendar.add_workdays(first, needed, self._first_counts())
        return end.isoformat(), provisional

    def meeting_choices(self, person_id: int, code: str) -> list[MeetingChoice]:
        """Meetings a step can be linked to, fitting ones first, then the latest."""
        return meeting_choices(self._store, person_id, code)

    def facts(
        self,
        person_id: int,
        branch: Branch,
        meeting_of: Callable[[int], Meeting],
        as_of: str | None = None,
    ) -> DossierFacts:
        """What forms B7, B12, B27 are made from; `meeting_of` reads a linked meeting."""
        dossier = self.dossier(person_id)
        if as_of and as_of < self._today():
            dossier = dossier_on(dossier, as_of)
        notice = dossier.last("notice")
        end, provisional = self.notice_end(notice.on_date) if notice else ("", False)
        linked = sorted({s.meeting_id for s in dossier.steps if s.meeting_id})
        return DossierFacts(
            branch=branch,
            dossier=dossier,
            as_of=as_of or self._today(),
            findings=tuple(self.findings(person_id, as_of)),
            notice_end=end,
            notice_provisional=provisional,
            meetings=tuple(meeting_of(i) for i in linked),
        )

    # writing

    def add_applicant(self, values: Mapping[str, Any], applied_on: str) -> int:
        """Record an application; `values` are a new person's fields, or `{"id": n}` for somebody on record."""
        day = self._date(applied_on, "申请入党日期")
        if not day:
            raise UserError("请填写递交入党申请书的日期。")
        person_id = int(values.get("id") or 0)
        name = self._roster.get(person_id).name if person_id else str(values.get("name", "")).strip()
        if not name:
            raise UserError("请填写申请人的姓名。")
        with self._store.transaction(f"新增入党申请人：{name}") as tx:
            if person_id:
                self._refuse_known(person_id)
            else:
                fields = {k: v for k, v in values.items() if k != "id"}
                fields["category"] = Category.APPLICANT
                person_id = self._roster.insert(tx, fields)
            before = self._load([person_id])[0]
            tx.insert("step", {"person_id": person_id, "code": "apply", "on_date": day})
            self._follow(tx, before)
        return person_id

    def set_step(
        self,
        person_id: int,
        code: str,
        on_date: str,
        ended_on: str = "",
        result: str = "",
        hours: int = 0,
        meeting_id: int = 0,
        remark: str = "",
        step_id: int = 0,
        names: Sequence[str] | None = None,
    ) -> int:
        """Record or change a step, and let category, joined_on and confirmed_on follow, in one transaction.

        `names` are the contacts or sponsors which the steps of that name appoint. `ended_on` is the last day of
        a notice or training, or the new last day of a prolonged probation.
        """
        before = self.dossier(person_id)
        definition = DEFS.get(code)
        if definition is None:
            raise UserError("没有这个步骤，请从步骤表里选择。")
        start, end = self._span(definition.name, on_date, ended_on, meeting_id)
        if hours < 0:
            raise UserError(f"{definition.name}的学时不能是负数。")
        end = end if definition.span or result == EXTENDED else ""
        row: dict[str, Any] = {"on_date": start, "ended_on": end, "result": result.strip()}
        row |= {"hours": hours, "meeting_id": meeting_id or None, "remark": remark.strip()}
        current = _existing(before, code, step_id)
        verb = "修改步骤" if current else "记录步骤"
        with self._store.transaction(f"{verb}：{before.person.name} {definition.name}") as tx:
            if current:
                tx.update("step", current.id, {"code": code, **row})
                saved = current.id
            else:
                saved = tx.insert("step", {"person_id": person_id, "code": code, **row})
            if names is not None and code in APPOINTS:
                self._appoint(tx, before, APPOINTS[code], names)
            self._follow(tx, before)
        return saved

    def remove_step(self, step_id: int) -> None:
        """Take a recorded step out again (undoable); what followed from it goes with it."""
        row = self._store.row("SELECT person_id, code FROM step WHERE id = ?", (step_id,))
        if row is None:
            raise UserError("这个步骤已经不在了，请刷新后再看。")
        before = self.dossier(int(row[0]))
        name = DEFS[str(row[1])].name if str(row[1]) in DEFS else "步骤"
        with self._store.transaction(f"删除步骤：{before.person.name} {name}") as tx:
            tx.delete("step", step_id)
            self._follow(tx, before)

    def set_companions(self, person_id: int, role: str, names: Sequence[str]) -> None:
        """Set the contacts ("contact") or sponsors ("sponsor"); a name that is one member's is linked to them."""
        if role not in ROLES:
            raise UserError("只能登记培养联系人或入党介绍人。")
        dossier = self.dossier(person_id)
        with self._store.transaction(f"登记{ROLES[role]}：{dossier.person.name}") as tx:
            self._appoint(tx, dossier, role, names)

    # importing

    def plan_import(
        self, path: Path, progress: Progress | None = None, cancelled: IsCancelled | None = None
    ) -> StagePlan:
        """Read a table of dates and say what would happen; nothing is written."""
        return plan_stages(self._store, Path(path), self._today(), progress, cancelled)

    def commit_import(self, plan: StagePlan) -> ImportResult:
        """Do what the plan says, in one undoable transaction."""
        return commit_stages(self._store, plan, self._today(), self._roster.branch_id())

    # inside

    def _first_counts(self) -> bool:
        """Whether the first day of a public notice counts; the careful way is that it does not."""
        return self._settings.get(NOTICE_COUNTING) == FIRST_DAY

    def _appoint(self, tx: Tx, dossier: Dossier, role: str, names: Sequence[str]) -> None:
        wanted = list(dict.fromkeys("".join(name.split()) for name in names if name.strip()))
        person = dossier.person
        if person.name in wanted and member_named(self._store, person.name) in (None, person.id):
            raise UserError(f"{ROLES[role]}不能是本人，请另选一名党员。")
        for old in dossier.companions:
            if old.role == role and old.name not in wanted:
                tx.delete("companion", old.id)
        known = set(dossier.names(role))
        for name in wanted:
            if name not in known:
                values = {"person_id": person.id, "role": role, "name": name}
                tx.insert("companion", {**values, "member_id": member_named(tx, name)})

    def _load(self, ids: Sequence[int]) -> list[Dossier]:
        return load_dossiers(self._store, self._roster, ids)

    def _follow(self, tx: Tx, before: Dossier) -> None:
        """Let the person's record follow the steps, where it followed them before or is behind them now.

        A member whose standing was recorded without steps is never demoted by recording an early step.
        """
        person = before.person
        was, now = implied(before, self._rules), implied(self._load([person.id])[0], self._rules)
        values: dict[str, Any] = {}
        follows = person.category in (was.category, Category.NONE)
        if now.said and (follows or RANK[now.category] > RANK[person.category]):
            values["category"] = now.category
        for name in ("applied_on", "joined_on", "confirmed_on", "left_on", "left_kind"):
            stored, old, new = getattr(person, name), getattr(was, name), getattr(now, name)
            if new != stored and stored in ("", old):
                values[name] = new
        if values:
            tx.update("person", person.id, values)

    def _refuse_known(self, person_id: int) -> None:
        dossier = self.dossier(person_id)
        person = dossier.person
        if person.is_member:
            raise UserError(f"{person.name}已是{person.category}，不用再登记为申请人。")
        if dossier.first("apply"):
            raise UserError(f"{person.name}已登记过入党申请，请在其时间轴上继续记录。")

    def _span(self, name: str, on_date: str, ended_on: str, meeting_id: int) -> tuple[str, str]:
        start, end = self._date(on_date, name), self._date(ended_on, f"{name}的结束日期")
        if not start and meeting_id:
            start = str(self._store.value("SELECT held_on FROM meeting WHERE id = ?", (meeting_id,)) or "")
        if not start:
            raise UserError(f"请填写{name}的日期。")
        if end and end[: len(start)] < start[: len(end)]:
            raise UserError(f"{name}的结束日期 {end} 早于开始日期 {start}，请核对。")
        return start, end

    def _date(self, text: str, what: str) -> str:
        parsed = parse_date(text)
        if not text.strip():
            return ""
        if not parsed.iso:
            raise UserError(f"{what}“{text.strip()}”看不明白，请写成 2026-09-30 这样的日期。")
        year, last = int(parsed.iso[:4]), int(self._today()[:4]) + YEARS_AHEAD
        if not FIRST_YEAR <= year <= last:
            raise UserError(f"{what}是 {year} 年，应在 {FIRST_YEAR} 年到 {last} 年之间，请核对。")
        return parsed.iso
