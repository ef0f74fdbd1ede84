"""Party dues: the standard by rules.md §4 (whole amount × one rate, half up to the fen) and the year's grid.

Source: 中组发〔2008〕3号 and 组电明字〔2017〕5号, as data in resources/rules/dues. All money is integer fen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from models.domain.dates import add_months, chinese_date, months_between
from models.domain.dues_account import Account as Account
from models.domain.dues_account import Payer, YearCells, first_month
from models.domain.dues_account import standard_for as standard_for
from models.domain.dues_items import BASE_KINDS as BASE_KINDS
from models.domain.dues_items import KINDS as KINDS
from models.domain.dues_items import WAGE_KINDS
from models.domain.dues_records import DuesStandard, Payment
from models.domain.dues_sheet import DuesRow
from models.domain.errors import UserError
from models.domain.finding import Citation, Finding, Severity
from models.domain.ledger import OPENING_METHOD
from models.domain.money import round_fen, yuan
from models.domain.records import Category, Person
from models.domain.reduction import LESS, in_force
from models.domain.rules import RuleBook, RuleSet, RuleValue

_RULES = {
    **dict.fromkeys(WAGE_KINDS, "wage"),
    "年薪": "annual",
    "个体": "trader",
    "离退休": "retired",
    "农民": "farmer",
}
BASE_NAMES = {
    **dict.fromkeys(WAGE_KINDS, "每月固定的工资收入（税后）"),
    "年薪": "当月实际领取的薪酬",
    "个体": "上季度月平均纯收入",
    "离退休": "实际领取的离退休费或养老金",
}
ROUNDING = {"分": 1, "角": 10, "元": 100}
CARRIED = "由重复登记的记录转来"  # how the note of a receipt begins that was carried over when two records were joined
_MAX_BASE_FEN = 100_000_000  # 1,000,000 yuan a month: beyond it, surely a slip of the keys


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardResult:
    """A computed monthly standard. `uncapped_fen` is before the usual limit of DF-03."""

    amount_fen: int
    uncapped_fen: int
    band: str
    rate: str  # "1.5%" | "" for fixed amounts
    citation: Citation
    explanation: str
    rule_version: str


def standard(
    kind: str,
    base_fen: int | None,
    county_fen: int | None,
    on: str,
    rules: RuleBook,
    rounding: str = "分",
) -> StandardResult:
    """Monthly standard in fen for a kind of income on a day; UserError when a figure is missing or absurd.

    `base_fen` is needed for 工资 年薪 离退休 个体; `county_fen` (the local amount) for 农民.
    `rounding` is 分, 角 or 元: no national rule is known, the default is half up to the fen.
    """
    if kind not in KINDS:
        raise UserError(f"不认识的身份类型“{kind}”，请从{'、'.join(KINDS)}中选择。")
    if rounding not in ROUNDING:
        raise UserError("取整方式只能是分、角或元。")
    edition = rules.edition("dues", on)
    if kind in BASE_KINDS:
        return _by_rate(kind, base_fen, edition, rounding)
    if kind == "农民":
        return _farmer(county_fen, edition)
    value = edition.value("student")
    text = f"{kind}党员每月交 {yuan(value.number)} 元。依据{value.citation.label}。"
    return _result(value, value.number, value.number, "固定数额", "", text, edition)


def _by_rate(kind: str, base_fen: int | None, edition: RuleSet, rounding: str) -> StandardResult:
    name = BASE_NAMES[kind]
    if base_fen is None or base_fen == 0:
        raise UserError(f"请填写计算基数（{name}）。")
    if base_fen < 0:
        raise UserError("计算基数不能是负数，请核对。")
    if base_fen > _MAX_BASE_FEN:
        raise UserError(f"计算基数 {yuan(base_fen)} 元太大了，请核对是否多打了几位（应填每月数额，单位元）。")
    value = edition.value(_RULES[kind])
    lower, upper, rate = _band(value, base_fen)
    percent = f"{Decimal(rate) / 100:f}".rstrip("0").rstrip(".") + "%"
    exact = Decimal(base_fen) * rate / 10000
    uncapped, to = round_fen(exact, ROUNDING[rounding]), rounding
    if not uncapped and round_fen(exact):  # rounding to more than a fen does not waive what is due
        uncapped, to = round_fen(exact), f"分，取整到{rounding}不足一{rounding}"
    band = f"{_band_words(lower, upper)} {percent}"
    text = (
        f"基数为{name} {yuan(base_fen)} 元，在“{_band_words(lower, upper)}”一档，"
        f"全额按 {percent} 计算：{yuan(base_fen)} × {percent} = {yuan(uncapped)} 元（四舍五入到{to}）。"
        f"依据{value.citation.label}。"
    )
    amount = uncapped
    if edition.has("DF-03") and uncapped > edition.number("DF-03"):
        limit = edition.value("DF-03")
        amount = limit.number
        text += f"月交数额一般不超过 {yuan(amount)} 元，按此核定；自愿多交的请另行注明。依据{limit.citation.label}。"
    return _result(value, amount, uncapped, band, percent, text, edition)


def _band(value: RuleValue, base_fen: int) -> tuple[int, int, int]:
    """(lower, upper, rate in 1/10000) of the band with the base; the upper limit belongs to the band, 0 = open."""
    lower = 0
    for upper, rate in value.table:
        if not upper or base_fen <= upper:
            return lower, upper, rate
        lower = upper
    raise UserError("费率表没有覆盖这个基数，请核对规则数据。")


def _band_words(lower: int, upper: int) -> str:
    if not lower:
        return f"≤{upper // 100}元"
    return f">{lower // 100}–{upper // 100}元" if upper else f">{lower // 100}元"


def _farmer(county_fen: int | None, edition: RuleSet) -> StandardResult:
    value = edition.value("farmer")
    low, high = value.minimum, value.number
    if county_fen is None:
        raise UserError(f"请填写当地规定的农民党员月交数额（{yuan(low)} 至 {yuan(high)} 元）。")
    if not low <= county_fen <= high:
        raise UserError(
            f"农民党员每月交 {yuan(low)} 至 {yuan(high)} 元，{yuan(county_fen)} 元不在这个范围，请核对。"
        )
    text = (
        f"农民党员每月交 {yuan(low)} 至 {yuan(high)} 元，当地规定为 {yuan(county_fen)} 元。"
        f"依据{value.citation.label}。"
    )
    return _result(value, county_fen, county_fen, f"{yuan(low)}–{yuan(high)}元，由地方定", "", text, edition)


def _result(
    value: RuleValue, amount: int, uncapped: int, band: str, rate: str, text: str, edition: RuleSet
) -> StandardResult:
    return StandardResult(
        amount_fen=amount,
        uncapped_fen=uncapped,
        band=band,
        rate=rate,
        citation=value.citation,
        explanation=text,
        rule_version=edition.version,
    )


def year_rows(accounts: Iterable[Account], year: int, as_of: str, rules: RuleBook) -> list[DuesRow]:
    """The grid of a year: a row for everybody on the books in some month of it, or who paid for one."""
    months = [f"{year}-{m:02d}" for m in range(1, 13)]
    reference = min(max(as_of[:7], months[0]), months[-1])
    over = sum(month <= as_of[:7] for month in months)
    rows: list[DuesRow] = []
    for account in accounts:
        due, paid = account.dues(months), account.counted(months)
        if not (any(due) or any(paid) or any(map(account.owes, months))):
            continue
        late = account.months_late(as_of)
        rows.append(
            DuesRow(
                person_id=account.person.id,
                name=account.person.name,
                category=account.person.category,
                standard=standard_for(account.standards, reference)
                or standard_for(account.standards, months[-1]),
                cells=YearCells(account, months, as_of),
                month_due=tuple(due),
                month_paid=tuple(paid),
                due_fen=sum(due[:over]),
                paid_fen=sum(paid),
                months_late=late,
                finding=_worst(account, late, as_of, rules),
            )
        )
    return rows


def _worst(account: Account, late: int, as_of: str, rules: RuleBook) -> Finding | None:
    has_ended = any(one.to_month for one in account.standards)
    if not late and account.standards and not has_ended and account.person.category != Category.PROBATIONARY:
        return None
    found = check_account(account, late, as_of, rules)
    order = (Severity.ERROR, Severity.WARNING, Severity.UNKNOWN, Severity.INFO)
    return min(found, key=lambda f: order.index(f.severity), default=None)


def check_account(account: Account, late: int, as_of: str, rules: RuleBook) -> list[Finding]:
    """DF-09 (months in a row unpaid), DF-05 (from when), and a standard that is missing or has ended (cannot tell)."""
    person, edition = account.person, rules.edition("dues", as_of)
    found: list[Finding] = []
    arrears = _arrears(late, edition)
    if arrears:
        value, advice = arrears
        month = chinese_date(add_months(as_of[:7], -late))
        text = f"记录显示{person.name}自{month}起已连续 {late} 个月未交党费，{advice}，请核对"
        found.append(_say(value, person, text))
    started = first_month(person)
    if person.category == Category.PROBATIONARY and started and started <= as_of[:7]:
        begins = min((s.from_month for s in account.standards), default="")
        if begins > started and begins[:4] == started[:4]:
            text = f"{person.name}自{chinese_date(started)}起应交党费，记录的标准从{chinese_date(begins)}起，请核对"
            found.append(_say(edition.value("DF-05"), person, text))
    if not account.standards and account.owes(as_of[:7]):
        text = f"{person.name}没有核定月交标准，无法判断是否足额交纳"
        found.append(_say(edition.value("DF-05"), person, text, Severity.UNKNOWN))
    if ended := _without_standard(account, as_of[:7]):
        month = chinese_date(ended[0])
        text = f"{person.name}{month}{f'等 {len(ended)} 个月' if len(ended) > 1 else ''}没有执行中的月交标准：此前的标准已到期，请核定"
        found.append(_say(edition.value("DF-05"), person, text, Severity.UNKNOWN))
    return found


def _without_standard(account: Account, until: str) -> list[str]:
    """Months owed in the year, so far, in which the standard has ended and nothing followed."""
    if not any(one.to_month for one in account.standards):
        return []
    first = min(one.from_month for one in account.standards)
    return [
        month
        for month in (f"{until[:4]}-{number:02d}" for number in range(1, int(until[5:]) + 1))
        if month > first
        and account.owes(month)
        and not standard_for(account.standards, month)
        and ((less := in_force(account.reductions, month)) is None or less.kind == LESS)
    ]


def _arrears(late: int, edition: RuleSet) -> tuple[RuleValue, str] | None:
    if late < edition.number("DF-09"):
        return None
    for rule, advice in (
        ("DF-09.limit", "已达六个月，应核实原因并提交支部研究"),
        ("DF-09.strong", "再过一个月即满六个月，应尽快谈话、限期改正"),
        ("DF-09", "应提醒并了解原因"),
    ):
        if late >= edition.number(rule):
            return edition.value(rule), advice
    return None


def _say(value: RuleValue, person: Person | Payer, text: str, severity: Severity | None = None) -> Finding:
    return value.finding(
        person.name,
        text,
        severity=severity or value.severity,
        record_kind="person",
        record_id=person.id,
        field="dues",
    )


def check_payment(account: Account, payment: Payment, rules: RuleBook) -> list[Finding]:
    """DF-08 (made up for more than six months back) and DF-04 (1,000 yuan or more given voluntarily at once)."""
    edition = rules.edition("dues", payment.received_on)
    found: list[Finding] = []
    months = [month for month, _ in payment.months]
    if payment.method == OPENING_METHOD:  # of what was taken over from a sheet no day is known
        return []
    limit = edition.number("DF-08")
    carried = payment.note.startswith(CARRIED)  # its day is that of the joining, not the one of paying
    if months and not carried and months_between(min(months), payment.received_on[:7]) > limit:
        text = (
            f"记录显示{account.person.name}在{chinese_date(payment.received_on)}补交"
            f"{chinese_date(min(months))}的党费，补交跨度超过 {limit} 个月，请核对"
        )
        found.append(_say(edition.value("DF-08"), account.person, text))
    more = 0
    for month, fen in payment.months:
        due = standard_for(account.standards, month)
        given = fen - account.position(month).large  # what is on its way up as 大额党费 already
        more += max(0, given - due.amount_fen) if due else 0
    if more >= edition.number("DF-04"):
        text = f"{account.person.name}一次自愿多交 {yuan(more)} 元，请按大额党费办理：由基层党委代收，全部上缴中央"
        found.append(_say(edition.value("DF-04"), account.person, text))
    return found


def check_change(
    earlier: DuesStandard | None,
    from_month: str,
    kind: str,
    base_fen: int,
    on: str,
    rules: RuleBook,
    first_owed: str = "",
) -> Finding | None:
    """DF-01: a standard that changes within the year needs a reason; None when it is the year's first.

    `first_owed`: the first month owed in the year, where that is not January.
    """
    edition = rules.edition("dues", on)
    is_first = from_month[5:] == "01" or from_month == first_owed
    if earlier is None or is_first or earlier.from_month == from_month:
        return None
    if not edition.has("DF-01") or (earlier.kind == kind and earlier.base_fen == base_fen):
        return None
    return _changed_in_year(edition)


def check_replaced(
    same: DuesStandard | None, kind: str, base_fen: int, amount_fen: int, on: str, rules: RuleBook
) -> Finding | None:
    """DF-01: what was fixed for a month is not fixed otherwise for it without a reason."""
    edition = rules.edition("dues", on)
    if same is None or not edition.has("DF-01"):
        return None
    if (same.kind, same.base_fen, same.amount_fen) == (kind, base_fen, amount_fen):
        return None
    return _changed_in_year(edition)


def _changed_in_year(edition: RuleSet) -> Finding:
    text = "月交数额每年年初核定，年内一般不变；年中调整须填原因"
    return edition.value("DF-01").finding("", text)
