from decimal import Decimal

import pytest

from models.domain.errors import UserError
from models.domain.money import parse_yuan, rmb_capitals, round_fen, yuan


def test_every_amount_comes_back_as_it_was_shown() -> None:
    for fen in [*range(2000), 123456, 10**9 + 7]:
        assert parse_yuan(yuan(fen)) == fen
    assert yuan(-1250) == "-12.50"


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("12.5", 1250),
        ("1,200.00", 120000),
        ("¥50", 5000),
        ("0.50元", 50),
        (" 3 ", 300),
        ("１２．５", 1250),
        (".5", 50),
    ],
)
def test_amounts_as_people_type_them(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize("text", ["", "已交", "12.345", "1e5", "12,34", "nan", "99999999999999"])
def test_what_is_no_amount_is_refused_in_words(text: str) -> None:
    with pytest.raises(UserError):
        parse_yuan(text)


@pytest.mark.parametrize(
    ("amount", "fen"), [("4286.57", 4287), ("0.5", 1), ("1607.5", 1608), ("1607.4999", 1607)]
)
def test_half_goes_up(amount: str, fen: int) -> None:
    assert round_fen(Decimal(amount)) == fen
    assert round_fen(Decimal("1234"), 100) == 1200


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (1250, "壹拾贰元伍角"),
        (100, "壹元整"),
        (5, "伍分"),
        (30, "叁角"),
        (105, "壹元零伍分"),
        (10005, "壹佰元零伍分"),
        (100500, "壹仟零伍元整"),
        (1000000, "壹万元整"),
        (1000500, "壹万零伍元整"),
        (10050000, "壹拾万零伍佰元整"),
        (123456789, "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"),
        (10000000000, "壹亿元整"),
        (0, "零元整"),
        (-100, "负壹元整"),
    ],
)
def test_capitals_for_receipts(fen: int, words: str) -> None:
    assert rmb_capitals(fen) == words
