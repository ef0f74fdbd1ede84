"""F24: under each planted defect the test that guards against it fails. It passes without: it is one of our tests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from exporters.package import minisign, sealing
from exporters.package.refusal import Reason
from models.db import backup
from models.db.store import Store
from models.domain.errors import UserError
from tests.db.helpers import add_person, tamper
from tests.faults import forging, planted
from tests.faults.scale import exercised

ROOT = Path(__file__).resolve().parents[2]
LEAST = 15
OPTIONS = ("-q", "-x", "-s", "-p", "no:cacheprovider", "-p", "tests.faults.planted", "-p", "no:xdist")
OPTIONS += ("-p", "no:unraisableexception")  # a test that fails may leave a store open
WITHOUT_WINDOW = (
    "-p",
    "no:pytest-qt",
    "-p",
    "no:hypothesispytest",
    "-W",
    "ignore:Unknown config option",
)  # starts faster
FAILED = 1  # pytest's exit code when a test failed; anything else means that none was judged


def test_there_are_enough_defects() -> None:
    assert len(planted.DEFECTS) >= LEAST


@pytest.mark.parametrize("name", planted.DEFECTS)
def test_a_planted_defect_is_caught(name: str) -> None:
    defect = planted.DEFECTS[name]
    more = () if defect.module.startswith("ui.") or "/ui/" in defect.test else WITHOUT_WINDOW
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    env |= {planted.VARIABLE: name, "BRANCH_DESK_FAULTS": "quick", "PYTHONPATH": str(ROOT)}
    env.pop("BRANCH_DESK_FAULTS_REPORT", None)
    with exercised("F24", "planted defects caught") as count:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *OPTIONS, *more, defect.test],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        told = f"{name}: {done.stdout[-1500:]}\n{done.stderr[-1500:]}"
        assert f"{planted.PLANTED} {defect.module}" in done.stderr + done.stdout, told
        assert done.returncode == FAILED, told
        assert "1 failed" in done.stdout or "FAILED" in done.stdout, told
        assert "ERROR " not in done.stdout, told
        count.add()


def test_a_backup_that_fails_takes_no_older_one_with_it(store: Store) -> None:
    for number in range(8):
        add_person(store, f"党员{number}")
        store.backup("手动")
    before = [path.name for path in backup.existing(store.folder)]
    person = add_person(store, "最后一个")
    tamper(store, "UPDATE person SET name = '别人' WHERE id = ?", person)
    with pytest.raises(UserError):
        store.backup("手动")
    assert [path.name for path in backup.existing(store.folder)] == before
    assert len(before) == 8


def test_a_package_signed_by_somebody_else_is_refused() -> None:
    files = forging.unpack(forging.small_package())
    text = files[sealing.SIGNATURE].decode("utf-8")
    words = text.splitlines()[2].removeprefix("trusted comment: ")
    forged = minisign.sign(files[sealing.MANIFEST], minisign.new_secret(), words)
    files[sealing.SIGNATURE] = forged.encode("utf-8")
    assert forging.verdict(forging.reseal(forging.zip_of(files).build())) == Reason.TAMPERED
