"""The state in sentences, and what is done about it: backups, second place, rehearsal, check, restore, rescue."""

import json
import random
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.db import shelf
from models.domain.errors import DamagedFile, DoesNotFit, UserError, WrongPassword
from models.domain.safety import (
    Light,
    Remembered,
    SafetyLine,
    SafetyStatus,
    copy_line,
    days_since,
    due,
    lost_words,
    rehearsal_line,
)
from models.services import restoring, stick
from models.services.attachments import NewFile, Owner
from models.services.desk import Desk
from models.services.restoring import by_password
from models.services.safety import SAME_DISK, Safety
from tests.db.helpers import add_payment, tamper

PASSWORD = "槐树-shù-2026"


class Clock:
    day = "2026-09-30"

    def __call__(self) -> str:
        return self.day


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "store", PASSWORD, name="槐树村党支部", today=clock)
    yield made
    made.close()


def topics(desk: Desk) -> dict[str, tuple[Light, str]]:
    return {line.topic: (line.light, line.text) for line in desk.safety.status().lines}


def member(desk: Desk, name: str) -> int:
    return desk.roster.add({"name": name, "category": "正式党员", "joined_on": "2001-07-01"})


def test_a_new_branch_has_everything_before_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    found = topics(desk)
    assert found["备份"][0] is Light.GREEN and "很快会自动做第一份" in found["备份"][1], (
        "new data alarm nobody"
    )
    assert found["另一处"][0] is Light.YELLOW
    assert found["演练"][0] is Light.YELLOW
    assert desk.safety.status().light is Light.YELLOW
    with monkeypatch.context() as tomorrow:
        tomorrow.setattr(Safety, "_born_today", lambda _safety: False)
        assert topics(desk)["备份"] == (Light.RED, "还没有备份。请点“立即备份”。")
        status = desk.safety.status()
    assert status.light is Light.RED and status.sentence == "数据安全：备份待处理"
    wanted = desk.safety.due()
    assert (wanted.check, wanted.rehearsal, wanted.copy) == (True, False, True)


def test_rehearsal_and_check_say_what_they_found(desk: Desk, clock: Clock) -> None:
    for name in ("甲", "乙"):
        member(desk, name)
    add_payment(desk.store, 1, 81240)
    desk.safety.backup("手动")
    before = desk.undo_label
    assert desk.safety.rehearse() == "2026-09-30 已演练：2 名党员，812.40 元"
    assert desk.safety.check_all() == "2026-09-30 已核对数据文件和全部 5 条操作记录，没有不一致"
    assert desk.undo_label == before, "what the computer remembers is no step of a person"
    found = topics(desk)
    assert found["演练"] == (Light.GREEN, "2026-09-30 已演练：2 名党员，812.40 元。")
    assert found["核对"][0] is Light.GREEN
    wanted = desk.safety.due()
    assert not wanted.check and not wanted.rehearsal
    clock.day = "2026-11-05"
    wanted = desk.safety.due()
    assert wanted.check and wanted.rehearsal
    assert "已经 36 天" in topics(desk)["演练"][1]


def test_an_edited_row_is_found_by_the_check_and_stays_red(desk: Desk) -> None:
    number = member(desk, "甲")
    desk.safety.backup("手动")
    tamper(desk.store, "UPDATE person SET name = '改名' WHERE id = ?", number)
    with pytest.raises(UserError, match="不是通过本程序改动"):
        desk.safety.check_all()
    assert topics(desk)["核对"][0] is Light.RED
    with pytest.raises(UserError):
        desk.safety.backup("手动")
    assert "上次备份没有做成" in topics(desk)["备份"][1]
    tamper(desk.store, "UPDATE person SET name = '甲' WHERE id = ?", number)
    desk.safety.backup("手动")
    desk.safety.check_all()
    assert topics(desk)["核对"][0] is topics(desk)["备份"][0] is Light.GREEN


def test_a_backup_that_rotted_is_set_aside_by_the_rehearsal(desk: Desk) -> None:
    member(desk, "甲")
    old = desk.safety.backup("手动")
    path = desk.safety.backup("手动")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(bytes(data))
    with pytest.raises(UserError, match="已损坏|没有通过"):
        desk.safety.rehearse()
    assert [row.path for row in desk.safety.rows()] == [old]
    assert path.with_name(path.name + shelf.DAMAGED_SUFFIX).is_file()
    light, text = topics(desk)["演练"]
    assert light is Light.RED and "的备份）：" in text
    assert desk.safety.backup("手动").name.startswith("B000003"), "its number is not given again"
    assert "1 名党员" in desk.safety.rehearse(chance=random.Random(1))
    assert topics(desk)["演练"][0] is Light.GREEN


def test_a_backup_with_another_seal_is_set_aside_by_the_rehearsal(desk: Desk) -> None:
    """Its figures are not those it was sealed with: nobody shall restore it, and nobody shall lose it."""
    member(desk, "甲")
    path = desk.safety.backup("手动")
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["meta.json"] = members["meta.json"].replace(b'"figures":"', b'"figures":"00')
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    with pytest.raises(DoesNotFit, match="封记对不上"):
        desk.safety.rehearse()
    assert not desk.safety.rows() and path.with_name(path.name + shelf.DAMAGED_SUFFIX).is_file()
    assert "封记对不上" in topics(desk)["演练"][1]


def test_old_backups_of_another_key_are_no_failure(desk: Desk) -> None:
    member(desk, "甲")
    desk.safety.backup("手动")
    key = bytes(32)
    entry = shelf.newest(desk.store.folder)
    assert entry is not None
    desk.store._key = key  # as after a change of the data key: the old file is foreign to it
    with pytest.raises(DamagedFile):
        desk.safety.rehearse()


@pytest.fixture
def other_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "U盘"
    place.mkdir()
    monkeypatch.setattr("models.services.safety.is_same_disk", lambda _a, _b: False)
    return place


def test_the_second_place(desk: Desk, clock: Clock, other_disk: Path) -> None:
    member(desk, "甲")
    clock.day = "2026-12-20"
    desk.safety.backup("手动")
    steps: list[tuple[int, int]] = []
    path = desk.safety.copy_to(other_disk, lambda done, total: steps.append((done, total)))
    assert path.read_bytes() == desk.safety.rows()[0].path.read_bytes()
    assert steps and steps[-1][0] == steps[-1][1]
    assert topics(desk)["另一处"][1] == "2026-12-20 已把备份复制到“U盘”并读回核对。"
    [line] = desk.store.dicts("SELECT kind, medium, sha256, file_name FROM outgoing")
    assert (line["kind"], line["file_name"]) == ("copy", path.name)
    assert not desk.safety.is_dirty(), "the note of the copy is nothing that has to be saved"
    assert topics(desk)["备份"][1].endswith("，之后没有改动。")
    assert desk.safety.rows()[0].lost == "不会丢失任何改动"
    member(desk, "乙")
    assert desk.safety.is_dirty() and "将丢失这以后的 " in desk.safety.rows()[0].lost
    clock.day = "2026-12-29"
    assert topics(desk)["另一处"][0] is Light.YELLOW
    clock.day = "2027-01-04"
    assert topics(desk)["另一处"] == (
        Light.RED,
        "已经 15 天没有把备份复制到另一处（上次 2026-12-20）。",
    )


def test_the_same_disk_is_no_second_place(desk: Desk, tmp_path: Path) -> None:
    member(desk, "甲")
    with pytest.raises(UserError, match="同一块硬盘") as caught:
        desk.safety.copy_to(tmp_path)
    assert caught.value.message == SAME_DISK


def test_a_stick_that_keeps_other_bytes_is_told(
    desk: Desk, other_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    member(desk, "甲")
    monkeypatch.setattr(stick, "_hash", lambda *_args: "0" * 64)
    with pytest.raises(UserError, match="不可靠"):
        desk.safety.copy_to(other_disk)
    assert list(other_disk.iterdir()) == []
    assert topics(desk)["另一处"][0] is not Light.GREEN


def test_the_list_says_what_would_be_lost(desk: Desk) -> None:
    member(desk, "甲")
    desk.safety.backup("手动")
    member(desk, "乙")
    desk.safety.backup("关闭时")
    newest, older = desk.safety.rows()
    assert (newest.people, older.people) == (2, 1)
    assert newest.lost == "不会丢失任何改动"
    assert older.lost == "将丢失这以后的 1 处改动" and older.same_line
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", newest.made_at)
    view = desk.safety.view(older.path, by_password(""))
    assert view.sentence == "1 名党员，0 次会议，缴费 0 笔共 0.00 元"
    assert view.branch == "槐树村党支部" and "甲" in view.last[0]


def test_restore_and_open_again(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    member(desk, "甲")
    path = desk.safety.backup("手动")
    member(desk, "乙")
    done = desk.safety.restore(path, by_password(""))
    assert (done.serial, done.epoch, done.keeps_password) == (1, 1, True)
    back = Desk.open(tmp_path / "store", PASSWORD, today=clock)
    assert [person.name for person in back.roster.members(clock())] == ["甲"]
    assert not back.safety.rows()[0].same_line, "what was saved before it lies on another line"
    assert back.settings.get("desk.epoch") == "1"
    back.close()


def test_rescue_and_salvage(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    member(desk, "甲")
    path = desk.safety.backup("手动")
    desk.settings.set("dues.county_fen", "50")
    page = desk.store.value("SELECT rootpage FROM sqlite_master WHERE name = 'setting'")
    desk.close()
    file = tmp_path / "store" / "party.db"
    data = bytearray(file.read_bytes())
    data[page * 4096 - 2000] ^= 1
    file.write_bytes(bytes(data))
    with pytest.raises(DamagedFile):
        Desk.open(tmp_path / "store", PASSWORD)
    shown = Desk.open_rescue(tmp_path / "store", PASSWORD, today=clock)
    assert "只读的抢救方式" in shown.safety.status().lines[0].text
    said = shown.safety.salvage(tmp_path / "salvage", lambda: False)
    assert "人员：读出 1 行" in said
    assert "设置：读出 0 行；第 1 行读不出" in said
    people = (tmp_path / "salvage" / "人员.jsonl").read_text("utf-8").splitlines()
    names = [json.loads(line)["name"] for line in people]
    assert names == ["甲"]
    assert shown.safety.rows()[0].path == path
    done = shown.safety.restore(path, by_password(""))
    assert done.saved.parent.name == "quarantine"
    back = Desk.open(tmp_path / "store", PASSWORD, today=clock)
    assert back.warnings == ()
    back.close()


def test_attachments_are_saved_under_their_names_and_a_damaged_one_is_called_so(
    desk: Desk, tmp_path: Path, clock: Clock
) -> None:
    """Another program may have written a text where the bytes were."""
    files = [NewFile("志愿书.pdf", b"%PDF-1.7 1"), NewFile("证书.pdf", b"%PDF-1.7 2")]
    desk.attachments.add(Owner(person_id=member(desk, "甲")), files)
    with desk.store.transaction("损坏") as tx:
        tx.beside_journal.execute("DROP TRIGGER blob_no_update")
        tx.beside_journal.execute(
            "UPDATE blob SET content = '%PDF-1.7 3' WHERE content = ?", (b"%PDF-1.7 2",)
        )
    desk.close()
    shown = Desk.open_rescue(tmp_path / "store", PASSWORD, today=clock)
    assert "附件：读出 2 个文件" in shown.safety.salvage(tmp_path / "salvage", lambda: False)
    saved = {path.name[9:]: path.read_bytes() for path in (tmp_path / "salvage" / "附件").iterdir()}
    assert saved == {"志愿书.pdf": b"%PDF-1.7 1", "内容有损 证书.pdf": b"%PDF-1.7 3"}
    shown.close()


def test_without_an_open_branch(desk: Desk, tmp_path: Path) -> None:
    member(desk, "甲")
    path = desk.safety.backup("手动")
    desk.close()
    folder = tmp_path / "store"
    (folder / "party.db").write_bytes(b"")
    for name in ("keys.json", "keys.bak.json"):
        (folder / name).unlink()
    [row] = restoring.rows(folder, restoring.last_known(folder, None))
    assert row.lost == "不会丢失任何改动"
    with pytest.raises(WrongPassword):
        restoring.view(path, by_password("不对"))
    assert restoring.view(path, by_password(PASSWORD)).members == 1
    with pytest.raises(UserError, match="不是支部工作台的备份"):
        restoring.row_of(folder / "party.db")
    restoring.restore_into(folder, path, by_password(PASSWORD), lambda _d, _t: None)
    back = Desk.open(folder, PASSWORD)
    assert back.branch.name == "槐树村党支部"
    back.close()


def test_copying_from_a_place_where_data_may_not_lie(desk: Desk, tmp_path: Path) -> None:
    member(desk, "甲")
    desk.close()
    target = restoring.copy_here(tmp_path / "store", tmp_path / "here", lambda _d, _t: None)
    moved = Desk.open(target, PASSWORD)
    assert len(moved.roster.members("2026-09-30")) == 1
    moved.close()
    with pytest.raises(UserError, match="已经有一份数据"):
        restoring.copy_here(tmp_path / "store", target, lambda _d, _t: None)


@pytest.mark.parametrize(
    ("day", "passed"), [("2026-09-01", 29), ("", None), ("2027-01-01", None), ("x", None)]
)
def test_days_that_lie_ahead_are_not_trusted(day: str, passed: int | None) -> None:
    assert days_since(day, "2026-09-30") == passed


def test_lines_without_a_past() -> None:
    today = "2026-09-30"
    assert copy_line(Remembered(), "2026-09-01", today).light is Light.RED, "a month without any"
    assert copy_line(Remembered(), "2026-09-20", today).light is Light.YELLOW
    assert rehearsal_line(Remembered(rehearsal_problem="坏了"), today).light is Light.RED
    assert due(Remembered(checked_on="2030-01-01"), today).check
    assert lost_words(5, 9) == "将丢失这以后的 4 处改动"
    status = SafetyStatus((SafetyLine(Light.YELLOW, "演练", ""), SafetyLine(Light.YELLOW, "核对", "")))
    assert status.sentence == "数据安全：演练等 2 项待处理"
