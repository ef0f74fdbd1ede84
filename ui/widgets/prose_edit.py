"""A box for long Chinese text: numbers go on, initials and Tab name a speaker, a paste comes without rubbish."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor, QTextDocumentFragment
from PySide6.QtWidgets import QWidget

from models.domain.prose import cleaned, marker_of, next_marker
from ui.theme import px
from ui.widgets.pick_popup import Pick, PickPopup
from ui.widgets.prose_faces import ProseFaces
from ui.widgets.text_area import TextArea

_LETTERS = re.compile(r"[A-Za-z]{1,16}$")
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ProseEdit(TextArea):
    """Nothing here looks at the whole text while a key is pressed. `typed` at every change, `said` in a few words."""

    typed = Signal()
    said = Signal(str)

    def __init__(
        self,
        name: str,
        placeholder: str = "",
        parent: QWidget | None = None,
        *,
        grows: tuple[int, int] = (0, 0),
    ) -> None:
        """`grows`: the least and the most lines shown; the box is as high as its text between them."""
        super().__init__(name, placeholder, parent)
        self._grows = grows
        self._speakers: tuple[Pick, ...] = ()
        self._phrases: tuple[Pick, ...] = ()
        self._touched = self._giving = False
        self._refused = -1  # where Tab found nobody: the next one leaves the field
        self.popup: PickPopup | None = None
        self.faces = ProseFaces(self.document())
        self.document().contentsChange.connect(self._changed)
        if grows[1]:
            self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
            self._fit()

    # -- what the form says ----------------------------------------------------------------------------------

    def give(self, text: str) -> None:
        self._giving = True
        super().give(text)
        self._giving = self._touched = False

    @property
    def is_touched(self) -> bool:
        """Whether something was typed since the text was given; costs nothing."""
        return self._touched

    @property
    def is_dirty(self) -> bool:
        return self._touched and super().is_dirty

    def know(self, speakers: Sequence[Pick], phrases: Sequence[Pick] = ()) -> None:
        """Whom initials may mean, and the branch's own phrases."""
        self._speakers, self._phrases = tuple(speakers), tuple(phrases)
        self._giving = True
        self.faces.know([pick.value for pick in speakers])
        self._giving = False

    # -- what the user does ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.isReadOnly() or not self._special(event):
            super().keyPressEvent(event)

    def _special(self, event: QKeyEvent) -> bool:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in _ENTER and plain:
            return self._go_on_counting()
        if event.key() in _ENTER and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self.textCursor().insertBlock()  # Qt would put a line of another kind, which no form knows
            return True
        return event.key() == Qt.Key.Key_Backspace and plain and self._drop_bare_number()

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z belongs to what was typed here; with nothing typed it takes back the last step of the work."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
            document = self.document()
            nothing = event.matches(undo) and not document.isUndoAvailable()
            if nothing or (event.matches(redo) and not document.isRedoAvailable()):
                event.ignore()
                return False
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab after initials puts in who is meant; otherwise it goes on as everywhere."""
        if forward and not self.isReadOnly() and self._expand():
            return True
        return super().focusNextPrevChild(forward)

    def insertFromMimeData(self, source: QMimeData) -> None:
        text = source.text() if source.hasText() else ""
        if not text and source.hasHtml():
            text = QTextDocumentFragment.fromHtml(source.html()).toPlainText()
        given = cleaned(text)
        if given.text:
            self.textCursor().insertText(given.text.rstrip("\n") if "\n" in text.strip() else given.text)
            self.ensureCursorVisible()
        if given.notes:
            self.said.emit(f"粘贴时{'，'.join(given.notes)}；按 Ctrl+Z 可退回。")

    def insert_speaker(self) -> None:
        """Everybody who may speak, in a list beside the caret."""
        self._offer("发言人", self._speakers, "", 0)

    def insert_phrase(self) -> None:
        """The branch's own phrases, likewise."""
        self._offer("常用语", self._phrases, "", 0)

    def select_piece(self, start: int, length: int) -> None:
        """Show a piece of the text as selected."""
        cursor = self.textCursor()
        last = self.document().characterCount() - 1
        cursor.setPosition(min(start, last))
        cursor.setPosition(min(start + length, last), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.centerCursor()

    def replace_piece(self, start: int, length: int, new: str) -> None:
        """As if typed over; Ctrl+Z takes it back."""
        self.select_piece(start, length)
        self.textCursor().insertText(new)

    # -- inside ----------------------------------------------------------------------------------------------

    def _fit(self) -> None:
        least, most = self._grows
        lines = min(max(int(self.document().size().height()), least), most)
        margin = 2 * (self.document().documentMargin() + self.frameWidth())
        height = round(lines * self.fontMetrics().lineSpacing() + margin) + px(4)
        if height != self.height():
            self.setFixedHeight(height)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._grows[1]:
            self._fit()

    def _changed(self, _where: int, _removed: int, _added: int) -> None:
        if not self._giving:
            self._touched, self._refused = True, -1
            self.typed.emit()

    def _go_on_counting(self) -> bool:
        cursor = self.textCursor()
        line = cursor.block().text()
        own = marker_of(line)
        if own is None or cursor.positionInBlock() < own.end or cursor.hasSelection():
            return False
        following = next_marker(line)
        if following is None:
            return False
        if not following:
            self._drop_bare_number()
            return True
        cursor.beginEditBlock()
        cursor.insertBlock()
        cursor.insertText(following)
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        return True

    def _drop_bare_number(self) -> bool:
        """A paragraph that is nothing but its number loses it in one stroke."""
        cursor = self.textCursor()
        line = cursor.block().text()
        own = marker_of(line)
        if own is None or line[own.end :].strip() or not cursor.atBlockEnd() or cursor.hasSelection():
            return False
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        return True

    def _expand(self) -> bool:
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        letters = _LETTERS.search(before)
        if not letters or cursor.hasSelection() or not (self._speakers or self._phrases):
            return False
        typed = letters[0].lower()
        known = (*self._speakers, *self._phrases)
        exact = [pick for pick in known if typed in pick.keys.split()]
        fits = exact or [pick for pick in known if pick.fits(typed)]
        if len(fits) == 1:
            self._put(fits[0].value, len(typed))
        elif fits:
            self._offer("发言人", fits, "", len(typed))
        elif self._refused == cursor.position():
            return False
        else:
            self._refused = cursor.position()
            self.said.emit(f"没有首字母是 {letters[0]} 的人或常用语；再按 Tab 离开。")
        return True

    def _offer(self, name: str, picks: Sequence[Pick], typed: str, letters: int) -> None:
        if self.isReadOnly():
            return
        if not picks:
            self.said.emit(f"还没有可选的{name}。")
            return
        self.popup = popup = PickPopup(self, name, picks, typed)
        popup.picked.connect(lambda value: self._put(value, letters))
        below = self.cursorRect().bottomLeft() + QPoint(0, 4)
        popup.open_at(self.viewport().mapToGlobal(below), self)

    def _put(self, value: str, letters: int) -> None:
        """A speaker's name with its colon at the beginning of a paragraph, plain within one; a phrase as it is."""
        cursor = self.textCursor()
        cursor.movePosition(
            QTextCursor.MoveOperation.PreviousCharacter, QTextCursor.MoveMode.KeepAnchor, letters
        )
        before = cursor.block().text()[: cursor.selectionStart() - cursor.block().position()]
        own = marker_of(before)
        begins = not before[own.end if own else 0 :].strip()
        is_name = any(pick.value == value for pick in self._speakers)
        cursor.insertText(f"{value}：" if is_name and begins else value)
        self.setTextCursor(cursor)
        self.setFocus()
