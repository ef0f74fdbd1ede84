"""Pictures of standards and papers: the yearly fixing, items of a base, reductions, settings, reports, taking back."""

from typing import Any

from models.domain.reduction import Reduction
from models.services.desk import Desk
from ui.dialogs.dues_items import ItemsDialog
from ui.dialogs.dues_papers import DuesPapersDialog
from ui.dialogs.dues_reduction import ReductionDialog
from ui.dialogs.dues_reductions import ReductionsDialog
from ui.dialogs.dues_settings import DuesSettingsDialog
from ui.dialogs.dues_standard import StandardDialog
from ui.dialogs.dues_year import YearFixingDialog
from ui.dialogs.take_back import TakeBackDialog
from ui.main_window import MainWindow

_WAGES = (
    ("岗位工资", 223000),
    ("薪级工资", 171000),
    ("基础性绩效", 98000),
    ("养老保险", -42720),
    ("个人所得税", -1410),
)


def standard_pictures(camera: Any, prefix: str, window: MainWindow, desk: Desk) -> None:
    """At the text size that is set now; nothing is entered."""
    context, year = window.context, int(desk.today()[:4])
    person = desk.roster.members(desk.today())[0]
    camera.dialog(YearFixingDialog(context, year + 1, window), f"{prefix}dues-year")
    camera.dialog(ItemsDialog(person.name, "事业单位", f"{year}-01", _WAGES, window), f"{prefix}dues-items")
    asked = Reduction(person_id=person.id)
    camera.dialog(ReductionDialog(context, asked, desk.today()[:7], window), f"{prefix}dues-reduction")
    camera.dialog(ReductionsDialog(context, 0, window), f"{prefix}dues-reductions")
    camera.dialog(DuesSettingsDialog(context, window), f"{prefix}dues-settings")
    camera.dialog(DuesPapersDialog(context, year, window), f"{prefix}dues-papers")
    told = "2026年9月的结账凭证会被冲销，应收改按现在的标准和减免计算；原凭证保留。"
    camera.dialog(
        TakeBackDialog(context, "重新打开2026年9月", told, "重新打开", window), f"{prefix}dues-take-back"
    )
    camera.dialog(StandardDialog(context, person.id, f"{year}-01", window), f"{prefix}dues-standard")
