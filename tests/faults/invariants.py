"""INV: what must hold after any fault. Each broken rule is one line of text; none is success."""

import hashlib
import json
import zipfile
from pathlib import Path

from exporters.package import age_file
from models.db import backup, health, keys
from models.db.store import Store, open_store
from models.domain.errors import UserError, WrongPassword
from models.services.ledger_check import verify
from tests.faults import world


def open_any(folder: Path) -> Store:
    """Open with the password; after a broken change of password with the new one."""
    try:
        return open_store(folder, world.PASSWORD)
    except WrongPassword:
        (folder / "tries.json").unlink(missing_ok=True)
        return open_store(folder, world.NEW_PASSWORD)


def broken(root: Path, allowed: list[str], trusted: list[str], *, work_on: bool = True) -> list[str]:
    """Everything that does not hold in this folder. `trusted`: hashes of backups known to be good."""
    folder = root / world.DATA
    good = {path.name for path in backup.existing(folder) if _hash(path) in trusted}
    problems = [f"plain text in {name}" for name in world.canaries(root, good)]
    problems += _small_files(folder)
    try:
        store = open_any(folder)
    except UserError as error:
        return [*problems, f"does not open: {error} {list(error.details)}"]
    try:
        problems += [f"warns: {warning}" for warning in store.warnings]
        problems += _contents(store, allowed)
        problems += _files(root, good, store)
        if work_on:
            go_on(store)
    finally:
        store.close()
    return problems


def _contents(store: Store, allowed: list[str]) -> list[str]:
    problems: list[str] = []
    raw = store.connection
    try:
        health.thorough(raw)
        store.verify_chain()
    except UserError as error:
        problems.append(f"check: {error} {list(error.details)}")
    if wrong := world.money_differs(store):
        problems.append(f"payments differ from their lines: {wrong}")
    problems += [f"books: {problem}" for problem in verify(store, with_grid=False).problems]
    if (found := world.digest(store)) not in allowed:
        problems.append(f"neither before nor after: {found}, not in {allowed}")
    return problems


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _small_files(folder: Path) -> list[str]:
    """Key files and anchor are whole before anybody opens: opening would mend or replace them."""
    problems: list[str] = []
    for name in (keys.KEYS_NAME, keys.KEYS_COPY_NAME):
        try:
            keys.decode((folder / name).read_bytes())
        except (OSError, keys.DamagedKeys):
            problems.append(f"{name} is not whole")
    for path in (folder / "anchor").glob("*.json"):
        try:
            json.loads(path.read_bytes())
        except ValueError:
            problems.append(f"{path.name} is not whole")
    return problems


def _files(root: Path, trusted: set[str], store: Store) -> list[str]:
    """Whatever bears a final name is whole, and at least one backup opens."""
    problems: list[str] = []
    good = len(trusted)
    for path in backup.existing(root / world.DATA):
        if path.name in trusted:
            continue
        try:
            backup.verify(path, world.PASSWORD)
            good += 1
        except UserError as error:
            problems.append(f"{path.name}: {error}")
    if not good:
        problems.append("no verified backup")
    secrets = [row[0] for row in store.rows("SELECT secret FROM identity WHERE use = 'seal'")]
    for path in (*(root / "stick").glob("DJ-*"), *(root / world.DATA / "outbox").rglob("DJ-*")):
        try:
            age_file.unseal(path.read_bytes(), secrets)
        except (age_file.NotAge, age_file.Damaged, age_file.NotForUs) as error:
            problems.append(f"{path.name}: {error!r}")
    for path in (root / world.OUT).glob("[!.]*") if (root / world.OUT).is_dir() else ():
        if not zipfile.is_zipfile(path) or zipfile.ZipFile(path).testzip() is not None:
            problems.append(f"{path.name} is not whole")
    return problems


def go_on(store: Store) -> None:
    """The program can be used again: one more person is entered; at a committee, a setting."""
    branch = store.value("SELECT min(id) FROM branch")
    committee = store.value("SELECT 1 FROM setting WHERE key = 'desk.mode' AND value = 'committee'")
    with store.transaction("故障以后") as tx:
        if committee:
            past = tx.value("SELECT count(*) FROM setting")
            tx.insert("setting", {"key": f"faults.{past}", "value": world.AFTERWARDS})
        else:
            tx.insert("person", {"name": world.AFTERWARDS, "branch_id": branch})
