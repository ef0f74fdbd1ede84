"""The branch's own phrases: sentences that its minutes use again and again, put in by a few letters."""

from collections.abc import Sequence
from dataclasses import replace

from models.db.store import Store
from models.domain.errors import UserError
from models.domain.meeting_records import Phrase

_COLUMNS = ("id", "uuid", "kind", "name", "content", "position")
LONGEST_NAME = 20


class Phrases:
    """They stay on this computer."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> tuple[Phrase, ...]:
        """In the user's own order."""
        rows = self._store.rows(f"SELECT {', '.join(_COLUMNS)} FROM phrase ORDER BY position, id")
        return tuple(Phrase(**dict(zip(_COLUMNS, row, strict=True))) for row in rows)

    def for_kind(self, kind: str) -> tuple[Phrase, ...]:
        """Those for a kind of meeting, and those for every one."""
        return tuple(phrase for phrase in self.all() if phrase.kind in ("", kind))

    def save(self, phrases: Sequence[Phrase]) -> bool:
        """Make these the phrases, in this order; one undoable step. True when something changed."""
        wanted = [replace(one, name=one.name.strip(), content=_tidy(one.content)) for one in phrases]
        for place, one in enumerate(wanted, start=1):
            if not one.content:
                raise UserError(
                    f"第 {place} 条常用语“{one.name or '未命名'}”还没有内容，请填写，或删去这一条。"
                )
        stored = {one.id: one for one in self.all()}
        changed = False
        with self._store.transaction("修改常用语") as tx:
            for position, one in enumerate(wanted, start=1):
                name = one.name or one.content[:LONGEST_NAME].split("\n")[0]
                values = {"kind": one.kind, "name": name, "content": one.content, "position": position}
                if one.id in stored:
                    changed |= tx.update("phrase", one.id, values)
                else:
                    tx.insert("phrase", values)
                    changed = True
            for gone in stored.keys() - {one.id for one in wanted}:
                tx.delete("phrase", gone)
                changed = True
        return changed


def _tidy(content: str) -> str:
    return "\n".join(line.rstrip() for line in content.strip().split("\n"))
