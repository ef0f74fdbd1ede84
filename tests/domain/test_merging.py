"""Merging two computers: one-sided changes are taken, two-sided ones are asked, both sides end up equal."""

from collections.abc import Mapping
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from models.domain.merging import (
    OURS,
    SAME,
    THEIRS,
    Change,
    ClashKind,
    PartSpec,
    Plan,
    Record,
    Records,
    keyed,
    renamed,
)
from models.domain.merging_plan import plan
from models.domain.merging_twice import names_here

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
    found = merged(state(), ours, theirs, person__id_number__p9__p1=SAME)
    assert found.undecided == ()
    assert after(ours, found.changes) == state(
        person=[here | {"phone": "137"}], payment=[paid | {"person": "p1"}]
    )


def test_two_people_with_one_number_stay_two_and_the_number_goes_where_it_was_said() -> None:
    here = {"uuid": "p1", "name": "王桂英", "id_number": "X1"}
    there = {"uuid": "p9", "name": "侯学军", "id_number": "X1"}
    ours, theirs = state(person=[here]), state(person=[there])
    [clash] = merged(state(), ours, theirs).undecided
    assert clash.options == (SAME, OURS, THEIRS)
    kept = merged(state(), ours, theirs, person__id_number__p9__p1=OURS)
    assert after(ours, kept.changes) == state(person=[here, {"uuid": "p9", "name": "侯学军"}])
    given = merged(state(), ours, theirs, person__id_number__p9__p1=THEIRS)
    assert after(ours, given.changes) == state(person=[{"uuid": "p1", "name": "王桂英"}, there])
    for found in (kept, given):  # on the other computer nothing is asked, then or later
        now = after(ours, found.changes)
        back = merged(theirs, theirs, now)
        assert back.clashes == () and after(theirs, back.changes) == now


def test_a_number_given_to_two_people_both_know_goes_to_one_of_them() -> None:
    one, two = {"uuid": "p1", "name": "王桂英"}, {"uuid": "p2", "name": "侯学军", "id_number": "Y"}
    base = state(person=[one, two])
    ours, theirs = (
        state(person=[one | {"id_number": "X"}, two]),
        state(person=[one, two | {"id_number": "X"}]),
    )
    [clash] = merged(base, ours, theirs).undecided
    assert clash.options == (OURS, THEIRS)
    assert after(ours, merged(base, ours, theirs, person__id_number__p2__p1=OURS).changes) == ours
    assert after(ours, merged(base, ours, theirs, person__id_number__p2__p1=THEIRS).changes) == theirs


def test_somebody_deleted_there_and_entered_anew_comes_without_a_question() -> None:
    old = {"uuid": "p1", "name": "王桂英", "id_number": "X"}
    new = {"uuid": "p2", "name": "王桂英", "id_number": "X"}
    found = merged(state(person=[old]), state(person=[old]), state(person=[new]))
    assert found.clashes == ()
    assert after(state(person=[old]), found.changes) == state(person=[new])


def test_what_was_said_to_be_one_is_known_under_both_names() -> None:
    here = {"uuid": "p1", "name": "王桂英", "id_number": "X1"}
    there = {"uuid": "p9", "name": "王桂英", "id_number": "X1"}
    paid = {"uuid": "y1", "person": "p9", "amount_fen": 500}
    ours, theirs = state(person=[here | {"phone": "137"}]), state(person=[there], payment=[paid])
    for own, told in (([("p9", "p1")], []), ([], [("p1", "p9")])):  # decided here, or there
        names = names_here(own, told, ours, theirs)
        found = plan(SPECS, None, ours, theirs, names=names)
        assert found.clashes == ()
        assert after(ours, found.changes)["payment"] == {("y1",): paid | {"person": "p1"}}
    apart = state(person=[there, here | {"id_number": "Z"}])
    assert names_here([("p9", "p1")], [], ours, apart) == {}  # they hold two people


def test_two_reversals_of_one_payment_count_once_and_are_asked_about_once() -> None:
    spec = PartSpec("payment", ("uuid",), refs={"reverses": "payment"}, fixed="*", unique=("reverses",))
    paid = {"uuid": "y1", "amount_fen": 500}
    mine = {"uuid": "y2", "amount_fen": -500, "reverses": "y1", "reason": "记错"}
    other = {"uuid": "y3", "amount_fen": -500, "reverses": "y1", "reason": "退款"}
    ours = {"payment": keyed(spec, [paid, mine])}
    theirs = {"payment": keyed(spec, [paid, other])}
    [clash] = plan([spec], None, ours, theirs).undecided
    assert clash.options == (SAME,)
    found = plan([spec], None, ours, theirs, {clash.id: SAME})
    assert found.undecided == () and found.changes == ()
    later = plan([spec], None, ours, theirs, names=names_here([("y3", "y2")], [], ours, theirs))
    assert later.clashes == () and later.changes == ()


def test_what_was_deleted_here_unseen_by_the_other_computer_does_not_come_back_by_itself() -> None:
    row = {"meeting": "m1", "person": "p1"}
    theirs = state(person=[WANG], meeting=[{"uuid": "m1"}], attendance=[row])
    ours, gone = state(person=[WANG]), {("meeting", ("m1",)), ("attendance", ("m1", "p1"))}
    [clash] = plan(SPECS, None, ours, theirs, gone=gone).undecided
    assert clash.kind is ClashKind.GONE_HERE
    assert plan(SPECS, None, ours, theirs, {clash.id: OURS}, gone=gone).changes == ()
    back = plan(SPECS, None, ours, theirs, {clash.id: THEIRS}, gone=gone)
    assert after(ours, back.changes) == theirs


def test_what_belongs_to_somebody_who_stays_deleted_does_not_come_either() -> None:
    spec = PartSpec("dues_standard", ("uuid",), refs={"person": "person"}, owners=frozenset({"person"}))
    item = PartSpec("agenda_item", ("uuid",), refs={"person": "person"})
    specs = (PERSON, spec, item)
    theirs = {
        "person": {("p1",): WANG},
        "dues_standard": {("s1",): {"uuid": "s1", "person": "p1"}},
        "agenda_item": {("i1",): {"uuid": "i1", "person": "p1", "title": "讨论"}},
    }
    base = {"person": {("p1",): WANG}}
    [clash] = plan(specs, base, {}, theirs).undecided
    found = plan(specs, base, {}, theirs, {clash.id: OURS})
    assert [change.after for change in found.changes] == [{"uuid": "i1", "title": "讨论"}]


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


@st.composite
def numbered(draw: st.DrawFn) -> State:
    """People of whom no two alive share a number, and payments of some of them."""
    number = st.sampled_from(["", "X", "Y", "Z"])
    fields = st.fixed_dictionaries(
        {"name": _text, "id_number": number, "deleted_on": st.sampled_from(["", "", "1"])}
    )
    found = draw(st.dictionaries(st.sampled_from("abcde"), fields))
    people: list[Record] = []
    taken: set[str] = set()
    for key, values in found.items():
        if values["id_number"] in taken:
            values["id_number"] = ""
        if not values["deleted_on"]:
            taken.add(values["id_number"])
        people.append({"uuid": key, **_clean(values)})
    return state(person=people)


def _numbers(found: Records) -> list[tuple[str, ...]]:
    return [value for one in found["person"].values() if (value := PERSON.unique_of(one))]


@settings(max_examples=1000, deadline=None)
@given(numbered(), numbered(), numbered(), st.randoms(use_true_random=False))
def test_a_number_is_decided_once_and_on_one_computer(
    base: State, one: State, other: State, chance: Random
) -> None:
    decisions: dict[tuple[str, ...], str] = {}
    found = plan(SPECS, base, one, other, decisions)
    while found.undecided:
        clash = found.undecided[0]
        decisions[clash.id] = chance.choice(clash.options or (OURS, THEIRS))
        found = plan(SPECS, base, one, other, decisions)
    here = after(one, found.changes)
    assert len(set(_numbers(here))) == len(_numbers(here))
    pairs = [(c.key[0], c.key[1]) for c in found.clashes if c.decision == SAME]
    back = plan(SPECS, other, other, here, names=names_here([], pairs, other, here))
    assert back.clashes == ()
    there = after(other, back.changes)
    assert len(set(_numbers(there))) == len(_numbers(there))
    same = names_here(pairs, [], here, there)
    assert renamed(PERSON, there["person"], same) == here["person"]
    again = plan(SPECS, here, here, there, names=same)
    assert again.clashes == () and again.changes == ()


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
