"""Handing over: own keys, known counterparts, the register of what left this computer, notes that came back."""

from collections.abc import Callable

VERSION = 2

STATEMENTS = (
    # the keys of this desk; never journalled, never exported: see schema.UNJOURNALLED
    """CREATE TABLE identity (
        id INTEGER PRIMARY KEY, use TEXT NOT NULL CHECK (use IN ('seal', 'sign')),
        public TEXT NOT NULL UNIQUE, secret TEXT NOT NULL CHECK (secret <> ''),
        made_on TEXT NOT NULL, retired_on TEXT NOT NULL DEFAULT '')""",
    # whose packages, cards and receipts we take: the committee, the branches, the branch's other computers
    """CREATE TABLE peer (
        id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('committee', 'branch', 'desk')), name TEXT NOT NULL CHECK (name <> ''),
        card TEXT NOT NULL, fingerprint TEXT NOT NULL, sign_key TEXT NOT NULL, seal_keys TEXT NOT NULL,
        trusted_on TEXT NOT NULL DEFAULT '', confirmed_by TEXT NOT NULL DEFAULT '',
        replaced_on TEXT NOT NULL DEFAULT '')""",
    # everything that ever left the computer: packages, receipts, exports (kept three years and longer)
    """CREATE TABLE outgoing (
        id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('package', 'receipt', 'card', 'export', 'copy')),
        title TEXT NOT NULL DEFAULT '', recipient TEXT NOT NULL DEFAULT '',
        peer_id INTEGER REFERENCES peer (id) ON DELETE RESTRICT,
        made_at TEXT NOT NULL, made_by TEXT NOT NULL DEFAULT '', file_name TEXT NOT NULL DEFAULT '',
        sha256 TEXT NOT NULL DEFAULT '', size INTEGER NOT NULL DEFAULT 0,
        fields TEXT NOT NULL DEFAULT '', records INTEGER NOT NULL DEFAULT 0, medium TEXT NOT NULL DEFAULT '',
        package_id TEXT NOT NULL DEFAULT '', seq INTEGER NOT NULL DEFAULT 0,
        audit_seq INTEGER NOT NULL DEFAULT 0, audit_hash TEXT NOT NULL DEFAULT '',
        manifest TEXT NOT NULL DEFAULT '', delivered_on TEXT NOT NULL DEFAULT '',
        acknowledged_on TEXT NOT NULL DEFAULT '', receipt TEXT NOT NULL DEFAULT '',
        note TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX outgoing_package ON outgoing (package_id)",
    # what the committee sent back to be mended
    """CREATE TABLE todo (
        id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE,
        sender TEXT NOT NULL DEFAULT '', record_kind TEXT NOT NULL DEFAULT '', record_uuid TEXT NOT NULL DEFAULT '',
        field TEXT NOT NULL DEFAULT '', message TEXT NOT NULL CHECK (message <> ''),
        received_on TEXT NOT NULL, done_on TEXT NOT NULL DEFAULT '', answer TEXT NOT NULL DEFAULT '')""",
    # what this computer remembers of itself (last rehearsal, last copy elsewhere); not history, not journalled
    "CREATE TABLE keeping (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, value TEXT NOT NULL DEFAULT '')",
    # who, when and what kind: the filters of the history are answered without reading the rows
    "CREATE INDEX journal_look ON journal (actor, ts_wall, entity)",
)


def up(execute: Callable[[str], object]) -> None:
    """Add the tables of version 2."""
    for statement in STATEMENTS:
        execute(statement)
