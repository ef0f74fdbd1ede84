"""The card of a member in its dialog: groups that fold, choices by pinyin, lists filled in like a sheet."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from models.domain.card import LISTS_BY_KEY
from models.domain.errors import UserError
from models.services.card import CardChange
from models.services.desk import Desk
from ui.context import Context
from ui.dialogs.member_dialog import MemberDialog
from ui.dialogs.own_fields_dialog import OwnFieldsDialog
from ui.widgets.code_combo import CodeCombo
from ui.widgets.fact_lines import FactLines
from ui.widgets.person_pane import PersonPane
from ui.widgets.rows_table import RowsTable

KEY = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def decided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever leaves a form means it."""
    monkeypatch.setattr("ui.dialogs.message_dialog.MessageDialog.confirm", lambda *_a, **_k: True)


@pytest.fixture
def person(desk: Desk) -> int:
    facts = {"category": "正式党员", "joined_on": "2001-07-01", "confirmed_on": "2002-07-01"}
    return desk.roster.add(
        {"name": "欧阳建国", "birth_date": "1970-01-02", "standing_correction": 6, **facts}
    )


def card(qtbot: QtBot, context: Context, person: int) -> MemberDialog:
    dialog = MemberDialog(context, context.desk.roster.get(person))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.grid.groups["contact"].is_open)
    return dialog


def test_a_list_filled_in_by_keyboard_is_saved_with_the_fields_in_one_step(
    qtbot: QtBot, context: Context, desk: Desk, person: int
) -> None:
    dialog = card(qtbot, context, person)
    dialog.edit("phone").setText("13912345678")
    qtbot.keyClick(dialog, KEY.Key_6, Qt.KeyboardModifier.AltModifier)
    table = dialog.fields["relatives"]
    assert isinstance(table, RowsTable)
    table.model.setData(table.model.index(0, 0), "妻子")
    table.model.setData(table.model.index(0, 1), "秦月英")
    table.model.setData(table.model.index(0, 2), "1974年8月")
    assert table.model.index(0, 2).data() == "1974-08"
    assert table.model.rowCount() == 2, "an empty line waits"
    qtbot.mouseClick(dialog.ok_button, LEFT)
    assert not dialog.isVisible()
    saved = desk.card.get(person)
    assert (saved.person.phone, [r.name for r in saved.relatives]) == ("13912345678", ["秦月英"])
    desk.undo()
    before = desk.card.get(person)
    assert (before.person.phone, before.relatives) == ("", ())


def test_enter_edits_a_cell_and_typing_pinyin_takes_the_item(
    qtbot: QtBot, context: Context, person: int
) -> None:
    dialog = card(qtbot, context, person)
    dialog.grid.go_to_group("relatives")
    table = dialog.fields["relatives"]
    assert isinstance(table, RowsTable)
    table.view.setCurrentIndex(table.model.index(0, 0))
    qtbot.keyClick(table.view, KEY.Key_Return)
    assert dialog.isVisible(), "Enter in a list is no decision"
    editor = table.view.findChild(CodeCombo)
    assert editor is not None
    line = editor.lineEdit()
    assert line is not None
    qtbot.keyClicks(line, "qz")
    completer = editor.completer()
    assert completer is not None
    qtbot.keyClick(completer.popup(), KEY.Key_Return)
    assert editor.currentText() == "妻子"
    qtbot.keyClick(editor, KEY.Key_Return)
    qtbot.waitUntil(lambda: table.model.index(0, 0).data() == "妻子")


def test_a_row_without_its_name_stops_saving_and_is_gone_to(
    qtbot: QtBot, context: Context, desk: Desk, person: int
) -> None:
    dialog = card(qtbot, context, person)
    dialog.grid.go_to_group("relatives")
    table = dialog.fields["relatives"]
    assert isinstance(table, RowsTable)
    table.model.setData(table.model.index(0, 0), "妻子")
    qtbot.mouseClick(dialog.ok_button, LEFT)
    assert dialog.isVisible()
    assert "请填写姓名" in dialog.problem.label.text()
    assert table.view.currentIndex().column() == 1
    assert desk.card.get(person).relatives == ()


def test_letters_become_the_item_they_mean_and_words_of_ones_own_stay(
    qtbot: QtBot, context: Context, desk: Desk, person: int
) -> None:
    dialog = card(qtbot, context, person)
    for key, typed in (("ethnicity", "tjz"), ("education", "dazhuan"), ("native_place", "hz")):
        field = dialog.fields[key]
        line = field.lineEdit() if isinstance(field, CodeCombo) else field
        assert isinstance(line, QLineEdit)
        field.setFocus()
        qtbot.keyClicks(line, typed)
        qtbot.keyClick(line, KEY.Key_Tab)
    post = dialog.fields["post"]
    assert isinstance(post, CodeCombo)
    post.setCurrentText("护林员")
    qtbot.mouseClick(dialog.ok_button, LEFT)
    found = desk.roster.get(person)
    assert (found.ethnicity, found.education, found.native_place) == ("土家族", "大专", "hz")
    assert found.post == "护林员"


def test_a_letter_chooses_in_a_closed_list(qtbot: QtBot, context: Context, person: int) -> None:
    dialog = card(qtbot, context, person)
    state = dialog.fields["membership_state"]
    assert isinstance(state, CodeCombo)
    qtbot.keyClick(state, KEY.Key_T)
    assert state.currentText() == "停止党籍"
    qtbot.keyClick(state, KEY.Key_1)
    assert state.currentText() == "正常"


def test_age_and_years_in_the_party_follow_what_is_typed(qtbot: QtBot, context: Context, person: int) -> None:
    dialog = card(qtbot, context, person)
    assert dialog.standing.text() == "56 岁 · 党龄 24 年 8 个月（2002年7月1日转正，校正 +6 个月）"
    dialog.edit("standing_correction").selectAll()
    qtbot.keyClicks(dialog.edit("standing_correction"), "-12")
    assert "党龄 23 年 2 个月" in dialog.standing.text()


def test_folded_groups_say_what_they_hold_and_are_remembered(
    qtbot: QtBot, context: Context, desk: Desk, person: int
) -> None:
    rows = [{"from_on": "1990-07", "content": "务农"}, {"from_on": "1995-01", "content": "村会计"}]
    desk.card.save(person, CardChange(values={"employer": "槐树村"}, lists={"resume": rows}))
    dialog = card(qtbot, context, person)
    groups = dialog.grid.groups
    assert groups["resume"].words.text() == "2 段"
    assert groups["relatives"].words.text() == "没有"
    assert "槐树村" in groups["work"].words.text()
    assert groups["resume"].body is None, "what nobody opened was not built"
    qtbot.mouseClick(groups["party"].head, LEFT)
    qtbot.keyClick(groups["resume"].head, KEY.Key_Right)
    qtbot.keyClick(dialog, KEY.Key_Escape)
    again = card(qtbot, context, person)
    assert (again.grid.groups["party"].is_open, again.grid.groups["basic"].is_open) == (False, True)
    qtbot.waitUntil(lambda: again.grid.groups["resume"].is_open)


def test_a_folded_group_says_that_something_inside_is_to_be_looked_at(
    qtbot: QtBot, context: Context, desk: Desk, person: int
) -> None:
    desk.card.save(person, CardChange(values={"is_mobile": True, "work_started_on": "1975-03"}))
    with desk.store.transaction("导入") as tx:
        mark = {"field": "joined_on", "code": "date.partial", "before": "1999", "message": "只有年份。"}
        tx.insert("mark", {"person_id": person, **mark})
    dialog = card(qtbot, context, person)
    work, care, party = (dialog.grid.groups[key] for key in ("work", "care", "party"))
    assert not work.is_open and work.odd.isVisible() and work.odd.text() == "！1 处请核对"
    assert "未满" in work.odd.toolTip() and "请核对" in work.head.accessibleName()
    assert care.odd.text() == "！1 处请核对" and not dialog.grid.groups["contact"].odd.text()
    assert party.is_open and not party.odd.isVisible(), "what is open says it at its field"
    assert "待核：只有年份" in dialog.grid.rows["joined_on"].problem_label.text()
    party.set_open(False)
    assert party.odd.isVisible()
    qtbot.mouseClick(care.head, LEFT)
    dialog.edit("mobile_to").setText("东莞")
    dialog.edit("mobile_to").editingFinished.emit()
    qtbot.mouseClick(care.head, LEFT)
    assert not care.is_open and not care.odd.isVisible(), "it has been put right"
    (odd,) = [one for one in desk.person_findings(person) if one.rule == "DK-06"]
    desk.answer(odd, "档案如此")
    assert not card(qtbot, context, person).grid.groups["work"].odd.text(), "answered"


def test_a_folded_list_says_that_a_row_cannot_stay(qtbot: QtBot, context: Context, person: int) -> None:
    dialog = card(qtbot, context, person)
    dialog.grid.go_to_group("relatives")
    table = dialog.fields["relatives"]
    assert isinstance(table, RowsTable)
    table.model.setData(table.model.index(0, 0), "妻子")
    group = dialog.grid.groups["relatives"]
    qtbot.mouseClick(group.head, LEFT)
    assert group.odd.isVisible() and "请填写姓名" in group.odd.toolTip()


def test_what_is_in_a_list_is_kept_as_a_draft(
    qtbot: QtBot, context: Context, desk: Desk, person: int
) -> None:
    dialog = card(qtbot, context, person)
    dialog.grid.go_to_group("memos")
    table = dialog.fields["memos"]
    assert isinstance(table, RowsTable)
    table.model.setData(table.model.index(0, 1), "腿脚不便")
    assert context.drafts.keep_now()
    kept = desk.drafts.find(f"member:{person}")
    assert kept is not None
    assert [row["content"] for row in kept.values["memos"]] == ["腿脚不便"]
    assert set(kept.values) == {"memos"}
    after = Context(desk=desk, settings=context.settings)
    after.drafts.resume([f"member:{person}"])
    again = card(qtbot, after, person)
    assert again.grid.values()["memos"][0]["content"] == "腿脚不便"


def test_rows_move_and_go_by_keyboard(qtbot: QtBot, context: Context, person: int) -> None:
    table = RowsTable("简历", LISTS_BY_KEY["resume"].columns, by_hand=True)
    qtbot.addWidget(table)
    table.give([{"content": text} for text in "甲乙丙"])
    table.show()
    table.view.setCurrentIndex(table.model.index(2, 2))
    qtbot.keyClick(table.view, KEY.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [row["content"] for row in table.value()] == ["甲", "丙", "乙"]
    qtbot.keyClick(table.view, KEY.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert [row["content"] for row in table.value()] == ["甲", "乙"]
    table.view.setCurrentIndex(table.model.index(2, 0))
    table.view.paste("1990-07\t1993-11\t务农\n1993.12\t\t村会计\n")
    assert [row["from_on"] for row in table.value()] == ["", "", "1990-07", "1993-12"]


def test_a_field_of_ones_own_is_added_in_the_card_filled_in_and_kept(
    qtbot: QtBot, context: Context, desk: Desk, person: int
) -> None:
    dialog = card(qtbot, context, person)
    dialog.edit("phone").setText("13912345678")
    own = OwnFieldsDialog(context, dialog)
    qtbot.addWidget(own)
    own.show()
    for place, text in enumerate(("志愿服务队", "选项", "红马甲、夕阳红")):
        own.table.model.setData(own.table.model.index(0, place), text)
    own.table.model.setData(own.table.model.index(1, 0), "联系户数")
    own.table.model.setData(own.table.model.index(1, 1), "数字")
    qtbot.mouseClick(own.ok_button, LEFT)
    assert not own.isVisible()
    team, count = desk.card.own_fields()
    assert (team.choices, count.kind) == (("红马甲", "夕阳红"), "数字")
    dialog.grid.renew_own(desk.card.own_fields())
    field = dialog.fields[f"own:{team.id}"]
    assert isinstance(field, CodeCombo)
    field.setCurrentText("夕阳红")
    dialog.edit(f"own:{count.id}").setText("三")
    qtbot.mouseClick(dialog.ok_button, LEFT)
    assert "请填数字" in dialog.problem.label.text()
    dialog.edit(f"own:{count.id}").setText("3")
    qtbot.mouseClick(dialog.ok_button, LEFT)
    assert not dialog.isVisible()
    assert desk.card.get(person).own == {team.id: "夕阳红", count.id: "3"}
    assert desk.roster.get(person).phone == "13912345678"


def test_a_field_in_use_is_put_aside_not_destroyed(desk: Desk, person: int) -> None:
    desk.card.save_own_fields([{"caption": "特长"}, {"caption": "车牌"}])
    skill, plate = desk.card.own_fields()
    desk.card.save(person, CardChange(own={skill.id: "木工"}))
    desk.card.save_own_fields([])
    assert desk.card.own_fields() == ()
    assert [(f.id, bool(f.closed_on)) for f in desk.card.own_fields(closed=True)] == [(skill.id, True)]
    assert desk.card.get(person).own == {skill.id: "木工"}
    assert plate.id != skill.id
    desk.undo()
    assert desk.card.own_fields() == (skill, plate)
    with pytest.raises(UserError, match="已经有"):
        desk.card.save_own_fields([{"caption": "特长"}, {"caption": "特长"}])
    with pytest.raises(UserError, match="不能改成"):
        desk.card.save_own_fields([{"id": str(skill.id), "caption": "特长", "kind": "数字"}])


def test_the_pane_shows_lists_and_own_fields_and_prints(qtbot: QtBot, desk: Desk, person: int) -> None:
    desk.card.save_own_fields([{"caption": "联系户数", "kind": "数字"}])
    (own,) = desk.card.own_fields()
    lists = {
        "relatives": [{"relation": "妻子", "name": "秦月英"}],
        "resume": [{"content": "务农", "from_on": "1990-07"}],
    }
    desk.card.save(person, CardChange(lists=lists, own={own.id: "6"}))
    pane = PersonPane()
    qtbot.addWidget(pane)
    card = desk.card.get(person)
    pane.show_person(card.person, [], [], "2026-09-30", False, card, desk.card.own_fields())
    told = [line for block in pane.findChildren(FactLines) for line in block.lines]
    assert told == [("妻子", "秦月英"), ("1990-07 至 今", "务农"), ("联系户数", "6")]
    asked: list[str] = []
    pane.print_wanted.connect(asked.append)
    for action in pane.print_button.menu().actions():
        action.trigger()
    assert asked == ["D3", "D3.4", "D2", "D3.3", "D13.71", "D13.61", "D13.51"]


def test_a_contradiction_is_said_at_its_field_and_an_answer_stays(
    qtbot: QtBot, context: Context, desk: Desk, person: int
) -> None:
    dialog = card(qtbot, context, person)
    joined = dialog.edit("confirmed_on")
    joined.setText("2001-12-01")
    joined.editingFinished.emit()
    assert "预备期不满一年" in dialog.grid.rows["confirmed_on"].problem_label.text()
    qtbot.mouseClick(dialog.ok_button, LEFT)
    assert not dialog.isVisible(), "what looks odd is said, and can be saved"
    (odd,) = [one for one in desk.person_findings(person) if one.rule == "MC-04"]
    desk.answer(odd, "当时按批复提前转正")
    again = card(qtbot, context, person)
    assert "已核实，因为当时按批复提前转正" in again.grid.rows["confirmed_on"].problem_label.text()
    again.edit("confirmed_on").setText("2002-07-01")
    again.edit("confirmed_on").editingFinished.emit()
    assert again.grid.rows["confirmed_on"].problem_label.text() == ""
