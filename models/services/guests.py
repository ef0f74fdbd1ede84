"""流入党员: entered, corrected, gone back; nobody of them is a member of this branch."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from models.db.store import Store
from models.domain.dates import chinese_date, parse_date
from models.domain.errors import UserError
from models.domain.guest import Guest
from models.domain.labels import FIELD_LABELS
from models.domain.records import MEMBER_CATEGORIES, Sex
from models.domain.roster_cleaning import clean_phone, tidy_name
from models.services.branch import load_branch
from models.services.pinyin import pinyin_of

COLUMNS = tuple(field.name for field in fields(Guest))
_WRITABLE = frozenset(COLUMNS) - {"id", "uuid"}
_DATES = {"joined_on": "入党日期", "arrived_on": "流入日期", "returned_on": "返回日期"}


class Guests:
    """Reached as `desk.guests`. `today` is the injectable clock (ISO date)."""

    def __init__(self, store: Store, today: Callable[[], str]) -> None:
        self._store, self._today = store, today

    # reading

    def list(self) -> list[Guest]:
        """Everybody ever entered: those who are here first, then those who went back, the newest first."""
        sql = f"SELECT {', '.join(COLUMNS)} FROM guest_member ORDER BY arrived_on DESC, id DESC"
        found = [Guest(**dict(zip(COLUMNS, row, strict=True))) for row in self._store.rows(sql)]
        return sorted(found, key=lambda guest: not guest.is_here(self._today()))

    def find(self, text: str) -> Sequence[Guest]:
        """Whose name, pinyin, initials or phone is meant by what was typed."""
        typed = "".join(text.split()).lower()
        if not typed:
            return []
        if typed.isdigit():
            return [guest for guest in self.list() if typed in guest.phone]
        return [
            guest
            for guest in self.list()
            if typed in guest.name.lower() or any(one.startswith(typed) for one in pinyin_of(guest.name))
        ]

    def of_year(self, year: int, as_of: str = "") -> tuple[Guest, ...]:
        """Who was here in a year, by the day they came, for its ledger."""
        until = as_of or self._today()
        found = [guest for guest in self.list() if guest.touches(year) and guest.arrived_on <= until]
        return tuple(sorted(found, key=lambda guest: (guest.arrived_on, guest.id)))

    def get(self, guest_id: int) -> Guest:
        found = next((guest for guest in self.list() if guest.id == guest_id), None)
        if found is None:
            raise UserError("找不到这名流入党员，可能已被删除，请刷新后再看。")
        return found

    def namesake(self, name: str) -> str:
        """What to look at before entering somebody: a member of this branch who bears the name; "" for nobody."""
        row = self._store.row(
            "SELECT left_on FROM person WHERE name = ? AND deleted_on = '' AND category IN (?, ?)",
            (tidy_name(name), *MEMBER_CATEGORIES),
        )
        if row is None:
            return ""
        state = f"{chinese_date(str(row[0]))}已离开" if row[0] else "在册"
        return f"名册里有同名的党员（{state}）：组织关系已经转来的，请在“变动登记”里转入，不在这里登记。"

    # writing

    def save(self, guest_id: int, values: Mapping[str, Any]) -> int:
        """Enter (0) or correct somebody, in one undoable step; the id."""
        before = self.get(guest_id) if guest_id else Guest()
        row = self._checked(before, values)
        name = row.get("name", before.name)
        with self._store.transaction(f"{'更正' if guest_id else '登记'}流入党员：{name}") as tx:
            if guest_id:
                tx.update("guest_member", guest_id, row)
                return guest_id
            return tx.insert("guest_member", {"branch_id": load_branch(self._store).id, **row})

    def go_back(self, guest_id: int, on: str) -> None:
        """The stay is over from this day."""
        guest = self.get(guest_id)
        if not on:
            raise UserError("请填写返回日期。")
        row = self._checked(guest, {"returned_on": on})
        with self._store.transaction(f"流入党员返回：{guest.name}") as tx:
            tx.update("guest_member", guest_id, row)

    def remove(self, guest_id: int) -> None:
        """Somebody entered by mistake (undoable)."""
        guest = self.get(guest_id)
        with self._store.transaction(f"删除流入党员：{guest.name}") as tx:
            tx.delete("guest_member", guest_id)

    def _checked(self, before: Guest, values: Mapping[str, Any]) -> dict[str, str]:
        """Trimmed values; what is needed must be there, days must be possible."""
        unknown = set(values) - _WRITABLE
        if unknown:
            raise KeyError(f"not columns of guest_member: {sorted(unknown)}")
        row = {key: " ".join(str(value).split()) for key, value in values.items()}
        if "name" in row:
            row["name"] = tidy_name(row["name"])
        for key in ("phone", "contact_phone"):
            if key in row:
                row[key] = str(clean_phone(key, row[key])[0])
        for key in _DATES:
            if key in row:
                row[key] = self._day(key, row[key])
        kept = {name: str(getattr(before, name)) for name in COLUMNS} | row
        for key, label in (("name", "姓名"), ("organisation", "原党组织全称"), ("arrived_on", "流入日期")):
            if not kept[key]:
                raise UserError(f"请填写{label}。")
        if kept["sex"] not in (*Sex,):
            raise UserError("性别请选“男”或“女”。")
        if kept["category"] not in ("", *MEMBER_CATEGORIES):
            raise UserError("流入党员应是正式党员或预备党员，请选人员类别。")
        if kept["returned_on"] and kept["returned_on"] < kept["arrived_on"]:
            raise UserError(f"返回日期早于流入日期{chinese_date(kept['arrived_on'])}，请核对。")
        return row

    def _day(self, key: str, value: str) -> str:
        parsed = parse_date(value)
        label = _DATES.get(key) or FIELD_LABELS[key]
        if parsed.problem == "date.impossible" or (
            key != "joined_on" and parsed.iso and len(parsed.iso) < 10
        ):
            raise UserError(f"{label}“{value}”不是一个完整的日期，请写成 2026-09-30。")
        if parsed.iso > self._today():
            raise UserError(f"{label}晚于今天，请核对；还没有发生的事先不登记。")
        return parsed.iso
