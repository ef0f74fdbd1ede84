"""One person's dossier beside the board: what is next, what the rules say, who accompanies, the timeline, the papers."""

from datetime import date

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from models.domain.dates import chinese_date, full
from models.domain.finding import Finding
from models.domain.records import Dossier
from models.services.development import REPEATABLE
from models.services.pipeline_view import PROVISIONAL, Entry, Window
from ui.base_tab import DetailPane
from ui.theme import px, restyle
from ui.widgets.finding_strip import FindingStrip
from ui.widgets.plain_label import PlainLabel
from ui.widgets.timeline import Timeline
from ui.widgets.timeline_rows import TimelineRow, timeline_rows

FORMS = (("B7", "备案表"), ("B12", "公示"), ("B27", "全程纪实表"))


class NextStepStrip(QFrame):
    """下一步, with its days and the button that records it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), px(6), px(8), px(6))
        row.setSpacing(px(8))
        words = QVBoxLayout()
        words.setSpacing(px(2))
        self.name = PlainLabel()
        self.days = PlainLabel("", "quiet", wrap=True)
        self.days.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        words.addWidget(self.name)
        words.addWidget(self.days)
        row.addLayout(words, 1)
        self.button = QPushButton("记录…")
        self.button.setProperty("compact", True)
        self.button.setAccessibleName("记录下一步")
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_entry(self, entry: Entry) -> None:
        due = entry.due
        if due is None:
            self.name.setText("全部步骤已办完")
            self.days.setText("材料已归档，可打印全程纪实表留存。")
            self.days.set_state("")
            self.button.setVisible(False)
            restyle(self, "tone", "done")
            return
        self.button.setVisible(True)
        self.name.setText(f"下一步　{due.name}")
        self.days.setText(due_sentence(entry))
        state = "late" if entry.is_late else "soon" if entry.is_soon else ""
        self.days.set_state(state)
        restyle(self, "tone", state or "info")


def due_sentence(entry: Entry) -> str:
    """From when, until when, and how many days that leaves."""
    due, left = entry.due, entry.days_left
    if due is None:
        return ""
    parts: list[str] = []
    if due.earliest:
        parts.append(f"{chinese_date(due.earliest)}起可办{PROVISIONAL if due.provisional else ''}")
    if due.latest:
        parts.append(f"最迟{chinese_date(due.latest)}")
    if left is not None:
        parts.append(f"▲ 已逾期 {-left} 天" if left < 0 else "● 今天到期" if left == 0 else f"还剩 {left} 天")
    return "，".join(parts) or due.why or "没有规定期限，及时办理"


class PeopleLine(QWidget):
    """培养联系人 and 入党介绍人, each with its button."""

    edit_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(4))
        self.names: dict[str, PlainLabel] = {}
        self.buttons: dict[str, QPushButton] = {}
        for role, title in (("contact", "培养联系人"), ("sponsor", "入党介绍人")):
            row.addWidget(PlainLabel(title, "field"))
            label = self.names[role] = PlainLabel("", wrap=True)
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            row.addWidget(label, 1)
            button = self.buttons[role] = QPushButton("登记…")
            button.setProperty("quiet", True)
            button.setProperty("compact", True)
            button.setAccessibleName(f"登记{title}")
            button.clicked.connect(lambda _=False, wanted=role: self.edit_wanted.emit(wanted))
            row.addWidget(button)

    def show_dossier(self, dossier: Dossier) -> None:
        for role, label in self.names.items():
            names = dossier.names(role)
            label.setText("、".join(names) or "未登记")
            label.set_state("" if names else "unknown")
            self.buttons[role].setText("修改…" if names else "登记…")


class DossierPane(DetailPane):
    """Signals carry what the user wants; the tab does it."""

    record_wanted = Signal(str, int)  # step code, step id (0 = new)
    remove_wanted = Signal(int)
    companions_wanted = Signal(str)
    answered = Signal(object, str)
    preview_wanted = Signal(str)
    export_wanted = Signal(str)
    history_wanted = Signal()
    step_history_wanted = Signal(int, str)  # step id, its name

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.entry: Entry | None = None
        self.about = PlainLabel("", "quiet", wrap=True)
        self.next_strip = NextStepStrip()
        self.next_strip.button.clicked.connect(lambda: self._record_next())
        self.findings = FindingStrip(most=1)
        self.findings.answered.connect(self.answered)
        self.people = PeopleLine()
        self.people.edit_wanted.connect(self.companions_wanted)
        self.timeline = Timeline()
        self.timeline.step_opened.connect(self.record_wanted)
        self.timeline.step_deleted.connect(self.remove_wanted)
        self.timeline.menu_asked.connect(self._menu)
        self._inner = QWidget()
        box = QVBoxLayout(self._inner)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(6))
        for widget in (self.about, self.next_strip, self.findings, self.timeline, self.people):
            box.addWidget(widget)
        box.addStretch(1)
        self.empty = PlainLabel("在左侧选一个人，这里显示其时间轴和下一步。", "quiet", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.body.addWidget(self._inner)
        self.body.addWidget(self.empty)
        self.papers = self._papers()
        outer = self.layout()
        first = outer.itemAt(0) if outer else None
        head = first.layout() if first else None
        if isinstance(head, QHBoxLayout):
            head.insertWidget(1, self.papers, 0, Qt.AlignmentFlag.AlignTop)
        self.show_nobody()

    def _papers(self) -> QPushButton:
        """Preview and export of the three papers, and the history, beside the name."""
        button = QPushButton("打印与导出")
        button.setProperty("compact", True)
        button.setProperty("menu", True)
        menu = self.papers_menu = QMenu(button)
        for form_id, title in FORMS:
            menu.addAction(f"预览打印 {title}").triggered.connect(
                lambda _=False, wanted=form_id: self.preview_wanted.emit(wanted)
            )
        menu.addSeparator()
        for form_id, title in FORMS:
            menu.addAction(f"导出 {title}…").triggered.connect(
                lambda _=False, wanted=form_id: self.export_wanted.emit(wanted)
            )
        menu.addSeparator()
        menu.addAction("修改历史…").triggered.connect(lambda: self.history_wanted.emit())
        button.setMenu(menu)
        return button

    def show_nobody(self) -> None:
        self.entry = None
        self.set_title("")
        self.papers.hide()
        self._inner.hide()
        self.empty.show()
        self.timeline.forget()

    def show_entry(
        self,
        entry: Entry,
        windows: dict[str, Window],
        next_codes: list[str],
        findings: list[Finding],
        today: str,
    ) -> None:
        """Fill the pane; the same person keeps the selected step."""
        if self.entry is None or self.entry.person_id != entry.person_id:
            self.timeline.forget()
        self.entry = entry
        person = entry.dossier.person
        self.set_title(person.name)
        self.about.setText(about(entry, today))
        self.next_strip.show_entry(entry)
        self.findings.set_findings(findings)
        self.people.show_dossier(entry.dossier)
        self.empty.hide()
        self.papers.show()
        self._inner.show()
        rows = timeline_rows(entry.dossier, windows, next_codes, findings)
        self.timeline.set_rows(rows, today, entry.stage)

    def _record_next(self) -> None:
        if self.entry is not None and self.entry.due is not None:
            self.record_wanted.emit(self.entry.due.code, 0)

    def _menu(self, row: TimelineRow, place: QPoint) -> None:
        self.step_menu(row).exec(place)

    def step_menu(self, row: TimelineRow) -> QMenu:
        """What can be done with one step of the timeline."""
        menu = QMenu(self)
        last, code = row.last, row.code
        if last is None:
            menu.addAction("记录这一步…").triggered.connect(lambda: self.record_wanted.emit(code, 0))
            return menu
        menu.addAction("修改…").triggered.connect(lambda: self.record_wanted.emit(code, last.id))
        if code in REPEATABLE:
            menu.addAction("再记一次…").triggered.connect(lambda: self.record_wanted.emit(code, 0))
        menu.addAction("修改历史…").triggered.connect(
            lambda: self.step_history_wanted.emit(last.id, row.title)
        )
        menu.addSeparator()
        menu.addAction("删除这条记录").triggered.connect(lambda: self.remove_wanted.emit(last.id))
        return menu


def about(entry: Entry, today: str) -> str:
    """Category, stage and days, age, work: one line under the name."""
    person = entry.dossier.person
    born, now = full(person.birth_date), date.fromisoformat(today)
    age = f"{now.year - born.year - ((now.month, now.day) < (born.month, born.day))}岁" if born else ""
    stay = f"第{'一二三四五'[entry.stage - 1]}阶段" + (f" {entry.days} 天" if entry.since else "")
    return " · ".join(
        part for part in (person.category.value, stay, person.sex.value, age, person.employer) if part
    )
