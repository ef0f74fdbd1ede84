"""Which packages this store's content contains: its own and those merged into it. Finds what two computers share."""

from models.db.transaction import Reader

NAMED = 60  # a package names that many at most


def lineage(reader: Reader) -> dict[str, str]:
    """Running number to package id, oldest first, as the manifest's `seen` has it."""
    half = NAMED // 2
    own = reader.rows(
        "SELECT package_id FROM outgoing WHERE package_id <> '' AND kind IN ('package', 'copy') "
        "ORDER BY id DESC LIMIT ?",
        (half,),
    )
    merged = reader.rows(
        "SELECT package_id FROM received WHERE result = 'merged' ORDER BY id DESC LIMIT ?", (half,)
    )
    return {f"{n:02d}": str(row[0]) for n, row in enumerate((*reversed(own), *reversed(merged)))}
