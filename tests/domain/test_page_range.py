"""Pages as people write them; fronts and backs for printers without duplex."""

import pytest

from models.domain.errors import UserError
from models.domain.page_range import both_sides, pages_in


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("", (1, 2, 3, 4, 5)),
        ("  ", (1, 2, 3, 4, 5)),
        ("2", (2,)),
        ("1-3", (1, 2, 3)),
        ("1－3".replace("－", "-"), (1, 2, 3)),
        ("4，1、2", (4, 1, 2)),
        ("1-3,2,5", (1, 2, 3, 5)),
        ("第2至4页", (2, 3, 4)),
    ],
)
def test_pages_as_people_write_them(text: str, pages: tuple[int, ...]) -> None:
    assert pages_in(text, 5) == pages


@pytest.mark.parametrize(
    ("text", "words"),
    [("0", "一共 5 页"), ("6", "没有第 6 页"), ("3-1", "没有第 3-1 页"), ("一", "看不懂"), ("1-", "看不懂")],
)
def test_pages_that_are_not_there_are_named(text: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        pages_in(text, 5)


def test_backs_fit_their_fronts() -> None:
    assert both_sides((1, 2, 3, 4), backs_reversed=False) == ((1, 3), (2, 4))
    assert both_sides((1, 2, 3), backs_reversed=False) == ((1, 3), (2, 0))
    assert both_sides((1, 2, 3), backs_reversed=True) == ((1, 3), (0, 2))
    assert both_sides((2, 5, 7, 8), backs_reversed=True) == ((2, 7), (8, 5))
