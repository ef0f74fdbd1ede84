"""What the search in the header finds: people and meetings, and in which tab they are."""

from models.domain.records import Category
from models.services.desk import Desk
from models.services.meeting_list import MeetingQuery
from models.services.roster_rows import RosterQuery
from ui.widgets.search_everywhere import MOST, Hit

ROSTER, MEETINGS, DEVELOPMENT, GUESTS = "党员名册", "会议记录", "发展党员", "流入党员"
IN_PIPELINE = (Category.APPLICANT, Category.ACTIVIST, Category.CANDIDATE)


def find_everywhere(desk: Desk, text: str) -> list[Hit]:
    """People by name, pinyin, phone or ID tail, guests too; then meetings by words of title, place, host or items."""
    people = desk.roster.keys(RosterQuery(text=text, scope="all"))[:MOST]
    hits: list[Hit] = []
    for person in desk.roster.fetch(people):
        where = DEVELOPMENT if person.category in IN_PIPELINE else ROSTER
        words = [person.name, person.category, person.party_group, person.left_kind]
        hits.append(Hit(where, person.id, " · ".join(word for word in words if word)))
    for guest in desk.movements.guests.find(text)[: MOST // 2]:
        words = [guest.name, GUESTS, f"{guest.returned_on} 返回" if guest.returned_on else guest.party_group]
        hits.append(Hit(GUESTS, guest.id, " · ".join(word for word in words if word)))
    meetings = desk.meetings.keys(MeetingQuery(text=text))[: MOST // 2]
    for meeting in desk.meetings.fetch(meetings):
        words = [meeting.held_on, meeting.kind, meeting.title]
        hits.append(Hit(MEETINGS, meeting.id, " · ".join(word for word in words if word)))
    return hits
