"""`--start-once`: show the first page and end. A packaged program is timed by it beside one from source."""

import os
import tempfile
from pathlib import Path

from PySide6.QtCore import QTimer

from ui.app import App, make_application
from ui.settings import UiSettings


def run() -> int:
    """The first page on a new computer, in a scratch folder; ends once it has been painted."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="branch-desk-", ignore_cleanup_errors=True) as name:
        app = make_application()
        desk_app = App(UiSettings(Path(name) / "window.ini"), Path(name) / "data")
        window = desk_app.start()
        QTimer.singleShot(0, app.quit)
        code = app.exec()
        window.close()
    return code
