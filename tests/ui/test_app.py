"""Theme, settings, tasks, errors and the way from the start window to the desk and back."""

import logging
import math
import subprocess
import sys
import threading
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

import resources
from models.domain.errors import Cancelled, UserError
from models.domain.recovery_code import groups_of
from models.services.desk import Desk
from ui import app as app_module
from ui import installed, places, theme
from ui.app import App
from ui.bus import ChangeBus
from ui.dialogs.about import AboutDialog
from ui.dialogs.crash_dialog import CrashDialog
from ui.dialogs.message_dialog import MessageDialog
from ui.dialogs.start_window import SAMPLE_FOLDER, Doors, StartWindow
from ui.errors import report_of, show_error, without_data
from ui.settings import SETTINGS, UiSettings
from ui.tabs.handoff_tab import HandoffTab
from ui.tasks import InstantTasks, IsCancelled, Progress, Tasks
from ui.widgets.plain_label import PlainLabel
from ui.widgets.status_line import StatusLine

PASSWORD = "槐树-shù-2026"


def contrast(one: str, other: str) -> float:
    def light(color: str) -> float:
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ink", ["ink", "quiet", "blue", "done", "soon", "late", "unknown"])
@pytest.mark.parametrize("ground", ["paper", "panel", "hover", "select"])
def test_text_can_be_read_on_every_ground(ink: str, ground: str) -> None:
    colors = theme.load().colors
    assert contrast(colors[ink], colors[ground]) >= 4.5


@pytest.mark.parametrize("tone", ["late", "soon", "done", "unknown"])
def test_a_state_can_be_read_on_its_own_tint(tone: str) -> None:
    colors = theme.load().colors
    assert contrast(colors[tone], colors[f"tint_{tone}"]) >= 4.5


@pytest.mark.parametrize("percent", theme.TEXT_SIZES)
def test_style_sheet_has_every_value_and_scales(percent: int) -> None:
    sheet = theme.style_sheet(theme.load(percent))
    assert "$" not in sheet
    assert f"font-size: {round(13 * percent / 100)}px" in sheet


def test_the_shipped_font_is_on_the_screen(dressed: QApplication) -> None:
    assert QFontInfo(dressed.font()).family() == "Noto Sans SC"


def test_the_palette_is_read_as_toml_says() -> None:
    data = tomllib.loads(resources.read_text("theme/palette.toml"))
    read = theme.load()
    assert read.colors == data["colors"]
    assert read.sizes == data["sizes"]


def test_fonts_are_found_by_name_and_may_be_missing(tmp_path: Path) -> None:
    assert theme.font_files(tmp_path / "none") == []
    (tmp_path / "Other.ttf").touch()
    (tmp_path / "NotoSansSC-Regular.otf").touch()
    assert [path.name for path in theme.font_files(tmp_path)] == ["NotoSansSC-Regular.otf"]


def test_text_size_makes_everything_larger(dressed: QApplication) -> None:
    try:
        theme.apply(dressed, 150)
        assert dressed.font().pixelSize() == 21
        assert theme.px(34) == 51
        theme.apply(dressed, 149)
        assert theme.active().percent == 100
    finally:
        theme.apply(dressed, 100)


def test_the_password_page_loads_nothing_it_does_not_show(tmp_path: Path) -> None:
    """Libraries of the store and of export cost more than the whole window; they load behind it."""
    (tmp_path / "keys.json").write_text("{}")
    script = """
import sys
from pathlib import Path
from ui.app import App, make_application
from ui.settings import UiSettings
app = make_application()
App(UiSettings(Path(sys.argv[1]) / "w.ini"), Path(sys.argv[1])).start()
app.processEvents()
print(" ".join(sorted(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=resources.ROOT.parent,
    )
    loaded = set(done.stdout.split())
    assert "ui.dialogs.unlock" in loaded
    heavy = {
        "peewee",
        "sqlcipher3",
        "cryptography",
        "docx",
        "reportlab",
        "openpyxl",
        "pypinyin",
        "pypdfium2",
        "PIL",
    }
    ours = {
        "models.services.desk",
        "models.domain.records",
        "models.domain.rules",
        "ui.main_window",
        "ui.paper",
    }
    assert not loaded & (heavy | ours)


# settings


def test_settings_keep_types_and_forget_nonsense(tmp_path: Path) -> None:
    file = tmp_path / "w.ini"
    settings = UiSettings(file)
    heard: list[str] = []
    settings.on_change(heard.append)
    settings.set("text_size", 125)
    settings.set("text_size", 125)
    settings.set("mask_ids", False)
    settings.save()
    again = UiSettings(file)
    assert again.get("text_size") == 125
    assert again.get("mask_ids") is False
    assert heard == ["text_size", "mask_ids"]
    file.write_text("[settings]\ntext_size=7777\npaper=A9\n[state]\nmain=[broken\n")
    broken = UiSettings(file)
    assert broken.get("text_size") == 100
    assert broken.get("paper") == "A4"
    assert broken.state("main") == {}


def test_a_branch_beside_the_settings_is_found_after_both_were_moved(tmp_path: Path) -> None:
    settings = UiSettings(tmp_path / "旧" / "window.ini")
    settings.last_store = tmp_path / "旧" / "支部数据"
    (tmp_path / "旧").rename(tmp_path / "新")
    assert UiSettings(tmp_path / "新" / "window.ini").last_store == tmp_path / "新" / "支部数据"
    settings = UiSettings(tmp_path / "别处.ini")
    settings.last_store = Path("/别处/支部数据")
    assert UiSettings(tmp_path / "别处.ini").last_store == Path("/别处/支部数据")
    settings.last_store = Path("这里")  # --data is told from where the person stands
    assert UiSettings(tmp_path / "别处.ini").last_store == Path.cwd() / "这里"


def test_every_setting_starts_with_a_value_of_its_choices(settings: UiSettings) -> None:
    for setting in SETTINGS:
        assert not setting.choices or setting.default in [value for value, _ in setting.choices]
        assert settings.get(setting.key) == setting.default


# tasks


def test_a_job_runs_elsewhere_and_answers_here(qtbot: QtBot) -> None:
    tasks = Tasks()
    where: list[int] = []
    done: list[object] = []

    def job(progress: Progress, cancelled: IsCancelled) -> str:
        where.append(threading.get_ident())
        progress(1, 2)
        assert not cancelled()
        return "好"

    seen: list[tuple[int, int]] = []
    tasks.progressed.connect(lambda task: seen.append((task.done, task.total)))
    tasks.run(job, lambda value: done.append((value, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(done))
    assert done == [("好", threading.get_ident())]
    assert where[0] != threading.get_ident()
    assert seen == [(1, 2)]
    assert tasks.running == []


def test_a_cancelled_job_says_nothing(qtbot: QtBot) -> None:
    tasks = Tasks()
    failures: list[object] = []
    tasks.failed.connect(failures.append)
    started = threading.Event()

    def job(_progress: Progress, cancelled: IsCancelled) -> None:
        started.set()
        while not cancelled():
            threading.Event().wait(0.002)
        raise Cancelled

    with qtbot.waitSignal(tasks.finished):
        task = tasks.run(job, title="正在导入…")
        started.wait()
        task.cancel()
    assert failures == []


def test_errors_come_back_as_objects(qtbot: QtBot) -> None:
    tasks = Tasks()
    errors: list[BaseException] = []

    def job(_p: Progress, _c: IsCancelled) -> None:
        raise UserError("请换一个文件夹。")

    tasks.run(job, on_error=errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], UserError)
    with qtbot.waitSignal(tasks.failed):
        tasks.run(job)


def test_status_line_shows_a_long_job_with_cancel(qtbot: QtBot) -> None:
    tasks = Tasks()
    line = StatusLine(tasks)
    qtbot.addWidget(line)
    line.show()
    go_on = threading.Event()

    def job(progress: Progress, cancelled: IsCancelled) -> None:
        progress(3, 10)
        while not (cancelled() or go_on.is_set()):
            threading.Event().wait(0.002)

    tasks.run(job, title="正在导出…")
    assert not line.bar.isVisible()
    qtbot.waitUntil(line.bar.isVisible)
    qtbot.waitUntil(lambda: line.bar.maximum() == 10 and line.bar.value() == 3)
    assert line.job.text() == "正在导出…"
    qtbot.mouseClick(line.cancel_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not line.bar.isVisible())


# errors


def test_a_report_holds_no_personal_data() -> None:
    def broken() -> None:
        raise KeyError("张建国 110101199001011237")

    with pytest.raises(KeyError) as caught:
        broken()
    report = report_of(caught.value)
    assert "张建国" not in report
    assert "110101" not in report
    assert "KeyError" in report
    assert "test_app.py" in report
    assert str(Path(__file__).parent.parent.parent) not in report
    assert without_data('no such column: "张三" in 18 rows') == "no such column: '…' in 18 rows"
    assert without_data("/home/wang fang/程序/a.so: undefined symbol: f") == "…/a.so: undefined symbol: f"
    assert without_data(r"cannot read C:\Users\wangfang\a b.dll") == "cannot read …/a b.dll"
    assert without_data("1/2 of a/b/c") == "1/2 of a/b/c"


def test_crash_report_can_be_copied(qtbot: QtBot) -> None:
    dialog = CrashDialog("支部工作台 0.1\nValueError: …")
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.place.isVisible()
    qtbot.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text().startswith("支部工作台 0.1")


def test_an_error_of_the_program_is_kept_in_a_file_the_dialog_names(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    def look(dialog: CrashDialog) -> int:
        dialog.show()
        assert dialog.place.isVisible()
        shown.append(dialog.place.text())
        return dialog.close()

    monkeypatch.setattr(CrashDialog, "exec", look)
    show_error(None, ValueError("张三"))
    (words,) = shown
    file = Path(words.partition("：")[2])
    assert file.parent == places.current().logs
    text = file.read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "张三" not in text


def test_a_program_damaged_while_it_runs_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown: list[str] = []
    monkeypatch.setattr(installed, "bundle_folder", lambda: tmp_path)
    monkeypatch.setattr(MessageDialog, "exec", lambda dialog: shown.append(dialog.message.text()))
    show_error(None, ImportError("No module named 'docx'"))
    assert len(shown) == 1
    assert "请重新安装；支部数据不受影响" in shown[0]


# from the start window to the desk and back


def doors() -> Doors:
    return Doors(Desk.open, app_module.create_desk, app_module.sample_desk)


def type_two_groups_back(qtbot: QtBot, start: StartWindow) -> None:
    """The recovery slip as a hurried secretary does it: copied out, then two groups typed."""
    assert start.setup is not None
    slip, button = start.setup.slip, start.setup.next_button
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    for field in slip.fields:
        qtbot.keyClicks(field, groups_of(slip.code)[field.number - 1].lower())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_first_run_then_lock_then_password_opens_the_same_branch(
    qtbot: QtBot, tmp_path: Path, settings: UiSettings
) -> None:
    desk_app = App(settings, tmp_path / "数据", doors(), InstantTasks())
    start = desk_app.start()
    page = start.first_run
    assert page is not None
    qtbot.keyClicks(page.name, "Huaishu")
    for edit in (page.password, page.repeat):
        qtbot.keyClicks(edit.field, "a long sentence 2026")
    qtbot.mouseClick(page.create_button, Qt.MouseButton.LeftButton)
    type_two_groups_back(qtbot, start)
    window = desk_app.main_window
    assert window is not None
    assert window.desk.branch.name == "Huaishu"
    assert "Huaishu" in window.windowTitle()
    assert settings.last_store == tmp_path / "数据"
    window.lock()
    assert desk_app.main_window is None
    assert desk_app.start_window is not None
    unlock = desk_app.start_window.unlock
    assert unlock is not None
    qtbot.keyClicks(unlock.password.field, "a long sentence 2026")
    qtbot.keyClick(unlock.password.field, Qt.Key.Key_Return)
    again = desk_app.main_window
    assert again is not None
    assert again.desk.branch.name == "Huaishu"
    again.close()


def test_what_was_noticed_at_opening_is_said_once(
    qtbot: QtBot, desk: Desk, settings: UiSettings, dressed: QApplication
) -> None:
    desk.store.warnings.append("电脑的日期比上次记录还早，请核对日期。")
    desk_app = App(settings, desk.store.folder, doors(), InstantTasks())
    window = desk_app.open_main(desk)
    said = window.findChild(MessageDialog)
    assert said is not None and said.isVisible()
    assert "日期比上次记录还早" in " ".join(label.text() for label in said.findChildren(PlainLabel))
    said.accept()
    desk_app.rebuild()
    again = desk_app.main_window
    assert again is not None and again.findChild(MessageDialog) is None
    again.close()


def test_another_text_size_rebuilds_the_window_over_the_same_desk(
    qtbot: QtBot, desk: Desk, settings: UiSettings, dressed: QApplication
) -> None:
    desk_app = App(settings, desk.store.folder, doors(), InstantTasks())
    first = desk_app.open_main(desk)
    try:
        settings.set("text_size", 125)
        qtbot.waitUntil(lambda: desk_app.main_window is not first)
        second = desk_app.main_window
        assert second is not None
        assert second.desk is desk
        assert math.isclose(second.status.height(), 36 * 1.25)
        desk.update_branch(phone="0715-3390001")
        assert "修改支部信息" in second.status.sentence.text()
    finally:
        theme.apply(dressed, 100)
    window = desk_app.main_window
    assert window is not None
    window.keep_desk()
    window.close()


def test_a_new_text_size_waits_for_the_job_that_speaks_to_the_window(
    qtbot: QtBot, desk: Desk, settings: UiSettings, dressed: QApplication
) -> None:
    desk_app = App(settings, desk.store.folder, doors())
    first = desk_app.open_main(desk)
    free, said = threading.Event(), list[str]()
    desk_app.tasks.run(lambda _p, _c: free.wait(30), lambda _done: said.append(first.windowTitle()))
    try:
        desk_app.rebuild()
        assert desk_app.main_window is first
        free.set()
        qtbot.waitUntil(lambda: desk_app.main_window is not first)
        assert said, "the job's answer still found its window"
    finally:
        theme.apply(dressed, 100)
    second = desk_app.main_window
    assert second is not None
    second.close()


def test_a_job_that_ends_while_locking_speaks_to_nobody_but_its_error_is_told(
    qtbot: QtBot, desk: Desk, settings: UiSettings
) -> None:
    desk_app = App(settings, desk.store.folder, doors())
    window = desk_app.open_main(desk)
    heard: list[object] = []
    told: list[BaseException] = []
    desk_app.tasks.failed.disconnect()
    desk_app.tasks.failed.connect(told.append)

    def broken(_p: Progress, cancelled: IsCancelled) -> None:
        while not cancelled():
            threading.Event().wait(0.002)
        raise UserError("磁盘已满，请清理后再试。")

    def patient(_p: Progress, cancelled: IsCancelled) -> str:
        while not cancelled():
            threading.Event().wait(0.002)
        return "好"

    desk_app.tasks.run(patient, heard.append, heard.append)
    desk_app.tasks.run(broken, heard.append, heard.append)
    window.lock()
    qtbot.waitUntil(lambda: desk_app.tasks.running == [])
    assert heard == []
    assert [str(error) for error in told] == ["磁盘已满，请清理后再试。"]
    settings.set("text_size", 125)  # the closed window is not asked any more
    settings.set("text_size", 100)
    assert desk_app.start_window is not None
    desk_app.start_window.close()


def test_the_bus_hears_commits_of_other_threads_on_this_one(qtbot: QtBot, desk: Desk) -> None:
    bus = ChangeBus()
    desk.on_commit(bus.publish)
    heard: list[int] = []

    class Listener(StatusLine):
        def hear(self, _changes: object) -> None:
            heard.append(threading.get_ident())

    listener = Listener(InstantTasks())
    qtbot.addWidget(listener)
    bus.changed.connect(listener.hear)
    worker = threading.Thread(target=lambda: desk.update_branch(phone="123"))
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [threading.get_ident()]


def dialogs_of(window: QWidget | None) -> list[MessageDialog]:
    assert window is not None
    return [one for one in window.findChildren(MessageDialog) if one.isVisible()]


def test_a_double_clicked_package_is_spoken_of_where_there_are_no_data_yet(
    qtbot: QtBot, tmp_path: Path, settings: UiSettings
) -> None:
    package = tmp_path / "槐树村 上报.zbb"
    package.write_bytes(b"PK")
    desk_app = App(settings, tmp_path / "数据", doors(), InstantTasks())
    desk_app.arrivals.waiting = [package]
    start = desk_app.start()
    desk_app.arrivals.take()
    (dialog,) = dialogs_of(start)
    assert "“槐树村 上报.zbb”是上报包" in dialog.message.text()
    qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialogs_of(start) == [])
    start.close()


def test_a_double_clicked_package_waits_for_the_password_and_opens_in_its_tab_once(
    qtbot: QtBot, tmp_path: Path, settings: UiSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Path] = []
    monkeypatch.setattr(HandoffTab, "take_package", lambda _tab, path: taken.append(path))
    package = tmp_path / "HZ-1a2b3c4d-000003.zbb"
    package.write_bytes(b"age")
    Desk.create(tmp_path / "数据", PASSWORD, name="槐树村党支部").close()
    desk_app = App(settings, tmp_path / "数据", doors(), InstantTasks())
    desk_app.arrivals.waiting = [package]
    unlock = desk_app.start().unlock
    assert unlock is not None
    desk_app.arrivals.take()
    assert unlock.notice.text() == "输入口令后打开“HZ-1a2b3c4d-000003.zbb”。"
    unlock.password.field.setText(PASSWORD)
    unlock.submit()
    qtbot.waitUntil(lambda: taken == [package])
    window = desk_app.main_window
    assert window is not None
    assert window.bar.tabText(window.bar.currentIndex()) == "上报交接"
    desk_app.arrivals.take()
    assert taken == [package]
    window.close()


def test_the_sample_and_a_package_together(
    qtbot: QtBot, tmp_path: Path, settings: UiSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.dialogs.start_window.default_store_folder", lambda: tmp_path / "支部数据")
    desk_app = App(settings, tmp_path / "数据", doors(), InstantTasks())
    desk_app.arrivals.waiting = [tmp_path / "不见了.zbb"]
    start = desk_app.start()
    start.open_sample()
    window = desk_app.main_window
    assert window is not None
    qtbot.waitUntil(lambda: bool(dialogs_of(window)))
    (dialog,) = dialogs_of(window)
    assert "没有找到文件“不见了.zbb”" in dialog.message.text()
    dialog.close()
    window.close()


def test_a_second_start_on_an_open_branch_says_where_it_is_open(
    qtbot: QtBot, tmp_path: Path, settings: UiSettings
) -> None:
    open_elsewhere = Desk.create(tmp_path / "数据", PASSWORD, name="槐树村党支部")
    desk_app = App(settings, tmp_path / "数据", doors(), InstantTasks())
    unlock = desk_app.start().unlock
    assert unlock is not None
    unlock.password.field.setText(PASSWORD)
    unlock.submit()
    assert "已经在另一个窗口中打开。请切换到那个窗口" in unlock.problem.text()
    assert unlock.waiting() == 0
    open_elsewhere.close()
    unlock.submit()
    assert desk_app.main_window is not None
    desk_app.main_window.close()


def test_a_whole_run_keeps_its_log_with_the_data(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = places.Places(tmp_path / "配置", tmp_path / "数据 夹", portable=True)
    monkeypatch.setattr(places, "current", lambda: where)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", list(root.handlers))
    monkeypatch.setattr(root, "level", root.level)
    monkeypatch.setattr(logging, "raiseExceptions", True)
    seen: list[str] = []

    def leave() -> None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, StartWindow) and window.isVisible():
                assert window.first_run is not None
                seen.extend(label.text() for label in window.findChildren(PlainLabel) if label.isVisible())
                window.close()
        QApplication.quit()

    def go_on(_app: QApplication) -> int:
        qtbot.waitUntil(
            lambda: bool(QApplication.topLevelWidgets()) and (where.logs / "branch-desk.log").exists()
        )
        leave()
        return 0

    monkeypatch.setattr(QApplication, "exec", go_on)
    (tmp_path / "配置").mkdir()
    where.prepare()
    assert app_module.run(tmp_path / "新", problems=["不能写入文件夹。"]) == 0
    assert any("便携模式" in text and str(tmp_path / "数据 夹") in text for text in seen)
    assert "不能写入文件夹。" in seen
    for handler in root.handlers:
        handler.close()
    assert "started, version" in (where.logs / "branch-desk.log").read_text(encoding="utf-8")


def words_into(shown: list[str]) -> Callable[[AboutDialog], None]:
    """Instead of waiting for somebody to close About: what it says."""
    return lambda dialog: shown.extend(label.text() for label in dialog.findChildren(PlainLabel))


def test_started_for_the_sample_the_window_opens_on_it(
    qtbot: QtBot, tmp_path: Path, settings: UiSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.dialogs.start_window.default_store_folder", lambda: tmp_path / "支部数据")
    for _ in range(2):  # the first time it is made, later it is opened as it was left
        desk_app = App(settings, tmp_path / "数据", doors(), InstantTasks())
        desk_app.start().open_sample()
        window = desk_app.main_window
        assert window is not None
        assert len(window.desk.roster.members("2026-09-30")) > 10
        assert settings.last_store is None  # the next start asks for the branch, not for the sample
        shown: list[str] = []
        monkeypatch.setattr(AboutDialog, "exec", words_into(shown))
        window.show_about()
        assert str(window.desk.store.folder) in shown
        assert window.desk.store.folder == tmp_path / SAMPLE_FOLDER
        window.close()
