"""A line of a dues grid, whatever stands in it: nothing breaks, no money appears or is lost."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from models.domain.dues_grid_sheet import judge
from models.domain.dues_line import SheetLine, Span, Yardstick
from models.domain.rules import load_rules

BY = Yardstick(rules=load_rules())
FEN = st.integers(0, 500_000)
WORDS = st.sampled_from(
    ["", "免", "已交", "√", "补", "欠", "×", "转出", "补交1-3月", "补3月12.5元", "到6月", "0.50元", "减半", "少交5元", "#REF!", "？"]
)  # fmt: skip
CELLS = st.one_of(st.just(""), FEN.map(lambda fen: fen // 100), WORDS, st.text(max_size=8), st.booleans())


def line(cells: list[Any], **more: Any) -> SheetLine:
    months = tuple(Span(first=m, last=m, cell=cell) for m, cell in enumerate(cells, 1))
    return SheetLine(row=3, year=2026, name="龙凤琴", months=months, **more)


@given(
    st.lists(CELLS, max_size=12),
    CELLS,
    CELLS,
    st.sampled_from(["工资", "离退休", "农民", "学生", ""]),
    CELLS,
)
def test_whatever_stands_there_is_read(cells: list[Any], base: Any, standard: Any, kind: str, total: Any):
    found = judge(line(cells, base=base, standards=((1, standard),), kind=kind, total=total), BY)
    assert all(1 <= month <= 12 and fen > 0 for month, fen in found.paid.items())
    assert all(1 <= one.first <= one.last <= 12 for one in found.waivers)
    assert all(one.fen > 0 for one in found.standards)
    assert all(problem.message for problem in found.problems)


@given(st.lists(st.one_of(st.just(""), st.integers(0, 40).map(lambda n: n * 5)), max_size=12))
def test_numbers_add_up_to_what_is_taken_over(cells: list[Any]):
    """However they are spread over months."""
    total = sum(cell for cell in cells if isinstance(cell, int))
    found = judge(line(cells, kind="学生", standards=((1, 5),), total=total), BY)
    assert found.paid_fen == total * 100
    assert not [problem for problem in found.problems if problem.code == "total.differs"]
