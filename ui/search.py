"""What the search in the header finds: people and meetings, and in which tab they are."""

import re

from models.domain.records import Category
from models.services.desk import Desk
from models.services.meeting_list import MeetingQuery
from models.services.roster_rows import RosterQuery
from ui.widgets.search_everywhere import MOST, Hit

ROSTER, MEETINGS, DEVELOPMENT, GUESTS = "党员名册", "会议记录", "发展党员", "流入党员"
HANDOFF, PLAN = "上报交接", "计划"
IN_PIPELINE = (Category.APPLICANT, Category.ACTIVIST, Category.CANDIDATE)


CODE = re.compile("[0-9a-f]{8}")  # at the foot of a paper: 版本码, or the first of a 校验码


def find_by_code(desk: Desk, text: str) -> list[Hit]:
    """The records of a paper by the code at its foot."""
    code = text.replace(" ", "").lower()
    if not CODE.fullmatch(code):
        return []
    hits: list[Hit] = []
    for meeting_id, words in desk.corrections.by_seal(code):
        hits.append(Hit(MEETINGS, meeting_id, words))
    for paper in desk.register.by_code(code)[:MOST]:
        how = "打印" if paper.entry.medium == "打印" else "导出"
        words = [paper.entry.title, paper.name, f"{paper.entry.made_at[:10]} {how}", f"版本码 {code}"]
        tab = {"meeting": MEETINGS, "person": ROSTER}.get(paper.kind, HANDOFF)
        hits.append(Hit(tab, paper.record_id, " · ".join(word for word in words if word)))
    return hits


def find_everywhere(desk: Desk, text: str) -> list[Hit]:
    """By the code of a paper; people by name, pinyin, phone or ID tail, guests too; then entries of the plan and meetings by their words."""
    people = desk.roster.keys(RosterQuery(text=text, scope="all"))[:MOST]
    hits = find_by_code(desk, text)
    for person in desk.roster.fetch(people):
        where = DEVELOPMENT if person.category in IN_PIPELINE else ROSTER
        words = [person.name, person.category, person.party_group, person.left_kind]
        hits.append(Hit(where, person.id, " · ".join(word for word in words if word)))
    for guest in desk.movements.guests.find(text)[: MOST // 2]:
        words = [guest.name, GUESTS, f"{guest.returned_on} 返回" if guest.returned_on else guest.party_group]
        hits.append(Hit(GUESTS, guest.id, " · ".join(word for word in words if word)))
    for item in desk.plan.find(text, MOST // 2):
        state = "不开" if item.dropped_reason else f"{item.done_on} 完成" if item.done_on else ""
        words = [
            item.planned_on or f"{item.year}年{item.month}月",
            PLAN,
            item.kind,
            item.title or item.topic,
            state,
        ]
        hits.append(Hit(PLAN, item.id, " · ".join(" ".join(word.split()) for word in words if word)))
    meetings = desk.meetings.keys(MeetingQuery(text=text))[: MOST // 2]
    for meeting in desk.meetings.fetch(meetings):
        words = [meeting.held_on, meeting.kind, meeting.title]
        hits.append(Hit(MEETINGS, meeting.id, " · ".join(word for word in words if word)))
    return hits
