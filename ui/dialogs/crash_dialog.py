"""Something the program did wrong: what is safe, and a report to copy that holds no personal data."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel


class CrashDialog(QDialog):
    """The program goes on; what was saved stays saved."""

    def __init__(self, report: str, parent: QWidget | None = None, file: Path | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("程序出了问题")
        self.setMinimumSize(px(600), px(400))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(20), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel("这一步没有做成，是程序的问题", "title"))
        box.addWidget(
            PlainLabel(
                "已经保存的数据没有受影响，可以关闭本窗口继续使用。如果再次出现，请把下面的报告复制给"
                "维护人员。报告只含版本和出错位置，不含姓名、证件号等内容。",
                wrap=True,
            )
        )
        self.place = PlainLabel(f"报告已存入：{file}", "quiet", wrap=True)
        self.place.setVisible(file is not None)
        box.addWidget(self.place)
        self.report = QPlainTextEdit(report)
        self.report.setReadOnly(True)
        self.report.setAccessibleName("出错报告")
        box.addWidget(self.report, 1)
        buttons = DialogButtons(self, "继续使用", primary=True)
        self.copy_button = buttons.add_extra(QPushButton("复制报告"))
        self.copy_button.clicked.connect(self._copy)
        buttons.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
        self.copy_button.setText("已复制")
