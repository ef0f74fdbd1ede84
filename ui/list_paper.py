"""A list into files, and into the register of what left the computer. No Qt here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from exporters import listing as lists
from models.domain.errors import Cancelled
from models.domain.listing import Listing
from models.services.desk import Desk
from models.services.register import Register
from ui.paper import file_stem, make_folder, write_file


@dataclass(frozen=True, slots=True)
class Written:
    """The files, and the characters that no font of the pages has."""

    files: list[Path]
    missing: list[str]


def export(
    desk: Desk,
    make: Callable[[], Listing],
    folder: Path,
    formats: Sequence[lists.Format],
    paper: str = "",
    cancelled: Callable[[], bool] = lambda: False,
    name: str = "",
) -> Written:
    """Write the list in these formats; all of them are made before the first is written. `name`: as somebody chose it.

    Raises UserError where a file cannot be made or written, Cancelled when nobody wants it any more.
    """
    listing = dressed(desk, make())
    contents: list[tuple[lists.Format, bytes]] = []
    for fmt in formats:
        if cancelled():
            raise Cancelled
        contents.append((fmt, lists.render(listing, fmt, paper)))
    make_folder(folder)
    stem = name or _free_stem(folder, stem_of(listing), formats)
    written: list[Path] = []
    asked = f"（{'；'.join(listing.said)}）" if listing.said else ""
    try:
        for fmt, content in contents:
            target = folder / f"{stem}.{fmt}"
            write_file(target, content)
            written.append(target)
    finally:  # what was written has left, also where the next one could not be
        Register(desk.store, desk.today).record_export(
            f"本表：{listing.title}{asked}",
            written,
            fields="、".join(column.title for column in listing.columns),
            records=listing.number,
        )
    return Written(written, lists.missing_glyphs(listing) if "pdf" in formats else [])


def dressed(desk: Desk, listing: Listing) -> Listing:
    """The list with what its head names: whose it is, and of which day."""
    return replace(listing, branch=desk.branch.name, as_of=listing.as_of or desk.today())


def stem_of(listing: Listing) -> str:
    """What its file is called, without suffix."""
    return file_stem(f"{listing.title}-{listing.as_of}")


def _free_stem(folder: Path, stem: str, formats: Sequence[str]) -> str:
    """A name that is not taken: the same list, filtered otherwise, does not replace the one before."""
    number, free = 1, stem
    while any((folder / f"{free}.{fmt}").exists() for fmt in formats):
        number += 1
        free = f"{stem}-{number}"
    return free
