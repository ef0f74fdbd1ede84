"""待办: decisions, lists of problems, what came back, plan, minutes, pipeline, dues and movements in one list by date."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from models.db.store import Store
from models.domain.dates import add_months, bounds, full
from models.domain.duty import Act, Duty, Source, Urgency, in_order, sentence
from models.domain.errors import UserError
from models.domain.finding import Finding, Severity
from models.domain.rules import load_rules
from models.domain.year_plan import State
from models.services.attendance import open_catch_ups
from models.services.development import Development
from models.services.dues import Dues
from models.services.dues_duties import dues_duties, six_months
from models.services.movements import Movements
from models.services.plan import Plan
from models.services.todos import Todos

SIGN_WITHIN_MONTHS = 1  # after a meeting its minutes should be signed
PLAN_AHEAD_MONTHS = 1
MOST_REMINDED = 1_000  # people; of more the start is not held up
_TASK = ("id", "uuid", "source", "who", "what", "problem", "origin", "due_on", "done_on", "evidence")
_EDITABLE = ("what", "who", "due_on")
_NO_DAYS: Mapping[tuple[str, int], str] = {}
_OWN_PLACE = {Source.DUES: "dues", Source.PLAN: "plan_item"}  # where such findings are mended


class HasTodos(Protocol):
    """The part of the handoff that keeps what came back."""

    @property
    def todos(self) -> Todos: ...


class Duties:
    """Reached as `desk.duties`. `today` is the injectable clock (ISO date)."""

    def __init__(
        self,
        store: Store,
        plan: Plan,
        development: Development,
        dues: Dues,
        movements: Movements,
        handoff: HasTodos,
        today: Callable[[], str],
    ) -> None:
        self._store = store
        self._plan = plan
        self._development = development
        self._dues = dues
        self._movements = movements
        self._handoff = handoff
        self._today = today

    # -- reading ---------------------------------------------------------------------------------------------

    def entries(self, *, with_done: bool = False) -> list[Duty]:
        """Everything to be done, by day; with what was done here, last."""
        today = self._today()
        found = [
            *self._tasks(with_done=with_done),
            *self._returned(with_done=with_done),
            *self._planned(today),
            *self._from_findings(Source.PLAN, self._lacking(today)),
            *self._unsigned(today),
            *self._catch_ups(today),
            *self._corrections(),
            *self._pipeline(today),
            *self._of_dues(today),
            *self._from_findings(
                Source.MOVEMENT, self._movements.findings(self._movements.watched(today), today)
            ),
        ]
        return in_order(found)

    def _tasks(self, *, with_done: bool) -> Iterator[Duty]:
        where = "" if with_done else "WHERE t.done_on = ''"
        columns = ", ".join(f"t.{name}" for name in _TASK)
        for row in self._store.rows(
            f"SELECT {columns}, coalesce(m.id, 0), coalesce(m.held_on || ' ' || m.title, ''), "
            f"coalesce(p.name, '') FROM task t LEFT JOIN meeting m ON m.id = t.meeting_id "
            f"LEFT JOIN person p ON p.id = t.person_id {where} ORDER BY t.id"
        ):
            task = dict(zip(_TASK, row, strict=False))
            meeting_id, meeting, person = row[len(_TASK) :]
            why = "；".join(filter(None, (task["problem"], meeting)))
            yield Duty(
                key=f"task:{task['uuid']}",
                source=Source(task["source"]),
                what=task["what"],
                who=task["who"] or person,
                due_on=task["due_on"],
                why=why,
                record_kind="meeting" if meeting_id else "",
                record_id=meeting_id,
                subject=meeting,
                act=Act.TASK,
                row_id=task["id"],
                done_on=task["done_on"],
                evidence=task["evidence"],
            )

    def _returned(self, *, with_done: bool) -> Iterator[Duty]:
        for todo in self._handoff.todos.entries(with_done=with_done):
            where = f"{todo.subject}{f'的{todo.field_label}' if todo.field_label else ''}"
            yield Duty(
                key=f"todo:{todo.uuid}",
                source=Source.RETURNED,
                what=f"{where}：{todo.message}" if where else todo.message,
                why=f"{todo.sender} {todo.received_on} 退回",
                record_kind=todo.record_kind,
                record_id=todo.record_id,
                subject=todo.subject,
                act=Act.RETURNED,
                row_id=todo.id,
                done_on=todo.done_on,
                evidence=todo.answer,
            )

    def _planned(self, today: str) -> Iterator[Duty]:
        """What the plan has for the days up to the end of next month, and what should have been held."""
        ahead = add_months(today, PLAN_AHEAD_MONTHS)
        for year in {int(today[:4]), int(ahead[:4])}:
            for entry in self._plan.year(year).entries:
                item = entry.item
                if item is None or entry.meeting or entry.state not in (State.LATE, State.PLANNED):
                    continue
                day = item.planned_on or last_day(item.year, item.month)
                if day[:7] <= ahead[:7]:
                    yield Duty(
                        key=f"plan:{item.uuid}",
                        source=Source.PLAN,
                        what=f"{item.words}" if item.words == item.kind else f"{item.kind}：{item.words}",
                        who=item.owner,
                        due_on=day,
                        why=f"{item.year}年工作计划，{item.month}月",
                        record_kind="plan_item",
                        record_id=item.id,
                        act=Act.NONE if item.is_meeting else Act.PLAN,
                        row_id=item.id,
                    )

    def _lacking(self, today: str) -> list[Finding]:
        """What the quotas ask for; of a branch that keeps no minutes here yet nothing is asked."""
        return self._plan.findings(today) if self._plan.circumstances().since else []

    def _unsigned(self, today: str) -> Iterator[Duty]:
        """Minutes of meetings that were held and are not signed yet."""
        for row_id, uuid, kind, title, held_on, recorder in self._store.rows(
            "SELECT id, uuid, kind, title, held_on, recorder FROM meeting "
            "WHERE signed_on = '' AND length(held_on) = 10 AND held_on <= ? ORDER BY held_on",
            (today,),
        ):
            yield Duty(
                key=f"sign:{uuid}",
                source=Source.MINUTES,
                what=f"{title or kind}的记录签字定稿",
                who=recorder,
                due_on=add_months(held_on, SIGN_WITHIN_MONTHS),
                why=f"{held_on} 的会议，记录还没有签字",
                record_kind="meeting",
                record_id=row_id,
                subject=title,
            )

    def _catch_ups(self, today: str) -> Iterator[Duty]:
        """Those who were away this year and have not caught up, one line a meeting; no day is set by a rule."""
        for one in open_catch_ups(self._store, today):
            count = len(one.names)
            yield Duty(
                key=f"makeup:{one.uuid}",
                source=Source.CATCH_UP,
                what=f"{'、'.join(one.names[:3])}{f'等 {count} 人' if count > 3 else ''}补课",
                why=f"没有到会：{one.held_on} {one.title}",
                record_kind="meeting",
                record_id=one.meeting_id,
                subject=one.title,
            )

    def _corrections(self) -> Iterator[Duty]:
        """Correction slips nobody has signed yet."""
        for uuid, made_on, meeting_id, title in self._store.rows(
            "SELECT c.uuid, c.made_on, m.id, m.title FROM correction c JOIN meeting m ON m.id = c.meeting_id "
            "WHERE c.signed_on = '' ORDER BY c.made_on"
        ):
            yield Duty(
                key=f"correction:{uuid}",
                source=Source.CORRECTION,
                what=f"{title}的更正单签字",
                due_on=add_months(made_on, SIGN_WITHIN_MONTHS),
                why=f"{made_on} 填写的更正单，还没有签字",
                record_kind="meeting",
                record_id=meeting_id,
                subject=title,
            )

    def _pipeline(self, today: str) -> Iterator[Duty]:
        """The next step of each person that the rules give a last day."""
        for entry in self._development.entries(today):
            due = entry.due
            if due is None or not due.latest or due.latest > add_months(today, 1):
                continue
            person = entry.dossier.person
            cited = f"（{due.citation.label}）" if due.citation else ""
            yield Duty(
                key=f"step:{person.uuid}:{due.code}",
                source=Source.PIPELINE,
                what=f"{person.name}：{due.name}",
                due_on=due.latest,
                why=f"{due.why}{cited}",
                record_kind="person",
                record_id=person.id,
                subject=person.name,
            )

    def _of_dues(self, today: str) -> Iterator[Duty]:
        """Arrears by the day on which six months are full, what stands wrong in the books, and what they ask for."""
        if not self._store.value("SELECT 1 FROM dues_standard LIMIT 1"):
            return
        found = self._dues.findings(today)
        wrong = [one for one in found if one.record_kind == "person" or one.severity is not Severity.INFO]
        yield from self._from_findings(Source.DUES, wrong, six_months(self._store, wrong, today))
        yield from dues_duties(self._store, load_rules(), today)

    def _from_findings(
        self, source: Source, findings: list[Finding], due: Mapping[tuple[str, int], str] = _NO_DAYS
    ) -> Iterator[Duty]:
        """What the rules ask to be done about money and movements, unless somebody has answered it."""
        answered = {
            (str(rule), str(kind), int(row_id))
            for rule, kind, row_id in self._store.rows("SELECT rule, record_kind, record_id FROM answer")
        }
        for one in findings:
            if one.severity is Severity.UNKNOWN:
                continue
            if (one.answered_as, one.record_kind, one.record_id) in answered:
                continue
            yield Duty(
                key=f"{one.rule}:{one.record_kind}:{one.record_id}:{one.about}",
                source=source,
                what=one.message if one.subject in one.message else f"{one.subject}：{one.message}",
                due_on=due.get((one.rule, one.record_id), ""),
                why=one.citation.label if one.citation else "",
                record_kind=_OWN_PLACE.get(source, one.record_kind),
                record_id=0 if one.record_kind == "branch" and source is Source.DUES else one.record_id,
                subject=one.subject,
            )

    @property
    def is_large(self) -> bool:
        """Whether gathering everything takes longer than somebody should wait for a page."""
        return int(self._store.value("SELECT count(*) FROM person")) > MOST_REMINDED

    def reminder(self) -> str:
        """One sentence at the start when something is late or due within a week; "" otherwise, and in large branches."""
        if self.is_large:
            return ""
        today = self._today()
        pressing = [d for d in self.entries() if d.urgency(today) in (Urgency.LATE, Urgency.SOON)]
        return f"待办：{sentence(pressing, today)}" if pressing else ""

    # -- writing ---------------------------------------------------------------------------------------------

    def add(self, values: Mapping[str, str]) -> int:
        """A duty of one's own; `what` is needed, `due_on` is an ISO day or ""."""
        row = _checked(values)
        with self._store.transaction(f"新增待办：{row['what']}") as tx:
            home = tx.value("SELECT min(id) FROM branch")
            more = {"branch_id": home, "source": Source.OWN.value, "raised_on": self._today()}
            return tx.insert("task", {**more, **row})

    def change(self, task_id: int, values: Mapping[str, str]) -> bool:
        """Other words, another person or another day for a task."""
        row = _checked(values)
        with self._store.transaction(f"修改待办：{row['what']}") as tx:
            _expect(tx.get("task", task_id))
            return tx.update("task", task_id, row)

    def finish(self, duty: Duty, on: str, evidence: str) -> None:
        """Done on a day, with what shows it. UserError for what is done by changing its own record."""
        if full(on) is None or on > self._today():
            raise UserError("办结日期应是今天或以前的某一天。")
        words = " ".join(evidence.split())
        if not words:
            raise UserError("请写明办得怎么样、凭什么算办结，例如“已在 10 月 12 日支委会上通报”。")
        if duty.act is Act.TASK:
            with self._store.transaction(f"办结：{duty.what}") as tx:
                _expect(tx.get("task", duty.row_id))
                tx.update("task", duty.row_id, {"done_on": on, "evidence": words})
        elif duty.act is Act.RETURNED:
            self._handoff.todos.done(duty.row_id, words, on)
        elif duty.act is Act.PLAN:
            self._plan.finish(duty.row_id, on, words)
        else:
            raise UserError("这件事办好以后，对应的记录改了，它就不再列在这里。")

    def reopen(self, duty: Duty) -> None:
        """Not done after all."""
        if duty.act is Act.RETURNED:
            self._handoff.todos.reopen(duty.row_id)
        elif duty.act is Act.TASK:
            with self._store.transaction(f"还没办好：{duty.what}") as tx:
                _expect(tx.get("task", duty.row_id))
                tx.update("task", duty.row_id, {"done_on": ""})

    def remove(self, task_id: int) -> None:
        """Take a task off the list that was entered by mistake (undoable)."""
        with self._store.transaction("删除待办") as tx:
            _expect(tx.get("task", task_id))
            tx.delete("task", task_id)


def last_day(year: int, month: int) -> str:
    """The last day of a month, ISO."""
    found = bounds(f"{year:04d}-{month:02d}")
    assert found is not None
    return found[1].isoformat()


def _checked(values: Mapping[str, str]) -> dict[str, Any]:
    row = {name: " ".join(str(values.get(name, "")).split()) for name in _EDITABLE}
    if not row["what"]:
        raise UserError("请写明要办什么事。")
    if row["due_on"] and full(row["due_on"]) is None:
        raise UserError("期限请写成完整的日期，例如 2026-11-30；没有期限就空着。")
    return row


def _expect(row: object) -> None:
    if row is None:
        raise UserError("这件事已经不在了，请刷新后再看。")
