"""Finding by conditions: which fields there are, who fits, and the searches that are kept by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from models.db.store import Store
from models.domain.codes import TABLED, CodeItem, code_table
from models.domain.dates import age_on
from models.domain.errors import UserError
from models.domain.filters import (
    GROUPS,
    OWN,
    OWN_KINDS,
    UNITS,
    FilterField,
    Group,
    Kind,
    checked,
    from_text,
    in_words,
    kind_of,
    title_of,
    to_text,
)
from models.domain.grouping import Pile, piles
from models.domain.records import Person
from models.domain.standing import party_age
from models.services.filter_sql import tree_sql
from models.services.pinyin import pinyin_of_words
from models.services.roster_rows import Clause, RosterQuery, column_sql, table_sql, where_sql

OWN_GROUP = "自定栏目"
MOST_VALUES = 200
NAME_LENGTH = 40
_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    """A search kept by name on this computer."""

    id: int
    name: str
    content: str

    @property
    def tree(self) -> Group:
        return from_text(self.content)


class Filters:
    """Searches over the roster of one store. `today` is the injectable clock (ISO date)."""

    def __init__(self, store: Store, today: Callable[[], str]) -> None:
        self._store, self._today = store, today

    # asking

    def fields(self) -> dict[str, FilterField]:
        """Every field that can be asked about, in the order and groups of the card, own fields last."""
        found = {
            key: FilterField(
                key=key,
                title=title_of(key),
                kind=_kind(key),
                group=group,
                unit=UNITS.get(key, ""),
                rungs=code_table(key).rungs if key in TABLED else (),
            )
            for group, keys in GROUPS
            for key in keys
        }
        rows = self._store.rows(
            "SELECT id, caption, kind, choices FROM own_field WHERE closed_on = '' ORDER BY position, id"
        )
        for number, caption, kind, choices in rows:
            key = f"{OWN}{number}"
            found[key] = FilterField(
                key=key,
                title=str(caption),
                kind=OWN_KINDS[str(kind)],
                group=OWN_GROUP,
                choices=("是", "否")
                if kind == "是否"
                else tuple(str(choices).split("\n"))
                if choices
                else (),
            )
        return found

    def values(self, key: str) -> tuple[str, ...]:
        """What stands in a field of the roster now, the most frequent first: to choose from."""
        if _is_derived(key):
            return ()
        column = column_sql(key)
        rows = self._store.rows(
            f"""SELECT {column} AS told FROM person p NOT INDEXED WHERE p.deleted_on = '' AND told <> ''
                GROUP BY told ORDER BY count(*) DESC, told LIMIT {MOST_VALUES}"""
        )
        return tuple(str(row[0]) for row in rows)

    def offered(self, key: str) -> tuple[CodeItem, ...]:
        """What can be chosen for a field: what the roster holds, the most frequent first, then the rest of its table."""
        field = self.fields().get(key)
        there = field.choices if field and field.choices else self.values(key)
        table = {item.name: item for item in (code_table(key).items if key in TABLED else ())}
        mine = [table.pop(name, None) or CodeItem("", name, *pinyin_of_words(name)) for name in there]
        return (*mine, *table.values())

    def piles(self, key: str, query: RosterQuery, day: str = "") -> list[Pile]:
        """Those of a list counted by a field."""
        field, today = self.fields()[key], day or self._today()
        condition, args = where_sql(query)
        column = {
            "age": "p.birth_date",
            "party_years": "p.confirmed_on || '|' || p.standing_correction",
            "marks": "p.id IN (SELECT person_id FROM mark WHERE resolved_on = '')",
        }.get(key) or column_sql(key)
        table, over = table_sql(query)
        rows = self._store.rows(f"SELECT {column} FROM {table} WHERE {condition}", [*over, *args])
        texts = [str(row[0]) for row in rows]
        if key == "age":
            texts = ["" if (age := age_on(text, today)) is None else str(age) for text in texts]
        elif key == "party_years":
            texts = [_party_years(text, today) for text in texts]
        return piles(field, texts)

    def column(self, ids: Sequence[int], field: FilterField) -> list[tuple[int, str, str]]:
        """Id, name and one field of some people, as shown, in the order of `ids`."""
        told = column_sql(field.key)
        if field.kind is Kind.FLAG:
            told = f"CASE {told} WHEN 1 THEN '是' ELSE '否' END"
        found: dict[int, tuple[int, str, str]] = {}
        for start in range(0, len(ids), _CHUNK):
            part = tuple(ids[start : start + _CHUNK])
            marks = ", ".join("?" * len(part))
            sql = f"SELECT p.id, p.name, {told} FROM person p WHERE p.id IN ({marks}) AND p.deleted_on = ''"
            for number, name, value in self._store.rows(sql, part):
                found[int(number)] = (int(number), str(name), str(value))
        return [found[number] for number in ids if number in found]

    def figures(self, ids: Sequence[int]) -> list[Person]:
        """Those columns of some people of which sums are made, and nothing else of them."""
        found: list[Person] = []
        for start in range(0, len(ids), _CHUNK):
            part = tuple(ids[start : start + _CHUNK])
            rows = self._store.rows(
                f"""SELECT sex, category, birth_date, confirmed_on, standing_correction FROM person
                    WHERE id IN ({", ".join("?" * len(part))})""",
                part,
            )
            found += [
                Person(
                    sex=sex,
                    category=category,
                    birth_date=birth,
                    confirmed_on=confirmed,
                    standing_correction=months,
                )
                for sex, category, birth, confirmed, months in rows
            ]
        return found

    def own_values(self, ids: Sequence[int]) -> dict[int, dict[int, str]]:
        """Values of the own fields of some people, by person and field."""
        found: dict[int, dict[int, str]] = {}
        for start in range(0, len(ids), _CHUNK):
            part = tuple(ids[start : start + _CHUNK])
            rows = self._store.rows(
                f"""SELECT person_id, own_field_id, value FROM own_value
                    WHERE person_id IN ({", ".join("?" * len(part))})""",
                part,
            )
            for person, own, value in rows:
                found.setdefault(int(person), {})[int(own)] = str(value)
        return found

    def checked(self, tree: Group) -> Group:
        """The tree as it is compared; UserError where something is missing or cannot be asked."""
        return checked(tree, self.fields())

    def clause(self, tree: Group, day: str = "") -> Clause | None:
        """The condition for a list, ages counted on a day; None when the tree asks nothing."""
        fields = self.fields()
        return tree_sql(checked(tree, fields), fields, day or self._today())

    def words(self, tree: Group) -> str:
        """The search as a sentence."""
        return in_words(tree, self.fields())

    # kept searches

    def saved(self) -> list[SavedSearch]:
        """The kept searches in their order."""
        rows = self._store.rows("SELECT id, name, content FROM saved_search ORDER BY position, id")
        return [SavedSearch(id=int(row[0]), name=str(row[1]), content=str(row[2])) for row in rows]

    def save(self, name: str, tree: Group) -> int:
        """Keep a search by name; the one of the same name is replaced."""
        told = " ".join(name.split())[:NAME_LENGTH]
        if not told:
            raise UserError("请给这个筛选起个名字，例如“60 岁以上女党员”。")
        good = self.checked(tree)
        if not good:
            raise UserError("还没有条件，先添加条件再存。")
        values: dict[str, Any] = {"name": told, "content": to_text(good)}
        same = next((one for one in self.saved() if one.name == told), None)
        with self._store.transaction(f"保存常用筛选：{told}") as tx:
            if same is not None:
                tx.update("saved_search", same.id, values)
                return same.id
            last = tx.value("SELECT max(position) FROM saved_search")
            return tx.insert("saved_search", {**values, "position": int(last or 0) + 1})

    def forget(self, search_id: int) -> None:
        """Delete a kept search; it can be undone like anything else."""
        name = self._store.value("SELECT name FROM saved_search WHERE id = ?", (search_id,))
        if name is None:
            raise UserError("这个常用筛选已经不在了。")
        with self._store.transaction(f"删除常用筛选：{name}") as tx:
            tx.delete("saved_search", search_id)


def _party_years(text: str, today: str) -> str:
    confirmed_on, correction = text.split("|")
    age = party_age(Person(confirmed_on=confirmed_on, standing_correction=int(correction)), today)
    return "" if age is None else str(age[0])


def _kind(key: str) -> Kind:
    return Kind.TEXT if key == "memo" else kind_of(key)


def _is_derived(key: str) -> bool:
    return key in ("age", "party_years", "marks", "memo")
