"""F10: the hostile corpus, each file refused with its cause; memory and time bounded, nothing written."""

import json
import os
import pickle
import random
import subprocess
import sys
from pathlib import Path

from exporters.package import sealing, writing
from tests.exporters.package import samples
from tests.exporters.package.samples import branch, committee
from tests.faults import hostile, scale

ROOT = Path(__file__).resolve().parents[2]
MOST_MB, MOST_SECONDS = 400, 10.0


def test_every_file_of_the_corpus_is_refused_with_its_cause(tmp_path: Path) -> None:
    folder, keys = tmp_path / "stick", tmp_path / "keys"
    folder.mkdir()
    keys.write_bytes(pickle.dumps(committee().me))
    expected: dict[str, tuple[str, str]] = {}
    for number, (name, data, reason) in enumerate(hostile.corpus()):
        file_name = f"{number:03d}.zbb"
        (folder / file_name).write_bytes(data)
        expected[file_name] = (name, reason.value)
    before = sorted(tmp_path.rglob("*"))
    child = subprocess.run(
        [sys.executable, "-m", "tests.faults.hostile_child", str(folder), str(keys)],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}, capture_output=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert child.returncode == 0, child.stderr.decode()
    found = json.loads(child.stdout)
    with scale.exercised("F10", "hostile files refused with their cause") as count:
        wrong = []
        for file_name, reason, seconds in found["answers"]:
            name, wanted = expected[file_name]
            if reason != wanted or seconds > MOST_SECONDS:
                wrong.append(f"{name}: {reason} instead of {wanted} after {seconds:.1f} s")
            count.add()
        slowest = max(seconds for _, _, seconds in found["answers"])
        count.notes |= {"peak_MB": found["peak_mb"], "slowest_ms": round(slowest * 1000)}
    assert not wrong, "\n".join(wrong)
    assert count.points >= 150
    assert found["peak_mb"] < MOST_MB
    assert found["written"] == []
    assert sorted(tmp_path.rglob("*")) == before


LARGEST = """
import pickle, sys
from pathlib import Path
from exporters.package import reading
from tests.faults.memory import peak_mb
package = reading.open_package(Path(sys.argv[1]), pickle.loads(Path(sys.argv[2]).read_bytes()))
assert len(package.manifest.files) == 2 and len(package.attachment(next(iter(package.manifest.files)))) > 10**7
print(peak_mb())
"""


def test_the_largest_package_is_read_within_the_memory(tmp_path: Path) -> None:
    """Attachments that do not shrink: the long part goes up to the limit of a package, the quick part to a third of it."""
    large = scale.points(30, 98) * 1024**2
    scans = [random.Random(number).randbytes(size) for number, size in ((1, large), (2, 29 * 1024**2))]
    made = writing.write(
        samples.letter(), samples.records(), sender=branch().card, secrets=branch().secrets, to=committee().card,
        files={f"{sealing.digest(scan).sha256}.pdf": scan for scan in scans},
    )  # fmt: skip
    file, keys = tmp_path / "a.zbb", tmp_path / "keys"
    file.write_bytes(made.data)
    keys.write_bytes(pickle.dumps(committee().me))
    child = subprocess.run(
        [sys.executable, "-c", LARGEST, str(file), str(keys)],
        cwd=ROOT,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert child.returncode == 0, child.stderr.decode()
    with scale.exercised("F10", "large package read within the memory") as count:
        count.notes |= {"MiB": len(made.data) // 1024**2, "peak_MB": int(child.stdout)}
        assert int(child.stdout) < MOST_MB * (1 if scale.is_long() else 0.6)
        count.add()
