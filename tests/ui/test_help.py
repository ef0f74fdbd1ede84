"""The help's list of rules: a sentence each, and the article one click away."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ui.dialogs.help import HelpDialog
from ui.dialogs.rule_card import RuleCard


def test_the_rules_of_movements_stand_in_the_help_with_their_articles(qtbot: QtBot) -> None:
    dialog = HelpDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert any("2024年11月11日起" in text for text in said)
    assert "失联满 6 个月：提示按规定研究停止党籍；没有失联日期的，说明无法判断" in said
    link = dialog.rules[1].links[0]
    assert link.text() == "依据：第二十四条"
    seen: list[str] = []

    def look() -> None:
        card = QApplication.activeModalWidget()
        assert isinstance(card, RuleCard)
        seen.extend(label.text() for label in card.findChildren(QLabel))
        card.accept()

    QTimer.singleShot(0, look)
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert any("失去联系六个月以上" in text for text in seen)
