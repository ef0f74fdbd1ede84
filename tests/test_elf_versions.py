"""The packaging step that lets a library load where a version it names is missing, tried on one of the wheels' own."""

import ctypes
import os
import runpy
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import _cffi_backend
import pytest

MODULE = runpy.run_path(str(Path(__file__).parents[1] / "build/package/elf_versions.py"))
needs: Callable[[Path], list[Any]] = MODULE["needs"]
weaken: Callable[[Path, set[str]], list[str]] = MODULE["weaken"]


def load(path: Path) -> None:
    ctypes.CDLL(str(path), mode=os.RTLD_LAZY)


def test_a_need_marked_weak_may_be_missing(tmp_path: Path) -> None:
    library = tmp_path / "library.so"
    shutil.copy(_cffi_backend.__file__, library)
    (need,) = [one for one in needs(library) if (one.library, one.version) == ("libc.so.6", "GLIBC_2.14")]
    data = bytearray(library.read_bytes())
    struct.pack_into("<I", data, need.at, 1)  # the hash of a version that no system has
    library.write_bytes(data)
    with pytest.raises(OSError, match="GLIBC_2.14"):
        load(library)

    assert weaken(library, {"GLIBC_2.14"}) == ["GLIBC_2.14"]

    load(library)
    assert [one.version for one in needs(library) if one.weak] == ["GLIBC_2.14"]


def test_nothing_else_changes(tmp_path: Path) -> None:
    library = tmp_path / "library.so"
    shutil.copy(_cffi_backend.__file__, library)
    assert weaken(library, {"GLIBC_9.99"}) == []
    assert library.read_bytes() == Path(_cffi_backend.__file__).read_bytes()


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"MZ" + bytes(100))
    with pytest.raises(ValueError, match="ELF"):
        needs(other)
