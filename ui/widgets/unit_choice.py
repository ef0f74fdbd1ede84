"""Where a branch that shows its key for the first time belongs: one entered beforehand, or a new one under a unit."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

from models.domain.committee import Unit, UnitKind
from ui.theme import plain_tip, px
from ui.widgets.form_grid import FormGrid

NEW = "名单里没有，新建支部"


INDENT = "\u3000"


class UnitCombo(QComboBox):
    """One of the tree; closed, it shows the end of a long name too, which tells one branch from another."""

    def __init__(self, name: str = "单位") -> None:
        super().__init__()
        self.setProperty("compact", True)
        self.setAccessibleName(name)
        self.setMinimumWidth(px(150))
        self.setMaximumWidth(px(240))
        self.currentTextChanged.connect(lambda text: self.setToolTip(plain_tip(text.strip())))

    def shown_text(self) -> str:
        """The name as far as there is room for it."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        text = self.currentText().strip()
        metrics, least = self.fontMetrics(), room - px(6)
        if metrics.horizontalAdvance(text) > least:
            text = text.removeprefix("中共").removesuffix("委员会")
        return metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, least)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.shown_text()  # pyright: ignore[reportAttributeAccessIssue]
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def showPopup(self) -> None:
        """The list is as wide as its longest name."""
        view = self.view()
        view.setMinimumWidth(min(view.sizeHintForColumn(0) + px(32), px(560)))
        super().showPopup()


def offer_units(combo: QComboBox, units: Sequence[Unit]) -> None:
    """The whole tree to choose from, each level further in; the chosen unit stays chosen."""
    chosen = combo.currentData()
    combo.clear()
    depth: dict[int, int] = {}
    for unit in units:
        depth[unit.id] = depth.get(unit.parent_id, -1) + 1
        combo.addItem(f"{INDENT * depth[unit.id]}{unit.name}", unit.id)
    combo.setCurrentIndex(max(0, combo.findData(chosen)))


def waits_for_its_key(unit: Unit) -> bool:
    """A branch somebody entered, of which nothing has come yet."""
    return unit.kind is UnitKind.BRANCH and not unit.branch_id and not unit.fingerprint and not unit.seq


class UnitChoice(FormGrid):
    """`unit_id` and `parent_id` as `enrol` takes them; nothing to ask when the branch is known."""

    def __init__(self, units: Sequence[Unit], uuid: str, name: str) -> None:
        super().__init__()
        self.which, self.above = QComboBox(), QComboBox()
        self.which.addItem(NEW, 0)
        for unit in units:
            if waits_for_its_key(unit) and unit.uuid != uuid:
                self.which.addItem(unit.name, unit.id)
            elif unit.kind is not UnitKind.BRANCH:
                self.above.addItem(unit.name, unit.id)
        self.which.setCurrentIndex(max(0, self.which.findText(name)))
        self.which.currentIndexChanged.connect(lambda _i: self._judge())
        self.add_line(("which", "是名单里的哪个支部", self.which), ("above", "放在哪个单位下面", self.above))
        for combo in (self.which, self.above):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(8)
        self.is_known = any(unit.uuid == uuid for unit in units)
        self.rows["which"].setVisible(self.which.count() > 1)
        self._judge()
        self.setVisible(not self.is_known)

    @property
    def unit_id(self) -> int:
        """The unit entered beforehand, 0 for a new one."""
        return 0 if self.is_known else int(self.which.currentData() or 0)

    @property
    def parent_id(self) -> int:
        return int(self.above.currentData() or 0)

    def _judge(self) -> None:
        self.rows["above"].setVisible(not self.which.currentData())
