"""The fields of a member's card: which group they stand in, two to a line, and what each is filled in with."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from models.domain.codes import TABLED, CodeItem
from models.domain.labels import FIELD_LABELS
from models.domain.records import Category, Person
from ui.theme import px
from ui.widgets.code_combo import CodeCombo
from ui.widgets.date_edit import DateEdit
from ui.widgets.text_area import TextArea

Lines = tuple[tuple[str, ...], ...]

# key of the group, heading, its lines; groups of lists (family, résumé …) follow these
GROUPS: tuple[tuple[str, str, Lines], ...] = (
    (
        "basic",
        "基本信息",
        (("name", "sex"), ("id_number", "birth_date"), ("ethnicity", "native_place"), ("birth_place", "marriage"),
         ("education", "degree"), ("school", "major")),
    ),
    (
        "party",
        "党籍",
        (("category", "membership_state"), ("joined_on", "confirmed_on"), ("party_post", "party_group"),
         ("arrived_on", "standing_correction"), ("applied_on", "join_kind"), ("confirm_kind", "probation_extension"),
         ("joined_branch", "branch_name"), ("league_joined_on", "politics"), ("suspended_from", "suspended_to")),
    ),
    (
        "contact",
        "联系方式",
        (("phone", "landline"), ("address",), ("household",)),
    ),
    (
        "work",
        "工作",
        (("post", "frontline"), ("employer",), ("work_started_on", "stratum"), ("technical_title", "title_level"),
         ("united_unit", "archive_place"), ("speciality", "is_migrant_worker")),
    ),
    (
        "care",
        "流动、失联与关怀",
        (("is_mobile", "mobile_to"), ("is_lost", "lost_on"), ("lost_kind", "is_exempt"),
         ("is_hardship", "is_incapable")),
    ),
)  # fmt: skip
REMARK_GROUP = ("remark", "备注和自定栏目")
NOTES = {
    "arrived_on": "从别处转入的才填",
    "standing_correction": "按月，如 6 或 -3",
    "suspended_from": "留党察看等停止表决权的起止",
    "lost_on": "最近一次参加组织生活或交党费之日",
    "politics": "入党以前的",
    "is_exempt": "年老体弱，不作硬性要求",
}
FLAGS = frozenset({"is_mobile", "is_lost", "is_migrant_worker", "is_exempt", "is_hardship", "is_incapable"})
DATES = frozenset(
    {"birth_date", "joined_on", "confirmed_on", "arrived_on", "applied_on", "lost_on", "league_joined_on",
     "work_started_on", "suspended_from", "suspended_to"}
)  # fmt: skip
STRICT = frozenset({"sex", "category", "membership_state"})
ALL_FIELDS = (*(key for _, _, lines in GROUPS for line in lines for key in line), "remark")


def stored(person: Person | None, key: str) -> Any:
    """What the form shows of a field: text, or a tick; of nobody, what a new member mostly is."""
    if person is None:
        return key not in FLAGS and {"category": str(Category.FULL), "membership_state": "正常"}.get(key, "")
    value = getattr(person, key)
    if key in FLAGS:
        return bool(value)
    if key == "membership_state":
        return str(value) or "正常"
    return "" if key == "standing_correction" and not value else str(value)


def make_field(key: str, value: Any, groups: tuple[str, ...], parent: QWidget) -> QWidget:
    """The widget of a field, showing a value; `groups` are the Party groups there are."""
    if key in FLAGS:
        box = QCheckBox(FIELD_LABELS[key], parent)
        box.setChecked(bool(value))
        return box
    if key in DATES:
        return DateEdit(str(value), parent)
    if key in TABLED:
        return CodeCombo(key, str(value), strict=key in STRICT, parent=parent)
    if key == "party_group":
        return CodeCombo(
            value=str(value), items=[CodeItem("", name, "", "") for name in groups], parent=parent
        )
    if key == "remark":
        area = TextArea(FIELD_LABELS[key], parent=parent)
        area.give(str(value))
        area.setFixedHeight(px(72))
        return area
    return QLineEdit(str(value), parent)


def read_field(field: QWidget) -> Any:
    """What a field holds now, as it is saved."""
    if isinstance(field, QCheckBox):
        return field.isChecked()
    if isinstance(field, DateEdit):
        return field.iso()
    if isinstance(field, QComboBox):
        return field.currentText().strip()
    assert isinstance(field, TextArea | QLineEdit)
    return field.text().strip()


def label_of(key: str, line: tuple[str, ...]) -> str:
    """What stands above a field; a tick says it beside itself, on the height of its neighbour."""
    if key in FLAGS:
        return "" if FLAGS.issuperset(line) else " "
    return f"{FIELD_LABELS[key]}（必填）" if key == "name" else FIELD_LABELS[key]


def in_words(values: Mapping[str, Any], lines: Lines) -> str:
    """What a folded group holds: its values in a line."""
    told: list[str] = []
    for key in (key for line in lines for key in line):
        value = values[key]
        if value is True:
            told.append(FIELD_LABELS[key])
        elif value and (key, value) != ("membership_state", "正常"):
            told.append(f"校正 {value} 个月" if key == "standing_correction" else str(value))
    return " · ".join(told)
