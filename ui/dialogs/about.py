"""What this program is, what it is for, and what it does not promise."""

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.errors import program_version
from ui.theme import px
from ui.widgets.brand_strip import PROGRAM, emblem
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel

WORDS = (
    "一个党支部的名册、会议记录、党费台账和发展党员工作，离线使用，数据加密保存在本机。",
    "本软件仅用于非涉密信息。采用公开、标准的密码算法保护数据，未经商用密码产品认证。"
    "忘记口令时，任何人（包括开发者）都无法恢复数据。",
    "提示依据公开的规定整理，只作提醒；与上级规定不一致时，以上级规定为准。",
    "界面字体 Noto Sans SC、印刷字体 Noto Serif SC、霞鹜文楷、花园明朝，按各自的开源许可使用。",
)


class AboutDialog(QDialog):
    """Version and four sentences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"关于{PROGRAM}")
        self.setFixedWidth(px(520))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(20), px(24), px(16))
        box.setSpacing(px(12))
        head = QHBoxLayout()
        head.setSpacing(px(12))
        head.addWidget(emblem(44))
        names = QVBoxLayout()
        names.addWidget(PlainLabel(PROGRAM, "title"))
        names.addWidget(PlainLabel(f"版本 {program_version()} · Qt {qVersion()}", "quiet"))
        head.addLayout(names, 1)
        box.addLayout(head)
        for words in WORDS:
            box.addWidget(PlainLabel(words, wrap=True))
        buttons = DialogButtons(self, "关闭")
        buttons.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)
