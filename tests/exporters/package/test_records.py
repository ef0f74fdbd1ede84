"""The quick reader of records against a plain JSON parser: they agree on what is canonical, and on what it says."""

import json
import re
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporters.package import jsonl
from exporters.package.parts import BY_NAME, FULL_PROFILE, Record
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
