"""A snapshot holds the whole branch, comes back to the same tables, and can be taken of an earlier day."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.db import blobs
from models.db.schema import read_schema
from models.db.store import Store, create_store
from models.db.transaction import Tx
from models.services import snapshot
from models.services.desk import Desk
from models.services.dues import PaymentDraft
from models.services.sample import SAMPLE_DAY
from tests.ready import sample_desk


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Desk]:
    made = sample_desk(tmp_path / "sample")
    yield made
    made.close()


def fill(store: Store, parts: snapshot.Parts) -> None:
    """Enter records in an empty store, as a receiver would."""
    ids: dict[str, dict[str, int]] = {}
    with store.transaction("收到") as tx:
        for table in snapshot.TABLES:
            known = ids.setdefault(table.name, {})
            for record in sorted(
                parts[table.name], key=lambda one: "reverses" in one
            ):  # after what they reverse
                row = dict(snapshot.to_row(table, record, ids))
                if table.owner and table.owner[0] == "branch_id":
                    row["branch_id"] = next(iter(ids["branch"].values()))
                row_id = tx.insert(table.name, row)
                if "uuid" in record:
                    known[str(record["uuid"])] = row_id


def test_every_column_of_every_table_travels_or_is_named_as_staying(store: Store) -> None:
    for name, info in read_schema(store.connection).items():
        if name in snapshot.STAYS:
            assert name not in snapshot.BY_PART
            continue
        table = snapshot.BY_PART[name]  # a new table must be sent, or be named in STAYS
        owner = {"branch_id"} & set(info.columns)
        assert set(table.columns) == set(info.columns) - {"id"} - owner


def hold_an_election_and_keep_papers(desk: Desk) -> None:
    """What the sample branch does not have."""
    person = desk.roster.members(SAMPLE_DAY)[0]
    home = {"branch_id": desk.branch.id}
    with desk.store.transaction("补充") as tx:
        election = tx.insert("election", {**home, "on_date": "2026-10-20", "seats": 3, "host": person.name})
        choice = {"election_id": election, "person_id": person.id, "name": person.name, "post_name": "委员"}
        tx.insert("election_choice", {**choice, "recommended": 21, "yes": 30, "no": 1})
        tx.insert(
            "guest_member", {**home, "name": "郝流入", "arrived_on": "2026-03-01", "organisation": "外地支部"}
        )
        paper = {"kind": "附件", "sha256": blobs.put(tx, b"%PDF-1.7"), "extension": "pdf", "size": 8}
        tx.insert("attachment", {**home, **paper, "person_id": person.id, "name": "入党申请书"})
        _plan_and_appraise(tx, home, person.id)


def _plan_and_appraise(tx: Tx, home: dict[str, int], person: int) -> None:
    """A row of each table that a year's work fills."""
    meeting = int(tx.value("SELECT min(id) FROM meeting"))
    tx.insert(
        "correction",
        {"meeting_id": meeting, "number": 1, "made_on": "2026-10-10", "lines": '[{"where": "地点"}]'},
    )
    ground = {"ground": "出国半年以上", "from_on": "2026-01-01", "superior_on": "2026-01-10"}
    tx.insert("exemption", {"person_id": person, **ground})
    plan = {"year": 2026, "month": 11, "kind": "支委会", "meeting_id": meeting}
    tx.insert("plan_item", {**home, **plan, "topic": "研究发展对象"})
    tx.insert(
        "task",
        {**home, "source": "决定", "what": "修订村规民约", "person_id": person, "due_on": "2026-12-01"},
    )
    appraisal = tx.insert(
        "appraisal", {**home, "kind": "民主评议", "year": 2026, "issued": 38, "by_groups": 1}
    )
    line = {"appraisal_id": appraisal, "person_id": person, "excellent": 30, "grade": "优秀"}
    tx.insert("appraisal_line", line)
    tx.insert("opinion", {**home, "year": 2026, "content": "多到户走访", "from_kind": "群众"})
    talk = {"on_date": "2026-09-01", "talker_id": person, "talker_name": "侯学军", "content": "谈学习"}
    tx.insert("talk_record", {**home, **talk})
    _keep_books(tx, home, person)


def _keep_books(tx: Tx, home: dict[str, int], person: int) -> None:
    """A month closed and reopened, somebody let off, the cash counted."""
    less = {"kind": "免交", "from_month": "2026-01", "to_month": "2026-12", "branch_on": "2026-01-09"}
    tx.insert("reduction", {"person_id": person, **less})
    month = {"kind": "结账", "on_date": "2026-10-31", "from_month": "2026-08", "to_month": "2026-08"}
    closed = tx.insert("voucher", {**home, **month, "number": "记2026-0001"})
    again = tx.insert("voucher", {**home, **month, "reverses_id": closed, "reason": "漏了一人"})
    for voucher, sign in ((closed, 1), (again, -1)):
        owed = {"account": "应收党费", "person_id": person, "month": "2026-08"}
        tx.insert("posting", {"voucher_id": voucher, "line": 1, **owed, "amount_fen": sign * 1250})
        income = {"account": "党费收入", "month": "2026-08"}
        tx.insert("posting", {"voucher_id": voucher, "line": 2, **income, "amount_fen": sign * -1250})
    tx.insert("cash_count", {**home, "on_date": "2026-10-31", "counted_fen": 812_40, "book_fen": 812_40})


def test_the_sample_branch_comes_back_record_for_record(sample: Desk, tmp_path: Path) -> None:
    hold_an_election_and_keep_papers(sample)
    parts = snapshot.take(sample.store)
    empty = [name for name, records in parts.items() if not records]
    assert empty in ([], ["answer"], ["mark"], ["answer", "mark"], ["mark", "answer"])
    other = create_store(tmp_path / "other", "另一个足够长的口令")
    fill(other, parts)
    assert snapshot.take(other) == parts
    assert snapshot.take(other, branch_id=1) == parts
    other.close()


def test_references_are_uuids_and_no_row_number_leaves(sample: Desk) -> None:
    person = sample.roster.members(SAMPLE_DAY)[0]
    with sample.store.transaction("说明") as tx:
        tx.insert(
            "answer",
            {
                "rule": "JB-01",
                "record_kind": "person",
                "record_id": person.id,
                "reason": "已核对",
                "answered_on": "2026-10-01",
            },
        )
        tx.insert(
            "answer",
            {
                "rule": "JB-02",
                "record_kind": "meeting",
                "record_id": 99999,
                "reason": "会议已删除",
                "answered_on": "2026-10-01",
            },
        )
    parts = snapshot.take(sample.store)
    people = {record["uuid"] for record in parts["person"]}
    assert [record["record"] for record in parts["answer"]] == [
        person.uuid
    ]  # of a record that is gone: nothing
    assert {record["person"] for record in parts["payment"]} <= people
    for records in parts.values():
        for record in records:
            assert not [
                name for name in record if name == "id" or name.endswith("_id") and name != "citation_id"
            ]
            assert all(value != "" and value is not None for value in record.values())


def test_many_branches_in_one_store_are_told_apart(sample: Desk, tmp_path: Path) -> None:
    parts = snapshot.take(sample.store)
    other = create_store(tmp_path / "other", "另一个足够长的口令")
    fill(other, parts)
    with other.transaction("第二个支部") as tx:
        second = tx.insert("branch", {"name": "另一个支部"})
        person = tx.insert("person", {"branch_id": second, "name": "另一人"})
        answer = {"rule": "JB-01", "record_id": person, "reason": "已核对", "answered_on": "2026-10-01"}
        tx.insert("answer", {**answer, "record_kind": "person"})
    assert snapshot.take(other, branch_id=1) == parts
    theirs = snapshot.take(other, branch_id=second)
    assert [record["name"] for record in theirs["person"]] == ["另一人"]
    assert len(theirs["answer"]) == 1 and not theirs["meeting"]
    other.close()


def test_an_earlier_state_is_taken_out_of_the_journal(sample: Desk) -> None:
    before, seq = snapshot.take(sample.store), sample.store.head[0]
    members = sample.roster.members(SAMPLE_DAY)
    sample.roster.update(members[0].id, {"phone": "13900001111"})
    sample.roster.update(members[0].id, {"phone": "13900002222", "address": "别处"})
    sample.roster.add({"name": "新来的人"})
    draft = PaymentDraft(person_id=members[1].id, months=("2026-11",), received_on="2026-10-15")
    sample.dues.record_many([draft])
    sample.meetings.delete(next(m.id for m in sample.meetings.list() if not m.signed_on))
    after = snapshot.take(sample.store)
    assert after != before
    assert snapshot.take(sample.store, at_seq=seq) == before
    assert snapshot.take(sample.store, at_seq=sample.store.head[0]) == after
