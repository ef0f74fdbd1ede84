"""The whole card of a person: saved, undone and read back as one thing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.domain.codes import code_table, find_codes
from models.domain.election import Choice
from models.domain.errors import UserError
from models.services.card import CardChange
from models.services.desk import Desk
from models.services.pinyin import syllables
from resources import ROOT
from ui.paper import export, form_of

TODAY = "2026-09-30"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "store", "槐树-shù-2026", name="槐树村党支部", today=lambda: TODAY)
    yield made
    made.close()


def person(desk: Desk) -> int:
    return desk.roster.add({"name": "秦望山", "category": "正式党员", "joined_on": "1991-07-01"})


def test_a_card_with_all_its_lists_is_one_step_of_undo(desk: Desk) -> None:
    someone = person(desk)
    change = CardChange(
        values={"marriage": "已婚", "league_joined_on": "1985.5.4", "work_started_on": "1988-07"},
        lists={
            "relatives": [
                {"relation": "妻子", "name": "秦月英", "birth_date": "1974年8月"},
                {"relation": "", "name": ""},
                {"relation": "儿子", "name": "秦文博"},
            ],
            "resume": [{"from_on": "1988-07", "content": "槐树村务农"}],
            "honours": [{"kind": "奖励", "title": "优秀共产党员", "on_date": "2021-06-28"}],
            "memos": [{"content": "行动不便"}],
        },
    )
    assert desk.card.save(someone, change)
    card = desk.card.get(someone)
    assert (card.person.marriage, card.person.league_joined_on) == ("已婚", "1985-05-04")
    assert [(r.relation, r.name, r.birth_date) for r in card.relatives] == [
        ("妻子", "秦月英", "1974-08"),
        ("儿子", "秦文博", ""),
    ]
    assert (card.resume[0].content, card.honours[0].title) == ("槐树村务农", "优秀共产党员")
    assert card.memos[0].made_on == TODAY
    desk.undo()
    assert desk.card.get(someone).relatives == ()
    assert desk.card.get(someone).person.marriage == ""


def test_rows_are_kept_moved_changed_and_taken_out(desk: Desk) -> None:
    someone = person(desk)
    rows = [{"content": text} for text in ("甲地", "乙地", "丙地")]
    desk.card.save(someone, CardChange(lists={"resume": rows}))
    first, second, third = desk.card.get(someone).resume
    again = [{"id": str(third.id), "content": "丙地"}, {"id": str(first.id), "content": "甲地，改"}]
    assert desk.card.save(someone, CardChange(lists={"resume": again}))
    now = desk.card.get(someone).resume
    assert [(entry.id, entry.content) for entry in now] == [(third.id, "丙地"), (first.id, "甲地，改")]
    assert not desk.card.save(someone, CardChange(lists={"resume": again})), "nothing new, nothing written"
    assert second.id not in {entry.id for entry in now}


def test_a_row_that_cannot_stay_is_named_and_nothing_is_written(desk: Desk) -> None:
    someone = person(desk)
    change = CardChange(values={"phone": "13800000000"}, lists={"relatives": [{"relation": "妻子"}]})
    with pytest.raises(UserError, match="第 1 行：请填写姓名"):
        desk.card.save(someone, change)
    assert desk.roster.get(someone).phone == ""
    with pytest.raises(UserError, match="不是一个日期"):
        desk.card.save(someone, CardChange(lists={"resume": [{"content": "务农", "from_on": "去年秋天"}]}))


TABLES = sorted(path.stem for path in (ROOT / "codes" / "tables").glob("*.toml"))


@pytest.mark.parametrize("key", TABLES)
def test_a_code_table_has_a_source_unique_names_and_a_syllable_for_every_character(key: str) -> None:
    table = code_table(key)
    assert table.title and table.source and table.verified in ("V", "V?", "M")
    assert len(set(table.names)) == len(table.items) > 1
    for item in table.items:
        assert len(item.initials) == len([c for c in item.name if c.isalpha()]), item.name
        assert item.code == "" or item.code.isdigit()


def test_most_readings_are_those_of_the_names() -> None:
    items = [item for key in TABLES for item in code_table(key).items if item.name.isalpha()]
    odd = [item.name for item in items if "".join(syllables(f"甲{item.name}")[1:]) != item.pinyin]
    assert len(odd) < len(items) / 20, odd


@pytest.mark.parametrize(
    ("table", "typed", "first"),
    [
        ("ethnicity", "hz", "汉族"),
        ("ethnicity", "zangzu", "藏族"),
        ("ethnicity", "08", "壮族"),
        ("ethnicity", "壮", "壮族"),
        ("education", "zzkdx", ""),
        ("education", "bsyj", "博士研究生"),
        ("post", "nmy", "农牧渔业生产人员"),
        ("post", "113", "外出务工经商人员"),
        ("post", "务工", "外出务工经商人员"),
    ],
)
def test_a_code_is_found_by_initials_pinyin_number_or_part(table: str, typed: str, first: str) -> None:
    found = find_codes(code_table(table).items, typed)
    assert (found[0].name if found else "") == first


def test_everything_about_a_person_comes_out_on_paper(desk: Desk, tmp_path: Path) -> None:
    someone = person(desk)
    desk.card.save_own_fields([{"caption": "联系户数", "kind": "数字"}])
    (own,) = desk.card.own_fields()
    rows = {"memos": [{"content": "行动不便"}], "relatives": [{"relation": "妻子", "name": "秦月英"}]}
    desk.card.save(someone, CardChange(lists=rows, own={own.id: "6"}))
    desk.roster.update(someone, {"confirmed_on": "1991-12-01"})
    (short,) = [one for one in desk.person_findings(someone) if one.rule == "MC-04"]
    desk.answer(short, "当时按批复提前转正")
    election = desk.elections.save(0, {"on_date": "2025-01-10", "seats": 3})
    desk.elections.set_choices(election, [Choice(person_id=someone, name="秦望山", post_name="书记", yes=7)])
    desk.movements.talks.add(someone, {"on_date": "2026-01-05", "method": "见面", "content": "谈了近况"})
    facts = desk.facts("member", "秦望山")
    told = str(form_of("D3.3").spec.prepare(facts))
    for words in (
        "书记；候选人，赞成 7",
        "谈了近况",
        "行动不便",
        "秦月英",
        "联系户数",
        "已核实，因为当时按批复提前转正",
        "党龄",
    ):
        assert words in told, words
    assert "行动不便" not in str(form_of("D3").spec.prepare(facts)), "a memo is the secretary's own"
    made = export(desk, "D2", tmp_path, ("pdf",), subject="秦望山")
    assert [path.name for path in made] == ["D2-党员基本信息采集表-秦望山.pdf"]
