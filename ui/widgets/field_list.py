"""可用的字段: what may stand between the braces of a template, searched by name or pinyin, copied by Enter."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from exporters.templates.engine import FILTERS
from exporters.templates.fields import Catalogue
from models.services.pinyin import pinyin_of_words
from ui.context import Context
from ui.tables import Column, ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.plain_label import PlainLabel
from ui.widgets.search_box import SearchBox

WAYS = "写法"
EXAMPLES = (
    ("{{家庭成员1.姓名}}", "不重复，只要第 1 行的；第 2 行写 2，没有就留空"),
    ("{% if 学位 %}学位：{{学位}}{% endif %}", "有内容才印这几个字"),
    ("{% if 性别 == '女' %}女{% else %}男{% endif %}", "按内容印不同的字"),
)


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One line: what is copied, what it is, and by which words it is found."""

    id: int
    code: str
    group: str
    about: str
    words: str


COLUMNS = (
    Column[FieldLine](key="code", title="字段", text=lambda line: line.code, width=190, sort=False, tip=lambda line: line.group),
    Column[FieldLine](
        key="about", title="说明，也可以写成", text=lambda line: line.about, width=230, sort=False, wrap=True
    ),
)  # fmt: skip


def field_lines(catalogue: Catalogue) -> list[FieldLine]:
    """Fields, columns of lists and ways of writing, in the order of the card."""
    told: list[tuple[str, str, str, str]] = []
    for one in catalogue.fields:
        about = "；".join(filter(None, (one.note, "、".join(one.aliases))))
        told.append((f"{{{{{one.name}}}}}", one.group, about, one.name + "".join(one.aliases)))
    for rows in catalogue.lists:
        many = len(rows.columns) > 12
        for place, (name, others) in enumerate(rows.columns[:12] if many else rows.columns):
            note = "" if place else rows.note or "写在表格的一行里，有几条就有几行"
            about = "；".join(filter(None, (note, "、".join(others))))
            told.append((f"{{{{{rows.name}.{name}}}}}", f"列表 {rows.name}", about, rows.name + name))
        if many:
            told.append(
                (f"{{{{{rows.name}.…}}}}", f"列表 {rows.name}", "一个人的其他字段也都可以", rows.name)
            )
        told.append((f"{{{{{rows.name}.序号}}}}", f"列表 {rows.name}", "第几行", f"{rows.name}序号"))
    told += [(code, WAYS, about, about) for code, about in EXAMPLES]
    told += [(f"|{name}", WAYS, about, name) for name, (_, about) in FILTERS.items()]
    return [
        FieldLine(number, code, group, about, " ".join((words, *pinyin_of_words(words))).lower())
        for number, (code, group, about, words) in enumerate(told, 1)
    ]


class FieldList(QWidget):
    """`copied(text)` when a field went to the clipboard."""

    copied = Signal(str)

    def __init__(self, context: Context, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: Sequence[FieldLine] = field_lines(catalogue)
        self._text = ""
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        row = QHBoxLayout()
        row.addWidget(PlainLabel("可用的字段", "heading"))
        row.addStretch(1)
        self.search = SearchBox("字段名、拼音", 170)
        self.search.searched.connect(self._narrow)
        self.search.installEventFilter(self)
        row.addWidget(self.search)
        box.addLayout(row)
        self.table = RecordTable(
            RecordTableModel(ListSource[FieldLine](self._shown), COLUMNS), "template-fields", context.settings
        )
        self.table.opened.connect(lambda _id: self.copy())
        self.table.add_row_action("复制字段", lambda _ids: self.copy())
        box.addWidget(self.table, 1)
        foot = QHBoxLayout()
        self.told = PlainLabel("选中后按回车复制，再粘贴到 Word 里要填的地方。", "quiet", wrap=True)
        foot.addWidget(self.told, 1)
        self.copy_button = QPushButton("复制字段")
        self.copy_button.setProperty("compact", True)
        self.copy_button.setAutoDefault(False)
        self.copy_button.clicked.connect(self.copy)
        foot.addWidget(self.copy_button)
        box.addLayout(foot)
        self._narrow("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the search goes to what was found, and does not decide the dialog."""
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if isinstance(event, QKeyEvent) and event.key() in enter and event.type() == QEvent.Type.KeyPress:
            self._narrow(self.search.text())
            self.table.setFocus()
            return True
        return super().eventFilter(watched, event)

    def copy(self) -> None:
        line = self.table.current_record()
        if line is not None:
            QGuiApplication.clipboard().setText(line.code)
            self.told.setText(f"✓ 已复制 {line.code}，到 Word 里粘贴。")
            self.copied.emit(line.code)

    def _narrow(self, text: str) -> None:
        self._text = text.strip("{} ").lower()
        self.table.record_model.reload()
        if self.table.record_model.rowCount():
            self.table.selectRow(0)

    def _shown(self) -> Sequence[FieldLine]:
        return [line for line in self._lines if self._text in line.words or self._text in line.code]
