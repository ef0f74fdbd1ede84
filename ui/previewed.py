"""What a preview shows and saves: a form made of facts, or a list as it stands on the screen."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from exporters import listing as lists
from ui import list_paper
from ui import paper as papers
from ui.context import Context
from ui.dialogs.columns_dialog import ColumnsDialog, chosen_columns
from ui.listing import ListOnScreen

if TYPE_CHECKING:
    from ui.tasks import IsCancelled, Progress


@dataclass(frozen=True, slots=True)
class Made:
    """The pages, what to read before printing them, and what the files are called, without suffix."""

    pdf: bytes
    warnings: list[str]
    names: list[str]


class Previewed(ABC):
    """`papers`: code and name of each to choose from, none or one: nothing to choose. Made and written off the GUI thread."""

    title = ""
    formats: Sequence[str] = ()
    papers: Sequence[tuple[str, str]] = ()
    has_columns = False

    @abstractmethod
    def make(self, paper: str, progress: "Progress", cancelled: "IsCancelled") -> Made: ...

    @abstractmethod
    def write(self, folder: Path, fmt: str, paper: str, name: str) -> list[Path]: ...

    def printed(self, paper: str, sent: int) -> None:
        """So many pages went to a printer: what keeps a register notes it."""
        del paper, sent

    def choose_columns(self, parent: QWidget) -> bool:
        """Ask which columns; whether the pages are to be laid out anew."""
        del parent
        return False


class FormPages(Previewed):
    """A form of a subject: the very pages and files that would be exported."""

    def __init__(self, context: Context, form_id: str, subject: Any) -> None:
        self._context, self._form_id, self._subject = context, form_id, subject
        self._spec = papers.form_of(form_id).spec
        self.title, self.formats = self._spec.title, self._spec.formats
        self.has_columns = bool(self._spec.column_titles)
        if self._spec.paper_options:
            sheets = (self._spec.paper, *self._spec.paper_options)
            self.papers = [
                (sheet.code, sheet.name or paper_name(sheet.width, sheet.height)) for sheet in sheets
            ]

    def make(self, paper: str, progress: "Progress", cancelled: "IsCancelled") -> Made:
        del progress, cancelled
        desk, form_id, subject = self._context.desk, self._form_id, self._subject
        columns = chosen_columns(self._context.settings, self._spec)
        return Made(
            papers.pdf_for(desk, form_id, subject, paper=paper or None, columns=columns),
            papers.before_printing(desk, form_id, subject),
            papers.names(desk, form_id, subject),
        )

    def write(self, folder: Path, fmt: str, paper: str, name: str) -> list[Path]:
        columns, formats = chosen_columns(self._context.settings, self._spec), (fmt,)
        chosen: Any = formats
        return papers.export(
            self._context.desk,
            self._form_id,
            folder,
            chosen,
            self._subject,
            paper or None,
            columns,
            name=name,
        )

    def printed(self, paper: str, sent: int) -> None:
        columns = chosen_columns(self._context.settings, self._spec)
        papers.printed(self._context.desk, self._form_id, self._subject, paper or None, columns, sent)

    def choose_columns(self, parent: QWidget) -> bool:
        return bool(ColumnsDialog(self._spec, self._context.settings, parent).exec())


class ListPages(Previewed):
    """A list on the screen, all of it or what is selected."""

    formats = ("docx", "pdf")

    def __init__(self, context: Context, listed: ListOnScreen, *, selected: bool = False) -> None:
        self._desk, self._listed, self._selected = context.desk, listed, selected
        self.title = listed.title
        self.papers = [("", "自动选纸"), *lists.PAPER_NAMES.items()]

    def make(self, paper: str, progress: "Progress", cancelled: "IsCancelled") -> Made:
        listing = list_paper.dressed(self._desk, self._listed.make(self._selected, 0, progress, cancelled))
        missing = "”“".join(lists.missing_glyphs(listing)[:10])
        said = [f"字体里没有“{missing}”，打印前请核对这些字。"] if missing else []
        return Made(lists.render(listing, "pdf", paper), said, [list_paper.stem_of(listing)])

    def write(self, folder: Path, fmt: str, paper: str, name: str) -> list[Path]:
        chosen: Any = (fmt,)
        written = list_paper.export(
            self._desk,
            lambda: self._listed.make(self._selected, 0, _silent, _never),
            folder,
            chosen,
            paper,
            name=name,
        )
        return written.files


def paper_name(width_mm: float, height_mm: float) -> str:
    """A4 纵向, A3 横向, A5 …"""
    longest = max(width_mm, height_mm)
    long = "A3" if longest > 400 else "A5" if longest < 220 else "A4"
    return f"{long} {'横向' if width_mm > height_mm else '纵向'}"


def _silent(_done: int, _total: int) -> None:
    """A preview's file is small: nobody watches."""


def _never() -> bool:
    return False
