"""Pictures of the dues: what was due and what was paid, month by month, in whole yuan."""

from collections.abc import Sequence

from models.domain.charts import Bar, Chart, Line
from models.domain.dues_report import MonthSum

DUE, PAID = "应交", "实交"
RECEIVED, REMITTED = "收款", "上缴"


def by_month(months: Sequence[MonthSum]) -> tuple[Chart, ...]:
    """Due beside paid, and money in beside money up; nothing for a period without either."""
    if not any(one.due_fen or one.paid_fen or one.received_fen or one.remitted_fen for one in months):
        return ()
    owed = [((DUE, one.due_fen), (PAID, one.paid_fen)) for one in months]
    moved = [((RECEIVED, one.received_fen), (REMITTED, one.remitted_fen)) for one in months]
    return (
        _chart("党费/应交实交", "各月应交和实交（元）", (DUE, PAID), months, owed),
        _chart("党费/收款上缴", "各月收款和上缴（元）", (RECEIVED, REMITTED), months, moved),
    )


def _chart(
    key: str,
    title: str,
    sides: tuple[str, str],
    months: Sequence[MonthSum],
    pairs: Sequence[Sequence[tuple[str, int]]],
) -> Chart:
    lines = [
        Line(
            f"{int(one.month[5:])}月",
            tuple(
                Bar(f"{key}/{word}/{one.month}", max(0, fen) // 100, f"{one.month} {word}")
                for word, fen in pair
            ),
        )
        for one, pair in zip(months, pairs, strict=True)
    ]
    return Chart(key=key, title=title, lines=tuple(lines), sides=sides)
