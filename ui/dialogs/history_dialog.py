"""Who changed what in one record, when, old → new; everything together is in history_screen.py."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from models.domain.changes import HistoryEntry
from ui.context import Context
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.empty_state import EmptyState
from ui.widgets.plain_label import PlainLabel
from ui.widgets.search_box import SearchBox


def shown_time(at: str) -> str:
    """2026-09-30T08:15:00+08:00 → 2026-09-30 08:15."""
    return at[:16].replace("T", " ")


def shown_change(entry: HistoryEntry) -> str:
    """Old → new, with 空 where there was nothing."""
    if not entry.before and not entry.after:
        return ""
    return f"{entry.before or '空'} → {entry.after or '空'}"


COLUMNS: Sequence[Column[tuple[int, HistoryEntry]]] = (
    Column(key="at", title="时间", text=lambda r: shown_time(r[1].at), width=136, sort=False),
    Column(key="actor", title="谁", text=lambda r: r[1].actor, width=80, sort=False),
    Column(key="label", title="做了什么", text=lambda r: r[1].label, width=200, sort=False, wrap=True),
    Column(key="field", title="项目", text=lambda r: r[1].field, width=190, sort=False, wrap=True),
    Column(
        key="change", title="原值 → 新值", text=lambda r: shown_change(r[1]), width=290, sort=False, wrap=True
    ),
)


class HistoryDialog(QDialog):
    """A record with what belongs to it, the last change first."""

    def __init__(
        self, context: Context, table: str, row_id: int, title: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("修改历史")
        self.resize(px(960), px(560))
        desk = context.desk
        self._entries = list(enumerate(desk.history(table, row_id), 1))
        self._text = ""
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel(f"修改历史：{title}", "title", wrap=True))
        self.search = SearchBox("在历史中查找", 320)
        self.search.searched.connect(self._filter)
        box.addWidget(self.search)
        self._model = RecordTableModel(ListSource(self._shown, id_of=lambda r: r[0]), COLUMNS)
        self._model.reload()
        self.table = RecordTable(self._model, "history", context.settings)
        self.table.fill("change")
        self.table.called(f"修改历史：{title}", self.search)
        stack = QStackedWidget()
        stack.addWidget(self.table.with_foot("处改动"))
        stack.addWidget(EmptyState("还没有改动记录。"))
        stack.setCurrentIndex(0 if self._entries else 1)
        box.addWidget(stack, 1)
        box.addWidget(
            PlainLabel("历史只能增加，不能删改；每一条都与上一条相连，被人动过能查出来。", "field", wrap=True)
        )
        buttons = DialogButtons(self, "看完了")
        buttons.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)

    def _shown(self) -> list[tuple[int, HistoryEntry]]:
        if not self._text:
            return self._entries
        return [
            (number, e)
            for number, e in self._entries
            if any(
                self._text in part
                for part in (e.actor, e.label, e.field, e.before, e.after, shown_time(e.at))
            )
        ]

    def _filter(self, text: str) -> None:
        self._text = text
        self._model.reload()
