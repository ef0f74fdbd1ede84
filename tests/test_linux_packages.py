"""What the Linux packages refuse and write, as far as it can be seen without building one."""

import importlib
import json
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import _cffi_backend
import pytest

PACKAGE = Path(__file__).parents[1] / "build/package"


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(PACKAGE))


def module(name: str) -> ModuleType:
    return importlib.import_module(name)


def shell(function: str, *words: str) -> str:
    """One function of the installer's text, called."""
    text = (PACKAGE / "run/install.sh").read_text(encoding="utf-8")
    body = text[text.index(f"{function}() {{") :]
    body = body[: body.index("\n}\n") + 3]
    done = subprocess.run(
        ["sh", "-c", f'{body}\n{function} "$@"', "sh", *words],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/home/王 小明/程序", '"/home/王 小明/程序"'),
        ("/50%", '"/50%%"'),
        ('/a"b', r'"/a\\"b"'),
        ("/$HOME/`x`", r'"/\\$HOME/\\`x\\`"'),
        ("/a\\b", r'"/a\\\\b"'),
    ],
)
def test_a_path_is_quoted_as_desktop_entries_want_it(path: str, written: str) -> None:
    assert shell("quoted", path) == written


@pytest.mark.parametrize(
    ("one", "other", "newest"), [("0.9.0", "0.10.0", "0.10.0"), ("2.31", "2.28", "2.31")]
)
def test_versions_are_compared_by_their_numbers(one: str, other: str, newest: str) -> None:
    assert shell("newer", one, other).strip() == newest


@pytest.mark.usefixtures("package")
def test_the_installer_and_the_uninstaller_are_whole() -> None:
    run_file, bundle = module("run_file"), module("bundle")
    names = bundle.product()
    for name, more in (("install.sh", {"NEEDED_KB": "1"}), ("uninstall.sh", {})):
        text = run_file.fill((PACKAGE / "run" / name).read_text("utf-8"), names, more)
        text = text.replace("@SHA256@", "0").replace("@FIRST_LINE@", "9")  # written by makeself
        assert "@" not in text.replace('"$@"', "")
        subprocess.run(["sh", "-n"], input=text, encoding="utf-8", check=True)


@pytest.mark.usefixtures("package")
def test_a_library_too_new_for_old_systems_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    linux = module("linux")
    shutil.copy(_cffi_backend.__file__, tmp_path / "part.so")
    linux.gate(tmp_path)
    monkeypatch.setitem(linux.NEWEST, "GLIBC", (2, 5))
    with pytest.raises(SystemExit):
        linux.gate(tmp_path)
    assert "part.so asks for GLIBC_2.14 of libc.so.6" in capsys.readouterr().err


@pytest.mark.usefixtures("package")
def test_the_store_package_has_the_stores_names() -> None:
    uos, bundle = module("uos"), module("bundle")
    names = bundle.product()
    app = uos.as_app(names)
    found = json.loads(uos.info(names))
    assert app.name == found["appid"] == names.app_id.lower()
    assert app.version == found["version"] == f"{names.version}.0"
    assert f"\nExec=/opt/apps/{app.name}/files/{names.name} %f\n" in uos.entry(names)
    assert f"\nIcon={app.name}\n" in uos.entry(names)


@pytest.mark.usefixtures("package")
def test_a_file_outside_the_stores_place_is_seen() -> None:
    uos, bundle = module("uos"), module("bundle")
    names = bundle.product()
    start = "-rw-r--r-- root/root         1 2026-01-01 00:00 ./"
    listing = f"{start}\n{start}opt/\n{start}{uos.place(names)}/info\n{start}usr/bin/x -> /opt/y\n"
    assert uos.foreign(names, listing) == ["./usr/bin/x"]
