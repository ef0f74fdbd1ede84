"""What a key costs in a long record: ``build/dev.py bench editor`` (60 pages; beside a bare Qt text box).

A key is sent as the input method sends it, and everything that follows from it is done before the next: layout, faces,
painting. Processor time, so that other work on the machine does not count. The timers that wait for a pause (word
count, judgement) are shown as "after a pause".
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt  # noqa: E402
from PySide6.QtGui import QInputMethodEvent, QTextCursor  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget  # noqa: E402

from models.domain.records import AgendaItem, MeetingKind  # noqa: E402
from models.services.desk import Desk  # noqa: E402
from ui import theme  # noqa: E402
from ui.context import Context  # noqa: E402
from ui.settings import UiSettings  # noqa: E402
from ui.tabs.meetings_tab import MeetingsTab  # noqa: E402

PAGES, LETTERS_A_PAGE = 60, 960  # of a record's form in 小四
KEYS = 200
GOAL = 16.0
WORDS = "会议传达学习了上级文件精神要求全体党员按月参加主题党日认真落实各项工作任务发言同意"


def record(letters: int, paragraph: int) -> str:
    """Invented minutes: headings, speakers, paragraphs about as long as given."""
    chance = random.Random(60)
    lines: list[str] = []
    length = 0
    while length < letters:
        kind = chance.randrange(12)
        head = (
            "一、"
            if kind == 0
            else "（二）"
            if kind == 1
            else "1."
            if kind == 2
            else "侯学军："
            if kind < 7
            else ""
        )
        size = 10 if kind < 2 else max(4, round(chance.gauss(paragraph, paragraph / 3)))
        lines.append(head + "".join(chance.choice(WORDS) for _ in range(size)) + ("" if kind < 2 else "。"))
        length += len(lines[-1])
    return "\n".join(lines)


def press(app: QApplication, box: QPlainTextEdit, key: Callable[[], None], where: str) -> list[float]:
    """Milliseconds of each key at a place of the text."""
    cursor = box.textCursor()
    if where == "middle":
        cursor.setPosition(box.document().characterCount() // 2)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
    else:
        cursor.movePosition(QTextCursor.MoveOperation.End)
    box.setTextCursor(cursor)
    box.setFocus()
    app.processEvents()
    taken: list[float] = []
    for _ in range(KEYS):
        started = time.process_time()
        key()
        app.processEvents()
        taken.append((time.process_time() - started) * 1000)
    return taken


def hanzi(app: QApplication, box: QWidget) -> Callable[[], None]:
    def send() -> None:
        event = QInputMethodEvent()
        event.setCommitString("学")
        app.sendEvent(box, event)

    return send


def show(what: str, taken: list[float], bare: list[float], goal: float = GOAL) -> bool:
    middle, late = statistics.median(taken), sorted(taken)[int(len(taken) * 0.99)]
    base = statistics.median(bare)
    good = not goal or late <= goal
    asked = f"goal 99 % <= {goal:.0f} ms {'' if good else 'MISSED'}" if goal else "(Qt's own layout)"
    print(
        f"{what:<44} median {middle:5.1f} ms  99 % {late:5.1f} ms  bare box {base:5.1f} ms  "
        f"ratio {middle / base:4.1f}  {asked}"
    )
    return good


def bare_box(text: str) -> QPlainTextEdit:
    box = QPlainTextEdit(text)
    font = box.font()
    font.setPixelSize(16)
    box.setFont(font)
    box.resize(900, 420)
    box.show()
    return box


def main() -> int:
    app = QApplication([])
    theme.apply(app)
    long = record(PAGES * LETTERS_A_PAGE, 90)
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk.create(
            Path(folder) / "store", "测量用的口令-2026", name="槐树村党支部", today=lambda: "2026-09-30"
        )
        for number in range(40):
            desk.roster.add(
                {"name": f"侯学{WORDS[number]}", "category": "正式党员", "joined_on": "2001-07-01"}
            )
        service = desk.meetings
        for month in range(1, 9):
            older = service.create(MeetingKind.ASSEMBLY, f"2026-{month:02}-12")
            service.update(older, {"content": record(8000, 90)})
        meeting_id = service.create(MeetingKind.ASSEMBLY, "2026-09-12")
        service.update(meeting_id, {"content": long})
        service.save_items(
            meeting_id, [AgendaItem(title=f"议题{n}", content=long if n == 1 else "") for n in (1, 2)]
        )
        tab = MeetingsTab(Context(desk=desk, settings=UiSettings(Path(folder) / "window.ini")))
        tab.resize(1366, 640)
        tab.show()
        started = time.process_time()
        tab.open_meeting(meeting_id)
        tab.page.turn_to(2)
        app.processEvents()
        print(f"a record of {PAGES} pages ({len(long)} letters, {long.count(chr(10)) + 1} paragraphs) opens in "
              f"{(time.process_time() - started) * 1000:.0f} ms")  # fmt: skip
        page, box, good = tab.page, bare_box(long), True
        bare = press(app, box, hanzi(app, box), "middle")
        content = page.minutes.content
        for where in ("middle", "end"):
            good &= show(
                f"the course of the meeting, {where}", press(app, content, hanzi(app, content), where), bare
            )
        enter = press(app, content, lambda: QTest.keyClick(content, Qt.Key.Key_Return), "middle")
        good &= show(
            "  Enter", enter, press(app, box, lambda: QTest.keyClick(box, Qt.Key.Key_Return), "middle")
        )
        started = time.process_time()
        page.minutes.say("")
        print(f"  after a pause (words counted): {(time.process_time() - started) * 1000:.1f} ms")
        page.turn_to(1)
        page.agenda.select(0)
        talk = page.agenda.form.content
        app.processEvents()
        good &= show("the discussion of an item", press(app, talk, hanzi(app, talk), "middle"), bare)
        started = time.process_time()
        page.agenda.form.settle()
        print(f"  after a pause (item judged): {(time.process_time() - started) * 1000:.1f} ms")
        started = time.process_time()
        page.flush()
        print(
            f"  field left (stored, looked through for copied words): {(time.process_time() - started) * 1000:.0f} ms"
        )
        one = record(6000, 6000).replace("\n", "")
        content.setPlainText(one)
        page.turn_to(2)
        box.setPlainText(one)
        ours = press(app, content, hanzi(app, content), "end")
        show("one paragraph of 6,000 letters", ours, press(app, box, hanzi(app, box), "end"), 0)
        box.close()
        tab.close()
        desk.close()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
