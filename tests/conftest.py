"""Fixtures every part may use: a cheap key derivation, and an open store in a temporary folder."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from models.db import keys, migrate
from models.db.store import Store, create_store
from tests import ready
from ui import places, theme

PASSWORD = "春风化雨2026"


@pytest.fixture(scope="session", autouse=True)
def cheap_keys() -> Iterator[None]:
    """Argon2id at its smallest: tests open hundreds of stores."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "DEFAULT_COST", keys.Cost(memory_kib=8, passes=1, lanes=1))
        yield


@pytest.fixture(scope="session", autouse=True)
def ready_schema() -> Iterator[None]:
    """New stores are copies of one that went through every step; tests/db/test_migrate.py has the steps themselves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrate, "migrate", ready.migrate_by_copying)
        yield


@pytest.fixture(scope="session", autouse=True)
def own_places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Settings, logs and reports go to a scratch folder, never to those of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
            patch.setenv(name, str(tmp_path_factory.mktemp(name)))
        places.current.cache_clear()
        yield
    places.current.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def garbage_waits() -> Iterator[None]:
    """As in the program (ui/garbage.py): nothing is collected on a worker's thread or in the middle of a paint."""
    gc.collect()
    gc.freeze()  # what is loaded by now stays: collecting after each test is cheap
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    """The real theme, put on once: Qt goes over every widget there is, each time."""
    theme.apply(qapp)
    return qapp


@pytest.fixture(autouse=True)
def garbage_goes(garbage_waits: None) -> Iterator[None]:
    """What a test leaves behind goes between two tests; a window first out of sight, for Qt's offscreen platform
    falls over one that is taken apart while it is shown. What was only marked to be deleted is deleted here: no
    event loop runs between two tests, and thousands of dead widgets would be dressed again and again.
    """
    yield
    if isinstance(QApplication.instance(), QApplication):
        for window in QApplication.topLevelWidgets():
            window.hide()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


@pytest.fixture
def password() -> str:
    return PASSWORD


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new, empty store; closed after the test."""
    opened = create_store(tmp_path / "data", PASSWORD)
    yield opened
    opened.close()
