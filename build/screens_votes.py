"""Pictures of votes and of records against each other: counted, impossible, an election, not passed; the year's list."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QDialog

from models.domain.records import AgendaItem, ItemKind, MeetingKind, Presence, Vote
from models.services.desk import Desk
from ui.dialogs.findings_screen import FindingsScreen
from ui.main_window import MainWindow
from ui.tabs.meetings_tab import MeetingsTab

DAY = "2026-10-12"


def vote_pictures(
    window: MainWindow,
    prefix: str,
    shoot: Callable[[str], None],
    dialog: Callable[[QDialog, str], None],
) -> None:
    """A meeting with every kind of vote is made and taken away again."""
    desk = window.context.desk
    meeting_id = _meeting(desk)
    window.navigate("会议记录")
    tab = window.current_tab()
    assert isinstance(tab, MeetingsTab)
    tab.open_meeting(meeting_id)
    tab.page.show_section(1)
    for row, name in enumerate(("admit", "confirm", "ordinary", "election")):
        tab.page.agenda.select(row)
        shoot(f"{prefix}vote-{name}")
    tab.page.agenda.select(0)
    tab.page.agenda.form.vote.fields["returned"].setValue(30)
    shoot(f"{prefix}vote-impossible")
    tab.page.agenda.form.vote.fields["returned"].setValue(tab.page.agenda.form.vote.fields["issued"].value())
    screen = FindingsScreen(window.context, window)
    screen.look_at(int(DAY[:4]))
    dialog(screen, f"{prefix}findings-year")
    none = FindingsScreen(window.context, window)
    none.scope.addItem("2019 年记录互相核对", 2019)
    none.look_at(2019)
    dialog(none, f"{prefix}findings-year-none")
    tab.page.leave()
    desk.meetings.delete(meeting_id)


def _meeting(desk: Desk) -> int:
    meeting_id = desk.meetings.create(
        MeetingKind.ASSEMBLY, DAY, ends_at="11:00", host="罗子涵", observers="镇党委组织委员"
    )
    people = desk.meetings.get(meeting_id).attendees
    here = {a.person_id: (Presence.PRESENT, "") for a in people[:-4]}
    away = {a.person_id: (Presence.LEAVE, "外出务工") for a in people[-4:]}
    desk.meetings.set_presence(meeting_id, here | away)
    voters = desk.meetings.tally(desk.meetings.get(meeting_id)).entitled_present
    vote = Vote(voted=True, method="无记名投票", issued=voters, returned=voters, valid=voters, yes=voters)
    counted = replace(vote, yes=voters, abstain=1, written=2, written_yes=1)
    admit = AgendaItem(
        kind=ItemKind.ADMIT,
        title="讨论接收石文静为预备党员",
        person_id=desk.person("石文静").id,
        vote=counted,
        scrutineers=people[3].name,
        tellers=people[-1].name,
    )
    short = AgendaItem(
        kind=ItemKind.CONFIRM,
        title="讨论预备党员龙凤琴转正",
        person_id=desk.person("龙凤琴").id,
        vote=replace(vote, yes=voters // 3, no=voters - voters // 3),
        result="未通过",
    )
    hands = AgendaItem(
        kind=ItemKind.ORDINARY,
        title="讨论村集体果园承包方案",
        vote=Vote(voted=True, method="举手", yes=voters - 2, abstain=2),
    )
    election = AgendaItem(kind=ItemKind.ELECTION, title="补选支部委员", election_id=_election(desk))
    desk.meetings.save_items(meeting_id, [admit, short, hands, election])
    return meeting_id


def _election(desk: Desk) -> int:
    known = desk.elections.all()
    return known[0].id if known else desk.elections.save(0, {"on_date": DAY, "seats": 3})
