"""Fixtures every part may use: a cheap key derivation, and an open store in a temporary folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.db import keys
from models.db.store import Store, create_store
from ui import places

PASSWORD = "春风化雨2026"


@pytest.fixture(scope="session", autouse=True)
def cheap_keys() -> Iterator[None]:
    """Argon2id at its smallest: tests open hundreds of stores."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "DEFAULT_COST", keys.Cost(memory_kib=8, passes=1, lanes=1))
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


@pytest.fixture
def password() -> str:
    return PASSWORD


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new, empty store; closed after the test."""
    opened = create_store(tmp_path / "data", PASSWORD)
    yield opened
    opened.close()
