"""Settings of the branch, declared once: key, kind, default, label. Kept in the store, so they travel with it."""

from dataclasses import dataclass

from models.db.store import Store
from models.domain.errors import UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One declared setting; `choices` is empty for free text."""

    key: str
    label: str
    default: str = ""
    choices: tuple[str, ...] = ()
    hint: str = ""


DECLARED = (
    Setting(
        key="notice.counting",
        label="公示天数从哪天起算",
        default="次日",
        choices=("次日", "当日"),
        hint="次日起算满 5 个工作日更稳妥；当地明确含首日的可改为当日。",
    ),
    Setting(key="export.folder", label="导出文件的默认文件夹", hint="留空则每次询问。"),
    Setting(
        key="dues.county_fen",
        label="农民党员月交党费（分）",
        default="20",
        hint="按县里规定，每月 0.20 至 1.00 元，填 20 至 100。",
    ),
)
_BY_KEY = {setting.key: setting for setting in DECLARED}


class Settings:
    """Reads fall back to the declared default; a write is an undoable change like any other."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, key: str) -> str:
        """The stored value, else the declared default, else ""."""
        row = self._store.row("SELECT value FROM setting WHERE key = ?", (key,))
        if row is not None:
            return str(row[0])
        return _BY_KEY[key].default if key in _BY_KEY else ""

    def get_int(self, key: str) -> int:
        text = self.get(key)
        return int(text) if text.lstrip("-").isdigit() else 0

    def set(self, key: str, value: str) -> bool:
        """Store a value; False when nothing changed. Keys outside DECLARED are the program's own memory."""
        declared = _BY_KEY.get(key)
        if declared and declared.choices and value not in declared.choices:
            raise UserError(f"“{declared.label}”只能是{'、'.join(declared.choices)}之一。")
        row = self._store.row("SELECT id, value FROM setting WHERE key = ?", (key,))
        if row is not None and row[1] == value:
            return False
        with self._store.transaction(f"修改设置：{declared.label if declared else key}") as tx:
            if row is None:
                tx.insert("setting", {"key": key, "value": value})
            else:
                tx.update("setting", int(row[0]), {"value": value})
        return True
