"""A prepared data folder takes the place of the one in use: one rename decides, the rest can be repeated.

Everything new stands whole in `~incoming`. Renaming it to `incoming` is the decision: before it nothing has
happened, after it every start of the program finishes what a power cut left half done.
"""

import logging
import shutil
from pathlib import Path

from models.db.files import disk_errors, make_private, replace, sync_folder

PREPARING, DECIDED = "~incoming", "incoming"
DB_NAME = "party.db"
MEMBERS = (DB_NAME, "keys.json", "keys.bak.json", "anchor/head.json")
LEFTOVERS = tuple(f"{DB_NAME}{suffix}" for suffix in ("-wal", "-journal", "-shm"))

log = logging.getLogger(__name__)


def prepare(folder: Path) -> Path:
    """An empty folder for what will come in; what an earlier try left there goes."""
    place = folder / PREPARING
    with disk_errors(folder):
        if place.exists():
            shutil.rmtree(place)
        make_private(place)
    return place


def abandon(folder: Path) -> None:
    """Nothing came of it."""
    shutil.rmtree(folder / PREPARING, ignore_errors=True)


def decide(folder: Path) -> None:
    """The prepared folder counts from now on. The data must be closed, and the folder's lock held."""
    with disk_errors(folder):
        place = folder / PREPARING
        for inner in (place / "anchor", place):
            sync_folder(inner)
        replace(place, folder / DECIDED)
    finish(folder)


def finish(folder: Path) -> None:
    """Before the data are opened, with the lock held: complete what was decided, clear what was not."""
    place = folder / DECIDED
    if not place.is_dir():
        if (folder / PREPARING).exists():
            abandon(folder)
        return
    with disk_errors(folder):
        for name in LEFTOVERS:  # a log of the old file must never meet the new one
            (folder / name).unlink(missing_ok=True)
        sync_folder(folder)
        for name in MEMBERS:
            if (place / name).is_file():
                make_private((folder / name).parent)
                replace(place / name, folder / name)
        shutil.rmtree(place)
        sync_folder(folder)
    log.info("prepared data folder taken over")
