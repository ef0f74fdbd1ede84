"""What builds came out as: dist/SHA256SUMS, and ``build/dev.py package-compare [OPTIONS OF package]``.

The latter builds twice, the second time in another time zone and with other default modes, and names each file that
differs. Fetched inputs and the compiled interpreter are kept between the two: both are pinned by hashes or sources.
"""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from bundle import MANIFEST, ROOT, product
from steps import DIST, WORK, say, stop

SUMS = "SHA256SUMS"
KINDS = (".deb", ".run", ".exe")
PLACES = (
    DIST,
    *(WORK / name for name in ("linux-2.28", "linux-2.31-arm64", "windows")),
)  # where programs are frozen to
OTHERWISE = {"TZ": "Asia/Shanghai", "LANG": "zh_CN.UTF-8"}


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def products() -> list[Path]:
    """What can be handed out, of the current version."""
    version = product().version
    found = (path for path in sorted(DIST.glob("*")) if path.suffix in KINDS and path.is_file())
    return [path for path in found if version in path.name]


def write_sums() -> None:
    """One list of hashes over everything to hand out, as sha256sum -c reads it."""
    if found := products():
        lines = [f"{sha256(path)}  {path.name}" for path in found]
        (DIST / SUMS).write_text("\n".join(lines) + "\n", encoding="utf-8")
        say(f"{DIST.name}/{SUMS}: {', '.join(path.name for path in found)}")


def made_since(moment: float) -> dict[str, str]:
    """Every file of the programs frozen, and every product packed, since then, with its hash."""
    name = product().name
    made = {path.name: sha256(path) for path in products() if path.stat().st_mtime >= moment}
    files: list[Path] = []
    for folder in (place / name for place in PLACES):
        manifest = folder / "_internal" / MANIFEST
        if manifest.is_file() and manifest.stat().st_mtime >= moment:
            files += [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return made | {str(path.relative_to(ROOT)): f"{path.stat().st_mode:o} {sha256(path)}" for path in files}


def build(options: list[str], env: Mapping[str, str], umask: int) -> dict[str, str]:
    """One build's files."""
    started = time.time() - 1  # file systems keep coarser times
    script = Path(__file__).with_name("build.py")
    done = subprocess.run(
        [sys.executable, str(script), "--no-measure", *options],
        env={**os.environ, **env},
        umask=umask,
        check=False,
    )
    if done.returncode:
        stop(f"the build ended with exit code {done.returncode}")
    return made_since(started)


def differences(first: Mapping[str, str], second: Mapping[str, str]) -> list[str]:
    """A line for every file that is not the same in both builds."""
    lines: list[str] = []
    for name in sorted({*first, *second}):
        if name not in second or name not in first:
            lines.append(f"only in the {'first' if name in first else 'second'} build: {name}")
        elif first[name] != second[name]:
            same = first[name].split(" ")[-1] == second[name].split(" ")[-1]
            lines.append(f"{'mode' if same else 'content'} differs: {name}")
    return lines


def main() -> int:
    options = sys.argv[1:]
    changed = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=no"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if changed.stdout.strip():
        say("the checkout has uncommitted changes: what is compared is not one commit")
    first = build(options, {}, 0o022)
    second = build(options, OTHERWISE, 0o027)
    if not first:
        stop("nothing was built")
    if lines := differences(first, second):
        stop("two builds differ:\n" + "\n".join(lines))
    say(f"two builds gave the same {len(second)} files, products included")
    return 0


if __name__ == "__main__":
    sys.exit(main())
