"""What a crash or a power cut left unfinished, under the tabs until somebody goes on with it or throws it away."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.dialogs.message_dialog import MessageDialog
from ui.drafts import DraftKeeper
from ui.theme import px
from ui.widgets.banner import Banner


class DraftStrip(Banner):
    """The draft kept last first; `open_form(key)` opens its form again."""

    def __init__(self, keeper: DraftKeeper, open_form: Callable[[str], object], parent: QWidget) -> None:
        super().__init__("", "soon", parent)
        self._keeper, self._open = keeper, open_form
        self.setContentsMargins(px(12), 0, px(12), 0)
        self.go_on = self.add_button("继续填写", self._go_on)
        self.discard = self.add_button("丢弃…", self._discard)
        keeper.dropped.connect(self.refresh)
        self.hide()

    def refresh(self) -> None:
        """Say the first of what is left; nothing left, nothing said."""
        if self._keeper.suspended:
            return
        drafts = self._keeper.unfinished()
        self.setVisible(bool(drafts))
        if drafts:
            first, more = drafts[0], len(drafts) - 1
            rest = f"，另有 {more} 份" if more else ""
            self.say(f"上次没保存完：{first.title}（{first.saved_at}）{rest}", "soon")

    def _go_on(self) -> None:
        if drafts := self._keeper.unfinished():
            self.hide()
            self._keeper.resume([drafts[0].form])
            self._open(drafts[0].form)
            self.refresh()

    def _discard(self) -> None:
        drafts = self._keeper.unfinished()
        if drafts and MessageDialog.confirm(
            self.window(),
            f"“{drafts[0].title}”里没保存的内容（{drafts[0].saved_at}）丢弃后找不回来。",
            verb="丢弃",
            leave="先留着",
        ):
            self._keeper.discard(drafts[0].form)
