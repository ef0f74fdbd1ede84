"""One compiled shim and one fork server for each test file."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import shim
from tests.faults.campaign import Campaign
from tests.faults.server import Server

# what needs the preloaded shim, forks or a mount
LINUX_ONLY = (
    "bit_rot",
    "clock",
    "compound",
    "errors",
    "full_disk",
    "kill_points",
    "migration_faults",
    "power_loss",
)
LINUX_ONLY += ("silent_edits", "two_instances", "planted", "core_files")
collect_ignore = [] if sys.platform.startswith("linux") else [f"test_{name}.py" for name in LINUX_ONLY]


SMALL = 6  # people


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with Server(shim.build()) as started:
        yield started


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    """A folder in memory where there is one: thousands of small stores are written and thrown away."""
    memory = Path("/dev/shm")
    name = tempfile.mkdtemp(prefix="branch-desk-faults-", dir=memory if memory.is_dir() else None)
    yield Path(name)
    shutil.rmtree(name, ignore_errors=True)


@pytest.fixture
def campaign(
    request: pytest.FixtureRequest, server: Server, scratch: Path, tmp_path: Path
) -> Iterator[Campaign]:
    """A campaign in a small branch, or in one of as many people as a test's parameter says."""
    place = scratch / tmp_path.name
    place.mkdir()
    yield Campaign(server, place, getattr(request, "param", SMALL))
    shutil.rmtree(place, ignore_errors=True)
