"""概况: the list as small charts, in the place of the card; a bar narrows the list to its people, once more widens it."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from models.domain.charts import charts
from ui.base_tab import DetailPane
from ui.theme import px
from ui.widgets.chart_view import ChartView
from ui.widgets.plain_label import PlainLabel

HINT = "点一条，名册里就只剩这些人；再点一次恢复。键盘：方向键移动，回车选定。"


class SummaryPane(DetailPane):
    """`chosen(key)` of a bar; `larger_wanted` for the window of figures."""

    chosen = Signal(str)
    larger_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("概况", parent)
        self.sentence = PlainLabel("", "quiet", wrap=True)
        self.body.addWidget(self.sentence)
        self.views: list[ChartView] = []
        for _ in range(4):
            view = ChartView()
            view.chosen.connect(self.chosen)
            self.views.append(view)
            self.body.addWidget(view)
            self.body.addSpacing(px(4))
        self.hint = PlainLabel(HINT, "quiet", wrap=True)
        self.body.addWidget(self.hint)
        self.button = QPushButton("放大、年报数字…")
        self.button.setProperty("compact", True)
        self.button.clicked.connect(lambda: self.larger_wanted.emit())
        self.body.addWidget(self.button)

    def show_figures(self, figures: Mapping[str, int], sentence: str, picked: str) -> None:
        """The charts of these figures, one bar of them perhaps in force."""
        self.sentence.setText(sentence)
        found = charts(figures)
        for view, chart in zip(self.views, found, strict=True):
            view.show_chart(chart, picked)
        self.hint.setVisible(any(chart.total for chart in found))
