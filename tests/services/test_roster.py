"""The roster: found by what people type, written with what cannot be true refused, nothing lost on leaving."""

from pathlib import Path

import pytest

from models.domain.errors import UserError
from models.domain.records import Category, Sex
from models.services.desk import Desk
from models.services.pinyin import pinyin_of, sort_key
from models.services.roster import WRONG_ENTRY, RosterQuery


@pytest.fixture
def desk(tmp_path: Path, password: str):
    made = Desk.create(tmp_path / "store", password, name="柳溪村党支部", today=lambda: "2026-09-30")
    yield made
    made.close()


def add(desk: Desk, name: str, **values: object) -> int:
    base = {"category": "正式党员", "sex": "男", "joined_on": "2014-04-10", "confirmed_on": "2015-04-10"}
    return desk.roster.add({"name": name, **base, **values})


def names(desk: Desk, **query: object) -> list[str]:
    keys = desk.roster.keys(RosterQuery(**query))  # type: ignore[arg-type]
    return [person.name for person in desk.roster.fetch(keys)]


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("侯学军", "houxuejun", "hxj"),
        ("单小红", "shanxiaohong", "sxh"),
        ("解放", "xiefang", "xf"),
        ("仇英", "qiuying", "qy"),
        ("曾查", "zengcha", "zc"),
        ("朴正", "piaozheng", "pz"),
        ("欧阳修", "ouyangxiu", "oyx"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("阿卜杜·热依木", "abodureyimu", "abdrym"),
        ("易𬭎", "yihong", "yh"),
    ],
)
def test_names_are_read_as_names(name: str, full: str, initials: str):
    assert pinyin_of(name) == (full, initials)


def test_a_character_without_a_reading_survives():
    assert pinyin_of("𠮷田") == ("𠮷tian", "𠮷t")
    assert "𠮷田" in sort_key("𠮷田")


def test_people_are_found_by_name_pinyin_initials_phone_and_tail_of_the_number(desk: Desk):
    add(desk, "单小红", phone="18987029997", id_number="510182197302049902")
    add(desk, "侯学军", phone="17700712985", id_number="51018219691110991 0")
    for typed in ("单", "小红", "shanx", "SXH", "s", "8702", "9902", "510182197302", " 单 小红 "):
        assert names(desk, text=typed) == ["单小红"], typed
    assert names(desk, text="dan") == []
    assert names(desk, text="%") == []
    assert len(names(desk)) == 2


def test_names_are_sorted_by_syllable_and_other_columns_by_value(desk: Desk):
    for name, joined in (("张伟", "2001-01-01"), ("安康", "2003-01-01"), ("单红", "2002-01-01")):
        add(desk, name, joined_on=joined, confirmed_on="")
    assert names(desk) == ["安康", "单红", "张伟"]
    assert names(desk, descending=True) == ["张伟", "单红", "安康"]
    assert names(desk, sort="joined_on") == ["张伟", "单红", "安康"]


def test_people_with_one_value_stay_sorted_by_name_whichever_way_the_column_goes(desk: Desk):
    for name, education in (("张伟", "大学"), ("安康", "小学"), ("单红", "大学"), ("李明", "")):
        add(desk, name, education=education)
    assert names(desk, sort="education") == ["李明", "单红", "张伟", "安康"]
    assert names(desk, sort="education", descending=True) == ["安康", "单红", "张伟", "李明"]


def test_scopes_and_categories(desk: Desk):
    add(desk, "王一")
    add(desk, "王二", category="预备党员", joined_on="2026-04-10", confirmed_on="")
    add(desk, "王三", category="入党申请人", joined_on="", confirmed_on="")
    gone = add(desk, "王四")
    desk.roster.remove(gone, "转出", "2026-05-01")
    assert set(names(desk)) == {"王一", "王二"}
    assert set(names(desk, scope="all")) == {"王一", "王二", "王三", "王四"}
    assert names(desk, scope="left") == ["王四"]
    assert names(desk, category="预备党员") == ["王二"]
    assert set(names(desk, as_of="2026-04-30")) == {"王一", "王二", "王四"}
    assert set(names(desk, as_of="2026-03-01")) == {"王一", "王四"}


def test_members_of_a_day_have_the_category_of_that_day(desk: Desk):
    add(desk, "王一", joined_on="2024-09-12", confirmed_on="2025-09-12")
    assert [p.category for p in desk.roster.members("2025-01-01")] == [Category.PROBATIONARY]
    assert [p.category for p in desk.roster.members("2026-01-01")] == [Category.FULL]
    assert desk.roster.members("2024-01-01") == []


def test_figures_of_the_state_sentence(desk: Desk):
    add(desk, "王一", ethnicity="汉族", education="大学")
    add(desk, "王二", sex="女", ethnicity="苗族", education="中等专科", category="预备党员", confirmed_on="")
    add(desk, "王三", sex="女", education="硕士研究生")
    counts = desk.roster.counts("2026-09-30")
    assert counts == {"members": 3, "probationary": 1, "women": 2, "minority": 1, "college": 2, "marks": 0}


def test_what_cannot_be_true_is_refused_in_a_sentence(desk: Desk):
    add(desk, "王一", id_number="510182196911109910")
    with pytest.raises(UserError, match="姓名"):
        desk.roster.add({"name": "  "})
    with pytest.raises(UserError, match="王一"):
        add(desk, "王二", id_number="510182 19691110 9910")
    with pytest.raises(UserError, match=r"入党日期“2026-02-30”"):
        add(desk, "王二", joined_on="2026-02-30")
    with pytest.raises(UserError, match="性别"):
        add(desk, "王二", sex="不详")
    assert names(desk) == ["王一"]


def test_odd_but_possible_values_are_kept(desk: Desk):
    person = desk.roster.get(add(desk, "王一", id_number="123", joined_on="2014.4", sex=Sex.FEMALE))
    assert (person.id_number, person.joined_on, person.sex) == ("123", "2014-04", Sex.FEMALE)


def test_changes_are_one_undoable_step_and_nothing_is_written_for_nothing(desk: Desk):
    person_id = add(desk, "单红")
    assert desk.roster.update(person_id, {"name": "谢红", "phone": "13900000001"})
    assert desk.roster.get(person_id).initials == "xh"
    assert not desk.roster.update(person_id, {"phone": "13900000001"})
    desk.undo()
    assert desk.roster.get(person_id).name == "单红"
    assert {"姓名", "联系电话"} <= {entry.field for entry in desk.history("person", person_id)}


def test_leaving_keeps_the_record_and_a_wrong_entry_disappears(desk: Desk):
    first, second = add(desk, "王一"), add(desk, "王二", id_number="510182196911109910")
    with pytest.raises(UserError, match="日期"):
        desk.roster.remove(first, "转出", "")
    with pytest.raises(UserError, match="早于入党日期"):
        desk.roster.remove(first, "转出", "2001-01-01")
    desk.roster.remove(first, "去世", "2026-08-01")
    assert desk.roster.get(first).left_kind == "去世"
    desk.roster.restore(first)
    assert desk.roster.get(first).is_member
    desk.roster.remove(second, WRONG_ENTRY, "")
    assert names(desk, scope="all") == ["王一"]
    add(desk, "王三", id_number="510182196911109910")  # the number is free again
    with pytest.raises(UserError, match="找不到"):
        desk.roster.get(second)


def test_a_mark_is_answered_or_closed_by_the_right_value(desk: Desk):
    sample = Path(__file__).parents[1] / "samples" / "roster-messy.xlsx"
    desk.roster.commit_import(desk.roster.plan_import(sample))
    marks = {mark.code: mark for mark in desk.roster.marks()}
    before = desk.roster.counts("2026-09-30")["marks"]
    with pytest.raises(UserError, match="核实结果"):
        desk.roster.resolve_mark(marks["sex.conflict"].id, " ")
    desk.roster.resolve_mark(marks["sex.conflict"].id, "已对照身份证")
    truncated = marks["id.truncated"]
    desk.roster.accept_mark(truncated.id, "510182198701199902")
    assert desk.roster.get(truncated.person_id).id_number == "510182198701199902"
    partial = marks["date.partial"]
    desk.roster.update(partial.person_id, {"joined_on": "2019-09-18"})
    assert desk.roster.counts("2026-09-30")["marks"] == before - 3
    assert not [mark for mark in desk.roster.marks(truncated.person_id) if mark.code == "id.truncated"]


def test_finding_people_for_a_command_line(desk: Desk):
    first = add(desk, "王一", id_number="510182196911109910")
    second = add(desk, "王一")
    assert {p.id for p in desk.roster.find("王一")} == {first, second}
    assert [p.id for p in desk.roster.find("510182196911109910")] == [first]
    assert [p.id for p in desk.roster.find(str(second))] == [second]
    assert desk.roster.find("") == []


def test_a_number_typed_against_the_record_is_marked_in_the_list_until_put_right(desk: Desk):
    """The dossier wins: what was typed stays, the list and its count say where to look."""
    values = {"name": "欧阳建国", "category": "正式党员", "id_number": "11010519491231002X"}
    person = desk.roster.add({**values, "sex": "男", "birth_date": "1950-01-01"})
    marks = {mark.code: mark for mark in desk.roster.marks(person)}
    assert set(marks) == {"sex.conflict", "birth.conflict"}
    kept = desk.roster.get(person)
    assert (kept.sex, kept.birth_date) == ("男", "1950-01-01")
    assert desk.roster.keys(RosterQuery(marked=True)) == [person]
    assert desk.roster.state()["marks"] == 2

    desk.answer_mark(marks["birth.conflict"], "档案记载如此")
    desk.roster.update(person, {"address": "槐树村三组"})
    assert [m.code for m in desk.roster.marks(person)] == ["sex.conflict"], "an answer is not asked for again"

    desk.roster.update(person, {"id_number": "110105194912310038"})
    assert [m.code for m in desk.roster.marks(person)] == [], "the number was wrong, not the sex"
    desk.roster.update(person, {"id_number": "110105194912310039"})
    assert [m.code for m in desk.roster.marks(person)] == ["id.check_digit"]
    desk.undo()
    assert desk.roster.marks(person) == []


def test_a_name_and_a_phone_are_kept_as_they_are_searched(desk: Desk):
    person = desk.roster.add({"name": "欧阳 建国", "category": "正式党员", "phone": "138-0013 8000"})
    other = desk.roster.add({"name": "单雄信", "category": "正式党员", "phone": "１３９１２３４５６７８"})
    assert desk.roster.get(person).name == "欧阳建国"
    assert [desk.roster.get(i).phone for i in (person, other)] == ["13800138000", "13912345678"]
    for typed, found in (
        ("欧阳建国", person),
        ("欧阳 建国", person),
        ("13800138000", person),
        ("138-0013-8000", person),
        ("0013", person),
        ("ＯＹＪＧ", person),
        ("5678", other),
        ("sxx", other),
    ):
        assert desk.roster.keys(RosterQuery(text=typed)) == [found], typed


def test_the_sentence_the_list_and_a_day_count_the_same_people(desk: Desk) -> None:
    """教§24: a stopped membership is none while it lasts; it is found under its own name."""
    member = {"category": "正式党员", "joined_on": "2014-04-10", "confirmed_on": "2015-04-10"}
    here, stopped, _gone = (desk.roster.add({"name": name, **member}) for name in ("甲", "乙", "丙"))
    desk.roster.remove(_gone, "去世", "2026-03-01")
    desk.movements.record(stopped, "停止党籍", {"on_date": "2026-05-20"})
    today = desk.today()
    assert desk.roster.keys(RosterQuery()) == [here] == [p.id for p in desk.roster.members(today)]
    assert desk.roster.state()["members"] == desk.roster.counts(today)["members"] == 1
    assert desk.roster.keys(RosterQuery(scope="stopped")) == [stopped]
    assert desk.roster.keys_on(RosterQuery(as_of="2026-05-19")) == [here, stopped]
