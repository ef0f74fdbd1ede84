"""Merging two computers: one-sided changes are taken, two-sided ones are asked, both sides end up equal."""

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from models.domain.merging import (
    OURS,
    THEIRS,
    Change,
    ClashKind,
    PartSpec,
    Plan,
    Record,
    Records,
    keyed,
    plan,
)

PERSON = PartSpec("person", ("uuid",), unique=("id_number",), unless="deleted_on")
MEETING = PartSpec("meeting", ("uuid",), fixed="signed_on", still_open=frozenset({"corrections"}))
ATTENDANCE = PartSpec(
    "attendance",
    ("meeting", "person"),
    refs={"meeting": "meeting", "person": "person"},
    parent="meeting",
)
PAYMENT = PartSpec("payment", ("uuid",), refs={"person": "person"}, fixed="*")
SPECS = (PERSON, MEETING, ATTENDANCE, PAYMENT)

State = dict[str, dict[tuple[str, ...], Record]]


def state(**parts: list[Record]) -> State:
    return {spec.name: {spec.key_of(r): r for r in parts.get(spec.name, [])} for spec in SPECS}


def after(ours: Records, changes: tuple[Change, ...]) -> State:
    """What is here once the changes are made."""
    found = {spec.name: dict(ours.get(spec.name, {})) for spec in SPECS}
    for change in changes:
        assert found[change.part].get(change.key) == change.before
        if change.after is None:
            del found[change.part][change.key]
        else:
            found[change.part][change.key] = change.after
    return found


def merged(base: Records | None, ours: Records, theirs: Records, **decisions: str) -> Plan:
    return plan(SPECS, base, ours, theirs, {tuple(k.split("__")): v for k, v in decisions.items()})


WANG = {"uuid": "p1", "name": "王桂英", "phone": "13800000001"}


def test_different_fields_of_one_person_come_together() -> None:
    base = state(person=[WANG])
    ours, theirs = state(person=[WANG | {"phone": "139"}]), state(person=[WANG | {"address": "东街"}])
    found = merged(base, ours, theirs)
    assert found.clashes == ()
    assert after(ours, found.changes) == state(person=[WANG | {"phone": "139", "address": "东街"}])


def test_the_same_field_changed_twice_is_asked_and_waits() -> None:
    base = state(person=[WANG])
    ours, theirs = state(person=[WANG | {"phone": "139"}]), state(person=[WANG | {"phone": "137"}])
    [clash] = merged(base, ours, theirs).undecided
    assert (clash.kind, clash.field, clash.base) == (ClashKind.FIELD, "phone", "13800000001")
    assert (clash.ours, clash.theirs) == ("139", "137")
    assert merged(base, ours, theirs, person__phone__p1=OURS).changes == ()
    taken = merged(base, ours, theirs, person__phone__p1=THEIRS)
    assert after(ours, taken.changes) == theirs
    assert taken.undecided == ()


def test_without_a_shared_state_only_blanks_are_filled() -> None:
    ours, theirs = (
        state(person=[WANG | {"address": "东街"}]),
        state(person=[WANG | {"phone": "137", "post": "农民"}]),
    )
    found = merged(None, ours, theirs)
    assert [clash.field for clash in found.undecided] == ["phone"]
    assert after(ours, found.changes) == state(person=[WANG | {"address": "东街", "post": "农民"}])


def test_a_cleared_field_is_cleared_and_a_deleted_meeting_deleted() -> None:
    meeting = {"uuid": "m1", "title": "支委会", "place": "村部"}
    base = state(person=[WANG], meeting=[meeting])
    theirs = state(person=[{"uuid": "p1", "name": "王桂英"}])
    found = merged(base, base, theirs)
    assert after(base, found.changes) == theirs
    assert found.clashes == ()


def test_a_meeting_deleted_here_but_attended_there_is_asked_with_its_attendance() -> None:
    meeting = {"uuid": "m1", "title": "支委会"}
    row = {"meeting": "m1", "person": "p1", "presence": "到会"}
    base = state(person=[WANG], meeting=[meeting])
    ours, theirs = state(person=[WANG]), state(person=[WANG], meeting=[meeting], attendance=[row])
    [clash] = merged(base, ours, theirs).clashes
    assert clash.kind is ClashKind.GONE_HERE
    assert merged(base, ours, theirs).changes == ()
    restored = merged(base, ours, theirs, meeting____m1=THEIRS)
    assert after(ours, restored.changes) == theirs
    assert merged(base, ours, theirs, meeting____m1=OURS).changes == ()


def test_a_meeting_deleted_there_but_edited_here_keeps_its_children_when_kept() -> None:
    meeting, row = {"uuid": "m1", "title": "支委会"}, {"meeting": "m1", "person": "p1"}
    base = state(person=[WANG], meeting=[meeting], attendance=[row])
    ours = state(person=[WANG], meeting=[meeting | {"title": "支委会（扩大）"}], attendance=[row])
    theirs = state(person=[WANG])
    [clash] = merged(base, ours, theirs).undecided
    assert clash.kind is ClashKind.GONE_THERE
    assert merged(base, ours, theirs, meeting____m1=OURS).changes == ()
    assert after(ours, merged(base, ours, theirs, meeting____m1=THEIRS).changes) == theirs


def test_signed_minutes_are_taken_whole_or_not_at_all() -> None:
    meeting = {"uuid": "m1", "title": "支委会", "content": "一"}
    signed = meeting | {"content": "二", "signed_on": "2026-10-01"}
    base, theirs = state(meeting=[meeting]), state(meeting=[signed])
    assert after(base, merged(base, base, theirs).changes) == theirs
    ours = state(meeting=[meeting | {"content": "三"}])
    [clash] = merged(base, ours, theirs).undecided
    assert clash.kind is ClashKind.FIXED
    assert after(ours, merged(base, ours, theirs, meeting____m1=THEIRS).changes) == theirs
    assert merged(base, theirs, ours, meeting____m1=OURS).changes == ()
    more = state(meeting=[signed | {"corrections": "补正一"}])
    assert after(theirs, merged(theirs, theirs, more).changes) == more


def test_posted_money_never_goes_silently() -> None:
    payment = {"uuid": "y1", "person": "p1", "amount_fen": 500}
    base = state(person=[WANG], payment=[payment])
    found = merged(base, base, state(person=[WANG]))
    assert [clash.kind for clash in found.undecided] == [ClashKind.GONE_THERE]
    assert found.changes == ()


def test_one_person_entered_on_both_computers_becomes_one() -> None:
    here = {"uuid": "p1", "name": "王桂英", "id_number": "X1"}
    there = {"uuid": "p9", "name": "王桂英", "id_number": "X1", "phone": "137"}
    paid = {"uuid": "y1", "person": "p9", "amount_fen": 500}
    ours, theirs = state(person=[here]), state(person=[there], payment=[paid])
    first = merged(state(), ours, theirs)
    assert [clash.kind for clash in first.undecided] == [ClashKind.TWICE]
    assert first.changes == ()  # the payment waits for its person
    found = merged(state(), ours, theirs, person__id_number__p9=OURS)
    assert found.undecided == ()
    assert after(ours, found.changes) == state(
        person=[here | {"phone": "137"}], payment=[paid | {"person": "p1"}]
    )


# any history of two computers

_text = st.sampled_from(["", "甲", "乙", "丙"])


def _clean(record: Mapping[str, str]) -> Record:
    return {name: value for name, value in record.items() if value}


def _people(keys: str = "abc") -> st.SearchStrategy[list[Record]]:
    fields = st.fixed_dictionaries({"name": _text, "phone": _text, "remark": _text})
    return st.dictionaries(st.sampled_from(keys), fields).map(
        lambda found: [{"uuid": key, **_clean(value)} for key, value in found.items()]
    )


@st.composite
def states(draw: st.DrawFn) -> State:
    people = draw(_people())
    meetings = draw(
        st.dictionaries(st.sampled_from("mn"), st.fixed_dictionaries({"title": _text, "content": _text}))
    )
    rows = [
        {"meeting": m, "person": str(p["uuid"]), **_clean({"presence": draw(_text)})}
        for m in meetings
        for p in people
        if draw(st.booleans())
    ]
    return state(
        person=people, meeting=[{"uuid": k, **_clean(v)} for k, v in meetings.items()], attendance=rows
    )


def _all_decided(base: State, ours: State, theirs: State, side: str) -> Plan:
    decisions: dict[tuple[str, ...], str] = {}
    found = plan(SPECS, base, ours, theirs, decisions)
    while found.undecided:
        decisions |= {clash.id: side for clash in found.undecided}
        found = plan(SPECS, base, ours, theirs, decisions)
    return found


@settings(max_examples=300, deadline=None)
@given(states(), states(), states())
def test_both_computers_end_up_equal(base: State, one: State, other: State) -> None:
    here = after(one, _all_decided(base, one, other, OURS).changes)
    there = after(other, _all_decided(base, other, one, THEIRS).changes)
    dangling = {
        (m, p) for m, p in here["attendance"] if (m,) not in here["meeting"] or (p,) not in here["person"]
    }
    assert {k: v for k, v in here["attendance"].items() if k not in dangling}.keys() <= there[
        "attendance"
    ].keys()
    assert here["person"] == there["person"]
    assert here["meeting"] == there["meeting"]


@settings(max_examples=300, deadline=None)
@given(states(), states())
def test_what_only_one_side_changed_is_taken_without_asking(base: State, other: State) -> None:
    assert plan(SPECS, base, other, base).changes == ()
    found = plan(SPECS, base, base, other)
    assert found.clashes == ()
    assert after(base, found.changes) == other


@settings(max_examples=300, deadline=None)
@given(states(), states(), states())
def test_no_value_is_lost_without_a_question(base: State, ours: State, theirs: State) -> None:
    found = plan(SPECS, base, ours, theirs)
    result = after(ours, found.changes)
    asked = {clash.key for clash in found.clashes}
    for part in ("person", "meeting"):
        for side in (ours, theirs):
            for key, record in side[part].items():
                was = base[part].get(key, {})
                for name, value in record.items():
                    if was.get(name) != value and key not in asked:
                        assert result[part].get(key, {}).get(name) == value or (
                            side is ours and theirs[part].get(key, {}).get(name) == value
                        )


def test_two_equal_lines_under_one_key_are_both_kept() -> None:
    spec = PartSpec("companion", ("person", "role"), repeats=True)
    rows = [{"person": "p1", "role": "contact", "name": name} for name in ("侯学军", "王桂英")]
    found = keyed(spec, rows)
    assert list(found.values()) == rows
    assert plan([spec], None, {}, {"companion": found}).changes == (
        Change("companion", ("p1", "contact"), None, rows[0]),
        Change("companion", ("p1", "contact", "2"), None, rows[1]),
    )


def test_somebody_removed_may_share_an_id_number() -> None:
    gone = {"uuid": "p1", "name": "王桂英", "id_number": "X1", "deleted_on": "2026-01-01"}
    again = {"uuid": "p2", "name": "王桂英", "id_number": "X1"}
    found = merged(state(person=[gone]), state(person=[gone]), state(person=[gone, again]))
    assert found.clashes == ()
    assert [change.after for change in found.changes] == [again]
