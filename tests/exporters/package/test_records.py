"""The quick reader of records against a plain JSON parser: they agree on what is canonical, and on what it says."""

import json
import re
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporters.package import jsonl
from exporters.package.checks import Contents
from exporters.package.fields import Record
from exporters.package.parts import BY_NAME, FULL_PROFILE
from exporters.package.table import MAX_LINES, PartReader
from tests.exporters.package import samples

TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
PLAIN = TEXT.map(jsonl.tidy)


def read(part: str, data: bytes) -> list[Record]:
    return [
        one for rows in PartReader(BY_NAME[part], FULL_PROFILE[part]).chunks(data) for one in rows.records()
    ]


def person(**more: object) -> Record:
    found = {"uuid": "a0000000-0000-4000-8000-000000000001", "name": "王建国", **more}
    return {name: value for name, value in found.items() if value}  # type: ignore[misc]


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(["sex", "remark", "address", "phone", "employer"]), PLAIN))
def test_any_tidy_text_travels(texts: Mapping[str, str]) -> None:
    record = person(**texts)
    data = jsonl.dump([record])
    assert read("person", data) == [record] == [json.loads(data)]


@settings(max_examples=150, deadline=None)
@given(TEXT)
def test_text_that_is_not_tidy_is_refused(text: str) -> None:
    data = jsonl.dump([person(remark=text)])
    if jsonl.tidy(text) == text:
        assert read("person", data)
    else:
        with pytest.raises(jsonl.BadJson):
            read("person", data)


@settings(max_examples=150, deadline=None)
@given(TEXT)
def test_tidying_twice_changes_nothing(text: str) -> None:
    assert jsonl.tidy(jsonl.tidy(text)) == jsonl.tidy(text)


@settings(max_examples=150, deadline=None)
@given(
    st.recursive(
        st.integers(-(2**53), 2**53) | PLAIN, lambda inner: st.lists(inner, max_size=3), max_leaves=8
    )
)
def test_what_is_written_canonically_reads_back(value: object) -> None:
    data = jsonl.canonical({"a": value}).encode()
    assert jsonl.load_object(data) == {"a": value}


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60) | TEXT.map(str.encode))
def test_whatever_is_read_is_canonical(data: bytes) -> None:
    try:
        found = jsonl.load_object(data)
    except jsonl.BadJson:
        return
    assert jsonl.canonical(found).encode() == data


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"name":"王","name":"王","uuid":"U"}', "两次"),
        ('{"extra":1,"name":"王","uuid":"U"}', "未知的字段 extra"),
        ('{"name":"王"}', "uuid 没有填"),
        ('{"is_lost":1.5,"name":"王","uuid":"U"}', "不是整数"),
        ('{"is_lost":true,"name":"王","uuid":"U"}', "is_lost 的类型不对"),
        ('{"is_lost":9007199254740993,"name":"王","uuid":"U"}', "数字太大"),
        ('{"name":"王","sex":"","uuid":"U"}', "sex 是空值"),
        ('{"name":"王","sex":"\\u202e","uuid":"U"}', "不规范"),
        ('{"name": "王","uuid":"U"}', "不规范"),
        ('{"name":"王","uuid":"x"}', "uuid 不是编号"),
        ('{"name":["王"],"uuid":"U"}', "name 的类型不对"),
        ("[" * 2000, "嵌套"),
        ("{", "JSON"),
    ],
)
def test_the_line_and_the_fault_are_named(line: str, why: str) -> None:
    line = line.replace('"U"', '"a0000000-0000-4000-8000-000000000002"')
    data = jsonl.dump([person()]) + line.encode() + b"\n"
    with pytest.raises(jsonl.BadJson, match="(第 2 行|is_lost).*" + re.escape(why)):
        read("person", data)


def test_too_many_lines_and_too_long_ones() -> None:
    with pytest.raises(jsonl.BadJson, match=str(MAX_LINES)):
        read("person", b"{}\n" * (MAX_LINES + 1))
    with pytest.raises(jsonl.BadJson, match="太长"):
        read("meeting", b'{"content":"' + "长".encode() * 90_000 + b'"}\n')


def test_every_record_of_a_branch_reads_as_json_does() -> None:
    for part, records in samples.records(people=6, months=4, meetings=3).items():
        lines = sorted(
            json.dumps(one, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for one in records
        )
        keyed = sorted(lines, key=lambda line: [json.loads(line).get(name, "") for name in BY_NAME[part].key])
        data = "".join(line + "\n" for line in keyed).encode()
        assert read(part, data) == [json.loads(line) for line in keyed]


@pytest.mark.parametrize(
    "character",
    ["\x00", "\x07", "\r", "\x1f", "\x7f", "\x85", "\u061c", "\u200e", "\u2028", "\u202a", "\u202e", "\u2066", "\u2069",
     "\ufeff", "e\u0301", "\uf900"],
)  # fmt: skip
def test_characters_that_may_not_travel(character: str) -> None:
    raw = jsonl.dump([person(remark="备")]).replace("备".encode(), f"a{character}b".encode())
    escaped = json.dumps(
        {"name": "王", "remark": character, "uuid": person()["uuid"]}, separators=(",", ":")
    ).encode()
    for data in (raw, escaped + b"\n"):
        with pytest.raises(jsonl.BadJson):
            read("person", data)
    assert read("person", jsonl.dump([person(remark=jsonl.tidy(f"a{character}b"))]))


def test_no_record_comes_twice_and_the_order_is_one() -> None:
    one, two = person(), person() | {"uuid": "a0000000-0000-4000-8000-000000000002"}
    assert len(read("person", jsonl.dump([one, two]))) == 2
    for wrong in ([one, one], [two, one], [one, one | {"name": "李"}]):
        with pytest.raises(jsonl.BadJson, match="重复"):
            read("person", jsonl.dump(wrong))
    standard = {
        "uuid": one["uuid"],
        "person": one["uuid"],
        "from_month": "2026-01",
        "kind": "工资",
        "amount_fen": 5,
    }
    with pytest.raises(jsonl.BadJson, match="person、from_month"):
        read("dues_standard", jsonl.dump([standard, standard | {"uuid": two["uuid"]}]))
    mark = {"person": one["uuid"], "field": "name", "code": "x"}
    assert len(read("mark", jsonl.dump([mark, mark]))) == 2


def test_order_holds_across_the_pieces_a_part_is_read_in(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [jsonl.dump([person() | {"uuid": f"a0000000-0000-4000-8000-{n:012d}"}]) for n in range(30)]
    monkeypatch.setattr("exporters.package.table.CHUNK", 300)
    assert len(read("person", b"".join(lines))) == 30
    for wrong in (lines[:20] + lines[19:], lines[15:] + lines[:15]):
        with pytest.raises(jsonl.BadJson, match="重复"):
            read("person", b"".join(wrong))


def test_a_reference_to_nobody() -> None:
    found = samples.records()
    contents = Contents(FULL_PROFILE)
    for part in ("branch", "meeting"):
        list(contents.scan(part, jsonl.dump(found[part])))
    assert contents.finish()["meetings"] == 1
    list(contents.scan("companion", jsonl.dump(found["companion"][:1])))
    with pytest.raises(jsonl.BadJson, match="不存在的记录（person"):
        contents.finish()


@pytest.mark.parametrize(
    "change", [{"amount_fen": -5}, {"reverses": "a0000000-0000-4000-8000-000000000002"},
               {"amount_fen": -5, "reverses": "a0000000-0000-4000-8000-000000000002"}],
)  # fmt: skip
def test_a_reversal_is_negative_names_a_payment_and_has_a_reason(change: dict[str, object]) -> None:
    payment = samples.records()["payment"][0] | change
    with pytest.raises(jsonl.BadJson, match="冲销"):
        list(Contents(FULL_PROFILE).scan("payment", jsonl.dump([payment])))
