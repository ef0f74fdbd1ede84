"""F5: a disk that is really full (tmpfs, as root), or else a quota kept by the shim: a sentence, nothing half, go on."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.campaign import JOURNALS, Campaign
from tests.faults.operations import OPERATIONS
from tests.faults.scale import exercised, points
from tests.faults.shim import Mode

DISK_MIB = 48
COURSES = ("save", "dues batch", "sign minutes", "backup", "export", "lock", "migration")
LARGEST_ROOM = 512 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path | None]:
    """A file system of its own, or None where that cannot be had."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    command = [mount or "", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "branch-desk-test", str(place)]
    mounted = (
        mount is not None
        and os.geteuid() == 0
        and subprocess.run(command, capture_output=True, check=False).returncode == 0
    )
    yield place if mounted else None
    if mounted:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("name", COURSES)
def test_the_disk_is_full(campaign: Campaign, small_disk: Path | None, name: str) -> None:
    sizes = points(8, 64)
    with exercised("F5", "a full disk: different amounts of room") as count:
        count.notes["disk"] = "tmpfs" if small_disk else "quota"
        problems: list[str] = []
        for size in range(sizes):
            course = campaign.course(name, JOURNALS[size % 2], OPERATIONS[name].base)
            room = LARGEST_ROOM * size * size // (sizes * sizes) // 512 * 512  # small rooms matter most
            if small_disk:
                problems += campaign.strike(course, Mode.OFF, 0, place=small_disk, room=room)
            else:
                problems += campaign.strike(course, Mode.QUOTA, 0, room)
            count.add()
        assert not problems, "\n".join(problems)
