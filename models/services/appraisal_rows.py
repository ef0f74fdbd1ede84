"""Appraisals as rows: which columns there are, and what may stand in them."""

from collections.abc import Mapping
from typing import Any

from models.domain.appraisal import CAP_BASES, DECIDERS, KINDS, PAPERS, TEAM, VOTES
from models.domain.dates import parse_date
from models.domain.errors import UserError

_DAYS = {
    "self_on": "个人自评日期",
    "peer_on": "党员互评日期",
    "on_date": "民主测评日期",
    "decided_on": "评定日期",
}
_TEXTS = ("subject", *_DAYS, "decided_by", "tellers", "scrutineers", "cap_basis", "closed_on", "remark")
_NUMBERS = ("year", "by_groups", *PAPERS, *TEAM)
COLUMNS = ("kind", *_TEXTS, *_NUMBERS)
_LINE_TEXTS = ("grade", "self_summary", "peer_opinion", "grounds", "handling", "feedback_on", "remark")
LINE_COLUMNS = (*VOTES, *_LINE_TEXTS)
MOST_LINE = 2000  # characters of a text on the sheet of a person


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of an appraisal as they are stored; UserError where a value cannot be one."""
    unknown = set(values) - set(COLUMNS) - {"meeting_id"}
    if unknown:
        raise KeyError(f"not columns of appraisal: {sorted(unknown)}")
    row: dict[str, Any] = {k: " ".join(v.split()) if isinstance(v, str) else v for k, v in values.items()}
    for name, words in _DAYS.items():
        if row.get(name):
            row[name] = _day(row[name], words)
    if "year" in row and not 1949 <= int(row["year"]) <= 2100:
        raise UserError("请填写评议的年度，如 2026。")
    for name, known in (("kind", KINDS), ("cap_basis", CAP_BASES), ("decided_by", ("", *DECIDERS))):
        if name in row and row[name] not in known:
            raise UserError(f"请在{'、'.join(one for one in known if one)}中选一个。")
    for name in _NUMBERS:
        if name in row:
            row[name] = int(row[name])
    if any(isinstance(value, str) and len(value) > MOST_LINE for value in row.values()):
        raise UserError(f"每一栏最多写 {MOST_LINE} 字，请精简。")
    return row


def line_row(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same of one person's line."""
    unknown = set(values) - set(LINE_COLUMNS)
    if unknown:
        raise KeyError(f"not columns of appraisal_line: {sorted(unknown)}")
    row: dict[str, Any] = {}
    for name, value in values.items():
        row[name] = int(value) if name in VOTES else str(value).strip()
        if name in _LINE_TEXTS and len(row[name]) > MOST_LINE:
            raise UserError(f"这一栏最多写 {MOST_LINE} 字，现在 {len(row[name])} 字，请精简。")
    if row.get("feedback_on"):
        row["feedback_on"] = _day(row["feedback_on"], "反馈日期")
    return row


def _day(text: str, words: str) -> str:
    parsed = parse_date(text)
    if parsed.precision != "day":
        raise UserError(f"{words}请写到日，如 2026-01-15。")
    return parsed.iso
