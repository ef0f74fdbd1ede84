"""The password is forgotten: open by the recovery code (or with the committee's help), then set a new password."""

from pathlib import Path

from PySide6 import QtWidgets
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.domain.handover import LOST_BOTH
from ui.theme import active, px
from ui.widgets.code_edit import CodeEdit
from ui.widgets.new_password import NewPassword
from ui.widgets.plain_label import PlainLabel

CODE, PASSWORD = 0, 1


class RecoverPage(QWidget):
    """`code_given(text, opening file or None)`, then `password_given(text)`; answers come as `refuse` or `opened`."""

    code_given = Signal(str, object)
    password_given = Signal(str)
    back_wanted = Signal()

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("page", True)
        self.opening: Path | None = None
        center = QHBoxLayout(self)
        center.setContentsMargins(px(20), px(24), px(20), px(16))
        column = QWidget()
        column.setMaximumWidth(active().px("form"))
        center.addStretch(1)
        center.addWidget(column, 100)
        center.addStretch(1)
        box = QVBoxLayout(column)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(12))
        self.title = PlainLabel("用恢复码打开", "title")
        box.addWidget(self.title)
        self.place = PlainLabel(f"数据位置：{folder}", "field", wrap=True)
        box.addWidget(self.place)
        self.pages = QStackedWidget()
        self.pages.addWidget(self._code_page())
        self.pages.addWidget(self._password_page())
        box.addWidget(self.pages, 1)
        self.problem = PlainLabel("", "problem", wrap=True)
        self.problem.hide()
        box.addWidget(self.problem)
        self.busy_bar = QProgressBar()
        self.busy_bar.setRange(0, 0)
        self.busy_bar.setTextVisible(False)
        self.busy_bar.hide()
        box.addWidget(self.busy_bar)
        box.addLayout(self._buttons())
        self._judge()
        self.setFocusProxy(self.code.field)

    def _code_page(self) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        box.addWidget(PlainLabel("请照恢复码单输入：", "field"))
        self.code = CodeEdit()
        self.code.changed.connect(lambda _code: self._judge())
        self.code.confirmed.connect(self.submit)
        box.addWidget(self.code)
        row = QHBoxLayout()
        self.opening_button = QPushButton("有上级党委给的开启文件…")
        self.opening_button.setProperty("quiet", True)
        self.opening_button.clicked.connect(self._choose_opening)
        row.addWidget(self.opening_button)
        row.addStretch(1)
        box.addLayout(row)
        box.addStretch(1)
        box.addWidget(PlainLabel(LOST_BOTH, "quiet", wrap=True))
        return page

    def _password_page(self) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        box.addWidget(
            PlainLabel("数据已经打开。请现在设一个新口令，原来的口令随即作废。", "quiet", wrap=True)
        )
        self.new_password = NewPassword()
        self.new_password.confirmed.connect(self.submit)
        box.addWidget(self.new_password)
        box.addStretch(1)
        return page

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.back_button = QPushButton("回到口令页")
        self.back_button.setProperty("quiet", True)
        self.back_button.clicked.connect(self.back_wanted)
        row.addWidget(self.back_button)
        row.addStretch(1)
        self.next_button = QPushButton()
        self.next_button.setProperty("primary", True)
        self.next_button.clicked.connect(self.submit)
        row.addWidget(self.next_button)
        return row

    def submit(self) -> None:
        """Enter or the button."""
        self.problem.hide()
        if not self.next_button.isEnabled():
            return
        if self.pages.currentIndex() == CODE:
            self.code_given.emit(self.code.field.text(), self.opening)
        elif self.new_password.accept():
            self.password_given.emit(self.new_password.text())

    def opened(self, names: tuple[str, ...]) -> None:
        """The code was right: on to the new password, which must not be one of `names`."""
        self.set_busy(False)
        self.code.clear()
        self.new_password.names = names
        self.title.setText("设新口令")
        self.pages.setCurrentIndex(PASSWORD)
        self._judge()
        self.new_password.setFocus()

    def refuse(self, message: str) -> None:
        self.set_busy(False)
        self.problem.setText(f"× {message}")
        self.problem.show()

    def set_busy(self, busy: bool) -> None:
        self.busy_bar.setVisible(busy)
        self.pages.setEnabled(not busy)
        self.back_button.setEnabled(not busy)
        self._busy = busy
        self._judge()

    _busy = False

    def _choose_opening(self) -> None:
        chosen, _ = QtWidgets.QFileDialog.getOpenFileName(
            self, "选择上级党委给的开启文件", "", "开启文件 (*.json);;所有文件 (*)"
        )
        if chosen:
            self.use_opening(Path(chosen))

    def use_opening(self, path: Path) -> None:
        """The committee's file; the code typed is then the one on its paper."""
        self.opening = path
        self.opening_button.setText(f"开启文件：{path.name}（换一个…）")
        self.code.setFocus()

    def _judge(self) -> None:
        first = self.pages.currentIndex() == CODE
        self.next_button.setEnabled(not self._busy and (not first or self.code.code().complete))
        self.next_button.setText(
            "正在打开…" if self._busy and first else "打开" if first else "设为新口令并打开"
        )
