"""A party group: its name, its leader, and who belongs to it, ticked in one list."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from models.domain.errors import UserError
from models.domain.organisation import PartyGroup
from ui.context import Context
from ui.dialogs.form_dialog import FormDialog
from ui.drafts import Field, key_of
from ui.theme import px
from ui.widgets.plain_label import PlainLabel

_ID = Qt.ItemDataRole.UserRole


class GroupDialog(FormDialog):
    """Saved in one undo step, the members' cards with it."""

    def __init__(self, context: Context, group: PartyGroup, parent: QWidget | None = None) -> None:
        title = f"党小组：{group.name}" if group.name else "设立党小组"
        super().__init__(title, 480, parent)
        self._context, self._group = context, group
        self.name, self.leader, self.remark = QLineEdit(group.name), QComboBox(), QLineEdit(group.remark)
        self.members = QListWidget()
        self.members.setMinimumHeight(px(220))
        self._fill()
        self.grid.add_line(("name", "名称（必填）", self.name), ("leader", "组长", self.leader))
        self.grid.add("members", "组员，空格键勾选", self.members)
        self.grid.add("remark", "备注", self.remark)
        self.box.setStretchFactor(self.grid, 1)
        self.sentence = PlainLabel("", "quiet", wrap=True)
        self.box.addWidget(self.sentence)
        self.foot(self._save)
        self.members.itemChanged.connect(lambda _item: self._judge())
        self._judge()
        self.leader.setCurrentIndex(max(0, self.leader.findData(group.leader_id)))
        context.drafts.watch(self, key_of("group", group.id, group.name), title, self._fields)

    def _fill(self) -> None:
        """Members of this group first, then those in none, then those of other groups."""
        desk, inside = self._context.desk, {person.id for person in self._group.members}
        people = sorted(
            desk.roster.members(desk.today()),
            key=lambda p: (p.id not in inside, p.party_group != "", p.party_group, p.pinyin),
        )
        for person in people:
            elsewhere = person.party_group if person.id not in inside else ""
            item = QListWidgetItem(f"{person.name}　{elsewhere}".rstrip("　"))
            item.setData(_ID, person.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if person.id in inside else Qt.CheckState.Unchecked)
            self.members.addItem(item)

    def _items(self) -> list[QListWidgetItem]:
        return [self.members.item(row) for row in range(self.members.count())]

    def chosen(self) -> list[int]:
        """Ids of those ticked."""
        return [int(item.data(_ID)) for item in self._items() if item.checkState() is Qt.CheckState.Checked]

    def choose(self, ids: list[int]) -> None:
        """Tick these and nobody else."""
        for item in self._items():
            item.setCheckState(
                Qt.CheckState.Checked if int(item.data(_ID)) in ids else Qt.CheckState.Unchecked
            )

    def _judge(self) -> None:
        """The leader is one of those ticked."""
        kept = self.leader.currentData()
        self.leader.clear()
        self.leader.addItem("（未定）", 0)
        for item in self._items():
            if item.checkState() is Qt.CheckState.Checked:
                self.leader.addItem(item.text().split("　")[0], int(item.data(_ID)))
        self.leader.setCurrentIndex(max(0, self.leader.findData(kept)))
        self.sentence.setText(f"已选 {len(self.chosen())} 人；原在别的小组的，保存后改到本组。")

    def _fields(self) -> dict[str, Field]:
        return {
            "name": self.name,
            "members": (self.chosen, self.choose),
            "leader": self.leader,
            "remark": self.remark,
        }

    def _save(self) -> None:
        try:
            self._context.desk.organisation.save_group(
                self._group.id,
                self.name.text(),
                int(self.leader.currentData() or 0),
                self.chosen(),
                self.remark.text(),
                was=self._group.name,
            )
        except UserError as error:
            self.problem.say(str(error), "late")
            self.problem.show()
            return
        self.accept()
