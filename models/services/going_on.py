"""Long work inside one transaction: how far it is, and whether anybody still wants it."""

from collections.abc import Callable

from models.domain.errors import Cancelled

Progress = Callable[[int, int], None]
IsCancelled = Callable[[], bool]


def go_on(done: int, total: int, progress: Progress | None, cancelled: IsCancelled | None) -> None:
    """Say how far it is; Cancelled when nobody wants the rest (what was written goes back with the transaction)."""
    if cancelled and cancelled():
        raise Cancelled
    if progress:
        progress(done, total)
