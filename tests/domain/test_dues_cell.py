"""What a cell of a dues grid says, in the spellings branches use."""

import datetime

import pytest

from models.domain.dues_cell import UNCOUNTED, Form, Said, is_serial_day, read_cell


@pytest.mark.parametrize(
    ("cell", "fen", "form"),
    [
        (12.5, 1250, Form.NUMBER),
        (16.080000000000002, 1608, Form.NUMBER),
        (6321.5, 632150, Form.NUMBER),
        (42.8657, 4287, Form.ROUNDED),
        (63.215, 6322, Form.ROUNDED),
        ("12.50", 1250, Form.PLAIN),
        ("0.50元", 50, Form.TEXT),
        ("￥1,200.00", 120000, Form.TEXT),
        ("１２．５", 1250, Form.TEXT),
        ("补12.5", 1250, Form.TEXT),
        ("12.5（微信）", 1250, Form.TEXT),
        ("12.5元/月", 1250, Form.TEXT),
        ("12.5张三代", 1250, Form.WORDS),
        ("3.15交", 315, Form.WORDS),
        (0, 0, Form.NUMBER),
    ],
)
def test_amounts(cell: object, fen: int, form: Form):
    read = read_cell(cell)
    assert (read.said, read.fen, read.form) == (Said.AMOUNT, fen, form)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        *((word, Said.PAID) for word in ("已交", "√", "补", "补交", "预交", "是", "已缴清", "3月15日", "5月补交", True)),
        (datetime.datetime(2026, 3, 1), Said.PAID),
        *((word, Said.UNPAID) for word in ("欠", "欠缴", "未交", "×", "欠50", "没交", False)),
        *((word, Said.WAIVED) for word in ("免", "免交", "免（因病）")),
        *((word, Said.OUTSIDE) for word in ("转出", "未转入", "去世", "入党前")),
        ("流入地交纳", Said.ELSEWHERE),
        *((word, Said.NOTHING) for word in ("", "-", "—", "/", "无", None)),
        *((word, Said.UNKNOWN) for word in ("不知道", "减半", -5, "-5", 1e9, "12.505", "1.5.0", "#REF!", UNCOUNTED)),
    ],
)  # fmt: skip
def test_words(cell: object, said: Said):
    assert read_cell(cell).said is said


@pytest.mark.parametrize(
    ("cell", "months"),
    [
        ("补交1-3月37.5元", (1, 3)),
        ("补2月12.5元", (2, 2)),
        ("到6月", (0, 6)),
        ("3月补12.5", (0, 0)),
        ("补交", (0, 0)),
    ],
)
def test_months_a_cell_names(cell: str, months: tuple[int, int]):
    assert read_cell(cell).months == months


def test_a_day_that_became_a_number_is_no_amount():
    assert is_serial_day(read_cell(45231))
    assert not is_serial_day(read_cell(45231.5))
    assert not is_serial_day(read_cell(150))
