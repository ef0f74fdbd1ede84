"""A double-clicked package: who made it, for whom, when, and how much is in it. Nothing is taken over here."""

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from models.domain.money import yuan
from models.services.package_look import PackageLook
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.count_grid import told
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.fact_lines import FactLines
from ui.widgets.handoff_words import shown_time, state_of
from ui.widgets.plain_label import PlainLabel


class PackageDialog(QDialog):
    """Accepted means: show our own line of it in the register."""

    def __init__(self, look: PackageLook, file_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("上报包")
        self.setMinimumWidth(px(520))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        self.title = PlainLabel(f"{look.sender}的第 {look.seq} 号上报包", "title", wrap=True)
        box.addWidget(self.title)
        self.said = Banner(*_said(look))
        box.addWidget(self.said)
        self.facts = FactLines(92)
        counts = "，".join(f"{count.label} {count.total:,}" for count in told(look.counts))
        lines = [
            ("文件", file_name),
            ("报给", look.recipient),
            ("制作时间", shown_time(look.made_at)),
            ("包含内容", look.profile or "全部项目"),
            ("记录", counts),
            ("党费合计", f"{yuan(look.dues_fen)} 元" if look.dues_fen else ""),
            ("核对码", look.check_code),
        ]
        self.facts.show_lines([line for line in lines if line[1]])
        box.addWidget(self.facts)
        buttons = DialogButtons(self, "到登记簿看", "关闭") if look.entry else DialogButtons(self, "知道了")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self.accept if look.entry else self.reject)
        box.addWidget(buttons)


def _said(look: PackageLook) -> tuple[str, str]:
    """One sentence on whether it can be relied on, and its tone."""
    if look.entry is not None:
        state = state_of(look.entry)[0]
        return f"这是本支部做的上报包，文件完好，没有被改动。登记簿：{state}。", "done"
    if look.sender_known:
        return "文件完好，没有被改动，制作者的密钥卡已经登记过。上报包由上级党委导入，这里只能看。", "info"
    return "文件完好，但制作者的密钥卡没有在这里登记过，不能确认是谁做的。", "soon"
