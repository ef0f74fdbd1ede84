"""The same person twice: by ID number, also a damaged one, or by name with a telephone, a birthday, an address."""

from collections.abc import Iterator
from dataclasses import dataclass

from models.db.store import Store
from models.domain.roster_cleaning import Problem, Verdict, phones_in
from models.domain.roster_row import CleanRow

_MANY = 60
_NO_PHONES: frozenset[str] = frozenset()
_STORED = "id, name, id_number, phone, birth_date, joined_on, address"


@dataclass(frozen=True, slots=True)
class _Trace:
    where: str  # "第 12 行" or "名册里"
    name: str
    id_key: str
    phones: frozenset[str]
    birth: str
    joined: str
    address: str
    person_id: int = 0  # of somebody on record


@dataclass(frozen=True, slots=True)
class Twin:
    """`problem` is None when nobody like this is known; `person_id` is who it is on record."""

    problem: Problem | None = None
    person_id: int = 0


class Known:
    """Everybody in the store and everybody already read from the sheet, found by whatever two rows can share."""

    def __init__(self, store: Store) -> None:
        self._by_id: dict[str, _Trace] = {}
        self._by_name: dict[str, list[_Trace]] = {}
        self._by_share: dict[tuple[str, str], list[_Trace]] = {}  # of names that very many have
        sql = f"SELECT {_STORED} FROM person WHERE deleted_on = ''"
        for key, name, number, phone, birth, joined, address in store.rows(sql):
            phones = _phones(phone) if phone else _NO_PHONES
            self.keep(_Trace("名册里", name, number, phones, birth, joined, address, key))

    def add(self, row_number: int, row: CleanRow) -> None:
        self.keep(trace_of(f"第 {row_number} 行", row))

    def same_number(self, id_key: str) -> _Trace | None:
        return self._by_id.get(id_key) if id_key else None

    def alike(self, new: _Trace) -> Iterator[_Trace]:
        """Traces of the same name which may share something with this one."""
        namesakes = self._by_name.get(new.name, ())
        if len(namesakes) < _MANY:
            yield from namesakes
            return
        for share in _shares(new):
            yield from self._by_share.get((new.name, share), ())

    def keep(self, trace: _Trace) -> None:
        """Remember somebody on record or read from the sheet."""
        if trace.id_key and trace.id_key not in self._by_id:
            self._by_id[trace.id_key] = trace
        namesakes = self._by_name.setdefault(trace.name, [])
        namesakes.append(trace)
        if len(namesakes) >= _MANY:
            for one in namesakes if len(namesakes) == _MANY else (trace,):
                for share in _shares(one):
                    self._by_share.setdefault((one.name, share), []).append(one)


def _shares(trace: _Trace) -> Iterator[str]:
    """What two rows of one person have in common: half of the ID number, a telephone, a birthday, an address.

    Of numbers that differ in one digit, one half is the same: the area with the year, or the day with the serial.
    """
    if len(trace.id_key) >= 15:
        yield f"head {trace.id_key[:10]}"
        yield f"tail {trace.id_key[10:15]}"
    yield from trace.phones
    if len(trace.birth) == 10:
        yield trace.birth
    if trace.address:
        yield trace.address


def trace_of(where: str, row: CleanRow) -> _Trace:
    values = row.values
    phone = str(values.get("phone", ""))
    return _Trace(
        where,
        str(values.get("name", "")),
        row.id_key,
        _phones(phone) if phone else _NO_PHONES,
        str(values.get("birth_date", "")),
        str(values.get("joined_on", "")),
        str(values.get("address", "")),
    )


def _phones(phone: str) -> frozenset[str]:
    """The usual case first: eleven figures are one mobile."""
    plain = len(phone) == 11 and phone.isascii() and phone.isdigit() and phone[0] == "1" and phone[1] > "2"
    return frozenset((phone,)) if plain else frozenset(phones_in(phone))


def find_twin(known: Known, row_number: int, row: CleanRow) -> Twin:
    """Whether this row is somebody already there (refused), or somebody else with the same number (doubtful)."""
    return twin_of(known, trace_of(f"第 {row_number} 行", row), str(row.values.get("id_number", "")))


def twin_of(known: Known, new: _Trace, number: str) -> Twin:
    """The same for somebody whose traces are at hand."""
    other = known.same_number(number)
    if other is not None and other.name != new.name:
        message = f"身份证号码与{other.where}的“{other.name}”相同，号码没有存入，请核对是谁的"
        return Twin(_problem(Verdict.DOUBTFUL, number, "", message))
    same = other or next((trace for trace in known.alike(new) if _is_same(trace, new)), None)
    if same is None:
        return Twin()
    message = f"与{same.where}的“{same.name}”是同一个人，没有重复导入"
    return Twin(_problem(Verdict.REFUSED, number or new.name, same.where, message), same.person_id)


def _is_same(old: _Trace, new: _Trace) -> bool:
    """Same name; ID numbers that agree as far as they are known, or no contradiction and a second agreement."""
    if old.id_key and new.id_key:
        length = min(len(old.id_key), len(new.id_key))
        if length < 15:
            return False
        if len(old.id_key) == len(new.id_key) == 18 and old.id_key[:17] == new.id_key[:17]:
            return True  # 17 digits make the number; one of the two check digits is mistyped
        shared = sum(1 for a, b in zip(old.id_key, new.id_key, strict=False) if a == b)
        return shared >= length - 1 and bool(length == 15 or shared == length or _second(old, new))
    return _second(old, new)


def _second(old: _Trace, new: _Trace) -> bool:
    if old.phones and old.phones & new.phones:
        return True
    if len(old.birth) == 10 and old.birth == new.birth:
        return True
    return bool(old.address and old.address == new.address and old.joined and _agree(old.joined, new.joined))


def _agree(a: str, b: str) -> bool:
    return bool(a and b) and (a.startswith(b) or b.startswith(a))


def _problem(verdict: Verdict, before: str, after: str, message: str) -> Problem:
    return Problem(
        field="id_number",
        code="id.duplicate",
        verdict=verdict,
        before=before,
        after=after,
        message=message,
    )
