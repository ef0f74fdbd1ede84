"""C8: the registers beside the dues: 补交, 代交, 大额党费, and the cash journal."""

from exporters.forms._dues import BASIS, EXAMPLE, book_line, common, head, months_words, signed, sum_row
from exporters.forms._parts import Columns, register, register_sheet
from exporters.forms._text import amount
from exporters.spec import PAPER_L, Align, Citation, Form, FormSpec, Grid, Row, Space, Values
from models.domain.dues_report import Handed, LargeGift, LatePayment, LedgerFacts
from models.domain.money import rmb_capitals, yuan


def prepare_late(facts: LedgerFacts) -> Values:
    """What came after its quarter, then what is still owed; the reason is written by hand where none is recorded."""
    return {
        **common(facts),
        "sum": amount(sum(one.fen for one in facts.late if one.paid_on)),
        "owed": amount(sum(one.fen for one in facts.late if not one.paid_on)),
        "lines": [_late(number, one) for number, one in enumerate(facts.late, start=1)],
    }


def _late(number: int, one: LatePayment) -> dict[str, str]:
    return {
        "no": str(number),
        "name": one.name,
        "months": months_words(one.months),
        "count": str(len(one.months)),
        "fen": yuan(one.fen),
        "reason": one.reason,
        "day": one.paid_on or "未补交",
        "beyond": "超过六个月" if one.is_beyond else "",
    }


def prepare_handed(facts: LedgerFacts) -> Values:
    """Whose money somebody else brought, and who."""
    return {
        **common(facts),
        "sum": amount(sum(one.fen for one in facts.handed)),
        "lines": [_handed(number, one) for number, one in enumerate(facts.handed, start=1)],
    }


def _handed(number: int, one: Handed) -> dict[str, str]:
    return {
        "no": str(number),
        "name": one.name,
        "by": one.handed_by,
        "months": months_words(one.months),
        "fen": yuan(one.fen),
        "day": one.paid_on,
        "number": one.number,
        "note": one.note,
    }


def prepare_large(facts: LedgerFacts) -> Values:
    """大额党费 with what goes up beside it; conduct and thoughts are written by the branch."""
    return {
        **common(facts),
        "sum": amount(sum(one.fen for one in facts.large)),
        "lines": [_large(number, one) for number, one in enumerate(facts.large, start=1)],
    }


def _large(number: int, one: LargeGift) -> dict[str, str]:
    return {
        "no": str(number),
        "name": one.name,
        "post": one.post,
        "joined": one.joined_on,
        "fen": yuan(one.fen),
        "words": rmb_capitals(one.fen),
        "day": one.given_on,
        "passed": "已转交" if one.is_passed_on else "未转交",
        "number": one.number,
    }


def prepare_book(facts: LedgerFacts) -> Values:
    """The journal of money, day by day; a reversal stands in minus in its own column."""
    lines = [book_line(one) for one in facts.book]
    return {
        **common(facts),
        "sum_in": yuan(sum(one.in_fen for one in facts.book)),
        "sum_out": yuan(sum(one.out_fen for one in facts.book)),
        "cash": yuan(facts.book[-1].cash_fen) if facts.book else "",
        "transfer": yuan(facts.book[-1].transfer_fen) if facts.book else "",
        "left": yuan(facts.book[-1].left_fen) if facts.book else "",
        "lines": lines,
    }


_LATE: Columns = (
    ("序号", "no", 12, "center"),
    ("姓　名", "name", 36, "center"),
    ("欠交月份", "months", 54, "left"),
    ("月数", "count", 14, "center"),
    ("金额（元）", "fen", 24, "right"),
    ("原　因", "reason", 52, "left"),
    ("补交日期", "day", 26, "center"),
    ("交款人\n签　名", "sign", 24, "center"),
    ("提　示", "beyond", 25, "center"),
)
_HANDED: Columns = (
    ("序号", "no", 12, "center"),
    ("党　员\n（委托人）", "name", 28, "center"),
    ("代交人", "by", 28, "center"),
    ("与党员的\n关　系", "kin", 20, "center"),
    ("代交月份", "months", 48, "left"),
    ("金额（元）", "fen", 24, "right"),
    ("交款日期", "day", 26, "center"),
    ("收讫条号", "number", 26, "center"),
    ("代交人\n签　名", "sign", 24, "center"),
    ("备　注", "note", 31, "left"),
)
_LARGE: Columns = (
    ("序号", "no", 11, "center"),
    ("姓　名", "name", 27, "center"),
    ("职　务", "post", 26, "center"),
    ("入党时间", "joined", 26, "center"),
    ("主要表现", "conduct", 44, "left"),
    ("交纳时的考虑", "why", 40, "left"),
    ("金额（元）", "fen", 24, "right"),
    ("交纳日期", "day", 24, "center"),
    ("转交上级", "passed", 20, "center"),
    ("本　人\n签　名", "sign", 25, "center"),
)
_BOOK: Columns = (
    ("日　期", "day", 24, "center"),
    ("凭证号", "number", 25, "center"),
    ("摘　　要", "summary", 75, "left"),
    ("收　入", "came", 24, "right"),
    ("支　出", "went", 24, "right"),
    ("结存：现金", "cash", 24, "right"),
    ("结存：转账", "transfer", 24, "right"),
    ("结存合计", "left", 24, "right"),
    ("经　办", "by", 23, "center"),
)
_BY_HAND = ("sign", "kin", "conduct", "why")


def _register(columns: Columns, least: int, height: float, *closing: Row) -> Grid:
    return register(columns, size=10.5, height=height, least=least, by_hand=_BY_HAND, closing=closing)


def _form(form_id: str, title: str, columns: Columns, grid: Grid, foot: str, **more: object) -> Form:
    printed = tuple(column for column in columns if column[1] not in _BY_HAND)
    spec = FormSpec(
        id=form_id,
        title=title,
        version="2026.1",
        subject="dues",
        paper=PAPER_L,
        blocks=(
            *head(f"{{period}}{title}"),
            grid,
            Space(lines=0.5),
            signed("经办人（签名）：", "复核人（签名）："),
            Citation(text=foot),
        ),
        sheet=register_sheet(title, printed),
        source="党费登记与日记账（通用，forms.md C8）",
        **more,  # pyright: ignore[reportArgumentType]
    )
    return Form(spec=spec, example=EXAMPLE)


def _empty(count: int) -> tuple[tuple[str, Align], ...]:
    blank: tuple[str, Align] = ("", "center")
    return (blank,) * count


_BOOK_SUMS: tuple[tuple[str, Align], ...] = (
    *(("{sum_in}", "right"), ("{sum_out}", "right")),
    *(("{cash}", "right"), ("{transfer}", "right"), ("{left}", "right"), ("", "center")),
)


FORMS = (
    _form(
        "C8",
        "党费补交登记表",
        _LATE,
        _register(
            _LATE, 8, 10,
            sum_row("已补交合计", 4, ("{sum}", "right"), *_empty(4)),
            sum_row("尚欠合计", 4, ("{owed}", "right"), *_empty(4)),
        ),
        "补交：季度终了以后才交的党费；补交时间一般不超过六个月（中组发〔2008〕3号第十二条）。",
        prepare=prepare_late,
    ),
    _form(
        "C8.2",
        "党费代交登记表",
        _HANDED,
        _register(_HANDED, 8, 10, sum_row("合　　计", 5, ("{sum}", "right"), *_empty(4))),
        "党员可以委托亲属或其他党员代为交纳或补交党费（中组发〔2008〕3号第十二条）；任何人不得垫交。",
        prepare=prepare_handed,
    ),
    _form(
        "C8.3",
        "大额党费登记表",
        _LARGE,
        _register(_LARGE, 5, 22, sum_row("合　　计", 6, ("{sum}", "right"), *_empty(3))),
        "自愿一次多交 1000 元以上的党费，由基层党委代收并全部转交中央（中组发〔2008〕3号第十一条）。",
        prepare=prepare_large,
    ),
    _form(
        "C8.4",
        "党费日记账",
        _BOOK,
        _register(
            _BOOK, 10, 8.5,
            sum_row("本期合计和期末结存", 3, *_BOOK_SUMS),
        ),
        "冲销的收支以负数列在原栏。存取款同时列收、支，不改变结存合计。" + BASIS + "。",
        prepare=prepare_book,
    ),
)  # fmt: skip
