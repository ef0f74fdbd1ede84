"""A sentence on the screen when there is no window to say it in. Standard library only: Qt may be what is missing."""

import os
import sys
from collections.abc import Mapping
from typing import Any

TITLE = "支部工作台"
PLATFORM = "BRANCH_DESK_PLATFORM"  # wins over QT_QPA_PLATFORM, which does not reach programs under Wine
_ERROR_IN_FRONT = 0x10010  # MB_ICONERROR | MB_SETFOREGROUND
BOXES = (
    ("zenity", "--error", "--no-markup", f"--title={TITLE}", "--width=480", "--text={}"),
    ("kdialog", "--title", TITLE, "--error", "{}"),
    ("xmessage", "-center", "-title", TITLE, "{}"),
    ("notify-send", "--urgency=critical", TITLE, "{}"),  # no box, but it stays on the screen
)


def tell(message: str) -> None:
    """On standard error, and in a box of the system's own where somebody looks at a screen."""
    sys.stderr.write(message + "\n")
    sys.stderr.flush()
    if not has_screen(os.environ, sys.platform):
        return
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415  (start-up: hardly ever needed)

        windows: Any = vars(ctypes)["windll"]
        windows.user32.MessageBoxW(None, message, TITLE, _ERROR_IN_FRONT)
        return
    from ui.installed import forget_plugins  # noqa: PLC0415  (start-up: hardly ever needed)

    environment = dict(os.environ)
    forget_plugins(environment)
    import shutil  # noqa: PLC0415  (start-up: hardly ever needed)
    import subprocess  # noqa: PLC0415  (start-up: hardly ever needed)

    for name, *words in BOXES:
        if program := shutil.which(name):  # not waited for: it stays when this program has ended
            command = [program, *(word.replace("{}", message) for word in words)]
            subprocess.Popen(command, env=environment, start_new_session=True, stderr=subprocess.DEVNULL)
            return


def has_screen(env: Mapping[str, str], system: str) -> bool:
    """Whether a box would be seen; not where the program is driven off screen."""
    if "offscreen" in (env.get(PLATFORM), env.get("QT_QPA_PLATFORM")):
        return False
    return system == "win32" or bool(env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"))
