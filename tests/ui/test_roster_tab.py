"""The roster as a clerk uses it: type, click, read the card, answer a mark, correct a date, let somebody go."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from models.services.desk import Desk
from ui.context import Context
from ui.dialogs.member_dialog import MemberDialog
from ui.dialogs.movement_dialog import MovementDialog
from ui.dialogs.reason_dialog import ReasonDialog
from ui.tabs.roster_tab import RosterTab
from ui.widgets.date_edit import DateEdit
from ui.widgets.fact_lines import FactLines

MESSY = Path(__file__).parents[1] / "samples" / "roster-messy.xlsx"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def full(desk: Desk) -> Desk:
    desk.roster.commit_import(desk.roster.plan_import(MESSY))
    return desk


@pytest.fixture
def tab(qtbot: QtBot, context: Context, full: Desk) -> RosterTab:
    return shown(qtbot, context)


def shown(qtbot: QtBot, context: Context) -> RosterTab:
    made = RosterTab(context)
    qtbot.addWidget(made)
    made.resize(1366, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


def column(tab: RosterTab, title: str) -> list[str]:
    model = tab.table.record_model
    number = [c.title for c in model.columns].index(title)
    return [model.index(row, number).data() for row in range(model.rowCount())]


def sections(tab: RosterTab) -> list[list[tuple[str, str]]]:
    """The groups of lines on the card, as they are seen."""
    return [block.lines for block in tab.pane.findChildren(FactLines) if block.isVisibleTo(tab.pane)]


def type_into_search(qtbot: QtBot, tab: RosterTab, text: str) -> None:
    tab.search.clear()
    qtbot.keyClicks(tab.search, text)
    qtbot.keyClick(tab.search, Qt.Key.Key_Return)


def select(tab: RosterTab, name: str) -> None:
    assert tab.table.select_id(tab.context.desk.roster.find(name)[0].id)


def button(qtbot: QtBot, parent: QWidget, text: str) -> QPushButton:
    """The button with this text, once it is shown."""

    def found() -> list[QPushButton]:
        return [b for b in parent.findChildren(QPushButton) if b.text() == text and b.isVisible()]

    qtbot.waitUntil(lambda: bool(found()))
    return found()[0]


def when_open(kind: type[QDialog], act: Callable[[QDialog], None]) -> None:
    """Do something in the dialog of this kind as soon as it is open; a failure closes it and is reported."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog):
            QTimer.singleShot(10, look)
            return
        try:
            assert isinstance(dialog, kind), dialog
            act(dialog)
        finally:
            if dialog.isVisible():
                dialog.reject()

    QTimer.singleShot(0, look)


def test_an_empty_roster_says_how_to_fill_it(qtbot: QtBot, context: Context):
    tab = shown(qtbot, context)
    assert tab.header.sentence.text() == "名册里还没有党员。"
    assert tab.empty.isVisible()
    assert tab.empty.button.text() == "导入名册"


def test_the_sentence_counts_and_the_list_is_sorted_by_pinyin(tab: RosterTab):
    assert tab.header.sentence.text() == "38 名党员，其中预备 2 名；17 条待核。"
    names = column(tab, "姓名")
    assert len(names) == 38
    assert (names[0], names[-1]) == ("曹海燕", "朱昇")


@pytest.mark.parametrize(
    ("typed", "name"), [("hxj", "侯学军"), ("houx", "侯学军"), ("𬭎", "易𬭎"), ("2985", "侯学军")]
)
def test_typing_finds_people(qtbot: QtBot, tab: RosterTab, typed: str, name: str):
    tab.search.setText("")
    tab.search.setText(typed)
    qtbot.keyClick(tab.search, Qt.Key.Key_Return)
    assert column(tab, "姓名") == [name]


def test_escape_in_the_search_box_shows_everybody_again(qtbot: QtBot, tab: RosterTab):
    type_into_search(qtbot, tab, "zzz")
    assert tab.nobody.isVisible()
    qtbot.keyClick(tab.search, Qt.Key.Key_Escape)
    assert len(column(tab, "姓名")) == 38


def test_choices_above_the_list(qtbot: QtBot, tab: RosterTab):
    tab.shown.setCurrentText("预备党员")
    assert set(column(tab, "姓名")) == {"龙凤琴", "乔海涛"}
    tab.shown.setCurrentText("在册党员")
    qtbot.mouseClick(tab.marked, LEFT)
    assert len(column(tab, "姓名")) == 15
    assert all(text.startswith("！待核") for text in column(tab, "标记"))


def test_a_letter_on_its_way_is_seen_in_the_list(qtbot: QtBot, tab: RosterTab, full: Desk):
    person = next(p for p in full.roster.members(full.today()) if p.name == "曹海燕")
    full.movements.record(person.id, "转出", {"on_date": "2026-09-20", "organisation": "中共临江区委员会"})
    qtbot.waitUntil(lambda: column(tab, "标记")[0].endswith("介绍信在途"))
    number = [c.title for c in tab.table.record_model.columns].index("标记")
    tip = tab.table.record_model.index(0, number).data(Qt.ItemDataRole.ToolTipRole)
    assert "2026年9月20日开出介绍信，还没有收到回执" in tip
    tab.table.sortByColumn(number, Qt.SortOrder.DescendingOrder)
    mark, signs = column(tab, "标记")[column(tab, "姓名").index("曹海燕")], column(tab, "标记")
    assert signs.index("") > max(row for row, text in enumerate(signs) if text), "whom to look at comes first"
    assert mark.endswith("介绍信在途")


def test_a_click_on_a_head_sorts_in_the_store(qtbot: QtBot, tab: RosterTab):
    number = [c.title for c in tab.table.record_model.columns].index("入党日期")
    tab.table.sortByColumn(number, Qt.SortOrder.AscendingOrder)
    dates = column(tab, "入党日期")
    assert dates == sorted(dates)
    assert dates[0] == "1971-07-10"


def test_id_numbers_are_masked_until_asked_for(qtbot: QtBot, tab: RosterTab):
    select(tab, "曹海燕")
    number = "430821194907029960"
    assert column(tab, "身份证号")[0] == "430821********9960"
    assert number not in tab.pane.marks.lines()[0].text.text()
    qtbot.mouseClick(tab.reveal, LEFT)
    assert column(tab, "身份证号")[0] == number
    assert tab.pane.values["id_number"].text() == number
    assert number in tab.pane.marks.lines()[0].text.text()
    qtbot.mouseClick(tab.reveal, LEFT)
    assert tab.pane.values["id_number"].text() == "430821********9960"


def test_the_card_follows_the_row_and_says_each_doubt_once(tab: RosterTab):
    select(tab, "朱昇")
    assert tab.pane.title.text() == "朱昇"
    assert tab.pane.values["joined_on"].text() == "1981年1月"
    assert tab.pane.values["standing"].text() == "44 年"
    assert [line.mark.code for line in tab.pane.marks.lines()] == ["date.partial", "sex.conflict"]
    assert not [f for f in tab.pane.findings.lines() if f.finding.field == "sex"]


def test_a_mark_is_answered_with_a_reason_and_undone(qtbot: QtBot, tab: RosterTab):
    select(tab, "曹海燕")
    line = tab.pane.marks.lines()[0]

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, ReasonDialog)
        dialog.edit.insertPlainText("已对照身份证原件")
        qtbot.mouseClick(dialog.ok_button, LEFT)

    when_open(ReasonDialog, answer)
    qtbot.mouseClick(line.answer_button, LEFT)
    qtbot.waitUntil(lambda: "16 条待核" in tab.header.sentence.text())
    assert tab.pane.marks.lines() == []
    assert [f.finding.answer for f in tab.pane.findings.lines()] == ["已对照身份证原件"]
    tab.context.desk.undo()
    qtbot.waitUntil(lambda: "17 条待核" in tab.header.sentence.text())


def test_taking_over_the_sex_of_the_number_closes_the_mark(qtbot: QtBot, tab: RosterTab):
    select(tab, "杨凤琴")
    qtbot.mouseClick(button(qtbot, tab.pane.marks, "改为女"), LEFT)
    qtbot.waitUntil(lambda: "16 条待核" in tab.header.sentence.text())
    assert tab.context.desk.roster.find("杨凤琴")[0].sex == "女"
    assert tab.table.current_record() is not None
    assert tab.pane.title.text() == "杨凤琴"


def test_correcting_a_partial_date_in_the_form_closes_its_mark(qtbot: QtBot, tab: RosterTab):
    select(tab, "侯学军")

    def correct(dialog: QDialog) -> None:
        assert isinstance(dialog, MemberDialog)
        field = dialog.edit("joined_on")
        assert dialog.focusWidget() is field
        field.selectAll()
        qtbot.keyClicks(field, "20140410")
        qtbot.keyClick(field, Qt.Key.Key_Return)

    when_open(MemberDialog, correct)
    qtbot.mouseClick(button(qtbot, tab.pane.marks, "更正…"), LEFT)
    qtbot.waitUntil(lambda: "16 条待核" in tab.header.sentence.text())
    assert tab.context.desk.roster.find("侯学军")[0].joined_on == "2014-04-10"


def test_enter_on_a_row_opens_the_form_and_escape_leaves_it_alone(qtbot: QtBot, tab: RosterTab):
    select(tab, "侯学军")
    head = tab.context.desk.store.head
    when_open(MemberDialog, lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Escape))
    qtbot.keyClick(tab.table, Qt.Key.Key_Return)
    assert tab.context.desk.store.head == head


def test_a_new_person_is_checked_while_typing_and_shown_afterwards(
    qtbot: QtBot, context: Context, full: Desk
):
    dialog = MemberDialog(context)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.mouseClick(dialog.ok_button, LEFT)
    assert dialog.grid.rows["name"].problem_label.text() == "× 请填写姓名"
    dialog.edit("name").insert("单小红")
    qtbot.keyClicks(dialog.edit("id_number"), "430821194907029965")
    birth, sex = dialog.fields["birth_date"], dialog.fields["sex"]
    assert isinstance(birth, DateEdit)
    assert isinstance(sex, QComboBox)
    assert (birth.iso(), sex.currentText()) == ("1949-07-02", "女")
    dialog.edit("id_number").setText("510182196911109910")
    qtbot.mouseClick(dialog.ok_button, LEFT)
    assert "侯学军" in dialog.problem.label.text()
    dialog.edit("id_number").setText("430821194907029965")
    qtbot.keyClicks(dialog.edit("joined_on"), "2026-13-01")
    qtbot.mouseClick(dialog.ok_button, LEFT)
    assert dialog.isVisible()
    assert dialog.grid.rows["joined_on"].problem_label.text()
    dialog.edit("joined_on").setText("1991.6.19")
    qtbot.keyClick(dialog.edit("name"), Qt.Key.Key_Return)
    person = full.roster.get(dialog.person_id)
    assert (person.name, person.joined_on, person.membership_state) == ("单小红", "1991-06-19", "正常")


def test_an_odd_number_is_only_said_and_can_be_saved(qtbot: QtBot, context: Context, desk: Desk):
    dialog = MemberDialog(context)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.edit("name").insert("王一")
    qtbot.keyClicks(dialog.edit("id_number"), "430821194907029960")
    assert "校验位" in dialog.grid.rows["id_number"].problem_label.text()
    qtbot.mouseClick(dialog.ok_button, LEFT)
    assert desk.roster.find("王一")[0].id_number == "430821194907029960"


def test_the_wheel_over_a_choice_does_not_change_it(qtbot: QtBot, context: Context, full: Desk):
    dialog = MemberDialog(context, full.roster.find("侯学军")[0])
    qtbot.addWidget(dialog)
    dialog.show()
    combo = dialog.fields["category"]
    assert isinstance(combo, QComboBox)
    middle = combo.rect().center()
    wheel = QWheelEvent(
        middle.toPointF(),
        combo.mapToGlobal(middle).toPointF(),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(combo, wheel)
    assert combo.currentText() == "正式党员"


def test_somebody_leaves_and_comes_back(qtbot: QtBot, tab: RosterTab):
    select(tab, "侯学军")

    def leave(dialog: QDialog) -> None:
        assert isinstance(dialog, MovementDialog)
        dialog.kind.setCurrentText("减少：去世")
        qtbot.mouseClick(dialog.ok_button, LEFT)

    when_open(MovementDialog, leave)
    qtbot.mouseClick(tab.pane.leave_button, LEFT)
    qtbot.waitUntil(lambda: tab.header.sentence.text().startswith("37 名党员"))
    tab.shown.setCurrentText("已离开的人")
    assert column(tab, "人员类别") == ["去世"]
    qtbot.mouseClick(tab.pane.restore_button, LEFT)
    qtbot.waitUntil(lambda: tab.header.sentence.text().startswith("38 名党员"))


def test_ways_out_go_through_the_frame(qtbot: QtBot, tab: RosterTab, heard: object):
    menu = tab.export_button.menu()
    for action in menu.actions():
        action.trigger()
    tab.print_()
    assert [form for form, _ in heard.exports] == ["D1", "D1.2", "F2"]  # type: ignore[attr-defined]
    assert heard.previews == [("D1", None)]  # type: ignore[attr-defined]
    select(tab, "侯学军")
    qtbot.mouseClick(tab.pane.history_button, LEFT)
    assert heard.histories[0][0] == "person"  # type: ignore[attr-defined]
    assert heard.histories[0][2] == "侯学军"  # type: ignore[attr-defined]


def test_search_everywhere_finds_people_outside_the_current_choice(tab: RosterTab):
    applicant = tab.context.desk.roster.add({"name": "白雪梅", "category": "入党申请人"})
    tab.show_record(applicant)
    assert tab.pane.title.text() == "白雪梅"


def test_names_with_tags_are_shown_as_text(qtbot: QtBot, tab: RosterTab):
    person = tab.context.desk.roster.add({"name": "<b>王</b>", "category": "正式党员", "remark": "=1+2"})
    tab.refresh_now()
    tab.show_record(person)
    assert tab.pane.title.text() == "<b>王</b>"
    assert tab.pane.title.textFormat() == Qt.TextFormat.PlainText
    assert tab.pane.values["remark"].text() == "=1+2"


def test_the_card_tells_what_happened_to_somebody(qtbot: QtBot, context: Context, desk: Desk):
    person = desk.roster.add({"name": "侯学军", "category": "正式党员", "joined_on": "2014-04-10"})
    other = desk.roster.add({"name": "单小红", "category": "正式党员", "joined_on": "2014-04-10"})
    away = {"on_date": "2026-03-02", "place": "东莞市长安镇", "reason": "务工"}
    desk.movements.record(person, "外出流动", away)
    for day in range(1, 11):
        talk = {
            "on_date": f"2026-04-{day:02d}",
            "method": "电话",
            "made_by": "周明",
            "content": f"第 {day} 次。",
        }
        desk.movements.talks.add(person, talk)
    tab = shown(qtbot, context)
    select(tab, "侯学军")
    qtbot.waitUntil(lambda: bool(sections(tab)))
    told = sections(tab)
    assert [("2026-03-02", "外出流动（至今），东莞市长安镇，务工")] in told
    talks = next(lines for lines in told if lines[0][0] == "2026-04-10")
    assert talks[0] == ("2026-04-10", "流动联系 电话 周明：第 10 次。")
    assert len(talks) == 9 and talks[-1] == ("更早", "还有 2 次，见“党员变动”。")
    desk.movements.record(person, "流动返回", {"on_date": "2026-09-01"})
    qtbot.waitUntil(lambda: any(len(lines) == 2 for lines in sections(tab)))
    moved = next(lines for lines in sections(tab) if len(lines) == 2)
    assert moved[1] == ("2026-03-02", "外出流动（到 2026-09-01），东莞市长安镇，务工")
    tab.show_record(other)
    qtbot.waitUntil(lambda: not sections(tab))  # nothing happened to her
