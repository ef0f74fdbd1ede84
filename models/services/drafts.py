"""Forms that are not saved yet, kept inside the encrypted file: outside history and undo, gone when they are saved."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.db.store import Store

LABEL = "自动保存"
TABLE = "draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody typed into a form: `form` says which ("member:12"), `title` says it to people."""

    form: str
    title: str
    saved_at: str  # 2026-11-22 06:30, for people; order never rests on it
    values: dict[str, Any]


class Drafts:
    """One draft a form; keeping it again replaces it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def can_keep(self) -> bool:
        """Whether anything can be kept at all: data opened only for reading take no drafts."""
        return not self._store.read_only

    def keep(self, form: str, title: str, values: Mapping[str, Any], at: str) -> None:
        """Write what was typed so far, in a commit of its own; UserError when it cannot be written."""
        body = json.dumps({"title": title, "values": dict(values)}, ensure_ascii=False)
        with self._store.transaction(LABEL) as tx:
            kept = tx.value("SELECT id FROM draft WHERE form = ?", (form,))
            if kept is None:
                tx.insert(TABLE, {"form": form, "body": body, "saved_at": at})
            else:
                tx.update(TABLE, kept, {"body": body, "saved_at": at})

    def find(self, form: str) -> Draft | None:
        row = self._store.row("SELECT form, body, saved_at FROM draft WHERE form = ?", (form,))
        return _draft(row) if row else None

    def all(self) -> list[Draft]:
        """Every draft, the one kept last first."""
        rows = self._store.rows("SELECT form, body, saved_at FROM draft ORDER BY saved_at DESC, id DESC")
        return [_draft(row) for row in rows]

    def drop(self, form: str) -> None:
        """Forget it: the form was saved, or what was typed is not wanted."""
        if not self.can_keep:
            return
        kept = self._store.value("SELECT id FROM draft WHERE form = ?", (form,))
        if kept is not None:
            with self._store.transaction(LABEL) as tx:
                tx.delete(TABLE, int(kept))


def _draft(row: tuple[Any, ...]) -> Draft:
    """A stored row as a draft; the first version kept the texts of minutes without title."""
    form, at = str(row[0]), str(row[2])
    body: dict[str, Any] = json.loads(row[1])
    if not isinstance(body.get("values"), dict):
        body = {"title": "会议记录", "values": body}
    return Draft(form=form, title=str(body["title"]), saved_at=at, values=body["values"])
