"""What tests of the committee's side share: its desk, and a stick."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.services.committee import CommitteeDesk
from tests.conftest import PASSWORD
from tests.services.inline_reader import use_inline_reader
from tests.services.receiving import DAY


@pytest.fixture
def committee(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CommitteeDesk]:
    """A committee without branches yet; packages are read in this process."""
    use_inline_reader(monkeypatch)
    opened = CommitteeDesk.create(
        tmp_path / "committee", PASSWORD, name="中共向阳街道工作委员会", today=lambda: DAY
    )
    yield opened
    opened.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder
