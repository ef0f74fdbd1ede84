"""The branch itself: one row, made at the start and corrected in the settings."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from models.db.store import Store
from models.domain.committee import ABOVE_KEY
from models.domain.dates import is_before, parse_date
from models.domain.errors import UserError
from models.domain.labels import FIELD_LABELS
from models.domain.records import Branch

COLUMNS = tuple(field.name for field in fields(Branch))
SECTORS = ("村社区", "其他")
_WRITABLE = frozenset(COLUMNS) - {"id", "uuid"}
_DATES = ("term_started_on", "founded_on", "founding_requested_on", "project_started_on", "project_ends_on")


def load_branch(store: Store) -> Branch:
    """The branch of this store, or the committee whose store it is; UserError when the store is empty."""
    committee = store.row("SELECT uuid, name, phone FROM organisation WHERE kind = 'committee'")
    if committee is not None:  # its rows of `branch` are the branches below it
        uuid, name, phone = map(str, committee)
        above = str(store.value("SELECT value FROM setting WHERE key = ?", (ABOVE_KEY,)) or "")
        return Branch(id=0, uuid=uuid, name=name, phone=phone, committee=above)
    row = store.row(f"SELECT {', '.join(COLUMNS)} FROM branch ORDER BY id LIMIT 1")
    if row is None:
        raise UserError("这个数据文件里还没有支部信息，请重新建立支部或从备份恢复。")
    values: dict[str, Any] = dict(zip(COLUMNS, row, strict=True))
    values["is_temporary"] = bool(values["is_temporary"])
    return Branch(**values)


def create_branch(store: Store, values: Mapping[str, Any]) -> int:
    """Enter the branch, once."""
    checked = _checked(values)
    if not checked.get("name"):
        raise UserError("请填写支部名称（公章上的全称）。")
    with store.transaction(f"建立支部：{checked['name']}", undoable=False) as tx:
        return tx.insert("branch", checked)


def update_branch(store: Store, values: Mapping[str, Any]) -> bool:
    """Correct the branch; False when nothing changed."""
    checked = _checked(values)
    if checked.get("name") == "":
        raise UserError("支部名称不能为空。")
    with store.transaction("修改支部信息") as tx:
        return tx.update("branch", load_branch(store).id, checked)


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(values) - _WRITABLE
    if unknown:
        raise KeyError(f"not columns of branch: {sorted(unknown)}")
    checked = {key: value.strip() if isinstance(value, str) else value for key, value in values.items()}
    if "sector" in checked and checked["sector"] not in SECTORS:
        raise UserError("支部类别请选“村社区”（任期五年）或“其他”（任期三年）。")
    for key in _DATES:
        if checked.get(key):
            parsed = parse_date(checked[key])
            if parsed.problem == "date.impossible":
                raise UserError(f"{FIELD_LABELS[key]}看不明白，请写成 2026-09-30 这样的日期。")
            checked[key] = parsed.iso
    began, ends = checked.get("project_started_on", ""), checked.get("project_ends_on", "")
    if began and ends and is_before(ends, began):
        raise UserError("工程、项目的完工日期早于开工日期，请核对。")
    if "is_temporary" in checked:
        checked["is_temporary"] = int(bool(checked["is_temporary"]))
    if not 0 <= int(checked.get("committee_size", 0)) <= 15:
        raise UserError("支委人数请填 0 至 15 之间的数字。")
    return checked
