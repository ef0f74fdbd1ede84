"""The pages of the handover wizard: who, what will happen, what goes on, what there is to print."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from models.domain.handover import HandedOver, Handover
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.form_grid import FormGrid
from ui.widgets.password_edit import PasswordEdit, TypingState
from ui.widgets.plain_label import PlainLabel
from ui.widgets.step_list import StepList, StepState

ABOUT = "换了书记，旧口令和旧恢复码都要作废。办完以后，只有接收人的新口令和新恢复码能打开数据；名册、会议、党费和修改历史都原样移交。"
WORK_STEPS = (
    "移交前备份",
    "做新密钥的副本",
    "逐页核对副本",
    "用新口令、新恢复码试开",
    "换上新的数据文件",
    "移交后备份并核对",
)
_FIRST_OF = (0, 1, 1, 3, 4, 5, 5, 6, 6)  # progress of the service -> how many of these are done


def _page(widget: QWidget) -> QVBoxLayout:
    box = QVBoxLayout(widget)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(px(10))
    return box


class WhoPage(QWidget):
    """Giver, taker, witness, and the present password."""

    list_wanted = Signal()

    def __init__(self, secretary: str, last: Handover | None) -> None:
        super().__init__()
        box = _page(self)
        box.addWidget(PlainLabel(ABOUT, "quiet", wrap=True))
        self.form = FormGrid()
        self.giver, self.taker, self.witness = QLineEdit(secretary), QLineEdit(), QLineEdit()
        self.form.add_line(
            ("giver", "移交人（原书记）", self.giver), ("taker", "接收人（新书记）", self.taker)
        )
        self.form.add("witness", "监交人（可以空着，打印后手写）", self.witness)
        self.password = PasswordEdit()
        self.form.add("password", "现在的口令（由移交人输入）", self.password)
        self.form.add_widget(TypingState(self.password))
        box.addWidget(self.form)
        self.last_button = QPushButton(f"打印上次的移交清单（{last.on}）" if last else "")
        self.last_button.setProperty("quiet", True)
        self.last_button.setAutoDefault(False)
        self.last_button.setVisible(last is not None)
        self.last_button.clicked.connect(self.list_wanted)
        box.addWidget(self.last_button, 0, Qt.AlignmentFlag.AlignLeft)
        box.addStretch(1)
        for key, line in (("giver", self.giver), ("taker", self.taker), ("witness", self.witness)):
            line.setMaxLength(40)
            line.textEdited.connect(lambda _text, key=key: self.form.set_problem(key, ""))
        self.password.changed.connect(lambda _text: self.form.set_problem("password", ""))

    def accept(self) -> bool:
        """Whether everything needed is there; otherwise the field says what is missing."""
        self.form.clear_problems()
        for key, line, words in (
            ("giver", self.giver, "请填写移交人"),
            ("taker", self.taker, "请填写接收人"),
        ):
            if not line.text().strip():
                self.form.set_problem(key, words)
        if self.giver.text().strip() and self.giver.text().strip() == self.taker.text().strip():
            self.form.set_problem("taker", "接收人和移交人是同一个人，请核对")
        if not self.password.text():
            self.form.set_problem("password", "请输入现在的口令")
        return not self.form.focus_first_problem()


class ConfirmPage(QWidget):
    """What will happen, and what becomes of the old backups."""

    def __init__(self) -> None:
        super().__init__()
        box = _page(self)
        self.plan = PlainLabel("", "heading", wrap=True)
        box.addWidget(self.plan)
        for line in (
            "1. 先做一份备份并核对。",
            "2. 数据换成新密钥：先做副本，核对无误才换上；中途断电，数据仍是原来的或新的，不会坏。",
            "3. 旧口令、旧恢复码和密钥托管作废；修改历史里记下这次移交，书记改为接收人。",
            "4. 打印移交清单，三方签名。",
        ):
            box.addWidget(PlainLabel(line, wrap=True))
        box.addWidget(PlainLabel("移交以前的备份（只能用旧口令或旧恢复码打开）", "heading"))
        self.choice = QButtonGroup(self)
        for number, words in enumerate(
            ("保留（旧恢复码单要一起封存，否则以后打不开）", "移交后的第一份备份核对无误后，从这台电脑上删除")
        ):
            button = QRadioButton(words)
            self.choice.addButton(button, number)
            box.addWidget(button)
        self.choice.buttons()[0].setChecked(True)
        box.addWidget(PlainLabel("U 盘和其他地方的备份不动，由移交人当面交清。", "quiet", wrap=True))
        box.addStretch(1)

    @property
    def removes(self) -> bool:
        return self.choice.checkedId() == 1

    def show_plan(self, plan: Handover) -> None:
        witness = f"，监交人 {plan.witness}" if plan.witness else ""
        self.plan.setText(f"{plan.giver} 移交给 {plan.taker}{witness}")


class WorkPage(QWidget):
    """The steps while they go on."""

    def __init__(self) -> None:
        super().__init__()
        box = _page(self)
        box.addWidget(PlainLabel("正在移交，请不要关机。", wrap=True))
        self.steps = StepList(WORK_STEPS, name_width=220)
        box.addWidget(self.steps)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        box.addWidget(self.bar)
        box.addStretch(1)

    def set_progress(self, done: int, total: int) -> None:
        finished = _FIRST_OF[min(done, len(_FIRST_OF) - 1)]
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        for place in range(len(WORK_STEPS)):
            state = (
                StepState.DONE
                if place < finished
                else StepState.DOING
                if place == finished
                else StepState.WAITING
            )
            self.steps.set_state(place, state)


class DonePage(QWidget):
    """What is in force now, and the list to sign."""

    list_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        box = _page(self)
        self.said = Banner("", "done")
        box.addWidget(self.said)
        self.problem = Banner("", "soon")
        box.addWidget(self.problem)
        self.code = PlainLabel("", wrap=True)
        box.addWidget(self.code)
        self.list_button = QPushButton("打印移交清单…")
        self.list_button.setAutoDefault(False)
        self.list_button.clicked.connect(self.list_wanted)
        box.addWidget(self.list_button, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(
            PlainLabel(
                "清单一式两份，移交人、接收人、监交人签名。新恢复码单由接收人当面封存，旧单子当面销毁或随旧备份封存。",
                "quiet",
                wrap=True,
            )
        )
        box.addStretch(1)

    def show_result(self, done: HandedOver) -> None:
        last = done.facts.handover
        self.said.say(f"已移交给 {last.taker}。现在只有新口令和新恢复码能打开数据。", "done")
        self.problem.say(done.problem, "soon")
        self.problem.setVisible(bool(done.problem))
        self.code.setText(f"操作记录止于第 {last.seq} 号，核对码 {last.head_code}（已印在清单上）。")
