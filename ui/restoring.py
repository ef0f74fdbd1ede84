"""Where the restore dialog takes its backups from: the open branch, or a folder whose data cannot be opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from models.domain.safety import BackupRow, BackupView, RestoreResult
from ui.tasks import Progress

if TYPE_CHECKING:
    from models.services.desk import Desk
    from models.services.restoring import Secret


class Source(Protocol):
    """`secret` is "" when the open branch's own key is to be tried."""

    needs_password: bool

    def rows(self) -> list[BackupRow]: ...
    def row_of(self, path: Path) -> BackupRow: ...
    def view(self, path: Path, secret: str, by_code: bool) -> BackupView: ...
    def restore(self, path: Path, secret: str, by_code: bool, progress: Progress) -> RestoreResult: ...


class OpenBranch:
    """The branch in the window."""

    needs_password = False

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def rows(self) -> list[BackupRow]:
        return self._desk.safety.rows()

    def row_of(self, path: Path) -> BackupRow:
        from models.services import restoring  # noqa: PLC0415  (start-up: loads the store's libraries)

        return restoring.row_of(path, self._desk.store.head[0])

    def view(self, path: Path, secret: str, by_code: bool) -> BackupView:
        return self._desk.safety.view(path, _secret(secret, by_code))

    def restore(self, path: Path, secret: str, by_code: bool, progress: Progress) -> RestoreResult:
        return self._desk.safety.restore(path, _secret(secret, by_code), progress)


class ClosedFolder:
    """A data folder that is not open: damaged, forgotten, or empty."""

    needs_password = True

    def __init__(self, folder: Path, anchors: Path) -> None:
        self._folder, self._anchors = folder, anchors

    def rows(self) -> list[BackupRow]:
        from models.services import restoring  # noqa: PLC0415  (start-up: loads the store's libraries)

        return restoring.rows(self._folder, restoring.last_known(self._folder, self._anchors))

    def row_of(self, path: Path) -> BackupRow:
        from models.services import restoring  # noqa: PLC0415  (start-up: loads the store's libraries)

        return restoring.row_of(path, restoring.last_known(self._folder, self._anchors))

    def view(self, path: Path, secret: str, by_code: bool) -> BackupView:
        from models.services import restoring  # noqa: PLC0415  (start-up: loads the store's libraries)

        last = restoring.last_known(self._folder, self._anchors)
        return restoring.view(path, _secret(secret, by_code), head=last)

    def restore(self, path: Path, secret: str, by_code: bool, progress: Progress) -> RestoreResult:
        from models.services import restoring  # noqa: PLC0415  (start-up: loads the store's libraries)

        return restoring.restore_into(
            self._folder, path, _secret(secret, by_code), progress, anchors=self._anchors
        )


def _secret(text: str, by_code: bool) -> Secret:
    from models.services import restoring  # noqa: PLC0415  (start-up: loads the store's libraries)

    return restoring.by_code(text) if by_code else restoring.by_password(text)
