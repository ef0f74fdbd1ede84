"""Several ticks as one field: 入党志愿书、入党申请书 …; kept and printed as one text."""

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from ui.theme import px

_JOINT = "、"


class TickList(QWidget):
    """`text()` joins what is ticked; what a stored text says beside the choices is kept."""

    def __init__(self, choices: Sequence[str], columns: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._more: list[str] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(4))
        self.boxes = [QCheckBox(choice) for choice in choices]
        for at, box in enumerate(self.boxes):
            grid.addWidget(box, at // columns, at % columns)
        if self.boxes:
            self.setFocusProxy(self.boxes[0])

    def text(self) -> str:
        return _JOINT.join([*(box.text() for box in self.boxes if box.isChecked()), *self._more])

    def set_text(self, text: str) -> None:
        words = [word for word in text.split(_JOINT) if word]
        for box in self.boxes:
            box.setChecked(box.text() in words)
        known = {box.text() for box in self.boxes}
        self._more = [word for word in words if word not in known]
