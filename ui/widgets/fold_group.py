"""A group of a long form under a heading that folds it; what is folded has not been built, so the form opens quickly."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import icon, plain_tip, px
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.plain_label import PlainLabel


class FoldHead(QPushButton):
    """The heading: a click, the space bar, Left and Right fold and unfold; Enter belongs to the dialog."""

    wanted = Signal(bool)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Plus):
            self.wanted.emit(True)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Minus):
            self.wanted.emit(False)
        else:
            super().keyPressEvent(event)


class FoldGroup(QWidget):
    """`build` makes the inside when it is first wanted; `summarise` gives the line that says what a folded group holds."""

    folded = Signal(bool)

    def __init__(self, title: str, build: Callable[[], QWidget], keys: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = title
        self._build = build
        self._summary: Callable[[], str] = str
        self.body: QWidget | None = None
        self.is_open = False
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(6))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        self.head = FoldHead(title, self)
        self.head.setProperty("fold", True)
        self.head.setAutoDefault(False)
        self.head.setToolTip(plain_tip(f"展开或收起（{keys}）"))
        self.head.clicked.connect(lambda: self.set_open(not self.is_open))
        self.head.wanted.connect(self.set_open)
        head.addWidget(self.head)
        self.odd = PlainLabel("", "notice")
        self.odd.hide()
        head.addWidget(self.odd)
        self.words = ElidedLabel("", role="quiet")
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        head.addWidget(self.words, 1)
        self._box.addLayout(head)

    def summarise(self, words: Callable[[], str]) -> None:
        self._summary = words
        self.say()

    def set_odd(self, texts: Sequence[str]) -> None:
        """What there is to look at inside: said while it cannot be seen."""
        self.odd.setText(f"！{len(texts)} 处请核对" if texts else "")
        self.odd.setToolTip(plain_tip("；".join(texts)))
        self.say()

    def inside(self) -> QWidget:
        """The inside, built by now."""
        if self.body is None:
            self.body = self._build()
            self.body.setParent(self)
            self.body.setVisible(self.is_open)
            self._box.addWidget(self.body)
        return self.body

    def renew(self) -> None:
        """Build the inside anew: what it shows is made of other parts now."""
        if self.body is not None:
            self.body.hide()
            self.body.deleteLater()
            self.body = None
        if self.is_open:
            self.inside().show()
        self.say()

    def set_open(self, opened: bool) -> None:
        if opened == self.is_open:
            return
        self.is_open = opened
        self.inside().setVisible(opened)
        self.say()
        self.folded.emit(not opened)

    def say(self) -> None:
        """Arrow, and what is inside while it cannot be seen."""
        self.head.setIcon(icon("unfold" if self.is_open else "fold", "quiet", 14))
        text = "" if self.is_open else self._summary()
        self.words.setText(text)
        odd = "" if self.is_open else self.odd.text()
        self.odd.setVisible(bool(odd))
        state = "已展开" if self.is_open else "已收起"
        self.head.setAccessibleName("，".join(part for part in (self.title, state, odd[1:], text) if part))
