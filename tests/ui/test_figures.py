"""The window of figures: every number leads to its people, the sum is told, last year's report is compared."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt

from models.services.desk import Desk
from ui.context import Context
from ui.dialogs.figures_screen import FiguresScreen
from ui.main_window import MainWindow
from ui.settings import UiSettings
from ui.tabs.roster_tab import RosterTab
from ui.tasks import InstantTasks
from ui.widgets.figure_board import ASK, OF_NOBODY


def member(desk: Desk, name: str, **values: object) -> int:
    base = {"category": "正式党员", "sex": "男", "joined_on": "2014-04-10", "confirmed_on": "2015-04-10"}
    return desk.roster.add({"name": name, **base, **values})


@pytest.fixture
def filled(desk: Desk) -> Desk:
    member(desk, "甲", sex="女", birth_date="1960-05-01", education="大专")
    dead = member(desk, "乙")
    member(desk, "丙", category="预备党员", joined_on="2026-06-20", confirmed_on="")
    desk.movements.record(dead, "去世", {"on_date": "2026-04-01"})
    return desk


@pytest.fixture
def screen(qtbot: Any, context: Context, filled: Desk) -> FiguresScreen:
    made = FiguresScreen(context)
    qtbot.addWidget(made)
    made.show()
    return made


def listed(screen: FiguresScreen) -> list[str]:
    model = screen.names.table.record_model
    return [row.name for n in range(model.rowCount()) if (row := model.record_at(n))]


def press(screen: FiguresScreen, item: str) -> None:
    """Enter on a line of the figures."""
    model = screen.board.figures.record_model
    lines = [line for n in range(model.rowCount()) if (line := model.record_at(n))]
    line = next(one for one in lines if one.words == item)
    screen.board.figures.select_id(line.id)
    screen.board.figures.opened.emit(line.id)


def test_the_sum_is_told_and_every_figure_names_its_people(screen: FiguresScreen) -> None:
    screen.sections.buttons[1].click()
    assert screen.balance.label.text() == "上年末 2 ＋ 增加 1 － 减少 1 ＝ 2，与年末 2 相符。"
    assert screen.names.sentence.text() == ASK and not screen.names.button.isVisible()
    for item, people in (("减少：去世", ["乙"]), ("增加：发展", ["丙"]), ("年末：上年末", ["甲", "乙"])):
        press(screen, item)
        assert listed(screen) == people and screen.names.title.text() == item
    press(screen, "支部：总数")
    assert listed(screen) == [] and screen.names.sentence.text() == OF_NOBODY


def test_a_cell_of_a_crossing_and_a_bar_name_theirs(screen: FiguresScreen, qtbot: Any) -> None:
    screen.sections.buttons[2].click()
    cross = screen.board.crosses[0]
    columns = [column.key for column in cross.record_model.columns]
    index = cross.record_model.index(0, columns.index("66–70岁"))
    cross.setCurrentIndex(index)
    qtbot.keyClick(cross, Qt.Key.Key_Return)
    assert listed(screen) == ["甲"] and screen.names.title.text() == "总计，66–70岁"
    screen.sections.buttons[0].click()
    screen.board.views[1].chosen.emit("图/学历/大学专科")
    assert listed(screen) == ["甲"] and screen.names.title.text() == "学历：大学专科"


def test_the_people_are_shown_on_the_roster(
    screen: FiguresScreen, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[list[int], str]] = []
    monkeypatch.setattr(context, "show_people", lambda ids, words: asked.append((list(ids), words)))
    press(screen, "减少：去世")
    screen.names.button.click()
    assert asked[0][1] == "2026年9月30日统计，减少：去世" and len(asked[0][0]) == 1
    assert not screen.isVisible()


def test_other_days_are_chosen_from_a_list_or_typed(
    screen: FiguresScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [screen.day.itemText(n) for n in range(screen.day.count())]
    assert words == ["今天（2026年9月30日）", "2026 年上半年末", "2025 年末", "其他日期…"]
    screen.day.setCurrentIndex(2)
    screen.day.activated.emit(2)
    assert screen.sentence.text().startswith("2025年12月31日：2 名党员。")
    monkeypatch.setattr("ui.dialogs.figures_screen.DateDialog.ask", lambda *_a: "2026-05-01")
    screen.day.activated.emit(screen.day.count() - 1)
    assert screen.day.currentText() == "2026年5月1日"
    assert screen.sentence.text().startswith("2026年5月1日：1 名党员。")
    assert sum(bar.number for bar in screen.board.views[2].chart.bars()) == 1


def test_last_years_report_is_kept_and_compared(screen: FiguresScreen, filled: Desk) -> None:
    screen.sections.buttons[1].click()
    screen.reported.setText("三名")
    screen.reported.editingFinished.emit()
    assert "不是人数" in screen.report_words.text()
    screen.reported.setText("3")
    screen.reported.editingFinished.emit()
    assert screen.report_words.text() == "上年年报上报 3 名，比名册上年末 2 名多 1 名，请核对。"
    assert filled.figures.reported(2025) == 3
    assert screen.doubts.isHidden(), "nobody is under way"
    assert filled.undo_label == "修改设置：年报报过的年末党员数"


def test_who_does_not_fit_stands_above_the_figures(
    qtbot: Any, context: Context, filled: Desk, heard: Any
) -> None:
    filled.roster.update(filled.person("乙").id, {"left_on": "", "left_kind": ""})
    made = FiguresScreen(context)
    qtbot.addWidget(made)
    told = made.balance.label.text().splitlines()
    assert "差 1" in told[0] and told[1].startswith("乙：上年末在册")
    made.print_button.click()
    form, facts = heard.previews[0]
    assert form == "D9" and facts.as_of == "2026-09-30"


def test_an_empty_branch_says_so(qtbot: Any, context: Context) -> None:
    made = FiguresScreen(context)
    qtbot.addWidget(made)
    assert made.pages.currentIndex() == 1


def test_the_menu_opens_it_and_the_roster_shows_the_people(
    qtbot: Any, filled: Desk, settings: UiSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = MainWindow(filled, settings, InstantTasks())
    window.keep_desk()
    qtbot.addWidget(window)
    opened: list[Callable[[], object]] = []
    monkeypatch.setattr(FiguresScreen, "exec", lambda self: opened.append(self))
    window.actions_by_id["figures"].trigger()
    window.context.show_figures()
    assert len(opened) == 2
    window.context.show_people([filled.person("乙").id], "2026 年减少")
    tab = window.current_tab()
    assert isinstance(tab, RosterTab)
    assert [
        line.person.name
        for n in range(tab.table.record_model.rowCount())
        if (line := tab.table.record_model.record_at(n))
    ] == ["乙"]
    window.close()
