"""Drafts of open forms: kept while people type, offered after a crash, gone when the form is saved or left."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from models.domain.errors import UserError
from models.services.desk import Desk
from models.services.drafts import Draft, Drafts
from ui.base_tab import BaseTab
from ui.context import Context
from ui.dialogs.applicant_dialog import ApplicantDialog
from ui.dialogs.branch_dialog import BranchDialog
from ui.dialogs.contact_dialog import ContactDialog
from ui.dialogs.dues_collect import CollectDialog
from ui.dialogs.dues_payment import PaymentDialog
from ui.dialogs.dues_standard import StandardDialog
from ui.dialogs.member_dialog import MemberDialog
from ui.dialogs.movement_dialog import MovementDialog
from ui.dialogs.step_dialog import StepDialog
from ui.drafts import BANNER, HOMES, KEEP_EVERY, read, write
from ui.tabs.development_tab import DevelopmentTab
from ui.tabs.dues_tab import DuesTab
from ui.tabs.meetings_tab import MeetingsTab
from ui.tabs.roster_tab import RosterTab
from ui.widgets import screen_fit
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons


def next_day(context: Context) -> Context:
    """The same data in a window of its own, after a crash."""
    return replace(context)


def banner(form: QWidget) -> Banner | None:
    return form.findChild(Banner, BANNER)


def press(qtbot: QtBot, parent: QWidget, text: str) -> None:
    found = [b for b in parent.findChildren(QPushButton) if b.text() == text and not b.isHidden()]
    assert found, f"no button {text}"
    qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)


def within(dialog_type: type[QDialog], act: Callable[[Any], None]) -> None:
    """Do something in the dialog that is about to open, then leave it as a crash would."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, dialog_type):
            QTimer.singleShot(10, look)
            return
        act(dialog)

    QTimer.singleShot(0, look)


@pytest.fixture(autouse=True)
def decided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever leaves a form means it."""
    monkeypatch.setattr("ui.dialogs.message_dialog.MessageDialog.confirm", lambda *_a, **_k: True)


@pytest.fixture
def person(desk: Desk) -> int:
    member = {"category": "正式党员", "joined_on": "2001-07-01", "confirmed_on": "2002-07-01"}
    return desk.roster.add({"name": "欧阳建国", "phone": "13800000000", **member})


FORMS: list[Callable[[Context, int], QDialog]] = [
    lambda context, _person: ApplicantDialog(context),
    lambda context, person: StepDialog(context, context.desk.development.dossier(person)),
    lambda context, person: ContactDialog(context, context.desk.roster.get(person)),
    lambda context, person: MemberDialog(context, context.desk.roster.get(person)),
    lambda context, person: MovementDialog(context, context.desk.roster.get(person), kind="外出流动"),
    lambda context, person: StandardDialog(context, person, "2026-09"),
    lambda context, _person: BranchDialog(context),
]


@pytest.mark.parametrize("form", FORMS)
def test_an_offer_leaves_the_buttons_on_a_small_screen(
    qtbot: QtBot,
    context: Context,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    form: Callable[[Context, int], QDialog],
) -> None:
    small = QSize(1084, 542)  # 1366×768 at 125 %, without task bar and title
    monkeypatch.setattr(screen_fit, "room", lambda _window: small)
    applicant = desk.development.add_applicant({"name": "白雪梅"}, "2026-01-08")
    draft = Draft(form="x", title="x", saved_at="2026-09-29 08:12", values={})
    monkeypatch.setattr(Drafts, "find", lambda _self, _key: draft)
    dialog = form(context, applicant)
    qtbot.addWidget(dialog)
    dialog.show()
    offered = banner(dialog)
    assert offered is not None and offered.isVisible()
    assert dialog.height() <= small.height()
    (foot,) = dialog.findChildren(DialogButtons)
    assert dialog.rect().contains(foot.geometry())


def test_a_new_person_half_typed_is_offered_again_and_can_go_on(
    qtbot: QtBot, context: Context, desk: Desk
) -> None:
    dialog = MemberDialog(context)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClicks(dialog.edit("name"), "Zhou")
    qtbot.keyClicks(dialog.edit("phone"), "13912345678")
    assert context.drafts.keep_now()
    assert [draft.title for draft in desk.drafts.all()] == ["新增人员"]

    after = next_day(context)
    again = MemberDialog(after)
    qtbot.addWidget(again)
    again.show()
    strip = banner(again)
    assert strip is not None and "没保存完" in strip.label.text()
    assert again.edit("name").text() == "", "nothing is filled in without being asked for"
    press(qtbot, again, "继续填写")
    assert (again.edit("name").text(), again.edit("phone").text()) == ("Zhou", "13912345678")
    qtbot.mouseClick(again.ok_button, Qt.MouseButton.LeftButton)
    assert desk.roster.get(again.person_id).phone == "13912345678"
    assert desk.drafts.all() == []


def test_only_what_was_typed_comes_back_over_a_record_that_changed(
    qtbot: QtBot, context: Context, desk: Desk, person: int
) -> None:
    dialog = MemberDialog(context, desk.roster.get(person))
    qtbot.addWidget(dialog)
    write(dialog.fields["employer"], "槐树村小学")
    assert context.drafts.keep_now()
    desk.roster.update(person, {"phone": "13700000000"})
    after = next_day(context)
    again = MemberDialog(after, desk.roster.get(person))
    qtbot.addWidget(again)
    again.show()
    press(qtbot, again, "继续填写")
    assert again.edit("phone").text() == "13700000000" and again.edit("employer").text() == "槐树村小学"


def test_leaving_on_purpose_forgets_and_refusing_forgets(qtbot: QtBot, context: Context, desk: Desk) -> None:
    dialog = MemberDialog(context)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClicks(dialog.edit("name"), "Zhou")
    context.drafts.keep_now()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert desk.drafts.all() == []

    other = MemberDialog(context)
    qtbot.addWidget(other)
    qtbot.keyClicks(other.edit("name"), "Wu")
    context.drafts.keep_now()
    again = MemberDialog(next_day(context))
    qtbot.addWidget(again)
    again.show()
    press(qtbot, again, "丢弃")
    assert desk.drafts.all() == []
    assert not [strip for strip in again.findChildren(Banner, BANNER) if not strip.isHidden()]
    assert again.edit("name").text() == ""


def test_an_unanswered_offer_is_never_overwritten(qtbot: QtBot, context: Context, desk: Desk) -> None:
    desk.drafts.keep("member:0", "新增人员", {"name": "周", "remark": "写了很长"}, "2026-09-29 17:00")
    dialog = MemberDialog(context)
    qtbot.addWidget(dialog)
    qtbot.keyClicks(dialog.edit("phone"), "13912345678")
    context.drafts.keep_now()
    kept = desk.drafts.find("member:0")
    assert kept is not None
    assert kept.values == {"name": "周", "remark": "写了很长", "phone": "13912345678"}


def test_what_is_typed_is_kept_every_thirty_seconds(qtbot: QtBot, context: Context, desk: Desk) -> None:
    timers = [t for t in context.drafts.children() if isinstance(t, QTimer)]
    assert [t.interval() for t in timers] == [KEEP_EVERY] and KEEP_EVERY == 30_000
    dialog = MemberDialog(context)
    qtbot.addWidget(dialog)
    assert timers[0].isActive()
    qtbot.keyClicks(dialog.edit("name"), "Zhou")
    timers[0].timeout.emit()
    assert desk.drafts.find("member:0") is not None
    dialog.edit("name").clear()
    timers[0].timeout.emit()
    assert desk.drafts.all() == [], "a form that says what is stored has no draft"
    dialog.done(0)
    assert not timers[0].isActive()


def test_a_full_disk_is_said_in_the_form_which_stays_open(
    qtbot: QtBot, context: Context, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise UserError("磁盘空间不足，没有存下。")

    dialog = MemberDialog(context)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClicks(dialog.edit("name"), "Zhou")
    with monkeypatch.context() as patch:
        patch.setattr(desk.drafts, "keep", full)
        assert not context.drafts.keep_now()
    strip = banner(dialog)
    assert strip is not None and strip.isVisible() and "磁盘空间不足" in strip.label.text()
    assert dialog.isVisible() and dialog.edit("name").text() == "Zhou"
    assert context.drafts.keep_now() and strip.isHidden(), "space was freed: kept after all"


def test_the_other_forms_come_back_too(qtbot: QtBot, context: Context, desk: Desk, person: int) -> None:
    desk.dues.set_standard(person, "2026-01", "农民", None, 20, None, "")
    row = desk.dues.year(2026).rows[0]
    applicant = desk.development.add_applicant({"name": "石文静"}, "2026-01-05")
    dossier = desk.development.dossier(applicant)
    makers: list[tuple[Callable[[Context], QDialog], dict[str, Any]]] = [
        (
            lambda c: MovementDialog(c, desk.roster.get(person)),
            {"kind": "外出流动", "day": "2026-08-01", "place": "深圳", "reason": "外出务工"},
        ),
        (lambda c: MovementDialog(c, None), {"name": "谭志远", "papers": "入党志愿书"}),
        (
            lambda c: ContactDialog(c, desk.roster.get(person)),
            {"content": "在厂里上班", "method": "见面"},
        ),
        (lambda c: ApplicantDialog(c), {"name": "钱多多", "phone": "13900000001", "sex": "女"}),
        (
            lambda c: StandardDialog(c, person, "2026-01"),
            {"kind": "工资", "base": "4286.57", "reason": "核定"},
        ),
        (
            lambda c: PaymentDialog(c, row, "2026-09"),
            {"2026-09": False, "2026-03": True, "amount": "0.20", "handed": "代交人", "note": "备注"},
        ),
        (lambda c: CollectDialog(c, (row,), "2026-09"), {"left": [person], "method": "转账"}),
        (
            lambda c: StepDialog(c, dossier, "political_review", 0),
            {"on_date": "2026-08-01", "remark": "支委会研究", "result": "合格"},
        ),
        (lambda c: StepDialog(c, dossier, "contacts", 0), {"contact0": "欧阳建国", "contact1": "某某"}),
        (
            lambda c: BranchDialog(c),
            {"phone": "0512-1234567", "founded_on": "1958-07-12", "is_temporary": True},
        ),
    ]
    for make, typed in makers:
        first = make(context)
        qtbot.addWidget(first)
        fields = context.drafts._forms[-1].fields
        typed = {name: value for name, value in typed.items() if name in fields()}
        for name, value in typed.items():
            write(fields()[name], value)
        assert typed and context.drafts.keep_now(), type(first)
        after = next_day(context)
        again = make(after)
        qtbot.addWidget(again)
        again.show()
        press(qtbot, again, "继续填写")
        shown = after.drafts._forms[-1].fields()
        assert {name: read(shown[name]) for name in typed} == typed, type(first)
        again.done(1)
        assert desk.drafts.all() == []


@pytest.mark.parametrize(
    ("tab_type", "form", "title"),
    [
        (RosterTab, "member:{0}", "修改：欧阳建国"),
        (RosterTab, "movement:{0}", "变动：欧阳建国"),
        (RosterTab, "contact:{0}", "登记联系：欧阳建国"),
        (DuesTab, "payment:{0}:2026", "登记缴费 — 欧阳建国"),
        (DuesTab, "standard:{0}:2026-03", "核定党费标准 — 欧阳建国"),
        (MeetingsTab, "new-meeting", "新建会议"),
        (DevelopmentTab, "applicant", "新增入党申请人"),
    ],
)
def test_every_form_opens_again_by_its_key(
    qtbot: QtBot, context: Context, desk: Desk, person: int, tab_type: type[BaseTab], form: str, title: str
) -> None:
    tab = tab_type(context)
    qtbot.addWidget(tab)
    tab.show()
    tab.refresh_now()
    seen: list[str] = []

    def look(dialog: QDialog) -> None:
        seen.append(dialog.windowTitle())
        assert context.drafts.open_forms == [form.format(person)]
        dialog.done(0)

    within(QDialog, look)
    kind, *ref = form.format(person).split(":")
    assert HOMES[kind] == tab.TITLE
    tab.open_form(kind, ref)
    assert seen == [title]


def test_fields_are_read_and_written_by_what_they_hold(qtbot: QtBot) -> None:
    plain, editable, data = QComboBox(), QComboBox(), QComboBox()
    for widget in (plain, editable, data):
        qtbot.addWidget(widget)
    plain.addItems(["男", "女"])
    editable.setEditable(True)
    editable.addItems(["小学"])
    data.addItem("第一步　✓ 已记录", "apply")
    data.addItem("第二步", "activist")
    write(plain, "女")
    write(editable, "私塾")
    write(data, "activist")
    assert (read(plain), read(editable), read(data)) == ("女", "私塾", "activist")
    write(data, "gone")
    assert read(data) == "activist"
    tick, line = QCheckBox(), QLineEdit()
    qtbot.addWidget(tick)
    qtbot.addWidget(line)
    write(tick, True)
    write(line, "0012")
    assert (read(tick), read(line)) == (True, "0012")


def test_a_form_that_went_away_with_its_window_is_left_alone(context: Context, qtbot: QtBot) -> None:
    window = QWidget()
    form, name = QWidget(window), QLineEdit()
    name.setParent(form)
    context.drafts.watch(form, "person:1", "人员", lambda: {"name": name})
    name.insert("没写完")
    assert context.drafts.keep_now()
    delete(window)
    assert context.drafts.keep_now()
    assert [draft.form for draft in context.drafts.unfinished()] == ["person:1"]
