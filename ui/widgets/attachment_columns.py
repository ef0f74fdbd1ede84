"""What the list of attachments shows: long names in two lines, and by what it is sorted."""

from collections.abc import Callable

from models.domain.attachment import Attachment, FileKind, size_words
from ui.tables import Column

COLUMNS: tuple[Column[Attachment], ...] = (
    Column(
        key="name",
        title="名称",
        text=lambda one: one.title,
        width=200,
        wrap=True,
        tip=lambda one: one.title,
        tone=lambda one: "" if one.is_here else "unknown",
    ),
    Column(
        key="size",
        title="大小",
        text=lambda one: size_words(one.size) if one.is_here else "内容未到",
        width=72,
        align="right",
    ),
    Column(key="added_on", title="加入日期", text=lambda one: one.added_on, width=98),
    Column(
        key="kind",
        title="类别",
        text=lambda one: one.kind.value,
        width=58,
        tone=lambda one: "" if one.kind is FileKind.FILE else "quiet",
    ),
    Column(
        key="remark",
        title="说明",
        text=lambda one: one.remark,
        width=96,
        wrap=True,
        tip=lambda one: one.remark,
    ),
)
SORTS: dict[str, Callable[[Attachment], object]] = {
    "name": lambda one: one.name,
    "size": lambda one: one.size,
    "added_on": lambda one: (one.added_on, one.id),
    "kind": lambda one: one.kind.value,
    "remark": lambda one: one.remark,
}
