"""A person's decisions on the queue: each with a choice, a reason and a name, none taken by the program."""

import json
from collections.abc import Callable
from typing import Any

from exporters.package.cards import Card, from_fields
from models.db.store import Store
from models.domain.committee import HELD, MERGED, Choice, Conflict, ConflictKind, Verdict, choices_for
from models.domain.errors import UserError
from models.services.merge import Merger
from models.services.peers import Peers, shown
from models.services.receive import IntakePlan, Receiver, inbox_path, tidy_inbox
from models.services.returns import Returns

_SELECT = """SELECT c.id, c.kind, c.message, c.found_on, c.branch_uuid,
    coalesce(o.name, b.name, json_extract(r.manifest, '$.card.name'), ''), c.other_uuid, coalesce(x.name, ''),
    c.record_uuid, c.other_record, coalesce(p.name, '第 ' || r.seq || ' 号包', ''), coalesce(c.received_id, 0),
    c.decided_on, c.choice, c.reason, c.decided_by, CASE c.kind WHEN 'unknown_key' THEN r.manifest ELSE '' END
    FROM conflict c LEFT JOIN received r ON r.id = c.received_id
    LEFT JOIN organisation o ON o.uuid = c.branch_uuid LEFT JOIN branch b ON b.uuid = c.branch_uuid
    LEFT JOIN branch x ON x.uuid = c.other_uuid LEFT JOIN person p ON p.uuid = c.record_uuid"""
_FIELDS = (
    "id",
    "kind",
    "message",
    "found_on",
    "branch_uuid",
    "branch_name",
    "other_uuid",
    "other_name",
    "record_uuid",
    "other_record",
    "subject",
    "received_id",
    "decided_on",
    "choice",
    "reason",
    "decided_by",
)


class Decisions:
    """The queue as a person works through it."""

    def __init__(
        self,
        store: Store,
        peers: Peers,
        receiver: Receiver,
        merger: Merger,
        returns: Returns,
        today: Callable[[], str],
    ) -> None:
        self._store, self._peers, self._receiver, self._merger = store, peers, receiver, merger
        self._returns, self._today = returns, today

    def list(self, *, open_only: bool = True) -> list[Conflict]:
        """The queue, oldest first; with the decided ones, newest first."""
        where, order = (" WHERE c.decided_on = ''", "ASC") if open_only else ("", "DESC")
        return [_conflict(row) for row in self._store.rows(f"{_SELECT}{where} ORDER BY c.id {order}")]

    def get(self, conflict_id: int) -> Conflict:
        row = self._store.row(f"{_SELECT} WHERE c.id = ?", (conflict_id,))
        if row is None:
            raise UserError("这件待裁决已经不在了，请刷新后再试。")
        return _conflict(row)

    def decide(
        self, conflict_id: int, choice: Choice, reason: str, *, ask: str = "", confirmed_by: str = ""
    ) -> Conflict:
        """Carry out a decision; `ask` is the branch that gets the note, `confirmed_by` who compared a fingerprint."""
        conflict, reason = self.get(conflict_id), " ".join(reason.split())
        if not conflict.is_open:
            raise UserError("这件事已经裁决过了。")
        if choice not in choices_for(conflict.kind):
            raise UserError("这类事项不能这样裁决。请从列出的办法中选择。")
        if not reason:
            raise UserError("请写明裁决的理由，例如“已电话核实”。")
        if choice is Choice.ACCEPT:
            self._accept(conflict, reason, confirmed_by)
        elif choice is Choice.REJECT:
            self._reject(conflict, reason)
        else:
            self._settle(conflict, choice, reason, ask)
        return self.get(conflict_id)

    def _close(self, conflict: Conflict, choice: Choice, reason: str) -> None:
        with self._store.transaction(f"裁决：{conflict.label}", undoable=False) as tx:
            values = {"decided_on": self._today(), "choice": choice, "reason": reason}
            tx.update("conflict", conflict.id, {**values, "decided_by": self._store.actor})

    def _accept(self, conflict: Conflict, reason: str, confirmed_by: str) -> None:
        """Merge the held package after a backup. When something else stands against it by now, or it changes more of
        what is posted than the person has read, it comes into the queue again with that.
        """
        package_id = self._returns.entry(conflict.received_id).package_id
        path = inbox_path(self._store, package_id)
        if not path.is_file():
            raise UserError("暂存的上报包不见了。请让支部重新上报，再裁决“不接收”这一件。", [path.name])
        plan = self._receiver.plan([path], again=True)
        try:
            if conflict.kind is ConflictKind.UNKNOWN_KEY:
                self._enrol(plan, conflict, confirmed_by)
            [arrival] = plan.arrivals
            if arrival.package_id != package_id:
                raise UserError("暂存的上报包已损坏。请让支部重新上报。", [arrival.message])
            if arrival.verdict is not Verdict.ENROL and conflict.message.endswith(arrival.message):
                plan.allowed = MERGED | {arrival.verdict}
            self._merger.back_up(plan)
            with self._store.transaction(f"裁决：{conflict.label}", undoable=False):
                [outcome], _ = self._merger.carry_out(plan, note=f"经裁决接收：{reason}")
                if outcome.verdict not in MERGED | HELD:
                    raise UserError("这个包现在不能接收，这件待裁决没有变。", [outcome.message])
                self._close(conflict, Choice.ACCEPT if outcome.verdict in MERGED else Choice.QUEUED, reason)
            tidy_inbox(self._store)
        finally:
            plan.close()

    def _enrol(self, plan: IntakePlan, conflict: Conflict, confirmed_by: str) -> None:
        [found] = plan.found.values() or (None,)
        if found is None:
            return
        offer = self._peers.offer(found.card.text.encode("utf-8"))
        if offer.needs_comparing:
            self._peers.accept(offer, confirmed_by=confirmed_by, compared=True)
        self._receiver.judge(plan, {conflict.branch_uuid})

    def _reject(self, conflict: Conflict, reason: str) -> None:
        with self._store.transaction(f"裁决：{conflict.label}", undoable=False) as tx:
            self._close(conflict, Choice.REJECT, reason)
            tx.update("received", conflict.received_id, {"result": "rejected", "note": reason})
        tidy_inbox(self._store)

    def _settle(self, conflict: Conflict, choice: Choice, reason: str, ask: str) -> None:
        """Two branches have one person: the branch that has to mend it gets a note."""
        pairs = {
            conflict.branch_uuid: (conflict.record_uuid, conflict.other_name),
            conflict.other_uuid: (conflict.other_record, conflict.branch_name),
        }
        if choice is not Choice.NOTED and ask not in pairs:
            raise UserError("请选择由哪个支部更正。")
        with self._store.transaction(f"裁决：{conflict.label}", undoable=False):
            self._close(conflict, choice, reason)
            if choice is Choice.NOTED:
                return
            record, other = pairs[ask]
            if choice is Choice.MOVED:
                field, message = "left_on", f"已在“{other}”的名册上，请核实并办理转出。{reason}"
            else:
                field, message = "id_number", f"身份证号与“{other}”的人员相同，请核对更正。{reason}"
            self._returns.add(ask, message, record_kind="person", record_uuid=record, field=field)


def _conflict(row: tuple[Any, ...]) -> Conflict:
    values: dict[str, Any] = dict(zip(_FIELDS, row[:-1], strict=True))
    values["kind"] = ConflictKind(values["kind"])
    return Conflict(**values, card=shown(_card(row[-1])) if row[-1] else None)


def _card(manifest: str) -> Card:
    return from_fields(json.loads(manifest)["card"])
