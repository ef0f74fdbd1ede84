"""F5: a disk that is really full (tmpfs, ext4 on a loop device; as root), else a quota kept by the shim.

A sentence says so, nothing is left half, and work goes on when there is room again.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.campaign import JOURNALS, Campaign
from tests.faults.operations import OPERATIONS
from tests.faults.scale import exercised, is_long, points
from tests.faults.shim import Mode

DISK_MIB = 48
COURSES = ("save", "dues batch", "sign minutes", "backup", "export", "lock", "migration")
LARGEST_ROOM = 512 * 1024


@pytest.fixture
def small_disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path | None]:
    """A file system of its own, or None where that cannot be had."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = os.geteuid() == 0 and MOUNTS[request.param](place)
    yield place if mounted else None
    if mounted:
        subprocess.run(["umount", str(place)], check=True)


def run(*command: str) -> bool:
    """Whether there is such a command, and it went well."""
    there = shutil.which(command[0])
    return there is not None and subprocess.run(command, capture_output=True, check=False).returncode == 0


def mount_tmpfs(place: Path) -> bool:
    return run("mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "branch-desk-test", str(place))


def mount_ext4(place: Path) -> bool:
    """On a loop device; root's reserve would be room that we had and a secretary has not."""
    image = place.with_name("disk.ext4")
    with image.open("wb") as file:
        file.truncate(DISK_MIB * 1024**2)
    return run("mkfs.ext4", "-q", "-m", "0", str(image)) and run(
        "mount", "-o", "loop", str(image), str(place)
    )


MOUNTS = {"tmpfs": mount_tmpfs, "ext4": mount_ext4}
DISKS = [("tmpfs", name) for name in COURSES]
DISKS += [("ext4", name) for name in (COURSES if is_long() else COURSES[:1])]


@pytest.mark.parametrize(("small_disk", "name"), DISKS, indirect=["small_disk"])
def test_the_disk_is_full(
    request: pytest.FixtureRequest, campaign: Campaign, small_disk: Path | None, name: str
) -> None:
    sizes = points(8, 64)
    system = request.node.callspec.params["small_disk"]
    with exercised("F5", f"a full disk, {system}: different amounts of room") as count:
        count.notes["disk"] = system if small_disk else "none, a quota instead"
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
