"""What can be done with an attachment, wherever it is shown: open, save elsewhere, rename; and what the clipboard holds."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from models.domain.attachment import Attachment, disk_name
from models.domain.errors import UserError
from models.services.attachments import Added, NewFile, Owner, read_new
from ui.context import Context
from ui.dialogs.picture_dialog import PictureDialog
from ui.pictures import encoded, flat, read_picture, smaller
from ui.save_name import ask_target

NO_PROGRAM = "这台电脑没有打开“{name}”的程序。请用“另存为”存出去，换一台电脑看。"
NOTHING_TO_PASTE = "剪贴板里没有图片或文件。请先在看图软件里复制图片，或在文件夹里复制文件，再粘贴。"
LARGE = 3 * 1024**2  # a pasted picture that is larger without loss is kept as a JPG
MOST_LOSSLESS = 9_000_000  # pixels, of a large screen; writing more takes seconds
FILTER = "图片、PDF、Word、Excel (*.jpg *.jpeg *.png *.pdf *.docx *.xlsx);;所有文件 (*)"
PICTURES = "图片 (*.jpg *.jpeg *.png);;所有文件 (*)"


def open_attachment(context: Context, one: Attachment, parent: QWidget) -> None:
    """Show it: pictures in a window of the program, others in the program the system has for them. UserError."""
    if one.is_picture:
        dialog = PictureDialog(context.desk.attachments.content(one), one.title, parent)
        dialog.exec()
        dialog.deleteLater()
        return
    path = context.desk.attachments.open_copy(one)
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        raise UserError(NO_PROGRAM.format(name=one.title))


def attachment_opener(context: Context, parent: QWidget) -> Callable[[Attachment], object]:
    """Opens what a line of files stands for, or shows the sentence why not."""
    return lambda one: context.attempt(lambda: open_attachment(context, one, parent))


def attachment_adder(context: Context) -> Callable[[int, QMimeData], object]:
    """Adds what was dropped on somebody; what could not be taken is shown."""

    def told(added: Added) -> None:
        if added.ids:
            context.say(f"✓ 已添加 {len(added.ids)} 个附件")
        if found := [*added.problems, *filter(None, (added.warning,))]:
            context.show_error(UserError(found[0], found[1:]))

    def add(person_id: int, data: QMimeData) -> None:
        files = files_of(data, context.desk.today())
        context.tasks.run(
            lambda progress, cancelled: context.desk.attachments.add(
                Owner(person_id=person_id), ready(files), progress, cancelled
            ),
            told,
            title="正在添加附件…",
        )

    return lambda person_id, data: context.attempt(lambda: add(person_id, data))


def save_attachment(context: Context, one: Attachment, parent: QWidget) -> Path | None:
    """Ask where, then write it there; None when nobody said. UserError."""
    path = ask_target(context, parent, f"另存为：{one.title}", disk_name(one), one.extension)
    if path is not None:
        context.desk.attachments.save_to(one, path)
    return path


@dataclass(frozen=True, slots=True)
class Pasted:
    """A copied picture, its pixels only; it is written as a file where nobody waits for the window."""

    name: str
    picture: QImage

    def file(self) -> NewFile:
        """A drawing or a page of text without loss, a photo, which would be very large so, as a JPG."""
        small = self.picture.width() * self.picture.height() <= MOST_LOSSLESS
        content = encoded(self.picture, "png") if small else b""
        if not 0 < len(content) <= LARGE:
            content = encoded(self.picture, "jpg")
        return NewFile(self.name, content)


Source = NewFile | Path | Pasted


def clipboard_files(today: str) -> list[Source]:
    """What may be pasted: copied files, or a copied picture; UserError when there is neither."""
    return files_of(QGuiApplication.clipboard().mimeData(), today)


def files_of(data: QMimeData, today: str) -> list[Source]:
    """The files, or the picture, that were copied or dragged."""
    paths: list[Source] = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if paths:
        return paths
    found = data.imageData() if data.hasImage() else None
    if not isinstance(found, QImage) or found.isNull():
        raise UserError(NOTHING_TO_PASTE)
    return [Pasted(f"粘贴的图片 {today}", flat(found))]


def ready(sources: Iterable[Source]) -> list[NewFile | Path]:
    """What the service takes; a pasted picture is written now."""
    return [one.file() if isinstance(one, Pasted) else one for one in sources]


def picture_from(sources: Sequence[Source]) -> QImage:
    """The first of them to look at: the copied pixels themselves, or what the file holds."""
    first = sources[0]
    if isinstance(first, Pasted):
        return smaller(first.picture)
    return read_picture((first if isinstance(first, NewFile) else read_new(first)).content)


def can_take(data: QMimeData) -> bool:
    """Whether something dragged over could be added."""
    return data.hasImage() or any(url.isLocalFile() for url in data.urls())
