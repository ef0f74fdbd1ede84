"""Refuses a sheet which by its head is plainly another kind of table than the one asked for."""

import re

from models.domain.errors import UserError
from models.services.sheet_layout import Aliases, Layout, squeeze

_MONTH = re.compile(r"(1[0-2]|[1-9])月份?")
_ROSTER_ONLY = frozenset({"joined_on", "confirmed_on", "category"})
_PERSONAL = _ROSTER_ONLY | {"id_number", "birth_date"}
_ALSO_IN_ROSTERS = frozenset({"apply", "admission", "confirmation"})
_ENOUGH = 3  # columns of a kind that leave no doubt

DUES_SHEET = "这像是党费表（按月的党费列），不是{wanted}。党费请到“党费台账”里导入（命令行用 import dues），或换一个文件。"
STAGE_SHEET = "这像是发展党员时间表，不是党员名册。请到“发展党员”里导入（命令行用 import stages）。"
ROSTER_SHEET = "这像是党员名册，不是发展党员时间表。请到“党员名册”里导入（命令行用 import roster）。"


def refuse_others_for_roster(layout: Layout, stages: Aliases) -> None:
    """UserError when the head is that of a dues or a stage sheet; `stages` are the heads of stage sheets."""
    _refuse_dues(layout, "党员名册")
    found = {stages.field_of(label.split(" · ")[-1]) for label in layout.labels}
    if len(_own_steps(found)) >= _ENOUGH and not layout.known & _ROSTER_ONLY:
        raise UserError(STAGE_SHEET)


def refuse_others_for_stages(layout: Layout) -> None:
    """UserError when the head is that of a dues sheet, or of a roster without any step before admission."""
    _refuse_dues(layout, "发展党员时间表")
    steps = {name.split(".")[0] for name in layout.known if "." in name}
    if not steps - {"admission", "confirmation"} and len(layout.known & _PERSONAL) >= _ENOUGH:
        raise UserError(ROSTER_SHEET)


def _refuse_dues(layout: Layout, wanted: str) -> None:
    months = sum(bool(_MONTH.fullmatch(squeeze(label.split(" · ")[-1]))) for label in layout.labels)
    standard = any("月标准" in squeeze(label) for label in layout.labels)
    if months + standard >= _ENOUGH and not layout.known & _PERSONAL:
        raise UserError(DUES_SHEET.format(wanted=wanted))


def _own_steps(fields: set[str]) -> set[str]:
    """Steps that only a stage sheet dates; a roster may have application, admission and confirmation."""
    return {name.split(".")[0] for name in fields if "." in name} - _ALSO_IN_ROSTERS
