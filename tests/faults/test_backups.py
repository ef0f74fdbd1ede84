"""F6: ten years of backups with clocks that jump and disks that fail. F7: every kept backup can be restored."""

import json
import random
import zipfile
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest

from models.db import rotation, shelf
from tests.faults import scale

YEARS = 10
FIRST = date(2026, 1, 5)


@dataclass
class History:
    """One simulated desk: real days pass, the computer's clock says what it likes."""

    chance: random.Random
    jumps: bool
    kept: dict[int, rotation.Kept] = field(default_factory=dict[int, rotation.Kept])
    real: dict[int, date] = field(default_factory=dict[int, date])
    jumped: list[date] = field(default_factory=list[date])
    offset: timedelta = timedelta()
    made: int = 0
    last_made: date = FIRST

    def day(self, today: date) -> None:
        """Some of the days somebody is at the desk; some backups fail; sometimes the clock jumps."""
        if self.jumps and self.chance.random() < 0.004:
            back = self.offset and self.chance.random() < 0.5
            self.offset = timedelta() if back else timedelta(days=self.chance.randint(-3650, 3650))
            self.jumped.append(today)
        for _ in range(self.chance.choice((1, 1, 2))):
            if self.chance.random() < 0.08 and (today - self.real.get(self.made, FIRST)).days < 30:
                continue  # the disk was full, or the copy didn't verify: nothing got a name
            self.make(today)

    def make(self, today: date) -> None:
        said = today + self.offset
        day = said.toordinal()
        if self.kept:
            last = self.kept[max(self.kept)]
            day = rotation.counted_day(last.day, self.last_made, said)
            assert day >= last.day
        self.made += 1
        self.kept[self.made] = rotation.Kept(self.made, day, self.chance.random() < 0.05)
        self.real[self.made] = today
        self.last_made = said
        for serial in rotation.superseded(self.kept.values()):
            if self.chance.random() < 0.95:  # a virus scanner may hold it
                del self.kept[serial]
        self.check(today)

    def check(self, today: date) -> None:
        assert self.made in self.kept
        assert len(self.kept) >= min(rotation.LEAST, self.made)
        assert all(serial in self.kept for serial in range(max(1, self.made - 9), self.made + 1))
        assert len(self.kept) <= 140

    def check_end(self, today: date) -> None:
        for serial, one in self.all_before():
            age = (today - self.real[serial]).days
            jumps = sum(self.real[serial] <= day for day in self.jumped)
            if age + jumps <= rotation.BEFORE_DAYS:
                assert serial in self.kept, (serial, one)
        if not self.jumps:
            self.check_calendar()

    def all_before(self) -> list[tuple[int, rotation.Kept]]:
        return [(serial, one) for serial, one in self.kept.items() if one.is_before]

    def check_calendar(self) -> None:
        """With an honest clock: the last of every day, week, month and year, as many as promised."""
        newest = sorted(self.real, reverse=True)
        for most, period in (
            (14, lambda day: day),
            (8, lambda day: day.isocalendar()[:2]),
            (24, lambda day: (day.year, day.month)),
            (10, lambda day: day.year),
        ):
            last: dict[object, int] = {}
            for serial in newest:
                last.setdefault(period(self.real[serial]), serial)
            missing = [serial for serial in list(last.values())[:most] if serial not in self.kept]
            assert not missing


def run_history(number: int, jumps: bool) -> History:
    chance = random.Random(f"{scale.seed()}/{number}/{jumps}")
    history, today = History(chance, jumps), FIRST
    while today.year < FIRST.year + YEARS:
        history.day(today)
        today += timedelta(days=chance.choice((2, 4, 7, 9, 12)))
    history.check_end(today)
    return history


def test_ten_years_never_leave_fewer_than_five() -> None:
    with scale.exercised("F6", "ten-year histories of backups, clocks that jump") as count:
        backups = 0
        for number in range(scale.points(300, 5000)):
            backups += run_history(number, jumps=number % 4 != 0).made
            count.add()
        count.notes["backups"] = backups


def test_a_clock_ten_years_ahead_takes_nothing_away() -> None:
    """The same desk, once with the jump and once without: everything kept without it is kept with it."""
    with scale.exercised("F6", "one jump of the clock, both ways") as count:
        for number in range(scale.points(60, 600)):
            history = run_history(number, jumps=False)
            before = set(history.kept)
            last = history.kept[max(history.kept)]
            for days in (3650, -3650, 46, -1):
                jumped = rotation.counted_day(last.day, FIRST, FIRST + timedelta(days=days))
                one = rotation.Kept(history.made + 1, jumped)
                assert jumped == last.day + 1
                gone = set(rotation.superseded([*history.kept.values(), one]))
                quiet = rotation.Kept(history.made + 1, last.day + 1)
                assert gone == set(rotation.superseded([*history.kept.values(), quiet])) and gone <= before
                count.add()


def lay(place: Path, serial: int, day: int, reason: str, whole: bool) -> Path:
    path = place / f"B{serial:06d}_s1_{serial}_20260101.djbak"
    meta = {"serial": serial, "schema": 1, "seq": serial, "head": f"{serial:064x}", "reason": reason}
    meta |= {"made_on": "2026-01-01", "counts": {}, "day": day, "ring": 1, "db_uuid": "x"}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("meta.json", json.dumps(meta))
    if not whole:
        path.write_bytes(path.read_bytes()[:40])
    return path


def test_a_folder_with_damaged_and_held_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be read is not counted among the verified ones, and not deleted; what is held is tried again."""
    chance = random.Random(scale.seed())
    held: set[str] = set()
    unlink = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.name in held:
            raise PermissionError(13, "held", str(path))
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    with scale.exercised("F6", "folders of backups with damaged and held files") as count:
        for number in range(scale.points(6, 60)):
            place = tmp_path / str(number)
            place.mkdir()
            day, damaged = FIRST.toordinal(), set[str]()
            for serial in range(1, 61):
                day += chance.choice((0, 0, 1, 3))
                whole = chance.random() > 0.1
                path = lay(place, serial, day, chance.choice(("定时", "合并前")), whole)
                damaged |= set() if whole else {path.name}
                held.clear()
                held.update(one.name for one in place.iterdir() if chance.random() < 0.2)
                shelf.thin(place)
                names = {one.name for one in place.iterdir()}
                assert damaged <= names and path.name in names
                verified = len(names - damaged)
                assert verified >= min(rotation.LEAST, serial - len(damaged))
                count.add()
