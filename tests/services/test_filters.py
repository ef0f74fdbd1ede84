"""Finding by conditions: every kind of field, partial dates, groups, kept searches, and nothing but checked SQL."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.domain.codes import code_table, find_codes
from models.domain.dates import age_on
from models.domain.errors import UserError
from models.domain.filters import OPS, Condition, Group, Kind, Op, from_text, to_text
from models.domain.records import Person
from models.domain.standing import party_age
from models.services.desk import Desk
from models.services.roster import RosterQuery
from models.services.sample import sample_day
from tests.ready import sample_desk

TODAY = "2026-09-30"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder: Path = tmp_path_factory.mktemp("filters")
    made = sample_desk(folder / "store")
    yield made
    made.close()


def found(desk: Desk, *parts: Condition | Group, any_of: bool = False) -> set[str]:
    where = desk.filters.clause(Group(parts, any_of))
    ids = desk.roster.keys(RosterQuery(scope="all", where=where))
    return {person.name for person in desk.roster.fetch(ids)}


def expected(desk: Desk, wanted: Callable[[Person], bool]) -> set[str]:
    people = desk.roster.fetch(desk.roster.keys(RosterQuery(scope="all")))
    return {person.name for person in people if wanted(person)}


def test_a_choice_is_one_of_several(desk: Desk):
    both = found(desk, Condition("ethnicity", Op.IS, ("土家族", "苗族")))
    assert both == expected(desk, lambda p: p.ethnicity in ("土家族", "苗族"))
    assert both
    assert not both & found(desk, Condition("ethnicity", Op.IS_NOT, ("土家族", "苗族")))


@pytest.mark.parametrize(("low", "high"), [("60", ""), ("", "35"), ("40", "49"), ("0", "200")])
def test_ages_agree_with_the_card(desk: Desk, low: str, high: str):
    def fits(person: Person) -> bool:
        age = age_on(person.birth_date, sample_day())
        return age is not None and int(low or 0) <= age <= int(high or 999)

    assert found(desk, Condition("age", Op.BETWEEN, (low, high))) == expected(desk, fits)


@pytest.mark.parametrize(("low", "high"), [("10", ""), ("", "3"), ("0", "0"), ("5", "20")])
def test_years_in_the_party_agree_with_the_card(desk: Desk, low: str, high: str):
    def fits(person: Person) -> bool:
        age = party_age(person, sample_day())
        return age is not None and int(low or 0) <= age[0] <= int(high or 999)

    assert found(desk, Condition("party_years", Op.BETWEEN, (low, high))) == expected(desk, fits)


@pytest.mark.parametrize(
    ("low", "high", "fits"),
    [
        ("1985", "1985", {"全年", "月份", "月末"}),
        ("1985-04", "1985-04", {"月份", "月末"}),
        ("1985-04-01", "1985-04-30", {"月份", "月末"}),
        ("1985-04-02", "1985-04-30", {"月末"}),
        ("1985年", "", {"全年", "月份", "月末", "后来"}),
        ("", "1985.4.29", set[str]()),
    ],
)
def test_a_partial_date_is_found_when_all_it_may_mean_lies_in_the_range(
    tmp_path: Path, low: str, high: str, fits: set[str]
):
    desk = Desk.create(tmp_path / "store", "槐树-shù-2026", name="槐树村党支部", today=lambda: TODAY)
    days = {"全年": "1985", "月份": "1985-04", "月末": "1985-04-30", "后来": "1986-01-01", "没有": ""}
    for name, day in days.items():
        desk.roster.add({"name": name, "category": "正式党员", "birth_date": day})
    assert found(desk, Condition("birth_date", Op.BETWEEN, (low, high))) == fits
    assert found(desk, Condition("birth_date", Op.EMPTY)) == {"没有"}
    assert found(desk, Condition("birth_date", Op.MONTH, ("4",))) == {"月份", "月末"}
    desk.close()


def test_groups_of_conditions(desk: Desk):
    women = Condition("sex", Op.IS, ("女",))
    inner = Group((Condition("is_mobile", Op.YES), Condition("is_lost", Op.YES)), any_of=True)
    assert found(desk, women, inner) == expected(desk, lambda p: p.sex == "女" and (p.is_mobile or p.is_lost))
    assert found(desk, women, inner, any_of=True) == expected(
        desk, lambda p: p.sex == "女" or p.is_mobile or p.is_lost
    )


def test_every_field_takes_every_question_of_its_kind(desk: Desk):
    values = {
        Kind.DATE: ("2000", "2020-05"),
        Kind.NUMBER: ("1", "60"),
        Kind.TEXT: ("村",),
        Kind.CHOICE: ("村",),
    }
    for field in desk.filters.fields().values():
        for op in OPS[field.kind]:
            given = ("5",) if op is Op.MONTH else values.get(field.kind, ())
            found(desk, Condition(field.key, op, given))


def test_an_education_and_what_is_above_or_beneath_it(desk: Desk):
    high = ("大学", "省委党校大学", "硕士研究生", "博士研究生", "研究生", "大学普通班")
    above = found(desk, Condition("education", Op.AT_LEAST, ("本科",)))
    assert above and above == expected(desk, lambda p: p.education in high and p.education != "大学普通班")
    college = found(desk, Condition("education", Op.AT_LEAST, ("大专",)))
    assert above < college
    school = found(desk, Condition("education", Op.AT_MOST, ("初中",)))
    assert school == expected(desk, lambda p: p.education in ("初中", "小学", "文盲"))
    assert desk.filters.words(Group((Condition("education", Op.AT_LEAST, ("大专",)),))) == "学历大专及以上"


def test_every_rung_is_a_value_of_its_table():
    for key in ("education", "degree", "title_level"):
        table = code_table(key)
        named = [name for names in table.rungs for name in names]
        assert len(named) == len(set(named)) and set(named) <= set(table.names)
        assert set(table.names) - set(named) <= {"其他"}


def test_own_fields_are_asked_like_any_other(desk: Desk):
    number = next(one.key for one in desk.filters.fields().values() if one.title == "联系群众户数")
    assert sorted(desk.filters.values(number)) == ["5", "6", "8"]
    assert len(found(desk, Condition(number, Op.BETWEEN, ("6", "")))) == 2
    assert len(found(desk, Condition(number, Op.FILLED))) == 3
    first = desk.roster.find("侯学军")[0].id
    with desk.store.transaction("自定栏目") as tx:
        branch = tx.value("SELECT id FROM branch")
        field = tx.insert(
            "own_field", {"branch_id": branch, "caption": "血型", "kind": "选项", "choices": "A\nB"}
        )
        tx.insert("own_value", {"person_id": first, "own_field_id": field, "value": "A"})
    assert desk.filters.fields()[f"own:{field}"].choices == ("A", "B")
    assert found(desk, Condition(f"own:{field}", Op.IS, ("A",))) == {"侯学军"}
    assert "侯学军" not in found(desk, Condition(f"own:{field}", Op.IS_NOT, ("A",)))


def test_what_is_typed_is_never_sql(desk: Desk):
    nasty = "' OR 1=1 --"
    assert found(desk, Condition("name", Op.CONTAINS, (nasty,))) == set()
    assert found(desk, Condition("name", Op.IS, (nasty,))) == set()
    with pytest.raises(UserError, match="栏目已经不在了"):
        found(desk, Condition("name = '' OR 1=1", Op.CONTAINS, ("a",)))


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (Condition("age", Op.BETWEEN, ("", "")), "请填写“年龄”的起止"),
        (Condition("age", Op.BETWEEN, ("60", "18")), "起止颠倒了"),
        (Condition("age", Op.BETWEEN, ("nan", "")), "请填数字"),
        (Condition("birth_date", Op.BETWEEN, ("昨天", "")), "不是一个日期"),
        (Condition("birth_date", Op.MONTH, ("13",)), "1 到 12"),
        (Condition("name", Op.CONTAINS, (" ",)), "请填写“姓名”要找的内容"),
        (Condition("sex", Op.BETWEEN, ("1", "2")), "不能这样问"),
        (Condition("ethnicity", Op.AT_LEAST, ("汉族",)), "不能这样问"),
        (Condition("education", Op.AT_LEAST, ("其他",)), "分不出高低"),
        (Condition("education", Op.AT_LEAST, ("大专", "大学")), "只填一级"),
    ],
)
def test_what_cannot_be_asked_says_what_to_fill_in(desk: Desk, one: Condition, says: str):
    with pytest.raises(UserError, match=says):
        desk.filters.checked(Group((one,)))


def test_a_search_reads_as_a_sentence(desk: Desk):
    tree = Group(
        (
            Condition("age", Op.BETWEEN, ("60", "")),
            Condition("joined_on", Op.BETWEEN, ("1980", "1989-12")),
            Group((Condition("sex", Op.IS, ("女",)), Condition("phone", Op.EMPTY)), any_of=True),
            Condition("is_mobile", Op.NO),
        )
    )
    assert (
        desk.filters.words(tree)
        == "年龄 60 岁以上，且入党日期 1980 至 1989-12，且（性别是女，或联系电话空着），且不是流动党员"
    )


def test_searches_are_kept_by_name(desk: Desk):
    tree = Group((Condition("age", Op.BETWEEN, ("60", "")),))
    kept = desk.filters.save("  老党员 ", tree)
    assert [(one.id, one.name, one.tree) for one in desk.filters.saved()] == [(kept, "老党员", tree)]
    younger = Group((Condition("age", Op.BETWEEN, ("55", "")),))
    assert desk.filters.save("老党员", younger) == kept
    assert desk.filters.saved()[0].tree == younger
    desk.filters.forget(kept)
    assert desk.filters.saved() == []
    desk.store.undo()
    assert desk.filters.saved()[0].tree == younger
    with pytest.raises(UserError, match="起个名字"):
        desk.filters.save(" ", tree)


def test_a_stored_search_that_cannot_be_read_is_a_sentence():
    tree = Group((Condition("sex", Op.IS, ("女",)), Group((Condition("age", Op.EMPTY),), any_of=True)))
    assert from_text(to_text(tree)) == tree
    for text in (
        "",
        "{",
        "[]",
        "3",
        '{"all": 3}',
        '{"field": "sex", "op": "is", "values": []}',
        '{"all":[{"op":"x"}]}',
    ):
        with pytest.raises(UserError, match="读不出来"):
            from_text(text)


def test_words_of_a_remark_or_memo_find_their_people(desk: Desk):
    first, second = desk.roster.find("侯学军")[0].id, desk.roster.find("曹海燕")[0].id
    with desk.store.transaction("便签") as tx:
        tx.update("person", first, {"remark": "子女在深圳Longhua"})
        tx.insert("memo", {"person_id": second, "made_on": TODAY, "content": "深圳回来探亲"})

    def named(text: str) -> set[str]:
        return {one.name for one in desk.roster.fetch(desk.roster.keys(RosterQuery(text=text)))}

    assert named("深圳") == {"侯学军", "曹海燕"}
    assert named("圳longhua") == {"侯学军"}
    assert named("深 圳回") == {"曹海燕"}
    plan = desk.store.rows(
        "EXPLAIN QUERY PLAN SELECT id FROM person WHERE remark <> '' AND instr(remark, 'x')"
    )
    assert "COVERING INDEX person_remark" in str(plan)


def test_every_field_can_be_counted_and_its_piles_find_their_people(desk: Desk):
    """What a pile says and what its condition finds is the same number, for every field."""
    everybody = RosterQuery(scope="all")
    total = len(desk.roster.keys(everybody))
    for key in desk.filters.fields():
        if key == "memo":
            continue
        piles = desk.filters.piles(key, everybody)
        assert sum(pile.count for pile in piles) == total
        for pile in piles:
            where = desk.filters.clause(Group((pile.condition,)))
            assert len(desk.roster.keys(RosterQuery(scope="all", where=where))) == pile.count, (key, pile)


def test_what_is_offered_is_the_roster_first_then_the_table(desk: Desk) -> None:
    for name, education in (("甲一", "中专（中技）"), ("乙一", "大专"), ("丙一", "大专")):
        desk.roster.add(
            {"name": name, "category": "正式党员", "education": education, "party_group": "单家湾组"}
        )
    offered = desk.filters.offered("education")
    names = [item.name for item in offered]
    assert names[0] == "大专" and len(names) == len(set(names))
    assert names.index("中专（中技）") < names.index("博士研究生"), "what is there before what might be"
    assert set(code_table("education").names) < set(names), "the whole table, too"
    group = next(item for item in desk.filters.offered("party_group") if item.name == "单家湾组")
    assert group.initials == "djwz", "no surname"
    assert not desk.filters.offered("age")
    assert find_codes(offered, "dz")[0].name == "大专"
