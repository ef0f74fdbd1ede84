"""Whom a line of a dues sheet means: by ID number, else by name; of several with one name by what else is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from models.db.transaction import Reader
from models.domain.dates import parse_date
from models.domain.idnumber import normalise
from models.domain.records import MEMBER_CATEGORIES
from models.domain.roster_cleaning import phones_in, tidy_name
from models.services.dues_sheets import SheetPerson
from models.services.pinyin import pinyin_of

UNKNOWN, SEVERAL, NOT_MEMBER, LEFT = (
    "person.unknown", "person.several", "person.not_member", "person.left",
)  # fmt: skip
_COLUMNS: tuple[str, ...] = (
    "id",
    "name",
    "id_number",
    "phone",
    "birth_date",
    "party_group",
    "category",
    "pinyin",
    "left_on",
)
_MOST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody on the roster who may be meant, with what tells them from others."""

    person_id: int
    name: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """`person_id` is 0 when nobody is surely meant: then `code` and `message` say why, `candidates` who might be."""

    person_id: int = 0
    code: str = ""
    message: str = ""
    candidates: tuple[Candidate, ...] = ()


class People:
    """Everybody on the roster, found by number and by name."""

    def __init__(self, reader: Reader) -> None:
        rows = reader.rows(
            f"SELECT {', '.join(_COLUMNS)} FROM person WHERE deleted_on = '' ORDER BY sort_key, id"
        )
        self._all: list[dict[str, Any]] = [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
        self._by_id = {one["id"]: one for one in self._all}
        self._by_number = {one["id_number"]: one for one in self._all if one["id_number"]}
        self._by_name: dict[str, list[dict[str, Any]]] = {}
        self._by_sound: dict[str, list[dict[str, Any]]] = {}
        for one in self._all:
            self._by_name.setdefault(tidy_name(one["name"]), []).append(one)
            self._by_sound.setdefault(one["pinyin"], []).append(one)

    def name_of(self, person_id: int) -> str:
        return str(self._by_id[person_id]["name"]) if person_id in self._by_id else ""

    def meant(self, who: SheetPerson, year: int, chosen: int = 0) -> Meant:
        """Who it is; `chosen` is the user's word."""
        if chosen in self._by_id:
            return self._fit(self._by_id[chosen], year)
        number = normalise(who.id_number) if who.id_number else ""
        if number and (known := self._by_number.get(number)) is not None:
            if tidy_name(known["name"]) == who.name:
                return self._fit(known, year)
            message = f"身份证号码是名册里“{known['name']}”的，姓名却是“{who.name}”，请指定是谁"
            return Meant(code=UNKNOWN, message=message, candidates=_candidates([known]))
        alike = [one for one in self._by_name.get(who.name, ()) if _may_be(one, who, number)]
        here = [one for one in alike if _here(one, year)] or alike
        if len(here) == 1:
            return self._fit(here[0], year)
        if here:
            message = f"名册里有 {len(here)} 人叫“{who.name}”，请指定是哪一位"
            return Meant(code=SEVERAL, message=message, candidates=_candidates(here))
        near = _candidates(self._near(who.name))
        ask = f"，是不是{'、'.join(one.name for one in near[:3])}" if near else ""
        return Meant(code=UNKNOWN, message=f"名册里没有“{who.name}”{ask}", candidates=near)

    def _fit(self, one: Mapping[str, Any], year: int) -> Meant:
        """A member of that year, or why not."""
        if one["category"] not in MEMBER_CATEGORIES:
            return Meant(code=NOT_MEMBER, message=f"{one['name']}还不是党员，不交党费")
        if not _here(one, year):
            return Meant(code=LEFT, message=f"{one['name']}在 {year} 年以前已离开本支部，请核对")
        return Meant(person_id=int(one["id"]))

    def _near(self, name: str) -> list[dict[str, Any]]:
        """Names that sound the same, or differ in one character."""
        full, _ = pinyin_of(name)
        found = list(self._by_sound.get(full, ()))
        for other, people in self._by_name.items():
            same = sum(a == b for a, b in zip(other, name, strict=False))
            if len(other) == len(name) >= 2 and same == len(name) - 1 and other[0] == name[0]:
                found += people
        members = [one for one in found if one["category"] in MEMBER_CATEGORIES]
        return list({one["id"]: one for one in members}.values())[:_MOST]


def _here(one: Mapping[str, Any], year: int) -> bool:
    return one["category"] in MEMBER_CATEGORIES and not (one["left_on"] and one["left_on"][:4] < str(year))


def _may_be(one: Mapping[str, Any], who: SheetPerson, number: str) -> bool:
    """Whether nothing that is written speaks against it."""
    if number and one["id_number"]:
        return False  # of another: the same number was looked for before
    phones = set(phones_in(who.phone)) if who.phone else set[str]()
    if phones and one["phone"] and not phones & set(phones_in(one["phone"])):
        return False
    if who.party_group and one["party_group"] and who.party_group != one["party_group"]:
        return False
    birth = parse_date(who.birth_date).iso if who.birth_date else ""
    return not (birth and one["birth_date"] and not str(one["birth_date"]).startswith(birth))


def _candidates(people: Iterable[Mapping[str, Any]]) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            person_id=int(one["id"]),
            name=str(one["name"]),
            words="，".join(
                filter(
                    None,
                    [
                        f"{one['birth_date']} 生" if one["birth_date"] else "",
                        str(one["party_group"]),
                        str(one["phone"]),
                    ],
                )
            ),
        )
        for one in people
    )
