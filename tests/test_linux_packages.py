"""What the Linux packages refuse and write, as far as it can be seen without building one."""

import hashlib
import importlib
import json
import re
import shutil
import subprocess
import tarfile
from dataclasses import replace
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


def small_run(folder: Path, version: str) -> Path:
    """The .run with a program of one line; needs nothing of the desktop."""
    run_file, bundle = module("run_file"), module("bundle")
    names, tree = replace(bundle.product(), version=version), folder / f"tree-{version}"
    for name, text in (
        (f"program/{names.name}", f"#!/bin/sh\necho {version}\n"),
        (f"program/_internal/{bundle.MANIFEST}", version),
        (f"share/applications/{names.name}.desktop", f"[Desktop Entry]\nExec={names.name} %f\nTryExec=x\n"),
        ("uninstall.sh", run_file.fill((PACKAGE / "run/uninstall.sh").read_text("utf-8"), names, {})),
    ):
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
    packed = folder / "packed"
    with tarfile.open(packed, "w:xz") as archive:
        archive.add(tree, ".")
    text = run_file.fill((PACKAGE / "run/install.sh").read_text("utf-8"), names, {"NEEDED_KB": "1"})
    text = text.replace("@FIRST_LINE@", str(text.count("\n") + 1))
    text = text.replace("@SHA256@", hashlib.sha256(packed.read_bytes()).hexdigest())
    made = folder / f"{version} 安装.run"
    made.write_bytes(text.encode() + packed.read_bytes())
    return made


def as_person(home: Path, *words: Path | str, **env: str) -> tuple[int, str]:
    done = subprocess.run(
        ["sh", *map(str, words)],
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout


@pytest.fixture
def home(tmp_path: Path, package: None) -> Path:
    made = tmp_path / "王 小明 $x"
    made.mkdir()
    return made


def test_an_upgrade_broken_off_while_it_replaces_gives_the_old_program_back(
    tmp_path: Path, home: Path
) -> None:
    name = module("bundle").product().name
    assert as_person(home, small_run(tmp_path, "0.1"))[0] == 0
    program = home / ".local/opt" / name
    newer = small_run(tmp_path, "0.2")
    fakes = tmp_path / "fakes"
    fakes.mkdir()
    for number in range(1, 8):  # the moves of an upgrade, each failing in turn
        (tmp_path / "count").write_text("", encoding="utf-8")
        (fakes / "mv").write_text(
            f'#!/bin/sh\necho x >>"{tmp_path}/count"\n'
            f'[ "$(wc -l <"{tmp_path}/count")" != {number} ] || exit 1\nexec /bin/mv "$@"\n'
        )
        (fakes / "mv").chmod(0o755)
        code, said = as_person(home, newer, PATH=f"{fakes}:/usr/bin:/bin")
        assert code == 1
        assert "安装没有完成，原有的程序和数据都没有改动" in said
        assert as_person(home, program / name) == (0, "0.1\n")
        assert (program / "_internal/files.sha256").read_text() == "0.1"
        assert (program / "version").read_text() == "0.1\n"
        assert sorted(path.name for path in program.iterdir()) == sorted(
            ["_internal", name, "installed-files", "uninstall.sh", "version"]
        )
    assert as_person(home, newer)[0] == 0
    assert as_person(home, program / name) == (0, "0.2\n")


def test_a_first_installation_broken_off_leaves_nothing(tmp_path: Path, home: Path) -> None:
    fakes = tmp_path / "fakes"
    fakes.mkdir()
    (fakes / "mv").write_text('#!/bin/sh\ncase "$1" in *_internal) exec /bin/mv "$@" ;; esac\nexit 1\n')
    (fakes / "mv").chmod(0o755)
    code, said = as_person(home, small_run(tmp_path, "0.1"), PATH=f"{fakes}:/usr/bin:/bin")
    assert code == 1
    assert "安装没有完成" in said
    assert not [path for path in home.rglob("*") if path.is_file()]


def test_a_menu_that_cannot_be_written_is_said(tmp_path: Path, home: Path) -> None:
    (home / ".local").mkdir()
    (home / ".local/share").touch()
    code, said = as_person(home, small_run(tmp_path, "0.1"))
    assert code != 0
    assert "菜单和文件类型没有登记完" in said
    (home / ".local/share").unlink()
    assert as_person(home, small_run(tmp_path, "0.1"))[0] == 0
    name = module("bundle").product().name
    own = home / ".local/opt" / name / "我的.txt"
    own.touch()
    code, said = as_person(home, home / ".local/opt" / name / "uninstall.sh")
    assert code == 0
    assert str(own.parent) in said
    assert [path for path in home.rglob("*") if not path.is_dir()] == [own]


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
def test_an_open_program_is_seen_behind_a_linked_folder(tmp_path: Path) -> None:
    (tmp_path / "data disk").mkdir()
    (tmp_path / "opt").symlink_to("data disk")
    program = tmp_path / "opt/branch-desk"
    text = module("deb_scripts").RUNNING.format(program=program) + "running"
    look = ["sh", "-e", "-c", text]
    assert subprocess.run(look, check=False).returncode == 1  # not installed yet
    shutil.copy("/bin/sleep", program)
    assert subprocess.run(look, check=False).returncode == 1
    with subprocess.Popen([program, "60"]) as opened:
        try:
            assert subprocess.run(look, check=False).returncode == 0
            program.unlink()
            shutil.copy("/bin/sleep", program)
            assert subprocess.run(look, check=False).returncode == 0  # replaced on the disk
        finally:
            opened.kill()


@pytest.mark.usefixtures("package")
def test_the_maintainer_scripts_are_whole() -> None:
    names = module("bundle").product()
    for text in module("deb_scripts").scripts(names, 1).values():
        subprocess.run(["sh", "-n"], input=text, encoding="utf-8", check=True)


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


@pytest.mark.usefixtures("package")
def test_the_package_for_aarch64_asks_besides_for_what_its_older_qt_needs() -> None:
    deb, names = module("deb"), module("bundle").product()
    text = {arch: deb.control(names, 1, "2.30", arch) for arch in ("amd64", "arm64")}
    depends = {
        arch: re.findall(r"^Depends: (.*)$", one, re.MULTILINE)[0].split(", ") for arch, one in text.items()
    }
    assert "Architecture: arm64\n" in text["arm64"]
    assert set(depends["arm64"]) - set(depends["amd64"]) == {"libsm6", "libice6"}
    assert set(depends["amd64"]) <= set(depends["arm64"])


@pytest.mark.usefixtures("package")
def test_each_processor_has_its_own_oldest_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    linux, machines = module("linux"), module("machines")
    shutil.copy(_cffi_backend.__file__, tmp_path / "library.so")
    monkeypatch.setitem(linux.NEWEST, "GLIBC", (2, 5))
    linux.gate(tmp_path, machines.ARM)
    with pytest.raises(SystemExit):
        linux.gate(tmp_path)
    assert "too new for glibc 2.28 and gcc 8" in capsys.readouterr().err
