"""活动照片 of one meeting: encoded anew when they are added, each with its caption, in the order of the page."""

from collections.abc import Callable, Sequence
from pathlib import Path

import shiboken6
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QIcon, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.attachment import Attachment, FileKind
from models.domain.errors import Cancelled, UserError
from models.domain.meeting_boxes import photos_per_page, with_photos_per_page
from models.domain.meeting_forms import MINUTES_OF
from models.domain.records import Meeting
from models.services.attachments import Added, NewFile, Owner
from ui import attached
from ui.context import Context
from ui.pictures import encoded, read_picture
from ui.theme import plain_tip, px
from ui.widgets.banner import Banner
from ui.widgets.calm_combo import CalmCombo
from ui.widgets.dialog_buttons import DialogButtons
from ui.widgets.form_grid import FormRow
from ui.widgets.job_bar import JobBar
from ui.widgets.plain_label import PlainLabel

EMPTY = "还没有照片。拖到这里，复制后按 Ctrl+V，或点“添加照片…”。"
NOTE = "照片重新存成 JPG，不带拍摄地点等信息。自动：不超过 2 张时每页印 2 张，更多时每页 4 张。签字定稿后只能再加。"
THUMB = 132
PER_PAGE = (("每页：自动", 0), ("每页 2 张", 2), ("每页 4 张", 4))


class MeetingPhotosDialog(QDialog):
    """Every act is stored at once; there is only a way out."""

    def __init__(self, context: Context, meeting: Meeting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._meeting = context, meeting
        self._service = context.desk.attachments
        self._owner = Owner(meeting_id=meeting.id)
        self._photos: list[Attachment] = []
        self._shown: Attachment | None = None
        self.setWindowTitle("活动照片")
        self.setAcceptDrops(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(16), px(20), px(16))
        box.setSpacing(px(10))
        box.addWidget(PlainLabel(f"活动照片：{meeting.title or meeting.kind.value}", "title", wrap=True))
        self.said = Banner("", "done")
        self.said.hide()
        box.addLayout(self._tools())
        box.addWidget(self.said)
        box.addWidget(self._gallery(), 1)
        self.caption = QLineEdit()
        self.caption.setPlaceholderText("印在照片下面，例如：全体党员重温入党誓词")
        self.caption.setMaxLength(60)
        self.caption.editingFinished.connect(self._keep_caption)
        box.addWidget(FormRow("图片说明", self.caption))
        self.job = JobBar(context.tasks)
        box.addWidget(self.job)
        box.addWidget(PlainLabel(NOTE, "field", wrap=True))
        buttons = DialogButtons(self, "关闭", primary=False)
        buttons.ok_button.clicked.connect(self.accept)
        box.addWidget(buttons)
        self._keys()
        self.resize(px(720), px(560))
        self.reload()

    # building

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(6))
        self.add_button = self._button("添加照片…", self.choose)
        self.paste_button = self._button("粘贴", self.paste)
        self.earlier_button = self._button("前移", lambda: self.move_by(-1))
        self.later_button = self._button("后移", lambda: self.move_by(1))
        self.open_button = self._button("放大看", self.look)
        self.drop_button = self._button("删去", self.remove)
        self.print_button = self._button("预览打印", self.preview)
        for button in (
            *(self.add_button, self.paste_button, self.earlier_button, self.later_button),
            *(self.open_button, self.drop_button, self.print_button),
        ):
            row.addWidget(button)
        row.addStretch(1)
        self.per_page = CalmCombo()
        self.per_page.setProperty("compact", True)
        self.per_page.setAccessibleName("每页几张")
        for words, count in PER_PAGE:
            self.per_page.addItem(words, count)
        chosen = self.per_page.findData(photos_per_page(self._meeting))
        self.per_page.setCurrentIndex(max(0, chosen))
        self.per_page.setEnabled(not self._meeting.is_signed)
        self.per_page.activated.connect(lambda _row: self._choose_per_page())
        row.addWidget(self.per_page)
        return row

    def _button(self, text: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("compact", True)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: slot())
        return button

    def _gallery(self) -> QStackedWidget:
        self.list = QListWidget()
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setIconSize(QSize(px(THUMB), px(THUMB)))
        self.list.setGridSize(QSize(px(THUMB + 24), px(THUMB + 44)))
        self.list.setMovement(QListView.Movement.Static)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setWordWrap(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setAccessibleName("照片")
        self.list.currentRowChanged.connect(self._show_caption)
        self.list.itemActivated.connect(lambda _item: self.look())
        nothing = PlainLabel(EMPTY, "quiet", wrap=True)
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.list)
        self.pages.addWidget(nothing)
        return self.pages

    def _keys(self) -> None:
        """On the gallery only; in the caption they edit text."""
        for keys, slot in (
            ("Del", self.remove),
            ("Alt+Left", lambda: self.move_by(-1)),
            ("Alt+Right", lambda: self.move_by(1)),
            ("F2", self.caption.setFocus),
        ):
            QShortcut(
                QKeySequence(keys), self.list, context=Qt.ShortcutContext.WidgetShortcut
            ).activated.connect(slot)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self.pages)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self.paste)

    # showing

    def reload(self, select: int = 0) -> None:
        """Read them again; `select` the id of the one to stand on."""
        self._photos = [one for one in self._service.of(self._owner) if one.kind is FileKind.PHOTO]
        self._shown = None
        self.list.clear()
        for one in self._photos:
            item = QListWidgetItem(self._icon(one), one.remark or "（没有说明）")
            item.setToolTip(plain_tip(one.remark or one.title))
            self.list.addItem(item)
        self.pages.setCurrentIndex(0 if self._photos else 1)
        ids = [one.id for one in self._photos]
        self.list.setCurrentRow(ids.index(select) if select in ids else 0 if ids else -1)
        self._settle()

    def _icon(self, one: Attachment) -> QIcon:
        try:
            return QIcon(QPixmap.fromImage(read_picture(self._service.content(one), px(THUMB) * 2)))
        except UserError:
            return QIcon()

    def _settle(self) -> None:
        there = self.current() is not None
        fixed = self._meeting.is_signed
        for button in (self.earlier_button, self.later_button, self.drop_button):
            button.setEnabled(there and not fixed)
        for button in (self.open_button, self.print_button):
            button.setEnabled(there)
        self.caption.setEnabled(there)
        self.caption.setReadOnly(fixed)

    def current(self) -> Attachment | None:
        row = self.list.currentRow()
        return self._photos[row] if 0 <= row < len(self._photos) else None

    def _show_caption(self, _row: int) -> None:
        self._keep_caption()
        self._shown = self.current()
        self.caption.setText(self._shown.remark if self._shown else "")
        self._settle()

    # acting

    def _attempt(self, act: Callable[[], object], select: int) -> None:
        try:
            act()
        except UserError as error:
            self.tell(str(error), "late")
        else:
            self.reload(select)

    def tell(self, text: str, tone: str) -> None:
        self.said.say(text, tone)
        self.said.setVisible(bool(text))

    def _keep_caption(self) -> None:
        """When the field or the photo is left."""
        one, words = self._shown, " ".join(self.caption.text().split())
        if one is None or words == one.remark or self._meeting.is_signed:
            return
        self._shown = None
        row = self.list.currentRow()
        self._attempt(
            lambda: self._service.rename(one.id, one.name, words),
            self._photos[row].id if 0 <= row < len(self._photos) else one.id,
        )

    def choose(self) -> None:
        """By the system's dialog."""
        folder = self._context.settings.state("attachments").get("folder", str(Path.home()))
        chosen, _ = QFileDialog.getOpenFileNames(self, "添加照片", folder, attached.PICTURES)
        if chosen:
            self._context.settings.set_state("attachments", {"folder": str(Path(chosen[0]).parent)})
            self.add([Path(path) for path in chosen])

    def paste(self) -> None:
        try:
            self.add(attached.clipboard_files(self._context.desk.today()))
        except UserError as error:
            self.tell(str(error), "late")

    def add(self, files: Sequence[attached.Source]) -> None:
        """Decode, encode anew and store off the screen's thread."""
        if self.job.busy:
            return
        self._keep_caption()

        def work(progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> Added:
            ready, problems = as_photos(files, cancelled)
            added = self._service.add(self._owner, ready, progress, cancelled, FileKind.PHOTO)
            return Added(added.ids, (*problems, *added.problems), added.warning)

        self.job.run("正在添加照片…", work, self._added, self._not_added)

    def _added(self, added: Added) -> None:
        if not shiboken6.isValid(self):
            return
        self.reload(added.ids[-1] if added.ids else 0)
        said = [f"已添加 {len(added.ids)} 张照片。"] if added.ids else []
        said += [*added.problems, *filter(None, (added.warning,))]
        self.tell("\n".join(said), "late" if added.problems else "done")
        if added.ids:
            self.caption.setFocus()

    def _not_added(self, error: BaseException) -> None:
        if not shiboken6.isValid(self):
            return
        if isinstance(error, Cancelled):
            self.tell("已取消，没有添加。", "info")
        elif isinstance(error, UserError):
            self.tell(str(error), "late")
        else:
            self._context.tasks.failed.emit(error)

    def move_by(self, step: int) -> None:
        """Nearer to the beginning, or to the end."""
        one, row = self.current(), self.list.currentRow()
        if one is None or not 0 <= row + step < len(self._photos):
            return
        ids = [photo.id for photo in self._photos]
        ids.insert(row + step, ids.pop(row))
        self._attempt(lambda: self._service.arrange(ids), one.id)

    def _choose_per_page(self) -> None:
        """Two large ones or four to a page."""
        meetings, count = self._context.desk.meetings, int(self.per_page.currentData())
        details = with_photos_per_page(meetings.get(self._meeting.id), count)
        if self._context.attempt(lambda: meetings.update(self._meeting.id, {"details": details})):
            self._meeting = meetings.get(self._meeting.id)

    def remove(self) -> None:
        one = self.current()
        if one is not None:
            self._shown = None
            self._attempt(lambda: self._service.remove([one.id]), 0)

    def look(self) -> None:
        """As large as the screen has room."""
        one = self.current()
        if one is not None:
            attached.attachment_opener(self._context, self)(one)

    def preview(self) -> None:
        """The record with its pages of photos."""
        self._keep_caption()
        self._context.preview(MINUTES_OF[self._meeting.kind], self._meeting.id)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if attached.can_take(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        try:
            self.add(attached.files_of(event.mimeData(), self._context.desk.today()))
        except UserError as error:
            self.tell(str(error), "late")

    def done(self, result: int) -> None:
        self._keep_caption()
        super().done(result)


def as_photos(
    files: Sequence[attached.Source], cancelled: Callable[[], bool]
) -> tuple[list[NewFile], list[str]]:
    """Each as this program encodes it; sentences for what is no picture."""
    ready: list[NewFile] = []
    problems: list[str] = []
    for file in files:
        if cancelled():
            raise Cancelled
        try:
            ready.append(
                NewFile(Path(file.name).stem + ".jpg", encoded(attached.picture_from([file]), "jpg"))
            )
        except UserError as error:
            problems.append(f"“{Path(file.name).name}”：{error}")
    return ready, problems


def show_photos(context: Context, meeting: Meeting, parent: QWidget) -> None:
    """From the page of a meeting."""
    dialog = MeetingPhotosDialog(context, meeting, parent)
    dialog.exec()
    dialog.deleteLater()
