"""Opening a folder of data, whatever it holds: a branch gets a Desk, a committee a CommitteeDesk."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from models.db.store import Store, open_store
from models.services.committee import CommitteeDesk, holds_committee
from models.services.desk import Desk
from models.services.keyring import open_by_code
from models.services.restoring import open_rescue

AnyDesk = Desk | CommitteeDesk
Today = Callable[[], str]


def _system_today() -> str:
    return date.today().isoformat()


def open_any(
    folder: Path, password: str, today: Today = _system_today, *, anchors: Path | None = None
) -> AnyDesk:
    """Open the data in a folder; WrongPassword or a UserError sentence otherwise."""
    return _desk_of(open_store(folder, password, anchors=anchors), today)


def open_any_by_code(
    folder: Path,
    code: str,
    today: Today = _system_today,
    *,
    opening: Path | None = None,
    anchors: Path | None = None,
) -> AnyDesk:
    """The password is forgotten: by recovery code, or by the committee's opening file and its code."""
    return _desk_of(open_by_code(folder, code, opening, anchors), today)


def open_any_rescue(folder: Path, password: str, today: Today = _system_today) -> AnyDesk:
    """What did not pass its checks, read-only, from a copy in quarantine."""
    return _desk_of(open_rescue(folder, password), today)


def _desk_of(store: Store, today: Today) -> AnyDesk:
    try:
        return CommitteeDesk.of(store, today) if holds_committee(store) else Desk(store, today)
    except BaseException:
        store.close()  # a damaged page: nobody else would free the folder
        raise
