"""A count of votes that cannot be true is not stored: before a page is left or signed, somebody decides about it."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.dialogs.message_dialog import MessageDialog
from ui.widgets.agenda_editor import AgendaEditor


def settle_counts(
    agenda: AgendaEditor, window: QWidget, show_agenda: Callable[[], None], *, leave: bool
) -> bool:
    """Whether to go on: mend what is not stored first, or (only to leave) go back to what is stored."""
    row, why = agenda.not_stored()
    what, hint, field = "表决数", "请先核对计票结果。", agenda.form.vote.fields["yes"]
    if row < 0:
        row, why = agenda.half_line()
        what, hint, field = "落实事项", "请先写完整，或删去这一行。", agenda.form.tasks.table.view
    if row < 0:
        return True
    told = f"{what}没有保存：{why}。"
    if not leave:
        MessageDialog(window, told, [hint]).exec()
    elif MessageDialog.confirm(window, told, verb=f"不保存{what}，离开", leave="回去改"):
        agenda.drop_not_stored()
        return True
    show_agenda()
    agenda.select(row)
    field.setFocus()
    return False
