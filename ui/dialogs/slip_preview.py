"""The recovery slip and the handover list as pages: shown and printed; a file is made only when somebody says so.

A slip that was saved stands in the register of what left the computer, and in the list of files to tidy away.
"""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from models.domain.facts import PaperFacts
from ui.context import Context


def preview_slip(context: Context, code: str, parent: QWidget) -> None:
    """H5 of a code that is on the screen."""
    preview_facts(context, "H5", context.desk.keys.slip(code), parent)


def preview_facts(context: Context, form_id: str, facts: PaperFacts, parent: QWidget) -> None:
    """The real pages of a form made from these facts."""
    from ui.dialogs.print_preview import PrintPreview  # noqa: PLC0415  (start-up: loads the exporters)

    preview = PrintPreview(context, form_id, facts, parent)
    preview.after_writing = lambda files: _register(context, form_id, files)
    preview.exec()
    preview.deleteLater()


def _register(context: Context, form_id: str, files: list[Path]) -> None:
    """After a handover the data are closed, and only the list without secrets can still be saved."""
    if context.desk.keys.is_open:
        title = {"H4": "移交清单", "H5": "恢复码单（含恢复码，打印后请删除）"}[form_id]
        context.desk.register.record_export(title, files)
