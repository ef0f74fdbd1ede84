"""换届移交: who and whom, the next secretary's password, a new slip, then a new key for the data; nothing before the end."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.domain.errors import UserError
from models.domain.handover import HandedOver, Handover
from ui.context import Context
from ui.dialogs.handover_pages import ConfirmPage, DonePage, WhoPage, WorkPage
from ui.dialogs.slip_preview import preview_facts, preview_slip
from ui.tasks import Task
from ui.theme import px
from ui.widgets.dialog_buttons import decides_on_enter
from ui.widgets.new_password import NewPassword
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import room
from ui.widgets.slip_panel import SHOW, SlipPanel

STEPS = ("双方", "新口令", "恢复码", "确认", "移交", "完成")
WHO, PASSWORD, SLIP, CONFIRM, WORK, DONE = range(6)


class HandoverWizard(QDialog):
    """After `handed_over` the data are closed: the window locks, and the next secretary opens them."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._keys = context, context.desk.keys
        self._busy = False
        self.handed_over = False
        self.result_facts: HandedOver | None = None
        self.setWindowTitle("换届移交")
        self.resize(QSize(px(680), px(560)).boundedTo(room(self)))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel("换届移交", "title"))
        self.steps = PlainLabel("", "quiet", wrap=True)
        box.addWidget(self.steps)
        self.who = WhoPage(context.desk.branch.secretary, self._keys.last_handover())
        self.new_password = NewPassword(self._keys.names())
        self.slip = SlipPanel(lambda code: preview_slip(context, code, self))
        self.confirm, self.work, self.done_page = ConfirmPage(), WorkPage(), DonePage()
        self.pages = QStackedWidget()
        for page in (self.who, self._password_page(), self.slip, self.confirm, self.work, self.done_page):
            self.pages.addWidget(page)
        box.addWidget(self.pages, 1)
        self.problem = PlainLabel("", "problem", wrap=True)
        self.problem.hide()
        box.addWidget(self.problem)
        box.addLayout(self._buttons())
        self.who.list_wanted.connect(self._print_last)
        self.slip.turned.connect(lambda _page: self._judge())
        self.slip.confirmed.connect(lambda: self._go(CONFIRM))
        self.done_page.list_wanted.connect(self._print_list)
        context.tasks.progressed.connect(self._progressed)
        self._task: Task | None = None
        self._go(WHO)

    def _password_page(self) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        self.turn = PlainLabel("", wrap=True)
        box.addWidget(self.turn)
        box.addWidget(self.new_password)
        box.addStretch(1)
        return page

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.cancel_button = QPushButton("不移交了")
        self.cancel_button.clicked.connect(self.reject)
        self.back_button = QPushButton("上一步")
        self.back_button.clicked.connect(self._back)
        self.next_button = QPushButton("下一步")
        self.next_button.setProperty("primary", True)
        self.next_button.clicked.connect(self._next)
        row.addStretch(1)
        for button in (self.cancel_button, self.back_button, self.next_button):
            button.setAutoDefault(False)
            row.addWidget(button)
        return row

    @property
    def step(self) -> int:
        return self.pages.currentIndex()

    # steps

    def _go(self, step: int) -> None:
        self.problem.hide()
        self.pages.setCurrentIndex(step)
        marks = [f"{'●' if at == step else '○'} {at + 1} {name}" for at, name in enumerate(STEPS)]
        self.steps.setText("　".join(marks))
        self._judge()
        if step == PASSWORD:
            self.turn.setText(
                f"请接收人（{self.who.taker.text().strip()}）坐到电脑前，自己设定并记住新口令："
            )
        if step == CONFIRM:
            self.confirm.show_plan(self._plan())
        held = {WHO: self.who.taker if self.who.giver.text() else self.who.giver, PASSWORD: self.new_password}
        held.get(step, self.next_button).setFocus()

    def _judge(self) -> None:
        step = self.step
        slip = "已打印或抄好，下一步" if self.slip.step == SHOW else "核对，下一步"
        words = {SLIP: slip, CONFIRM: "开始移交", DONE: "用新口令打开"}
        self.next_button.setText(words.get(step, "下一步"))
        self.next_button.setEnabled(not self._busy)
        self.next_button.setVisible(step != WORK)
        self.back_button.setVisible(step in (PASSWORD, SLIP, CONFIRM))
        self.cancel_button.setVisible(step < WORK)
        self.cancel_button.setEnabled(not self._busy)
        decides_on_enter(self.next_button)

    def _back(self) -> None:
        if self.step == SLIP and self.slip.step != SHOW:
            self.slip.show_code()
        else:
            self._go(self.step - 1)

    def _next(self) -> None:
        if self._busy:
            return
        match self.step:
            case 0:
                self._check_password()
            case 1:
                if self.new_password.accept():
                    self._go(SLIP)
            case 2:
                self.slip.next()
            case 3:
                self._hand_over()
            case 5:
                self.accept()

    def _check_password(self) -> None:
        """The present secretary is there: only the present password starts a handover."""
        if not self.who.accept():
            return
        password = self.who.password.text()
        self._set_busy(True)
        self._context.tasks.run(
            lambda _p, _c: self._keys.check_secret(password),
            lambda _n: self._set_busy(False) or self._go(PASSWORD),
            self._failed,
            title="正在核对口令…",
            cancellable=False,
        )

    def _plan(self) -> Handover:
        return Handover(
            giver=self.who.giver.text().strip(),
            taker=self.who.taker.text().strip(),
            witness=self.who.witness.text().strip(),
            on=self._context.desk.today(),
        )

    def _hand_over(self) -> None:
        plan, password, code = self._plan(), self.new_password.text(), self.slip.code
        remove = self.confirm.removes
        self._set_busy(True)
        self._go(WORK)
        self._task = self._context.tasks.run(
            lambda progress, _c: self._keys.hand_over(
                plan, password, code, remove_old_backups=remove, progress=progress
            ),
            self._finished,
            self._failed,
            title="正在移交…",
            cancellable=False,
        )

    def _progressed(self, task: Task) -> None:
        if self.step == WORK and task.title == "正在移交…":
            self.work.set_progress(task.done, task.total)

    def _finished(self, done: HandedOver) -> None:
        self.handed_over, self.result_facts = True, done
        self._set_busy(False)
        self.done_page.show_result(done)
        self._go(DONE)

    def _failed(self, error: BaseException) -> None:
        self._set_busy(False)
        self.handed_over = not self._keys.is_open
        if not isinstance(error, UserError):
            self._context.tasks.failed.emit(error)
            super().reject()
            return
        if self.handed_over:
            self._context.show_error(error)
            super().reject()
            return
        if self.step == WORK:
            self._go(CONFIRM)
        self.problem.setText(f"× {error}")
        self.problem.show()

    # paper

    def _print_list(self) -> None:
        if self.result_facts is not None:
            preview_facts(self._context, "H4", self.result_facts.facts, self)

    def _print_last(self) -> None:
        preview_facts(self._context, "H4", self._keys.facts(), self)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.who.setEnabled(not busy)
        self._judge()

    def reject(self) -> None:
        """Before the work starts nothing has happened; while it goes on nobody leaves; after it there is one way."""
        if self.step == DONE:
            self.accept()
        elif not self._busy:
            super().reject()
