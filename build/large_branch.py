"""An invented branch of 5,000 members with a year of meetings, dues and dossiers, made once in .work/large."""

import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import PASSWORD, invented_people

from models.db.store import Tx
from models.domain.appraisal import MEMBERS
from models.domain.records import Attendee, Category, Presence
from models.services import meeting_rows
from models.services.desk import Desk

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / ".work" / "large"
TODAY = "2026-10-15"
PEOPLE = 5_000
GROUPS = 50
IN_PIPELINE = 200
RECORD = (
    "侯学军：机耕路、养老驿站、合作社分红三件事要逐月向党员报告，涉及群众的按规定公示，听取意见后再定。\n"
    * 20
)
POSTS = ("书记", "副书记", "组织委员", "宣传委员", "纪检委员", "委员", "委员")


def open_branch() -> Desk:
    """A copy of it, open."""
    made, said = PLACE / "made", PLACE / "made.txt"
    wanted = f"{PEOPLE} members"  # an older data format is brought up to date when it is opened
    if not said.is_file() or said.read_text("utf-8") != wanted:
        shutil.rmtree(PLACE, ignore_errors=True)
        PLACE.mkdir(parents=True)
        make(made)
        said.write_text(wanted, "utf-8")
    work = PLACE / "work"
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(made, work)
    return Desk.open(work, PASSWORD, today=lambda: TODAY)


def make(folder: Path) -> None:
    desk = Desk.create(folder, PASSWORD, name="中共测量镇机关支部委员会", sector="其他", today=lambda: TODAY)
    people = invented_people(PEOPLE)
    for number, person in enumerate(people):
        later = person["category"] == "预备党员"
        person["joined_on"] = "2026-03-01" if later else person["joined_on"]
        person["confirmed_on"] = "" if later else f"{int(str(person['joined_on'])[:4]) + 1}-07-01"
        person["party_group"] = f"第{number % GROUPS + 1}党小组"
        person["party_post"] = POSTS[number] if number < len(POSTS) else ""
    with desk.store.transaction("测量") as tx:
        tx.insert_many("person", people)
        _pipeline(tx)
    ids = [int(row[0]) for row in desk.store.rows("SELECT id FROM person WHERE joined_on <> '' ORDER BY id")]
    with desk.store.transaction("测量") as tx:
        _dues(tx, ids)
    _meetings(desk)
    _appraisal(desk)
    desk.close()


def _pipeline(tx: Tx) -> None:
    for number in range(IN_PIPELINE):
        applied = f"20{20 + number % 6}-0{number % 9 + 1}-11"
        person = tx.insert(
            "person",
            {
                "branch_id": 1,
                "name": f"申请{number}",
                "pinyin": f"shenqing{number}",
                "initials": "sq",
                "sort_key": f"shenqing{number:04}",
                "category": (Category.APPLICANT, Category.ACTIVIST, Category.CANDIDATE)[number % 3].value,
                "applied_on": applied,
            },
        )
        steps = [("apply", applied), ("talk", f"{applied[:8]}25")]
        if number % 3:
            steps.append(("activist", f"{int(applied[:4]) + 1}{applied[4:]}"))
        for code, day in steps:
            tx.insert("step", {"person_id": person, "code": code, "on_date": day})
        tx.insert("companion", {"person_id": person, "role": "contact", "name": "王建国", "member_id": 1})


def _dues(tx: Tx, ids: Sequence[int]) -> None:
    """A standard each; two receipts for the first eight months, and one of ten has not paid the last two."""
    standards = [
        {
            "person_id": person, "from_month": "2026-01", "kind": "工资", "base_fen": 428657, "amount_fen": 4287,
            "computed_fen": 4287, "citation_id": "DF-02", "rule_version": "2017-01-01",
        }
        for person in ids
    ]  # fmt: skip
    tx.insert_many("dues_standard", standards)
    for number, person in enumerate(ids):
        for months, day in ((range(1, 5), "2026-04-10"), (range(5, 9 if number % 10 else 7), "2026-08-10")):
            head = {"person_id": person, "received_on": day, "amount_fen": 4287 * len(months)}
            payment = tx.insert("payment", head)
            lines = [{"payment_id": payment, "month": f"2026-{m:02}", "amount_fen": 4287} for m in months]
            tx.insert_many("payment_line", lines)


def _calendar() -> list[tuple[str, str, str]]:
    """60 meetings: all members about twice a month, the committee monthly, groups in turn."""
    found = [(f"2026-{m:02}-05", "主题党日", "") for m in range(1, 11)]
    found += [(f"2026-{m:02}-06", "支委会", "") for m in range(1, 11)]
    found += [(f"2026-{m:02}-20", "支部党员大会", "") for m in (1, 3, 6, 9)]
    found += [(f"2026-{m:02}-21", "党课", "") for m in (2, 5, 8)]
    found += [("2026-01-15", "组织生活会", ""), ("2026-01-16", "民主评议党员", "")]
    found += [(f"2026-{g % 10 + 1:02}-1{g % 9}", "党小组会", f"第{g + 1}党小组") for g in range(31)]
    return sorted(found)


def _meetings(desk: Desk) -> None:
    chance = random.Random(7)
    for number, (day, kind, group) in enumerate(_calendar()):
        with desk.store.transaction("测量") as tx:
            made = tx.insert(
                "meeting",
                {
                    "branch_id": 1, "kind": kind, "title": f"{day[:4]}年{int(day[5:7])}月{group}{kind}", "held_on": day,
                    "starts_at": "09:00", "ends_at": "11:00", "host": "王建国", "recorder": "李秀兰", "content": RECORD,
                    "party_group": group, "number": 1, "place": "会议室",
                },
            )  # fmt: skip
            tx.insert(
                "agenda_item", {"meeting_id": made, "kind": "学习传达", "title": "学习", "content": RECORD}
            )
        meeting = desk.meetings.get(made)
        with desk.store.transaction("测量") as tx:
            tx.insert_many(
                "attendance",
                [_tick(made, one, at, chance) for at, one in enumerate(meeting.attendees, 1)],
            )
            if number % 2:
                tx.update("meeting", made, {"signed_on": day, "signed_code": "0" * 64})


def _tick(meeting: int, one: Attendee, at: int, chance: random.Random) -> dict[str, Any]:
    presence = chance.choices((Presence.PRESENT, Presence.LEAVE, Presence.ABSENT), (94, 4, 2))[0]
    reason = "外出" if presence is not Presence.PRESENT else ""
    leave = "事假" if presence is Presence.LEAVE else ""
    frozen = meeting_rows.freeze(one, at)
    return {
        "meeting_id": meeting, "person_id": one.person_id, "presence": presence.value, "reason": reason,
        "leave_kind": leave, "frozen": frozen,
    }  # fmt: skip


def _appraisal(desk: Desk) -> None:
    made = desk.appraisals.start({"year": 2025, "kind": MEMBERS, "on_date": "2026-01-16"})
    appraisal = desk.appraisals.get(made)
    with desk.store.transaction("测量") as tx:
        for number, line in enumerate(appraisal.lines):
            if number % 10:
                tx.update("appraisal_line", line.id, {"competent": 4, "grade": "合格"})
