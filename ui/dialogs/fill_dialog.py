"""填写模板: for whom, into one file or many, where to; written in the background, to be cancelled."""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QDialog, QVBoxLayout, QWidget

from models.domain.dates import chinese_date
from models.domain.errors import Cancelled, UserError
from models.domain.template import TemplateEntry
from ui import county_papers
from ui.context import Context
from ui.tasks import IsCancelled, Progress
from ui.theme import px
from ui.widgets.banner import Banner
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.export_form import NOTE
from ui.widgets.folder_field import FolderField
from ui.widgets.form_grid import FormGrid
from ui.widgets.job_bar import JobBar
from ui.widgets.plain_label import PlainLabel
from ui.widgets.screen_fit import grow

CHOSEN, ALL = "chosen", "all"
EACH, JOINED = "each", "joined"
KEY = "fill-template"
_NAMED = 6
MEETINGS = 200  # offered, the newest


class FillDialog(QDialog):
    """`files` are those written, after accepting."""

    def __init__(
        self,
        context: Context,
        entry: TemplateEntry,
        ids: Sequence[int] = (),
        parent: QWidget | None = None,
        *,
        day: str = "",
    ) -> None:
        """`ids`: people as on `day` (today without any), of a template of meetings the meetings."""
        super().__init__(parent)
        self._context, self._entry, self._ids, self._day = context, entry, list(ids), day
        self.files: list[Path] = []
        desk = context.desk
        judged = county_papers.judge(desk, desk.templates.content(entry))
        self._template = judged.template
        self._of_meeting = self._template.subject == "meeting"
        self._count = 0 if self._of_meeting else len(desk.roster.members(day or desk.today()))
        self.setWindowTitle(f"填写：{entry.name}")
        self.setMinimumWidth(px(520))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel(f"填写“{entry.name}”", "title", wrap=True))
        self.about = PlainLabel(self._told(), "quiet", wrap=True)
        box.addWidget(self.about)
        self.problem = Banner("", "late")
        if judged.wrong or judged.told:
            words = judged.wrong or judged.told
            self.problem.say("\n".join(words[:_NAMED]), "late" if judged.wrong else "soon")
        self.problem.setVisible(bool(judged.wrong or judged.told))
        box.addWidget(self.problem)
        box.addWidget(self._form())
        box.addWidget(PlainLabel(NOTE, "field", wrap=True))
        if not self.people.count():
            self._say("还没有会议：先在“会议”里新建一次，再来填写。")
        self.job = JobBar(context.tasks)
        box.addWidget(self.job)
        buttons = DialogButtons(self, "填写", "不填了")
        self.ok_button = buttons.ok_button
        self.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)
        self._judge()

    def _told(self) -> str:
        fields = sorted(self._template.fields | self._template.lists)
        some = "、".join(fields[:12]) + ("等" if len(fields) > 12 else "")
        told = f"用到 {len(fields)} 个字段：{some}。没有记录的内容留空，可在 Word 里补写。" if fields else ""
        return told + (
            f"按 {chinese_date(self._day)}的名册填写。" if self._day and not self._of_meeting else ""
        )

    def _form(self) -> FormGrid:
        grid = FormGrid()
        self.people, self.way = QComboBox(), QComboBox()
        for text, key in self._choices():
            self.people.addItem(text, key)
        self.people.currentIndexChanged.connect(lambda _i: self._judge())
        of_person = self._template.subject == "person"
        hint = (
            "要填几个人：先在名册里按住 Ctrl 点选，再打开这里。" if of_person and len(self._ids) < 2 else ""
        )
        grid.add("people", "填哪次会议" if self._of_meeting else "填哪些人", self.people, hint)
        one = "次" if self._of_meeting else "人"
        self.way.addItem(f"每{one}一个文件", EACH)
        self.way.addItem(f"合成一个文件，一{one}从新的一页开始", JOINED)
        if self._context.settings.state(KEY).get("way") == JOINED:
            self.way.setCurrentIndex(1)
        if self._template.subject != "branch":
            grid.add("way", "怎样存", self.way)
        self.place = FolderField(self._context.settings)
        self.place.changed.connect(self._judge)
        grid.add("folder", "保存到", self.place)
        self._grid = grid
        return grid

    def _choices(self) -> list[tuple[str, str | int]]:
        """Whom or which meetings it may be filled in for, the selected first."""
        if self._of_meeting:
            known = self._context.desk.meetings.list()[:MEETINGS]
            given: list[tuple[str, str | int]] = [(f"选中的 {len(self._ids)} 次会议", CHOSEN)]
            by_id = {one.id: one for one in known}
            if len(self._ids) == 1:
                by_id = {self._ids[0]: self._context.desk.meetings.get(self._ids[0]), **by_id}
            listed = [(f"{m.held_on}　{m.title or m.kind.value}", m.id) for m in by_id.values()]
            years = Counter(m.held_on[:4] for m in known)
            whole = [(f"{year}年的全部会议", year) for year, count in years.items() if count > 1]
            return [*(given if len(self._ids) > 1 else ()), *listed, *whole]
        on = f"{chinese_date(self._day)}" if self._day else ""
        choices: list[tuple[str, str | int]] = [(f"{on}全部在册党员 {self._count:,} 名", ALL)]
        if self._ids and (
            self._template.subject == "person" or len(self._ids) > 1
        ):  # a list of one is seldom meant
            choices.insert(0, (self._chosen(), CHOSEN))
        return choices

    def _chosen(self) -> str:
        if len(self._ids) > 1:
            return f"选中的 {len(self._ids):,} 人"
        return f"选中的 {self._context.desk.roster.get(self._ids[0]).name}"

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        grow(self)

    def ids(self) -> list[int]:
        """Whom, or which meetings, it is filled in for; none: all members."""
        chosen = self.people.currentData()
        if isinstance(chosen, int):
            return [chosen]
        if self._of_meeting and chosen and chosen != CHOSEN:
            return [one.id for one in reversed(self._context.desk.meetings.list(int(chosen)))]
        return self._ids if chosen == CHOSEN else []

    def _number(self) -> int:
        return len(self.ids()) or self._count

    def _judge(self) -> None:
        many = self._number() > 1
        self.way.setEnabled(many)
        each = self._template.subject != "branch"
        self.ok_button.setText(f"填写 {self._number():,} 份" if each and many else "填写")
        self.ok_button.setEnabled(
            bool(self._number()) and self.place.is_given() and not self._template.blocked
        )

    def accept(self) -> None:
        if self.job.busy:
            return
        self._set_busy(True)
        each = self._template.subject != "branch"
        joined = self.way.currentData() == JOINED and each
        if each and self._number() > 1:
            self._context.settings.set_state(KEY, {"way": self.way.currentData()})
        self.place.keep()
        work = partial(self._write, self.place.folder(), self.ids(), joined)
        told = f"{self._number():,} 份" if each else f"{self._number():,} 人的一份"
        self.job.run(f"正在填写 {told}…", work, self._done, self._failed)

    def reject(self) -> None:
        """While it writes, Escape breaks off instead of leaving."""
        if self.job.busy:
            self.job.cancel()
        else:
            super().reject()

    def _write(
        self, folder: Path, ids: Sequence[int], joined: bool, progress: Progress, cancelled: IsCancelled
    ) -> list[Path]:
        return county_papers.export(
            self._context.desk,
            self._entry,
            folder,
            ids,
            joined=joined,
            day=self._day,
            progress=progress,
            cancelled=cancelled,
        )

    def _done(self, files: list[Path]) -> None:
        self.files = files
        what = f"“{files[0].name}”" if len(files) == 1 else f" {len(files):,} 个文件"
        self._context.say(f"✓ 已填写{what}，在 {files[0].parent}")
        super().accept()

    def _failed(self, error: BaseException) -> None:
        self._set_busy(False)
        if isinstance(error, Cancelled):
            kept = "已经写好的文件还在文件夹里，登记簿里也有。"
            self._say("已取消，没有写出文件。" if self._template.subject == "branch" else f"已取消。{kept}")
        elif isinstance(error, UserError):
            self._say("\n".join((error.message, *error.details[:_NAMED])))
        else:
            self._context.tasks.failed.emit(error)

    def _say(self, words: str) -> None:
        self.problem.say(words, "late")
        self.problem.show()
        grow(self)

    def _set_busy(self, busy: bool) -> None:
        self._grid.setEnabled(not busy)
        self.ok_button.setEnabled(not busy)
