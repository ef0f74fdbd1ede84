"""Writing a package to a stick so that it is really there (protection.md §3.3), without Qt."""

from collections.abc import Callable
from pathlib import Path

from models.domain.handoff import Medium, StickCopy

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


def media() -> list[Medium]:
    """Sticks and disks that are plugged in now."""
    raise NotImplementedError


def medium_of(folder: Path) -> Medium:
    """What kind of place a folder is, for a folder somebody chose."""
    raise NotImplementedError


def write(
    source: Path, folder: Path, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> StickCopy:
    """Copy an outbox file to the folder: temporary name, fsync, read back past the cache, final name."""
    raise NotImplementedError


def verify(
    source: Path, folder: Path, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> StickCopy:
    """After re-plugging: the file on the stick is still the outbox file; UserError when not."""
    raise NotImplementedError
