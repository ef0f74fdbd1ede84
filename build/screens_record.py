"""Pictures of a record while it is written: the agenda, the texts, finding, phrases, what is said before printing."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from models.domain.meeting_records import Phrase
from models.domain.records import AgendaItem, ItemKind, MeetingKind, Presence, Vote
from models.services.desk import Desk
from ui.dialogs.phrases_dialog import PhrasesDialog
from ui.dialogs.text_check import TextCheck
from ui.main_window import MainWindow
from ui.tabs.meetings_tab import MeetingsTab

SIZE = (1366, 728)
STEPS = 7  # what is written for the pictures
SAME = "会议学习了《中国共产党支部工作条例（试行）》第三章，要求全体党员按月参加主题党日，按时交纳党费，自觉接受监督。"
TALK = (
    "一、传达学习\n（一）支部工作条例\n侯学军：今天会议两项内容，一是学习支部工作条例，二是讨论村道硬化。\n"
    + SAME
    + "\n"
    "曹海燕：我谈三点体会。\n1. 学条例要联系自己的实际，每月至少自学两次，把要点记在本子上。\n"
    "2. 主题党日不能走过场，上次xx同志说的办法很好。\n3. 党费按月交，不拖欠。\n二、讨论村道硬化\n"
    "龙凤琴：东头到学校那一段先修，孩子们上学要走。8月主题党日大家去看过，坑洼不平。\n"
    "吕学军：同意先修东头。钱从集体收入里出一部分，再向镇里申请一部分。\n" * 3
)
PHRASES = (
    Phrase(
        name="通报党费", content="会议通报了本季度党费收缴情况：应交党员全部交齐，无欠交、代交，账目已公示。"
    ),
    Phrase(
        name="学习要求",
        content="会议要求，全体党员要结合实际认真学习领会，带头落实。\n会后各党小组组织补课。",
    ),
    Phrase(name="党课开场", kind="党课", content="今天这堂党课，先讲为什么学，再讲怎么做，最后大家讨论。"),
)


def record_pictures(camera: Any, window: MainWindow, desk: Desk, prefix: str) -> None:
    """The record of one meeting, full; then what belongs to it. What is made for it is taken back."""
    desk.minutes.phrases.save(PHRASES)
    older = desk.meetings.create(MeetingKind.ASSEMBLY, "2026-06-12")
    desk.meetings.update(older, {"content": SAME})
    meeting_id = _meeting(desk)
    window.navigate("会议记录")
    tab = next(tab for tab in window.findChildren(MeetingsTab))
    tab.open_meeting(meeting_id)
    page = tab.page
    for section, name in ((1, "agenda"), (2, "text")):
        page.turn_to(section)
        camera.shoot(window, f"{prefix}record-{name}", SIZE)
    tab.find()
    page.record.find_bar.words.setText("学军")
    camera.shoot(window, f"{prefix}record-find", SIZE)
    page.record.find_bar.close_bar()
    page.minutes.content.insert_speaker()
    camera.settle()
    popup: QWidget | None = page.minutes.content.popup
    assert popup is not None
    camera.shoot(popup, f"{prefix}record-speakers")
    popup.close()
    camera.dialog(PhrasesDialog(window.context, "", window), f"{prefix}record-phrases")
    check = TextCheck(page.record.shown(), lambda _finding, _reason: (), window)
    camera.dialog(check, f"{prefix}record-before-printing")
    page.leave()
    for _ in range(STEPS):
        desk.undo()


def _meeting(desk: Desk) -> int:
    service = desk.meetings
    meeting_id = service.create(MeetingKind.ASSEMBLY, "2026-09-12")
    there = {a.person_id: (Presence.PRESENT, "") for a in service.get(meeting_id).attendees}
    service.set_presence(meeting_id, there)
    count = service.tally(service.get(meeting_id)).entitled_present
    vote = Vote(voted=True, method="举手", yes=count)
    first = AgendaItem(
        uuid="item-road",
        kind=ItemKind.ORDINARY,
        title="讨论东头至学校一段村道硬化的资金安排和施工办法",
        proposer="侯学军",
        report="侯学军介绍：东头至学校一段长 640 米，2019 年铺的砂石路面已多处损坏，镇里今年有一批以奖代补资金可以申请。",
        content="龙凤琴：先修东头，孩子们上学要走。\n吕学军：同意。集体收入出一部分，再向镇里申请一部分。\n杨凤琴：施工要避开秋收。",
        decision="同意从集体收入中列支 8 万元，其余向镇里申请；施工避开秋收。",
        vote=vote,
    )
    second = AgendaItem(uuid="item-study", title="传达学习支部工作条例第三章")
    tasks = [
        {"uuid": "t1", "who": "侯学军", "what": "向镇里递交以奖代补申请", "due_on": "2026-10-15"},
        {"uuid": "t2", "who": "吕学军、杨凤琴", "what": "联系施工队，三家比价后公示", "due_on": "2026-10-31"},
    ]
    service.update(
        meeting_id, {"content": TALK, "summary": "会议形成一致意见。侯学军负责申请，吕学军负责施工。"}
    )
    desk.minutes.save_agenda(meeting_id, [first, second], {"item-road": tasks})
    return meeting_id
