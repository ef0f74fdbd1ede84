"""The recovery code: how it is written, what typing forgives, and that a slip names its group."""

import random

import pytest

from models.domain import recovery_code
from models.domain.recovery_code import ALPHABET, GROUPS, groups_of, new_code, read_code, written

CODE = "".join(
    data + recovery_code.check_symbol(data, number)
    for number, data in enumerate(
        ("AVF", "7ZU", "29F", "28B", "EHF", "692", "T27", "M6G", "2CA", "SSS", "4U6"), start=1
    )
)


def test_a_new_code_is_eleven_groups_of_four_and_never_the_same() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        assert len(groups_of(code)) == GROUPS and set(code) <= set(ALPHABET)
        assert read_code(written(code)).complete
    assert not set(ALPHABET) & set("0O1IL") and len(ALPHABET) ** 33 > 2**160


@pytest.mark.parametrize(
    "typed",
    [
        written(CODE),
        CODE.lower(),
        " ".join(groups_of(CODE)),
        "　".join(groups_of(CODE)).lower(),
        "".join(chr(ord(c) + 0xFEE0) for c in CODE),
        "\n".join(groups_of(CODE)),
        "－".join(groups_of(CODE)) + "。",
    ],
)
def test_spaces_case_and_full_width_do_not_matter(typed: str) -> None:
    found = read_code(typed)
    assert (found.symbols, found.problem) == (CODE, "")


def test_every_single_wrong_symbol_names_its_group() -> None:
    for position in range(len(CODE)):
        for symbol in ALPHABET:
            if symbol != CODE[position]:
                found = read_code(written(CODE[:position] + symbol + CODE[position + 1 :]))
                assert found.problem.startswith(f"第 {position // 4 + 1} 组不对")


def test_exchanged_symbols_and_exchanged_groups_are_noticed() -> None:
    for number, group in enumerate(groups_of(CODE), start=1):
        for a, b in ((0, 1), (1, 2), (2, 3), (0, 2), (1, 3), (0, 3)):
            swapped = list(group)
            swapped[a], swapped[b] = swapped[b], swapped[a]
            assert "".join(swapped) == group or not recovery_code.group_is_right("".join(swapped), number)
    groups = list(groups_of(CODE))
    groups[2], groups[6] = groups[6], groups[2]
    assert read_code("-".join(groups)).bad_groups == (3, 7)


def test_a_lost_symbol_is_found_in_its_group_when_the_groups_were_typed_apart() -> None:
    groups = list(groups_of(CODE))
    groups[3] = groups[3][:3]
    assert read_code(" ".join(groups)).problem == "第 4 组应是 4 个字符，请核对。"
    groups = list(groups_of(CODE))
    groups[3] += "7"
    assert read_code(" ".join(groups)).problem == "第 4 组应是 4 个字符，请核对。"


def test_a_symbol_no_code_contains_is_named() -> None:
    found = read_code(CODE[:9] + "0" + CODE[10:])
    assert found.problem == "第 3 组里的“0”不会出现在恢复码里，请再看一遍。"


def test_a_growing_code_complains_only_of_finished_groups() -> None:
    assert read_code("").problem == "请输入恢复码。"
    for length in range(1, len(CODE)):
        found = read_code(CODE[:length])
        assert found.bad_groups == ()
        assert found.problem == f"恢复码共 11 组，已输入 {length // 4} 组。"
    assert read_code(CODE + "2345").problem == "恢复码只有 11 组，现在多了，请核对。"


def test_rubbish_is_a_sentence_and_never_an_error() -> None:
    source = random.Random(4)
    letters = ALPHABET + "01ILOilo -_组　．😀\ud800"
    for _ in range(2000):
        text = "".join(source.choice(letters) for _ in range(source.randrange(70)))
        found = read_code(text)
        assert found.problem or recovery_code.groups_of(found.symbols)
