"""外发登记簿 at the committee: receipts, cards, copies and exports that ever left this computer."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from models.domain.handoff_facts import RegisterFacts
from ui.committee_context import committee_of
from ui.context import Context
from ui.dialogs.cleanup_dialog import CleanupDialog
from ui.tabs.handoff_register import RegisterPage, RegisterPane
from ui.theme import px
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room


class RegisterDialog(QDialog):
    """Reading only; the register itself cannot be changed."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._desk = context, committee_of(context)
        self.setWindowTitle("外发登记簿")
        self.resize(QSize(px(1240), px(640)).boundedTo(room(self)))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel("外发登记簿", "title"))
        row = QHBoxLayout()
        row.setSpacing(px(12))
        self.page, self.pane = RegisterPage(context.settings), RegisterPane()
        self.pane.close_button.hide()
        self.page.current_changed.connect(self.pane.show_entry)
        self.page.clean_wanted.connect(self.clean_up)
        row.addWidget(self.page, 1)
        row.addWidget(self.pane)
        self.pane.setFixedWidth(px(340))
        box.addLayout(row, 1)
        buttons = DialogButtons(self, "导出登记簿…", "看完了")
        self.export_button = buttons.ok_button
        self.export_button.clicked.connect(self.export)
        box.addWidget(buttons)
        self.refresh()

    def refresh(self) -> None:
        entries = self._desk.register.entries()
        self.page.show_entries(entries, len(self._desk.register.left_behind()))
        self.export_button.setEnabled(bool(entries))
        self.pane.setVisible(bool(entries))

    def clean_up(self) -> None:
        """Exported files that still lie about, unencrypted."""
        CleanupDialog(self._context, self).exec()
        self.refresh()

    def export(self) -> None:
        """The register as a sheet, as it is filtered."""
        desk, lines = self._desk, tuple(self.page.shown())
        self._context.export("H8", RegisterFacts(branch=desk.branch, as_of=desk.today(), entries=lines))
