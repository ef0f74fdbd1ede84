"""The edge before the window: a damaged package, a file argument, reports, streams that are not there."""

import faulthandler
import io
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import main as program
from models.domain.errors import UserError
from ui import alarm, installed, opening, packages, places, reports

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> places.Places:
    """Places of its own, an exception hook that is put back, and no screen."""
    made = places.Places(tmp_path / "配置", tmp_path / "家 目录")
    monkeypatch.setattr(places, "current", lambda: made)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    return made


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A packaged program with one library and one font."""
    folder = tmp_path / "程序 文件"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(ROOT / "build" / "package"))
    from folder import write_manifest  # type: ignore[import-not-found]  # noqa: PLC0415

    for name in ("libQt6Core.so.6", "font.ttf"):
        (folder / name).write_bytes(name.encode())
    write_manifest(folder)
    monkeypatch.setattr(installed, "bundle_folder", lambda: folder)
    return folder


# damage


def test_a_missing_file_ends_the_start_with_a_sentence(
    where: places.Places, bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (bundle / "libQt6Core.so.6").unlink()
    assert opening.run() == 1
    said = capsys.readouterr().err
    assert "libQt6Core.so.6" in said
    assert "请重新安装；支部数据不受影响" in said
    assert "Traceback" not in said
    (report,) = where.logs.glob("crash-*.txt")
    text = report.read_text(encoding="utf-8")
    assert "libQt6Core.so.6" in text
    assert text.startswith("支部工作台 ")


@pytest.mark.parametrize("error", [ImportError("x"), SyntaxError("bad"), OSError(5, "I/O"), EOFError()])
def test_a_damaged_module_ends_in_the_same_sentence(bundle: Path, error: BaseException) -> None:
    (bundle / "libQt6Core.so.6").write_bytes(b"libQt6Core.so.X")
    with pytest.raises(installed.Damaged, match=r"libQt6Core\.so\.6.*请重新安装"), installed.importing():
        raise error


def test_a_missing_system_library_is_not_called_damage(bundle: Path) -> None:
    error = ImportError("libGL.so.1: cannot open shared object file: No such file or directory")
    with pytest.raises(installed.Damaged) as caught, installed.importing():
        raise error
    assert "缺少系统组件“libGL.so.1”" in caught.value.message
    assert "重新安装" not in caught.value.message
    with pytest.raises(installed.Damaged, match="更新 Windows"), installed.importing():
        raise ImportError("DLL load failed while importing QtCore: …")
    with pytest.raises(installed.Damaged, match="程序文件不能使用"), installed.importing():
        raise SyntaxError("source code string cannot contain null bytes")


def test_a_bug_is_no_damage_and_a_developer_sees_the_trace(
    bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert installed.damage_behind(ValueError("1"), thorough=True) is None
    monkeypatch.setattr(installed, "bundle_folder", lambda: None)
    with pytest.raises(ImportError, match="typo"), installed.importing():
        raise ImportError("typo")


def test_a_command_of_a_damaged_program_says_so(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (bundle / "font.ttf").unlink()
    for words in (["forms"], ["--selftest"]):
        assert program.main(words) == 1
        assert "font.ttf" in capsys.readouterr().err


def test_a_refused_place_ends_the_start_with_its_sentence(
    where: places.Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> places.Places:
        raise UserError("便携模式不能在 U 盘上使用。")

    monkeypatch.setattr(places, "current", refuse)
    assert opening.run() == 1
    assert "便携模式不能在 U 盘上使用。" in capsys.readouterr().err


def test_an_unexpected_error_before_the_window_leaves_a_report(
    where: places.Places, bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        raise ValueError("张三 13800001111")
    except ValueError as error:
        opening._before_the_window(ValueError, error, error.__traceback__)
    (report,) = where.logs.glob("crash-*.txt")
    said = capsys.readouterr().err
    assert str(report) in said
    assert "支部数据不受影响" in said
    text = report.read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "张三" not in text
    assert "1380000" not in text


def test_what_a_command_did_not_expect_leaves_a_report_and_opens_no_box(
    where: places.Places, bundle: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    monkeypatch.setattr(alarm, "tell", lambda _message: pytest.fail("a box"))
    with pytest.raises(SystemExit) as caught, opening.Edge():
        raise ValueError("张三")
    assert caught.value.code == 1
    assert "出错报告" in capsys.readouterr().err
    assert len(list(where.logs.glob("crash-*.txt"))) == 1
    with pytest.raises(SystemExit) as caught, opening.Edge():
        sys.exit(2)
    assert caught.value.code == 2
    monkeypatch.setattr(installed, "bundle_folder", lambda: None)
    with pytest.raises(ValueError, match="trace"), opening.Edge():
        raise ValueError("trace")


def test_qt_without_a_screen_ends_with_a_sentence(tmp_path: Path) -> None:
    """Qt gives up with a core dump; the program does not."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py")],
        env={"HOME": str(tmp_path), "QT_QPA_PLATFORM": "nothing", "PATH": "/usr/bin", "LANG": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 1
    assert "没有可用的图形界面" in done.stderr
    assert list((tmp_path / ".local/share/branch-desk/logs").glob("crash-*.txt"))


@pytest.mark.parametrize(
    ("env", "system", "seen"),
    [
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "linux", False),
        ({}, "win32", True),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, "linux", False),
        ({"BRANCH_DESK_PLATFORM": "offscreen"}, "win32", False),
    ],
)
def test_a_box_only_where_somebody_looks(env: dict[str, str], system: str, seen: bool) -> None:
    assert alarm.has_screen(env, system) is seen


def test_the_box_is_made_by_what_the_desktop_has(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(alarm, "has_screen", lambda *_: True)
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}" if name == "kdialog" else None)
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_: started.append(command))
    alarm.tell("缺少文件。请重新安装 {50%}")
    assert started == [["/bin/kdialog", "--title", "支部工作台", "--error", "缺少文件。请重新安装 {50%}"]]
    assert "请重新安装" in capsys.readouterr().err


def test_other_programs_do_not_look_into_our_plugins(
    bundle: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given: list[dict[str, str]] = []
    monkeypatch.setenv("QT_PLUGIN_PATH", str(bundle / "PySide6/Qt/plugins"))
    monkeypatch.setattr(alarm, "has_screen", lambda *_: True)
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}" if name == "kdialog" else None)
    monkeypatch.setattr(subprocess, "Popen", lambda _command, env, **_: given.append(env))
    alarm.tell("缺少文件。")
    assert "QT_PLUGIN_PATH" not in given[0]
    assert capsys.readouterr().err == "缺少文件。\n"
    own = {"QT_PLUGIN_PATH": "/usr/lib/qt6/plugins"}
    installed.forget_plugins(own)
    assert own == {"QT_PLUGIN_PATH": "/usr/lib/qt6/plugins"}


def test_without_a_dialog_program_the_desktop_is_asked_to_notify(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(alarm, "has_screen", lambda *_: True)
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}" if name == "notify-send" else None)
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_: started.append(command))
    alarm.tell("缺少文件。")
    assert started == [["/bin/notify-send", "--urgency=critical", "支部工作台", "缺少文件。"]]


# reports


def test_the_last_twenty_reports_are_kept(tmp_path: Path) -> None:
    start = datetime(2026, 9, 30, 9, 0, 0)
    for number in range(23):
        assert reports.save(f"报告 {number}", tmp_path, start + timedelta(seconds=number))
    again = reports.save("同一秒", tmp_path, start + timedelta(seconds=22))
    assert again is not None
    assert again.name == "crash-20260930-090022-2.txt"
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert len(kept) == reports.KEEP
    assert kept[0] == "crash-20260930-090004.txt"


def test_a_report_that_cannot_be_written_is_no_further_error(tmp_path: Path) -> None:
    (tmp_path / "logs").touch()
    assert reports.save("报告", tmp_path / "logs") is None


def test_a_crash_beneath_python_is_reported_by_the_next_start(tmp_path: Path) -> None:
    script = "import sys, ctypes\nfrom pathlib import Path\nfrom ui import reports\n" + (
        "with reports.watch(Path(sys.argv[1])):\n    ctypes.string_at(0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode < 0
    was = faulthandler.is_enabled()
    try:
        with reports.watch(tmp_path):
            (report,) = tmp_path.glob("crash-*.txt")
            text = report.read_text(encoding="utf-8")
            assert "Segmentation fault" in text
            assert "ctypes" in text
            assert text.startswith("支部工作台 ")
            assert "/usr" not in text
            assert len(list(tmp_path.glob("running-*.txt"))) == 1
    finally:
        if was:
            faulthandler.enable()
    assert not list(tmp_path.glob("running-*.txt"))  # a run that ended well leaves nothing
    (tmp_path / "running-999999999.txt").write_text(reports.header() + "\n")  # switched off, not crashed
    reports._collect(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [report.name]


# the file somebody double-clicked


@pytest.mark.parametrize(
    ("words", "rest", "found"),
    [
        (["/U 盘/上报 包.zbb"], [], ["/U 盘/上报 包.zbb"]),
        (["上报.ZBB", "--sample"], ["--sample"], ["上报.ZBB"]),
        (["--data", "/支部.zbb", "a.zbb"], ["--data", "/支部.zbb"], ["a.zbb"]),
        (["a.zbb", "b.zbb"], [], ["a.zbb", "b.zbb"]),
        (["import", "roster", "a.zbb", "--store", "x"], ["import", "roster", "a.zbb", "--store", "x"], []),
        (["--password-file", "p", "forms"], ["--password-file", "p", "forms"], []),
        ([], [], []),
    ],
)
def test_a_package_is_found_among_the_arguments(words: list[str], rest: list[str], found: list[str]) -> None:
    assert packages.take_from(words) == (rest, [Path(name) for name in found])


def test_what_is_said_of_a_package(tmp_path: Path) -> None:
    good = tmp_path / "槐树村 9月.zbb"
    good.write_bytes(b"PK\x03\x04")
    before = good.stat()
    assert packages.problem(good) is None
    said = packages.waits_for_a_branch(good)
    assert "“槐树村 9月.zbb”是上报包" in said.message
    assert "没有改动" in said.message
    assert good.stat().st_mtime_ns == before.st_mtime_ns
    (tmp_path / "空.zbb").touch()
    (tmp_path / "夹.zbb").mkdir()
    for name, words in (("空.zbb", "是空的"), ("夹.zbb", "是文件夹"), ("没有.zbb", "没有找到")):
        wrong = packages.problem(tmp_path / name)
        assert wrong is not None and words in wrong.message
    assert str(good) in said.details


def test_the_argument_reaches_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(opening, "run", lambda data, **more: asked.append((data, more)) or 0)
    assert program.main(["/U 盘/上报.zbb"]) == 0
    assert asked == [(None, {"sample": False, "files": [Path("/U 盘/上报.zbb")]})]


# a windowed program has no streams


def test_commands_of_a_windowed_program_write_nothing_and_work(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("stdout", "stderr", "stdin"):
        monkeypatch.setattr(sys, name, None)
    assert program.main(["forms"]) == 0
    assert program.main(["export", "A3", "--store", str(tmp_path / "none"), "--out", str(tmp_path)]) == 1
    with pytest.raises(SystemExit) as caught:
        program.main(["no-such-command"])
    assert caught.value.code == 2
    for name in ("stdout", "stderr"):
        getattr(sys, name).close()


def test_programs_started_from_the_package_get_the_systems_libraries(
    bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", str(bundle))
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/opt/wps/lib")
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert program.main(["forms"]) == 0
    assert program.os.environ["LD_LIBRARY_PATH"] == "/opt/wps/lib"
