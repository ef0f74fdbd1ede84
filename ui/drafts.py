"""The open forms' drafts: a form names its fields once; what is typed is kept every 30 seconds and offered again.

A form that was saved or left on purpose forgets its draft; a form that lock, crash or power took away does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)
from shiboken6 import isValid

from models.domain.errors import UserError

if TYPE_CHECKING:
    from models.services.drafts import Draft, Drafts
    from ui.widgets.banner import Banner

KEEP_EVERY = 30_000  # milliseconds
BANNER = "DraftBanner"
Values = dict[str, Any]
Field = QWidget | tuple[Callable[[], Any], Callable[[Any], object]]
Fields = Callable[[], Mapping[str, Field]]

# Where a form is opened again, by the first word of its key; "" is the window itself.
HOMES = {
    "member": "党员名册",
    "movement": "党员名册",
    "contact": "党员名册",
    "meeting": "会议记录",
    "correction": "会议记录",
    "meeting-boxes": "会议记录",
    "new-meeting": "会议记录",
    "plan-item": "会议记录",
    "payment": "党费台账",
    "collect": "党费台账",
    "standard": "党费台账",
    "voucher": "党费台账",
    "cash-count": "党费台账",
    "applicant": "发展党员",
    "step": "发展党员",
    "companions": "发展党员",
    "branch": "",
    "post": "支部",
    "term": "支部",
    "group": "支部",
    "election": "支部",
    "choice": "支部",
    "count": "支部",
}


def key_of(kind: str, *parts: object) -> str:
    """The key of a form: what kind, and of which record."""
    return ":".join((kind, *(str(part) for part in parts)))


def read(given: Field) -> Any:
    """What a field holds, as JSON can keep it."""
    if isinstance(given, tuple):
        return given[0]()
    if isinstance(given, QCheckBox):
        return given.isChecked()
    if isinstance(given, QSpinBox):
        return given.value()
    if isinstance(given, QComboBox):
        data = None if given.isEditable() else given.currentData()
        return given.currentText() if data is None else str(data)
    if isinstance(given, QPlainTextEdit):
        return given.toPlainText()
    assert isinstance(given, QLineEdit)
    return given.text()


def write(given: Field, value: Any) -> None:
    """Put a kept value back; a choice that is not offered any more is left alone."""
    if isinstance(given, tuple):
        given[1](value)
    elif isinstance(given, QCheckBox):
        given.setChecked(bool(value))
    elif isinstance(given, QSpinBox):
        given.setValue(int(value))
    elif isinstance(given, QComboBox):
        rows = range(given.count())
        row = next((r for r in rows if given.itemData(r) is not None and str(given.itemData(r)) == value), -1)
        if given.isEditable() or row < 0:
            given.setCurrentText(str(value))
        else:
            given.setCurrentIndex(row)
    elif isinstance(given, QPlainTextEdit):
        given.setPlainText(str(value))
    else:
        assert isinstance(given, QLineEdit)
        given.setText(str(value))


@dataclass(eq=False)
class _Open:
    """One form on the screen."""

    form: QWidget
    key: str
    title: str
    fields: Fields
    start: Values
    after: Callable[[], object] | None = None
    whole: bool = False
    kept: Values = field(default_factory=dict[str, Any])  # as it is in the store
    offered: Draft | None = None  # found, not answered yet
    banner: Banner | None = None

    def values(self) -> Values:
        return {name: read(given) for name, given in self.fields().items()}

    def typed(self) -> Values:
        """What differs from what the form began with; an offer nobody answered yet stays beneath it."""
        earlier = self.offered.values if self.offered else {}
        now = self.values()
        changed = {n: v for n, v in now.items() if v != self.start.get(n) and (v or n in self.start)}
        return earlier | (now if self.whole and changed else changed)


class DraftKeeper(QObject):
    """Belongs to one open branch; every form that is worth it says `watch` once."""

    kept = Signal(str, str)  # form, time
    dropped = Signal()

    def __init__(self, drafts: Drafts, clock: Callable[[], datetime] = datetime.now) -> None:
        super().__init__()
        self._drafts, self._clock = drafts, clock
        self._forms: list[_Open] = []
        self._resuming: set[str] = set()
        self.suspended = False  # the data are being closed under the forms
        self._timer = QTimer(self)
        self._timer.setInterval(KEEP_EVERY)
        self._timer.timeout.connect(self.keep_now)

    # for the forms

    def watch(
        self,
        form: QWidget,
        key: str,
        title: str,
        fields: Fields,
        after: Callable[[], object] | None = None,
        *,
        whole: bool = False,
    ) -> None:
        """From now on until the form is left; call it when the form shows what is stored.

        `after` is called when a draft was put back, for what the form works out from its fields. `whole`: every
        field is kept, not only those that differ (a new record may begin with other proposals the next time).
        """
        opened = _Open(form, key, title, fields, {}, after, whole)
        opened.start = opened.values()
        self._forms.append(opened)
        if isinstance(form, QDialog):
            form.finished.connect(lambda result: self._finished(opened, bool(result)))
        if draft := self._drafts.find(key):
            opened.kept = draft.values
            if key in self._resuming:
                self._resuming.discard(key)
                self._use(opened, draft)
            else:
                self._offer(opened, draft)
        if not self._timer.isActive():  # another form beneath has been waiting for its turn
            self._timer.start()

    def rebase(self, form: QWidget, **stored: Any) -> None:
        """The form (a page that saves as one goes) shows again what is stored; `stored`: what it is where the form
        still shows more, which could not be stored yet.
        """
        opened = self._of(form)
        if opened is not None and not self.suspended:
            opened.start = opened.values() | stored
            if opened.kept and opened.offered is None and not opened.typed():
                self._drop(opened)

    def release(self, form: QWidget) -> None:
        """A page was left; everything typed was handed over."""
        opened = self._of(form)
        if opened is not None:
            self._finished(opened, saved=False)

    # for the window

    @property
    def open_forms(self) -> list[str]:
        """Keys of the forms on the screen, the lowest first."""
        return [opened.key for opened in self._forms]

    def unfinished(self) -> list[Draft]:
        """Drafts of forms that are not open: what a crash or a lock left."""
        shown = set(self.open_forms)
        return [draft for draft in self._drafts.all() if draft.form not in shown]

    def discard(self, form: str) -> None:
        self._drafts.drop(form)
        self.dropped.emit()

    def resume(self, forms: list[str]) -> None:
        """These forms get their drafts back without being asked when they open."""
        self._resuming = set(forms)

    def suspend(self) -> list[Draft]:
        """The data are about to be closed: keep everything; what could not be written comes back to the caller."""
        left = [draft for opened in self._alive() if (draft := self._keep(opened))]
        self.suspended = True
        self._timer.stop()
        return left

    def keep_now(self) -> bool:
        """Keep what changed; False when something could not be written (its form says so)."""
        return not self.suspended and not [opened for opened in self._alive() if self._keep(opened)]

    # inside

    def _alive(self) -> list[_Open]:
        """The forms that still exist: one that went away with its window, unasked, leaves its draft as it is."""
        self._forms = [opened for opened in self._forms if isValid(opened.form)]
        return list(self._forms)

    def _of(self, form: QWidget) -> _Open | None:
        return next((opened for opened in self._forms if opened.form is form), None)

    def _keep(self, opened: _Open) -> Draft | None:
        """Write one draft when it changed. A draft that could not be written is returned."""
        typed = opened.typed()
        if typed == opened.kept or not self._drafts.can_keep:
            return None
        if not typed:
            self._drop(opened)
            return None
        now = self._clock()
        at = now.strftime("%Y-%m-%d %H:%M")
        try:
            self._drafts.keep(opened.key, opened.title, typed, at)
        except UserError as error:
            self._say(opened, f"草稿没有存下：{error.message}请不要关闭这个窗口。", "late")
            return _unwritten(opened, typed, at)
        opened.kept = typed
        if opened.offered is None and opened.banner is not None:
            opened.banner.hide()
        self.kept.emit(opened.key, now.strftime("%H:%M"))
        return None

    def _drop(self, opened: _Open) -> None:
        opened.kept = {}
        try:
            self._drafts.drop(opened.key)
        except UserError:
            return  # a full disk: the draft will be offered once more, which harms nobody
        self.dropped.emit()

    def _finished(self, opened: _Open, saved: bool) -> None:
        if opened not in self._forms:
            return
        self._forms.remove(opened)
        if not self._forms:
            self._timer.stop()
        if not self.suspended and opened.kept and (saved or opened.offered is None):
            self._drop(opened)

    def _offer(self, opened: _Open, draft: Draft) -> None:
        opened.offered = draft
        banner = self._say(opened, f"上次没保存完的内容（{draft.saved_at}）还在。", "soon")
        banner.add_button("继续填写", lambda: self._use(opened, draft))
        banner.add_button("丢弃", lambda: self._refuse(opened))

    def _refuse(self, opened: _Open) -> None:
        opened.offered = None
        self._take_banner(opened)
        self._drop(opened)

    def _use(self, opened: _Open, draft: Draft) -> None:
        """Put the draft's values over what is stored now; the rest of the record stays as it is."""
        opened.offered = None
        for name, value in draft.values.items():
            if name in (fields := opened.fields()):
                write(fields[name], value)
        if opened.after is not None:
            opened.after()
        self._say(opened, f"已填回没保存完的内容（{draft.saved_at}），请核对后保存。", "info")

    def _say(self, opened: _Open, text: str, tone: str) -> Banner:
        from ui.widgets.banner import Banner  # noqa: PLC0415  (start-up: hardly ever shown)
        from ui.widgets.form_grid import FormGrid  # noqa: PLC0415  (start-up: hardly ever shown)

        if opened.offered is None or opened.banner is None:
            self._take_banner(opened)
            opened.banner = Banner(text, tone)
            opened.banner.setObjectName(BANNER)
            layout = opened.form.layout()
            assert isinstance(layout, QBoxLayout)
            first = layout.itemAt(0)
            has_title = first is not None and not isinstance(first.widget(), FormGrid)
            layout.insertWidget(1 if has_title else 0, opened.banner)
        opened.banner.say(text, tone)
        opened.banner.show()
        return opened.banner

    def _take_banner(self, opened: _Open) -> None:
        if opened.banner is not None:
            opened.banner.hide()
            opened.banner.deleteLater()
            opened.banner = None


def _unwritten(opened: _Open, typed: Values, at: str) -> Draft:
    from models.services.drafts import Draft  # noqa: PLC0415  (start-up: a full disk is rare)

    return Draft(form=opened.key, title=opened.title, saved_at=at, values=typed)
