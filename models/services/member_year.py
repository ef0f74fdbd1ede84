"""One member's year, gathered from minutes, dues, card and movements, for the yearly record D3.4."""

from collections.abc import Sequence

from models.db.store import Store
from models.domain.dues_sheet import DuesRow
from models.domain.member_year import Attendance, MemberYearFacts
from models.domain.movement import Case
from models.domain.movement_kinds import BY_NAME
from models.domain.records import Branch, MeetingKind, Person, Presence
from models.services.card import Cards
from models.services.correction_rows import read_sql

# who was left out of those expected has a line only to keep that with signed minutes
_ATTENDED = f"""SELECT m.kind, {read_sql("held_on")} AS day, COALESCE(NULLIF(a.corrected, ''), a.presence),
    trim(a.leave_kind || '，' || a.reason, '，') FROM attendance a JOIN meeting m ON m.id = a.meeting_id
    WHERE a.person_id = ? AND day >= ? AND day <= ?
    AND (a.presence <> '' OR instr(a.frozen, '"left_out"') = 0) ORDER BY day, m.id"""
_POSTS = """SELECT post_name, from_on, to_on FROM post_term
    WHERE person_id = ? AND from_on <= ? AND (to_on = '' OR to_on >= ?) ORDER BY from_on, id"""
_LOOKED_AFTER = """SELECT c.role, p.name FROM companion c JOIN person p ON p.id = c.person_id
    WHERE c.member_id = ? AND p.deleted_on = '' AND p.applied_on <= ? AND (p.left_on = '' OR p.left_on >= ?)
    AND (p.confirmed_on = '' OR p.confirmed_on >= ?) ORDER BY c.role DESC, p.sort_key, p.id"""
_TALKED = """SELECT on_date, CASE talker_id WHEN ? THEN listener_name ELSE talker_name END FROM talk_record
    WHERE ? IN (talker_id, listener_id) AND on_date >= ? AND on_date <= ? ORDER BY on_date, id"""
_GRADE = """SELECT l.grade FROM appraisal_line l JOIN appraisal a ON a.id = l.appraisal_id
    WHERE l.person_id = ? AND a.year = ? AND a.kind = '民主评议' AND l.grade <> ''"""
_ROLES = {"contact": "培养联系人", "sponsor": "入党介绍人"}


def member_year(
    store: Store,
    branch: Branch,
    person: Person,
    year: int,
    as_of: str,
    *,
    dues: DuesRow | None,
    card: Cards,
    cases: Sequence[Case],
) -> MemberYearFacts:
    """The records of a year up to a day."""
    first = f"{year}-01-01"
    until = min(as_of, f"{year}-12-31")
    lasting = [case for case in cases if not case.movement.voided_on and _touches(case, first[:4], until)]
    talks = {talk.id: talk for case in lasting for talk in case.contacts if first <= talk.on_date <= until}
    return MemberYearFacts(
        branch=branch,
        as_of=as_of,
        person=person,
        year=year,
        attended=_attended(store, person.id, first, until),
        dues=dues,
        posts=tuple((str(a), str(b), str(c)) for a, b, c in store.rows(_POSTS, (person.id, until, first))),
        looked_after=tuple(
            (_ROLES[str(role)], str(name))
            for role, name in store.rows(_LOOKED_AFTER, (person.id, until, first, first))
        ),
        honours=tuple(one for one in card.get(person.id).honours if one.on_date[:4] == str(year)),
        movements=tuple(case.movement for case in lasting),
        contacts=tuple(sorted(talks.values(), key=lambda talk: (talk.on_date, talk.id))),
        talked=tuple(
            (str(day), str(name)) for day, name in store.rows(_TALKED, (person.id, person.id, first, until))
        ),
        grade=str(store.value(_GRADE, (person.id, year)) or ""),
    )


def _touches(case: Case, year: str, until: str) -> bool:
    """Whether something happened in the year, or a state began before and lasted into it."""
    began = case.movement.on_date
    if began > until:
        return False
    lasts = BY_NAME[case.movement.kind].starts and BY_NAME[case.movement.kind].group == "变化"
    return began[:4] == year or (lasts and (not case.ended_on or case.ended_on[:4] >= year))


def _attended(store: Store, person_id: int, first: str, until: str) -> tuple[Attendance, ...]:
    """Every kind of meeting in its order, also those there were none of."""
    rows = [tuple(map(str, row)) for row in store.rows(_ATTENDED, (person_id, first, until))]
    found: list[Attendance] = []
    for kind in MeetingKind:
        of_kind = [row for row in rows if row[0] == kind]
        found.append(
            Attendance(
                kind=kind,
                expected=len(of_kind),
                present=sum(row[2] == Presence.PRESENT for row in of_kind),
                unset=sum(not row[2] for row in of_kind),
                away=tuple(
                    (row[1], row[2], row[3]) for row in of_kind if row[2] in (Presence.LEAVE, Presence.ABSENT)
                ),
            )
        )
    return tuple(found)
