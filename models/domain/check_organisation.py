"""Founding, committee, posts, term and groups of a branch (ZB-03..09, 13; XJ-01..03, 13–15), each with its article."""

from collections.abc import Sequence

from models.domain.dates import add_days, add_months, chinese_date, full, is_before
from models.domain.finding import Finding, Severity
from models.domain.organisation import (
    DEPUTY,
    DUTIES,
    SECRETARY,
    CommitteeTerm,
    Organisation,
    due_on,
    post_rank,
    rule_end,
)
from models.domain.records import Branch, Category, Person
from models.domain.rules import RuleBook, RuleValue
from models.domain.standing import standing_on

UNITED = "联合党支部"


def check_organisation(
    organisation: Organisation, people: Sequence[Person], rules: RuleBook, today: str
) -> list[Finding]:
    """Findings on the branch as of `today`; a branch without members is not judged by its size."""
    branch = organisation.branch
    members = [person for person in people if standing_on(person, today).in_branch]
    full_members = sum(standing_on(p, today).category == Category.FULL for p in members)
    term = organisation.term_on(today)
    found = [*_founding(branch, rules, today), *_term(organisation, term, rules, today)]
    if members:
        found += _united(branch, members, rules, today)
        found += _committee(organisation, term, full_members, rules, today)
        found += _posts(organisation, term, full_members, members, rules, today)
        found += _cards(organisation, members, rules, today)
        found += _groups(organisation, members, rules, today)
    return found


def _say(value: RuleValue, branch: Branch, text: str, severity: Severity | None = None) -> Finding:
    return value.finding(
        branch.name, text, severity=severity or value.severity, record_kind="branch", record_id=branch.id
    )


def _founding(branch: Branch, rules: RuleBook, today: str) -> list[Finding]:
    """ZB-04: a project of six months and more deserves a branch. ZB-05: an application is answered within a month."""
    edition = rules.edition("branch", today)
    found: list[Finding] = []
    asked, began, ends = branch.founding_requested_on, branch.project_started_on, branch.project_ends_on
    if asked and not branch.founded_on and is_before(today, asked, edition.number("ZB-05")) is False:
        text = f"{chinese_date(asked)}报请成立，已满一个月，没有登记批准成立的日期，请向上级党委了解批复情况"
        found.append(_say(edition.value("ZB-05"), branch, text))
    elif asked and branch.founded_on and is_before(branch.founded_on, asked):
        text = f"批准成立的日期{chinese_date(branch.founded_on)}早于报请日期{chinese_date(asked)}，请核对"
        found.append(_say(edition.value("ZB-05"), branch, text))
    if not began or not branch.is_temporary:
        return found
    value = edition.value("ZB-04")
    short = is_before(ends, began, value.number) if ends else None
    if short is None:
        text = "没有录入工程、项目的完工日期（到日），无法判断工期是否满 6 个月"
        found.append(_say(value, branch, text, Severity.UNKNOWN))
    elif not short:
        text = (
            f"工程、项目自{chinese_date(began)}至{chinese_date(ends)}，工期满 6 个月，现为临时党支部，"
            "符合条件的应成立党支部，请研究"
        )
        found.append(_say(value, branch, text))
    return found


def _united(branch: Branch, members: Sequence[Person], rules: RuleBook, today: str) -> list[Finding]:
    """ZB-03: a joint branch covers five units at most."""
    value = rules.edition("branch", today).value("ZB-03")
    units = {person.united_unit for person in members if person.united_unit}
    if branch.unit_relation != UNITED or len(units) <= value.number:
        return []
    text = f"记录显示联合党支部覆盖 {len(units)} 个单位，一般不超过 {value.number} 个，请核对"
    return [_say(value, branch, text)]


def _committee(
    organisation: Organisation, term: CommitteeTerm | None, members: int, rules: RuleBook, today: str
) -> list[Finding]:
    """ZB-06: whether there is a committee, and how large."""
    edition, branch = rules.edition("branch", today), organisation.branch
    size = term.seats if term else branch.committee_size
    low, high = edition.number("ZB-06.min"), edition.number("ZB-06.max")
    if members >= edition.number("ZB-06") and not size:
        text = f"记录显示正式党员 {members} 人，达到 7 人的应设支部委员会，未录入委员人数，请核对"
        return [_say(edition.value("ZB-06"), branch, text)]
    if size and not low <= size <= high:
        text = f"记录显示支部委员 {size} 人，应为 3 至 5 人，一般不超过 7 人，请核对"
        return [_say(edition.value("ZB-06"), branch, text)]
    serving = len({post.name for post in organisation.serving(today) if post_rank(post.post_name) < _NO_POST})
    if size and serving > size:
        text = f"记录显示在任委员 {serving} 人，多于本届名额 {size} 名，请核对任职记录"
        return [_say(edition.value("ZB-06"), branch, text)]
    return []


_NO_POST = post_rank("")


def _posts(
    organisation: Organisation,
    term: CommitteeTerm | None,
    full_members: int,
    members: Sequence[Person],
    rules: RuleBook,
    today: str,
) -> list[Finding]:
    """ZB-07, ZB-08, XJ-15: which posts there should be, and which stand empty; unknown while nobody is entered."""
    if not organisation.posts:
        return []
    branch, edition = organisation.branch, rules.edition("branch", today)
    found: list[Finding] = []
    here = {person.id for person in members}
    serving = organisation.serving(today)
    for post in serving:
        if post.person_id and post.person_id not in here:
            text = f"{post.name}已不在本支部，仍登记为{post.post_name}，请登记离任"
            found.append(_say(rules.edition("election", today).value("XJ-15"), branch, text))
    found += _vacancies(organisation, serving_here={p.post_name for p in serving}, rules=rules, today=today)
    size = term.seats if term else branch.committee_size
    held = "、".join(post.post_name for post in serving)
    if size:
        missing = [duty for duty in DUTIES if duty not in held]
        if missing:
            text = f"支部委员会没有登记{'、'.join(missing)}，请核对分工"
            found.append(_say(edition.value("ZB-08"), branch, text))
    elif full_members < edition.number("ZB-06") and any(duty in held for duty in DUTIES):
        text = (
            f"正式党员 {full_members} 人，不足 7 人的设书记 1 名、必要时设副书记 1 名，记录中另有委员，请核对"
        )
        found.append(_say(edition.value("ZB-07"), branch, text))
    return found


def _cards(
    organisation: Organisation, members: Sequence[Person], rules: RuleBook, today: str
) -> list[Finding]:
    """党内职务 on a card that the posts do not have, or have otherwise: edited there, or brought by an import."""
    if not organisation.posts:
        return []
    held: dict[int, list[str]] = {}
    for post in organisation.posts:
        if not post.to_on:
            held.setdefault(post.person_id, []).extend(post.post_name.split("、"))
    odd = [
        f"{person.name}（名册：{person.party_post or '无'}，班子：{'、'.join(held.get(person.id, [])) or '无'}）"
        for person in members
        if (post_rank(person.party_post) < _NO_POST or person.id in held)
        and sorted(person.party_post.split("、")) != sorted(held.get(person.id, []))
    ]
    if not odd:
        return []
    text = f"名册上的党内职务与班子登记不一致：{'；'.join(odd[:4])}，请更正其中一处"
    value = rules.edition("branch", today).value("ZB-08")
    return [_say(value, organisation.branch, text, Severity.WARNING)]


def _vacancies(
    organisation: Organisation, serving_here: set[str], rules: RuleBook, today: str
) -> list[Finding]:
    """XJ-15: a post somebody left and nobody took; the secretary's also when it was never entered."""
    value, found = rules.edition("election", today).value("XJ-15"), list[Finding]()
    ranks = {post_rank(name) for name in serving_here}
    term = organisation.term_on(today)
    begun = term.started_on if term else ""
    for name in (SECRETARY, DEPUTY, *DUTIES):
        if post_rank(name) in ranks:
            continue
        left = [
            p.to_on
            for p in organisation.posts
            if post_rank(p.post_name) == post_rank(name) and p.to_on > begun
        ]
        if left and (days := _days(max(left), today)) is not None:
            found.append(_say(value, organisation.branch, f"{name}空缺 {days} 天，请按规定及时补选"))
        elif name == SECRETARY:
            found.append(_say(value, organisation.branch, "没有登记在任的书记，请核对任职记录"))
    return found


def _days(since: str, today: str) -> int | None:
    first, last = full(since), full(today)
    return (last - first).days if first and last else None


def _term(
    organisation: Organisation, term: CommitteeTerm | None, rules: RuleBook, today: str
) -> list[Finding]:
    """ZB-09 and XJ-01..03: when the term is full, what is to be done before, and by whose leave it may be later."""
    branch, edition = organisation.branch, rules.edition("branch", today)
    if branch.is_temporary:  # ZB-24: a temporary branch holds no elections
        return []
    if term is None or not full(rule_end(branch, term)):
        text = "没有录入本届任期起始日期，无法判断任期是否届满"
        return [_say(edition.value("ZB-09"), branch, text, Severity.UNKNOWN)]
    return [*_due(branch, term, rules, today), *_reported(branch, term, rules, today)]


def _due(branch: Branch, term: CommitteeTerm, rules: RuleBook, today: str) -> list[Finding]:
    elections, rule_day, due = rules.edition("election", today), rule_end(branch, term), due_on(branch, term)
    found: list[Finding] = []
    if due > rule_day and not term.document:
        text = f"应换届日期由{chinese_date(rule_day)}延到{chinese_date(due)}，没有登记上级批复文号，请核对"
        found.append(_say(elections.value("XJ-03"), branch, text))
    if due > add_months(rule_day, elections.number("XJ-03")):
        text = f"换届延期到{chinese_date(due)}，超过 1 年，请核对上级批复"
        found.append(_say(elections.value("XJ-03"), branch, text))
    if today > due:
        text = f"记录显示本届任期已于{chinese_date(due)}届满，请核对换届安排或上级批复"
        found.append(_say(rules.edition("branch", today).value("ZB-09"), branch, text))
        late = "" if due > rule_day else "，延期换届须报上级批准，没有登记批复"
        if late:
            found.append(
                _say(elections.value("XJ-03"), branch, f"超过任期 {_days(due, today)} 天未换届{late}")
            )
    elif add_months(today, elections.number("XJ-02")) >= due:
        text = f"任期将于{chinese_date(due)}届满，请向上级党委报送换届请示"
        found.append(_say(elections.value("XJ-02"), branch, text))
    elif add_months(today, elections.number("XJ-01")) >= due:
        text = f"本届任期将于{chinese_date(due)}届满，请做换届准备"
        found.append(_say(elections.value("XJ-01"), branch, text))
    return found


def _reported(branch: Branch, term: CommitteeTerm, rules: RuleBook, today: str) -> list[Finding]:
    """XJ-13, XJ-14: the result is filed with the committee above; nothing is said of terms not kept in full."""
    if not term.id or term.approved_on or not full(term.elected_on):
        return []
    elections = rules.edition("election", today)
    within = add_days(term.elected_on, elections.number("XJ-14"))
    if today > within:
        text = f"{chinese_date(term.elected_on)}选举的结果没有登记上级批复，应在 {elections.number('XJ-14')} 天内报送"
        return [_say(elections.value("XJ-14"), branch, text)]
    text = "选举结果：委员报上级备案，书记、副书记报上级批准，批复后请登记日期和文号"
    return [_say(elections.value("XJ-13"), branch, text)]


def _groups(
    organisation: Organisation, members: Sequence[Person], rules: RuleBook, today: str
) -> list[Finding]:
    """ZB-13: members outside the groups, groups without a leader."""
    value, branch = rules.edition("branch", today).value("ZB-13"), organisation.branch
    running = [group for group in organisation.groups if not group.closed_on]
    if not running:
        return []
    found: list[Finding] = []
    here = {person.id for person in members}
    outside = [person.name for person in organisation.ungrouped if person.id in here]
    if outside:
        names = "、".join(outside[:6]) + ("等" if len(outside) > 6 else "")
        found.append(_say(value, branch, f"{len(outside)} 名党员没有编入党小组：{names}"))
    unled = [group.name for group in running if not group.leader_id]
    if unled:
        found.append(_say(value, branch, f"没有登记组长的党小组：{'、'.join(unled)}"))
    gone = [f"{g.name}组长{g.leader}" for g in running if g.leader_id and g.leader_id not in here]
    if gone:
        found.append(_say(value, branch, f"{'、'.join(gone)}已不在本支部，请另定组长"))
    return found
