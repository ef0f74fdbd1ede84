"""Draws the small pictures of the style sheet and the program's icon from their SVG: run after changing one.

QSS pictures are PNG because the packaged program ships no SVG image plugin.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SHAPES = {
    "up": ("M3 10.5 8 5.5l5 5", "#6B645C"),
    "down": ("M3 5.5l5 5 5-5", "#6B645C"),
    "down-white": ("M3 5.5l5 5 5-5", "#FFFFFF"),
    "check": ("M3 8.5 6.5 12 13 4.5", "#FFFFFF"),
    "dash": ("M4 8h8", "#FFFFFF"),
    "dot": ("M8 8h.01", "#2B5C9E"),
}


def main() -> None:
    from PIL import Image
    from PySide6.QtCore import QByteArray, Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    app = QGuiApplication([])

    def draw(svg: str, size: int, target: Path) -> None:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        QSvgRenderer(QByteArray(svg.encode())).render(painter)
        painter.end()
        image.save(str(target))

    for name, (path, color) in SHAPES.items():
        width = 7 if name == "dot" else 1.8
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" stroke="{color}" '
            f'stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round"><path d="{path}"/></svg>'
        )
        draw(svg, 48, ROOT / "resources" / "theme" / f"{name}.png")
    icons = ROOT / "resources" / "icons"
    draw((icons / "app.svg").read_text(encoding="utf-8"), 256, icons / "app.png")
    draw((icons / "app-strip.svg").read_text(encoding="utf-8"), 112, icons / "app-strip.png")
    with Image.open(icons / "app.png") as picture:
        picture.save(icons / "app.ico", sizes=[(n, n) for n in (16, 24, 32, 48, 64, 128, 256)])
    app.quit()


if __name__ == "__main__":
    main()
