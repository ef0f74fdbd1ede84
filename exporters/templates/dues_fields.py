"""Fields of the dues ledger for the county's own remittance sheets: the period of the branch's cycle that holds the day."""

from collections.abc import Callable

from exporters.templates.names import BRANCH, Day, Field, ListField, Row, columns
from models.domain.dues_report import LedgerFacts
from models.domain.money import rmb_capitals, yuan
from models.domain.template import TemplateFacts

_GROUP = "党费"


def _field(name: str, get: Callable[[LedgerFacts], str], *aliases: str, note: str = "") -> Field:
    return Field(name, _GROUP, BRANCH, lambda f: get(f.ledger) if f.ledger else "", aliases, note)


def _rows(facts: TemplateFacts) -> list[Row]:
    lines = facts.ledger.lines if facts.ledger else ()
    return [
        {
            "姓名": one.name,
            "计算基数": yuan(one.base_fen) if one.base_fen else "",
            "比例": one.rate,
            "月标准": yuan(one.monthly_fen),
            "应交": yuan(one.due_fen),
            "实交": yuan(one.paid_fen),
            "尚欠": yuan(one.owed_fen) if one.owed_fen else "",
            "日期": Day(one.paid_on),
            "方式": "、".join(one.methods),
        }
        for one in lines
    ]


FIELDS: tuple[Field, ...] = (
    _field("党费所属期", lambda f: f.period.words, note="填表那天所在的上缴周期"),
    _field("党费应交人数", lambda f: str(sum(1 for one in f.lines if one.due_fen))),
    _field("党费交清人数", lambda f: str(sum(1 for one in f.lines if one.due_fen and one.is_settled))),
    _field("党费免交人数", lambda f: str(f.people_exempt)),
    _field("党费少交人数", lambda f: str(f.people_reduced)),
    _field("党费未交清人数", lambda f: str(len(f.owing))),
    _field("党费未交清名单", lambda f: "、".join(one.name for one in f.owing)),
    _field("党费应收", lambda f: yuan(sum(one.due_fen for one in f.lines)), note="元"),
    _field("党费实收", lambda f: yuan(sum(one.paid_fen for one in f.lines)), note="元"),
    _field("党费上缴额", lambda f: yuan(f.remitted_fen), note="元"),
    _field("党费上缴额大写", lambda f: rmb_capitals(f.remitted_fen)),
    _field("党费本年累计上缴", lambda f: yuan(f.remitted_year_fen), note="元"),
    _field("党费期末结存", lambda f: yuan(f.income.left_fen), note="元"),
)
LISTS: tuple[ListField, ...] = (
    ListField(
        "党费明细",
        "列表",
        BRANCH,
        columns("姓名", "计算基数", "比例", "月标准", "应交", "实交", "尚欠", ("日期", "交款日期"), "方式"),
        _rows,
        ("党费收缴明细",),
    ),
)
