"""What the data are stored by: for About and for whoever is asked for help."""

from models.db import connection


def versions() -> tuple[str, str]:
    """Versions of SQLCipher and of the SQLite in it."""
    return connection.engine_versions()
