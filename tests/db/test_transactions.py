"""Writing: all or nothing, journalled in the same commit, announced afterwards."""

import threading

import pytest

from models.db.store import Store
from models.domain.changes import Changes
from models.domain.errors import UserError
from tests.db.helpers import add_branch, add_meeting, add_payment, add_person, name_of, tamper


def test_a_new_row_gets_an_id_a_uuid_and_the_defaults(store: Store) -> None:
    person = add_person(store, "侯学军")
    [row] = store.dicts("SELECT id, uuid, name, sex, is_lost FROM person")
    assert row["id"] == person
    assert len(row["uuid"]) == 36
    assert (row["name"], row["sex"], row["is_lost"]) == ("侯学军", "", 0)


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    branch = add_branch(store)
    head = store.head
    told: list[Changes] = []
    store.on_commit(told.append)
    with pytest.raises(RuntimeError), store.transaction("登记") as tx:
        tx.insert("person", {"name": "侯学军", "branch_id": branch})
        raise RuntimeError
    assert store.value("SELECT count(*) FROM person") == 0
    assert store.head == head
    assert told == []
    store.verify_chain()


def test_commit_is_announced_once_with_table_and_ids(store: Store) -> None:
    branch = add_branch(store)
    told: list[Changes] = []
    store.on_commit(lambda changes: told.append(changes) if name_of(store, person) else None)
    with store.transaction("登记") as tx:
        person = tx.insert("person", {"name": "侯学军", "branch_id": branch})
        assert told == []
    assert told == [Changes(label="登记", tables={"person": frozenset({person})})]


def test_a_transaction_without_changes_is_silent(store: Store) -> None:
    person = add_person(store, "侯学军")
    head, told = store.head, list[Changes]()
    store.on_commit(told.append)
    with store.transaction("改名") as tx:
        assert tx.update("person", person, {"name": "侯学军"}) is False
    assert (store.head, told, store.undo_label) == (head, [], "登记侯学军")


def test_only_changed_columns_are_journalled(store: Store) -> None:
    person = add_person(store, "侯学军", phone="1")
    with store.transaction("改电话") as tx:
        assert tx.update("person", person, {"name": "侯学军", "phone": "2"})
    body = store.value("SELECT body FROM journal ORDER BY seq DESC LIMIT 1")
    assert body == '{"after":{"phone":"2"},"before":{"phone":"1"}}'


def test_a_joined_transaction_commits_with_the_outer_one(store: Store) -> None:
    branch = add_branch(store)
    with store.transaction("接收预备党员") as tx:
        person = tx.insert("person", {"name": "侯学军", "branch_id": branch})
        with store.transaction("内部") as inner:
            inner.update("person", person, {"category": "预备党员"})
    assert store.undo_label == "接收预备党员"
    store.undo()
    assert name_of(store, person) is None
    store.verify_chain()


def test_a_joined_transaction_that_fails_takes_back_only_itself(store: Store) -> None:
    branch = add_branch(store)
    with store.transaction("登记") as tx:
        person = tx.insert("person", {"name": "侯学军", "branch_id": branch})
        with pytest.raises(KeyError), store.transaction("内部") as inner:
            inner.update("person", person, {"name": "改了"})
            raise KeyError
    assert name_of(store, person) == "侯学军"
    store.verify_chain()


def test_many_rows_are_journalled_one_by_one_and_undone_together(store: Store) -> None:
    branch = add_branch(store)
    with store.transaction("导入花名册") as tx:
        ids = tx.insert_many("person", [{"name": f"党员{n}", "branch_id": branch} for n in range(300)])
    assert len(set(ids)) == 300
    assert store.value("SELECT count(*) FROM journal WHERE entity = 'person'") == 300
    store.verify_chain()
    store.undo()
    assert store.value("SELECT count(*) FROM person") == 0
    store.redo()
    assert store.value("SELECT name FROM person WHERE id = ?", (ids[7],)) == "党员7"
    store.verify_chain()


def test_ids_of_deleted_rows_are_never_given_again(store: Store) -> None:
    first = add_person(store, "甲")
    with store.transaction("删除") as tx:
        tx.delete("person", first)
    assert add_person(store, "乙") > first


def test_deleting_a_meeting_journals_what_goes_with_it(store: Store) -> None:
    person = add_person(store)
    meeting, tick = add_meeting(store, person)
    with store.transaction("删除会议") as tx:
        tx.delete("meeting", meeting)
    assert store.value("SELECT count(*) FROM attendance") == 0
    store.verify_chain()
    changes = store.undo()
    assert changes.tables == {"meeting": frozenset({meeting}), "attendance": frozenset({tick})}
    assert store.value("SELECT presence FROM attendance WHERE id = ?", (tick,)) == "到会"
    store.verify_chain()


def test_a_draft_is_kept_without_history_or_undo(store: Store) -> None:
    head = store.head
    with store.transaction("自动保存") as tx:
        tx.insert("draft", {"form": "meeting:3", "body": "{}", "saved_at": "2026-09-30 10:00"})
    assert store.value("SELECT body FROM draft") == "{}"
    assert (store.head, store.undo_label) == (head, None)
    store.verify_chain()


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"nmae": "拼错"}, ValueError),
        ({"name": 3.5}, TypeError),
        ({"is_lost": "是"}, TypeError),
        ({"name": None}, ValueError),
        ({"name": "半个\ud800字"}, UserError),
        ({"name": "零\x00"}, UserError),
        ({"standing_correction": 2**60}, UserError),
    ],
)
def test_values_that_cannot_be_stored_are_refused(
    store: Store, values: dict[str, object], error: type
) -> None:
    branch = add_branch(store)
    with pytest.raises(error), store.transaction("登记") as tx:
        tx.insert("person", {"name": "侯学军", "branch_id": branch} | values)
    assert store.value("SELECT count(*) FROM person") == 0


def test_the_same_id_number_twice_is_a_sentence(store: Store) -> None:
    add_person(store, "甲", id_number="110101199003077651")
    with pytest.raises(UserError, match="已经有一个人用了这个身份证号"):
        add_person(store, "乙", id_number="110101199003077651")
    assert store.value("SELECT count(*) FROM person") == 1


def test_a_person_with_payments_cannot_be_deleted(store: Store) -> None:
    person = add_person(store)
    add_payment(store, person)
    with pytest.raises(UserError, match="不能删除"), store.transaction("删除") as tx:
        tx.delete("person", person)


def test_posted_money_is_never_changed(store: Store) -> None:
    payment = add_payment(store, add_person(store))
    with pytest.raises(UserError, match="冲销"), store.transaction("改") as tx:
        tx.update("payment", payment, {"amount_fen": 900})
    with pytest.raises(UserError, match="冲销"), store.transaction("删") as tx:
        tx.delete("payment", payment)
    with pytest.raises(Exception, match="append-only"):
        tamper(store, "UPDATE payment SET amount_fen = 900")


def test_signed_minutes_are_never_changed_but_take_corrections(store: Store) -> None:
    person = add_person(store)
    meeting, tick = add_meeting(store, person)
    with store.transaction("签字定稿") as tx:
        tx.update("meeting", meeting, {"signed_on": "2026-09-30", "signed_code": "ab12"})
        tx.update("attendance", tick, {"frozen": "{}"})  # the same signing freezes the attendees
    for table, row, values in (
        ("meeting", meeting, {"place": "别处"}),
        ("attendance", tick, {"reason": "病"}),
    ):
        with pytest.raises(UserError, match="更正单"), store.transaction("改") as tx:
            tx.update(table, row, values)
    with pytest.raises(UserError, match="更正单"), store.transaction("加") as tx:
        tx.insert("agenda_item", {"meeting_id": meeting, "kind": "一般事项"})
    with store.transaction("补正") as tx:
        assert tx.update("meeting", meeting, {"corrections": "地点应为会议室"})
    store.verify_chain()


def test_reading_calls_cannot_write(store: Store) -> None:
    person = add_person(store, "侯学军")
    with pytest.raises(ValueError):
        store.rows("UPDATE person SET name = 'x'")
    with pytest.raises(UserError, match="不允许写入"):
        store.rows("WITH x AS (SELECT 1) DELETE FROM person")
    with pytest.raises(UserError, match="不允许写入"):
        store.database.execute_sql("UPDATE person SET name = 'x'")
    assert name_of(store, person) == "侯学军"


def test_a_worker_thread_writes_and_reads(store: Store) -> None:
    branch, seen = add_branch(store), list[str | None]()

    def work() -> None:
        with store.transaction("后台登记") as tx:
            person = tx.insert("person", {"name": "侯学军", "branch_id": branch})
        seen.append(name_of(store, person))

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert seen == ["侯学军"]
    store.verify_chain()


def test_after_closing_a_sentence_says_so(store: Store) -> None:
    store.close()
    store.close()
    for call in (lambda: store.rows("SELECT 1"), store.undo, lambda: add_branch(store)):
        with pytest.raises(UserError, match="已经关闭"):
            call()
