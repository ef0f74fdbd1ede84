"""Pictures of the branch's tab: committee, groups, terms, an election before and after the count, and its dialogs."""

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QDialog

from models.domain.election import Choice
from models.services.desk import Desk
from ui.dialogs.choice_dialog import ChoiceDialog
from ui.dialogs.count_dialog import CountDialog
from ui.dialogs.date_dialog import DateDialog
from ui.dialogs.election_dialog import ElectionDialog
from ui.dialogs.group_dialog import GroupDialog
from ui.dialogs.post_dialog import PostDialog
from ui.dialogs.term_dialog import TermDialog
from ui.main_window import MainWindow
from ui.tabs.branch_tab import SECTIONS, BranchTab

STANDING = (("姚建国", "书记", 32), ("吕学军", "副书记", 30), ("何永福", "组织委员", 29), ("杨凤琴", "宣传委员", 19),
            ("余家栋", "纪检委员", 18), ("曹海燕", "", 6))  # fmt: skip
PAPERS = {"expected": 36, "present": 34, "issued": 34, "returned": 33}


def _prepare(desk: Desk) -> int:
    election = desk.elections.save(0, {**desk.elections.proposed(), "on_date": "2026-10-10"})
    choices = [
        Choice(person_id=desk.roster.find(name)[0].id, name=name, recommended=yes, proposed_post=duty)
        for name, duty, yes in STANDING
    ]
    leaders = [replace(choices[0], post_name="书记"), replace(choices[1], post_name="副书记")]
    desk.elections.set_choices(election, [*choices, *leaders])
    return election


def branch_pictures(camera: Any, prefix: str, window: MainWindow, desk: Desk, size: tuple[int, int]) -> None:
    """At the text size that is set now; the branch is given back as it was."""
    window.navigate(BranchTab.TITLE)
    tab = window.current_tab()
    assert isinstance(tab, BranchTab)

    def section(place: int, name: str) -> None:
        tab.refresh_now()
        tab.show_section(place)
        camera.shoot(window, f"{prefix}branch-{name}", size)

    def dialog(made: QDialog, name: str) -> None:
        camera.dialog(made, f"{prefix}dialog-{name}")

    for place, name in enumerate(("committee", "groups", "terms", "election-empty")):
        section(place, name)
    organisation, context = desk.organisation.load(), window.context
    dialog(TermDialog(context, parent=window), "term-new")
    dialog(TermDialog(context, organisation.terms[-1], window), "term")
    dialog(PostDialog(context, organisation.posts[1], window), "post")
    dialog(GroupDialog(context, organisation.groups[0], window), "group")
    dialog(DateDialog(window, "姚建国不再担任书记", "离任日期", desk.today(), "登记离任"), "date")
    election = _prepare(desk)
    section(len(SECTIONS) - 1, "election")
    kept = desk.elections.get(election)
    dialog(ElectionDialog(context, kept, window), "election")
    dialog(ChoiceDialog(context, kept, kept.choices[2], window), "choice")
    votes = [replace(c, yes=yes, no=33 - yes) for c, (_, _, yes) in zip(kept.choices, STANDING, strict=False)]
    desk.elections.save_count(election, PAPERS, [*votes, *kept.choices[len(STANDING) :]])
    section(len(SECTIONS) - 1, "election-counted")
    dialog(CountDialog(context, desk.elections.get(election), window), "count")
    for _ in range(3):
        desk.undo()
