"""The year's grid, the frequencies, and the planner's days."""

from datetime import date

from models.domain.calendar import WorkCalendar
from models.domain.next_steps import NextStep
from models.domain.plan import OTHER, Held, PlanItem, counted_year, matched
from models.domain.plan_rules import CHOICES, frequencies, written
from models.domain.planner import ANY_DAY, WEEKENDS, Fixed, Wishes, breaks, day_words, propose
from models.domain.planner_windows import quota_windows, step_windows
from models.domain.records import MeetingKind, Person
from models.domain.rules import load_rules
from models.domain.year_plan import Circumstances, State, YearPlan, year_plan

RULES, CALENDAR = load_rules(), WorkCalendar.load()
TODAY = "2026-11-22"
USUAL = frequencies(RULES, TODAY)
ALL = Circumstances(groups=("一组", "二组"), since="2026-01-05")


def held(number: int, kind: MeetingKind, on: str, group: str = "", year: int = 0) -> Held:
    return Held(
        id=number, kind=kind, title=f"{on}{kind}", held_on=on, year=year or int(on[:4]), party_group=group
    )


def planned(number: int, kind: MeetingKind | str, month: int, on: str = "", **more: object) -> PlanItem:
    return PlanItem(id=number, year=2026, month=month, kind=str(kind), planned_on=on, **more)  # type: ignore[arg-type]


def grid(items: tuple[PlanItem, ...] = (), meetings: tuple[Held, ...] = (), **about: object) -> YearPlan:
    return year_plan(2026, items, meetings, USUAL, Circumstances(**{"since": "2026-01-05", **about}), TODAY)  # type: ignore[arg-type]


def test_frequencies_are_the_articles_and_may_only_be_tightened() -> None:
    assert USUAL[MeetingKind.ASSEMBLY].words == "每季度 1 次"
    assert USUAL[MeetingKind.COMMITTEE].citation.article == "第十二条"
    own = frequencies(RULES, TODAY, "支委会=2/1;支部党员大会=1/12;党课=1/12;胡说")
    assert own[MeetingKind.COMMITTEE].words == "每月 2 次" and own[MeetingKind.COMMITTEE].is_own
    assert own[MeetingKind.ASSEMBLY].key == "1/3"  # once a year is rarer than the article
    assert not own[MeetingKind.LECTURE].is_own and USUAL[MeetingKind.LECTURE].is_own
    chosen = {kind: choices[0] for kind, choices in CHOICES.items()}
    assert written(chosen) == ""
    assert written({**chosen, MeetingKind.COMMITTEE: (2, 1)}) == "支委会=2/1"


def test_a_meeting_belongs_to_one_entry_of_its_month() -> None:
    items = [
        planned(1, MeetingKind.COMMITTEE, 3, "2026-03-20"),
        planned(2, MeetingKind.COMMITTEE, 3, "2026-03-05"),
        planned(3, MeetingKind.COMMITTEE, 5, meeting_id=9),
        planned(4, MeetingKind.GROUP, 3, party_group="二组"),
    ]
    meetings = [
        held(7, MeetingKind.COMMITTEE, "2026-03-06"),
        held(8, MeetingKind.COMMITTEE, "2026-03-19"),
        held(9, MeetingKind.COMMITTEE, "2026-06-01"),
        held(10, MeetingKind.GROUP, "2026-03-02", "一组"),
    ]
    assert {key: meeting.id for key, meeting in matched(items, meetings).items()} == {1: 8, 2: 7, 3: 9}


def test_each_cell_says_what_was_done_and_what_is_missing() -> None:
    plan = grid(
        (
            planned(1, MeetingKind.ASSEMBLY, 12, "2026-12-10"),
            planned(2, MeetingKind.LECTURE, 8, "2026-08-20"),
            planned(3, OTHER, 7, title="走访慰问"),
            planned(4, MeetingKind.THEME_DAY, 2, dropped_reason="防汛"),
        ),
        (held(1, MeetingKind.ASSEMBLY, "2026-03-09"), held(2, MeetingKind.COMMITTEE, "2026-11-05")),
    )
    kind = MeetingKind.ASSEMBLY.value
    assert plan.cell(kind, 3).parts == ("✓ 9日已开",) and plan.cell(kind, 3).state is State.DONE
    assert plan.cell(kind, 6).parts == ("× 本季缺",)
    assert plan.cell(kind, 12).parts == ("○ 10日计划",)  # arranged: the quarter wants no more
    assert plan.cell("党课", 8).parts == ("！ 20日未开",)
    assert plan.cell(OTHER, 7).parts == ("！ 未完成",)
    assert plan.cell("主题党日", 2).parts == ("— 不开", "× 缺")
    assert plan.cell("主题党日", 11).parts == ("○ 待开",)
    assert plan.cell("组织生活会", 12).parts == ("○ 本年待开",)
    assemblies = plan.total(MeetingKind.ASSEMBLY)
    assert (assemblies.asked, assemblies.asked_so_far, assemblies.done) == (4, 3, 1)
    assert assemblies.missing_words == "第二季度、第三季度" and assemblies.due == ("",)
    assert plan.total(MeetingKind.COMMITTEE).missing_words == "1月至10月"
    assert plan.total(MeetingKind.GROUP).why_not == "没有划分党小组"


def test_every_group_meets_for_itself() -> None:
    plan = grid((), (held(1, MeetingKind.GROUP, "2026-10-09", "一组"),), groups=("一组", "二组"))
    assert plan.cell("党小组会", 10).parts == ("✓ 9日已开", "× 缺 1 组")
    assert plan.total(MeetingKind.GROUP).missing_words == "一组1月至9月；二组1月至10月"
    both = grid((), (), groups=("一组", "二组")).total(MeetingKind.GROUP)
    assert both.missing_words == "各党小组1月至10月"
    assert plan.cell("党小组会", 11).parts == ("○ 待开 2 组",)


def test_months_before_the_first_record_are_not_judged() -> None:
    plan = grid((), (held(1, MeetingKind.COMMITTEE, "2026-09-03"),), since="2026-09-03")
    assert plan.total(MeetingKind.COMMITTEE).missing_words == "10月"
    assert plan.total(MeetingKind.ASSEMBLY).missing == {}  # of the third quarter only September is known
    assert grid(since="").total(MeetingKind.COMMITTEE).missing == {}


def test_an_organisational_life_meeting_of_the_next_spring_counts_for_its_year() -> None:
    assert counted_year(MeetingKind.ORG_LIFE, "2027-02-03", 2026) == 2026
    assert counted_year(MeetingKind.ASSEMBLY, "2027-02-03", 2026) == 2027
    plan = year_plan(
        2026, (), (held(1, MeetingKind.ORG_LIFE, "2027-02-03", year=2026),), USUAL, ALL, "2027-03-01"
    )
    assert plan.cell("组织生活会", 12).parts == ("✓ 次年2月3日已开",)
    assert plan.total(MeetingKind.ORG_LIFE).missing == {}


def step(code: str, earliest: str, latest: str = "") -> NextStep:
    return NextStep(code=code, name=code, earliest=earliest, latest=latest, why="条文", citation=None)


def test_one_assembly_serves_the_quarter_and_two_people() -> None:
    plan = grid((), (held(1, MeetingKind.COMMITTEE, "2026-11-05"),))
    windows = [
        w
        for w in quota_windows(2026, plan.entries, USUAL, ALL, TODAY, "2026-12-31")
        if w.kind is MeetingKind.ASSEMBLY
    ]
    windows += step_windows(
        Person(id=5, name="侯学军"), [step("admission", "2026-11-20", "2026-12-20")], True, "2026-12-31"
    )
    windows += step_windows(
        Person(id=6, name="石文静"), [step("confirmation", "2026-12-08")], True, "2026-12-31"
    )
    made = propose(windows, CALENDAR, TODAY, Wishes())
    assert [p.kind for p in made] == [MeetingKind.COMMITTEE, MeetingKind.ASSEMBLY]
    review, assembly = made
    assert {w.words for w in assembly.windows} == {
        "2026年第四季度支部党员大会",
        "讨论接收侯学军为预备党员",
        "讨论石文静预备期满转正",
    }
    assert "2026-12-08" <= assembly.on <= "2026-12-20" and review.on < assembly.on
    assert CALENDAR.is_workday(date.fromisoformat(assembly.on))
    assert breaks(assembly, assembly.on, CALENDAR, TODAY, Wishes(), made) == []
    early = breaks(assembly, "2026-12-02", CALENDAR, TODAY, Wishes(), made)
    assert [b.words for b in early if b.is_rule] == ["讨论石文静预备期满转正：最早2026年12月8日（条文）"]
    late = [b.words for b in breaks(assembly, "2027-01-04", CALENDAR, TODAY, Wishes(), made)]
    assert "讨论接收侯学军为预备党员：最晚2026年12月20日（条文）" in late
    assert "2026年第四季度支部党员大会：最晚2026年12月31日（支部党员大会每季度 1 次）" in late
    assert [b.words for b in breaks(review, "2026-12-18", CALENDAR, TODAY, Wishes(), made) if b.is_rule] == [
        f"审查石文静转正事项：最晚2026年{int(assembly.on[5:7])}月{int(assembly.on[8:]) - 1}日（提交支部党员大会之前由支委会审查）"
    ]


def test_a_window_that_is_over_is_proposed_as_soon_as_can_be() -> None:
    windows = step_windows(
        Person(id=5, name="侯学军"), [step("oath", "2026-09-01", "2026-10-01")], True, "2026-12-31"
    )
    (late,) = propose(windows, CALENDAR, TODAY, Wishes(theme_day=5))
    assert late.is_late and late.on >= "2026-11-25" and late.kind is MeetingKind.THEME_DAY
    assert "最晚2026年10月1日" in breaks(late, late.on, CALENDAR, TODAY, Wishes())[0].words


def test_two_meetings_of_one_period_stay_two() -> None:
    twice = frequencies(RULES, TODAY, "支委会=2/1")
    windows = [
        w
        for w in quota_windows(2026, (), twice, Circumstances(), "2026-12-01", "2026-12-31")
        if w.kind is MeetingKind.COMMITTEE
    ]
    made = propose(windows, CALENDAR, TODAY, Wishes())
    assert len(made) == 2 and made[0].on != made[1].on


def test_days_are_the_branchs_own() -> None:
    windows = quota_windows(2026, (), USUAL, Circumstances(has_committee=False), "2026-12-01", "2026-12-31")
    theme = next(
        p
        for p in propose(windows, CALENDAR, TODAY, Wishes(theme_day=15, days=ANY_DAY))
        if p.kind is MeetingKind.THEME_DAY
    )
    assert theme.on == "2026-12-15"
    weekend = Wishes(days=WEEKENDS)
    assert all(date.fromisoformat(p.on).weekday() >= 5 for p in propose(windows, CALENDAR, TODAY, weekend))
    assert (
        breaks(theme, "2026-12-16", CALENDAR, TODAY, Wishes(theme_day=15))[0].words
        == "主题党日固定在每月 15 日"
    )


def test_entries_without_a_day_get_one() -> None:
    plan = grid((planned(3, MeetingKind.LECTURE, 12, title="廉政党课"),))
    windows = [
        w
        for w in quota_windows(2026, plan.entries, USUAL, ALL, TODAY, "2026-12-31")
        if w.kind is MeetingKind.LECTURE
    ]
    assert [(w.item_id, w.words) for w in windows] == [(3, "计划：廉政党课")]
    (made,) = propose(windows, CALENDAR, TODAY, Wishes())
    assert made.item_id == 3 and made.on[:7] == "2026-12"


def test_an_arranged_meeting_takes_on_what_its_day_allows() -> None:
    windows = step_windows(
        Person(id=5, name="侯学军"), [step("admission", "2026-11-20", "2026-12-20")], True, "2026-12-31"
    )
    there = Fixed(kind=MeetingKind.ASSEMBLY, on="2026-12-10", item_id=7)
    late = Fixed(kind=MeetingKind.ASSEMBLY, on="2026-12-28", item_id=8)
    (made,) = propose(windows, CALENDAR, TODAY, Wishes(), [late, there])
    assert (made.on, made.item_id, made.fixed) == ("2026-12-10", 7, there)
    (own,) = propose(windows, CALENDAR, TODAY, Wishes(), [late])
    assert own.fixed is None and own.on <= "2026-12-20"


def test_groups_meet_on_one_day_and_not_on_the_committees() -> None:
    windows = quota_windows(2026, (), USUAL, ALL, "2026-12-01", "2026-12-31")
    made = propose(windows, CALENDAR, "2026-11-28", Wishes())
    days = {p.party_group: p.on for p in made if p.kind is MeetingKind.GROUP}
    assert days["一组"] == days["二组"]
    assert days["一组"] not in [p.on for p in made if p.kind is not MeetingKind.GROUP]
    assert not any(breaks(p, p.on, CALENDAR, "2026-11-28", Wishes(), made) for p in made)


def test_a_day_is_named_with_what_is_special_about_it() -> None:
    assert day_words(date(2026, 10, 10), CALENDAR) == "周六（调休上班）"
    assert day_words(date(2026, 10, 1), CALENDAR) == "周四（放假）"
    assert day_words(date(2031, 5, 6), CALENDAR) == "周二（节假日暂算）"
