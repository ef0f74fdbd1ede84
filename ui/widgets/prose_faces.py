"""The faces of headings and of speakers' names while a record is written; one paragraph at a time."""

from collections.abc import Collection

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from models.domain.prose import heading_span
from ui.theme import color, kai_family

_LONGEST_NAME = 16


class ProseFaces(QSyntaxHighlighter):
    """一、 in heavy letters, （一） in 楷体, the numbers below them heavy; known speakers in blue."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._names: frozenset[str] = frozenset()
        self._heavy = _format(bold=True)
        self._kai = _format(family=kai_family())
        self._number = _format(bold=True)
        self._speaker = _format(ink=color("blue"), bold=True)

    def know(self, names: Collection[str]) -> None:
        """Whose names are marked; what is shown is painted again when they change."""
        if frozenset(names) != self._names:
            self._names = frozenset(names)
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        level, length = heading_span(text)
        if level:
            self.setFormat(0, length, {1: self._heavy, 2: self._kai}.get(level, self._number))
        start = length if level > 2 else 0
        colon = text.find("：", start, start + _LONGEST_NAME)
        if colon > 0 and text[start:colon].strip() in self._names:
            self.setFormat(start, colon + 1 - start, self._speaker)


def _format(*, family: str = "", bold: bool = False, ink: QColor | None = None) -> QTextCharFormat:
    made = QTextCharFormat()
    if family:
        made.setFontFamilies([family])
    if bold:
        made.setFontWeight(QFont.Weight.Bold)
    if ink:
        made.setForeground(ink)
    return made
