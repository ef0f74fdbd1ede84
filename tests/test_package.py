"""What the packaged program takes along, and that it notices when something is missing. Packages themselves are
driven by ``build/dev.py package-test``."""

import hashlib
import re
import runpy
import shutil
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

import main as program
import resources
from exporters import registry
from models.db import migrate
from models.domain.errors import UserError
from ui import installed, packages, places, selftest
from ui.errors import program_version
from ui.main_window import TABS

ROOT = Path(__file__).resolve().parent.parent
Check = Callable[[Path], int]


@pytest.fixture(scope="module")
def bundle() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "build" / "package" / "bundle.py"))


def test_the_whole_selftest(qapp: QApplication, capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["--selftest"]) == 0
    assert "自检通过" in capsys.readouterr().out


def test_a_program_without_forms_fails_its_selftest(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(registry, "all_forms", dict)
    assert program.main(["--selftest"]) == 1
    assert "没有找到任何表格" in capsys.readouterr().err


def test_every_form_migration_and_tab_is_collected(bundle: dict[str, Any]) -> None:
    collected = set(bundle["hidden_imports"]())
    assert len(registry.all_forms()) > 1
    named = {f"exporters.forms.{path.stem}" for path in (ROOT / "exporters/forms").glob("[!_]*.py")}
    assert named <= collected
    assert {step.__name__ for step in migrate.MIGRATIONS} <= collected  # type: ignore[attr-defined]
    assert {tab.__module__ for tab in TABS} <= collected


def test_what_the_qr_encoders_package_imports_by_name_is_collected(bundle: dict[str, Any]) -> None:
    source = Path(str(find_spec("reportlab.graphics.barcode.widgets").origin))  # type: ignore[union-attr]
    named = set(re.findall(r"'(reportlab\.graphics\.barcode\.\w+)'", source.read_text(encoding="utf-8")))
    assert named
    assert named <= set(bundle["hidden_imports"]())


def test_a_program_with_too_few_modules_fails_its_selftest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "FEWEST_MODULES", 10**6)
    with pytest.raises(UserError, match="程序模块"):
        selftest.check_modules()


def test_every_resource_is_shipped_where_the_program_looks(bundle: dict[str, Any]) -> None:
    shipped = {(Path(path).name, folder) for path, folder in bundle["data_files"]()}
    for path in resources.ROOT.rglob("*"):
        if (
            path.suffix in (".toml", ".ttf", ".xz", ".svg", ".png", ".qss", ".xlsx")
            and "pictures" not in path.parts
        ):
            assert (path.name, str(path.parent.relative_to(ROOT))) in shipped
    assert ("pyproject.toml", ".") in shipped  # the version shown in the window


def test_names_come_from_one_place(bundle: dict[str, Any]) -> None:
    product = bundle["product"]()
    assert product.version == program_version()
    assert product.title == selftest.make_application.__globals__["PROGRAM"]
    assert all(product.icon.with_suffix(end).is_file() for end in (".ico", ".png", ".svg"))
    assert bundle["MANIFEST"] == installed.MANIFEST
    assert product.extension == packages.EXTENSION
    assert product.name == places.NAME


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so", True),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6\\plugins\\imageformats\\qjpeg.dll", True),
        ("PySide6/Qt/plugins/imageformats/libqjpeg.so", True),
        ("PySide6/Qt/plugins/imageformats/libqwebp.so", False),
        ("PySide6\\plugins\\styles\\qmodernwindowsstyle.dll", False),
        ("PySide6\\translations\\qtbase_zh_CN.qm", True),
        ("PySide6\\translations\\qtbase_de.qm", False),
        ("libglib-2.libs\\one.dll", True),
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("libxcb-cursor.so.0", True),
        ("libglib-2.0.so.0", False),
        ("pillow.libs/libtiff-20b7e810.so.6.3.0", True),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", False),
    ],
)
def test_what_is_left_out(bundle: dict[str, Any], name: str, kept: bool) -> None:
    assert bundle["keep"](name) is kept


def test_plugins_the_selftest_loads_are_kept(bundle: dict[str, Any]) -> None:
    for names in selftest.PLUGINS.values():
        assert all(bundle["keep"](f"PySide6/Qt/plugins/{name}") for name in names)


def listed(folder: Path) -> Path:
    (folder / "a").mkdir()
    lines: list[str] = []
    for name in ("a/一.toml", "b.ttf"):
        (folder / name).write_bytes(name.encode())
        lines.append(f"{hashlib.sha256(name.encode()).hexdigest()}  {len(name.encode())}  {name}")
    (folder / installed.MANIFEST).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


CHECKS = (installed.check_present, installed.check_files)


@pytest.mark.parametrize("check", CHECKS)
def test_a_whole_installation_passes(tmp_path: Path, check: Check) -> None:
    assert check(listed(tmp_path)) == 2


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("name", ["a/一.toml", "b.ttf", installed.MANIFEST])
def test_a_missing_file_is_named(tmp_path: Path, name: str, check: Check) -> None:
    (listed(tmp_path) / name).unlink()
    with pytest.raises(installed.Damaged) as caught:
        check(tmp_path)
    assert name in caught.value.details
    assert "请重新安装；支部数据不受影响" in caught.value.message


@pytest.mark.parametrize("text", ["", "nonsense\n", "abc  many  b.ttf\n"])
def test_a_list_that_says_nothing_is_damage(tmp_path: Path, text: str) -> None:
    (listed(tmp_path) / installed.MANIFEST).write_text(text)
    with pytest.raises(installed.Damaged, match="重新安装"):
        installed.check_present(tmp_path)


def test_a_file_cut_off_is_noticed_at_each_start_and_a_changed_one_by_the_selftest(tmp_path: Path) -> None:
    (listed(tmp_path) / "b.ttf").write_bytes(b"b.xxx")
    assert installed.check_present(tmp_path) == 2
    with pytest.raises(installed.Damaged, match=r"b\.ttf"):
        installed.check_files(tmp_path)
    (tmp_path / "b.ttf").write_bytes(b"b.")
    with pytest.raises(installed.Damaged, match=r"b\.ttf"):
        installed.check_present(tmp_path)


def test_the_list_is_written_as_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "build" / "package"))
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "两个  空格.toml").write_text("x")
    assert runpy.run_path(str(ROOT / "build/package/folder.py"))["write_manifest"](tmp_path) == 1
    assert installed.check_files(tmp_path) == 1


def test_a_damaged_font_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "fonts"
    shutil.copytree(resources.ROOT / "fonts", folder, copy_function=lambda a, b: Path(b).symlink_to(a))
    assert selftest.check_fonts(folder) == 5
    (folder / "NotoSansSC-Regular.ttf").unlink()
    with pytest.raises(UserError, match="NotoSansSC"):
        selftest.check_fonts(folder)


def test_a_missing_plugin_is_named(qapp: QApplication) -> None:
    with pytest.raises(UserError, match="libqnothing"):
        selftest.check_plugins(["platforms/libqnothing.so"])
