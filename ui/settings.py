"""What the program remembers about its window, and the settings a person can change; never personal data."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from ui import places


@dataclass(frozen=True, slots=True)
class Setting:
    """One declared setting; the settings dialog is drawn from these. `choices` are (value, label)."""

    key: str
    label: str
    default: int | str | bool
    choices: tuple[tuple[int | str, str], ...] = ()
    note: str = ""
    group: str = "显示"


SETTINGS = (
    Setting(
        "text_size", "文字大小", 100, ((100, "标准（100%）"), (125, "较大（125%）"), (150, "大（150%）")),
        note="改后立即生效，表格行高随之变化。",
    ),
    Setting("detail_pane", "在列表右侧显示详情", True),
    Setting("mask_ids", "名册中隐去身份证号中间八位", True, note="可在详情中临时显示。"),
    Setting(
        "paper", "花名册默认纸张", "A4", (("A4", "A4 横向"), ("A3", "A3 横向")), group="打印与导出",
    ),
    Setting(
        "export_format", "导出后优先打开", "folder",
        (("folder", "所在文件夹"), ("none", "不打开")), group="打印与导出",
    ),
    Setting(
        "lock_after", "没有操作多久后自动锁定", 10,
        tuple((minutes, f"{minutes} 分钟") for minutes in (1, 2, 3, 5, 10, 15, 20, 30)),
        note="电脑睡眠、锁屏、切换用户时也会锁定；没填完的内容不会丢。", group="安全",
    ),
    Setting("actor", "经办人", "", note="写入修改历史的“谁改的”，如：组织委员。不填就是支部书记（党委：党委信息里的经办人）。", group="记录"),
)  # fmt: skip
BY_KEY = {setting.key: setting for setting in SETTINGS}


def default_store_folder() -> Path:
    """Where a new branch's data lives unless somebody chooses otherwise."""
    return places.current().store


class UiSettings:
    """Typed access to one ini file. Listeners hear of declared settings that change."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._ini = QSettings(str(file), QSettings.Format.IniFormat)
        self._listeners: list[Callable[[str], None]] = []

    def get(self, key: str) -> Any:
        """Value of a declared setting in the type of its default; anything else in the file counts as the default."""
        setting = BY_KEY[key]
        raw = self._ini.value(f"settings/{key}", setting.default)
        if isinstance(setting.default, bool):
            return raw if isinstance(raw, bool) else str(raw).lower() == "true"
        if isinstance(setting.default, int):
            raw = int(str(raw)) if str(raw).isdigit() else setting.default
        if setting.choices and raw not in [value for value, _ in setting.choices]:
            return setting.default
        return raw

    def set(self, key: str, value: int | str | bool) -> None:
        if value == self.get(key):
            return
        self._ini.setValue(f"settings/{key}", value)
        for listener in list(self._listeners):
            listener(key)

    def on_change(self, listener: Callable[[str], None]) -> None:
        self._listeners.append(listener)

    def forget(self, listener: Callable[[str], None]) -> None:
        """Settings live longer than windows: one that closes (even twice) must not hear of changes any more."""
        if listener in self._listeners:
            self._listeners.remove(listener)

    def state(self, name: str) -> dict[str, Any]:
        """Remembered layout of a table or pane, {} when there is none or it cannot be read."""
        import json  # noqa: PLC0415  (start-up: the password page remembers no layout)

        try:
            data = json.loads(str(self._ini.value(f"state/{name}", "{}")))
        except ValueError:
            return {}
        return data if isinstance(data, dict) else {}

    def set_state(self, name: str, data: dict[str, Any]) -> None:
        import json  # noqa: PLC0415  (start-up: the password page remembers no layout)

        self._ini.setValue(f"state/{name}", json.dumps(data))

    def geometry(self, name: str) -> QByteArray:
        value = self._ini.value(f"geometry/{name}", QByteArray())
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_geometry(self, name: str, value: QByteArray) -> None:
        self._ini.setValue(f"geometry/{name}", value)

    @property
    def last_store(self) -> Path | None:
        """A folder beside the settings is kept relative to them: a portable copy may be moved."""
        value = str(self._ini.value("store/folder", ""))
        return self.file.parent / value if value else None

    @last_store.setter
    def last_store(self, folder: Path) -> None:
        folder = folder.absolute()  # as the person meant it now, wherever the next start happens
        beside = folder.is_relative_to(self.file.parent)
        kept = folder.relative_to(self.file.parent) if beside else folder
        self._ini.setValue("store/folder", str(kept))
        self._ini.sync()

    def save(self) -> None:
        self._ini.sync()
