"""What it costs to see a record and to bind a year: ``build/dev.py bench binder`` (the sample branch's 60 meetings).

The binder has all sheets of the year; records are lengthened to about 300 pages. Beside it the same pages one by one.
Times of the wall and of the processor; machines are shared, the limits are those of a calm one.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from exporters.binder import Binder  # noqa: E402
from models.domain.records import MeetingKind  # noqa: E402
from models.services import binders  # noqa: E402
from models.services.desk import Desk  # noqa: E402
from models.services.sample import create_sample  # noqa: E402
from ui import paper  # noqa: E402
from ui.binding import facts_of  # noqa: E402

PREVIEW_GOAL, BINDER_GOAL, MEMORY_GOAL = 0.3, 10.0, 400.0
PAGES_WANTED = 300
SPEECH = "\n".join(
    f"侯学军：第 {number} 条，机耕路、养老驿站、合作社分红三件事要逐月向党员报告，涉及群众的按规定公示，听取意见后再定。"
    for number in range(1, 40)
)


def timed(job: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the wall and of the processor."""
    wall, busy = time.perf_counter(), time.process_time()
    job()
    return time.perf_counter() - wall, time.process_time() - busy


def line(what: str, wall: float, busy: float, limit: float) -> None:
    print(f"{what:<58}{wall:7.2f} s ({busy:5.2f} s of processor)   limit {limit:g} s  {wall / limit:5.2f}×")


def lengthen(desk: Desk) -> None:
    """Unsigned records beside the year's, each of several pages, until the binder has its pages."""
    for number in range(1, 45):
        made = desk.meetings.create(MeetingKind.ASSEMBLY, f"2025-{number % 12 + 1:02d}-{number % 27 + 1:02d}")
        desk.meetings.update(made, {"content": SPEECH, "title": f"测量用记录 {number}"})


def preview(desk: Desk) -> None:
    """A record of ten pages as the preview makes it."""
    made = desk.meetings.create(MeetingKind.ASSEMBLY, "2026-09-12")
    desk.meetings.update(made, {"content": "\n".join([SPEECH] * 2)})
    paper.pdf_for(desk, "A3", made)  # fonts are read once in a run of the program
    wall, busy = timed(lambda: paper.pdf_for(desk, "A3", made))
    line("preview of a record of about ten pages", wall, busy, PREVIEW_GOAL)
    desk.meetings.delete(made)


def bound(desk: Desk) -> None:
    """The year as one pdf, then as one docx."""
    pages = 0
    held: list[tuple[Binder, object]] = []

    def pdf() -> None:
        nonlocal pages
        plan = binders.plan(desk, binders.year_of(desk, 2025))
        binder = Binder(plan)
        for sheet in plan.sheets:
            binder.add(sheet, facts_of(desk, plan, sheet))
        book = binder.bind()
        pages = book.pages
        size = len(binder.pdf(book))
        print(f"  {len(plan.sheets)} sheets, {pages} pages, pdf {size / 1e6:.1f} MB")
        held.append((binder, book))

    wall, busy = timed(pdf)
    line("a year bound as pdf", wall, busy, BINDER_GOAL)
    [(binder, book)] = held
    more, more_busy = timed(lambda: binder.docx(book))  # type: ignore[arg-type]
    line("the same as docx", more, more_busy, BINDER_GOAL)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'memory at most':<58}{peak:7.0f} MB   limit {MEMORY_GOAL:g} MB  {peak / MEMORY_GOAL:5.2f}×")
    if pages < PAGES_WANTED:
        print(f"  fewer than {PAGES_WANTED} pages: the limit is for more")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        desk = create_sample(Path(folder) / "branch", with_last_year=True)
        try:
            preview(desk)
            lengthen(desk)
            bound(desk)
        finally:
            desk.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
