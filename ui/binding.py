"""From a branch to a bound book: the plan's sheets read, laid out and written one after the other. No Qt here."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from exporters.binder import Binder
from exporters.registry import form
from exporters.spec import Facts
from models.domain.binder import BinderPlan, Sheet, Wanted
from models.domain.errors import Cancelled
from models.services import binders
from models.services.desk import Desk
from models.services.plan_facts import quarter_facts
from models.services.register import Register
from ui.paper import file_stem, make_folder, write_file

BookFormat = Literal["pdf", "docx"]
FORMATS: tuple[BookFormat, ...] = ("pdf", "docx")
Progress = Callable[[int, int], object]


def bind(
    desk: Desk,
    wanted: Wanted,
    folder: Path,
    formats: Sequence[BookFormat] = FORMATS,
    progress: Progress = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Path]:
    """The book in these formats; nothing is written before all of it is made. Cancelled when nobody wants it."""
    plan = binders.plan(desk, wanted)
    binder = Binder(plan)
    total = len(plan.sheets) * (2 if "docx" in formats else 1) + 1
    done = 0

    def tick() -> None:
        nonlocal done
        if cancelled():
            raise Cancelled
        done = min(done + 1, total)
        progress(done, total)

    for sheet in plan.sheets:
        tick()
        binder.add(sheet, facts_of(desk, plan, sheet))
    bound = binder.bind()
    contents = {fmt: binder.pdf(bound) if fmt == "pdf" else binder.docx(bound, tick) for fmt in formats}
    tick()
    make_folder(folder)
    written: list[Path] = []
    try:
        for fmt, content in contents.items():
            target = folder / f"{file_stem(bound.title)}.{fmt}"
            write_file(target, content)
            written.append(target)
    finally:  # what was written has left, also where the next one could not be
        Register(desk.store, desk.today).record_export(
            bound.title, written, fields="、".join(plan.facts.wanted.sections), records=len(plan.sheets)
        )
    return written


def facts_of(desk: Desk, plan: BinderPlan, sheet: Sheet) -> Facts:
    """What a sheet is made of; the book's own sheets have the plan's facts."""
    if sheet.quarter:
        return quarter_facts(desk, int(sheet.ref or 0), sheet.quarter, sheet.as_of)
    subject = form(sheet.form_id).spec.subject
    return plan.facts if subject == "binder" else desk.facts(subject, sheet.ref, sheet.as_of or None)
