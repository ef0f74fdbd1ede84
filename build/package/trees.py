"""Minimal Debian trees to build and test packages in: made once by mmdebstrap, entered with a layer of their own.

A tree is never changed after it was made: each `Visit` writes into its own layer (overlay), which is thrown away.
Needs root and the Debian package mmdebstrap. A screen of this machine (abstract X socket) can be used from inside.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

from debian_source import debian_site
from inputs import finish, stamped
from steps import WORK, run, say, stop

TREES = WORK / "trees"
DEVICES = ("null", "zero", "full", "random", "urandom", "tty")


def tree(suite: str, include: Sequence[str] = (), *, variant: str = "apt", arch: str = "") -> Path:
    """A tree of this suite with these packages; made the first time it is asked for."""
    if shutil.which("mmdebstrap") is None or os.geteuid() != 0:
        stop("trees of other Debian systems need root and the Debian package mmdebstrap.")
    wanted = " ".join((suite, variant, arch, *sorted(include)))
    digest = hashlib.sha256(wanted.encode()).hexdigest()[:8]
    name = "-".join(part for part in (suite, variant, arch, digest) if part)
    place = TREES / name
    if not stamped(place, wanted):
        say(f"making a tree of {suite}" + (f" with {', '.join(include)}" if include else ""))
        TREES.mkdir(parents=True, exist_ok=True)
        words = ["mmdebstrap", "--quiet", f"--variant={variant}", "--skip=check/qemu"]
        if arch:
            words.append(f"--architectures={arch}")
        if include:
            words.append(f"--include={','.join(include)}")
        # Debian's security archive no longer holds Debian 11 for other processors: there its last release has to do.
        mirror = (debian_site(),) if arch else ()
        run(*words, suite, place, *mirror)
        finish(place, wanted)
    return place


class Visit:
    """A tree with a throw-away layer over it; use as a context. `root` is where its files can be looked at."""

    def __init__(self, base: Path, binds: Mapping[Path, str] | None = None) -> None:
        self.base, self.binds = base, dict(binds or {})
        self._scratch = Path(tempfile.mkdtemp(prefix="visit-", dir=WORK))
        self.root = self._scratch / "root"
        for name in ("root", "upper", "work"):
            (self._scratch / name).mkdir()

    def __enter__(self) -> "Visit":
        layers = f"lowerdir={self.base},upperdir={self._scratch / 'upper'},workdir={self._scratch / 'work'}"
        run("mount", "-t", "overlay", "overlay", "-o", layers, self.root)
        try:
            run("mount", "-t", "proc", "proc", self.root / "proc")
            run("mount", "-t", "tmpfs", "tmpfs", self.root / "dev")
            for name in DEVICES:
                (self.root / "dev" / name).touch()
                run("mount", "--bind", f"/dev/{name}", self.root / "dev" / name)
            (self.root / "dev/shm").mkdir()
            (self.root / "dev/fd").symlink_to("/proc/self/fd")
            shutil.copy("/etc/resolv.conf", self.root / "etc/resolv.conf")
            for source, inside in self.binds.items():
                target = self.root / inside.lstrip("/")
                target.mkdir(parents=True, exist_ok=True)
                run("mount", "--bind", source, target)
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def _leave(self) -> None:
        subprocess.run(["umount", "-R", "-l", str(self.root)], capture_output=True, check=False)
        if self.root.is_mount():  # removing it would reach through the bindings into the checkout
            say(f"still mounted, left for you to remove: {self.root}")
        else:
            shutil.rmtree(self._scratch, ignore_errors=True)

    def command(self, *words: str | Path, env: Mapping[str, str] | None = None) -> list[str]:
        """The words that run a command inside, with nothing of this machine's environment."""
        clean = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8", **(env or {})}
        pairs = [f"{key}={value}" for key, value in clean.items()]
        return ["chroot", str(self.root), "env", "-i", *pairs, *map(str, words)]

    def attempt(
        self, *words: str | Path, env: Mapping[str, str] | None = None, timeout: float = 600
    ) -> subprocess.CompletedProcess[str]:
        """Run a command inside and return whatever came of it."""
        return subprocess.run(
            self.command(*words, env=env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=timeout,
        )

    def run(self, *words: str | Path, env: Mapping[str, str] | None = None, timeout: float = 600) -> str:
        """Run a command inside; stops with what it said when it fails."""
        done = self.attempt(*words, env=env, timeout=timeout)
        if done.returncode:
            stop(
                f"in {self.base.name}: {' '.join(map(str, words))}: exit {done.returncode}\n{(done.stdout + done.stderr)[-4000:]}"
            )
        return done.stdout
