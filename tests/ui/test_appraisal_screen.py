"""The screen of appraisal and organisational-life meeting as a secretary uses it, mostly by the keyboard."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from models.domain.appraisal import DUTY, Grade
from models.domain.records import Category
from models.services.desk import Desk
from tests.ui.conftest import Heard
from ui.context import Context
from ui.dialogs import appraisal_screen as screens
from ui.dialogs.appraisal_dialog import AppraisalDialog, BallotDialog, MemberSheetDialog
from ui.dialogs.appraisal_screen import AppraisalScreen
from ui.dialogs.issue_done import IssueDoneDialog
from ui.dialogs.life_dialogs import IssueDialog, OpinionDialog, TalkDialog
from ui.record_jump import jump_from
from ui.widgets.date_edit import DateEdit
from ui.widgets.person_picker import PersonPicker

MEMBER = {"category": Category.FULL, "joined_on": "2010-07-01", "confirmed_on": "2011-07-01"}
NAMES = ("侯学军", "吕学军", "何永福", "杨凤琴", "余家栋", "姚建国")
YEAR = 2026
PAPERS = {"expected": 7, "present": 6, "issued": 6, "returned": 6, "valid": 6}


@pytest.fixture
def people(desk: Desk) -> dict[str, int]:
    posts = {"侯学军": "书记", "吕学军": "组织委员"}
    made = {n: desk.roster.add({"name": n, "party_post": posts.get(n, ""), **MEMBER}) for n in NAMES}
    young = {"name": "康佳慧", "category": Category.PROBATIONARY, "joined_on": "2026-03-01"}
    return made | {"康佳慧": desk.roster.add(young)}


@pytest.fixture
def screen(qtbot: QtBot, context: Context, people: dict[str, int]) -> AppraisalScreen:
    context.desk.appraisals.start(
        {**context.desk.appraisals.proposed(YEAR), "on_date": "2026-09-20", **PAPERS}
    )
    made = AppraisalScreen(context, year=YEAR)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def lines(screen: AppraisalScreen) -> dict[str, Any]:
    appraisal = screen.tally.appraisal
    assert appraisal is not None
    return {line.name: line for line in appraisal.lines}


def press(qtbot: QtBot, screen: AppraisalScreen, text: str) -> None:
    """Digits go to the cell, and then to its editor; Enter ends."""
    grid = screen.tally.grid
    for letter in text:
        editor = grid.findChild(QLineEdit)
        if letter == "\n":
            assert editor is not None
            with qtbot.waitSignal(grid.itemDelegate().closeEditor):
                qtbot.keyClick(editor, Qt.Key.Key_Return)
            QApplication.processEvents()
        else:
            qtbot.keyClick(editor or grid, letter)


def test_an_empty_year_offers_its_appraisal(qtbot: QtBot, context: Context, people: dict[str, int]) -> None:
    screen = AppraisalScreen(context, year=YEAR)
    qtbot.addWidget(screen)
    assert "还没有登记 2026 年度民主评议党员" in screen.tally.empty.label.text()
    dialog = AppraisalDialog(context, YEAR, parent=screen)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.sentence.text() == "按当天名册，党员 7 名，其中预备 1 名（参加评议，不评定等次）。"
    day = dialog.fields["on_date"]
    assert isinstance(day, DateEdit)
    day.setText("")
    dialog.ok_button.click()
    assert "请填写民主测评的日期" in dialog.grid.rows["on_date"].said
    day.setText("2026-9-20")
    dialog.ok_button.click()
    assert dialog.result() == QDialog.DialogCode.Accepted
    screen.reload()
    assert list(lines(screen))[0] == "侯学军" and list(lines(screen))[-1] == "康佳慧"


def test_votes_are_typed_like_a_spreadsheet(qtbot: QtBot, screen: AppraisalScreen) -> None:
    grid = screen.tally.grid
    grid.setCurrentIndex(grid.tally.index(0, 0))
    grid.setFocus()
    press(qtbot, screen, "5\n4\n")
    assert grid.currentIndex().row() == 2, "Enter goes to the next member"
    assert (lines(screen)["侯学军"].excellent, list(lines(screen).values())[1].excellent) == (5, 4)
    grid.setCurrentIndex(grid.tally.index(0, 1))
    press(qtbot, screen, "2\n")
    assert screen.problem.isVisible()
    assert "侯学军各栏合计 7 票，多于有效票 6 张" in screen.problem.label.text()
    assert lines(screen)["侯学军"].competent == 0
    press_at = grid.tally.index(0, 1)
    grid.setCurrentIndex(press_at)
    press(qtbot, screen, "1\n")
    assert not screen.problem.isVisible()
    assert grid.tally.text(0, 5) == "6" and grid.tally.text(0, 6) == "83.3%"


def test_probationary_members_are_not_typed_on(qtbot: QtBot, screen: AppraisalScreen) -> None:
    tally = screen.tally.grid.tally
    last = tally.rowCount() - 1
    assert tally.text(last, 0) == "—" and tally.text(last, 8) == "不评等次"
    assert not tally.is_open(tally.index(last, 0)) and not tally.is_open(tally.index(last, 8))


def test_a_grade_is_one_key(qtbot: QtBot, screen: AppraisalScreen) -> None:
    grid = screen.tally.grid
    grid.setCurrentIndex(grid.tally.index(0, 8))
    grid.setFocus()
    for key in "1123":
        qtbot.keyClick(grid, key)
    found = [line.grade for line in lines(screen).values()][:4]
    assert found == [Grade.EXCELLENT, Grade.EXCELLENT, Grade.COMPETENT, Grade.BASIC]
    assert grid.currentIndex().row() == 4
    grid.setCurrentIndex(grid.tally.index(1, 8))
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert list(lines(screen).values())[1].grade is Grade.NONE
    assert grid.tally.read(8, "优秀") == "优秀" and grid.tally.read(8, "基") == "基本合格"
    assert grid.tally.read(8, "很好") is None


def test_a_block_is_pasted_from_a_spreadsheet(qtbot: QtBot, screen: AppraisalScreen) -> None:
    grid = screen.tally.grid
    grid.setCurrentIndex(grid.tally.index(0, 0))
    QGuiApplication.clipboard().setText("4\t2\n３\t3\nx\t6\n")
    qtbot.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    rows = list(lines(screen).values())
    assert [row.marks[:2] for row in rows[:3]] == [(4, 2), (3, 3), (0, 6)]
    grid.selectRow(0)
    qtbot.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().startswith("4\t2\t0\t0\t0\t6\t66.7%")


def test_the_sum_says_when_the_third_is_passed(screen: AppraisalScreen, heard: Heard) -> None:
    desk, appraisal = screen._context.desk, screen.tally.appraisal  # pyright: ignore[reportPrivateUsage]
    assert appraisal is not None
    rows = [line.id for line in appraisal.lines if not line.is_probationary]
    desk.appraisals.save_lines(
        appraisal.id,
        {row: {"excellent": 6 if n < 3 else 1, "competent": 0 if n < 3 else 5} for n, row in enumerate(rows)},
    )
    screen.reload()
    screen.tally.buttons["空着的按票数定等次"].click()
    assert screen.tally.sums.text().startswith("优秀 3（上限 2，全部党员 7 人的三分之一）！超过上限、合格 3")
    assert heard.said[-1].startswith("✓ 按得票最多填了 6 人的等次")
    assert any("超过党员总数 7 人的三分之一（上限 2 人）" in f.message for f in screen.tally.findings)
    assert screen.sections.buttons[screens.STEPS].text() == f"步骤与核对（{len(screen.tally.findings)}）"


def test_a_closed_appraisal_takes_no_typing(qtbot: QtBot, screen: AppraisalScreen) -> None:
    appraisal = screen.tally.appraisal
    assert appraisal is not None
    screen.tally.buttons["办结"].click()
    assert "还没有评定等次" in screen.problem.label.text()
    screen.tally.grid.setCurrentIndex(screen.tally.grid.tally.index(0, 8))
    qtbot.keyClick(screen.tally.grid, "2")
    screen.tally.buttons["办结"].click()
    assert screen.tally.buttons["办结"].text() == "重新打开"
    assert not screen.tally.grid.tally.is_open(screen.tally.grid.tally.index(0, 0))
    screen.tally.buttons["办结"].click()
    assert screen.tally.grid.tally.is_open(screen.tally.grid.tally.index(0, 0))


def test_papers_are_of_the_year_or_of_the_member_in_hand(screen: AppraisalScreen, heard: Heard) -> None:
    appraisal = screen.tally.appraisal
    assert appraisal is not None
    for form in ("A9.1", "A9.3@", "A8.1", "A8.3", "D11.4"):
        screen.papers[form]()
    first = appraisal.lines[0].person_id
    assert heard.previews == [
        ("A9.1", appraisal.uuid), ("A9.3", f"{first}@{appraisal.uuid}"), ("A8.1", "2026"), ("A8.3", None),
        ("D11.4", "2026"),
    ]  # fmt: skip
    screen.papers["A8.4"]()
    assert heard.previews[-1] == ("A8.4", "2026")
    screen.papers["D11.2"]()
    assert "还没有登记评议" in screen.problem.label.text()


def test_the_sheet_of_a_member_and_the_ballot(qtbot: QtBot, screen: AppraisalScreen) -> None:
    appraisal, context = screen.tally.appraisal, screen._context  # pyright: ignore[reportPrivateUsage]
    assert appraisal is not None
    dialog = MemberSheetDialog(context, appraisal, appraisal.lines[0].id, screen)
    qtbot.addWidget(dialog)
    grounds = dialog.fields["grounds"]
    assert isinstance(grounds, QLineEdit)
    grounds.setText("防汛值守带头")
    dialog.ok_button.click()
    screen.reload()
    assert screen.tally.grid.tally.text(0, 9) == "防汛值守带头"
    ballot = BallotDialog(context, screen)
    qtbot.addWidget(ballot)
    ballot.items.setPlainText("一\n二\n三\n四\n五\n六")
    ballot.ok_button.click()
    assert "1 至 5 项" in ballot.problem.label.text()


def test_papers_that_cannot_be_are_said_in_the_form(qtbot: QtBot, screen: AppraisalScreen) -> None:
    context = screen._context  # pyright: ignore[reportPrivateUsage]
    dialog = AppraisalDialog(context, YEAR, appraisal=screen.tally.appraisal, parent=screen)
    qtbot.addWidget(dialog)
    returned = dialog.fields["returned"]
    assert isinstance(returned, QSpinBox)
    returned.setValue(9)
    dialog.ok_button.click()
    assert "收回票 9，多于发出票 6，请核对后再保存" in dialog.problem.label.text()


def test_the_secretarys_report_has_one_line_and_its_own_words(qtbot: QtBot, screen: AppraisalScreen) -> None:
    desk = screen._context.desk  # pyright: ignore[reportPrivateUsage]
    desk.appraisals.start({**desk.appraisals.proposed(YEAR, DUTY), "subject": "侯学军", **PAPERS})
    screen.reload()
    screen.show_page(screens.REPORT)
    tally = screen.report.grid.tally
    heads = [tally.headerData(n, Qt.Orientation.Horizontal) for n in range(tally.columnCount())]
    assert heads[:5] == ["好", "较好", "一般", "差", "弃权"] and tally.rowCount() == 1


# what surrounds it


def choose(picker: Any, name: str) -> None:
    assert isinstance(picker, PersonPicker)
    picker.choose(next(picker.itemData(row) for row in range(picker.count()) if name in picker.itemText(row)))
    picker.chosen.emit(picker.person_id(), picker.person_name())


def test_an_opinion_becomes_an_issue_and_is_put_right(qtbot: QtBot, screen: AppraisalScreen) -> None:
    context = screen._context  # pyright: ignore[reportPrivateUsage]
    dialog = OpinionDialog(context, YEAR, parent=screen)
    qtbot.addWidget(dialog)
    choose(dialog.person, "何永福")
    about = dialog.fields["about"]
    assert isinstance(about, QComboBox) and about.currentText() == "党员"
    dialog.ok_button.click()
    assert "请写意见的内容" in dialog.problem.label.text()
    content: Any = dialog.fields["content"]
    content.setPlainText("入户少")
    dialog.ok_button.click()
    screen.reload()
    (opinion,) = context.desk.life.opinions(YEAR)
    assert (opinion.of, opinion.from_kind) == ("何永福", "党员")
    issue = IssueDialog(context, YEAR, parent=screen, proposed=context.desk.life.issue_from(opinion))
    qtbot.addWidget(issue)
    assert issue.who.currentText() == "何永福"
    issue.ok_button.click()
    assert "整改措施" in issue.problem.label.text()
    what: Any = issue.fields["what"]
    what.setPlainText("每月走访 5 户")
    due: Any = issue.fields["due_on"]
    due.setText("2026-09-01")
    issue.ok_button.click()
    screen.reload()
    screen.show_page(screens.ISSUES)
    table = screen.issues.table
    assert table.record_model.index(0, 0).data() == "× 逾期"
    assert screen.sections.buttons[screens.ISSUES].text() == "问题整改（1）"
    (kept,) = context.desk.life.issues(YEAR)
    done = IssueDoneDialog(context, kept, screen)
    qtbot.addWidget(done)
    done.evidence.setText("走访记录 5 份")
    done.ok_button.click()
    screen.reload()
    assert table.record_model.index(0, 0).data() == "✓ 已销号"
    assert screen.issues.said.text() == "1 项，已销号 1 项。"


def test_a_talk_is_named_by_who_talks(qtbot: QtBot, screen: AppraisalScreen, heard: Heard) -> None:
    context = screen._context  # pyright: ignore[reportPrivateUsage]
    dialog = TalkDialog(context, parent=screen)
    qtbot.addWidget(dialog)
    assert dialog.talker.person_name() == "侯学军", "the secretary is proposed"
    choose(dialog.listener, "吕学军")
    assert dialog.kind.currentText() == "班子成员之间"
    choose(dialog.listener, "何永福")
    assert dialog.kind.currentText() == "委员与党员"
    dialog.ok_button.click()
    screen.reload()
    screen.show_page(screens.TALKS)
    assert screen.talks.said.text() == "2026 年 1 人次，涉及在册党员 2 名。"
    screen.talks.preview()
    assert heard.previews == [("A8.3", context.desk.life.talks(YEAR)[0].id)]
    assert any("侯学军与吕学军" in line.finding.message for line in screen.talks.strip.lines())


def test_a_form_is_opened_again_to_go_on_with_its_draft(
    screen: AppraisalScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    for kind in (OpinionDialog, TalkDialog, IssueDialog, AppraisalDialog, MemberSheetDialog):
        monkeypatch.setattr(kind, "exec", lambda self: opened.append(type(self).__name__))
    appraisal = screen.tally.appraisal
    assert appraisal is not None
    for form in (
        ("opinion", "2025", "0"), ("talk", "0"), ("issue", "2024", "0"), ("appraisal", "民主评议", "2026", str(appraisal.id)),
        ("appraisal-line", str(appraisal.lines[1].id)),
    ):  # fmt: skip
        screen.open_form(*form)
    assert opened == ["OpinionDialog", "TalkDialog", "IssueDialog", "AppraisalDialog", "MemberSheetDialog"]
    assert screen.current_year() == YEAR and screen.tally.grid.currentIndex().row() == 1


def test_a_list_is_begun_by_the_keyboard(
    qtbot: QtBot, screen: AppraisalScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    for kind in (OpinionDialog, TalkDialog, IssueDialog):
        monkeypatch.setattr(kind, "exec", lambda self: opened.append(type(self).__name__))
    for page, place in ((screen.opinions, 3), (screen.talks, 4), (screen.issues, 5)):
        qtbot.keyClick(screen, str(place), Qt.KeyboardModifier.AltModifier)
        assert screen.pages.currentWidget() is page
        assert page.empty.button.hasFocus()
        qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert opened == ["OpinionDialog", "TalkDialog", "IssueDialog"]


def test_from_the_list_of_findings_to_where_they_are_mended(
    screen: AppraisalScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, int]] = []
    monkeypatch.setattr(
        AppraisalScreen, "exec", lambda self: seen.append((self.current_year(), self.pages.currentIndex()))
    )
    finding = screen.tally.findings[0]
    jump_from(screen._context, screen, finding)  # pyright: ignore[reportPrivateUsage]
    jump_from(screen._context, screen, replace(finding, rule="ZB-18", about="2025 pairs"))  # pyright: ignore[reportPrivateUsage]
    assert seen == [(YEAR, screens.STEPS), (2025, screens.TALKS)]
