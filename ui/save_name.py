"""Asking what a file is to be called and where: the folder of the last time, a name that only needs a nod."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from ui.context import Context
from ui.dialogs.message_dialog import MessageDialog

KINDS = {"docx": "Word 文档 (*.docx)", "pdf": "PDF 文件 (*.pdf)", "xlsx": "Excel 表格 (*.xlsx)"}


def last_folder(context: Context) -> Path:
    """Where something was saved last."""
    return Path(context.settings.state("export").get("folder", str(Path.home())))


def ask_target(context: Context, parent: QWidget, title: str, name: str, extension: str) -> Path | None:
    """A file's place with its proper ending, asked again where an ending makes it another file; None for nobody said."""
    wanted = KINDS.get(extension, f"(*.{extension})")
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(last_folder(context) / name), wanted)
    if not chosen:
        return None
    path = Path(chosen)
    if path.suffix.lower() != f".{extension}":
        path = path.with_name(f"{path.name}.{extension}")
        if path.exists() and not MessageDialog.confirm(
            parent, f"“{path.name}”已经有了，要替换它吗？", [str(path.parent)], verb="替换", leave="不替换"
        ):
            return None
    context.settings.set_state("export", {"folder": str(path.parent)})
    return path
