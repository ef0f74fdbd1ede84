"""Photos of a meeting on pages of their own behind the record: two or four a page, each above its caption."""

from collections.abc import Sequence

from exporters.spec import (
    Block,
    Cell,
    Face,
    Grid,
    PageBreak,
    Paragraph,
    Repeat,
    RepeatRow,
    Row,
    Values,
)
from models.domain.picture_file import Photo

_ROW = 106.0  # mm of the page to a photo: two rows, with a heading above them
_FRAME_HEIGHT = 88.0  # what is left holds a caption of three lines
_STICK_HERE = "（贴照片处）"


def photo_pages(photos: Sequence[Photo], per_page: int = 0, *, blank: bool = False) -> Values:
    """The values of `PHOTO_BLOCKS`; `per_page` 0: two while two are enough. `blank`: a page to stick photos on."""
    shown = [one for one in photos if one.size is not None]
    wide = per_page or (2 if len(shown) <= 2 else 4)
    pages = [shown[at : at + wide] for at in range(0, len(shown), wide)]
    return {
        "photos_of_two": [_page(page, 1) for page in pages] if wide == 2 else [],
        "photos_of_four": [_page(page, 2) for page in pages] if wide == 4 else [],
        "photos_blank": [{"stick_here": _STICK_HERE}] if blank and not shown else [],
    }


def _page(photos: Sequence[Photo], columns: int) -> Values:
    rows: list[Values] = []
    for at in range(0, len(photos), columns):
        pair = photos[at : at + columns]
        line: dict[str, object] = {}
        for side, photo in zip(("left", "right"), pair, strict=False):
            line |= {side: photo, f"{side}_words": photo.caption}
        rows.append(line)
    return {"photo_rows": rows}


def _blocks(each: str, columns: int) -> Repeat:
    frame = (150.0 if columns == 1 else 73.0, _FRAME_HEIGHT)
    sides = ("left", "right")[:columns]
    cells = tuple(
        Cell(picture=side, frame=frame, text=f"{{{side}_words}}", align="center", valign="top")
        for side in sides
    )
    return Repeat(
        each=each,
        blocks=(
            PageBreak(),
            Paragraph(text="活动照片　{name}", align="center", face=Face.HEI, indent=0),
            Grid(
                widths=(156.0 / columns,) * columns,
                border=False,
                size=12,
                rows=(RepeatRow(each="photo_rows", rows=(Row(height=_ROW, cells=cells),)),),
            ),
        ),
    )


_STICK = Row(height=_ROW, cells=(Cell(text="{stick_here}", align="center"),))
PHOTO_BLOCKS: tuple[Block, ...] = (
    _blocks("photos_of_two", 1),
    _blocks("photos_of_four", 2),
    Repeat(
        each="photos_blank",
        blocks=(
            PageBreak(),
            Paragraph(text="活动照片　{name}", align="center", face=Face.HEI, indent=0),
            Grid(widths=(156.0,), size=12, rows=(_STICK, _STICK)),
        ),
    ),
)
