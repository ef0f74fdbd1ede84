"""Two builds side by side, and the hashes of what is handed out."""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).resolve().parent.parent / "build" / "package"


@pytest.fixture
def compare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The packaging script, looking at an empty dist/."""
    before = list(sys.path)
    sys.path.insert(0, str(FOLDER))
    try:
        import compare as module  # noqa: PLC0415  (a script's folder)

        monkeypatch.setattr(module, "ROOT", tmp_path)
        monkeypatch.setattr(module, "DIST", tmp_path)
        monkeypatch.setattr(module, "PLACES", (tmp_path,))
        yield module
    finally:
        sys.path[:] = before


def test_the_files_that_differ_are_named(compare: ModuleType) -> None:
    first = {"same": "100644 a", "changed": "100644 b", "mode": "100644 c", "gone": "100644 d"}
    second = {"same": "100644 a", "changed": "100644 B", "mode": "100755 c", "new": "100644 e"}
    assert compare.differences(first, second) == [
        "content differs: changed",
        "only in the first build: gone",
        "mode differs: mode",
        "only in the second build: new",
    ]


def test_what_was_made_before_is_not_compared(compare: ModuleType, tmp_path: Path) -> None:
    names = compare.product()
    inner = tmp_path / names.name / "_internal"
    inner.mkdir(parents=True)
    (inner / "files.sha256").write_text("x")
    (inner / "libQt6Core.so.6").write_text("y")
    (tmp_path / f"{names.name}_{names.version}_amd64.deb").write_text("z")
    now = (inner / "files.sha256").stat().st_mtime
    assert len(compare.made_since(now - 10)) == 3
    assert compare.made_since(now + 10) == {}


def test_hashes_are_listed_as_sha256sum_reads_them(compare: ModuleType, tmp_path: Path) -> None:
    names = compare.product()
    compare.write_sums()
    assert not (tmp_path / compare.SUMS).exists()  # nothing to hand out yet
    for name in (f"{names.name}_{names.version}_amd64.deb", f"{names.name}-{names.version}-setup.exe"):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / f"{names.name}_0.0.1_amd64.deb").write_bytes(b"an older one")
    compare.write_sums()
    lines = (tmp_path / compare.SUMS).read_text(encoding="utf-8").splitlines()
    assert lines == [
        f"{hashlib.sha256(name.encode()).hexdigest()}  {name}"
        for name in (f"{names.name}-{names.version}-setup.exe", f"{names.name}_{names.version}_amd64.deb")
    ]
