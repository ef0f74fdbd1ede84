"""What Qt would draw instead of show: texts that look like HTML, in a widget, its tooltips and its rows."""

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import Qt, QTextDocument
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListView,
    QMessageBox,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from tests.faults.hostile_text import MARK, RICH_TEXTS

AS_TYPED = tuple(
    "".join(text.removesuffix("。").split()) for text in RICH_TEXTS
)  # names lose blanks, sentences their stop
ROLES = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.StatusTipRole, Qt.ItemDataRole.WhatsThisRole)


def literal(text: str) -> bool:
    """Whether Qt, deciding for itself, would show this text so that every payload in it can be read as typed."""
    if MARK not in text or not Qt.mightBeRichText(text):
        return True
    document = QTextDocument()
    document.setHtml(text)
    return _readable(document.toPlainText())


def _readable(shown: str) -> bool:
    together = "".join(shown.split())
    return any(payload in together for payload in AS_TYPED)


def drawn(root: QWidget) -> list[str]:
    """Texts in this widget and below that Qt would draw instead of show."""
    found: list[str] = []
    for widget in (root, *root.findChildren(QWidget)):
        if not literal(widget.toolTip()):
            found.append(f"tooltip of {type(widget).__name__}: {widget.toolTip()}")
        if isinstance(widget, QLabel) and MARK in widget.text():
            plain = widget.textFormat() == Qt.TextFormat.PlainText
            if not plain and not literal(widget.text()):
                found.append(f"{type(widget).__name__}: {widget.text()}")
        elif isinstance(widget, QMessageBox) and not literal(widget.text()):
            found.append(f"message box: {widget.text()}")
        elif isinstance(widget, QTextEdit | QPlainTextEdit):
            shown = widget.toPlainText()
            if MARK in shown and not _readable(shown):
                found.append(f"{type(widget).__name__}: {shown}")
        elif isinstance(widget, QAbstractItemView):
            found += _of_model(widget)
    return found


def _of_model(view: QAbstractItemView) -> list[str]:
    model = view.model()
    if model is None:
        return []
    columns = 1 if isinstance(view, QListView) else model.columnCount(QModelIndex())
    found: list[str] = []
    for row in range(min(model.rowCount(QModelIndex()), 40)):
        for column in range(columns):
            index = model.index(row, column)
            for role in ROLES:
                text = index.data(role)
                if isinstance(text, str) and not literal(text):
                    found.append(f"{role.name} in {type(view).__name__}: {text}")
    return found
