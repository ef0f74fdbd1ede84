"""The articles a threshold comes from, as links that open the rule's card."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from models.domain.finding import Citation
from ui.dialogs.rule_card import RuleCard
from ui.theme import plain_tip, px
from ui.widgets.emptied import empty


class ArticleLinks(QWidget):
    """One link an article, named by what it asks (到会, 赞成); hidden when there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(4))
        self._shown: tuple[tuple[str, Citation], ...] = ()
        self.links: list[QPushButton] = []
        self.hide()

    def show_articles(self, articles: Sequence[tuple[str, Citation]]) -> None:
        """Made anew only when they differ: this is called at every key."""
        if tuple(articles) == self._shown:
            return
        self._shown = tuple(articles)
        empty(self._row)
        self.links = [self._link(what, citation) for what, citation in articles]
        for link in self.links:
            self._row.addWidget(link)
        self._row.addStretch(1)
        self.setVisible(bool(self.links))

    def _link(self, what: str, citation: Citation) -> QPushButton:
        link = QPushButton(f"{what}：{citation.article or '依据'}")
        link.setProperty("quiet", True)
        link.setProperty("compact", True)
        link.setToolTip(plain_tip(citation.label))
        link.setAccessibleName(f"查看{what}的依据：{citation.label}")
        link.clicked.connect(lambda: RuleCard(citation, self.window()).exec())
        return link
