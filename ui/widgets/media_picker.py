"""Where to write: the sticks that are plugged in, found again by themselves, or a folder somebody chooses."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from models.domain.handoff import Medium
from models.services import stick
from ui.tasks import Tasks
from ui.theme import px
from ui.widgets.emptied import empty
from ui.widgets.handoff_words import size_words
from ui.widgets.plain_label import PlainLabel

LOOK_AGAIN_MS = 2000
NONE = "没有找到 U 盘。插好以后会自动出现；也可以选一个文件夹，再自己拷过去。"


class MediaPicker(QWidget):
    """`changed` when another place is chosen, or the list changes. `current()` is None while there is none."""

    changed = Signal()

    def __init__(self, tasks: Tasks, folder: str = "") -> None:
        super().__init__()
        self._tasks, self._folder = tasks, folder
        self._found: tuple[Medium, ...] = ()
        self._own: Medium | None = None
        self._looking = False
        self._wanted: Path | None = None
        self._group = QButtonGroup(self)
        self.buttons: list[QRadioButton] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(6))
        self._list = QVBoxLayout()
        self._list.setSpacing(px(2))
        box.addLayout(self._list)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.folder_button = self._button("选一个文件夹…", self.choose)
        self.again_button = self._button("重新查找", self.look)
        row.addWidget(self.folder_button)
        row.addWidget(self.again_button)
        row.addStretch(1)
        box.addLayout(row)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_AGAIN_MS)
        self._timer.timeout.connect(self.look)
        self._fill()

    @staticmethod
    def _button(text: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("quiet", True)
        button.setProperty("compact", True)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: slot())
        return button

    def current(self) -> Medium | None:
        """The place chosen, when it can be written to."""
        chosen = self._group.checkedId()
        places = self._places()
        return places[chosen] if 0 <= chosen < len(places) and not places[chosen].problem else None

    def look(self) -> None:
        """Ask the system again, off the GUI thread: a failing stick answers late."""
        if not self._looking:
            self._looking = True
            self._tasks.run(lambda _p, _c: stick.media(), self._seen, self._unseen, cancellable=False)

    def choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "写到哪个文件夹", self._folder)
        if folder:
            self.set_folder(Path(folder))

    def set_folder(self, folder: Path) -> None:
        """A folder instead of a stick."""
        self._own, self._wanted = stick.medium_of(folder), folder
        self._fill()

    def _seen(self, media: Sequence[Medium]) -> None:
        self._looking = False
        if tuple(media) != self._found:
            self._found = tuple(media)
            self._fill()

    def _unseen(self, _error: BaseException) -> None:
        self._looking = False
        self._seen(())

    def _places(self) -> list[Medium]:
        return [*self._found, *([self._own] if self._own else [])]

    def _fill(self) -> None:
        kept = self.current()
        wanted = self._wanted or (kept.path if kept else None)
        empty(self._list)
        for button in self.buttons:
            self._group.removeButton(button)
        self.buttons = []
        for number, medium in enumerate(self._places()):
            self._add(number, medium, medium.path == wanted)
        if not self.buttons:
            self._list.addWidget(PlainLabel(NONE, "quiet", wrap=True))
        elif self._group.checkedId() < 0:
            usable = [number for number, medium in enumerate(self._places()) if not medium.problem]
            if usable:
                self.buttons[usable[0]].setChecked(True)
        self.changed.emit()

    def _add(self, number: int, medium: Medium, checked: bool) -> None:
        button = QRadioButton(_title(medium).replace("&", "&&"))
        button.setEnabled(not medium.problem)
        button.setChecked(checked and not medium.problem)
        button.toggled.connect(lambda on: self._picked(medium) if on else None)
        self._group.addButton(button, number)
        self.buttons.append(button)
        self._list.addWidget(button)
        if medium.problem:
            why = PlainLabel(f"× {medium.problem}", "problem", wrap=True)
            why.setContentsMargins(px(26), 0, 0, px(4))
            self._list.addWidget(why)

    def _picked(self, medium: Medium) -> None:
        self._wanted = medium.path
        self.changed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)


def _title(medium: Medium) -> str:
    """KINGSTON（E:\\）　可用 14.2 GB，共 16 GB."""
    name = f"{medium.label}（{medium.path}）" if medium.label else str(medium.path)
    room = f"　可用 {size_words(medium.free)}" if medium.free else ""
    whole = f"，共 {size_words(medium.size)}" if medium.size and medium.free else ""
    return f"{name}{room}{whole}"
