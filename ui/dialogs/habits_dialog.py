"""How often each kind of meeting is held here, on which day the theme day is, which days suit."""

from PySide6.QtWidgets import QComboBox, QWidget

from models.domain.errors import UserError
from models.domain.plan_rules import ASKED, CHOICES, frequency_words
from models.domain.planner import DAYS
from models.domain.records import MeetingKind
from ui.context import Context
from ui.dialogs.form_dialog import FormDialog
from ui.widgets.article_links import ArticleLinks
from ui.widgets.plain_label import PlainLabel

SAID = "写明“条例”的是条例的要求；可以按本单位的要求加密，不能放宽。"


class HabitsDialog(FormDialog):
    """Saved in one undo step."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__("会议频次和习惯", 560, parent)
        self._context = context
        plan = context.desk.plan
        self.grid.add_widget(PlainLabel(SAID, "quiet", wrap=True))
        now = plan.frequencies()
        self.boxes: dict[MeetingKind, QComboBox] = {}
        for kind, choices in CHOICES.items():
            box = self.boxes[kind] = QComboBox()
            for times, months in choices:
                words = frequency_words(times, months)
                asked = (times, months) == ASKED.get(kind, choices[0])
                box.addItem(f"{words}（条例）" if asked else words, (times, months))
            box.setCurrentIndex(choices.index((now[kind].times, now[kind].months)))
        kinds = list(self.boxes)
        for left, right in zip(kinds[::2], [*kinds[1::2], None], strict=False):
            pair = [left, *([right] if right else [])]
            self.grid.add_line(*((kind.value, kind.value, self.boxes[kind]) for kind in pair))
        self.theme_day = QComboBox()
        self.theme_day.addItem("不固定", 0)
        for day in range(1, 29):
            self.theme_day.addItem(f"每月 {day} 日", day)
        wishes = context.desk.planner.wishes()
        self.theme_day.setCurrentIndex(wishes.theme_day)
        self.days = QComboBox()
        for name in DAYS:
            self.days.addItem(name, name)
        self.days.setCurrentText(wishes.days)
        self.grid.add_line(("theme_day", "主题党日固定在", self.theme_day), ("days", "开会的日子", self.days))
        for some in (kinds[:3], kinds[3:]):
            links = ArticleLinks()
            links.show_articles([(kind.value[:4], now[kind].citation) for kind in some])
            self.grid.add_widget(links)
        self.foot(self._save)

    def _save(self) -> None:
        chosen = {kind: box.currentData() for kind, box in self.boxes.items()}
        try:
            self._context.desk.plan.set_habits(
                {kind: (int(pair[0]), int(pair[1])) for kind, pair in chosen.items()},
                int(self.theme_day.currentData()),
                self.days.currentText(),
            )
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()
