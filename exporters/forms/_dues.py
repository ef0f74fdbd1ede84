"""What the sheets of the dues ledger share: their head, months in words, an invented quarter of an invented branch."""

from collections.abc import Iterable, Sequence

from exporters.forms._examples import BRANCH, MEMBERS
from exporters.forms._text import amount
from exporters.spec import Align, Block, Cell, Line, Row, Title
from models.domain.dates import chinese_date
from models.domain.dues_report import (
    BookLine,
    Handed,
    Income,
    LargeGift,
    LatePayment,
    LedgerFacts,
    MemberLine,
    MonthSum,
    Period,
    Remitted,
)
from models.domain.money import yuan
from models.domain.records import Category

BASIS = "依据：中组发〔2008〕3号、组电明字〔2017〕5号"


def common(facts: LedgerFacts) -> dict[str, str]:
    """What stands in the head of every sheet; `file_key` names the file."""
    return {
        "branch": facts.branch.name,
        "committee": facts.branch.committee,
        "period": facts.period.words,
        "since": chinese_date(facts.period.since),
        "until": chinese_date(min(facts.as_of, facts.period.until)),
        "as_of": chinese_date(facts.as_of),
        "file_key": facts.period.words,
    }


def head(title: str) -> tuple[Block, ...]:
    """Title, branch, day and unit of a landscape sheet."""
    return (
        Title(text=title),
        Line(parts=("党支部：{branch}", "截至{as_of}　　单位：元"), size=10.5),
    )


def signed(*who: str) -> Line:
    """The line to be signed by hand at the foot of a register."""
    return Line(parts=(*who, "日期：　　　　年　　月　　日"), size=12)


def sum_row(label: str, span: int, *cells: tuple[str, Align], size: float = 10.5, height: float = 8) -> Row:
    """合计 at the foot of a register, never alone on a page."""
    return Row(
        height=height,
        closing=True,
        cells=(
            Cell(text=label, label=True, span=span, size=size),
            *(Cell(text=text, align=align, size=size) for text, align in cells),
        ),
    )


def months_words(months: Sequence[str]) -> str:
    """2026年5月至7月、9月: stretches joined, the year once where it does not change."""
    words: list[str] = []
    year = ""
    for first, last in _stretches(months):
        said = chinese_date(first) if first[:4] != year else f"{int(first[5:])}月"
        if first != last:
            said += f"至{chinese_date(last)}" if first[:4] != last[:4] else f"至{int(last[5:])}月"
        year = last[:4]
        words.append(said)
    return "、".join(words)


def _stretches(months: Iterable[str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for month in sorted(months):
        number = int(month[:4]) * 12 + int(month[5:])
        if found:
            last = found[-1][1]
            if number == int(last[:4]) * 12 + int(last[5:]) + 1:
                found[-1] = (found[-1][0], month)
                continue
        found.append((month, month))
    return found


def sums(lines: Iterable[MemberLine]) -> dict[str, str]:
    """The sums of a list of members."""
    listed = list(lines)
    return {
        "sum_people": f"{len(listed)}人",
        "sum_due": amount(sum(one.due_fen for one in listed)),
        "sum_paid": amount(sum(one.paid_fen for one in listed)),
        "sum_owed": amount(sum(one.owed_fen for one in listed)),
        "sum_more": amount(sum(one.more_fen for one in listed)),
    }


def book_line(line: BookLine) -> dict[str, str]:
    """One line of 日记账."""
    return {
        "day": line.on_date,
        "number": line.number,
        "summary": line.summary,
        "came": amount(line.in_fen),
        "went": amount(line.out_fen),
        "cash": yuan(line.cash_fen),
        "transfer": yuan(line.transfer_fen),
        "left": yuan(line.left_fen),
        "by": line.by,
        "paper": line.paper,
        "use": line.use_kind,
    }


def _example() -> LedgerFacts:
    """The third quarter of 2026: one owes two months, one came late, a gift, a remittance, an expense."""
    lines: list[MemberLine] = []
    for index, person in enumerate(MEMBERS):
        monthly = (1250, 4287, 20, 15000)[index % 4]
        kind, base, rate = (
            ("离退休", 250000, "0.5%"),
            ("事业单位", 428657, "1%"),
            ("农民", 0, ""),
            ("事业单位", 1000000, "1.5%"),
        )[index % 4]
        owed = 2 * monthly if index == 11 else 0
        more = 5000 if index == 3 else 0
        lines.append(
            MemberLine(
                person_id=person.id,
                name=person.name,
                party_group=person.party_group,
                kind=kind,
                base_fen=base,
                rate=rate,
                items=_ITEMS if index % 4 == 1 else "",
                monthly_fen=monthly,
                months=0 if index == 10 else 3,
                due_fen=0 if index == 10 else monthly * 3,
                paid_fen=0 if index == 10 else monthly * 3 - owed + more,
                owed_fen=owed,
                more_fen=more,
                paid_on="" if index == 10 else ("2026-09-25" if index == 7 else "2026-07-05"),
                methods=()
                if index == 10
                else (("赵铁梅代交",) if index == 7 else ("现金",) if index % 3 else ("转账",)),
                reduction="免交" if index == 10 else "",
                lacks_approval=False,
            )
        )
    due = [sum(one.monthly_fen for one in lines if one.due_fen)] * 3
    total = sum(one.paid_fen for one in lines)
    large, brought, spent, banked = 200000, 620, 30000, 50000
    held = brought + total + large + spent
    book = (
        BookLine(on_date="2026-07-01", number="", summary="上期结转", cash_fen=brought),
        BookLine(on_date="2026-07-05", number="2026-0038", summary="周立民等17人2026年7月至9月党费", in_fen=total + large, cash_fen=held - spent, by="欧阳慧敏"),
        BookLine(on_date="2026-08-03", number="记2026-0009", summary="存入银行", in_fen=banked, out_fen=banked, cash_fen=held - spent - banked, transfer_fen=banked, by="欧阳慧敏"),
        BookLine(on_date="2026-09-02", number="记2026-0010", summary="镇党委下拨困难党员慰问金", in_fen=spent, cash_fen=held - banked, transfer_fen=banked, by="欧阳慧敏"),
        BookLine(on_date="2026-09-12", number="记2026-0011", summary="困难党员慰问", out_fen=spent, cash_fen=held - spent - banked, transfer_fen=banked, by="欧阳慧敏", paper="云党费〔2026〕7号", use_kind="困难补助"),
        BookLine(on_date="2026-09-28", number="记2026-0012", summary="上缴2026年第三季度党费", out_fen=total - banked + large, cash_fen=brought, transfer_fen=banked, by="欧阳慧敏", paper="20260928-0077"),
        BookLine(on_date="2026-09-28", number="记2026-0013", summary="上缴2026年第三季度党费", out_fen=banked, cash_fen=brought, by="欧阳慧敏", paper="20260928-0078"),
    )  # fmt: skip
    return LedgerFacts(
        branch=BRANCH,
        as_of="2026-09-30",
        period=Period("2026-07", "2026-09"),
        lines=tuple(lines),
        months=tuple(
            MonthSum(
                month=f"2026-{month:02d}",
                due_fen=fen,
                paid_fen=fen - (15000 if month > 7 else 0) + (5000 if month == 7 else 0),
                owed_fen=15000 if month > 7 else 0,
                received_fen=total + large if month == 7 else 0,
                remitted_fen=total + large if month == 9 else 0,
            )
            for month, fen in zip((7, 8, 9), due, strict=True)
        ),
        book=book,
        late=(
            LatePayment(name="赵铁生", months=("2026-05", "2026-06"), fen=30000, paid_on="2026-07-25", reason="外出务工，未能按时交"),
            LatePayment(name="卫东升", months=("2025-12", "2026-01", "2026-02"), fen=60, paid_on="2026-09-20", reason="住院", is_beyond=True),
            LatePayment(name="冯小川", months=("2026-08", "2026-09"), fen=30000, paid_on=""),
        ),
        handed=(
            Handed(name="赵铁生", handed_by="赵铁梅", months=("2026-07", "2026-08", "2026-09"), fen=45000, paid_on="2026-09-25", number="2026-0041", note="本人在外务工"),
        ),
        large=(
            LargeGift(name="艾尔肯·吐尔逊", post="社区工作人员", joined_on="1991-07-01", fen=large, given_on="2026-07-05", number="记2026-0008", is_passed_on=True),
        ),
        remitted=(
            Remitted(on_date="2026-09-28", number="记2026-0012", fen=total - banked, large_fen=large, money="现金", paper="20260928-0077", by="欧阳慧敏"),
            Remitted(on_date="2026-09-28", number="记2026-0013", fen=banked, money="转账", paper="20260928-0078", by="欧阳慧敏"),
        ),
        spent=(book[4],),
        income=Income(brought_fen=brought, dues_fen=total + large, large_fen=large, allotted_fen=spent, remitted_fen=total + large, spent_fen=spent, left_fen=brought),
        people_exempt=1,
        people_reduced=0,
        back_fen=30060,
        collected_fen=total,
        remitted_fen=total,
        remitted_year_fen=3 * total,
    )  # fmt: skip


_ITEMS = (
    '[["岗位工资",260000],["薪级工资",120000],["基础性绩效",118657],["养老保险",-32000],["职业年金",-16000],'
    '["住房公积金",-22000]]'
)
PROBATIONARY = frozenset(person.name for person in MEMBERS if person.category is Category.PROBATIONARY)
EXAMPLE = _example()
