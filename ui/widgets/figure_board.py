"""Charts, figures and crossings on pages of their own, and at the right the people behind the number in hand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from models.domain.charts import Chart, charts, label_of
from models.domain.records import Person
from ui.base_tab import DetailPane
from ui.context import Context
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.chart_view import ChartView
from ui.widgets.figure_lines import (
    CROSSINGS,
    FIGURES,
    CrossLine,
    FigureLine,
    cross_columns,
    cross_key,
    cross_lines,
    figure_lines,
)
from ui.widgets.plain_label import PlainLabel
from ui.widgets.scroll_column import ScrollColumn

SECTIONS = ("统计图", "增减与发展", *(f"按{name}" for name, _ in CROSSINGS))
TWO_FROM = 640  # pixels for two charts beside one another
MOST = 2000  # names listed beside a number; the roster shows all of them
ASK = "点一个数或一条，回车也行，这里列出是哪些人。"
OF_NOBODY = "这个数不是人数，没有名单。"


@dataclass(frozen=True, slots=True)
class NameRow:
    """One person behind a number."""

    id: int
    name: str
    told: str


NAMES: tuple[Column[NameRow], ...] = (
    Column(
        key="name", title="姓名", text=lambda n: n.name, width=92, sort=False, tip=lambda n: n.name, wrap=True
    ),
    Column(key="told", title="", text=lambda n: n.told, width=150, sort=False, tip=lambda n: n.told),
)


class NamesPane(DetailPane):
    """`wanted(ids, words)`: show them on the roster."""

    wanted = Signal(list, str)

    def __init__(self, context: Context) -> None:
        super().__init__("名单")
        self.close_button.hide()
        self.ids: list[int] = []
        self.sentence = PlainLabel(ASK, "quiet", wrap=True)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.body.addWidget(self.sentence)
        self._rows: list[NameRow] = []
        self.button = QPushButton("在名册里只看这些人")
        self.button.setProperty("compact", True)
        self.button.setAutoDefault(False)
        self.button.clicked.connect(lambda: self.wanted.emit(self.ids, self.title.text()))
        self.body.addWidget(self.button)
        self.table = RecordTable(
            RecordTableModel(ListSource(lambda: self._rows), NAMES), "figure-names", context.settings
        )
        self.table.opened.connect(lambda number: self.wanted.emit([number], self._name_of(number)))
        self.table.setMinimumHeight(px(330))
        self.table.horizontalHeader().setStretchLastSection(True)
        self.body.addWidget(self.table, 1)
        self.show_nothing()

    def _name_of(self, number: int) -> str:
        return next(row.name for row in self._rows if row.id == number)

    def show_nothing(self, sentence: str = ASK) -> None:
        self.show_people("名单", (), ())
        self.sentence.setText(sentence)

    def show_people(self, words: str, ids: Sequence[int], people: Sequence[NameRow]) -> None:
        """`people`: the first of them, by name."""
        self.set_title(words)
        self.ids, self._rows = list(ids), list(people)
        more = f"，下面是前 {len(people):,} 人" if len(ids) > len(people) else ""
        self.sentence.setText(f"{len(ids):,} 人{more}。")
        self.table.record_model.reload()
        for part in (self.button, self.table):
            part.setVisible(bool(ids))


class _ChartGrid(QWidget):
    """Charts two by two, or one below the other where there is little room."""

    def __init__(self, views: Sequence[ChartView]) -> None:
        super().__init__()
        self._views, self._wide = views, 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(px(4), px(4), px(12), px(4))
        self._grid.setHorizontalSpacing(px(36))
        self._grid.setVerticalSpacing(px(14))
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._place(2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place(2 if event.size().width() >= px(TWO_FROM) else 1)
        super().resizeEvent(event)

    def _place(self, wide: int) -> None:
        if wide == self._wide:
            return
        self._wide = wide
        for number, view in enumerate(self._views):
            self._grid.addWidget(view, number // wide, number % wide, Qt.AlignmentFlag.AlignTop)
        for column in range(2):
            self._grid.setColumnStretch(column, int(column < wide))


class FigureBoard(QStackedWidget):
    """Pages in the order of SECTIONS. `asked(key, words)` for the people behind a number; "" of nobody."""

    asked = Signal(str, str)

    def __init__(self, context: Context, over: Sequence[QWidget] = ()) -> None:
        super().__init__()
        self._figures: Mapping[str, int] = {}
        self._end = ""
        self._charts: tuple[Chart, ...] = ()
        self.addWidget(self._charts_page())
        self.figures: RecordTable[FigureLine] = RecordTable(
            RecordTableModel(ListSource(lambda: figure_lines(self._figures, self._end)), FIGURES),
            "figures",
            context.settings,
        )
        self.figures.called("党内统计", *over)
        self.figures.clicked.connect(lambda _i: self._ask_line())
        self.figures.opened.connect(lambda _id: self._ask_line())
        self.figures_page = self.figures.with_foot("项")
        self.addWidget(self.figures_page)
        self.crosses: list[RecordTable[CrossLine]] = []
        for name, titles in CROSSINGS:
            model = RecordTableModel(ListSource(lambda: cross_lines(self._figures)), cross_columns(titles))
            table: RecordTable[CrossLine] = RecordTable(model, f"cross-{name}", context.settings)
            table.called(f"党员按{name}", *over)
            table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
            table.clicked.connect(self._asking(table))
            table.opened.connect(self._opening(table))
            self.crosses.append(table)
            self.addWidget(table.with_foot("行"))

    def _charts_page(self) -> QWidget:
        self.views = [ChartView(size="body", shares=True) for _ in range(4)]
        for view in self.views:
            view.chosen.connect(self._ask_bar)
        return ScrollColumn(_ChartGrid(self.views))

    def show_figures(self, figures: Mapping[str, int], drawn: Mapping[str, int], day: str) -> None:
        """The year's figures up to a day, and those the charts are drawn from."""
        self._end = "本年末" if day.endswith("-12-31") else "截至日"
        self._figures, self._charts = figures, charts(drawn)
        for view, chart in zip(self.views, self._charts, strict=True):
            view.show_chart(chart)
        for table in (self.figures, *self.crosses):
            table.record_model.reload()

    # asking

    def _ask_bar(self, key: str) -> None:
        for view, chart in zip(self.views, self._charts, strict=True):
            view.show_chart(chart, key)
        self.asked.emit(key, label_of(self._charts, key))

    def _ask_line(self) -> None:
        line = self.figures.current_record()
        if line is not None:
            self.asked.emit(line.key, line.words)

    def _asking(self, table: RecordTable[CrossLine]) -> Callable[[QModelIndex], None]:
        return lambda index: self._ask_cell(table, index)

    def _opening(self, table: RecordTable[CrossLine]) -> Callable[[int], None]:
        return lambda _id: self._ask_cell(table, table.currentIndex())

    def _ask_cell(self, table: RecordTable[CrossLine], index: QModelIndex) -> None:
        line = table.record_model.record_at(index.row())
        if line is not None:
            self.asked.emit(*cross_key(line, table.record_model.columns[index.column()].key))


def name_rows(people: Sequence[Person], branches: Mapping[int, str] | None = None) -> list[NameRow]:
    """Lines of the pane: sex, birth date and category, or the branch at the committee."""
    return [
        NameRow(
            one.id,
            one.name,
            (branches or {}).get(one.id, "")
            or "，".join(word for word in (one.sex, one.birth_date, one.left_kind or one.category) if word),
        )
        for one in people
    ]
