"""F18: a crash beneath Python leaves no core file. What lies on the disk is scanned for names after every other fault."""

import signal
import subprocess
import sys
from pathlib import Path

from tests.faults.scale import exercised

ROOT = Path(__file__).resolve().parents[2]
CRASH = """
import os, resource
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
import main
main._settle()
print(resource.getrlimit(resource.RLIMIT_CORE)[0], flush=True)
os.abort()
"""


def test_a_crash_leaves_no_core_file(tmp_path: Path) -> None:
    with exercised("F18", "crashes that leave no core file; every other run is scanned for names") as count:
        done = subprocess.run(
            [sys.executable, "-c", CRASH],
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout.strip() == "0", done.stderr
        assert done.returncode == -signal.SIGABRT
        assert list(tmp_path.iterdir()) == []
        count.add()
