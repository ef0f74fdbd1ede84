"""Whether the files of a packaged program are all there and unchanged. Standard library only: it runs first."""

import hashlib
import sys
from pathlib import Path

from models.domain.errors import UserError

MANIFEST = "files.sha256"  # written when the program is packaged: hash and path, one line a file
AGAIN = "程序安装不完整，请重新安装；支部数据不受影响。"


def bundle_folder() -> Path | None:
    """Where a packaged program keeps its files; None when it runs from source."""
    return Path(str(vars(sys)["_MEIPASS"])) if getattr(sys, "frozen", False) else None


def check_files(folder: Path) -> int:
    """Compare every file with the list made at packaging; how many there are. UserError names the first ones wrong."""
    try:
        lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UserError(f"缺少文件清单。{AGAIN}", [MANIFEST]) from error
    wrong = [
        name for digest, name in (line.split("  ", 1) for line in lines) if not _same(folder / name, digest)
    ]
    if wrong:
        raise UserError(f"有 {len(wrong)} 个文件缺失或损坏（{'、'.join(wrong[:3])}）。{AGAIN}", wrong)
    return len(lines)


def _same(path: Path, digest: str) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == digest
    except OSError:
        return False
