"""照片和附件 of one person: the portrait at the left, the files beside it. Every act is stored at once, as one step."""

from collections.abc import Callable, Sequence
from pathlib import Path

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.domain.attachment import MOST_BYTES, Attachment, FileKind, size_words
from models.domain.errors import Cancelled, UserError
from models.services.attachments import Added, Owner, read_new
from ui import attached
from ui.context import Context
from ui.dialogs.attachment_name import AttachmentNameDialog
from ui.dialogs.photo_dialog import PhotoDialog
from ui.pictures import read_picture
from ui.tables import ListSource, RecordTable, RecordTableModel
from ui.theme import px
from ui.widgets.attachment_columns import COLUMNS, SORTS
from ui.widgets.banner import Banner
from ui.widgets.job_bar import JobBar
from ui.widgets.photo_frame import PhotoFrame, show_photo_of
from ui.widgets.plain_label import PlainLabel

EMPTY = "还没有附件。扫描件和照片可以拖到这里，或者复制后按 Ctrl+V。"
KINDS = f"JPG、PNG、PDF、Word、Excel，单个最多 {size_words(MOST_BYTES)}。"
RULES = f"{KINDS}加上就存好了，与下面的“保存修改”无关；可以撤销。"
RULES_OF_MEETING = f"{KINDS}会议记录签字定稿以后，附件只能再加，不能删去或改名。"
ROWS = 4


class AttachmentsPanel(QWidget):
    """`owner` says whose; `name` is for the window that crops the photo."""

    changed = Signal()

    def __init__(self, context: Context, owner: Owner, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._owner, self._name = context, owner, name
        self._service = context.desk.attachments
        self._label = ""  # of the last step, while it can be taken back here
        self.setAcceptDrops(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        self.said = Banner("", "done")
        self.undo_button = self.said.add_button("撤销", self.undo)
        self.said.hide()
        sides = QHBoxLayout()
        sides.setSpacing(px(16))
        photos = self._photo_side()
        if owner.person_id:
            sides.addWidget(photos)
        else:
            photos.hide()
        sides.addLayout(self._file_side(), 1)
        box.addLayout(sides)
        self.job = JobBar(context.tasks)
        box.addWidget(self.job)
        self._keys()
        self.setFocusProxy(self.add_button)
        self.reload()

    def _photo_side(self) -> QWidget:
        place = QWidget(self)
        side = QVBoxLayout(place)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(px(6))
        self.photo = PhotoFrame(108)
        side.addWidget(self.photo)
        self.photo_button = _button("照片", lambda: None)
        menu = QMenu(self.photo_button)
        menu.addAction("选择图片…", self.choose_photo)
        menu.addAction("粘贴图片", self.paste_photo)
        self.drop_photo = menu.addAction("删去照片", self.remove_photo)
        self.photo_button.setMenu(menu)
        self.photo_button.setProperty("menu", True)
        side.addWidget(self.photo_button)
        side.addStretch(1)
        return place

    def _file_side(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(px(6))
        row = QHBoxLayout()
        row.setSpacing(px(6))
        self.add_button = _button("添加文件…", self.choose)
        self.paste_button = _button("粘贴", self.paste)
        self.open_button = _button("打开", self.open)
        self.more_button = _button("更多", lambda: None)
        menu = QMenu(self.more_button)
        menu.addAction("另存为…", self.save_as)
        menu.addAction("改名和说明…\tF2", self.rename)
        menu.addAction("删除\tDel", self.remove)
        self.more_button.setMenu(menu)
        self.more_button.setProperty("menu", True)
        for button in (self.add_button, self.paste_button, self.open_button, self.more_button):
            row.addWidget(button)
        row.addStretch(1)
        side.addLayout(row)
        side.addWidget(self.said)  # under the buttons: they stay where the hand is
        self.source: ListSource[Attachment] = ListSource(self._files, sorts=SORTS)
        # a person's photo stands beside the list: in it there are files only
        columns = [one for one in COLUMNS if one.key != "kind" or not self._owner.person_id]
        model = RecordTableModel(self.source, columns)
        self.table: RecordTable[Attachment] = RecordTable(model, "attachments", self._context.settings)
        self.table.setAccessibleName("附件")
        self.table.setFixedHeight(px(34) * (ROWS + 1) + 4)
        self.table.fill("name")
        self.table.opened.connect(lambda _id: self.open())
        self.table.selection_changed.connect(self._settle)
        self.table.add_row_action("打开", lambda _ids: self.open(), enabled=lambda ids: len(ids) == 1)
        self.table.add_row_action("另存为…", lambda _ids: self.save_as(), enabled=lambda ids: len(ids) == 1)
        self.table.add_row_action(
            "改名和说明…", lambda _ids: self.rename(), "F2", enabled=lambda ids: len(ids) == 1
        )
        self.table.add_row_action("删除", lambda _ids: self.remove(), "Del")
        nothing = PlainLabel(EMPTY, "quiet", wrap=True)
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        nothing.setMargin(px(16))
        self.pages = QStackedWidget()
        self.pages.addWidget(self.table)
        self.pages.addWidget(nothing)
        side.addWidget(self.pages)
        side.addWidget(PlainLabel(RULES if self._owner.person_id else RULES_OF_MEETING, "field", wrap=True))
        return side

    def _keys(self) -> None:
        """Only while the keyboard is in here: Ctrl+V elsewhere pastes text into a field."""
        for keys, slot in (
            (QKeySequence(QKeySequence.StandardKey.Paste), self.paste),
            (QKeySequence(Qt.Key.Key_F2), self.rename),
            (QKeySequence(QKeySequence.StandardKey.Delete), self.remove),
        ):
            shortcut = QShortcut(keys, self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # showing

    def reload(self) -> None:
        """Read it all again."""
        found = self._service.of(self._owner)
        photo = self._service.photo(self._owner.person_id) if self._owner.person_id else None
        self._show_photo(photo)
        self._list = [one for one in found if photo is None or one.id != photo.id]
        self.table.record_model.reload()
        self.pages.setCurrentIndex(0 if self._list else 1)
        self.changed.emit()
        if self._list and not self.table.current_id():
            self.table.selectRow(0)
        self._settle()

    def _show_photo(self, photo: Attachment | None) -> None:
        show_photo_of(self.photo, self._service, photo)
        self._photo = photo
        self.photo_button.setText("换照片" if photo else "添加照片")
        self.drop_photo.setEnabled(photo is not None)

    def _files(self) -> list[Attachment]:
        return self._list

    def _settle(self) -> None:
        chosen = bool(self._list) and bool(self.table.selected_ids())
        self.open_button.setEnabled(chosen)
        self.more_button.setEnabled(chosen)

    # acting

    def _attempt(self, act: Callable[[], object], done: str = "") -> None:
        """Do it and say so with the way back, or say why not."""
        before = self._context.desk.undo_label
        try:
            act()
        except UserError as error:
            self.tell(str(error), "late")
        else:
            self.reload()
            label = self._context.desk.undo_label
            self._label = label or "" if label != before or done else ""
            if done:
                self.tell(f"{done}。", "done", undoable=bool(self._label))

    def tell(self, text: str, tone: str, *, undoable: bool = False) -> None:
        self.said.say(text, tone)
        self.undo_button.setVisible(undoable)
        self.said.show()

    def undo(self) -> None:
        """Take the last act of this panel back, unless something else was done since."""
        if self._label and self._context.desk.undo_label == self._label:
            self._attempt(self._context.desk.undo)
            self.said.hide()

    def choose(self) -> None:
        """Files by the system's dialog."""
        folder = self._context.settings.state("attachments").get("folder", str(Path.home()))
        chosen, _ = QFileDialog.getOpenFileNames(self, "添加附件", folder, attached.FILTER)
        if chosen:
            self._context.settings.set_state("attachments", {"folder": str(Path(chosen[0]).parent)})
            self.add([Path(path) for path in chosen])

    def paste(self) -> None:
        """Copied files or a copied picture."""
        try:
            self.add(attached.clipboard_files(self._context.desk.today()))
        except UserError as error:
            self.tell(str(error), "late")

    def add(self, files: Sequence[attached.Source]) -> None:
        """Read and store them off the screen's thread."""
        if self.job.busy:
            return
        before = self._context.desk.undo_label
        self._set_busy(True)
        self.job.run(
            "正在添加附件…",
            lambda progress, cancelled: self._service.add(
                self._owner, attached.ready(files), progress, cancelled
            ),
            lambda added: self._added(added, before),
            self._not_added,
        )

    def _set_busy(self, busy: bool) -> None:
        for button in (self.add_button, self.paste_button, self.photo_button):
            button.setEnabled(not busy)

    def _added(self, added: Added, before: str | None) -> None:
        if not shiboken6.isValid(self):
            return
        self._set_busy(False)
        self.reload()
        said = [f"已添加 {len(added.ids)} 个附件。"] if added.ids else []
        said += [*added.problems, added.warning] if added.ids else added.problems
        tone = "late" if added.problems else "soon" if added.warning else "done"
        label = self._context.desk.undo_label or ""
        self._label = label if added.ids and label != before else ""
        self.tell("\n".join(filter(None, said)), tone, undoable=bool(added.ids))
        if added.ids:
            self.table.select_id(added.ids[-1])
            self.table.setFocus()  # not the way out, to which it fell while the buttons were held

    def _not_added(self, error: BaseException) -> None:
        if not shiboken6.isValid(self):
            return
        self._set_busy(False)
        if isinstance(error, Cancelled):
            self.tell("已取消，没有添加。", "info")
        elif isinstance(error, UserError):
            self.tell(str(error), "late")
        else:
            self._context.tasks.failed.emit(error)

    def _current(self) -> Attachment | None:
        return self.table.current_record() if self._list else None

    def open(self) -> None:
        if one := self._current():
            self._attempt(lambda: attached.open_attachment(self._context, one, self.window()))

    def save_as(self) -> None:
        if one := self._current():
            self._attempt(lambda: self._save(one))

    def _save(self, one: Attachment) -> None:
        path = attached.save_attachment(self._context, one, self.window())
        if path is not None:
            self.tell(f"已另存到 {path}。存出去的文件不加密，用完请删去。", "done")

    def rename(self) -> None:
        if one := self._current():
            dialog = AttachmentNameDialog(self._context, one, self.window())
            if dialog.exec():
                self._attempt(lambda: None, "已改名")
            dialog.deleteLater()

    def remove(self) -> None:
        ids = self.table.selected_ids() if self._list else []
        if ids:
            what = f"“{self._service.get(ids[0]).title}”" if len(ids) == 1 else f" {len(ids)} 个附件"
            self._attempt(lambda: self._service.remove(ids), f"已删除{what}")

    # the photo

    def choose_photo(self) -> None:
        """A picture by the system's dialog."""
        folder = self._context.settings.state("attachments").get("folder", str(Path.home()))
        chosen, _ = QFileDialog.getOpenFileName(self, "选择照片", folder, attached.PICTURES)
        if chosen:
            self._context.settings.set_state("attachments", {"folder": str(Path(chosen).parent)})
            self.take_photo(lambda: read_picture(read_new(Path(chosen)).content))

    def paste_photo(self) -> None:
        """The picture that was copied, or the picture file."""
        self.take_photo(lambda: attached.picture_from(attached.clipboard_files(self._context.desk.today())))

    def take_photo(self, read: Callable[[], QImage]) -> None:
        """Look at the picture, choose the part, store it."""

        def act() -> None:
            dialog = PhotoDialog(read(), self._name, self.window())
            if dialog.exec():
                self._service.set_photo(self._owner.person_id, dialog.photo)
            dialog.deleteLater()

        before = self._context.desk.undo_label
        self._attempt(act)
        if self._context.desk.undo_label != before:
            self.tell("照片已存好。", "done", undoable=True)

    def remove_photo(self) -> None:
        if self._photo is not None:
            ids = [self._photo.id]
            self._attempt(lambda: self._service.remove(ids), "已删去照片")

    # dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if attached.can_take(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """On the portrait: the photo; anywhere else: files."""
        event.acceptProposedAction()
        at = self.photo.mapFrom(self, event.position().toPoint())
        on_photo = bool(self._owner.person_id) and self.photo.rect().contains(at)
        try:
            files = attached.files_of(event.mimeData(), self._context.desk.today())
        except UserError as error:
            self.tell(str(error), "late")
            return
        if on_photo:
            self.take_photo(lambda: attached.picture_from(files))
        else:
            self.add(files)


def in_words(found: Sequence[Attachment]) -> str:
    """For the folded group: 有照片 · 3 个附件."""
    files = sum(one.kind is FileKind.FILE for one in found)
    told = ["有照片"] if len(found) > files else []
    told += [f"{files} 个附件"] if files else []
    return " · ".join(told) or "没有"


def _button(text: str, slot: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("compact", True)
    button.setAutoDefault(False)
    button.clicked.connect(lambda: slot())
    return button
