"""One month at the desk, through the real services: ``build/dev.py demo``.

A spreadsheet as it really arrives goes in, a branch meeting is recorded and signed, the month's dues are collected,
an applicant moves forward, and everything that is filed comes out. Leaves the data folder, all exports and pictures of
the screens in demo-out/. All people are invented.
"""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import resources  # noqa: E402
from models.domain.dues_sheet import CellState  # noqa: E402
from models.domain.money import yuan  # noqa: E402
from models.domain.records import (  # noqa: E402
    AgendaItem,
    Category,
    ItemKind,
    MeetingKind,
    Person,
    Presence,
    Vote,
)
from models.services.desk import Desk  # noqa: E402
from models.services.dues import PaymentDraft  # noqa: E402
from ui import county_papers, paper  # noqa: E402

OUT = ROOT / "demo-out"
PASSWORD = "演示用的口令-2026"
TODAY = "2026-09-30"
MEETING_DAY = "2026-09-25"


def say(text: str) -> None:
    print(text, flush=True)


def open_branch() -> Desk:
    desk = Desk.create(
        OUT / "data", PASSWORD, name="中共青石镇柳溪村支部委员会", committee="中共青石镇委员会", sector="村社区",
        secretary="侯学军", today=lambda: TODAY,
    )  # fmt: skip
    say(f"新建支部：{desk.branch.name}（每届 {desk.branch.term_years} 年），数据已加密")
    return desk


def bring_in(desk: Desk) -> None:
    """The roster and the table of dates, each with its report."""
    for what, service, name in (
        ("党员名册", desk.roster, "roster-as-received.xlsx"),
        ("发展党员时间总表", desk.development, "stages-as-received.xlsx"),
    ):
        result = service.commit_import(service.plan_import(resources.ROOT / "sample" / name))
        report = result.report
        (OUT / f"{name.removesuffix('.xlsx')}.report.json").write_text(
            json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        say(
            f"导入{what}：{result.imported} 人；修好 {len(report['repaired'])} 处，"
            f"存疑 {len(report['doubtful'])} 处，未导入 {len(report['refused'])} 行"
        )


def hold_meeting(desk: Desk) -> int:
    """A branch assembly with a vote, judged, printed and signed."""
    meeting_id = desk.meetings.create(
        MeetingKind.ASSEMBLY, MEETING_DAY, place="村党群服务中心会议室", host="侯学军", recorder="杨凤琴",
        ends_at="10:40", content="会议由侯学军同志主持。\n一、传达镇党委关于秋季重点工作的通知。\n二、讨论村集体鱼塘续租方案。",
    )  # fmt: skip
    meeting = desk.meetings.get(meeting_id)
    ticks = {one.person_id: (Presence.PRESENT, "") for one in meeting.attendees}
    for one, reason in zip(meeting.attendees[-2:], ("外出务工", "住院治疗"), strict=True):
        ticks[one.person_id] = (Presence.LEAVE, reason)
    desk.meetings.set_presence(meeting_id, ticks)
    tally = desk.meetings.tally(desk.meetings.get(meeting_id))
    there = tally.entitled_present
    vote = Vote(
        voted=True, method="举手", issued=there, returned=there, valid=there, yes=there - 1, abstain=1
    )
    desk.meetings.save_items(
        meeting_id,
        [
            AgendaItem(seq=1, kind=ItemKind.STUDY, title="传达镇党委关于秋季重点工作的通知", decision="按通知安排落实。"),
            AgendaItem(
                seq=2, kind=ItemKind.ORDINARY, title="村集体鱼塘续租方案", vote=vote,
                decision="同意续租三年，由村委会办理手续，10 月 15 日前完成。",
            ),
        ],
    )  # fmt: skip
    meeting = desk.meetings.get(meeting_id)
    say(
        f"{meeting.title}：应到 {tally.expected}，实到 {tally.present}；应到有表决权 {tally.entitled}，"
        f"实到有表决权 {tally.entitled_present}；赞成 {vote.yes}（{desk.meetings.needed(meeting, meeting.items[1]).words}）"
    )
    for finding in desk.meetings.findings(meeting):
        say(f"  {finding.severity} {finding.rule} {finding.message}")
    return meeting_id


def kind_of(person: Person) -> tuple[str, int]:
    """A plausible dues kind and base (fen) for a post."""
    if "退休" in person.post or (person.birth_date and person.birth_date < "1964"):
        return "离退休", 321500
    if "农" in person.post or not person.post:
        return "农民", 0
    return "工资", 428657


def collect_dues(desk: Desk) -> None:
    """Standards for everyone, the year so far for most, then the month; one payment reversed."""
    members = desk.roster.members(TODAY)
    for person in members:
        kind, base = kind_of(person)
        desk.dues.set_standard(
            person.id, "2026-01", kind, base, county_fen=50 if kind == "农民" else None, reason="年初核定"
        )
    rows = desk.dues.year(2026, TODAY).rows
    drafts = []
    for number, row in enumerate(rows):
        open_months = [c.month for c in row.cells if c.state in (CellState.DUE, CellState.LATE)]
        months = tuple(open_months[: 4 if number == 3 else 9])
        if months:
            drafts.append(PaymentDraft(person_id=row.person_id, months=months, received_on="2026-09-28"))
    posted = desk.dues.record_many(drafts)
    desk.dues.reverse(posted[0], "收款人记错姓名")
    desk.dues.record_many([replace(drafts[0], note="更正后重记")])
    facts = desk.dues.year(2026, TODAY)
    late = [row for row in facts.rows if row.finding]
    say(
        f"党费：核定 {len(members)} 人，今年应交 {yuan(sum(facts.month_due_fen))} 元，"
        f"实交 {yuan(sum(facts.month_paid_fen))} 元，冲销 1 笔"
    )
    for row in late:
        if row.finding:
            say(f"  {row.finding.severity} {row.finding.rule} {row.name}：{row.finding.message}")


def move_forward(desk: Desk) -> None:
    """What the rules say of everyone in the pipeline, and the next step of one of them."""
    for finding in desk.development.check(TODAY):
        if finding.severity in ("E", "W"):
            say(f"  {finding.severity} {finding.rule} {finding.subject}：{finding.message}")
    applicant = next(d.person for d in desk.development.dossiers() if d.person.category == Category.APPLICANT)
    desk.development.set_step(applicant.id, "talk", TODAY, remark="支部书记谈话")
    upcoming = desk.development.next_steps(applicant.id)
    say(f"发展党员：{applicant.name} 已谈话；下一步 {upcoming[0].name}" if upcoming else "发展党员：无下一步")


def file_papers(desk: Desk, meeting_id: int) -> None:
    """Everything that is signed and filed upward, in each format it has."""
    papers = OUT / "papers"
    candidates = {d.person.name: d for d in desk.development.dossiers()}
    activist = next(d for d in candidates.values() if d.first("activist"))
    noticed = next((d for d in candidates.values() if d.first("notice")), activist)
    longest = max(candidates.values(), key=lambda d: len(d.steps))
    written: list[Path] = []
    for form_id, subject in (
        ("D1", None), ("D1.2", None), ("F2", None), ("A2", meeting_id), ("A3", meeting_id), ("C2", 2026),
        ("B7", activist.person.id), ("B12", noticed.person.id), ("B27", longest.person.id),
    ):  # fmt: skip
        written += paper.export(desk, form_id, papers, (), subject)
    county = resources.ROOT / "sample" / "templates"
    chosen = [person.id for person in desk.roster.members(TODAY)[:3]]
    for (name, file_name), ids, joined in zip(
        county_papers.SAMPLES, (chosen, ()), (True, False), strict=True
    ):  # the county's own Word forms
        entry = desk.templates.get(county_papers.add(desk, county / file_name, name))
        written += county_papers.export(desk, entry, papers, ids, joined=joined)
    say(f"导出 {len(written)} 份表册到 demo-out/papers：")
    for path in written:
        say(f"  {path.name}")


def main() -> int:
    if OUT.exists():
        shutil.rmtree(OUT)
    OUT.mkdir()
    desk = open_branch()
    bring_in(desk)
    meeting_id = hold_meeting(desk)
    collect_dues(desk)
    move_forward(desk)
    file_papers(desk, meeting_id)
    code = desk.meetings.sign(meeting_id, "2026-09-26")
    say(f"会议记录已签字定稿，内容校验码 {code[:12]}；以后只能补正")
    desk.store.verify_chain()
    say(f"操作日志完整，链头 {desk.store.head_code}")
    say(f"备份已核对：{desk.store.backup('演示').name}")
    desk.close()
    pictures = subprocess.run(
        [sys.executable, str(ROOT / "build" / "screens.py"), str(OUT / "screens")], check=False
    )
    say("演示完成。数据、表册、导入报告和界面图片都在 demo-out/ 里，可以直接打开看。")
    return pictures.returncode


if __name__ == "__main__":
    sys.exit(main())
