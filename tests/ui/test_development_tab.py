"""The development page under real clicks and keys: import, board, timeline, step form, answers."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QDropEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from models.domain.records import AgendaItem, Category, ItemKind, MeetingKind
from models.services.desk import Desk
from tests.ui.conftest import Heard
from ui.context import Context
from ui.dialogs.applicant_dialog import ApplicantDialog
from ui.dialogs.companions_dialog import CompanionsDialog
from ui.dialogs.reason_dialog import ReasonDialog
from ui.dialogs.rule_card import RuleCard
from ui.dialogs.stage_import_dialog import StageImportDialog
from ui.dialogs.step_dialog import StepDialog
from ui.tabs.development_tab import DevelopmentTab
from ui.widgets.stage_board import CardList
from ui.widgets.stage_cards import due_words, state_of
from ui.widgets.timeline_rows import ROW, TimelineRow

SHEET = Path(__file__).parent.parent / "samples" / "stage-dates.xlsx"
D = TypeVar("D", bound=QDialog)
met_timers: list[QTimer] = []  # kept while a test waits for its dialog


def during(kind: type[D], act: Callable[[D], object]) -> list[D]:
    """When a dialog of this kind opens, do something with it; it is closed afterwards if it is still open."""
    met: list[D] = []
    timer = QTimer()
    timer.setInterval(5)

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, kind):
            return
        timer.stop()
        met.append(dialog)
        try:
            act(dialog)
        finally:
            if dialog.isVisible():
                dialog.reject()

    timer.timeout.connect(look)
    timer.start()
    met_timers.append(timer)
    return met


def type_into(qtbot: QtBot, field: QWidget, text: str) -> None:
    """Replace what is there by keys, or through the input method where it is Chinese."""
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    if text.isascii():
        qtbot.keyClicks(field, text)
        return
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


def button(parent: QWidget, text: str) -> QPushButton:
    return next(b for b in parent.findChildren(QPushButton) if b.text() == text and b.isVisibleTo(parent))


@pytest.fixture
def tab(qtbot: QtBot, context: Context) -> DevelopmentTab:
    made = DevelopmentTab(context)
    qtbot.addWidget(made)
    made.resize(1366, 640)
    made.show()
    return made


@pytest.fixture
def filled(tab: DevelopmentTab, desk: Desk, qtbot: QtBot) -> DevelopmentTab:
    """The sample sheet imported, 白雪梅 selected."""
    desk.development.commit_import(desk.development.plan_import(SHEET))
    qtbot.waitUntil(lambda: counts(tab) == ["1", "2", "2", "1", "2"])
    choose(tab, desk, "白雪梅")
    return tab


def counts(tab: DevelopmentTab) -> list[str]:
    return [label.text() for label in tab.board.counts]


def person_id(desk: Desk, name: str) -> int:
    return desk.roster.find(name)[0].id


def choose(tab: DevelopmentTab, desk: Desk, name: str) -> CardList:
    assert tab.board.select(person_id(desk, name))
    return next(cards for cards in tab.board.lists if cards.currentIndex().isValid())


def timeline_row(tab: DevelopmentTab, code: str) -> TimelineRow:
    tab.pane.timeline.select_code(code)
    row = tab.pane.timeline.current_row()
    assert row is not None
    return row


def test_an_empty_page_says_so_and_offers_the_import(tab: DevelopmentTab) -> None:
    assert tab.pages.currentWidget() is tab.empty
    assert tab.empty.button.text() == "导入时间总表"
    assert tab.header.sentence.text() == "还没有培养中的人。"


def test_importing_shows_what_will_happen_then_fills_the_board(
    tab: DevelopmentTab, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(SHEET), ""))
    seen: list[str] = []

    def look(dialog: StageImportDialog) -> None:
        seen.append(dialog.summary.text())
        assert desk.development.dossiers() == [], "nothing is written before it was agreed to"
        qtbot.keyClick(dialog, Qt.Key.Key_Return)

    during(StageImportDialog, look)
    qtbot.mouseClick(button(tab, "导入时间总表"), Qt.MouseButton.LeftButton)
    assert "将导入 8 人" in seen[0]
    qtbot.waitUntil(lambda: counts(tab) == ["1", "2", "2", "1", "2"])
    assert tab.header.sentence.text().startswith(
        "8 人在培养：申请人 1、积极分子 2、发展对象 3、预备党员 2；3 件逾期"
    )
    desk.undo()
    qtbot.waitUntil(lambda: tab.pages.currentWidget() is tab.empty)


def test_leaving_the_import_changes_nothing(tab: DevelopmentTab, desk: Desk, qtbot: QtBot) -> None:
    during(StageImportDialog, lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Escape))
    tab.import_file(SHEET)
    assert desk.development.dossiers() == []


def test_a_wrong_file_is_a_sentence(tab: DevelopmentTab, heard: Heard, tmp_path: Path) -> None:
    wrong = tmp_path / "名单.xlsx"
    wrong.write_text("不是表格", encoding="utf-8")
    tab.import_file(wrong)
    assert len(heard.errors) == 1


def test_a_card_says_who_how_long_what_and_how_late(filled: DevelopmentTab, desk: Desk) -> None:
    entry = choose(filled, desk, "白雪梅").current_entry()
    assert entry is not None
    assert (entry.dossier.person.name, entry.days) == ("白雪梅", 91)
    assert due_words(entry, "2026") == ("谈话", "8月1日前")
    assert state_of(entry) == ("▲逾期60天", "late")


def test_recording_the_next_step_by_keyboard_and_undo(
    filled: DevelopmentTab, desk: Desk, qtbot: QtBot
) -> None:
    cards = choose(filled, desk, "白雪梅")

    def record(dialog: StepDialog) -> None:
        assert dialog.code() == "talk"
        assert dialog.date.iso() == "2026-09-30"
        type_into(qtbot, dialog.date, "2026.9.28")
        qtbot.keyClick(dialog.date, Qt.Key.Key_Return)

    during(StepDialog, record)
    qtbot.keyClick(cards, Qt.Key.Key_Return)
    talk = desk.development.dossier(person_id(desk, "白雪梅")).first("talk")
    assert talk is not None
    assert talk.on_date == "2026-09-28"
    assert desk.undo_label == "记录步骤：白雪梅 派人谈话"
    qtbot.waitUntil(lambda: "确定入党积极分子" in filled.pane.next_strip.name.text())
    desk.undo()
    qtbot.waitUntil(lambda: "派人谈话" in filled.pane.next_strip.name.text())


def test_a_late_talk_is_called_late_before_it_is_recorded(
    filled: DevelopmentTab, desk: Desk, qtbot: QtBot
) -> None:
    """The talk was due on 2026-08-01: any later day keeps FZ-03; within the month it would not be there."""
    dialog = StepDialog(filled.context, desk.development.dossier(person_id(desk, "白雪梅")))
    qtbot.addWidget(dialog)
    type_into(qtbot, dialog.date, "2026-07-20")
    dialog.judge()
    assert not dialog.hints.lines()
    assert "不再提示" in dialog.settled.text()
    type_into(qtbot, dialog.date, "2026-09-28")
    dialog.judge()
    assert [line.finding.rule for line in dialog.hints.lines()] == ["FZ-03"]


def test_too_early_shows_the_rule_with_its_article_and_can_still_be_saved(
    filled: DevelopmentTab, desk: Desk, qtbot: QtBot
) -> None:
    who = person_id(desk, "胡浩然")
    choose(filled, desk, "胡浩然")
    cards_shown: list[str] = []

    def read_card(card: RuleCard) -> None:
        cards_shown.append(card.windowTitle())

    def record(dialog: StepDialog) -> None:
        type_into(qtbot, dialog.date, "2026-09-01")
        dialog.judge()
        line = next(line for line in dialog.hints.lines() if line.finding.rule == "FZ-11")
        assert "未满一年" in line.finding.message
        assert "最早 2027年3月15日" in dialog.window_label.text()
        article = next(b for b in line.findChildren(QPushButton) if "十三条" in b.text())
        during(RuleCard, read_card)
        qtbot.mouseClick(article, Qt.MouseButton.LeftButton)
        qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)

    during(StepDialog, record)
    filled.record("candidate", 0)
    assert cards_shown == ["规定依据"]
    assert desk.development.dossier(who).person.category is Category.CANDIDATE
    qtbot.waitUntil(lambda: counts(filled) == ["1", "1", "3", "1", "2"])
    row = timeline_row(filled, "candidate")
    assert "未满一年" in row.doubt
    assert row.window is not None
    assert row.window.earliest == "2027-03-15"


def test_an_unreadable_date_is_not_saved_and_says_why(
    filled: DevelopmentTab, desk: Desk, qtbot: QtBot
) -> None:
    problems: list[str] = []

    def record(dialog: StepDialog) -> None:
        type_into(qtbot, dialog.date, "后天")
        qtbot.keyClick(dialog.date, Qt.Key.Key_Return)
        assert dialog.isVisible()
        problems.append(dialog.grid.rows["on_date"].problem_label.text())

    during(StepDialog, record)
    filled.record("talk", 0)
    assert "2026-09-30" in problems[0]
    assert desk.development.dossier(person_id(desk, "白雪梅")).first("talk") is None


def test_the_year_out_of_range_is_refused_in_the_form(
    filled: DevelopmentTab, desk: Desk, qtbot: QtBot
) -> None:
    said: list[str] = []

    def record(dialog: StepDialog) -> None:
        type_into(qtbot, dialog.date, "2055-01-01")
        qtbot.keyClick(dialog.date, Qt.Key.Key_Return)
        said.append(dialog.problem.label.text())

    during(StepDialog, record)
    filled.record("talk", 0)
    assert "2055" in said[0]


def test_answering_a_finding_from_the_strip(filled: DevelopmentTab, desk: Desk, qtbot: QtBot) -> None:
    choose(filled, desk, "潘静怡")
    line = next(line for line in filled.pane.findings.lines() if line.finding.rule == "FZ-11")

    def explain(dialog: ReasonDialog) -> None:
        type_into(qtbot, dialog.edit, "由外单位转入，原确定日期为 2025-05-10")
        qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)

    during(ReasonDialog, explain)
    qtbot.mouseClick(button(line, "已核实…"), Qt.MouseButton.LeftButton)
    answered = [f for f in desk.development.findings(person_id(desk, "潘静怡")) if f.rule == "FZ-11"]
    assert answered[0].answer.startswith("由外单位转入")
    qtbot.waitUntil(lambda: "5 条待核" in filled.header.sentence.text())
    assert not timeline_row(filled, "candidate").doubt


def test_arrows_walk_over_the_columns(filled: DevelopmentTab, desk: Desk, qtbot: QtBot) -> None:
    cards = choose(filled, desk, "白雪梅")
    qtbot.keyClick(cards, Qt.Key.Key_Right)
    assert filled.pane.title.text() in ("郑丽华", "胡浩然")
    second = filled.board.lists[1]
    first = filled.pane.title.text()
    qtbot.keyClick(second, Qt.Key.Key_Down)
    assert filled.pane.title.text() != first
    qtbot.keyClick(second, Qt.Key.Key_Left)
    assert filled.pane.title.text() == "白雪梅"


def test_a_click_on_a_card_shows_the_person(filled: DevelopmentTab, qtbot: QtBot) -> None:
    cards = filled.board.lists[3]
    place = cards.visualRect(cards.cards.index(0)).center()
    qtbot.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert filled.pane.title.text() == "贺云飞"
    assert "发展对象" in filled.pane.about.text()
    assert filled.board.lists[0].selectionModel().selectedIndexes() == []


def test_dropping_a_card_asks_and_never_moves(filled: DevelopmentTab, desk: Desk, qtbot: QtBot) -> None:
    source, target = choose(filled, desk, "白雪梅"), filled.board.lists[1]
    data = source.cards.mimeData([source.currentIndex()])
    asked: list[str] = []

    def leave(dialog: StepDialog) -> None:
        asked.append(dialog.code())
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    during(StepDialog, leave)
    target.dropEvent(
        QDropEvent(
            QPointF(10, 10),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
    )
    assert asked == ["activist"]
    assert counts(filled) == ["1", "2", "2", "1", "2"]
    assert desk.development.dossier(person_id(desk, "白雪梅")).first("activist") is None


def test_the_card_menu_has_the_same_paths(
    filled: DevelopmentTab, desk: Desk, qtbot: QtBot, heard: Heard
) -> None:
    who = person_id(desk, "白雪梅")
    actions = {a.text(): a for a in filled.person_menu(who).actions()}
    met = during(StepDialog, lambda dialog: None)
    actions["记录下一步…"].trigger()
    assert met
    actions["修改历史…"].trigger()
    assert heard.histories == [("person", who, "白雪梅")]


def test_the_list_has_every_date_and_the_same_enter(filled: DevelopmentTab, desk: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(filled.list_button, Qt.MouseButton.LeftButton)
    assert filled.pages.currentIndex() == 1
    titles = [column.title for column in filled.table.record_model.columns]
    assert {"姓名", "派人谈话", "列为发展对象", "接收大会", "入党宣誓", "培养联系人"} <= set(titles)
    row = filled.table.record_model.row_of(person_id(desk, "贺云飞"))
    texts = [filled.table.record_model.index(row, c).data() for c in range(len(titles))]
    assert "2026-08-12" in texts
    assert "2026-05-20 至 2026-05-27" in texts
    filled.table.select_id(person_id(desk, "贺云飞"))
    codes: list[str] = []
    during(StepDialog, lambda dialog: codes.append(dialog.code()))
    qtbot.keyClick(filled.table, Qt.Key.Key_Return)
    assert codes == ["approval"]


def test_sorting_the_list_by_lateness(filled: DevelopmentTab, qtbot: QtBot) -> None:
    filled.show_page(1)
    keys = [column.key for column in filled.table.record_model.columns]
    filled.table.sortByColumn(keys.index("state"), Qt.SortOrder.AscendingOrder)
    names = [filled.table.record_model.index(r, 0).data() for r in range(3)]
    assert names == ["康丽华", "郑丽华", "白雪梅"]


def test_filter_and_search(filled: DevelopmentTab, qtbot: QtBot) -> None:
    filled.shown.setCurrentText("已逾期")
    assert counts(filled) == ["1", "1", "0", "0", "1"]
    filled.shown.setCurrentText("全部")
    qtbot.keyClicks(filled.search, "pjy")
    qtbot.keyClick(filled.search, Qt.Key.Key_Return)
    assert counts(filled) == ["0", "0", "1", "0", "0"]
    qtbot.keyClicks(filled.search, "zzz")
    qtbot.keyClick(filled.search, Qt.Key.Key_Return)
    assert filled.pages.currentWidget() is filled.nobody
    qtbot.mouseClick(filled.nobody.button, Qt.MouseButton.LeftButton)
    assert counts(filled) == ["1", "2", "2", "1", "2"]


def test_a_new_applicant_by_keyboard(tab: DevelopmentTab, desk: Desk, qtbot: QtBot) -> None:
    def fill(dialog: ApplicantDialog) -> None:
        type_into(qtbot, dialog.name, "程晓岚")
        qtbot.keyClicks(dialog.id_number, "420583198810249928")
        assert (dialog.birth.iso(), dialog.sex.currentText()) == ("1988-10-24", "女")
        type_into(qtbot, dialog.applied_on, "20260915")
        qtbot.keyClick(dialog.name, Qt.Key.Key_Return)

    during(ApplicantDialog, fill)
    qtbot.mouseClick(button(tab, "新增申请人"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: counts(tab) == ["1", "0", "0", "0", "0"])
    assert tab.pane.title.text() == "程晓岚"
    assert desk.development.dossier(person_id(desk, "程晓岚")).person.applied_on == "2026-09-15"


def test_a_known_name_is_offered_instead_of_a_second_record(
    tab: DevelopmentTab, desk: Desk, qtbot: QtBot
) -> None:
    known = desk.roster.add({"name": "陶然", "birth_date": "1990-01-01"})

    def fill(dialog: ApplicantDialog) -> None:
        type_into(qtbot, dialog.name, "陶然")
        assert dialog.offer.isVisible()
        qtbot.mouseClick(dialog.use_button, Qt.MouseButton.LeftButton)
        qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)

    during(ApplicantDialog, fill)
    tab.add_applicant()
    assert [p.id for p in desk.roster.find("陶然")] == [known]
    assert desk.development.dossier(known).first("apply") is not None


def test_an_applicant_without_a_name_stays_in_the_form(tab: DevelopmentTab, desk: Desk, qtbot: QtBot) -> None:
    shown: list[str] = []

    def fill(dialog: ApplicantDialog) -> None:
        qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
        shown.append(dialog.grid.rows["name"].problem_label.text())

    during(ApplicantDialog, fill)
    tab.add_applicant()
    assert "请填写姓名" in shown[0]
    assert desk.development.dossiers() == []


def test_contacts_and_sponsors_beside_the_timeline(filled: DevelopmentTab, desk: Desk, qtbot: QtBot) -> None:
    choose(filled, desk, "张玉林")
    assert filled.pane.people.names["contact"].text() == "王德明"
    assert filled.pane.people.names["sponsor"].text() == "未登记"

    def fill(dialog: CompanionsDialog) -> None:
        for box, name in zip(dialog.fields.boxes, ("张建国", "李秀兰"), strict=True):
            edit = box.lineEdit()
            assert edit is not None
            type_into(qtbot, edit, name)
        qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)

    during(CompanionsDialog, fill)
    qtbot.mouseClick(filled.pane.people.buttons["sponsor"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: filled.pane.people.names["sponsor"].text() == "张建国、李秀兰")
    assert desk.undo_label == "登记入党介绍人：张玉林"


def test_papers_are_previewed_and_exported_for_the_person_shown(
    filled: DevelopmentTab, desk: Desk, heard: Heard
) -> None:
    who = person_id(desk, "贺云飞")
    choose(filled, desk, "贺云飞")
    actions = {a.text(): a for a in filled.pane.papers_menu.actions()}
    for text in ("预览打印 备案表", "预览打印 公示", "预览打印 全程纪实表", "导出 全程纪实表…"):
        actions[text].trigger()
    filled.print_()
    assert heard.previews == [("B7", who), ("B12", who), ("B27", who), ("B27", who)]
    assert heard.exports == [("B27", who)]


def test_the_timeline_folds_by_stage_and_opens_a_step(
    filled: DevelopmentTab, desk: Desk, qtbot: QtBot
) -> None:
    choose(filled, desk, "贺云飞")
    timeline = filled.pane.timeline
    view = timeline.view

    def shown() -> list[str]:
        return [row.code for row in timeline.model.rows if row.code]

    assert "admission" in shown()
    assert "apply" not in shown()
    view.setCurrentIndex(timeline.model.index(0))
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert "apply" in shown()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert "apply" not in shown()
    heading = view.visualRect(timeline.model.index(0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=heading)
    assert "apply" in shown()
    timeline.select_code("admission")
    seen: list[tuple[str, str]] = []
    during(StepDialog, lambda dialog: seen.append((dialog.code(), dialog.date.iso())))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert seen == [("admission", "2026-08-12")]


def test_deleting_a_step_from_the_timeline_and_undo(filled: DevelopmentTab, desk: Desk, qtbot: QtBot) -> None:
    choose(filled, desk, "邱桂英")
    timeline_row(filled, "oath")
    qtbot.keyClick(filled.pane.timeline.view, Qt.Key.Key_Delete)
    assert desk.development.dossier(person_id(desk, "邱桂英")).first("oath") is None
    assert desk.undo_label == "删除步骤：邱桂英 入党宣誓"
    desk.undo()
    qtbot.waitUntil(lambda: bool(timeline_row(filled, "oath").steps))


def test_the_timeline_tells_its_dates_in_words_too(filled: DevelopmentTab, desk: Desk) -> None:
    """What is painted is also text: for screen readers and for tooltips."""
    choose(filled, desk, "潘静怡")
    timeline_row(filled, "candidate")
    index = filled.pane.timeline.view.currentIndex()
    assert index.data() == "列为发展对象　2026-06-20"
    tip = index.data(Qt.ItemDataRole.ToolTipRole)
    assert "最早 2026-07-10" in tip
    assert "未满一年" in tip
    assert isinstance(index.data(ROW), TimelineRow)


def test_the_notice_form_offers_its_last_day(filled: DevelopmentTab, desk: Desk, qtbot: QtBot) -> None:
    dialog = StepDialog(filled.context, desk.development.dossier(person_id(desk, "胡浩然")), "notice")
    qtbot.addWidget(dialog)
    assert (dialog.date.iso(), dialog.end.iso()) == ("2026-09-30", "2026-10-13")
    type_into(qtbot, dialog.date, "2031-03-03")
    dialog.date.editingFinished.emit()
    assert dialog.end.iso() == "2031-03-10"
    assert "暂算" in dialog.grid.rows["ended_on"].problem_label.text()


def test_a_closed_step_asks_nothing_more(filled: DevelopmentTab, desk: Desk, qtbot: QtBot) -> None:
    dialog = StepDialog(filled.context, desk.development.dossier(person_id(desk, "胡浩然")), "notice")
    type_into(qtbot, dialog.date, "2026-09-29")
    dialog.close()
    desk.close()
    qtbot.wait(200)  # the pause after typing, twice over: a question now would find the data closed
    dialog.deleteLater()


def test_only_the_fields_of_a_step_are_asked(filled: DevelopmentTab, desk: Desk, qtbot: QtBot) -> None:
    dialog = StepDialog(filled.context, desk.development.dossier(person_id(desk, "邱桂英")), "training")
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.hours.isVisible()
    assert dialog.end.isVisible()
    dialog.step_box.setCurrentIndex(dialog.step_box.findData("confirmation"))
    assert not dialog.hours.isVisible()
    assert not dialog.end.isVisible()
    dialog.outcome.setCurrentText("延长预备期")
    assert dialog.end.isVisible()
    assert dialog.grid.rows["ended_on"].label.text() == "延长至"


def test_an_admitting_meeting_fills_the_day(filled: DevelopmentTab, desk: Desk, qtbot: QtBot) -> None:
    who = person_id(desk, "张玉林")
    held = desk.meetings.create(MeetingKind.ASSEMBLY, "2026-09-25", title="九月党员大会")
    desk.meetings.save_items(held, [AgendaItem(kind=ItemKind.ADMIT, title="接收张玉林", person_id=who)])
    dialog = StepDialog(filled.context, desk.development.dossier(who), "admission")
    qtbot.addWidget(dialog)
    assert dialog.date.iso() == "2026-09-25"
    dialog.outcome.setCurrentText("通过")
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    step = desk.development.dossier(who).first("admission")
    assert step is not None
    assert (step.on_date, step.result, step.meeting_id) == ("2026-09-25", "通过", held)


def test_going_to_somebody_from_elsewhere(filled: DevelopmentTab, desk: Desk, heard: Heard) -> None:
    filled.shown.setCurrentText("已逾期")
    filled.show_record(person_id(desk, "贺云飞"))
    assert filled.pane.title.text() == "贺云飞"
    assert counts(filled) == ["1", "2", "2", "1", "2"]
    filled.show_record(999)
    assert heard.said == ["此人不在培养名单里。"]


def test_the_menu_of_a_step(filled: DevelopmentTab, desk: Desk, heard: Heard) -> None:
    choose(filled, desk, "邱桂英")
    oath = timeline_row(filled, "oath")
    actions = {a.text(): a for a in filled.pane.step_menu(oath).actions() if a.text()}
    assert list(actions) == ["修改…", "修改历史…", "删除这条记录"]
    actions["修改历史…"].trigger()
    assert oath.last is not None
    assert heard.histories == [("step", oath.last.id, "邱桂英 入党宣誓")]
    inspection = filled.pane.step_menu(timeline_row(filled, "inspection"))
    assert "再记一次…" in [a.text() for a in inspection.actions()]
    pending = filled.pane.step_menu(timeline_row(filled, "confirm_apply"))
    assert [a.text() for a in pending.actions()] == ["记录这一步…"]


def test_the_page_paints_at_every_width(filled: DevelopmentTab, desk: Desk) -> None:
    """Long names, a hidden pane and a narrow window must not break the painting."""
    desk.development.add_applicant({"name": "阿卜杜拉·麦麦提艾力"}, "2026-09")
    for width in (1000, 1366, 1920):
        filled.resize(width, 600)
        assert not filled.grab().isNull()
    filled.show_detail(False)
    assert not filled.grab().isNull()
    assert filled.board.lists[0].indexAt(QPoint(5, 30)).isValid()
