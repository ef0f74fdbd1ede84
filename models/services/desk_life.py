"""What every open store offers a window, whatever it holds: undo and redo, history, backup, closing."""

from collections.abc import Callable
from pathlib import Path

from models.db.store import Store
from models.domain.changes import UNNAMED, Changes, HistoryEntry
from models.services import viewing

Progress = Callable[[int, int], None]
SIGNERS = frozenset({"branch", "setting"})  # tables in which the secretary, or the clerk, stands


class DeskLife:
    """The store's own doors, handed on."""

    store: Store

    _given = ""  # who this computer's settings name, or a command

    def sign_as(self, given: str) -> None:
        """Who the history names from now on: who was given, else the secretary (the clerk at a committee), else this computer."""
        self._given = given
        self.store.actor = given or self._usual_actor() or UNNAMED

    def _usual_actor(self) -> str:
        return ""

    def _signer_changed(self, changes: Changes) -> None:
        """Another secretary, another clerk."""
        if changes.touches(SIGNERS):
            self.sign_as(self._given)

    def close(self) -> None:
        """Copies of attachments that other programs were shown go with it."""
        viewing.clear(self.store.folder)
        self.store.close()

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences for the person who opened the data: damage, a proof that does not fit, a clock set back."""
        return tuple(self.store.warnings)

    @property
    def undo_label(self) -> str | None:
        return self.store.undo_label

    @property
    def redo_label(self) -> str | None:
        return self.store.redo_label

    def undo(self, progress: Progress | None = None) -> Changes:
        return self.store.undo(progress)

    def redo(self, progress: Progress | None = None) -> Changes:
        return self.store.redo(progress)

    @property
    def undo_rows(self) -> int:
        """How many rows the next undo would touch: of very many, one sees it go on."""
        return self.store.undo_rows

    @property
    def redo_rows(self) -> int:
        return self.store.redo_rows

    def history(self, table: str, row_id: int) -> list[HistoryEntry]:
        return self.store.history(table, row_id)

    def recent(self, limit: int = 200) -> list[HistoryEntry]:
        return self.store.recent(limit)

    def on_commit(self, callback: Callable[[Changes], None]) -> None:
        self.store.on_commit(callback)

    def backup(self, reason: str) -> Path:
        return self.store.backup(reason)
