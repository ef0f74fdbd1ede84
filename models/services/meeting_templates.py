"""Templates of the branch's own: a meeting's facts and agenda to begin the next one from, never what was said."""

import json
from collections.abc import Mapping
from typing import Any

from models.db.store import Store
from models.domain.errors import UserError
from models.domain.plan import MeetingTemplate
from models.domain.records import AgendaItem, ItemKind, Meeting, MeetingKind
from models.services.meetings import Meetings, default_title

FACTS = (
    "starts_at",
    "ends_at",
    "place",
    "host",
    "recorder",
    "observers",
    "party_group",
    "lecturer",
    "lecture_form",
)
_COLUMNS = ("id", "uuid", "name", "kind", "body", "position")


class MeetingTemplates:
    """Reached as `desk.meeting_templates`; they stay on this computer."""

    def __init__(self, store: Store, meetings: Meetings) -> None:
        self._store = store
        self._meetings = meetings

    def list(self, kind: MeetingKind | None = None) -> list[MeetingTemplate]:
        """All of them (or of one kind) in the branch's order."""
        rows = self._store.rows(f"SELECT {', '.join(_COLUMNS)} FROM meeting_template ORDER BY position, id")
        found = [MeetingTemplate(**dict(zip(_COLUMNS, row, strict=True))) for row in rows]
        return [one for one in found if kind is None or one.kind == kind.value]

    def get(self, template_id: int) -> MeetingTemplate:
        found = next((one for one in self.list() if one.id == template_id), None)
        if found is None:
            raise UserError("这个会议模板已经不在了。")
        return found

    def save_meeting(self, meeting_id: int, name: str) -> int:
        """Keep a meeting's facts and agenda under a name; the same name is written over. Returns the template's id."""
        words = " ".join(name.split())
        if not words:
            raise UserError("请给模板起个名称，例如“季度党员大会”。")
        meeting = self._meetings.get(meeting_id)
        values = {"kind": meeting.kind.value, "body": _body(meeting)}
        known = next((one for one in self.list() if one.name == words), None)
        with self._store.transaction(f"存为会议模板：{words}") as tx:
            if known:
                tx.update("meeting_template", known.id, values)
                return known.id
            last = int(tx.value("SELECT max(position) FROM meeting_template") or 0)
            return tx.insert("meeting_template", {"name": words, "position": last + 1, **values})

    def rename(self, template_id: int, name: str) -> None:
        template, words = self.get(template_id), " ".join(name.split())
        if not words or any(one.name == words and one.id != template_id for one in self.list()):
            raise UserError("请写一个别的模板没有用过的名称。")
        with self._store.transaction(f"模板改名：{template.name}") as tx:
            tx.update("meeting_template", template_id, {"name": words})

    def delete(self, template_id: int) -> None:
        template = self.get(template_id)
        with self._store.transaction(f"删除会议模板：{template.name}") as tx:
            tx.delete("meeting_template", template_id)

    def move(self, template_id: int, by: int) -> None:
        """Up (-1) or down (1) in the list."""
        ids = [one.id for one in self.list()]
        at = ids.index(template_id)
        to = max(0, min(len(ids) - 1, at + by))
        if to == at:
            return
        ids.insert(to, ids.pop(at))
        with self._store.transaction("调整会议模板次序") as tx:
            for place, one in enumerate(ids, start=1):
                tx.update("meeting_template", one, {"position": place})

    def make_meeting(self, template_id: int, held_on: str, values: Mapping[str, Any]) -> int:
        """A draft from a template on a day; `values` given by the user come before the template's."""
        template = self.get(template_id)
        body: dict[str, Any] = json.loads(template.body)
        kind = MeetingKind(template.kind)
        facts = {name: text for name, text in body.get("facts", {}).items() if name in FACTS and text}
        given = {name: value for name, value in values.items() if value not in ("", None)}
        with self._store.transaction(f"按模板新建会议：{template.name}"):
            meeting_id = self._meetings.create(kind, held_on, **{**facts, **given})
            self._meetings.save_items(meeting_id, [_item(one) for one in body.get("agenda", [])])
        return meeting_id

    def title(self, template_id: int, held_on: str) -> str:
        """The title a meeting of this template gets on a day."""
        template = self.get(template_id)
        usual = default_title(MeetingKind(template.kind), held_on)
        own = str(json.loads(template.body).get("title", ""))
        return own.replace("{}", usual) if own else usual


def _body(meeting: Meeting) -> str:
    usual = default_title(meeting.kind, meeting.held_on)
    body = {
        "title": meeting.title.replace(usual, "{}")
        if usual in meeting.title and usual != meeting.title
        else "",
        "facts": {name: getattr(meeting, name) for name in FACTS if getattr(meeting, name)},
        "agenda": [
            {"kind": item.kind.value, "title": item.title} for item in meeting.items if not item.person_id
        ],
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True)


def _item(kept: Mapping[str, Any]) -> AgendaItem:
    try:
        kind = ItemKind(kept.get("kind", ""))
    except ValueError:
        kind = ItemKind.ORDINARY
    return AgendaItem(kind=kind, title=str(kept.get("title", "")))
