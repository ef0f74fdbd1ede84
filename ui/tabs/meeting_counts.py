"""A count of votes that cannot be true is not stored: before a page is left or signed, somebody decides about it."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.dialogs.message_dialog import MessageDialog
from ui.widgets.agenda_editor import AgendaEditor


def settle_counts(
    agenda: AgendaEditor, window: QWidget, show_agenda: Callable[[], None], *, leave: bool
) -> bool:
    """Whether to go on: mend the count first, or (only to leave) go back to what is stored."""
    row, why = agenda.not_stored()
    if row < 0:
        return True
    told = f"表决数没有保存：{why}。"
    if not leave:
        MessageDialog(window, told, ["请先核对计票结果。"]).exec()
    elif MessageDialog.confirm(window, told, verb="不保存表决数，离开", leave="回去改"):
        agenda.drop_not_stored()
        return True
    show_agenda()
    agenda.select(row)
    agenda.form.vote.fields["yes"].setFocus()
    return False
