"""Opens every file of a folder as a package; writes for each the reason, the seconds, and the peak of memory. Its own process.

An audit hook lets nothing be written, removed, started or connected to while a package is read.
"""

import json
import pickle
import sys
import time
from pathlib import Path

from exporters.package import reading
from exporters.package.refusal import PackageRefused
from tests.faults.memory import peak_mb

FORBIDDEN = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.symlink", "os.link", "os.truncate", "subprocess.Popen",
             "os.system", "os.exec", "socket.connect", "shutil", "tempfile")  # fmt: skip
watching = False
written: list[str] = []


def watch(event: str, arguments: tuple[object, ...]) -> None:
    if not watching:
        return
    opened_to_write = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
    if opened_to_write or event.startswith(FORBIDDEN):
        written.append(f"{event} {arguments[:1]}")


def main() -> None:
    global watching
    folder, keys = Path(sys.argv[1]), Path(sys.argv[2])
    me = pickle.loads(keys.read_bytes())
    sys.addaudithook(watch)
    answers: list[list[object]] = []
    for path in sorted(folder.iterdir()):
        started = time.monotonic()
        watching = True
        try:
            reading.open_package(path, me)
        except PackageRefused as refused:
            reason = refused.reason.value
        else:
            reason = "accepted"
        watching = False
        answers.append([path.name, reason, time.monotonic() - started])
    sys.stdout.write(json.dumps({"answers": answers, "peak_mb": peak_mb(), "written": written}))


main()
