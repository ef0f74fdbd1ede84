"""Which column went where the last time a sheet had this head row: remembered with the data, never in the history."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from models.db.transaction import Reader, Tx
from models.services.keeping import recall, remember
from models.services.sheet_layout import squeeze


def _key(heads: Sequence[str]) -> str:
    """One key a kind of sheet; blank columns at its end do not make another kind."""
    told = [squeeze(head) for head in heads]
    while told and not told[-1]:
        told.pop()
    return "import.columns." + hashlib.sha256("\x1f".join(told).encode()).hexdigest()[:32]


def remembered(reader: Reader, heads: Sequence[str]) -> dict[int, str] | None:
    """Field by column as it was chosen for such a sheet, None when nothing was."""
    kept = recall(reader, _key(heads)) if any(heads) else ""
    return {int(index): field for index, field in json.loads(kept).items()} if kept else None


def keep(tx: Tx, heads: Sequence[str], mapping: Mapping[int, str]) -> None:
    """Keep what the user chose for the next sheet with this head row."""
    if any(heads):
        remember(tx, _key(heads), json.dumps({str(i): field for i, field in sorted(mapping.items())}))
