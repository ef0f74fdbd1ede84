"""Makes resources/theme/BranchDeskStart.ttf: Noto Sans SC with only the characters of the first pages.

The whole font costs 20 ms; this one less than one. Run it after changing a sentence of those files
(tests/ui/test_unlock.py says when).
"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = (
    "ui/dialogs/unlock.py",
    "ui/dialogs/start_window.py",
    "ui/dialogs/first_run.py",
    "ui/widgets/brand_strip.py",
    "ui/idle.py",
    "ui/locking.py",
    "ui/widgets/password_edit.py",
    "models/domain/password.py",
    "models/db/keys.py",
    "models/db/store.py",
    "models/db/lock.py",
)
TARGET = ROOT / "resources" / "theme" / "BranchDeskStart.ttf"
FAMILY = "Branch Desk Start"


def characters() -> set[str]:
    """Every character those files may show: ASCII, and what they hold beyond it."""
    text = "".join((ROOT / name).read_text(encoding="utf-8") for name in SOURCES)
    return {chr(code) for code in range(0x20, 0x7F)} | set(re.findall(r"[^\x00-\x7f]", text)) | set("（）·…")


def main() -> None:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(ROOT / "resources" / "fonts" / "NotoSansSC-Regular.ttf")
    options = Options()
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    options.layout_features = ["kern"]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(c) for c in characters()])
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 4):
            record.string = FAMILY
        elif record.nameID == 6:
            record.string = FAMILY.replace(" ", "")
    font.save(TARGET)
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size} bytes, {len(characters())} characters")


if __name__ == "__main__":
    main()
