"""Everything that is kept about one member, gathered for paper: for the person concerned, and for the card."""

from models.db.store import Store
from models.domain.attachment import Attachment
from models.domain.card import Card, OwnField
from models.domain.card_facts import CardFacts
from models.domain.finding import Finding
from models.domain.movement import Case
from models.domain.picture_file import Photo
from models.domain.pipeline import step_def
from models.domain.records import Branch, Mark
from models.services.correction_rows import read_sql

_ROLES = {"contact": "培养联系人", "sponsor": "入党介绍人"}
Told = tuple[tuple[str, str, str], ...]


def card_facts(
    store: Store,
    branch: Branch,
    as_of: str,
    card: Card,
    *,
    own_fields: tuple[OwnField, ...],
    findings: list[Finding],
    marks: list[Mark],
    cases: list[Case],
    attachments: list[Attachment],
    photo: Photo | None,
) -> CardFacts:
    """What stands in the tables about a person, in the words of paper."""
    person_id = card.person.id
    return CardFacts(
        branch=branch,
        as_of=as_of,
        card=card,
        own_fields=own_fields,
        findings=tuple(findings),
        marks=tuple(marks),
        cases=tuple(cases),
        attachments=tuple(attachments),
        photo=photo,
        posts=_posts(store, person_id),
        steps=_steps(store, person_id),
        companions=tuple(
            (_ROLES[str(role)], str(name))
            for role, name in store.rows(
                "SELECT role, name FROM companion WHERE person_id = ? ORDER BY role, id", (person_id,)
            )
        ),
        looked_after=_looked_after(store, person_id),
        candidacies=_candidacies(store, person_id),
        talks=_talks(store, person_id, {talk.id for case in cases for talk in case.contacts}),
        meetings=_meetings(store, person_id),
        dues=_dues(store, person_id),
        standards=tuple(
            (str(month), int(fen), str(kind))
            for month, fen, kind in store.rows(
                "SELECT from_month, amount_fen, kind FROM dues_standard WHERE person_id = ? ORDER BY from_month",
                (person_id,),
            )
        ),
    )


def _looked_after(store: Store, person_id: int) -> tuple[tuple[str, str], ...]:
    sql = """SELECT c.role, p.name FROM companion c JOIN person p ON p.id = c.person_id
             WHERE c.member_id = ? AND p.deleted_on = '' ORDER BY c.role, p.sort_key, p.id"""
    return tuple((_ROLES[str(role)], str(name)) for role, name in store.rows(sql, (person_id,)))


def _candidacies(store: Store, person_id: int) -> Told:
    sql = """SELECT e.on_date, c.post_name, c.origin, c.yes, c.no, c.abstain FROM election_choice c
             JOIN election e ON e.id = c.election_id WHERE c.person_id = ? ORDER BY e.on_date, c.id"""
    return tuple(
        (str(on), str(post), f"{origin}，赞成 {yes}、不赞成 {no}、弃权 {abstain}")
        for on, post, origin, yes, no, abstain in store.rows(sql, (person_id,))
    )


def _talks(store: Store, person_id: int, told: set[int]) -> Told:
    sql = "SELECT id, on_date, kind, method, made_by, content FROM contact_log WHERE person_id = ? ORDER BY on_date, id"
    return tuple(
        (str(on), " ".join(filter(None, (kind, method, made_by))), str(content))
        for number, on, kind, method, made_by, content in store.rows(sql, (person_id,))
        if number not in told
    )


def _posts(store: Store, person_id: int) -> Told:
    sql = "SELECT post_name, from_on, to_on FROM post_term WHERE person_id = ? ORDER BY from_on, id"
    return tuple((str(post), str(since), str(until)) for post, since, until in store.rows(sql, (person_id,)))


def _steps(store: Store, person_id: int) -> Told:
    sql = "SELECT code, on_date, result FROM step WHERE person_id = ? ORDER BY on_date, id"
    return tuple(
        (step_def(str(code)).name, str(on), str(result)) for code, on, result in store.rows(sql, (person_id,))
    )


def _meetings(store: Store, person_id: int) -> Told:
    sql = f"""SELECT {read_sql("held_on")} AS day, m.kind, m.title, COALESCE(NULLIF(a.corrected, ''), a.presence),
             CASE WHEN a.presence = '' AND instr(a.frozen, '"left_out"') > 0 THEN '不计入应到'
             ELSE trim(a.leave_kind || '，' || a.reason, '，') END FROM attendance a
             JOIN meeting m ON m.id = a.meeting_id WHERE a.person_id = ? ORDER BY day, m.id"""
    return tuple(
        (str(on), str(title or kind), "，".join(filter(None, (str(presence), str(reason)))))
        for on, kind, title, presence, reason in store.rows(sql, (person_id,))
    )


def _dues(store: Store, person_id: int) -> tuple[tuple[str, int, str], ...]:
    sql = """SELECT p.received_on, p.amount_fen, min(l.month), max(l.month), p.reason FROM payment p
             LEFT JOIN payment_line l ON l.payment_id = p.id WHERE p.person_id = ?
             GROUP BY p.id ORDER BY p.received_on, p.id"""
    found: list[tuple[str, int, str]] = []
    for on, fen, first, last, reason in store.rows(sql, (person_id,)):
        months = str(first or "") if first == last else f"{first} 至 {last}"
        found.append((str(on), int(fen), f"{months}，冲销：{reason}" if reason else months))
    return tuple(found)
