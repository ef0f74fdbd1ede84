"""What this computer remembers of itself (table `keeping`): not history, never sent, gone with the store."""

from models.db.transaction import Reader, Tx


def recall(reader: Reader, key: str) -> str:
    """The remembered value, or ""."""
    return str(reader.value("SELECT value FROM keeping WHERE key = ?", (key,)) or "")


def remember(tx: Tx, key: str, value: str) -> None:
    """Replace the remembered value."""
    row_id = tx.value("SELECT id FROM keeping WHERE key = ?", (key,))
    if row_id is None:
        tx.insert("keeping", {"key": key, "value": value})
    else:
        tx.update("keeping", int(row_id), {"value": value})
