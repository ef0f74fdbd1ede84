"""Many forms as one book: front sheets, contents with pages, every sheet, an index of names; as one pdf and one docx.

Sheets are added one by one, so that the facts of the next are read while the window goes on; nothing is kept of a
sheet but its pages. Order: forms.md D12.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from exporters.layout import Resolved
from exporters.registry import form
from exporters.render import prepare
from exporters.spec import Facts
from models.domain.attendance_year import AttendanceFacts
from models.domain.binder import BinderKind, BinderPlan, Sheet, contents

if TYPE_CHECKING:
    from exporters.backends.pdf import Binding

LEDGER = "A11"
COVER, HOW, GAPS, CONTENTS, INDEX, OPINION = (f"D12.{number}" for number in range(1, 7))


@dataclass(slots=True)
class Bound:
    """The finished book: its forms in order, which of them is the contents, and where each sheet is."""

    title: str
    forms: list[Resolved]
    pages: int
    contents_at: int
    listed: list[int]  # for each line of the contents, the number of its form
    marks: dict[int, tuple[str, int]]  # bookmark and level, by the number of the form


@dataclass(slots=True)
class Binder:
    """Collects the sheets of a plan. Not for two threads at once."""

    plan: BinderPlan
    _binding: "Binding" = field(init=False)
    _sheets: list[tuple[Sheet, Resolved, int]] = field(default_factory=list[tuple[Sheet, Resolved, int]])
    _ledgers: dict[int, AttendanceFacts] = field(default_factory=dict[int, AttendanceFacts])
    # number of the sheet, and of its page
    _names: dict[str, list[tuple[int, int]]] = field(default_factory=dict[str, list[tuple[int, int]]])

    def __post_init__(self) -> None:
        from exporters.backends.pdf import Binding  # noqa: PLC0415  (reportlab: 50 ms of start-up)

        self._binding = Binding()

    def add(self, sheet: Sheet, facts: Facts) -> int:
        """Lay one sheet out; how many pages it takes."""
        made = prepare(form(sheet.form_id), facts)
        pages = self._binding.lay_out(made)
        said = self._binding.said(made)
        text = "".join(said)
        for name in self.plan.names:
            if name in text:
                found = [(len(self._sheets), page) for page, words in enumerate(said) if name in words]
                self._names.setdefault(name, []).extend(found)
        if sheet.form_id == LEDGER and isinstance(facts, AttendanceFacts):
            self._ledgers[len(self._sheets)] = facts
        self._sheets.append((sheet, made, pages))
        return pages

    def bind(self) -> Bound:
        """Front sheets, contents and index around what was added; the contents know their own length."""
        facts = self.plan.facts
        manual = facts.wanted.kind is BinderKind.MANUAL
        front = [self._own(COVER), *([self._own(HOW)] if manual else []), self._own(GAPS)]
        before = sum(pages for _, pages in front)
        blank, length = self._contents(before)  # as long as it will be, with other numbers
        starts = self._starts(before + length)
        self._tell_pages(starts)
        listing, _ = self._contents(before + length)
        total = before + length + sum(pages for _, _, pages in self._sheets)
        back = [self._index(starts)] if self._names else []
        back += [self._own(OPINION)] if manual else []
        del blank
        forms = [made for made, _ in front]
        contents_at = len(forms)
        forms += [listing, *(made for _, made, _ in self._sheets), *(made for made, _ in back)]
        return Bound(
            title=self.plan.title,
            forms=forms,
            pages=total + sum(pages for _, pages in back),
            contents_at=contents_at,
            listed=self._listed(contents_at + 1),
            marks=self._marks(contents_at + 1),
        )

    def pdf(self, bound: Bound) -> bytes:
        """The book as one pdf with bookmarks."""
        return self._binding.write(bound.title, bound.forms, bound.marks)

    def docx(self, bound: Bound, tick: Callable[[], object] = lambda: None) -> bytes:
        """The same as one Word file; the page numbers of the contents are fields. `tick` after each sheet."""
        from exporters.backends import docx_binder  # noqa: PLC0415  (python-docx: 45 ms of start-up)

        return docx_binder.render_bound(bound.title, bound.forms, bound.contents_at, bound.listed, tick)

    def _own(self, form_id: str, **more: object) -> tuple[Resolved, int]:
        made = prepare(form(form_id), replace(self.plan.facts, **more))  # type: ignore[arg-type]
        return made, self._binding.lay_out(made)

    def _starts(self, before: int) -> list[int]:
        starts: list[int] = []
        for _, _, pages in self._sheets:
            starts.append(before + 1)
            before += pages
        return starts

    def _tell_pages(self, starts: Sequence[int]) -> None:
        """The ledger of meetings names the page of each record, now that it is known."""
        pages = {
            sheet.ref: start
            for (sheet, _, _), start in zip(self._sheets, starts, strict=True)
            if isinstance(sheet.ref, int) and form(sheet.form_id).spec.subject == "meeting"
        }
        for at, facts in self._ledgers.items():
            sheet, _, length = self._sheets[at]
            made = prepare(form(sheet.form_id), replace(facts, pages=pages))
            if self._binding.lay_out(made) == length:
                self._sheets[at] = (sheet, made, length)

    def _contents(self, before: int) -> tuple[Resolved, int]:
        starts = zip((sheet for sheet, _, _ in self._sheets), self._starts(before), strict=True)
        return self._own(CONTENTS, entries=contents(starts))

    def _index(self, starts: Sequence[int]) -> tuple[Resolved, int]:
        pages = {
            name: tuple(starts[at] + page for at, page in places)
            for name, places in self._names.items()
            if places
        }
        named = tuple((name, pages[name]) for name in self.plan.names if name in pages)
        return self._own(INDEX, index=named)

    def _listed(self, first: int) -> list[int]:
        listed: list[int] = []
        section = ""
        for number, (sheet, _, _) in enumerate(self._sheets, start=first):
            listed += [number] * (2 if sheet.section != section else 1)
            section = sheet.section
        return listed

    def _marks(self, first: int) -> dict[int, tuple[str, int]]:
        marks: dict[int, tuple[str, int]] = {}
        section = ""
        for number, (sheet, _, _) in enumerate(self._sheets, start=first):
            marks[number] = (
                f"{sheet.section}　{sheet.title}" if sheet.section != section else sheet.title,
                0,
            )
            section = sheet.section
        return marks
