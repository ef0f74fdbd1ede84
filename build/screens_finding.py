"""Pictures of finding: a search put together by hand, the list counted, columns, many changed at once, duplicates."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog

from models.domain.filters import Condition, Group, Op
from ui.dialogs.batch_dialog import BatchDialog
from ui.dialogs.filter_dialog import FilterDialog
from ui.dialogs.join_dialog import JoinDialog
from ui.dialogs.list_columns import ListColumnsDialog
from ui.dialogs.twins_dialog import TwinsDialog
from ui.main_window import MainWindow
from ui.tabs.roster_tab import RosterTab

TREE = Group(
    (
        Condition("age", Op.BETWEEN, ("60", "")),
        Condition("ethnicity", Op.IS, ("土家族", "苗族", "汉族")),
        Group(
            (Condition("joined_on", Op.BETWEEN, ("1975", "1999-12")), Condition("is_mobile", Op.YES)),
            any_of=True,
        ),
    )
)


def finding_pictures(
    window: MainWindow,
    prefix: str,
    shoot: Callable[[str], None],
    dialog: Callable[[QDialog, str], None],
) -> None:
    """The roster searched and counted, and the dialogs behind it; a double entry is made and taken back."""
    window.navigate(RosterTab.TITLE)
    tab = window.current_tab()
    assert isinstance(tab, RosterTab)
    desk, context = tab.context.desk, tab.context
    tab.found.ask(TREE)
    shoot(f"{prefix}roster-filter")
    dialog(
        FilterDialog(context, TREE, lambda _tree: len(tab.table.record_model.ids), window),
        f"{prefix}dialog-filter",
    )
    tab.found.clear()
    tab.group()
    tab.groups.table.selectRow(2)
    shoot(f"{prefix}roster-groups")
    tab.groups.leave()
    lines = [(column.key, column.title, shown) for column, shown in tab.table.layout_of_columns()]
    usual = [column.key for column in tab.table.record_model.columns if column.visible]
    dialog(ListColumnsDialog(lines, usual, window), f"{prefix}dialog-list-columns")
    batch = BatchDialog(context, list(tab.table.record_model.ids), window)
    batch.look()
    dialog(batch, f"{prefix}dialog-batch")
    one = desk.roster.fetch(tab.table.record_model.ids[:1])[0]
    again = desk.roster.add(
        {
            "name": one.name,
            "birth_date": one.birth_date,
            "category": str(one.category),
            "phone": "13900001111",
        }
    )
    dialog(TwinsDialog(context, window), f"{prefix}dialog-twins")
    dialog(JoinDialog(context, one.id, again, window), f"{prefix}dialog-join")
    desk.store.undo()
