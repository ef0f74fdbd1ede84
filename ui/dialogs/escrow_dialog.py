"""A branch lost its password and its recovery slip: open the key it had put in escrow with this committee."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from models.domain.errors import UserError
from models.domain.recovery_code import written
from models.services.escrow import answer
from ui.committee_context import committee_of
from ui.context import Context
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.file_drop import FileDrop
from ui.widgets.plain_label import PlainLabel

FILTER = "托管密钥 (*.age);;所有文件 (*)"
WORDS = (
    "选支部交来的托管密钥文件（TG-….age），也可以拖到这里。\n"
    "先确认是支部书记本人、带着介绍信来办：打开以后能看到支部的全部数据。"
)
NEXT = (
    "把开启码抄在纸上，和开启文件分开交给支部；关上这个窗口就看不到了。\n"
    "支部在口令页点“忘记口令？用恢复码打开”，选开启文件，输入开启码，再设新口令、做新恢复码单。"
)


class EscrowDialog(QDialog):
    """The code is shown once and stored nowhere."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._desk = context, committee_of(context)
        self.setWindowTitle("替支部开启托管的密钥")
        self.setMinimumSize(px(600), px(380))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel("替支部开启托管的密钥", "title"))
        self.pages = QStackedWidget()
        self.file_page = FileDrop(WORDS, "选择托管密钥", FILTER, str(Path.home()))
        self.file_page.chosen.connect(self.open_file)
        self.pages.addWidget(self.file_page)
        self.pages.addWidget(self._code_page())
        box.addWidget(self.pages, 1)
        self.buttons = DialogButtons(self, "已抄在纸上", "关闭")
        self.ok_button = self.buttons.ok_button
        self.ok_button.hide()
        self.ok_button.clicked.connect(self.accept)
        box.addWidget(self.buttons)

    def _code_page(self) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(12))
        self.said = Banner("", "done")
        self.code = PlainLabel("", wrap=True)
        font = QFont(self.code.font())
        font.setPixelSize(px(22))
        self.code.setFont(font)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        box.addWidget(self.said)
        box.addWidget(PlainLabel("一次性开启码", "heading"))
        box.addWidget(self.code)
        box.addWidget(PlainLabel(NEXT, wrap=True))
        box.addStretch(1)
        return page

    def open_file(self, path: str) -> None:
        """Ask where the opening file goes, then make it."""
        self.file_page.say_problem("")
        folder = QFileDialog.getExistingDirectory(self, "开启文件写到哪里", str(Path(path).parent))
        if not folder:
            return
        out = Path(folder) / f"{Path(path).stem}-opening.json"
        try:
            branch, code = answer(self._desk.store, self._desk.today(), Path(path), out)
        except UserError as error:
            self.file_page.say_problem(str(error))
            return
        self.said.say(f"已为“{branch}”写出开启文件：{out}。已记入外发登记簿。", "done")
        self.code.setText("  ".join(written(code).split("-")))
        self.pages.setCurrentIndex(1)
        if self.buttons.leave_button is not None:
            self.buttons.leave_button.hide()
        self.ok_button.show()
        self.ok_button.setFocus()
