"""Movements as a secretary enters them: the letter, the receipt, the talk, somebody new, and what is still open."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from models.domain.facts import BranchFacts
from models.services.desk import Desk
from tests.ui.conftest import Heard
from ui.context import Context
from ui.dialogs.contact_dialog import ContactDialog
from ui.dialogs.date_dialog import DateDialog
from ui.dialogs.movement_dialog import MovementDialog
from ui.dialogs.movements_screen import DUE, GONE, LIST, MovementsScreen
from ui.dialogs.reason_dialog import ReasonDialog
from ui.tabs.roster_tab import RosterTab
from ui.widgets.tick_list import TickList

LEFT = Qt.MouseButton.LeftButton
AWAY = "中共临江区东湖社区委员会"


def member(desk: Desk, name: str = "侯学军", **values: object) -> int:
    base = {"category": "正式党员", "sex": "男", "joined_on": "2014-04-10", "confirmed_on": "2015-04-10"}
    return desk.roster.add({"name": name, **base, **values})


def opened(qtbot: QtBot, context: Context, person_id: int, kind: str) -> MovementDialog:
    person = context.desk.roster.get(person_id) if person_id else None
    dialog = MovementDialog(context, person, kind=kind)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def screen(qtbot: QtBot, context: Context, page: int | None = None) -> MovementsScreen:
    made = MovementsScreen(context, None, page)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def fill(dialog: MovementDialog, **values: str) -> None:
    for key, value in values.items():
        field = dialog.inputs[key]
        if isinstance(field, QComboBox):
            field.setCurrentText(value)
        elif isinstance(field, TickList):
            field.set_text(value)
        else:
            assert isinstance(field, QLineEdit)
            field.setText(value)


def when_open(kind: type[QDialog], act: Callable[[QDialog], None]) -> None:
    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, kind):
            QTimer.singleShot(10, look)
            return
        act(dialog)

    QTimer.singleShot(0, look)


def test_a_letter_is_written_with_the_next_number(
    qtbot: QtBot, context: Context, desk: Desk, heard: Heard
) -> None:
    desk.update_branch(letter_prefix="青")
    person = member(desk)
    dialog = opened(qtbot, context, person, "转出")
    assert dialog.values()["letter_number"] == "青〔2026〕001"
    assert dialog.rows["letter_valid_to"].note.text() == "到 2026-10-30 失效"
    assert "仍计入本支部" in dialog.note.text() and not dialog.open_things.isVisible()
    qtbot.mouseClick(dialog.ok_button, LEFT)
    assert dialog.problem.isVisible() and "转往哪个党组织" in dialog.problem.label.text()
    fill(dialog, organisation=AWAY, letter_valid_to="90 天（最长三个月）")
    qtbot.mouseClick(dialog.ok_button, LEFT)
    assert heard.said[-1] == "✓ 已登记：侯学军 转出" and not dialog.isVisible()
    (case,) = desk.movements.cases()
    assert (case.movement.organisation, case.movement.letter_valid_to) == (AWAY, "2026-12-29")
    assert desk.undo_label == "转出：侯学军"


def test_dues_not_paid_are_said_before(qtbot: QtBot, context: Context, desk: Desk) -> None:
    person = member(desk, party_post="组织委员")
    desk.dues.set_standard(person, "2026-08", "工资", 428657)
    dialog = opened(qtbot, context, person, "转出")
    assert dialog.open_things.isVisible()
    assert "2 个月的党费没有交" in dialog.open_things.label.text()
    assert "现任组织委员" in dialog.open_things.label.text()
    dialog.kind.setCurrentText("变化：外出流动")
    assert not dialog.open_things.isVisible(), "nobody leaves"


def offered(dialog: MovementDialog) -> list[str]:
    return [dialog.kind.itemText(row) for row in range(dialog.kind.count())]


def test_only_what_can_be_is_offered_first(qtbot: QtBot, context: Context, desk: Desk) -> None:
    kinds = offered(opened(qtbot, context, member(desk), "转出"))
    fits, doubtful = kinds[: kinds.index("")], kinds[kinds.index("") + 1 :]
    assert fits[0] == "减少：转出" and "变化：外出流动" in fits and "变化：失联" in fits
    assert "变化：流动返回（没有登记外出流动）" in doubtful and "变化：转正（已是正式党员）" in doubtful
    assert not [text for text in kinds if "恢复党籍" in text or "接收预备党员" in text], (
        "never of a full member"
    )
    away = member(desk, "单小红", is_mobile=True, mobile_to="广东省东莞市")
    kinds = offered(opened(qtbot, context, away, "转出"))
    assert "变化：流动返回" in kinds and "变化：外出流动（已登记外出流动）" in kinds
    new = member(desk, "龙凤琴", category="预备党员", confirmed_on="")
    kinds = offered(opened(qtbot, context, new, "转出"))
    assert "变化：转正" in kinds and "减少：开除党籍（预备党员不适用）" in kinds


def test_the_number_of_a_letter_is_looked_at_while_typing(qtbot: QtBot, context: Context, desk: Desk) -> None:
    desk.update_branch(letter_prefix="青")
    desk.movements.record(
        member(desk, "单小红"),
        "转出",
        {"on_date": "2026-09-01", "organisation": AWAY, "letter_number": "青〔2026〕001"},
    )
    dialog = opened(qtbot, context, member(desk), "转出")
    number, row = dialog.inputs["letter_number"], dialog.rows["letter_number"]
    assert isinstance(number, QLineEdit)
    assert row.note.text() == "号码只增不减。"
    number.setText("青〔2026〕001")
    number.editingFinished.emit()
    assert row.has_problem and "已经用过" in row.said and "青〔2026〕002" in row.said
    number.setText("第 77 号")
    number.editingFinished.emit()
    assert not row.has_problem and "请照存根核对" in row.note.text(), "the county's own forms differ"
    dialog.done(0)


def test_each_kind_asks_its_own(qtbot: QtBot, context: Context, desk: Desk) -> None:
    dialog = opened(qtbot, context, member(desk), "失联")
    assert dialog.rows["reason"].label.text() == "失联情形" and not dialog.inputs["letter_number"].isVisible()
    reason = dialog.inputs["reason"]
    assert isinstance(reason, QComboBox) and not reason.isEditable() and reason.findText("毕业后去向不明") > 0
    dialog.kind.setCurrentText("变化：外出流动")
    assert dialog.rows["document"].label.text() == "活动证号" and dialog.inputs["document"].isVisible()
    dialog.kind.setCurrentText("录错：从名册中删去")
    assert dialog.ok_button.text() == "删去此人" and not dialog.day.isVisible()
    qtbot.mouseClick(dialog.ok_button, LEFT)
    assert desk.roster.find("侯学军") == []


def test_receipt_voiding_and_the_search(qtbot: QtBot, context: Context, desk: Desk) -> None:
    person, other = member(desk), member(desk, "单小红")
    for one, on in ((person, "2026-09-01"), (other, "2026-09-10")):
        number = desk.movements.next_letter(on)
        desk.movements.record(one, "转出", {"on_date": on, "organisation": AWAY, "letter_number": number})
    made = screen(qtbot, context, LIST)
    assert "2 人未收到回执" in made.sentence.text()
    assert made.table.current_record() is not None and made.pane.title.text() == "单小红：转出"
    made.search.setText("hxj")
    made.search.searched.emit("hxj")
    assert made.table.record_model.rowCount() == 1 and made.pane.title.text() == "侯学军：转出"

    def receive(dialog: QDialog) -> None:
        assert isinstance(dialog, DateDialog)
        dialog.day.setText("2026-09-20")
        qtbot.mouseClick(dialog.ok_button, LEFT)

    when_open(DateDialog, receive)
    qtbot.mouseClick(made.receive_button, LEFT)
    assert desk.roster.get(person).left_on == "2026-09-01" and not made.receive_button.isVisible()
    made.search.clear()
    made.search.searched.emit("")
    made.table.select_id(next(c.id for c in desk.movements.cases() if c.person.id == other))

    def void(dialog: QDialog) -> None:
        assert isinstance(dialog, ReasonDialog)
        dialog.edit.setPlainText("抬头写错")
        qtbot.mouseClick(dialog.ok_button, LEFT)

    when_open(ReasonDialog, void)
    qtbot.mouseClick(made.void_button, LEFT)
    assert "已作废" in made.about.text() and not made.void_button.isEnabled()
    made.shown.setCurrentText("待回执")
    assert made.lists.currentWidget() is made.empty


def test_who_is_away_and_the_talk_of_the_quarter(qtbot: QtBot, context: Context, desk: Desk) -> None:
    person = member(desk)
    desk.movements.record(person, "外出流动", {"on_date": "2026-05-01", "place": "广东省东莞市"})
    made = screen(qtbot, context)
    assert made.pages.currentIndex() == DUE, "something waits"
    assert "本季度没有联系记录" in made.due.lines()[0].finding.message
    made.sections.buttons[GONE].click()
    assert made.away_table.current_record() is not None

    def talk(dialog: QDialog) -> None:
        assert isinstance(dialog, ContactDialog) and "登记流动联系" in dialog.windowTitle()
        qtbot.mouseClick(dialog.ok_button, LEFT)
        assert "情况" in dialog.grid.rows["content"].problem_label.text()
        dialog.content.setPlainText("在厂里上班，党费交到九月。")
        qtbot.mouseClick(dialog.ok_button, LEFT)

    when_open(ContactDialog, talk)
    qtbot.mouseClick(made.away_button, LEFT)
    away = made.away_table.current_record()
    assert away is not None and away.quarters == ("", "", "09-30", "")
    assert made.due.lines() == [] and made.sections.buttons[DUE].text() == "要办理的"


def test_somebody_new_arrives_with_a_letter(qtbot: QtBot, context: Context, desk: Desk) -> None:
    dialog = opened(qtbot, context, 0, "转入")
    qtbot.mouseClick(dialog.ok_button, LEFT)
    assert dialog.card.rows["name"].has_problem
    dialog.card.name.setText("谭志远")
    dialog.card.id_number.setText("11010519491231002X")
    dialog.card.joined_on.setText("1990-05-01")
    fill(dialog, organisation="中共白沙镇中心小学支部委员会", papers="入党志愿书、入党申请书")
    dialog.day.setText("2026-05-10")
    qtbot.mouseClick(dialog.ok_button, LEFT)
    (person,) = desk.roster.find("谭志远")
    assert (person.arrived_on, person.birth_date, person.sex) == ("2026-05-10", "1949-12-31", "女")
    assert [p.name for p in desk.roster.members("2026-05-09")] == []
    assert desk.undo() and desk.roster.find("谭志远") == [], "one step"


@pytest.mark.parametrize("form", ["D6", "D6.2"])
def test_registers_are_previewed_for_the_year(
    qtbot: QtBot, context: Context, heard: Heard, form: str
) -> None:
    made = screen(qtbot, context, LIST)
    assert made.lists.currentWidget() is made.empty
    for action in made.register_button.menu().actions():
        action.trigger()
    assert (form, 2026) in heard.previews


def test_the_roster_of_another_day(qtbot: QtBot, context: Context, desk: Desk, heard: Heard) -> None:
    """Who was there then, as what, and the paper of that day."""
    person, young = member(desk), member(desk, "单小红", joined_on="2025-03-01", confirmed_on="2026-03-01")
    desk.movements.record(person, "去世", {"on_date": "2026-02-02"})
    tab = RosterTab(context)
    qtbot.addWidget(tab)
    tab.show()
    qtbot.waitExposed(tab)

    def names() -> list[str]:
        lines = [tab.table.record_model.record_at(row) for row in range(tab.table.record_model.rowCount())]
        return [f"{line.person.name} {line.person.category}" for line in lines if line is not None]

    assert names() == ["单小红 正式党员"] and not tab.as_of.isVisible()

    def choose(dialog: QDialog) -> None:
        assert isinstance(dialog, DateDialog) and dialog.day.iso() == "2025-12-31", "the end of last year"
        qtbot.mouseClick(dialog.ok_button, LEFT)

    when_open(DateDialog, choose)
    tab.as_of.ask()
    assert names() == ["侯学军 正式党员", "单小红 预备党员"] or names() == [
        "单小红 预备党员",
        "侯学军 正式党员",
    ]
    assert tab.as_of.label.text().startswith("看的是 2025年12月31日：2 名党员，其中预备 1 名")
    tab.print_()
    assert heard.previews == [("D1", "2025-12-31")]
    facts = desk.facts("branch", "2025-12-31")
    assert isinstance(facts, BranchFacts) and facts.as_of == "2025-12-31" and len(facts.members) == 2
    tab.shown.setCurrentText("预备党员")
    assert names() == ["单小红 预备党员"]
    tab.as_of.today_button.click()
    assert tab.as_of.day == "" and names() == []
    assert young
