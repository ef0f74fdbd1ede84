"""Screens under test: the real theme, a branch in a temporary folder, jobs that run at once."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from models.domain.errors import UserError
from models.services import sample
from models.services.desk import Desk
from tests.ready import sample_desk
from ui.bus import ChangeBus
from ui.context import Context
from ui.settings import UiSettings
from ui.tasks import InstantTasks

TODAY = "2026-09-30"
PASSWORD = "槐树-shù-2026"


@pytest.fixture(scope="session", autouse=True)
def every_screen(dressed: QApplication) -> Iterator[None]:
    """Dressed; and 示例支部 opens a copy of the one that was made."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sample, "create_sample", sample_desk)
        yield


@pytest.fixture
def settings(tmp_path: Path) -> UiSettings:
    return UiSettings(tmp_path / "desk.ini")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An empty branch whose clock stands at TODAY."""
    made = Desk.create(
        tmp_path / "store", PASSWORD, name="槐树村党支部", committee="青石镇党委", today=lambda: TODAY
    )
    yield made
    made.close()


@dataclass
class Heard:
    """What a screen asked of the frame."""

    said: list[str] = field(default_factory=list)
    previews: list[tuple[str, Any]] = field(default_factory=list)
    exports: list[tuple[str, Any]] = field(default_factory=list)
    errors: list[UserError] = field(default_factory=list)
    histories: list[tuple[str, int, str]] = field(default_factory=list)
    visits: list[tuple[str, int]] = field(default_factory=list)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def context(dressed: QApplication, desk: Desk, settings: UiSettings, heard: Heard) -> Context:
    """A frame that notes down what it is asked; changes of the branch reach the bus."""
    bus = ChangeBus()
    desk.on_commit(bus.publish)
    tasks = InstantTasks()
    tasks.failed.connect(heard.errors.append)  # as the application shows what no tab takes itself
    return Context(
        desk=desk,
        bus=bus,
        tasks=tasks,
        settings=settings,
        say=heard.said.append,
        preview=lambda form, subject: heard.previews.append((form, subject)),
        export=lambda form, subject: heard.exports.append((form, subject)),
        show_error=heard.errors.append,
        history=lambda table, row, title: heard.histories.append((table, row, title)),
        navigate=lambda tab, record: heard.visits.append((tab, record)),
    )
