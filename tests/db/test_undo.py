"""Undo and redo by name, and the cases where the record must stay."""

import pytest

from models.db.store import Store
from models.db.undo import DEPTH
from models.domain.errors import UserError
from tests.db.helpers import add_meeting, add_payment, add_person, name_of, tamper


def rename(store: Store, person: int, name: str) -> None:
    with store.transaction(f"改名为{name}") as tx:
        tx.update("person", person, {"name": name})


def test_round_trip_with_names(store: Store) -> None:
    person = add_person(store, "侯学军")
    rename(store, person, "侯雪军")
    assert (store.undo_label, store.redo_label) == ("改名为侯雪军", None)

    changes = store.undo()
    assert changes.label == "撤销“改名为侯雪军”"
    assert changes.tables == {"person": frozenset({person})}
    assert name_of(store, person) == "侯学军"
    assert (store.undo_label, store.redo_label) == ("登记侯学军", "改名为侯雪军")

    assert store.redo().label == "重做“改名为侯雪军”"
    assert name_of(store, person) == "侯雪军"
    assert (store.undo_label, store.redo_label) == ("改名为侯雪军", None)

    for _ in range(3):
        store.undo()
        store.undo()
        assert name_of(store, person) is None
        store.redo()
        store.redo()
        assert name_of(store, person) == "侯雪军"
    store.verify_chain()


def test_undo_is_journalled_and_says_what_it_undoes(store: Store) -> None:
    person = add_person(store, "侯学军")
    store.undo()
    label, op, undoes = store.rows("SELECT label, op, undoes FROM journal ORDER BY seq DESC LIMIT 1")[0]
    assert (label, op) == ("撤销“登记侯学军”", "delete")
    assert undoes == store.value("SELECT txn FROM journal WHERE entity = 'person' AND op = 'insert'")
    assert [line.field for line in store.history("person", person)] == ["删除人员", "新建人员"]


def test_a_restored_row_is_the_same_row(store: Store) -> None:
    person = add_person(store, "侯学军", phone="139", is_lost=1, remark="")
    before = store.dicts("SELECT * FROM person")
    with store.transaction("删除") as tx:
        tx.delete("person", person)
    store.undo()
    assert store.dicts("SELECT * FROM person") == before


def test_a_new_change_clears_redo(store: Store) -> None:
    person = add_person(store, "侯学军")
    rename(store, person, "甲")
    store.undo()
    rename(store, person, "乙")
    assert store.redo_label is None
    with pytest.raises(UserError, match="没有可以重做"):
        store.redo()


def test_nothing_to_undo_is_a_sentence(store: Store) -> None:
    assert store.undo_label is None
    with pytest.raises(UserError, match="没有可以撤销"):
        store.undo()


def test_a_posted_payment_is_reversed_not_undone(store: Store) -> None:
    add_payment(store, add_person(store))
    head = store.head
    with pytest.raises(UserError, match="冲销"):
        store.undo()
    assert store.value("SELECT count(*) FROM payment") == 1
    assert store.head == head


def test_what_stays_for_good_makes_way_for_the_step_before_it(store: Store) -> None:
    """Said once, with what comes next; otherwise one receipt would end undo for the day."""
    payer, other = add_person(store, "侯学军"), add_person(store, "罗子涵")
    rename(store, other, "罗紫涵")
    add_payment(store, payer)
    with pytest.raises(UserError, match="冲销.*再撤销一次，撤的是在它之前的“改名为罗紫涵”"):
        store.undo()
    assert store.undo_label == "改名为罗紫涵"
    store.undo()
    assert name_of(store, other) == "罗子涵"
    store.undo()
    assert store.undo_label == "登记侯学军"
    with pytest.raises(UserError, match="还有别的记录用到它"):
        store.undo()
    assert name_of(store, payer) == "侯学军", "who has paid stays"


def test_signing_is_not_undone(store: Store) -> None:
    meeting, _ = add_meeting(store, add_person(store))
    with store.transaction("签字定稿") as tx:
        tx.update("meeting", meeting, {"signed_on": "2026-09-30"})
    with pytest.raises(UserError, match="更正单"):
        store.undo()
    assert store.value("SELECT signed_on FROM meeting") == "2026-09-30"


def test_a_row_that_changed_since_is_left_alone(store: Store) -> None:
    person = add_person(store, "侯学军")
    rename(store, person, "侯雪军")
    with store.transaction("窗口外的改动", undoable=False) as tx:
        tx.update("person", person, {"name": "侯血军"})
    with pytest.raises(UserError, match="又有改动"):
        store.undo()
    assert name_of(store, person) == "侯血军"


def test_the_whole_undo_is_refused_when_one_row_cannot_go_back(store: Store) -> None:
    one, two = add_person(store, "甲"), add_person(store, "乙")
    with store.transaction("两人改名") as tx:
        tx.update("person", one, {"name": "甲甲"})
        tx.update("person", two, {"name": "乙乙"})
    tamper(store, "UPDATE person SET name = '丙' WHERE id = ?", one)
    with pytest.raises(UserError):
        store.undo()
    assert (name_of(store, one), name_of(store, two)) == ("丙", "乙乙")


def test_a_setting_stays_off_the_stack(store: Store) -> None:
    add_person(store, "侯学军")
    with store.transaction("列宽", undoable=False) as tx:
        tx.insert("setting", {"key": "roster.columns", "value": "[]"})
    assert store.undo_label == "登记侯学军"
    store.undo()
    assert store.value("SELECT value FROM setting") == "[]"
    store.verify_chain()


def test_the_stack_holds_the_last_fifty(store: Store) -> None:
    person = add_person(store, "0")
    for number in range(1, DEPTH + 11):
        rename(store, person, str(number))
    while store.undo_label:
        store.undo()
    assert name_of(store, person) == "10"


def test_history_speaks_the_words_of_the_screen(store: Store) -> None:
    store.actor = "张书记"
    person = add_person(store, "侯学军")
    with store.transaction("登记失联") as tx:
        tx.update("person", person, {"is_lost": True, "lost_on": "2026-03", "pinyin": "houxuejun"})
    newest = store.history("person", person)[:2]
    assert {(line.field, line.before, line.after) for line in newest} == {
        ("失联党员", "否", "是"),
        ("失联日期", "", "2026-03"),
    }
    assert {line.actor for line in newest} == {"张书记"}
    assert {line.label for line in newest} == {"登记失联"}


def test_money_in_history_is_in_yuan(store: Store) -> None:
    person = add_person(store)
    with store.transaction("核定") as tx:
        row = tx.insert(
            "dues_standard",
            {"person_id": person, "from_month": "2026-01", "kind": "工资", "amount_fen": 1250},
        )
    with store.transaction("重新核定") as tx:
        tx.update("dues_standard", row, {"amount_fen": 905})
    line = store.history("dues_standard", row)[0]
    assert (line.field, line.before, line.after) == ("金额", "12.50 元", "9.05 元")


def test_recent_lists_all_tables_newest_first(store: Store) -> None:
    add_payment(store, add_person(store, "侯学军"))
    fields = [line.field for line in store.recent()]
    assert fields == ["新建缴费月份", "新建缴费", "新建人员", "新建党支部"]
    assert len(store.recent(2)) == 2


def test_the_history_of_a_meeting_tells_of_its_ticks_and_its_agenda(store: Store) -> None:
    """Also of an item that is gone, and nothing of another meeting."""
    person = add_person(store, "侯学军")
    meeting, tick = add_meeting(store, person)
    with store.transaction("登记请假：侯学军") as tx:
        tx.update("attendance", tick, {"presence": "请假", "reason": "外出务工"})
    with store.transaction("修改议题") as tx:
        values = {"kind": "一般事项", "title": "讨论修路", "yes": 7}
        item = tx.insert("agenda_item", {"meeting_id": meeting, **values})
    with store.transaction("修改议题") as tx:
        tx.update("agenda_item", item, {"yes": 8})
    with store.transaction("修改议题") as tx:
        tx.delete("agenda_item", item)
    with store.transaction("另一次会议") as tx:
        other = tx.insert("meeting", {"branch_id": 1, "kind": "支委会", "title": "支委会"})
        tx.insert("agenda_item", {"meeting_id": other, **values})
    told = [(line.field, line.before, line.after) for line in store.history("meeting", meeting)]
    assert told[0] == ("删除议题 讨论修路", "讨论修路", "")
    assert ("讨论修路 赞成", "7", "8") in told
    assert ("侯学军 原因", "", "外出务工") in told
    assert ("侯学军 到会", "到会", "请假") in told
    assert ("新建到会情况 侯学军", "", "到会") in told
    assert told[-1][0] == "新建会议"
    assert [line.field for line in store.history("meeting", other)] == ["新建议题 讨论修路", "新建会议"]


def test_the_history_of_a_person_tells_of_steps_and_payments(store: Store) -> None:
    person = add_person(store, "侯学军")
    with store.transaction("记录步骤：侯学军 派人谈话") as tx:
        step = tx.insert("step", {"person_id": person, "code": "talk", "on_date": "2026-07-20"})
    with store.transaction("修改步骤：侯学军 派人谈话") as tx:
        tx.update("step", step, {"on_date": "2026-07-21"})
    add_payment(store, person)
    told = [(line.label, line.field, line.before, line.after) for line in store.history("person", person)]
    assert told[0][2:] == ("", "5.00 元")
    assert any(line[0].endswith("派人谈话") and line[2:] == ("2026-07-20", "2026-07-21") for line in told)
