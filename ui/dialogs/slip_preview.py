"""The recovery slip and the handover list as pages: shown and printed; a file is made only when somebody says so."""

from PySide6.QtWidgets import QWidget

from models.domain.records import PaperFacts
from ui.context import Context


def preview_slip(context: Context, code: str, parent: QWidget) -> None:
    """H5 of a code that is on the screen."""
    preview_facts(context, "H5", context.desk.keys.slip(code), parent)


def preview_facts(context: Context, form_id: str, facts: PaperFacts, parent: QWidget) -> None:
    """The real pages of a form made from these facts."""
    from ui.dialogs.print_preview import PrintPreview  # noqa: PLC0415  (start-up: loads the exporters)

    preview = PrintPreview(context, form_id, facts, parent)
    preview.exec()
    preview.deleteLater()
