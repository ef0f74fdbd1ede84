"""Saves a picture of every tab and dialog, filled with the sample branch: ``build/dev.py screens [FOLDER]``.

1366×768 throughout; the roster once more at 1920×1080, and everything's first tab at 150 % text.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
SCREEN = {
    "screens": [{"name": "paper", "x": 0, "y": 0, "width": 1920, "height": 1080, "logicalDpi": 96, "dpr": 1}]
}
with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as screen_file:
    json.dump(SCREEN, screen_file)
os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={screen_file.name}"

from PySide6.QtCore import QtMsgType, qInstallMessageHandler  # noqa: E402
from PySide6.QtWidgets import QApplication, QDialog, QWidget  # noqa: E402
from screens_attachments import attachment_pictures  # noqa: E402  (beside this script)
from screens_attendance import attendance_pictures  # noqa: E402
from screens_books import book_pictures  # noqa: E402
from screens_branch import branch_pictures  # noqa: E402  (beside this script)
from screens_committee import committee_pictures  # noqa: E402  (beside this script)
from screens_figures import figure_pictures  # noqa: E402
from screens_finding import finding_pictures  # noqa: E402
from screens_handoff import Handoff  # noqa: E402
from screens_keys import key_pictures  # noqa: E402
from screens_left import after_lock, left_pictures  # noqa: E402
from screens_life import life_pictures  # noqa: E402
from screens_lists import list_pictures  # noqa: E402
from screens_movements import movement_pictures  # noqa: E402
from screens_paper import paper_pictures  # noqa: E402
from screens_plan import plan_pictures  # noqa: E402
from screens_record import record_pictures  # noqa: E402
from screens_safety import safety_pictures  # noqa: E402
from screens_standards import standard_pictures  # noqa: E402
from screens_templates import template_pictures  # noqa: E402
from screens_votes import vote_pictures  # noqa: E402

from models.domain.errors import WrongPassword  # noqa: E402
from models.services.desk import Desk  # noqa: E402
from models.services.dues_import import DuesDoor  # noqa: E402
from models.services.sample import SAMPLE_PASSWORD, create_sample  # noqa: E402
from ui import theme  # noqa: E402
from ui.app import make_application  # noqa: E402
from ui.context import Context  # noqa: E402
from ui.dialogs.about import AboutDialog  # noqa: E402
from ui.dialogs.applicant_dialog import ApplicantDialog  # noqa: E402
from ui.dialogs.branch_dialog import BranchDialog  # noqa: E402
from ui.dialogs.columns_dialog import ColumnsDialog  # noqa: E402
from ui.dialogs.companions_dialog import CompanionsDialog  # noqa: E402
from ui.dialogs.crash_dialog import CrashDialog  # noqa: E402
from ui.dialogs.dues_collect import CollectDialog  # noqa: E402
from ui.dialogs.dues_import_dialog import DuesImportDialog  # noqa: E402
from ui.dialogs.dues_import_past import PastDuesDialog  # noqa: E402
from ui.dialogs.dues_payment import PaymentDialog  # noqa: E402
from ui.dialogs.dues_standard import StandardDialog  # noqa: E402
from ui.dialogs.export_dialog import ExportDialog  # noqa: E402
from ui.dialogs.first_run import FirstRunPage  # noqa: E402
from ui.dialogs.help import HelpDialog  # noqa: E402
from ui.dialogs.import_list import ImportList  # noqa: E402
from ui.dialogs.import_wizard import ImportWizard  # noqa: E402
from ui.dialogs.licences_dialog import LicencesDialog  # noqa: E402
from ui.dialogs.meeting_new import NewMeetingDialog  # noqa: E402
from ui.dialogs.member_dialog import MemberDialog  # noqa: E402
from ui.dialogs.message_dialog import MessageDialog  # noqa: E402
from ui.dialogs.own_fields_dialog import OwnFieldsDialog  # noqa: E402
from ui.dialogs.print_preview import PrintPreview  # noqa: E402
from ui.dialogs.reason_dialog import ReasonDialog  # noqa: E402
from ui.dialogs.rule_card import RuleCard  # noqa: E402
from ui.dialogs.settings_dialog import SettingsDialog  # noqa: E402
from ui.dialogs.stage_import_dialog import StageImportDialog  # noqa: E402
from ui.dialogs.start_window import Doors, StartWindow  # noqa: E402
from ui.dialogs.step_dialog import StepDialog  # noqa: E402
from ui.errors import report_of  # noqa: E402
from ui.main_window import MainWindow  # noqa: E402
from ui.paper import form_of  # noqa: E402
from ui.settings import UiSettings  # noqa: E402
from ui.tabs.meetings_tab import MeetingsTab  # noqa: E402
from ui.tasks import InstantTasks  # noqa: E402

SMALL, LARGE = (1366, 728), (1920, 1040)  # the screen without the desktop's own bar


class Camera:
    """Shows a widget, lets it settle, saves its picture."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        self.app, self.folder, self.taken = app, folder, 0
        folder.mkdir(parents=True, exist_ok=True)

    def settle(self) -> None:
        for _ in range(6):
            self.app.processEvents()

    def shoot(self, widget: QWidget, name: str, size: tuple[int, int] | None = None) -> None:
        if size:
            widget.resize(*size)
        widget.show()
        self.settle()
        widget.grab().save(str(self.folder / f"{name}.png"))
        self.taken += 1

    def dialog(self, dialog: QDialog, name: str) -> None:
        self.shoot(dialog, name)
        dialog.close()
        dialog.deleteLater()


def _qt_says(kind: QtMsgType, _context: object, text: str) -> None:
    """The offscreen platform complains of every window's size hints; anything else is worth reading."""
    if kind != QtMsgType.QtDebugMsg and "propagateSizeHints" not in text:
        sys.stderr.write(text + "\n")


def wrong_door(*_args: object) -> Desk:
    raise WrongPassword("口令不对。请检查大写锁定和输入法后再试。")


def start_pages(camera: Camera, scratch: Path) -> None:
    """Password page (also after a wrong password) and the first page (also with problems)."""
    doors = Doors(wrong_door, wrong_door, wrong_door)
    settings = UiSettings(scratch / "start.ini")
    (scratch / "store").mkdir(exist_ok=True)
    (scratch / "store" / "keys.json").write_text("{}")
    window = StartWindow(scratch / "store", doors, settings, InstantTasks())
    camera.shoot(window, "start-unlock")
    assert window.unlock is not None
    window.unlock.password.field.setText("abcdefghij")
    window.unlock.submit()
    camera.shoot(window, "start-unlock-wrong")
    window.close()
    window = StartWindow(scratch / "new", doors, settings, InstantTasks())
    camera.shoot(window, "start-first")
    page = window.first_run
    assert isinstance(page, FirstRunPage)
    page.password.field.setText("abcdefghij12")
    page.submit()
    camera.shoot(window, "start-first-problems")
    page.form.clear_problems()
    page.purposes.buttons()[1].click()
    camera.shoot(window, "start-first-general")
    page.purposes.buttons()[2].click()
    camera.shoot(window, "start-first-committee")
    window.close()


def tabs(camera: Camera, window: MainWindow, prefix: str, size: tuple[int, int]) -> None:
    """Every tab with its first record open."""
    for number, tab_type in enumerate(window.tab_types, 1):
        window.navigate(tab_type.TITLE)
        camera.shoot(window, f"{prefix}{number}-{tab_type.__name__.removesuffix('Tab').lower()}", size)


def frame_dialogs(camera: Camera, window: MainWindow, desk: Desk) -> None:
    """The dialogs that belong to the frame."""
    context = window.context
    findings = [finding for finding in desk.check() if finding.citation]
    made: list[tuple[str, Callable[[], QDialog]]] = [
        ("settings", lambda: SettingsDialog(window.settings, window)),
        ("branch", lambda: BranchDialog(context, window)),
        ("help", lambda: HelpDialog(window)),
        ("about", lambda: AboutDialog(window)),
        ("licences", lambda: LicencesDialog(parent=window)),
        ("columns", lambda: ColumnsDialog(form_of("D1").spec, window.settings, window)),
        ("export", lambda: ExportDialog(context, "D1", window)),
        ("reason", lambda: ReasonDialog(window, "已核实，因为…", findings[0].message if findings else "")),
        (
            "message",
            lambda: MessageDialog(window, "文件夹写不进去。请换一个文件夹，或检查磁盘空间。", ("第 12 行",)),
        ),
        ("crash", lambda: CrashDialog(report_of(ValueError("bad")), window)),
        ("preview-roster", lambda: PrintPreview(context, "D1", None, window)),
        ("preview-minutes", lambda: PrintPreview(context, "A3", desk.meetings.list()[0].id, window)),
    ]
    if findings and (citation := findings[0].citation):
        made.append(("rule", lambda: RuleCard(citation, window)))
    for name, make in made:
        camera.dialog(make(), f"dialog-{name}")


def tab_dialogs(camera: Camera, window: MainWindow, desk: Desk) -> None:
    """The dialogs and inner pages that belong to the tabs."""
    context = window.context
    person = desk.roster.members(desk.today())[0]
    row = desk.dues.year(int(desk.today()[:4])).rows[1]
    month = desk.today()[:7]
    dossier = desk.development.dossiers()[0]
    samples = ROOT / "tests" / "samples"
    stages = desk.development.plan_import(samples / "stage-dates.xlsx")
    dues = DuesDoor(desk.store, desk.rules, desk.today)
    made: list[tuple[str, Callable[[], QDialog]]] = [
        ("member-new", lambda: MemberDialog(context, parent=window)),
        ("member", lambda: MemberDialog(context, person, window)),
        ("member-lists", lambda: MemberDialog(context, desk.person("姚建国"), window, "relatives")),
        ("own-fields", lambda: OwnFieldsDialog(context, window)),
        ("import-roster", lambda: ImportWizard(context, str(samples / "roster-messy.xlsx"), window)),
        ("import-outcome", lambda: _outcome(context, samples / "roster-messy.xlsx", window)),
        ("import-list", lambda: ImportList(context, window)),
        ("import-dues", lambda: DuesImportDialog(context, dues.plan(samples / "dues-2026.xlsx"), window)),
        ("import-dues-past", lambda: PastDuesDialog(context, dues, window)),
        ("meeting-new", lambda: NewMeetingDialog(desk, window)),
        ("dues-payment", lambda: PaymentDialog(context, row, month, "", window)),
        ("dues-collect", lambda: CollectDialog(context, desk.dues.year(int(month[:4])).rows, month, window)),
        ("dues-standard", lambda: StandardDialog(context, row.person_id, month, window)),
        ("applicant", lambda: ApplicantDialog(context, window)),
        ("step", lambda: StepDialog(context, dossier, parent=window)),
        ("companions", lambda: CompanionsDialog(context, dossier, "contact", window)),
        ("import-stages", lambda: StageImportDialog(stages, window.settings, window)),
    ]
    for name, make in made:
        camera.dialog(make(), f"dialog-{name}")
    window.navigate("会议记录")
    tab = window.current_tab()
    assert isinstance(tab, MeetingsTab)
    tab.open_meeting(desk.meetings.list()[0].id)
    camera.shoot(window, "2-meeting-open", SMALL)


def _outcome(context: Context, path: Path, window: QWidget) -> ImportWizard:
    """The third step, once the sheet is read."""
    wizard = ImportWizard(context, str(path), window)
    while context.tasks.running:
        QApplication.processEvents()
    wizard.next_button.click()
    return wizard


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "screens"
    qInstallMessageHandler(_qt_says)
    app = make_application()
    theme.complete(app)
    camera = Camera(app, target)
    with tempfile.TemporaryDirectory() as scratch_name:
        scratch = Path(scratch_name)
        start_pages(camera, scratch)
        made = create_sample(scratch / "sample")
        made.close()  # opened anew, as the program does: making the sample is nothing to undo
        desk = Desk.open(scratch / "sample", SAMPLE_PASSWORD, today=made.today)
        for percent, prefix, size in ((100, "", SMALL), (100, "wide-", LARGE), (150, "large-", SMALL)):
            theme.apply(app, percent)
            window = MainWindow(desk, UiSettings(scratch / f"{prefix}.ini"), InstantTasks())
            window.keep_desk()
            tabs(camera, window, prefix, size)
            if prefix != "wide-":
                doors = Doors(wrong_door, wrong_door, wrong_door)
                key_pictures(camera, scratch, prefix, doors, size)
                shot = partial(camera.shoot, size=SMALL)
                safety_pictures(camera.dialog, shot, scratch, prefix)
                committee_pictures(shot, camera.dialog, scratch, prefix)
                finding_pictures(window, prefix, partial(camera.shoot, window, size=size), camera.dialog)
                list_pictures(window, prefix, camera.dialog)
                vote_pictures(window, prefix, partial(camera.shoot, window, size=size), camera.dialog)
                template_pictures(window, prefix, camera.dialog)
                left_pictures(camera, prefix, window, desk, size)
                branch_pictures(camera, prefix, window, desk, size)
                life_pictures(camera, prefix, window, desk, size)
                movement_pictures(camera, prefix, window, desk, size)
                standard_pictures(camera, prefix, window, desk)
                book_pictures(camera, prefix, window, size)
                paper_pictures(camera, prefix, window, desk, size)
                figure_pictures(camera, prefix, window, desk, size)
                plan_pictures(camera, prefix, window, desk, size)
                attendance_pictures(camera, prefix, window, desk, size)
                record_pictures(camera, window, desk, prefix)
                attachment_pictures(camera, prefix, window, desk, size)
                after_lock(camera, prefix, scratch / "store", doors)
            if not prefix:
                window.search_box.setText("z")
                window.search_box.searched.emit("z")
                camera.shoot(window, "search")
                window.search_box.clear()
                window.search_box.searched.emit("")
                frame_dialogs(camera, window, desk)
                tab_dialogs(camera, window, desk)
                shoot = partial(camera.shoot, window, size=SMALL)
                Handoff(desk, scratch).pictures(window, shoot, camera.dialog)
            window.close()
        desk.close()
    Path(screen_file.name).unlink()
    print(f"{camera.taken} pictures in {target}")


if __name__ == "__main__":
    main()
