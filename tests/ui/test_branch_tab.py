"""The tab 支部 as a secretary uses it: who is on the committee, what is due, groups, the sheet to print."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from models.domain.election import Choice
from models.domain.organisation import PartyGroup
from models.domain.records import Category
from models.services.desk import Desk
from tests.ui.conftest import Heard
from ui.context import Context
from ui.dialogs.choice_dialog import ChoiceDialog
from ui.dialogs.count_dialog import CountDialog
from ui.dialogs.date_dialog import DateDialog
from ui.dialogs.election_dialog import ElectionDialog
from ui.dialogs.group_dialog import GroupDialog
from ui.dialogs.post_dialog import PostDialog
from ui.dialogs.term_dialog import TermDialog
from ui.tabs.branch_tab import BranchTab
from ui.widgets.date_edit import DateEdit
from ui.widgets.election_page import ElectionPage
from ui.widgets.person_picker import PersonPicker

MEMBER = {"category": Category.FULL, "joined_on": "2010-07-01", "confirmed_on": "2011-07-01"}
NAMES = ("侯学军", "吕学军", "何永福", "杨凤琴", "余家栋", "姚建国", "谭志远")


@pytest.fixture
def people(desk: Desk) -> dict[str, int]:
    desk.update_branch(sector="村社区", secretary="侯学军")
    return {name: desk.roster.add({"name": name, **MEMBER}) for name in NAMES}


@pytest.fixture
def tab(qtbot: QtBot, context: Context, people: dict[str, int]) -> BranchTab:
    made = BranchTab(context)
    qtbot.addWidget(made)
    made.resize(1366, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


def cells(tab: BranchTab, table: str) -> list[list[str]]:
    view = getattr(tab, table)
    model = view.record_model
    shown = [c for c in range(model.columnCount()) if not view.isColumnHidden(c)]
    return [[model.index(r, c).data() or "" for c in shown] for r in range(model.rowCount())]


def elect(qtbot: QtBot, tab: BranchTab, day: str, *names: str) -> None:
    """Register a new committee through its dialog."""
    dialog = TermDialog(tab.context, parent=tab)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.started_on.setText(day)
    dialog.seats.setValue(5)
    dialog.approved_on.setText(day)
    for (_, picker), name in zip(dialog.posts, names, strict=False):
        pick(picker, name)
    dialog.ok_button.click()
    assert dialog.result() == QDialog.DialogCode.Accepted, dialog.problem.label.text()
    tab.refresh_now()


def pick(picker: PersonPicker, name: str) -> None:
    picker.choose(next(picker.itemData(row) for row in range(picker.count()) if name in picker.itemText(row)))


def answer_days(monkeypatch: pytest.MonkeyPatch, day: str) -> list[str]:
    asked: list[str] = []

    def ask(_parent: QWidget, title: str, *_more: str) -> str:
        asked.append(title)
        return day

    monkeypatch.setattr(DateDialog, "ask", ask)
    return asked


def test_an_empty_branch_offers_its_first_committee(qtbot: QtBot, tab: BranchTab) -> None:
    assert tab.no_posts.isVisible()
    assert tab.header.sentence.text() == "书记侯学军；本届起始日期未登记；1 条待核。"
    dialog = TermDialog(tab.context, parent=tab)
    qtbot.addWidget(dialog)
    assert dialog.posts[0][1].person_name() == "侯学军", "what the record says is proposed"
    dialog.show()
    dialog.ok_button.click()
    assert dialog.isVisible()
    assert "请填写选举日期" in dialog.grid.rows["started_on"].problem_label.text()
    dialog.started_on.setText("2024-03-15")
    assert dialog.sentence.text() == "每届任期 5 年，应于2029年3月15日换届。"


def test_a_committee_is_entered_seen_and_taken_back(qtbot: QtBot, tab: BranchTab) -> None:
    elect(qtbot, tab, "2024-03-15", *NAMES[:5])
    assert [row[:3] for row in cells(tab, "posts")][:2] == [
        ["书记", "侯学军", "2024-03-15"], ["副书记", "吕学军", "2024-03-15"],
    ]  # fmt: skip
    assert tab.header.sentence.text() == "书记侯学军；应于2029年3月15日换届。"
    assert tab.term_line.text().startswith("2024 年选出的一届支委会，2024年3月15日选出，委员名额 5 名")
    tab.context.desk.undo()
    tab.refresh_now()
    assert tab.no_posts.isVisible()


def test_somebody_leaves_a_post_and_the_vacancy_is_told(
    qtbot: QtBot, tab: BranchTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    elect(qtbot, tab, "2024-03-15", *NAMES[:5])
    tab.posts.selectRow(3)
    asked = answer_days(monkeypatch, "2026-09-01")
    tab.end_post(tab.posts.current_id())
    tab.refresh_now()
    assert asked == ["杨凤琴不再担任宣传委员"]
    assert [row[1] for row in cells(tab, "posts")] == ["侯学军", "吕学军", "何永福", "余家栋"]
    words = [line.finding.message for line in tab.pane.findings.lines()]
    assert words[0] == "宣传委员空缺 29 天，请按规定及时补选"
    tab.history.click()
    former = next(row for row in cells(tab, "posts") if row[1] == "杨凤琴")
    assert former[:3] == ["宣传委员", "杨凤琴", "2024-03-15"] and "2026-09-01" in former


def test_a_by_election_is_one_dialog(qtbot: QtBot, tab: BranchTab) -> None:
    elect(qtbot, tab, "2024-03-15", *NAMES[:2])
    dialog = PostDialog(tab.context, parent=tab)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.post_name.setCurrentText("组织委员")
    dialog.ok_button.click()
    assert "请从名册里选人" in dialog.grid.rows["person"].problem_label.text()
    pick(dialog.person, "姚建国")
    dialog.from_on.setText("2026.9.1")
    dialog.ok_button.click()
    tab.refresh_now()
    assert ["组织委员", "姚建国", "2026-09-01"] in [row[:3] for row in cells(tab, "posts")]
    assert tab.context.desk.branch.organiser == "姚建国"


def test_groups_are_set_up_filled_and_dissolved(
    qtbot: QtBot, tab: BranchTab, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.keyClick(tab, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert tab.no_groups.isVisible()
    dialog = GroupDialog(tab.context, PartyGroup(), tab)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.name.setText("第一党小组")
    dialog.choose([people["侯学军"], people["吕学军"]])
    dialog.leader.setCurrentText("吕学军")
    assert dialog.sentence.text().startswith("已选 2 人")
    dialog.ok_button.click()
    tab.refresh_now()
    assert cells(tab, "groups")[0][:3] == ["第一党小组", "吕学军", "2 人"]
    assert tab.ungrouped.text().startswith("没有编入小组的 5 人")
    asked = answer_days(monkeypatch, "2026-09-02")
    tab.close_group(tab.groups.current_id())
    tab.refresh_now()
    assert asked == ["撤销第一党小组，组员 2 人转为未编组"]
    assert tab.context.desk.roster.get(people["侯学军"]).party_group == ""


def test_terms_show_their_secretary_and_their_due_day(qtbot: QtBot, tab: BranchTab) -> None:
    elect(qtbot, tab, "2019-03-10", *NAMES[:5])
    elect(qtbot, tab, "2024-03-15", "姚建国")
    tab.show_section(2)
    assert [row[1:6] for row in cells(tab, "terms")] == [
        ["2024-03-15", "2029-03-15", "", "5", "姚建国"],
        ["2019-03-10", "2024-03-10", "2024-03-15", "5", "侯学军"],
    ]


def test_the_sheet_and_the_history(tab: BranchTab, qtbot: QtBot, heard: Heard) -> None:
    tab.print_()
    assert heard.previews == [("D7", None)]
    elect(qtbot, tab, "2024-03-15", "姚建国")
    tab.history_()
    assert heard.histories[-1][0] == "post_term"


def test_an_article_can_be_answered(qtbot: QtBot, tab: BranchTab) -> None:
    elect(qtbot, tab, "2021-03-15", *NAMES[:5])
    late = tab.pane.findings.lines()[0].finding
    assert late.rule in ("ZB-09", "XJ-03") and late.citation is not None
    tab.pane.findings.answered.emit(late, "镇党委同意延期")
    tab.refresh_now()
    assert any(f.answer == "镇党委同意延期" for f in tab.context.desk.organisation_findings())


def prepared(qtbot: QtBot, tab: BranchTab, people: dict[str, int]) -> ElectionPage:
    """An election of three with four candidates, entered through its dialogs."""
    tab.show_section(3)
    page = tab.elections
    plan = ElectionDialog(tab.context, parent=tab)
    qtbot.addWidget(plan)
    day, seats = plan.fields["on_date"], plan.fields["seats"]
    assert isinstance(day, DateEdit) and isinstance(seats, QSpinBox)
    day.setText("2026-09-30")
    assert plan.sentence.text() == "按当天名册，有选举权的党员 7 名，到会 6 名（五分之四）以上方可选举。"
    seats.setValue(3)
    plan.ok_button.click()
    for name in NAMES[:4]:
        election = tab.context.desk.elections.current()
        assert election is not None
        dialog = ChoiceDialog(tab.context, election, parent=tab)
        qtbot.addWidget(dialog)
        pick(dialog.person, name)
        dialog.ok_button.click()
    tab.refresh_now()
    return page


def test_an_election_is_prepared_and_its_papers_are_printed(
    qtbot: QtBot, tab: BranchTab, people: dict[str, int], heard: Heard
) -> None:
    tab.show_section(3)
    assert tab.elections.pages.currentIndex() == 1, "empty: one sentence, one button"
    page = prepared(qtbot, tab, people)
    assert [c.name for c in page._rows()] == ["吕学军", "杨凤琴", "何永福", "侯学军"]
    papers = page.buttons["打印文书"].menu()
    assert papers is not None and len(papers.actions()) == 12
    papers.actions()[7].trigger()
    election = tab.context.desk.elections.current()
    assert election is not None and heard.previews == [("D8.7", election.id)]


def test_votes_are_counted_under_both_readings_and_the_result_is_registered(
    qtbot: QtBot, tab: BranchTab, people: dict[str, int]
) -> None:
    page = prepared(qtbot, tab, people)
    service = tab.context.desk.elections
    election = service.current()
    assert election is not None
    service.set_choices(
        election.id,
        [*election.choices, Choice(person_id=people["侯学军"], name="侯学军", post_name="书记")],
    )
    election = service.get(election.id)
    dialog = CountDialog(tab.context, election, tab)
    qtbot.addWidget(dialog)
    for key, number in {"committee.expected": 7, "committee.present": 6, "committee.issued": 6, "committee.returned": 6,
                        "leaders.expected": 3, "leaders.present": 3, "leaders.issued": 3, "leaders.returned": 3}.items():  # fmt: skip
        dialog.boxes[key].setValue(number)
    for choice, yes in zip(election.choices, (6, 5, 4, 3, 3), strict=True):
        dialog.boxes[f"v{choice.id}.yes"].setValue(yes)
        dialog.boxes[f"v{choice.id}.no"].setValue((3 if choice.post_name == "书记" else 6) - yes)
    assert dialog.said[0].text() == (
        "按实到会 6 人过半（4 票）：侯学军、吕学军、何永福\n按应到会 7 人过半（4 票）：侯学军、吕学军、何永福"
    )
    dialog.ok_button.click()
    tab.refresh_now()
    assert page._word(page._rows()[0], 0) == "当选"
    page.buttons["登记结果"].click()
    tab.refresh_now()
    assert tab.context.desk.branch.secretary == "侯学军"
    assert "登记为新一届班子" in page.sentence.text() and not page.buttons["登记计票…"].isEnabled()
    tab.context.desk.undo()
    tab.refresh_now()
    assert page.buttons["登记计票…"].isEnabled()


def test_what_an_election_lacks_stands_in_the_pane(
    qtbot: QtBot, tab: BranchTab, people: dict[str, int]
) -> None:
    page = prepared(qtbot, tab, people)
    service = tab.context.desk.elections
    election = service.current()
    assert election is not None
    service.save(election.id, {"tellers": "侯学军"})
    tab.refresh_now()
    assert [line.finding.rule for line in tab.pane.findings.lines()] == ["XJ-12"]
    tab.show_section(0)
    assert "XJ-12" not in [line.finding.rule for line in tab.pane.findings.lines()]
    page._remove([page._rows()[0].id])
    tab.refresh_now()
    assert "XJ-05" in [f.rule for f in page.findings]
