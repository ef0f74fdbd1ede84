"""F1: the shortcuts as the actions table has them, and the questions asked most."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from models.domain.dates import chinese_date
from models.domain.retention import RULES
from models.domain.rule_words import movement_rules
from models.domain.rules import RuleSet, load_rules
from ui.actions import ACTIONS, FURTHER_KEYS
from ui.theme import px
from ui.widgets.article_links import ArticleLinks
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.plain_label import PlainLabel

QUESTIONS = (
    (
        "录错了怎么办？",
        "按 Ctrl+Z，或点下方状态栏的“撤销”。已入账的缴费用“冲销”，已签字的会议用“更正…”，都要写理由。",
    ),
    ("提示说“无法判断”是什么意思？", "缺少日期或人数，程序不猜。补上就会判断。"),
    ("提示不符合我们的实际情况？", "点“已核实…”写明理由，提示就不再催，理由会一起打印。"),
    ("打印出来和预览一样吗？", "一样。预览、PDF 和打印用的是同一份页面。"),
    (
        "纸上的“核对码”怎么核对？",
        "打开“操作记录”，把 12 位核对码打进查找框：找得到的那一条，就是打印那一刻的最后一条操作；找不到，说明记录被换过或改过。"
        "已定稿的会议记录另有“校验码”，与会议页上方的一致，就是定稿时的原文。",
    ),
    (
        "过一会儿自己锁定了？",
        "没有操作满 10 分钟（“设置”里可改为 1 至 30 分钟）、电脑睡眠、锁屏或切换用户时自动锁定。没填完的表单每半分钟存一次草稿，"
        "输入口令后接着填；断电后下次打开也会问要不要继续。",
    ),
    (
        "忘记口令怎么办？",
        "在口令页点“忘记口令？用恢复码打开”，照封存的恢复码单输入，再设新口令。"
        "忘记口令且遗失恢复码时，任何人（包括开发者）都无法恢复数据。",
    ),
    (
        "换了书记怎么办？",
        "在“数据安全”里点“换届移交”：接收人设新口令、封存新恢复码单，打印移交清单签名；旧口令和旧单子随即作废。",
    ),
    (
        "县里发的 Word 表怎么自动填？",
        "在 Word 或 WPS 里打开那张表，在要填的格子里写上字段名，如 {{姓名}}、{{出生年月}}，家庭成员写在表格的一行里会逐行重复；"
        "存为 .docx，从“菜单”的“县里的模板”放进来，写错的字段会指出来。以后在名册里选人填写，一人一个文件或合成一个文件。",
    ),
    (
        "怎么上报给上级党委？",
        "“上报交接”里先导入上级党委的密钥卡，和盖章的纸核对；再点“写到 U 盘…”，拔出再插入核对，打印交接单签字。"
        "对方给的回执点“收回执…”，退回的意见列在“待办”。",
    ),
    (
        "两台电脑都录了内容怎么办？",
        "在“菜单 → 备份与合并”的“与另一台电脑合并”里生成数据包，拿到另一台电脑选它："
        "先看会带来什么，两边改得不一样的逐处选定，没有采用的也留有记录。合并前自动备份。",
    ),
    (
        "上级党委、党总支怎么用？",
        "第一次打开时选“上级党委”或“党总支”，另建一份数据。把“密钥卡”的文件和盖章的纸发给各支部，也登记各支部的密钥卡；"
        "收包在“接收上报”：插好 U 盘选它，看清会改动什么再导入，然后“写回执”写回支部的 U 盘，或打印出来。",
    ),
    (
        "外地党员在本支部参加活动，登记在哪里？",
        "“菜单 → 党员变动 → 流入党员”。组织关系没有转来的不进名册，没有表决权，不计入党员数；离开时登记返回，打印流入台账。",
    ),
    (
        "党委收到的包有疑问怎么办？",
        "同号不同包、序号不接续、同一人在两个支部等，都列在“待裁决”，写明理由由人裁决，裁决前原有数据不变。"
        "支部报来的内容在党委只看不改，要改的点“退回修改…”，随下一份回执回到支部的“待办”。",
    ),
    (
        "支部口令和恢复码都丢了，党委能帮忙吗？",
        "支部以前托管过密钥就可以：在“下级支部”的“更多”里“替支部开启托管的密钥…”，把开启文件和抄下的开启码分开交给支部。",
    ),
    ("怎么换电脑？", "先“立即备份”，再把备份文件夹拷到新电脑，用“打开别处的数据”打开。"),
)


def shortcuts() -> list[tuple[str, str, str]]:
    """(what, keys, explanation) of every action that has keys, then of tables and fields."""
    lines = [
        (spec.text, QKeySequence(spec.shortcut).toString(QKeySequence.SequenceFormat.NativeText), spec.help)
        for spec in ACTIONS
        if spec.shortcut
    ]
    return lines + [("", keys, words) for keys, words in FURTHER_KEYS]


class HelpDialog(QDialog):
    """Questions, rules, how long, keys: one column that scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("帮助")
        self.edition = load_rules().editions["movement"][-1]
        self.rules: list[ArticleLinks] = []
        self.resize(px(720), px(580))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        inside = QWidget()
        page = QVBoxLayout(inside)
        page.setContentsMargins(0, 0, px(12), 0)
        page.setSpacing(px(8))
        page.addWidget(PlainLabel("常见问题", "title"))
        for question, answer in QUESTIONS:
            page.addWidget(PlainLabel(question, "heading"))
            page.addWidget(PlainLabel(answer, wrap=True))
        page.addSpacing(px(12))
        page.addWidget(PlainLabel("党员变动核对哪些规定", "title"))
        page.addWidget(PlainLabel(_about(self.edition), "quiet", wrap=True))
        page.addLayout(self._rules())
        page.addSpacing(px(12))
        page.addWidget(PlainLabel("保存多久", "title"))
        page.addWidget(
            PlainLabel(
                "下面只是说明：期满只提示，程序从不自动销毁。属于档案的按档案规定长期保存。", wrap=True
            )
        )
        page.addLayout(self._retention())
        page.addSpacing(px(12))
        page.addWidget(PlainLabel("快捷键", "title"))
        page.addLayout(self._keys())
        page.addStretch(1)
        area.setWidget(inside)
        box.addWidget(area, 1)
        buttons = DialogButtons(self, "看完了")
        buttons.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)
        buttons.ok_button.setFocus()

    def _rules(self) -> QGridLayout:
        """What is looked at, and the article beside it."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(2))
        grid.setColumnStretch(0, 1)
        for row, rule in enumerate(movement_rules(self.edition)):
            link = ArticleLinks(self)  # without a parent it would be a window for a moment
            link.show_articles([("依据", rule.citation)])
            self.rules.append(link)
            grid.addWidget(PlainLabel(rule.text, wrap=True), row, 0)
            grid.addWidget(link, row, 1)
        return grid

    def _retention(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(6))
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 4)
        for row, kept in enumerate(RULES):
            for column, text in enumerate((kept.what, kept.how_long, kept.why)):
                label = PlainLabel(text, "quiet" if column == 2 else "", wrap=True)
                grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)
        return grid

    def _keys(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(6))
        grid.setColumnStretch(1, 1)
        for row, (what, keys, words) in enumerate(shortcuts()):
            grid.addWidget(PlainLabel(keys), row, 0, Qt.AlignmentFlag.AlignTop)
            text = f"{what}：{words}" if what else words
            grid.addWidget(PlainLabel(text, "quiet", wrap=True), row, 1)
        return grid


def _about(edition: RuleSet) -> str:
    since = chinese_date(edition.effective_from)
    return (
        f"{edition.title}，{since}起。提示列在“党员变动”和本人资料里，只请核对，不改名册；与实际不符的点“已核实…”。"
        "点右边的依据看条文的大意。"
    )
