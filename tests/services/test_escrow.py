"""Escrow and recovery: a lost password is answered by the slip, a lost slip by the committee, and by nobody else."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from exporters.package import age_file
from models.db import keys
from models.domain.errors import UserError, WrongPassword
from models.domain.handover import Handover
from models.domain.recovery_code import new_code, written
from models.services import escrow
from models.services.desk import Desk

PASSWORD, NEXT = "村口三棵槐树，两棵向南7", "重新定的一句记得住的话"
BRANCH, COMMITTEE = "中共青石镇槐树村支部委员会", "中共青石镇委员会"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "store", PASSWORD, name=BRANCH, today=lambda: "2026-11-20")
    yield made
    made.close()


@pytest.fixture(scope="module")
def pair() -> tuple[str, str]:
    return age_file.new_identity()


def test_the_slip_opens_and_leads_to_a_new_password(desk: Desk) -> None:
    code = new_code()
    desk.keys.set_recovery(code)
    desk.close()
    folder = desk.store.folder
    with pytest.raises(UserError, match="已输入 1 组"):
        Desk.open_by_code(folder, code[:4])
    with pytest.raises(WrongPassword, match="不是现在这份数据的恢复码"):
        Desk.open_by_code(folder, new_code())
    again = Desk.open_by_code(folder, written(code).lower())
    with pytest.raises(UserError, match="新口令不合适"):
        again.keys.renew_password("1234567890")
    again.keys.renew_password(NEXT)
    assert not again.keys.needs_recovery
    again.close()
    with pytest.raises(WrongPassword):
        Desk.open(folder, PASSWORD)
    last = Desk.open(folder, NEXT)
    assert any(entry.label == "用恢复码重设口令" for entry in last.recent())
    last.close()


def test_a_wrong_password_typed_often_does_not_keep_the_slip_waiting(desk: Desk) -> None:
    code = new_code()
    desk.keys.set_recovery(code)
    desk.close()
    for _ in range(6):
        with pytest.raises(WrongPassword):
            Desk.open(desk.store.folder, "不是这个口令啊真的不是")
    Desk.open_by_code(desk.store.folder, code).close()
    Desk.open(desk.store.folder, PASSWORD).close()


def test_data_without_a_slip_say_so(desk: Desk) -> None:
    desk.close()
    with pytest.raises(WrongPassword, match="还没有恢复码"):
        Desk.open_by_code(desk.store.folder, new_code())


def test_escrow_is_off_until_asked_for_and_is_journalled(
    desk: Desk, pair: tuple[str, str], tmp_path: Path
) -> None:
    assert desk.keys.status().escrow_name == ""
    with pytest.raises(UserError, match="还没有把密钥托管"):
        desk.keys.escrow.write(tmp_path)
    with pytest.raises(UserError, match="密钥卡"):
        desk.keys.escrow.turn_on(COMMITTEE, ())
    desk.keys.escrow.turn_on(COMMITTEE, (pair[0],))
    assert (desk.keys.status().escrow_name, desk.keys.status().escrow_on) == (COMMITTEE, "2026-11-20")
    assert any(entry.label == f"把密钥托管给{COMMITTEE}" for entry in desk.recent())
    desk.keys.change_password(PASSWORD, NEXT)
    assert desk.keys.status().escrow_name == COMMITTEE, "another password leaves the escrow as it is"
    desk.close()
    ring = keys.load_ring(desk.store.folder)
    assert keys.decode(keys.encode(ring)) == ring
    again = Desk.open(desk.store.folder, NEXT)
    again.keys.escrow.turn_off()
    assert again.keys.status().escrow_name == ""
    assert any(entry.label == "取消密钥托管" for entry in again.recent())
    again.close()


def test_the_committee_opens_what_was_lost_with_a_file_and_a_code_on_paper(
    desk: Desk, pair: tuple[str, str], tmp_path: Path
) -> None:
    desk.keys.set_recovery(new_code())
    desk.keys.escrow.turn_on(COMMITTEE, (age_file.new_identity()[0], pair[0]))
    file = desk.keys.escrow.write(tmp_path)
    [left] = desk.handoff.register.entries()
    assert (left.recipient, left.file_name) == (COMMITTEE, file.name)
    folder = desk.store.folder
    desk.close()
    unsealed = escrow.unseal(file, (pair[1],))
    assert unsealed.branch == BRANCH
    data, code = escrow.make_opening(unsealed)
    opening = tmp_path / "KQ.json"
    opening.write_bytes(data)
    assert unsealed.data_key.hex().encode() not in data
    with pytest.raises(WrongPassword):
        Desk.open_by_code(folder, new_code(), opening=opening)
    again = Desk.open_by_code(folder, code, opening=opening)
    again.keys.renew_password(NEXT, drop_code=True)
    assert again.keys.setup_unfinished, "the committee's code was for once: a slip has to be made"
    again.keys.set_recovery(new_code())
    assert again.keys.status().escrow_name == COMMITTEE
    again.close()
    with pytest.raises(WrongPassword):
        Desk.open_by_code(folder, code)
    Desk.open(folder, NEXT).close()


def test_the_committee_helps_even_when_the_key_files_are_gone(
    desk: Desk, pair: tuple[str, str], tmp_path: Path
) -> None:
    desk.keys.escrow.turn_on(COMMITTEE, (pair[0],))
    file, folder = desk.keys.escrow.write(tmp_path), desk.store.folder
    desk.close()
    for name in (keys.KEYS_NAME, keys.KEYS_COPY_NAME):
        (folder / name).write_bytes(b"{}")
    data, code = escrow.make_opening(escrow.unseal(file, (pair[1],)))
    opening = tmp_path / "KQ.json"
    opening.write_bytes(data)
    again = Desk.open_by_code(folder, code, opening=opening)
    again.keys.renew_password(NEXT)
    again.close()
    Desk.open(folder, NEXT).close()


def test_nobody_else_opens_it_and_wrong_files_are_named(
    desk: Desk, pair: tuple[str, str], tmp_path: Path
) -> None:
    desk.keys.escrow.turn_on(COMMITTEE, (pair[0],))
    file = desk.keys.escrow.write(tmp_path)
    with pytest.raises(UserError, match="不是托管给本单位的"):
        escrow.unseal(file, (age_file.new_identity()[1],))
    for name, content in (("a.age", b"rubbish"), ("b.age", file.read_bytes()[:-3]), ("c.age", bytes(70_000))):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UserError, match="托管密钥文件"):
            escrow.unseal(tmp_path / name, (pair[1],))
    desk.close()
    with pytest.raises(UserError, match="不是上级党委的开启文件"):
        Desk.open_by_code(desk.store.folder, new_code(), opening=file)
    other = Desk.create(tmp_path / "other", PASSWORD, name="别的支部")
    other.keys.escrow.turn_on(COMMITTEE, (pair[0],))
    data, code = escrow.make_opening(escrow.unseal(other.keys.escrow.write(tmp_path), (pair[1],)))
    other.close()
    (tmp_path / "other.json").write_bytes(data)
    with pytest.raises(UserError, match="不是给这份数据的"):
        Desk.open_by_code(desk.store.folder, code, opening=tmp_path / "other.json")


def test_after_a_handover_the_escrow_of_before_opens_nothing_new(
    desk: Desk, pair: tuple[str, str], tmp_path: Path
) -> None:
    desk.keys.escrow.turn_on(COMMITTEE, (pair[0],))
    file, folder = desk.keys.escrow.write(tmp_path), desk.store.folder
    plan = Handover(giver="张建国", taker="李新民", witness="", on="2026-11-20")
    desk.keys.hand_over(plan, NEXT, new_code())
    data, code = escrow.make_opening(escrow.unseal(file, (pair[1],)))
    (tmp_path / "KQ.json").write_bytes(data)
    with pytest.raises(UserError, match="密钥文件不是它的"):
        Desk.open_by_code(folder, code, opening=tmp_path / "KQ.json")
    assert keys.load_ring(folder).escrow is None


def test_stock_age_opens_the_escrow_file(desk: Desk, pair: tuple[str, str], tmp_path: Path) -> None:
    desk.keys.escrow.turn_on(COMMITTEE, (pair[0],))
    secret = tmp_path / "key.txt"
    secret.write_text(pair[1] + "\n", encoding="ascii")
    file = desk.keys.escrow.write(tmp_path)
    done = subprocess.run(["age", "-d", "-i", str(secret), str(file)], capture_output=True, check=True)
    assert BRANCH in done.stdout.decode("utf-8")
