"""Months a dues sheet waives (免), pays elsewhere or lowers, as stretches; with the approval, where it names one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from models.domain.dues_cell import MonthCell, Said
from models.domain.reduction import ELSEWHERE, LESS, NOTHING

_PAPER = re.compile(r"批复|批准|准予|同意|[〔\[【(（]20\d\d[〕\]】)）]\s*\d+\s*号|\d+号文")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """`paper`: the approval the sheet speaks of, "" where it speaks of none; `fen`: to how much it is lowered."""

    kind: str
    first: int
    last: int
    fen: int = 0
    text: str = ""
    grounds: str = ""
    paper: str = ""


def waivers_of(cells: Mapping[int, MonthCell], paid: Mapping[int, int], remark: str) -> tuple[Waiver, ...]:
    """One for every stretch of months alike."""
    found: list[Waiver] = []
    for month, cell in sorted(cells.items()):
        kind = LESS if cell.reduced else ELSEWHERE if cell.said is Said.ELSEWHERE else NOTHING
        fen = paid.get(month, 0) if cell.reduced else 0
        before = found[-1] if found else None
        if before and (before.kind, before.fen, before.last) == (kind, fen, month - 1):
            found[-1] = Waiver(
                kind=kind, first=before.first, last=month, fen=fen, text=before.text,
                grounds=before.grounds, paper=before.paper,
            )  # fmt: skip
            continue
        says = f"{cell.text} {remark}".strip()
        paper = remark if _PAPER.search(remark) else cell.text if _PAPER.search(cell.text) else ""
        found.append(
            Waiver(kind=kind, first=month, last=month, fen=fen, text=cell.text, grounds=says, paper=paper)
        )
    return tuple(found)
