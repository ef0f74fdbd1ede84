"""What goes into a binder: the sheets of a year or a period in the inspector's order, and what they lack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from models.domain import movement_kinds
from models.domain.binder import (
    APPLICANTS,
    APPRAISAL,
    BRANCH,
    CHECKS,
    DUES,
    HONOURS,
    MEETINGS,
    MOBILE,
    PIPELINE,
    PLAN,
    REPORTS,
    ROSTER,
    SECTIONS,
    BinderFacts,
    BinderKind,
    BinderPlan,
    Gap,
    Prize,
    Sheet,
    Wanted,
)
from models.domain.dates import chinese_date, full
from models.domain.dues_report import Period
from models.domain.errors import UserError
from models.domain.finding import Finding
from models.domain.meeting_forms import MINUTES_OF
from models.domain.past_dossier import in_pipeline_on
from models.domain.records import Category, MeetingKind, Person
from models.services.correction_rows import read_sql
from models.services.findings import is_open

if TYPE_CHECKING:
    from models.services.desk import Desk

_ANY_DUES = """SELECT 1 FROM dues_standard WHERE from_month <= ? UNION ALL
    SELECT 1 FROM payment WHERE received_on BETWEEN ? AND ? LIMIT 1"""
_ANY_AWAY = """SELECT 1 FROM attendance a JOIN meeting m ON m.id = a.meeting_id WHERE m.kind <> ?
    AND m.held_on BETWEEN ? AND ? AND COALESCE(NULLIF(a.corrected, ''), a.presence) IN ('请假', '缺席') LIMIT 1"""
QUARTERS = "一二三四"
_ANY_MONEY = """SELECT 1 FROM payment WHERE method <> '期初' AND received_on BETWEEN ? AND ? UNION ALL
    SELECT 1 FROM voucher WHERE on_date BETWEEN ? AND ? LIMIT 1"""
_HANDED_UP = """SELECT DISTINCT from_month, to_month FROM voucher v WHERE kind = '上缴' AND reverses_id IS NULL
    AND from_month <> '' AND to_month BETWEEN ? AND ? AND on_date <= ?
    AND NOT EXISTS (SELECT 1 FROM voucher r WHERE r.reverses_id = v.id) ORDER BY from_month, to_month"""
APPRAISED = (MeetingKind.ORG_LIFE, MeetingKind.APPRAISAL)


def year_of(desk: Desk, year: int) -> Wanted:
    """The working manual of a year, up to today where the year is not over."""
    if f"{year}-01-01" > desk.today():
        raise UserError(f"{year} 年还没有到，不能编这一年的手册。")
    return Wanted(since=f"{year}-01-01", until=min(f"{year}-12-31", desk.today()))


def period(desk: Desk, since: str, until: str, sections: Iterable[str] = SECTIONS) -> Wanted:
    """An inspection binder of some days and sections. UserError for days that are none, or nothing chosen."""
    if not full(since) or not full(until):
        raise UserError("请填写完整的起止日期，例如 2026-01-01 至 2026-09-30。")
    if since > until:
        raise UserError("起始日期在截止日期之后，请核对。")
    chosen = tuple(section for section in SECTIONS if section in set(sections))
    if not chosen:
        raise UserError("请至少选一个部分。")
    return Wanted(kind=BinderKind.INSPECTION, since=since, until=min(until, desk.today()), sections=chosen)


def plan(desk: Desk, wanted: Wanted) -> BinderPlan:
    """Every sheet in order. The sheets' own facts are read later, one by one."""
    chosen = set(wanted.sections)
    sheets = tuple(sheet for sheet in _sheets(desk, wanted) if sheet.section in chosen)
    if not sheets:
        raise UserError("这段时间里没有可以编进去的记录。")
    people = desk.roster.fetch([int(row[0]) for row in desk.store.rows(
        "SELECT id FROM person WHERE deleted_on = '' ORDER BY sort_key, id")])  # fmt: skip
    gaps = tuple(_gaps(desk, wanted))
    facts = BinderFacts(
        branch=desk.branch,
        wanted=wanted,
        as_of=wanted.until,
        made_on=desk.today(),
        organisation=desk.organisation.load(wanted.until),
        applicants=_applicants(desk, wanted.until),
        prizes=tuple(_prizes(desk, wanted)),
        gaps=tuple(
            gap for section in SECTIONS if section in chosen for gap in gaps if gap.section == section
        ),
    )
    names = tuple(dict.fromkeys(person.name for person in people if len(person.name) > 1))
    return BinderPlan(facts=facts, sheets=sheets, names=names)


def _sheets(desk: Desk, wanted: Wanted) -> Iterator[Sheet]:
    day, year = wanted.until, wanted.year
    yield Sheet(section=BRANCH, title="党支部基本信息表", form_id="D7", as_of=day)
    yield Sheet(section=BRANCH, title="支部委员、党小组名册", form_id="D12.7")
    yield Sheet(section=ROSTER, title="党员花名册", form_id="D1", as_of=day)
    if _applicants(desk, day):
        yield Sheet(section=APPLICANTS, title="申请入党人员名册", form_id="D12.8")
    yield Sheet(section=PLAN, title=f"{year}年工作计划表", form_id="D10.1", ref=year, as_of=day)
    if wanted.kind is BinderKind.MANUAL:
        yield Sheet(section=PLAN, title=f"{year}年度工作计划", form_id="D10.2", ref=year, as_of=day)
    minutes = [*_minutes(desk, wanted)]
    yield from (
        sorted([*_quarters(wanted), *minutes], key=_quarter) if wanted.kind is BinderKind.MANUAL else minutes
    )
    yield from _appraisals(desk, wanted)
    yield from _dossiers(desk, wanted)
    for one in range(int(wanted.since[:4]), year + 1):
        yield Sheet(section=DUES, title=f"{one}年党费收缴登记表", form_id="C2", ref=one, as_of=day)
        yield from _books(desk, one, day)
    cases = desk.movements.facts(year, day).cases
    if any(case.movement.kind == movement_kinds.MOBILE and not case.movement.voided_on for case in cases):
        yield Sheet(section=MOBILE, title="流出党员台账", form_id="D4.2", ref=year, as_of=day)
    if any(True for _ in _prizes(desk, wanted)):
        yield Sheet(section=HONOURS, title="奖惩和困难慰问登记", form_id="D12.9")
    if wanted.kind is BinderKind.MANUAL:
        yield Sheet(section=REPORTS, title=f"{year}年度工作总结", form_id="D10.3", ref=year, as_of=day)
    yield Sheet(section=REPORTS, title=f"{year}年组织生活台账", form_id="A11", ref=year, as_of=day)
    yield Sheet(section=REPORTS, title=f"{year}年党员参会统计", form_id="A11.2", ref=year, as_of=day)
    if desk.store.value(_ANY_AWAY, (MeetingKind.COMMITTEE, f"{year}-01-01", day)):
        yield Sheet(section=REPORTS, title=f"{year}年补课登记", form_id="A11.3", ref=year, as_of=day)
    yield Sheet(section=CHECKS, title=f"{year}年记录互相核对", form_id="A14", ref=year)


def _quarters(wanted: Wanted) -> Iterator[Sheet]:
    """What each quarter was to bring and how it went, before its minutes (forms.md D12)."""
    for number, name in enumerate(QUARTERS[: (int(wanted.until[5:7]) + 2) // 3], start=1):
        title = f"{wanted.year}年第{name}季度工作安排与执行情况"
        day = f"{wanted.year}-{number * 3 - 2:02d}-01"
        yield Sheet(
            section=MEETINGS,
            title=title,
            form_id="D10.4",
            ref=wanted.year,
            as_of=wanted.until,
            day=day,
            quarter=number,
        )


def _quarter(sheet: Sheet) -> int:
    """Quarters' sheets stand first in their quarter, minutes behind them as they were."""
    return (int(sheet.day[5:7]) + 2) // 3


def _books(desk: Desk, year: int, day: str) -> Iterator[Sheet]:
    """The money of a year: what came and went, the journal, and a report for each period handed up."""
    until = min(day, f"{year}-12-31")
    if not desk.store.value(_ANY_MONEY, (f"{year}-01-01", until) * 2):
        return
    yield Sheet(section=DUES, title=f"{year}年党费收支情况表", form_id="C9", ref=str(year), as_of=day)
    for first, last in desk.store.rows(_HANDED_UP, (f"{year}-01", f"{year}-12", until)):
        wanted = Period(str(first), str(last))
        yield Sheet(
            section=DUES, title=f"{wanted.words}党费上缴报告单", form_id="C5", ref=wanted.words, as_of=day
        )
    yield Sheet(section=DUES, title=f"{year}年党费日记账", form_id="C8.4", ref=str(year), as_of=day)


def _minutes(desk: Desk, wanted: Wanted) -> Iterator[Sheet]:
    """Every meeting of the period by its day, each on the sheet of its kind."""
    for row_id, kind, title, held_on in _held(desk, wanted):
        if kind in APPRAISED:
            continue
        name = title if str(title).startswith(held_on[:4]) else f"{held_on} {title or kind}"
        yield Sheet(
            section=MEETINGS, title=name, form_id=MINUTES_OF[MeetingKind(kind)], ref=int(row_id), day=held_on
        )
        for (election,) in desk.store.rows(
            "SELECT DISTINCT election_id FROM agenda_item WHERE meeting_id = ? AND election_id IS NOT NULL",
            (row_id,),
        ):
            title = f"{held_on[:4]}年{int(held_on[5:7])}月选举结果报告单"
            yield Sheet(section=MEETINGS, title=title, form_id="D8.9", ref=int(election), day=held_on)


def _held(desk: Desk, wanted: Wanted) -> list[tuple[int, str, str, str]]:
    """Row, kind, title and day of the period's meetings as they read with their signed slips, by day and hour."""
    read = ", ".join(f"{read_sql(name)} AS {name}" for name in ("kind", "title", "held_on", "starts_at"))
    rows = desk.store.rows(
        f"SELECT id, kind, title, held_on FROM (SELECT m.id, {read} FROM meeting m) "
        "WHERE held_on BETWEEN ? AND ? ORDER BY held_on, starts_at, id",
        (wanted.since, wanted.until),
    )
    return [(int(row[0]), str(row[1]), str(row[2]), str(row[3])) for row in rows]


def _appraisals(desk: Desk, wanted: Wanted) -> Iterator[Sheet]:
    for row_id, kind, title, held_on in _held(desk, wanted):
        if kind not in APPRAISED:
            continue
        form_id = MINUTES_OF[MeetingKind(kind)]
        yield Sheet(
            section=APPRAISAL, title=str(title or kind), form_id=form_id, ref=int(row_id), day=held_on
        )
    for year in range(int(wanted.since[:4]), wanted.year + 1):
        found = desk.store.value(
            "SELECT 1 FROM appraisal WHERE year = ? AND kind = '民主评议' LIMIT 1", (year,)
        )
        if found:
            yield Sheet(section=APPRAISAL, title=f"{year}年民主评议测评汇总表", form_id="A9.2", ref=year)
            yield Sheet(section=APPRAISAL, title=f"{year}年民主评议评定结果", form_id="A9.4", ref=year)
        if desk.store.value(
            "SELECT 1 FROM task WHERE source = '整改' AND raised_on LIKE ? LIMIT 1", (f"{year}%",)
        ):
            yield Sheet(section=APPRAISAL, title=f"{year}年问题清单与整改台账", form_id="A8.6", ref=year)


def _applicants(desk: Desk, day: str) -> tuple[tuple[Category, Person], ...]:
    """Everybody on the way to full membership as it was on the day."""
    dossiers = desk.development.dossiers(active_only=False)
    return in_pipeline_on(dossiers, desk.roster.members(day), day)


def _dossiers(desk: Desk, wanted: Wanted) -> Iterator[Sheet]:
    """The whole record of everybody for whom a step was taken in the period."""
    for row_id, name in desk.store.rows(
        "SELECT p.id, p.name FROM person p WHERE p.deleted_on = '' AND EXISTS (SELECT 1 FROM step s "
        "WHERE s.person_id = p.id AND s.on_date BETWEEN ? AND ?) ORDER BY p.sort_key, p.id",
        (wanted.since, wanted.until),
    ):
        yield Sheet(
            section=PIPELINE,
            title=f"{name}　发展党员全程纪实表",
            form_id="B27",
            ref=int(row_id),
            as_of=wanted.until,
        )


def _prizes(desk: Desk, wanted: Wanted) -> Iterator[Prize]:
    for row in desk.store.rows(
        "SELECT p.name, h.kind, h.on_date, h.title, h.given_by, h.document FROM honour h JOIN person p "
        "ON p.id = h.person_id WHERE h.on_date BETWEEN ? AND ? AND p.deleted_on = '' ORDER BY h.on_date, p.sort_key",
        (wanted.since, wanted.until),
    ):
        yield Prize(name=row[0], kind=row[1], on_date=row[2], title=row[3], given_by=row[4], document=row[5])


def _gaps(desk: Desk, wanted: Wanted) -> Iterator[Gap]:
    """What is unsigned or empty first, then what the rules say and nobody has answered."""
    yield from _unsigned(desk, wanted)
    for year in range(int(wanted.since[:4]), wanted.year + 1):
        if not desk.store.value(_ANY_DUES, (f"{year}-12", f"{year}-01-01", f"{year}-12-31")):
            yield Gap(section=DUES, where=f"{year}年", what="没有党费核定，也没有收缴记录")
    for finding in desk.check(wanted.until):
        if is_open(finding) and (not finding.on_date or wanted.since <= finding.on_date <= wanted.until):
            source = finding.citation.label if finding.citation else ""
            yield Gap(section=_section(finding), where=finding.subject, what=finding.message, source=source)


def _unsigned(desk: Desk, wanted: Wanted) -> Iterator[Gap]:
    day_read = read_sql("held_on")
    sql = f"""SELECT {day_read} AS day, m.title, m.kind, m.signed_on, m.content,
        (SELECT count(*) FROM agenda_item i WHERE i.meeting_id = m.id),
        (SELECT count(*) FROM attendance a WHERE a.meeting_id = m.id AND a.presence <> ''),
        (SELECT count(*) FROM attachment f WHERE f.meeting_id = m.id AND f.kind = '扫描件'),
        (SELECT count(*) FROM correction c WHERE c.meeting_id = m.id AND c.signed_on = '')
        FROM meeting m WHERE day BETWEEN ? AND ? ORDER BY day, m.id"""
    found = desk.store.rows(sql, (wanted.since, wanted.until))
    scanned = [bool(scans) for *_, signed_on, _, _, _, scans, _ in found if signed_on]
    if any(scanned) and not all(scanned):  # a branch that keeps no scans lacks none
        what = f"{scanned.count(False)} 份签过字的记录没有附扫描件，另外 {scanned.count(True)} 份有"
        yield Gap(section=MEETINGS, where="签字件扫描", what=what)
    for day, title, kind, signed_on, content, items, ticks, _, slips in found:
        where = f"{title or kind}（{chinese_date(day)[5:]}）"
        section = APPRAISAL if kind in APPRAISED else MEETINGS
        lacking = (
            (not signed_on, "记录还没有签字定稿"),
            (not content.strip() and not items, "没有会议内容"),
            (not ticks, "没有登记到会情况"),
            (bool(slips), "更正单还没有签字"),
        )
        for missing, what in lacking:
            if missing:
                yield Gap(section=section, where=where, what=what)


def _section(finding: Finding) -> str:
    """Where the sheets are that a finding speaks of."""
    if finding.rule.startswith("DF"):
        return DUES
    if finding.rule.startswith("FZ"):
        return PIPELINE
    if finding.rule.startswith("PY"):
        return APPRAISAL
    if finding.rule.startswith("JL"):
        return CHECKS
    if finding.record_kind == "meeting":
        return MEETINGS
    return BRANCH if finding.record_kind == "branch" else ROSTER
