"""Which states this store's content contains: its own packages, those merged into it, and the backups it came from."""

from collections.abc import Sequence

from models.db.restore import LABEL
from models.db.transaction import Reader
from models.domain.intake import MOST_PAST

NAMED = 60  # packages, at most
RESTORES, BACKUPS = 10, 20

_BEFORE_RESTORES = (
    "SELECT hash FROM journal WHERE seq IN "
    "(SELECT min(seq) - 1 FROM journal WHERE label = ? GROUP BY txn ORDER BY txn DESC LIMIT ?) ORDER BY seq"
)


_SENT = (
    "SELECT seq, hash FROM journal WHERE seq IN "
    "(SELECT audit_seq FROM outgoing WHERE kind = 'package' AND peer_id = ?) ORDER BY seq DESC LIMIT ?"
)


def heads_sent(reader: Reader, peer_id: int) -> list[tuple[int, str]]:
    """The live journal at the heads of the packages sent to this recipient, newest first: never as the register has it."""
    return [(int(seq), str(digest)) for seq, digest in reader.rows(_SENT, (peer_id, MOST_PAST))]


def lineage(reader: Reader, backups: Sequence[str] = ()) -> dict[str, str]:
    """Running number to package id or journal hash, as the manifest's `seen` has it; finds what two computers share.

    `backups`: the journal's heads which backups were made at, newest first: another computer may begin with one.
    """
    half = NAMED // 2
    own = reader.rows(
        "SELECT package_id FROM outgoing WHERE package_id <> '' AND kind IN ('package', 'copy') "
        "ORDER BY id DESC LIMIT ?",
        (half,),
    )
    merged = reader.rows(
        "SELECT package_id FROM received WHERE result = 'merged' ORDER BY id DESC LIMIT ?", (half,)
    )
    restored = reader.rows(_BEFORE_RESTORES, (LABEL, RESTORES))
    names = [str(row[0]) for row in (*reversed(own), *reversed(merged), *restored)]
    names += [head for head in reversed(backups[:BACKUPS]) if head]
    return {f"{n:02d}": name for n, name in enumerate(dict.fromkeys(names))}
