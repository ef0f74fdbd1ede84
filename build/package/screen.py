"""A screen that exists only in memory, for programs that open windows; pictures of it are PNG files."""

import os
import shutil
import subprocess
from pathlib import Path
from types import TracebackType

from PIL import Image
from steps import run, stop


class Screen:
    """An Xvfb of this machine; a context. `display` also works inside trees, by the abstract X socket."""

    def __init__(self, width: int = 1366, height: int = 768) -> None:
        self.size = f"{width}x{height}x24"
        self.display = ""
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Screen":
        if missing := [name for name in ("Xvfb", "import") if shutil.which(name) is None]:
            stop(f"{', '.join(missing)} missing: install the Debian packages xvfb and imagemagick.")
        reading, writing = os.pipe()
        words = [
            "Xvfb",
            "-displayfd",
            str(writing),
            "-screen",
            "0",
            self.size,
            "-nolisten",
            "tcp",
            "-noreset",
        ]
        quiet = subprocess.DEVNULL
        self._server = subprocess.Popen(
            words, pass_fds=(writing,), stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        )
        os.close(writing)
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()  # the first free one, told when it is ready
        if not number:
            stop("Xvfb does not start.")
        self.display = f":{number}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server:
            self._server.terminate()
            self._server.wait(10)

    def picture(self, target: Path) -> Path:
        """What the screen shows now."""
        run("import", "-display", self.display, "-window", "root", target)
        return target


def colours(picture: Path) -> int:
    """How many colours a picture has: few when nothing is open."""
    with Image.open(picture) as image:
        return len(image.convert("RGB").getcolors(1 << 24) or ())
