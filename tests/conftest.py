"""Fixtures every part may use: a cheap key derivation, and an open store in a temporary folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.db import keys
from models.db.store import Store, create_store

PASSWORD = "春风化雨2026"


@pytest.fixture(scope="session", autouse=True)
def cheap_keys() -> Iterator[None]:
    """Argon2id at its smallest: tests open hundreds of stores."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "DEFAULT_COST", keys.Cost(memory_kib=8, passes=1, lanes=1))
        yield


@pytest.fixture
def password() -> str:
    return PASSWORD


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new, empty store; closed after the test."""
    opened = create_store(tmp_path / "data", PASSWORD)
    yield opened
    opened.close()
