"""The small parts: what they show, what they accept, what they say."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QDate, QSize, Qt
from PySide6.QtGui import QFontDatabase, QRawFont
from PySide6.QtWidgets import (
    QApplication,
    QCalendarWidget,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

import resources
from models.domain.errors import UserError
from models.domain.finding import Citation, Finding, Severity
from ui import theme
from ui.actions import ACTIONS
from ui.dialogs.help import HelpDialog, shortcuts
from ui.dialogs.message_dialog import MessageDialog
from ui.dialogs.reason_dialog import ReasonDialog
from ui.dialogs.rule_card import RuleCard
from ui.dialogs.settings_dialog import SettingsDialog
from ui.settings import UiSettings
from ui.widgets import screen_fit
from ui.widgets.banner import Banner
from ui.widgets.date_edit import DateEdit
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.empty_state import EmptyState
from ui.widgets.finding_strip import FindingStrip
from ui.widgets.form_grid import FormGrid
from ui.widgets.money_edit import MoneyEdit
from ui.widgets.page_header import PageHeader
from ui.widgets.plain_label import PlainLabel
from ui.widgets.search_box import SearchBox

HTML = '<img src="x"><b>张三</b>'
CITATION = Citation(
    id="X",
    title="发展党员工作细则",
    article="第七条",
    edition="2026年修订",
    verified="V?",
    text="一个月内谈话。",
)


def finding(severity: Severity, message: str, **more: object) -> Finding:
    return Finding(
        rule="FZ-01", severity=severity, subject="张三", message=message, citation=CITATION, **more
    )  # type: ignore[arg-type]


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(PlainLabel)]


def test_labels_show_html_literally(qtbot: QtBot) -> None:
    label = PlainLabel(HTML)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.sizeHint().width() > PlainLabel("张三").sizeHint().width() * 3


def test_every_label_of_the_dialogs_is_plain(qtbot: QtBot, settings: UiSettings) -> None:
    for dialog in (
        MessageDialog(None, HTML, [HTML]),
        ReasonDialog(None, HTML, HTML),
        RuleCard(CITATION),
        SettingsDialog(settings),
        HelpDialog(),
    ):
        qtbot.addWidget(dialog)
        for label in dialog.findChildren(QLabel):
            assert isinstance(label, PlainLabel), label.text()


def test_an_elided_label_gives_way_and_tells_in_its_tooltip(qtbot: QtBot) -> None:
    label = ElidedLabel("中共青石镇槐树村支部委员会" * 3)
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    label.grab()
    assert "槐树村" in label.toolTip()


# dates and money


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("2026-9-3", "2026-09-03"),
        ("20260930", "2026-09-30"),
        ("2026年9月30日", "2026-09-30"),
        ("2026.9", "2026-09"),
        ("1988", "1988"),
        ("", ""),
    ],
)
def test_dates_are_read_as_people_type_them(qtbot: QtBot, typed: str, iso: str) -> None:
    edit = DateEdit()
    qtbot.addWidget(edit)
    edit.show()
    edit.setText(typed)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.iso() == iso
    assert edit.problem() == ""
    assert edit.text() == iso


@pytest.mark.parametrize("typed", ["2026-02-30", "昨天", "2026-13-01"])
def test_what_is_no_date_stays_and_is_said(qtbot: QtBot, typed: str) -> None:
    edit = DateEdit(typed)
    qtbot.addWidget(edit)
    assert edit.iso() == ""
    assert "2026-09-30" in edit.problem()
    assert edit.text() == typed


def test_a_full_date_may_be_asked_for(qtbot: QtBot) -> None:
    edit = DateEdit("2026-09", partial=False)
    qtbot.addWidget(edit)
    assert "写到日" in edit.problem()


def test_a_day_can_be_clicked_in_the_calendar(qtbot: QtBot) -> None:
    edit = DateEdit("2026-09")
    qtbot.addWidget(edit)
    edit.show()
    qtbot.keyClick(edit, Qt.Key.Key_F4)
    calendar = edit.findChild(QCalendarWidget)
    assert isinstance(calendar, QCalendarWidget)
    assert calendar.monthShown() == 9
    with qtbot.waitSignal(edit.editingFinished):
        calendar.clicked.emit(QDate(2026, 9, 18))
    assert edit.iso() == "2026-09-18"


def test_money_is_yuan_outside_and_fen_inside(qtbot: QtBot) -> None:
    edit = MoneyEdit()
    qtbot.addWidget(edit)
    edit.show()
    assert edit.fen() is None
    qtbot.keyClicks(edit, "1,200.5")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.fen() == 120050
    assert edit.text() == "1200.50"
    edit.setText("12.345")
    assert "两位" in edit.problem()
    with pytest.raises(UserError):
        edit.fen()


# findings


def test_findings_stand_worst_first_with_sign_and_word(qtbot: QtBot) -> None:
    strip = FindingStrip(
        [
            finding(Severity.INFO, "提示一句"),
            finding(Severity.UNKNOWN, "缺日期"),
            finding(Severity.WARNING, "请核对"),
            finding(Severity.ERROR, "不足一年"),
        ],
        most=4,
    )
    qtbot.addWidget(strip)
    strip.show()
    assert [line.finding.severity for line in strip.lines()] == [
        Severity.ERROR,
        Severity.WARNING,
        Severity.UNKNOWN,
        Severity.INFO,
    ]
    assert "× 不符" in texts(strip)
    assert "？无法判断" in texts(strip)


def test_more_findings_than_fit_are_counted_and_shown_on_request(qtbot: QtBot) -> None:
    strip = FindingStrip([finding(Severity.WARNING, f"第{i}条") for i in range(5)], most=2)
    qtbot.addWidget(strip)
    strip.show()
    more = [b for b in strip.findChildren(QPushButton) if "还有 3 条" in b.text()]
    qtbot.mouseClick(more[0], Qt.MouseButton.LeftButton)
    assert len(strip.lines()) == 5


def test_a_finding_is_answered_with_a_reason(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    strip = FindingStrip([finding(Severity.WARNING, "请核对")])
    qtbot.addWidget(strip)
    strip.show()
    monkeypatch.setattr(ReasonDialog, "ask", staticmethod(lambda *_a: "档案为准"))
    button = next(b for b in strip.findChildren(QPushButton) if b.text() == "已核实…")
    with qtbot.waitSignal(strip.answered) as caught:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert caught.args[1] == "档案为准"


def test_an_answered_finding_goes_last_and_shows_its_reason(qtbot: QtBot) -> None:
    strip = FindingStrip(
        [finding(Severity.ERROR, "不足一年", answer="经上级批准"), finding(Severity.WARNING, "请核对")]
    )
    qtbot.addWidget(strip)
    assert [line.finding.message for line in strip.lines()] == ["请核对", "不足一年"]
    assert "已核实，因为经上级批准" in texts(strip)


def test_no_findings_no_strip(qtbot: QtBot) -> None:
    strip = FindingStrip([])
    qtbot.addWidget(strip)
    assert strip.isHidden()


def test_the_rule_card_says_where_and_how_far_verified(qtbot: QtBot) -> None:
    card = RuleCard(CITATION)
    qtbot.addWidget(card)
    said = "\n".join(texts(card))
    assert "《发展党员工作细则》" in said
    assert "第七条 · 2026年修订" in said
    assert "一个月内谈话。" in said
    assert "弱核验" in said and "请再查原文" in said
    assert "原文核对" not in said


# dialogs and forms


def test_a_reason_is_needed(qtbot: QtBot) -> None:
    dialog = ReasonDialog(None, "冲销", "9 月 12.50 元")
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.ok_button.isEnabled()
    dialog.edit.setPlainText("  重复\n入账 ")
    assert dialog.ok_button.isEnabled()
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    assert dialog.result() == 1
    assert dialog.reason() == "重复 入账"


def test_escape_leaves_and_enter_confirms(qtbot: QtBot) -> None:
    for key, result in ((Qt.Key.Key_Escape, 0), (Qt.Key.Key_Return, 1)):
        dialog = MessageDialog(None, "删除这次会议？", verb="删除", leave="不删")
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.keyClick(dialog, key)
        assert dialog.result() == result


def test_settings_are_drawn_and_take_effect_at_once(qtbot: QtBot, settings: UiSettings) -> None:
    dialog = SettingsDialog(settings)
    qtbot.addWidget(dialog)
    dialog.show()
    combo = dialog.form.rows["text_size"].field
    combo.setCurrentIndex(2)  # type: ignore[attr-defined]
    assert settings.get("text_size") == 150
    line = dialog.form.rows["actor"].field
    assert isinstance(line, QLineEdit)
    line.setText("组织委员")
    line.editingFinished.emit()
    assert settings.get("actor") == "组织委员"


def test_help_lists_every_shortcut_of_the_table(qtbot: QtBot) -> None:
    dialog = HelpDialog()
    qtbot.addWidget(dialog)
    said = texts(dialog)
    for spec in ACTIONS:
        if spec.shortcut:
            assert any(spec.help in text for text in said), spec.id
    assert len(shortcuts()) > len([spec for spec in ACTIONS if spec.shortcut])
    keys = [spec.shortcut for spec in ACTIONS if spec.shortcut]
    assert len(keys) == len(set(keys))


def test_a_form_leads_to_its_first_problem(qtbot: QtBot) -> None:
    form = FormGrid()
    qtbot.addWidget(form)
    first, second = QLineEdit(), QLineEdit()
    form.add("a", "姓名", first)
    form.add("b", "电话", second)
    form.show()
    form.rows["a"].set_notice("与身份证号不一致")
    form.set_problem("b", "电话不对")
    assert form.focus_first_problem()
    assert form.focusWidget() is second
    assert second.accessibleName() == "电话"
    form.clear_problems()
    assert not form.focus_first_problem()


def test_search_answers_while_typing_and_escape_empties(qtbot: QtBot) -> None:
    box = SearchBox("姓名")
    qtbot.addWidget(box)
    box.show()
    with qtbot.waitSignal(box.searched) as caught:
        qtbot.keyClicks(box, "zjg")
    assert caught.args == ["zjg"]
    with qtbot.waitSignal(box.searched) as caught:
        qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert caught.args == [""]


def test_enter_in_a_search_does_not_press_the_button_of_the_dialog_around(qtbot: QtBot) -> None:
    dialog = QDialog()
    column = QVBoxLayout(dialog)
    box, button = SearchBox("姓名"), QPushButton("关闭")
    for widget in (box, button):
        column.addWidget(widget)
    button.setDefault(True)
    button.clicked.connect(dialog.reject)
    qtbot.addWidget(dialog)
    dialog.show()
    box.setFocus()
    with qtbot.waitSignal(box.searched):
        qtbot.keyClicks(box, "zjg")
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert dialog.isVisible()


def test_a_message_with_long_details_keeps_its_button_in_sight(qtbot: QtBot) -> None:
    dialog = MessageDialog(None, "没有保存。", ["很长的一行说明，" * 60] * 3)
    qtbot.addWidget(dialog)
    dialog.show()
    details = dialog.findChild(QPlainTextEdit)
    assert details is not None and details.verticalScrollBar().maximum() > 0
    assert dialog.height() < 500 and dialog.ok_button.isVisible()


def test_page_header_takes_five_actions_and_the_rest_under_more(qtbot: QtBot) -> None:
    parent = QWidget()
    header = PageHeader("党员名册", parent)
    qtbot.addWidget(parent)
    done: list[str] = []
    for number in range(5):
        header.add_action(f"动作{number}", lambda n=number: done.append(f"动作{n}"))
    header.add_more("少用", lambda: done.append("少用"))
    with pytest.raises(AssertionError):
        header.add_action("第六个", lambda: None)
    qtbot.mouseClick(header.buttons[2], Qt.MouseButton.LeftButton)
    assert done == ["动作2"]


def test_empty_state_has_the_button_that_fills_it(qtbot: QtBot) -> None:
    empty = EmptyState("还没有党员。", "导入名册")
    qtbot.addWidget(empty)
    empty.show()
    with qtbot.waitSignal(empty.clicked):
        qtbot.mouseClick(empty.button, Qt.MouseButton.LeftButton)


def test_banner_says_and_acts(qtbot: QtBot, dressed: QApplication) -> None:
    banner = Banner("3 条待核", "soon")
    qtbot.addWidget(banner)
    banner.show()
    done: list[int] = []
    qtbot.mouseClick(banner.add_button("去看", lambda: done.append(1)), Qt.MouseButton.LeftButton)
    assert done == [1]
    assert banner.accessibleName() == "3 条待核"


# what fits the screen, and what the shipped font can draw


def test_a_dialog_higher_than_the_screen_scrolls_above_its_foot(
    qtbot: QtBot, settings: UiSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = QSize(1084, 542)  # 1366×768 at 125 %, without task bar and title
    monkeypatch.setattr(screen_fit, "room", lambda _window: small)
    dialog = SettingsDialog(settings)
    qtbot.addWidget(dialog)
    (field,) = [one for one in dialog.findChildren(QLineEdit) if one.accessibleName() == "经办人"]
    field.setFocus()
    dialog.show()
    assert dialog.height() <= small.height()
    (area,) = dialog.findChildren(QScrollArea)
    assert area.verticalScrollBar().maximum() > 0
    assert area.isAncestorOf(field)
    (foot,) = dialog.findChildren(DialogButtons)
    assert not area.isAncestorOf(foot)
    assert dialog.rect().contains(foot.geometry())
    assert dialog.focusWidget() is field


def test_a_dialog_that_fits_is_left_as_it_is_and_a_large_one_made_smaller(
    qtbot: QtBot, settings: UiSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen_fit, "room", lambda _window: QSize(1900, 1000))
    dialog = SettingsDialog(settings)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.findChildren(QScrollArea) == []
    monkeypatch.setattr(screen_fit, "room", lambda _window: QSize(1084, 400))
    help_page = HelpDialog()
    qtbot.addWidget(help_page)
    help_page.show()
    assert help_page.height() <= 400
    assert len(help_page.findChildren(QScrollArea)) == 1  # it scrolls by itself


def test_the_shipped_font_has_every_sign_of_the_screens() -> None:
    """A bare computer has no other font: what is missing here is an empty box there."""
    font = QRawFont(str(theme.font_files()[0]), 14)
    files = [*(resources.ROOT.parent / "ui").rglob("*.py"), *(resources.ROOT / "rules").rglob("*.toml")]
    used = {sign for path in files for sign in path.read_text(encoding="utf-8") if ord(sign) > 0x20}
    assert sorted(sign for sign in used if not font.supportsCharacter(ord(sign))) == []


def test_rare_characters_of_names_come_from_the_papers_font_where_the_system_has_none(
    dressed: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme, "SYSTEM_FAMILIES", ("No Such Family",))
    monkeypatch.setattr(theme, "_active", replace(theme.active(), family=""))
    before = dressed.font()
    try:
        theme.complete(dressed)
        assert theme.RARE_FAMILY in QFontDatabase.families()
        assert theme.RARE_FAMILY in dressed.font().families()
    finally:
        dressed.setFont(before)


def test_the_whole_font_reaches_what_is_on_the_screen_already(
    qtbot: QtBot, dressed: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The password page starts with a small font; a folder's name may need characters that one has not."""
    try:
        monkeypatch.setattr(theme, "_active", replace(theme.active(), family=""))
        theme.apply(dressed, start=True)
        label = PlainLabel("数据位置：/家/祝融", "field")
        qtbot.addWidget(label)
        label.show()
        assert label.font().family() == theme.START_FAMILY
        theme.complete(dressed)
        assert label.font().family() == "Noto Sans SC"
    finally:
        theme.apply(dressed)


def test_escape_in_an_empty_search_gives_the_keyboard_back(qtbot: QtBot) -> None:
    box = SearchBox("姓名")
    qtbot.addWidget(box)
    box.show()
    qtbot.keyClicks(box, "hxj")
    with qtbot.assertNotEmitted(box.left):
        qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == "", "the first empties it"
    with qtbot.waitSignal(box.left):
        qtbot.keyClick(box, Qt.Key.Key_Escape)
