"""F6: ten years of backups with clocks that jump and disks that fail. F7: every kept backup can be restored."""

import json
import random
import zipfile
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest

from models.db import backup, keys, migrate, rehearsal, restore, rotation, shelf
from models.db.restore import Secret
from models.db.store import Store, create_store, open_store
from models.domain.errors import UserError
from models.domain.records import MEMBER_CATEGORIES
from models.services.sample import SAMPLE_PASSWORD
from tests.db.helpers import add_meeting, add_payment, add_person
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
        for number in range(scale.points(60, 600)):
            backups += run_history(number, jumps=number % 4 != 0).made
            count.add()
        count.notes["backups"] = backups


def test_a_clock_ten_years_ahead_takes_nothing_away() -> None:
    """The same desk, once with the jump and once without: everything kept without it is kept with it."""
    with scale.exercised("F6", "one jump of the clock, both ways") as count:
        for number in range(scale.points(20, 150)):
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
        for number in range(scale.points(6, 30)):
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


# F7


def figures(store: Store) -> tuple[object, ...]:
    tables = ("person", "meeting", "attendance", "payment", "payment_line", "step")
    counts = tuple(store.value(f"SELECT count(*) FROM {table}") for table in tables)
    return counts, store.value("SELECT coalesce(sum(amount_fen), 0) FROM payment")


def nobody(_done: int, _total: int) -> None:
    """Nobody watches."""


def a_busy_desk(store: Store, chance: random.Random, steps: int) -> dict[int, tuple[object, ...]]:
    """People, meetings and money, with backups between; what each backup held, by serial number."""
    held: dict[int, tuple[object, ...]] = {}
    for number in range(steps):
        person = add_person(store, f"某某{number}", category=chance.choice(("正式党员", "入党申请人")))
        if chance.random() < 0.5:
            add_payment(store, person, chance.randint(20, 9000))
        if chance.random() < 0.3:
            add_meeting(store, person)
        if store.undo_label == "新建会议" and chance.random() < 0.4:
            store.undo()
        path = store.backup(chance.choice(("定时", "关闭时", "合并前")))
        held[int(path.name[1:7])] = figures(store)
    return held


def test_every_kept_backup_restores_with_its_counts_sums_and_chain(tmp_path: Path, password: str) -> None:
    chance = random.Random(scale.seed())
    with scale.exercised("F7", "kept backups rehearsed and restored") as count:
        store = create_store(tmp_path / "data", password)
        held = a_busy_desk(store, chance, scale.points(24, 80))
        entries = shelf.entries(store.folder)
        for entry in entries:
            found = rehearsal.rehearse(entry, store.data_key, MEMBER_CATEGORIES)
            assert found.fen == held[entry.serial][1]
        store.close()
        for number, entry in enumerate(entries):
            place = tmp_path / f"restored-{number}"
            restore.restore(place, entry.path, Secret(password), None, nobody)
            back = open_store(place, password)
            assert figures(back) == held[entry.serial]
            assert back.warnings == []
            back.verify_chain()
            back.close()
            count.add()
        count.notes["made"] = len(held)


STORED = sorted((Path(__file__).parents[1] / "stores").glob("v*.djbak"))


def test_every_stored_schema_restores_and_is_brought_up_to_date(tmp_path: Path) -> None:
    with scale.exercised("F7", "stored files of released schemas restored") as count:
        for path in STORED:
            place = tmp_path / path.stem
            done = restore.restore(place, path, Secret(SAMPLE_PASSWORD), None, nobody)
            back = open_store(place, SAMPLE_PASSWORD)
            assert back.value("PRAGMA user_version") == migrate.newest()
            for table, rows in done.info.counts.items():
                if table not in ("journal", "setting"):
                    assert back.value(f"SELECT count(*) FROM {table}") == rows, table
            assert back.value("SELECT coalesce(sum(amount_fen), 0) FROM payment") == done.info.figures["fen"]
            back.verify_chain()
            entry = shelf.read_entry(back.backup("定时"))
            assert entry is not None
            assert rehearsal.rehearse(entry, back.data_key, MEMBER_CATEGORIES).fen == done.info.figures["fen"]
            back.close()
            count.add()
    assert count.points == len(STORED)


def test_a_flipped_bit_in_any_part_of_a_backup_is_never_restored(tmp_path: Path, password: str) -> None:
    """Beside F20: damage is told by the rehearsal, and a restore leaves the present data alone."""
    chance = random.Random(scale.seed())
    store = create_store(tmp_path / "data", password)
    add_payment(store, add_person(store, "侯学军"), 81240)
    path = store.backup("手动")
    good = path.read_bytes()
    before = figures(store)
    with scale.exercised("F7", "damaged backups offered for restoring") as count:
        for _ in range(scale.points(60, 1_000)):
            data = bytearray(good)
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            path.write_bytes(bytes(data))
            entry = shelf.read_entry(path)
            try:
                found = rehearsal.rehearse(entry, store.data_key, MEMBER_CATEGORIES) if entry else None
            except (UserError, keys.DamagedKeys):
                found = None
            assert found is None or found.fen == 81240, "only what changes nothing that counts may pass"
            assert figures(store) == before
            count.add()
    assert [rest.name for rest in (tmp_path / "data" / backup.FOLDER_NAME).iterdir()] == [path.name]
    store.close()
