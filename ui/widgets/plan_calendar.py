"""A month of the plan: what is on each day, which days are worked or free, and which windows end there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QTableView, QWidget

from models.domain.calendar import WorkCalendar
from models.domain.year_plan import SIGNS, Entry
from ui.theme import color, plain_tip, px
from ui.widgets.plan_grid import LOOKS

Index = QModelIndex | QPersistentModelIndex
WEEK = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
WEEKS = 6
DAY_ROLE = int(Qt.ItemDataRole.UserRole)
_NO_PARENT = QModelIndex()
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCell:
    """One day: `mark` is 休 or 班 (a shifted day), `ends` are windows whose last day it is."""

    day: date
    of_month: bool
    is_today: bool = False
    works: bool = True
    mark: str = ""
    entries: tuple[Entry, ...] = ()
    ends: tuple[str, ...] = ()


def month_cells(
    year: int,
    month: int,
    entries: Sequence[Entry],
    ends: Mapping[str, Sequence[str]],
    calendar: WorkCalendar,
    today: str,
) -> list[DayCell]:
    """Six weeks from the Monday before the first of the month."""
    first = date(year, month, 1)
    start = first - timedelta(days=first.weekday())
    found: list[DayCell] = []
    for number in range(WEEKS * 7):
        day = start + timedelta(days=number)
        iso = day.isoformat()
        found.append(
            DayCell(
                day=day,
                of_month=day.month == month,
                is_today=iso == today,
                works=calendar.is_workday(day),
                mark="休" if day in calendar.off else "班" if day in calendar.work else "",
                entries=tuple(entry for entry in entries if entry.day == iso),
                ends=tuple(ends.get(iso, ())),
            )
        )
    return found


def _kind(entry: Entry) -> str:
    return entry.meeting.kind.value if entry.meeting else entry.item.kind if entry.item else ""


class CalendarModel(QAbstractTableModel):
    """Days of one month, already read."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.days: list[DayCell] = []

    def set_days(self, days: Sequence[DayCell]) -> None:
        self.beginResetModel()
        self.days = list(days)
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else WEEKS

    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(WEEK)

    def day(self, index: Index) -> DayCell | None:
        place = index.row() * 7 + index.column()
        return self.days[place] if index.isValid() and place < len(self.days) else None

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        cell = self.day(index)
        if cell is None:
            return None
        if role == DAY_ROLE:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return str(cell.day.day)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            text = day_tip(cell)
            return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return WEEK[section]
        return None


def day_tip(cell: DayCell) -> str:
    """12月5日 周六（休）：✓ 支委会 …；最后一天：…."""
    mark = f"（{cell.mark}）" if cell.mark else ""
    said = [f"{SIGNS[e.state]} {_kind(e)} {e.words}" for e in cell.entries]
    said += [f"最后一天：{words}" for words in cell.ends]
    day = f"{cell.day.month}月{cell.day.day}日 {WEEK[cell.day.weekday()]}{mark}"
    return f"{day}：{'；'.join(said)}" if said else day


class _DayDelegate(QStyledItemDelegate):
    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        cell: DayCell | None = index.data(DAY_ROLE)
        if cell is None:
            return
        rect: QRect = option.rect
        painter.save()
        painter.fillRect(rect, color("panel" if cell.of_month and cell.works else "paper"))
        self._head(painter, option, rect, cell)
        if cell.of_month:
            self._lines(painter, option, rect, cell)
        painter.setPen(color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if self._view.currentIndex() == index:
            painter.setPen(QPen(color("blue" if self._view.hasFocus() else "line_strong"), px(2)))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()

    @staticmethod
    def _head(painter: QPainter, option: Any, rect: QRect, cell: DayCell) -> None:
        font = option.font
        font.setPixelSize(px(13))
        font.setBold(cell.is_today)
        painter.setFont(font)
        line = QRect(rect.left() + px(6), rect.top() + px(2), rect.width() - px(12), px(20))
        painter.setPen(color("ink" if cell.of_month else "disabled"))
        painter.drawText(line, _LEFT, f"{cell.day.day} 今天" if cell.is_today else str(cell.day.day))
        if cell.mark and cell.of_month:
            painter.setPen(color("done" if cell.mark == "休" else "soon"))
            painter.drawText(line, _RIGHT, cell.mark)

    @staticmethod
    def _lines(painter: QPainter, option: Any, rect: QRect, cell: DayCell) -> None:
        font = option.font
        font.setPixelSize(px(12))
        font.setBold(False)
        painter.setFont(font)
        step, top = px(17), rect.top() + px(22)
        room = max(1, (rect.bottom() - top) // step)
        told = [(f"{SIGNS[e.state]} {_kind(e)}", LOOKS[e.state][0]) for e in cell.entries]
        told += [(f"止 {words}", "soon") for words in cell.ends]
        more = len(told) - room
        if more > 0:
            told = [*told[: room - 1], (f"还有 {more + 1} 项", "quiet")]
        for number, (words, name) in enumerate(told):
            line = QRect(rect.left() + px(6), top + number * step, rect.width() - px(8), step)
            painter.setPen(color(name))
            short = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, _LEFT, short)


class PlanCalendar(QTableView):
    """`opened(day)` by Enter or double click, `add_wanted(day)` by Insert, `month_wanted(by)` by Page Up and Page Down."""

    current_changed = Signal(str)
    opened = Signal(str)
    add_wanted = Signal(str)
    month_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.day_model = CalendarModel(self)
        self.setModel(self.day_model)
        self.setItemDelegate(_DayDelegate(self))
        self.setAccessibleName("月历")
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setMinimumSectionSize(px(58))
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setFixedHeight(px(34))
        self.horizontalHeader().setSectionsClickable(False)
        self.doubleClicked.connect(lambda _index: self.opened.emit(self.day()))

    def set_days(self, days: Sequence[DayCell], day: str) -> None:
        """Show a month, with this day in hand."""
        self.day_model.set_days(days)
        self.select(day)

    def day(self) -> str:
        """The day in hand as ISO text."""
        cell = self.day_model.day(self.currentIndex())
        return cell.day.isoformat() if cell else ""

    def cell(self) -> DayCell | None:
        return self.day_model.day(self.currentIndex())

    def select(self, day: str) -> None:
        for place, cell in enumerate(self.day_model.days):
            if cell.day.isoformat() == day:
                self.setCurrentIndex(self.day_model.index(place // 7, place % 7))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)  # type: ignore[arg-type]
        self.viewport().update()
        if self.day():
            self.current_changed.emit(self.day())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.day():
            self.opened.emit(self.day())
        elif key in (Qt.Key.Key_Insert, Qt.Key.Key_Plus) and self.day():
            self.add_wanted.emit(self.day())
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.month_wanted.emit(-1 if key == Qt.Key.Key_PageUp else 1)
        else:
            super().keyPressEvent(event)
