"""The table of records: pages, sorting by the source, remembered columns, copy, menu, cut text."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from ui.settings import UiSettings
from ui.tables import Column, ListSource, RecordTable, RecordTableModel


@dataclass(frozen=True)
class Line:
    id: int
    name: str


class BigSource:
    """A hundred thousand rows that exist only when asked for."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.fetched: list[int] = []
        self.sorts: list[tuple[str, bool]] = []
        self.descending = False

    def keys(self) -> Sequence[int]:
        return range(self.count, 0, -1) if self.descending else range(1, self.count + 1)

    def fetch(self, ids: Sequence[int]) -> Sequence[Line]:
        self.fetched.extend(ids)
        return [Line(i, f"党员{i}") for i in ids]

    def set_sort(self, key: str, descending: bool) -> None:
        self.sorts.append((key, descending))
        self.descending = descending


COLUMNS = (
    Column[Line](key="name", title="姓名", text=lambda r: r.name, width=90, sort="sort_name"),
    Column[Line](key="id", title="编号", text=lambda r: str(r.id), width=80, align="right", sort=False),
)


def make(qtbot: QtBot, settings: UiSettings, source: object) -> RecordTable[Line]:
    model = RecordTableModel(source, COLUMNS)  # type: ignore[arg-type]
    model.reload()
    table = RecordTable(model, "people", settings)
    qtbot.addWidget(table)
    table.resize(500, 400)
    table.show()
    return table


def people(*names: str) -> ListSource[Line]:
    return ListSource(
        lambda: [Line(i, name) for i, name in enumerate(names, 1)], sorts={"sort_name": lambda r: r.name}
    )


def test_hundred_thousand_rows_fetch_only_what_is_seen(qtbot: QtBot, settings: UiSettings) -> None:
    source = BigSource(100_000)
    table = make(qtbot, settings, source)
    table.grab()
    assert table.model().rowCount() == 100_000
    assert len(source.fetched) <= 128
    table.scrollToBottom()
    table.grab()
    assert 100_000 in source.fetched
    assert len(source.fetched) <= 3 * 128


def test_header_click_sorts_through_the_source(qtbot: QtBot, settings: UiSettings) -> None:
    source = BigSource(500)
    table = make(qtbot, settings, source)
    header = table.horizontalHeader()
    where = QPoint(header.sectionViewportPosition(0) + 20, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert source.sorts == [("sort_name", False), ("sort_name", True)]
    assert table.record_model.id_at(0) == 500
    assert header.isSortIndicatorShown()


def test_columns_and_sort_are_remembered_by_name(qtbot: QtBot, settings: UiSettings) -> None:
    table = make(qtbot, settings, people("乙", "甲"))
    table.horizontalHeader().resizeSection(0, 222)
    table.horizontalHeader().moveSection(0, 1)
    table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    again = make(qtbot, settings, people("乙", "甲"))
    header = again.horizontalHeader()
    assert header.visualIndex(0) == 1
    assert header.sortIndicatorSection() == 0
    assert header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
    header.moveSection(1, 0)
    assert header.sectionSize(0) == 222


def test_columns_are_hidden_from_the_header_menu_but_never_the_last(
    qtbot: QtBot, settings: UiSettings
) -> None:
    table = make(qtbot, settings, people("甲"))
    menu = table.header_menu()
    assert [a.text() for a in menu.actions()] == ["姓名", "编号"]
    menu.actions()[1].trigger()
    assert table.isColumnHidden(1)
    assert not table.header_menu().actions()[0].isEnabled()
    assert make(qtbot, settings, people("甲")).isColumnHidden(1)


def test_copy_gives_visible_columns_with_tabs(qtbot: QtBot, settings: UiSettings) -> None:
    table = make(qtbot, settings, people("张\t三", "李四", "王五"))
    table.selectRow(0)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "姓名\t编号\n张 三\t1\n李四\t2"


def test_selection_and_current_row_survive_a_reload(qtbot: QtBot, settings: UiSettings) -> None:
    names = ["甲", "乙", "丙"]
    table = make(qtbot, settings, ListSource(lambda: [Line(i, n) for i, n in enumerate(names, 1)]))
    table.select_id(2)
    seen: list[int] = []
    table.current_changed.connect(seen.append)
    names[1] = "乙二"
    table.record_model.reload()
    assert table.current_id() == 2
    assert table.selected_ids() == [2]
    assert seen == []


def test_current_changed_says_zero_when_the_record_is_gone(qtbot: QtBot, settings: UiSettings) -> None:
    names = ["甲", "乙"]
    table = make(qtbot, settings, ListSource(lambda: [Line(i, n) for i, n in enumerate(names, 1)]))
    table.select_id(2)
    with qtbot.waitSignal(table.current_changed) as caught:
        names.pop()
        table.record_model.reload()
    assert caught.args == [0]


def test_enter_and_double_click_open_the_row(qtbot: QtBot, settings: UiSettings) -> None:
    table = make(qtbot, settings, people("甲", "乙"))
    opened: list[int] = []
    table.opened.connect(opened.append)
    table.select_id(2)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    where = table.visualRect(table.model().index(0, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert opened == [2, 1]


def test_row_menu_acts_on_the_selected_rows(qtbot: QtBot, settings: UiSettings) -> None:
    table = make(qtbot, settings, people("甲", "乙"))
    done: list[list[int]] = []
    table.add_row_action("编辑", done.append, "Ctrl+E", enabled=lambda ids: len(ids) == 1)
    assert not table.menu().actions()[0].isEnabled()
    table.select_id(2)
    table.menu().actions()[0].trigger()
    assert done == [[2]]
    table.selectAll()
    assert not table.menu().actions()[0].isEnabled()


def test_cut_text_is_a_tooltip_shown_literally(qtbot: QtBot, settings: UiSettings) -> None:
    table = make(qtbot, settings, people("<img src=x>" * 9))
    tip = table.itemDelegate().tip_for(table.model().index(0, 0), 50, table.fontMetrics())  # type: ignore[attr-defined]
    assert "&lt;img" in tip
    assert "<img" not in tip


def test_foot_counts_and_sums_the_selection(qtbot: QtBot, settings: UiSettings) -> None:
    model = RecordTableModel(people("甲", "乙", "丙"), COLUMNS)
    model.reload()
    table = RecordTable(model, "people", settings)
    frame = table.with_foot("人", lambda ids: f"合计 {sum(ids)}")
    qtbot.addWidget(frame)
    table.selectAll()
    assert frame.foot.text() == "共 3 人 · 已选 3 人 · 合计 6"


def test_row_height_is_fixed_and_scales_with_the_text(qtbot: QtBot, settings: UiSettings) -> None:
    table = make(qtbot, settings, people("甲"))
    assert table.rowHeight(0) == 34
