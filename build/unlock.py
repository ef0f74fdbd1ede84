#!/usr/bin/env python3
"""Prints the raw key of a data folder, for DB Browser for SQLCipher: ``python build/unlock.py FOLDER``.

Asks for the password, opens `keys.json`, prints ``0x…``. In DB Browser choose the file party.db (a copy of it: never
the one in use), "Raw key", page size 4096 and SQLCipher 4 defaults, and paste it. Whoever has this key has everything.

Written out step by step, without the program's own code, so that the format stays readable when the program is gone:
the password (Unicode NFKC, UTF-8) goes through Argon2id with the slot's salt and cost; the result opens the slot's box
(AES-256-GCM; the associated data are the slot's header with db_uuid, as JSON with sorted keys and no spaces).
With --recovery the recovery code is asked for instead (44 symbols, capitals, no dashes or spaces).
"""

import argparse
import base64
import getpass
import json
import sys
import unicodedata
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

HEADER = ("id", "kind", "kdf", "memory_kib", "passes", "lanes", "salt")


def data_key(keys: dict, secret: str, kind: str) -> bytes | None:
    """The 32 bytes which encrypt party.db, or None when the secret opens no slot of this kind."""
    for slot in (slot for slot in keys["slots"] if slot["kind"] == kind):
        kdf = Argon2id(salt=base64.b64decode(slot["salt"]), length=32, iterations=slot["passes"],
                       lanes=slot["lanes"], memory_cost=slot["memory_kib"])  # fmt: skip
        header = {**{name: slot[name] for name in HEADER}, "db_uuid": keys["db_uuid"]}
        bound = json.dumps(header, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        wrapping = kdf.derive(unicodedata.normalize("NFKC", secret).encode())
        try:
            nonce, box = base64.b64decode(slot["nonce"]), base64.b64decode(slot["box"])
            return AESGCM(wrapping).decrypt(nonce, box, bound)
        except InvalidTag:
            continue
    return None


def main() -> int:
    """Ask, unlock, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "folder", type=Path, help="the data folder, or a folder with the keys.json of a backup"
    )
    parser.add_argument("--recovery", action="store_true", help="ask for the recovery code instead")
    args = parser.parse_args()
    secret = getpass.getpass("") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if args.recovery:
        secret = "".join(c for c in unicodedata.normalize("NFKC", secret) if c.isalnum()).upper()
    keys = json.loads((args.folder / "keys.json").read_text(encoding="utf-8"))
    key = data_key(keys, secret, "recovery" if args.recovery else "password")
    print(
        f"0x{key.hex()}" if key else "That opens no slot of this key file.", file=None if key else sys.stderr
    )
    return 0 if key else 1


if __name__ == "__main__":
    sys.exit(main())
