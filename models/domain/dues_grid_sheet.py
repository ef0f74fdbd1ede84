"""One line of a dues grid from outside, judged: standard, months paid, months waived, and every doubt. Pure.

What the sheet says is kept as it says it: a standard that is not what the rule gives is shown, never replaced.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from models.domain.dues import StandardResult
from models.domain.dues_cell import Form, MonthCell, Said, is_serial_day, read_cell
from models.domain.dues_line import (
    DIFFERS,
    NO_KIND,
    ROUNDED,
    SPREAD,
    TEXT,
    TOTAL,
    UNREAD,
    WAIVED,
    WORD,
    LineReading,
    SheetLine,
    SheetStandard,
    Span,
    Yardstick,
    by_rule,
    months_words,
)
from models.domain.dues_waivers import Waiver, waivers_of
from models.domain.money import yuan
from models.domain.reduction import ELSEWHERE
from models.domain.roster_cleaning import Problem, Verdict


def judge(line: SheetLine, by: Yardstick) -> LineReading:
    """The line as it would be taken over."""
    return _Line(line, by).reading()


class _Line:
    """One line on its way; problems gather as it goes."""

    def __init__(self, line: SheetLine, by: Yardstick) -> None:
        self._line, self._by = line, by
        self._problems: list[Problem] = []
        self._notes: list[str] = []
        self._plain = 0
        self._paid: dict[int, int] = {}
        self._waived: dict[int, MonthCell] = {}

    def reading(self) -> LineReading:
        line = self._line
        base = self._base()
        standards, whole_year = self._standards(base)
        read = [(span, self._read(span)) for span in line.months]
        usual = self._usual(read, standards)
        for span, cell in self._spread(read, standards):
            self._take(span, cell, usual)
        for month in range(1, 13) if whole_year else ():
            self._waived.setdefault(month, MonthCell(said=Said.WAIVED, text="免"))
        if not standards and usual:
            standards = [SheetStandard(first=1, fen=usual, rule=self._rule(base, usual))]
        self._differs(standards)
        self._kind(standards)
        waivers = waivers_of(self._waived, self._paid, line.remark)
        self._say_waivers(waivers)
        self._check_total()
        return LineReading(
            line=line,
            kind=line.kind,
            base_fen=base,
            standards=tuple(standards),
            paid={month: fen for month, fen in sorted(self._paid.items()) if fen},
            waivers=waivers,
            problems=tuple(self._problems),
            plain_fen=self._plain,
            notes=tuple(self._notes),
        )

    # standard

    def _base(self) -> int:
        cell = read_cell(self._line.base)
        if cell.said is Said.AMOUNT:
            self._said_as(cell, "计算基数")
            return cell.fen
        if cell.said not in (Said.NOTHING, Said.WAIVED):
            self._doubt("计算基数", UNREAD, cell.text, "", f"计算基数“{cell.text}”不是金额，没有记入，请核对")
        return 0

    def _standards(self, base: int) -> tuple[list[SheetStandard], bool]:
        """As written, one for every change; and whether the column says 免 for the whole year."""
        cells = [(first, read_cell(cell), "月标准") for first, cell in self._line.standards]
        if not any(cell.said is not Said.NOTHING for _, cell, _ in cells):
            cells = [
                (span.first, self._share(span), months_words(span.first, span.last))
                for span in self._line.dues
            ]
        found: list[SheetStandard] = []
        waived = False
        for first, cell, where in sorted(cells, key=lambda one: one[0]):
            if cell.said is Said.AMOUNT and cell.fen:
                self._said_as(cell, where)
                if not found or found[-1].fen != cell.fen:
                    found.append(SheetStandard(first=first, fen=cell.fen, rule=self._rule(base, cell.fen)))
            elif cell.said in (Said.WAIVED, Said.ELSEWHERE):
                waived = where == "月标准"
            elif cell.said is Said.UNKNOWN:
                self._doubt(
                    where, UNREAD, cell.text, "", f"“{cell.text}”不是金额（{cell.why}），没有记入，请核对"
                )
        if waived and not found and (rule := self._rule(base, 0)):
            found.append(SheetStandard(first=1, fen=rule.amount_fen, rule=rule))
        return found, waived

    @staticmethod
    def _share(span: Span) -> MonthCell:
        """What a month's due is of a cell for several."""
        cell, count = read_cell(span.cell), span.last - span.first + 1
        return replace(cell, fen=cell.fen // count) if cell.fen % count == 0 else cell

    def _rule(self, base: int, written: int) -> StandardResult | None:
        """For farmers the county's amount: as set, else the sheet's own where the rule allows it."""
        if self._line.kind != "农民":
            return by_rule(self._line, base, self._by)
        county = self._by.county_fen
        own = by_rule(self._line, base, self._by, written) if county is None else None
        return own or by_rule(self._line, base, self._by, county if county is not None else 20)

    def _differs(self, standards: Sequence[SheetStandard]) -> None:
        for one in standards:
            rule = one.rule
            if rule is None or one.fen == rule.amount_fen or rule.amount_fen < one.fen == rule.uncapped_fen:
                continue
            since = f"{one.first}月起的" if one.first > 1 else ""
            message = (
                f"表中{since}月标准 {yuan(one.fen)} 元，按规定应为 {yuan(rule.amount_fen)} 元，"
                f"先按表记入，请核对。{rule.explanation}"
            )
            self._doubt("月标准", DIFFERS, yuan(one.fen), yuan(rule.amount_fen), message)

    def _kind(self, standards: Sequence[SheetStandard]) -> None:
        if not self._line.kind and standards:
            said = self._line.kind_text
            message = f"不认识的身份类型“{said}”" if said else "表中没有身份类型"
            self._doubt("身份类型", NO_KIND, said, "", f"{message}，无法判断标准是否合规，请核定时补上")

    # months

    def _read(self, span: Span) -> MonthCell:
        cell = read_cell(span.cell)
        if is_serial_day(cell):
            return MonthCell(said=Said.PAID, text=cell.text)
        if cell.said is Said.AMOUNT and (cell.form in (Form.NUMBER, Form.ROUNDED) or self._by.texts):
            self._plain += cell.fen
        return cell

    @staticmethod
    def _usual(read: Sequence[tuple[Span, MonthCell]], standards: Sequence[SheetStandard]) -> int:
        """How much a month is where only a word says that it was paid: as in the other months, else the standard."""
        amounts = Counter(
            cell.fen
            for span, cell in read
            if cell.said is Said.AMOUNT and cell.fen and span.first == span.last and not cell.months[1]
        )
        if amounts:
            return amounts.most_common(1)[0][0]
        for span, cell in read:
            count = span.last - span.first + 1
            if cell.said is Said.AMOUNT and cell.fen and not cell.fen % count:
                return cell.fen // count
        return standards[-1].fen if standards else 0

    def _spread(
        self, read: Sequence[tuple[Span, MonthCell]], standards: Sequence[SheetStandard]
    ) -> Iterator[tuple[Span, MonthCell]]:
        """150, blank, blank with a standard of 50 is a quarter: where it is so all along the line, and only there."""
        empty = {s.first for s, c in read if c.said is Said.NOTHING and s.first == s.last}
        unit = standards[-1].fen if len(standards) == 1 else 0
        several: dict[int, tuple[int, int]] = {}
        for span, cell in read:
            single = span.first == span.last and cell.said is Said.AMOUNT and not cell.months[1]
            count = cell.fen // unit if unit and single and cell.fen and cell.fen % unit == 0 else 1
            if 1 < count <= 12:
                place = _place(span.first, count, empty)
                if place is None:
                    several = {}
                    break
                empty -= set(range(place[0], place[1] + 1))
                several[span.first] = place
        for span, cell in read:
            first, last = several.get(span.first, (span.first, span.last))
            if cell.said is Said.NOTHING or (first, last) == (span.first, span.last):
                yield span, cell
                continue
            where = months_words(first, last)
            message = (
                f"{span.first}月一格是 {last - first + 1} 个月的数额，按{where}各 {yuan(unit)} 元记入，请核对"
            )
            self._doubt(
                months_words(span.first, span.last), SPREAD, cell.text, f"{where}各 {yuan(unit)}", message
            )
            self._notes.append(f"{span.first}月写“{cell.text}”")
            yield Span(first=first, last=last, cell=span.cell), cell

    def _take(self, span: Span, cell: MonthCell, usual: int) -> None:
        where = months_words(span.first, span.last)
        if cell.said is Said.AMOUNT:
            self._amount(span, cell, where)
        elif cell.said is Said.PAID:
            self._word(span, cell, where, usual)
        elif cell.said in (Said.WAIVED, Said.ELSEWHERE):
            self._waived.update(dict.fromkeys(range(span.first, span.last + 1), cell))
        elif cell.said is Said.UNKNOWN:
            message = f"{where}“{cell.text}”{cell.why or '看不懂'}，没有记入，请核对"
            self._doubt(where, UNREAD, cell.text, "", message)

    def _amount(self, span: Span, cell: MonthCell, where: str) -> None:
        if not cell.fen:
            return
        self._said_as(cell, where)
        first, last = self._named(span, cell)
        if cell.reduced:
            self._waived.update(dict.fromkeys(range(first, last + 1), cell))
        self._put(first, last, cell.fen)
        if (first, last) != (span.first, span.last):
            words = months_words(first, last)
            self._notes.append(f"{where}写“{cell.text}”")
            self._doubt(
                where, SPREAD, cell.text, words, f"{where}写“{cell.text}”，按{words}的党费记入，请核对"
            )

    def _word(self, span: Span, cell: MonthCell, where: str, usual: int) -> None:
        first, last = self._named(span, cell)
        fen = usual * (last - first + 1)
        if not fen:
            self._doubt(where, WORD, cell.text, "", f"{where}写“{cell.text}”，没有数额可依，没有记入，请补登")
            return
        self._put(first, last, fen)
        self._notes.append(f"{where}写“{cell.text}”")
        message = f"{where}写“{cell.text}”，没有写数额，按 {yuan(fen)} 元记入，请核对"
        self._doubt(where, WORD, cell.text, yuan(fen), message)

    def _named(self, span: Span, cell: MonthCell) -> tuple[int, int]:
        """The months a cell names itself, when they are still free."""
        first, last = cell.months
        if not last:
            return span.first, span.last
        first = first or span.first
        own = set(range(span.first, span.last + 1))
        taken = {
            m for s in self._line.months if read_cell(s.cell).said is not Said.NOTHING for m in (s.first,)
        }
        named = range(first, last + 1)
        return (first, last) if first <= last and not (taken - own) & set(named) else (span.first, span.last)

    def _put(self, first: int, last: int, fen: int) -> None:
        """An amount for one month or several: the same for each, the rest of the division on the last."""
        count = last - first + 1
        for month in range(first, last + 1):
            share = fen // count + (fen % count if month == last else 0)
            self._paid[month] = self._paid.get(month, 0) + share

    # what is said

    def _said_as(self, cell: MonthCell, where: str) -> None:
        """An amount that is not a plain number."""
        after = yuan(cell.fen)
        if cell.form is Form.ROUNDED:
            if where != "计算基数":
                self._repair(where, ROUNDED, cell.text, after, "小数超过两位，四舍五入到分")
        elif cell.form is Form.WORDS:
            message = f"“{cell.text}”按 {after} 元记入，其余的字看不懂，请核对"
            self._doubt(where, TEXT, cell.text, after, message)
        elif cell.form is Form.TEXT or (cell.form is Form.PLAIN and not self._by.texts):
            self._repair(where, TEXT, cell.text, after, "文字改成了金额")

    def _say_waivers(self, waivers: Sequence[Waiver]) -> None:
        for one in waivers:
            if one.paper or one.kind == ELSEWHERE:
                continue
            where = months_words(one.first, one.last)
            message = f"{where}写“{one.text}”，没有见到支部研究和上级批复，请补手续或核对"
            self._doubt(where, WAIVED, one.text, one.kind, message)

    def _check_total(self) -> None:
        cell = read_cell(self._line.total)
        right = sum(self._paid.values())
        if cell.said is not Said.AMOUNT or cell.fen == right:
            return
        why = "（表里的合计只加了数字格）" if cell.fen == self._plain else ""
        message = f"合计写 {yuan(cell.fen)} 元，各月相加是 {yuan(right)} 元{why}，请核对"
        self._doubt("合计", TOTAL, cell.text, yuan(right), message)

    def _doubt(self, where: str, code: str, before: str, after: str, message: str) -> None:
        self._say(Verdict.DOUBTFUL, where, code, before, after, message)

    def _repair(self, where: str, code: str, before: str, after: str, message: str) -> None:
        self._say(Verdict.REPAIRED, where, code, before, after, message)

    def _say(self, verdict: Verdict, where: str, code: str, before: str, after: str, message: str) -> None:
        self._problems.append(
            Problem(field=where, code=code, verdict=verdict, before=before, after=after, message=message)
        )


def _place(month: int, count: int, empty: set[int]) -> tuple[int, int] | None:
    """Which months an amount of several is for: its quarter, half or year, else those after it, else before."""
    starts = [month - (month - 1) % count] if count in (3, 6, 12) else []
    for first in (*starts, month, month - count + 1):
        last = first + count - 1
        if first >= 1 and last <= 12 and all(m in empty for m in range(first, last + 1) if m != month):
            return first, last
    return None
