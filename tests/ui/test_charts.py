"""Charts on the screen: what is counted is what the list shows, and every bar leads to its people."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from models.domain.charts import charts, pictured
from models.domain.filters import Condition, Group, Op
from models.services.desk import Desk
from ui.context import Context
from ui.tabs.roster_tab import RosterTab
from ui.widgets.chart_view import ChartView
from ui.widgets.summary_pane import SummaryPane

PEOPLE = (
    ("甲", "女", "1950-05-01", "大专", "1975-07-01"),
    ("乙", "男", "1962-01-01", "本科", "1988"),
    ("丙", "男", "1990", "高中", "2012-11"),
    ("丁", "女", "1996-10-01", "大学专科", "2020-07-01"),
    ("戊", "", "", "", ""),
)


@pytest.fixture
def filled(desk: Desk) -> Desk:
    for name, sex, birth, education, joined in PEOPLE:
        desk.roster.add(
            {"name": name, "category": "正式党员", "sex": sex, "birth_date": birth, "education": education,
             "joined_on": joined, "confirmed_on": joined}
        )  # fmt: skip
    return desk


@pytest.fixture
def tab(qtbot: Any, context: Context, filled: Desk) -> RosterTab:
    made = RosterTab(context)
    qtbot.addWidget(made)
    made.resize(1300, 700)
    made.show()
    made.charts.button.click()
    return made


def names(tab: RosterTab) -> list[str]:
    model = tab.table.record_model
    return [line.person.name for row in range(model.rowCount()) if (line := model.record_at(row))]


def view(pane: QWidget, title: str) -> ChartView:
    assert isinstance(pane, SummaryPane)
    return next(one for one in pane.views if one.chart.title == title)


def test_every_bar_narrows_the_list_to_as_many_as_it_says(tab: RosterTab) -> None:
    pane = tab.charts.pane
    assert pane.sentence.text() == "名册里列出的 5 人。"
    pressed = 0
    for one in pane.views:
        for bar in one.chart.bars():
            if bar.number:
                one.chosen.emit(bar.key)
                assert len(names(tab)) == bar.number, bar.label
                assert one.picked == bar.key and one.chart.total >= bar.number
                one.chosen.emit(bar.key)
                assert len(names(tab)) == 5 and one.picked == ""
                pressed += 1
    assert pressed >= 10


def test_bars_are_walked_by_the_keyboard_and_pointed_at(tab: RosterTab, qtbot: Any) -> None:
    education = view(tab.charts.pane, "学历")
    education.setFocus()
    assert education.chart.lines[0].label == "研究生"
    for _ in range(2):
        qtbot.keyClick(education, Qt.Key.Key_Down)
    assert education.accessibleDescription() == "学历：大学专科，2 人"
    qtbot.keyClick(education, Qt.Key.Key_Return)
    assert sorted(names(tab)) == ["丁", "甲"]
    assert (
        tab.found.strip.label.text() == "筛选：学历是大学专科、大专" or "大专" in tab.found.strip.label.text()
    )
    assert {bar.label for bar in education.chart.bars() if bar.number} >= {"大学本科", "高中、中技"}, (
        "still all"
    )
    ages = view(tab.charts.pane, "年龄和性别")
    qtbot.mouseClick(ages, Qt.MouseButton.LeftButton, pos=ages.place_of("图/年龄/女/71岁及以上").toPoint())
    assert names(tab) == ["甲"]
    assert tab.found.strip.label.text() == "筛选：年龄 71 岁以上，且性别是女"
    tab.found.clear()
    assert len(names(tab)) == 5 and ages.picked == ""


def test_a_search_of_ones_own_stays_beneath_the_bar(tab: RosterTab) -> None:
    tab.search.setText("丁")
    tab.search.searched.emit("丁")
    assert tab.charts.pane.sentence.text() == "名册里列出的 1 人。"
    tab.search.clear()
    tab.search.searched.emit("")
    tab.found.ask(Group((Condition("sex", Op.IS, ("女",)),)))
    education = view(tab.charts.pane, "学历")
    education.chosen.emit("图/学历/大学专科")
    assert sorted(names(tab)) == ["丁", "甲"]
    education.chosen.emit("图/学历/大学专科")
    assert tab.found.strip.label.text() == "筛选：性别是女"


def test_charts_of_another_day_and_of_nobody(tab: RosterTab, filled: Desk) -> None:
    tab.as_of.show_day("2015-12-31")
    assert tab.charts.pane.sentence.text() == "名册里列出的 4 人。"
    assert sum(bar.number for bar in view(tab.charts.pane, "入党年代").chart.bars()) == 4
    tab.as_of.show_day("1949-10-01")
    tab.search.setText("没有这个人")
    tab.search.searched.emit("没有这个人")
    assert tab.charts.pane.sentence.text() == "名册里没有人。"
    assert tab.charts.pane.hint.isHidden()


def test_some_people_are_shown_by_themselves_until_the_filter_is_cleared(
    tab: RosterTab, filled: Desk
) -> None:
    gone = filled.person("乙").id
    filled.roster.remove(gone, "去世", "2026-02-01")
    tab.show_people([gone, filled.person("甲").id], "2026 年减少")
    assert sorted(names(tab)) == ["乙", "甲"]
    assert tab.found.strip.label.text() == "只看：2026 年减少（2 人）"
    assert tab.charts.pane.sentence.text() == "名册里列出的 2 人。"
    tab.found.clear()
    assert len(names(tab)) == 5 and tab.found.strip.isHidden()


def test_the_card_comes_back_and_all_fits_at_every_size(tab: RosterTab, qtbot: Any) -> None:
    assert tab.charts.stack.currentWidget() is tab.charts.pane
    tab.charts.pane.close_button.click()
    assert tab.charts.stack.currentWidget() is tab.pane and tab.pane.isVisible()
    tab.charts.button.click()
    assert tab.charts.pane.isVisible()
    one = ChartView(size="body", shares=True)
    qtbot.addWidget(one)
    one.show_chart(
        charts(pictured([("女", "1950-05-01", "大专", "1975-07-01", "正式党员")], "2026-09-30"))[0]
    )
    one.resize(700, one.height())
    assert "1（100%）" in one.texts()


def test_bars_of_another_day_find_the_people_of_that_day(tab: RosterTab, filled: Desk) -> None:
    """One who was on probation then, one who has left since."""
    filled.roster.add(
        {"name": "己", "category": "正式党员", "sex": "女", "birth_date": "1980-01-01", "education": "大专",
         "joined_on": "2015-03-01", "confirmed_on": "2016-03-01"}
    )  # fmt: skip
    filled.movements.record(filled.person("甲").id, "去世", {"on_date": "2020-01-01"})
    tab.as_of.show_day("2015-12-31")
    assert tab.charts.pane.sentence.text() == "名册里列出的 5 人。"
    for one in tab.charts.pane.views:
        for bar in one.chart.bars():
            if bar.number:
                one.chosen.emit(bar.key)
                assert len(names(tab)) == bar.number, bar.label
                one.chosen.emit(bar.key)
    assert bars_of(view(tab.charts.pane, "人员类别")) == {"正式党员": 4, "预备党员": 1}


def bars_of(view: ChartView) -> dict[str, int]:
    return {bar.label: bar.number for bar in view.chart.bars() if bar.number}
