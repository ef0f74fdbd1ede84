"""Which states this store's content contains: its own packages, those merged into it, and the backups it came from."""

import json
from collections.abc import Sequence

from exporters.package.manifest import MOST_SEEN
from models.db.restore import LABEL
from models.db.transaction import Reader
from models.domain.intake import MOST_PAST

OWN, MERGED = 30, 30  # packages, at most
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

    What a merged package contains is contained here too: two computers also share what came to one by way of a third.
    `backups`: the journal's heads which backups were made at, newest first: another computer may begin with one.
    """
    own = reader.rows(
        "SELECT package_id FROM outgoing WHERE package_id <> '' AND kind IN ('package', 'copy') "
        "ORDER BY id DESC LIMIT ?",
        (OWN,),
    )
    merged = reader.rows(
        "SELECT package_id, manifest FROM received WHERE result = 'merged' ORDER BY id DESC LIMIT ?",
        (MERGED,),
    )
    restored = reader.rows(_BEFORE_RESTORES, (LABEL, RESTORES))
    names = [str(row[0]) for row in (*reversed(own), *reversed(merged), *restored)]
    names += [head for head in reversed(backups[:BACKUPS]) if head]
    names += [name for _, manifest in merged for name in json.loads(manifest)["seen"].values()]
    return {f"{n:03d}": name for n, name in enumerate([*dict.fromkeys(names)][:MOST_SEEN])}
