"""The county's templates in the menus of what can be printed, beside the program's own forms."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from models.domain.template import TemplateEntry, TemplateSubject
from ui.context import Context

ALL_OF_THEM = "县里的模板…"
MOST = 12  # named in a menu; the dialog has all


class CountyMenu:
    """Lists the templates anew each time the menu opens; `ids` are the people meant then, as on `day`.

    Where `subject` is a meeting, `ids` are meetings and only templates of meetings are listed.
    """

    def __init__(
        self,
        menu: QMenu,
        context: Context,
        parent: QWidget,
        ids: Callable[[], Sequence[int]] = tuple,
        *,
        day: Callable[[], str] = str,
        subject: TemplateSubject = "person",
    ) -> None:
        self._menu, self._context, self._parent, self._ids = menu, context, parent, ids
        self._day = day
        self._subject: TemplateSubject = subject
        self._added: list[QAction] = []
        menu.aboutToShow.connect(self.refresh)

    def refresh(self) -> None:
        """The entries as they are now."""
        for action in self._added:
            self._menu.removeAction(action)
        self._added = [self._menu.addSeparator()] if self._menu.actions() else []
        of_meetings = self._subject == "meeting"
        known = self._context.desk.templates.entries()
        for entry in [one for one in known if (one.subject == "meeting") == of_meetings][:MOST]:
            self._add(f"{entry.name}…", lambda entry=entry: self.fill(entry))
        self._add(ALL_OF_THEM, self.show_all)

    def show_all(self) -> None:
        show_templates(self._context, self._ids(), self._parent, day=self._day(), subject=self._subject)

    def fill(self, entry: TemplateEntry) -> None:
        from ui.dialogs.templates_dialog import fill_template  # noqa: PLC0415  (start-up: loads the exporters)

        fill_template(self._context, entry, self._ids(), self._parent.window(), day=self._day())

    def _add(self, text: str, slot: Callable[[], object]) -> None:
        action = self._menu.addAction(text.replace("&", "&&"))
        action.triggered.connect(lambda _checked=False: slot())
        self._added.append(action)


def show_templates(
    context: Context,
    ids: Sequence[int],
    parent: QWidget,
    *,
    day: str = "",
    subject: TemplateSubject = "person",
) -> None:
    """The dialog of all templates; `ids` are what is selected, people or (`subject`) meetings."""
    from ui.dialogs.templates_dialog import TemplatesDialog  # noqa: PLC0415  (start-up: loads the exporters)

    dialog = TemplatesDialog(context, ids, parent.window(), day=day, subject=subject)
    dialog.exec()
    dialog.deleteLater()
