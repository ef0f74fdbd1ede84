"""What this program is, what it is made of and where it keeps things, and what it does not promise."""

import platform
from collections.abc import Sequence
from pathlib import Path

import PySide6
from PySide6.QtCore import QSysInfo, qVersion
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from models.services import engine
from ui import places
from ui.errors import program_version
from ui.paperwork import open_folder
from ui.theme import px
from ui.widgets.brand_strip import PROGRAM, emblem
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.plain_label import PlainLabel

WORDS = (
    "一个党支部的名册、会议记录、党费台账和发展党员工作，离线使用，数据加密保存在本机。",
    "本软件仅用于非涉密信息。采用公开、标准的密码算法保护数据，未经商用密码产品认证。"
    "忘记口令时，任何人（包括开发者）都无法恢复数据。",
    "提示依据公开的规定整理，只作提醒；与上级规定不一致时，以上级规定为准。",
    "界面用 Noto Sans SC，打印用 Noto Serif SC、FandolFang 仿宋、霞鹜文楷，生僻字用花园明朝，"
    "各按其开源许可使用。",
)


def facts() -> list[tuple[str, str]]:
    """(what, which) of everything a person who helps will ask for; nothing about the branch or the user."""
    cipher, sqlite = engine.versions()
    return [
        ("版本", program_version() + ("（便携模式）" if places.current().portable else "")),
        ("界面", f"Qt {qVersion()} · PySide6 {PySide6.__version__} · Python {platform.python_version()}"),
        ("数据加密", f"SQLCipher {cipher} · SQLite {sqlite}"),
        ("系统", f"{QSysInfo.prettyProductName()} · {QSysInfo.currentCpuArchitecture()}"),
    ]


class AboutDialog(QDialog):
    """`store` is the folder of the open branch; without one the place a new one would get."""

    def __init__(self, parent: QWidget | None = None, store: Path | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"关于{PROGRAM}")
        self.setFixedWidth(px(720))
        box = self._box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(16), px(24), px(12))
        box.setSpacing(px(8))
        head = QHBoxLayout()
        head.setSpacing(px(12))
        head.addWidget(emblem(44, "app.png"))
        names = QVBoxLayout()
        names.addWidget(PlainLabel(PROGRAM, "title"))
        names.addWidget(PlainLabel(f"版本 {program_version()}", "quiet"))
        head.addLayout(names, 1)
        box.addLayout(head)
        for words in WORDS:
            box.addWidget(PlainLabel(words, wrap=True))
        self._facts = facts()
        where = places.current()
        box.addLayout(
            self._grid([*self._facts[1:]], (("支部数据", store or where.store), ("日志", where.logs)))
        )
        box.addWidget(self._buttons())

    def showEvent(self, event: QShowEvent) -> None:
        """As high as the wrapped sentences need at this width: Qt asks for less when text is large."""
        self._box.activate()
        self.resize(self.width(), self._box.totalHeightForWidth(self.width()))
        super().showEvent(event)

    def _grid(self, lines: Sequence[tuple[str, str]], folders: Sequence[tuple[str, Path]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(4))
        grid.setColumnStretch(1, 1)
        for row, (what, which) in enumerate([*lines, *((what, str(path)) for what, path in folders)]):
            grid.addWidget(PlainLabel(what, "field"), row, 0)
            value = ElidedLabel(which, "field")
            value.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            grid.addWidget(value, row, 1)
        for row, (what, path) in enumerate(folders, len(lines)):
            button = QPushButton("打开")
            button.setProperty("quiet", True)
            button.setProperty("compact", True)
            button.setAccessibleName(f"打开文件夹：{what}")
            button.clicked.connect(lambda _=False, folder=path: open_folder(folder))
            grid.addWidget(button, row, 2)
        return grid

    def _buttons(self) -> DialogButtons:
        buttons = DialogButtons(self, "关闭")
        buttons.ok_button.clicked.connect(self.accept)
        buttons.ok_button.setFocus()
        self.copy_button = buttons.add_extra(QPushButton("复制版本信息"))
        self.copy_button.clicked.connect(self._copy)
        self.licences_button = buttons.add_extra(QPushButton("开放源代码许可"))
        self.licences_button.clicked.connect(self._show_licences)
        return buttons

    def _copy(self) -> None:
        lines = [PROGRAM, *(f"{what}：{which}" for what, which in self._facts)]
        QGuiApplication.clipboard().setText("\n".join(lines))
        self.copy_button.setText("已复制")

    def _show_licences(self) -> None:
        from ui.dialogs.licences_dialog import LicencesDialog  # noqa: PLC0415  (start-up: shown on request)

        LicencesDialog(parent=self).exec()
