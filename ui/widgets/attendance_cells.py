"""The roll of a meeting as a list of cells: what each cell says, finds and paints."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QWidget

from models.domain.exemption import short_ground
from models.domain.records import Attendee, Category, Presence
from ui.theme import active, px

MARKS = {
    Presence.PRESENT: ("✓ 到会", "done"),
    Presence.LEAVE: ("○ 请假", "soon"),
    Presence.ABSENT: ("× 缺席", "late"),
    Presence.UNSET: ("— 未登记", "unknown"),
}
NOT_COUNTED = ("不计入应到", "unknown")


def mark(attendee: Attendee) -> tuple[str, str]:
    """What the cell says of coming, and its tone; the kind of leave instead of 请假."""
    if attendee.presence is Presence.UNSET and attendee.left_out:
        return NOT_COUNTED
    words, tone = MARKS[attendee.presence]
    if attendee.presence is Presence.LEAVE and attendee.leave_kind:
        words = f"○ {attendee.leave_kind}"
    return (f"{words}，已补课" if attendee.makeup_on else words), tone


AnyIndex = QModelIndex | QPersistentModelIndex


def tag(attendee: Attendee) -> str:
    """What stands beside the name: post, why somebody has no vote, or is judged in another way."""
    if attendee.left_out and attendee.presence is not Presence.PRESENT:
        return short_ground(attendee.left_out)
    words = [attendee.party_post]
    if attendee.category is Category.PROBATIONARY:
        words.append("预备")
    elif not attendee.can_vote:
        words.append("无表决权")
    if attendee.is_mobile:
        words.append("流动")
    if attendee.is_exempt:
        words.append("不作硬性要求")
    return " ".join(word for word in words if word)


class AttendanceModel(QAbstractListModel):
    """The roll of one meeting; UserRole is the Attendee."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.attendees: list[Attendee] = []
        self._spellings: Mapping[int, tuple[str, str]] = {}

    def set_roll(self, attendees: Sequence[Attendee], spellings: Mapping[int, tuple[str, str]]) -> None:
        """Show this roll; the same people in the same order keep selection and scroll position."""
        same = [a.person_id for a in attendees] == [a.person_id for a in self.attendees]
        self._spellings = spellings
        if same:
            self.attendees = list(attendees)
            self.dataChanged.emit(self.index(0), self.index(len(self.attendees) - 1))
            return
        self.beginResetModel()
        self.attendees = list(attendees)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        return 0 if parent.isValid() else len(self.attendees)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        attendee = self.attendees[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return attendee
        words = (attendee.name, tag(attendee), attendee.why, mark(attendee)[0], attendee.reason)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " ".join(word for word in words if word)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"<span>{escape('　'.join(word for word in words if word))}</span>"
        return None

    def matches(self, text: str) -> list[int]:
        """Rows whose name holds the text or whose pinyin or initials begin with it; not yet present ones first."""
        wanted = text.strip().lower().replace(" ", "")
        if not wanted:
            return []
        found: list[tuple[tuple[bool, bool], int]] = []
        for row, attendee in enumerate(self.attendees):
            pinyin, initials = self._spellings.get(attendee.person_id, ("", ""))
            if wanted in attendee.name or pinyin.startswith(wanted) or initials.startswith(wanted):
                exact = wanted in (attendee.name, initials, pinyin)
                found.append(((attendee.presence is Presence.PRESENT, not exact), row))
        return [row for _, row in sorted(found)]


class AttendanceDelegate(QStyledItemDelegate):
    """One cell: name, quiet tag, state with its sign at the right."""

    def sizeHint(self, option: Any, index: AnyIndex) -> QSize:
        view = self.parent()
        grid = view.gridSize() if isinstance(view, QListView) else QSize()
        return grid if grid.isValid() else super().sizeHint(option, index)

    def paint(self, painter: QPainter, option: Any, index: AnyIndex) -> None:
        attendee: Attendee = index.data(Qt.ItemDataRole.UserRole)
        theme = active()
        painter.save()
        rect = option.rect.adjusted(px(2), px(1), -px(2), -px(1))
        state = option.state
        word, colour = mark(attendee)
        if attendee.presence is not Presence.UNSET:
            painter.fillRect(rect, theme.color(f"tint_{colour}"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("hover"))
        current = state & QStyle.StateFlag.State_Selected
        painter.setPen(QPen(theme.color("blue" if current else "line"), px(2) if current else 1))
        painter.drawRect(rect.adjusted(0, 0, -1, -1))
        inner = rect.adjusted(px(8), 0, -px(8), 0)
        font = QFont(option.font)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        if attendee.reason:
            word = f"{word}：{attendee.reason}"
        name_width = metrics.horizontalAdvance(attendee.name)
        painter.setPen(theme.color("ink"))
        painter.drawText(inner, _LEFT, metrics.elidedText(attendee.name, _ELIDE, inner.width()))
        font.setPixelSize(px(12))
        painter.setFont(font)
        small = painter.fontMetrics()
        label = tag(attendee)
        left = inner.left() + name_width + px(6)
        if label:
            painter.setPen(theme.color("quiet"))
            painter.drawText(QRect(left, inner.top(), inner.right() - left, inner.height()), _LEFT, label)
            left += small.horizontalAdvance(label) + px(6)
        painter.setPen(theme.color(colour))
        space = QRect(left, inner.top(), max(inner.right() - left, 0), inner.height())
        painter.drawText(space, _RIGHT, small.elidedText(word, _ELIDE, space.width()))
        painter.restore()


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ELIDE = Qt.TextElideMode.ElideRight
