"""One person entered twice: who may be, and why it is thought; the surest first."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from models.domain.records import Person

MOST_OF_A_KIND = 40  # people who share something: of more, it says nothing
SHORTEST_ID = 12


class Likeness(IntEnum):
    """How sure it is; sorts."""

    SURE = 0
    LIKELY = 1
    MAYBE = 2


LIKENESS_LABELS = {Likeness.SURE: "多半是", Likeness.LIKELY: "很可能", Likeness.MAYBE: "也许是"}


@dataclass(frozen=True, slots=True)
class Twin:
    """Two records that may be one person, the older one first."""

    first: Person
    second: Person
    likeness: Likeness
    why: str

    @property
    def ids(self) -> tuple[int, int]:
        return (self.first.id, self.second.id)


def find_twins(people: Sequence[Person]) -> list[Twin]:
    """Pairs worth looking at, the surest first, then by name."""
    piles: defaultdict[Hashable, list[Person]] = defaultdict(list)
    for person in people:
        for share in _shares(person):
            piles[share].append(person)
    found: dict[tuple[int, int], Twin] = {}
    for pile in piles.values():
        if not 1 < len(pile) <= MOST_OF_A_KIND:
            continue
        for at, one in enumerate(pile):
            for other in pile[at + 1 :]:
                first, second = sorted((one, other), key=lambda person: person.id)
                if (first.id, second.id) not in found and first.id != second.id:
                    twin = _judge(first, second)
                    if twin is not None:
                        found[twin.ids] = twin
    return sorted(found.values(), key=lambda twin: (twin.likeness, twin.first.pinyin, twin.ids))


def _shares(person: Person) -> Iterable[Hashable]:
    """What two records of one person mostly have in common."""
    if len(person.id_number) >= SHORTEST_ID:
        yield ("id", _core(person.id_number))
    yield ("name", person.name)
    if person.pinyin and len(person.birth_date) == 10:
        yield ("sound", person.pinyin, person.birth_date)
    if person.phone:
        yield ("phone", person.phone)


def _core(number: str) -> str:
    """Area and birthday, the same in numbers of 15 and of 18 digits and in a number cut short."""
    return number[:6] + (number[6:12] if len(number) == 15 else number[8:14])


def _judge(first: Person, second: Person) -> Twin | None:
    same_name = first.name == second.name
    numbers = _numbers(first.id_number, second.id_number)
    if numbers == "same" and (
        same_name or first.pinyin == second.pinyin or first.id_number == second.id_number
    ):
        return Twin(
            first, second, Likeness.SURE, "证件号码相同" + ("，姓名相同" if same_name else "，姓名读音相同")
        )
    births = _births(first.birth_date, second.birth_date)
    if same_name:
        return _namesakes(first, second, numbers, births)
    if first.pinyin == second.pinyin and births == "same" and numbers != "other":
        return Twin(first, second, Likeness.LIKELY, "姓名读音相同，出生日期相同")
    if first.phone and first.phone == second.phone and births == "same" and numbers != "other":
        return Twin(first, second, Likeness.MAYBE, "电话和出生日期相同，姓名不同")
    return None


def _namesakes(first: Person, second: Person, numbers: str, births: str) -> Twin | None:
    if births == "same" and numbers != "other":
        return Twin(first, second, Likeness.SURE, "姓名和出生日期相同")
    if numbers == "near":
        return Twin(first, second, Likeness.LIKELY, "姓名相同，证件号码只差一两位")
    if first.phone and first.phone == second.phone and births != "other":
        return Twin(first, second, Likeness.LIKELY, "姓名和电话相同")
    if births == "same":
        return Twin(first, second, Likeness.MAYBE, "姓名和出生日期相同，证件号码不同")
    if births == "open" and numbers != "other" and _no_contradiction(first.sex, second.sex):
        return Twin(first, second, Likeness.MAYBE, "姓名相同，有一份没有出生日期")
    return None


def _no_contradiction(one: str, other: str) -> bool:
    return not one or not other or one == other


def _numbers(one: str, other: str) -> str:
    """same, near, other; "open" when one is not known."""
    if not one or not other:
        return "open"
    short, long = sorted((one, other), key=len)
    if short == long or (len(short) == 15 and len(long) == 18 and short == long[:6] + long[8:17]):
        return "same"
    if len(short) == len(long):
        return "near" if sum(a != b for a, b in zip(short, long, strict=True)) <= 2 else "other"
    return "near" if len(short) >= SHORTEST_ID and long.startswith(short) else "other"


def _births(one: str, other: str) -> str:
    """same, other; "open" when a date is missing or partial and does not contradict."""
    if not one or not other:
        return "open"
    short, long = sorted((one, other), key=len)
    if short == long and len(short) == 10:
        return "same"
    return "open" if long.startswith(short) else "other"
