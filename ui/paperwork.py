"""Preview and export as the window does them: make the pages off the GUI thread, then show or save."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from ui.context import Context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.list_paper import Written
    from ui.listing import ListOnScreen

Subject = Any  # person or meeting id, year, None for the branch, or several of them


class Paperwork:
    """The frame's side of `context.preview` and `context.export`."""

    def __init__(self, window: QWidget, context: Context) -> None:
        self._window, self._context = window, context

    def preview(self, form_id: str, subject: Subject = None) -> None:
        """Show the real pages; everything that can be done with them is in the preview."""
        from ui.dialogs.print_preview import PrintPreview  # noqa: PLC0415  (start-up: loads the exporters)

        preview = PrintPreview(self._context, form_id, subject, self._window)
        preview.exec()
        preview.deleteLater()  # its pages are large

    def export(self, form_id: str, subject: Subject = None) -> None:
        """Ask where and in which formats, then write."""
        from ui.dialogs.export_dialog import ExportDialog  # noqa: PLC0415  (start-up: loads the exporters)

        dialog = ExportDialog(self._context, form_id, self._window)
        if dialog.exec():
            self.write(form_id, subject, dialog.folder(), dialog.formats(), dialog.paper())

    def write(
        self, form_id: str, subject: Subject, folder: Path, formats: Sequence[str], paper: str | None = None
    ) -> None:
        """Write the files off the GUI thread and say where they are."""
        from ui import paper as papers  # noqa: PLC0415  (start-up: loads the exporters)
        from ui.dialogs.columns_dialog import chosen_columns  # noqa: PLC0415  (start-up: loads the exporters)

        context = self._context
        columns = chosen_columns(context.settings, papers.form_of(form_id).spec)
        chosen: Any = tuple(formats)
        context.tasks.run(
            lambda _p, _c: papers.export(
                context.desk, form_id, folder, chosen, subject, paper=paper, columns=columns
            ),
            self._written,
            title="正在导出…",
        )

    def export_list(self, listed: ListOnScreen) -> None:
        """Ask where and in which formats, then write the list as it stands on the screen."""
        from ui.dialogs.list_dialog import PREVIEW, ListDialog  # noqa: PLC0415  (start-up: loads the exporters)

        dialog = ListDialog(self._context, listed, listed.place.window())
        wanted = dialog.exec()
        if wanted == PREVIEW:
            self.preview_list(listed, selected=dialog.selected_only())
        elif wanted:
            self.write_list(
                listed, dialog.folder(), dialog.formats(), dialog.paper(), selected=dialog.selected_only()
            )
        dialog.deleteLater()

    def preview_list(self, listed: ListOnScreen, *, selected: bool = False) -> None:
        """The pages of a list as it stands on the screen."""
        from ui.dialogs.print_preview import PagesPreview  # noqa: PLC0415  (start-up: loads the exporters)
        from ui.previewed import ListPages  # noqa: PLC0415  (start-up: loads the exporters)

        pages = ListPages(self._context, listed, selected=selected)
        preview = PagesPreview(self._context, pages, listed.place.window())
        preview.exec()
        preview.deleteLater()

    def write_list(
        self,
        listed: ListOnScreen,
        folder: Path,
        formats: Sequence[str],
        paper: str = "",
        *,
        selected: bool = False,
    ) -> None:
        """Read the rows and write the files off the GUI thread; cancelled, nothing is written."""
        from ui import list_paper  # noqa: PLC0415  (start-up: loads the exporters)

        context = self._context
        chosen: Any = tuple(formats)
        context.tasks.run(
            lambda progress, cancelled: list_paper.export(
                context.desk,
                partial(listed.make, selected, 0, progress, cancelled),
                folder,
                chosen,
                paper,
                cancelled,
            ),
            self._listed,
            title="正在导出…",
        )

    def _listed(self, written: Written) -> None:
        self._written(written.files)
        if written.missing:
            signs = "”“".join(written.missing[:10])
            self._context.say(f"！已导出，但 PDF 的字体里没有“{signs}”，印成了〓；Word 里可另选字体。")

    def _written(self, files: list[Path]) -> None:
        if not files:
            return
        folder = files[0].parent
        what = f"“{files[0].name}”" if len(files) == 1 else f" {len(files)} 个文件"
        self._context.say(f"✓ 已导出{what}到 {folder}")
        if self._context.settings.get("export_format") == "folder" and self._window.isVisible():
            open_folder(folder)


def open_folder(folder: Path) -> bool:
    """Show it in the system's file manager, made if missing; False when that cannot be done."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return folder.is_dir() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
