"""The cards of the board: three lines, a sign and a word when something is late."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QFont,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from models.services.pipeline_view import Entry
from ui.theme import active, px
from ui.widgets.timeline_rows import lines_tooltip

ENTRY = Qt.ItemDataRole.UserRole + 1
MIME = "application/x-branch-desk-person"
Index = QModelIndex | QPersistentModelIndex


SHORT_STEPS = {
    "talk": "谈话",
    "activist": "定积极分子",
    "activist_filed": "备案",
    "contacts": "定联系人",
    "inspection": "考察",
    "seek_opinions": "拟列讨论",
    "consent": "上级同意",
    "notice": "公示",
    "candidate": "列为对象",
    "sponsors": "定介绍人",
    "political_review": "政审",
    "training": "培训",
    "committee_review": "支委审查",
    "pre_review": "上级预审",
    "form_filled": "填志愿书",
    "admission": "接收大会",
    "superior_talk": "上级谈话",
    "approval": "上级审批",
    "filed": "上级备案",
    "assigned": "编入小组",
    "oath": "宣誓",
    "probation_inspection": "预备期考察",
    "confirm_apply": "转正申请",
    "confirmation": "转正大会",
    "confirmation_approval": "转正审批",
    "archived": "归档",
}


def due_words(entry: Entry, this_year: str = "") -> tuple[str, str]:
    """What is due next, short, and by when: ("谈话", "8月1日前")."""
    due = entry.due
    if due is None:
        return "步骤已办完", ""
    name = SHORT_STEPS.get(due.code, due.name)
    if due.latest:
        return name, f"{short_day(due.latest, this_year)}前"
    return name, f"{short_day(due.earliest, this_year)}起" if due.earliest else ""


def due_text(entry: Entry) -> str:
    """The same in full: 派人谈话 2026-08-01 前."""
    due = entry.due
    if due is None:
        return "步骤已办完"
    return due.name + (f" {due.latest} 前" if due.latest else f" {due.earliest} 起" if due.earliest else "")


def short_day(iso: str, this_year: str) -> str:
    """A day on a card: 8月1日 in this year, 2027年3月 in another."""
    year, month, day = (*iso.split("-"), "", "")[:3]
    if year == this_year and day:
        return f"{int(month)}月{int(day)}日"
    return f"{year}年" + (f"{int(month)}月" if month else "")


def state_of(entry: Entry) -> tuple[str, str]:
    """Sign and word of an entry's state, and its colour: late, soon, to be checked, or nothing."""
    left = entry.days_left
    if left is not None and left < 0:
        return f"▲逾期{-left}天", "late"
    if entry.to_check:
        return f"！待核{entry.to_check}条", "late"
    if left is not None and entry.is_soon:
        return (f"●剩{left}天" if left else "●今天到期"), "soon"
    return "", ""


def card_lines(entry: Entry) -> tuple[str, str, str]:
    """Name, days in the stage, what is due."""
    stay = f"本阶段 {entry.days} 天" if entry.since else "无办理日期"
    return entry.dossier.person.name, stay, due_text(entry)


class CardModel(QAbstractListModel):
    """The cards of one stage."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []
        self.this_year = ""

    def set_entries(self, entries: list[Entry], this_year: str) -> None:
        self.beginResetModel()
        self.entries, self.this_year = entries, this_year
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entries[index.row()]
        if role == ENTRY:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return "，".join(part for part in (*card_lines(entry), state_of(entry)[0]) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            why = entry.due.why if entry.due else ""
            open_ones = [f.message for f in entry.findings if not f.answer][:3]
            return lines_tooltip("\n".join(p for p in (*card_lines(entry), why, *open_ones) if p))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        data.setData(MIME, QByteArray(str(self.entries[indexes[0].row()].person_id).encode()))
        return data


class CardDelegate(QStyledItemDelegate):
    """Paints a card: white, hairline, a coloured edge only when something is late or to be checked."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(120), px(92))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(ENTRY)
        state = option.state  # type: ignore[attr-defined]
        box = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -px(8) + 0.5)  # type: ignore[attr-defined]
        selected = bool(state & QStyle.StateFlag.State_Selected)
        hover = bool(state & QStyle.StateFlag.State_MouseOver)
        focus = bool(state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = active()
        edge = "blue" if focus or selected else "line_strong" if hover else "line"
        painter.setPen(QPen(theme.color(edge), 2 if focus else 1))
        painter.setBrush(theme.color("select" if selected else "panel"))
        painter.drawRoundedRect(box, px(4), px(4))
        word, color = state_of(entry)
        if word:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(color))
            painter.drawRoundedRect(
                QRectF(box.left(), box.top() + px(10), px(3), box.height() - px(20)), 1, 1
            )
        self._words(painter, box.toRect().adjusted(px(12), px(9), -px(8), -px(8)), entry, word, color, index)
        painter.restore()

    def _words(
        self, painter: QPainter, rect: QRect, entry: Entry, word: str, color: str, index: Index
    ) -> None:
        theme, third = active(), rect.height() // 3
        model = index.model()
        this_year = model.this_year if isinstance(model, CardModel) else ""
        name, stay, _ = card_lines(entry)
        small, strong = QFont(painter.font()), QFont(painter.font())
        strong.setPixelSize(theme.px("body"))
        strong.setWeight(QFont.Weight.DemiBold)
        small.setPixelSize(theme.px("small"))
        lines = [QRect(rect.left(), rect.top() + i * third, rect.width(), third) for i in range(3)]
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(strong)
        room = painter.fontMetrics().horizontalAdvance(name) + px(4)
        painter.setFont(small)
        width = painter.fontMetrics().horizontalAdvance(word)
        beside = room + width <= rect.width()  # a long name pushes the state to the second line
        if word:
            painter.setPen(theme.color(color))
            side = Qt.AlignmentFlag.AlignRight if beside else Qt.AlignmentFlag.AlignLeft
            painter.drawText(lines[0 if beside else 1], middle | side, word)
        if not word or beside:
            painter.setPen(theme.color("quiet"))
            self._fit(painter, lines[1], stay)
        painter.setFont(strong)
        painter.setPen(theme.color("ink"))
        self._fit(painter, lines[0].adjusted(0, 0, -width if beside else 0, 0), name)
        painter.setFont(small)
        painter.setPen(theme.color("late" if entry.is_late else "soon" if entry.is_soon else "ink"))
        due, day = due_words(entry, this_year)
        painter.drawText(lines[2], middle | Qt.AlignmentFlag.AlignRight, day)
        room = painter.fontMetrics().horizontalAdvance(day) + px(4)
        self._fit(painter, lines[2].adjusted(0, 0, -room, 0), due)

    def _fit(self, painter: QPainter, rect: QRect, text: str) -> None:
        cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, cut)
