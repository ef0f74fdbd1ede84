"""On Linux the data are for their owner alone: what is made now, and what an earlier program left open."""

import os
import stat
from pathlib import Path

import pytest

from models.db.files import contents, is_own, write_atomic
from models.domain.errors import UserError
from models.services import restoring
from models.services.desk import Desk
from tests.ready import sample_desk

PASSWORD = "槐树-shù-2026"


def open_to_others(folder: Path) -> list[str]:
    return [
        str(path.relative_to(folder)) for path in (folder, *folder.rglob("*")) if path.stat().st_mode & 0o077
    ]


@pytest.fixture(autouse=True)
def open_umask() -> None:
    os.umask(0o022)


def test_everything_made_inside_the_data_folder_is_private(tmp_path: Path) -> None:
    anchors = tmp_path / "config" / "anchors"
    desk = Desk.create(tmp_path / "数据", PASSWORD, name="槐树村党支部", anchors=anchors)
    desk.roster.add({"name": "甲", "category": "正式党员"})
    desk.safety.backup("测试")
    desk.safety.check_all()
    assert open_to_others(tmp_path / "数据") == []
    assert open_to_others(anchors) == []
    desk.close()
    [path] = (tmp_path / "数据" / "backups").glob("*.djbak")
    restoring.restore_into(
        tmp_path / "数据", path, restoring.by_password(PASSWORD), lambda _d, _t: None, anchors=anchors
    )
    assert open_to_others(tmp_path / "数据") == []


def test_a_folder_of_an_earlier_program_is_closed_at_the_next_opening(tmp_path: Path) -> None:
    folder = tmp_path / "数据"
    sample_desk(folder).close()
    desk = Desk.open(folder, "示例支部-仅供试用")
    desk.safety.backup("测试")
    desk.close()
    outside = tmp_path / "共享.txt"
    outside.touch(0o644)
    (folder / "backups" / "link").symlink_to(outside)
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)
    Desk.open(folder, "示例支部-仅供试用").close()
    assert open_to_others(folder) == ["backups/link"]
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644
    assert stat.S_IMODE((folder / "keys.json").stat().st_mode) == 0o600


def test_what_others_have_put_into_the_data_folder_stays_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "数据"
    sample_desk(folder).close()
    theirs = [folder / "照片.jpg", folder / "backups" / "照片.jpg", folder / "网站" / "index.html"]
    for path in theirs:
        path.parent.mkdir(exist_ok=True)
        path.touch(0o644)
    for path in (folder, folder / "backups", folder / "网站", folder / "keys.json"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    Desk.open(folder, "示例支部-仅供试用").close()
    left = {".", "网站", *(str(path.relative_to(folder)) for path in theirs)}
    assert set(open_to_others(folder)) == left


@pytest.mark.parametrize("name", ["报告.docx", "public_html/index.html", "backups/照片.jpg"])
def test_a_new_store_does_not_move_in_with_the_files_of_others(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "文档"
    (folder / name).parent.mkdir(parents=True)
    (folder / name).touch(0o644)
    (folder / name).parent.chmod(0o755)
    before = sorted(folder.rglob("*"))
    with pytest.raises(UserError, match="已有别的文件.*请换一个新建的或空的文件夹"):
        Desk.create(folder, PASSWORD, name="槐树村党支部")
    assert sorted(folder.rglob("*")) == before
    assert [stat.S_IMODE(one.stat().st_mode) for one in ((folder / name), (folder / name).parent)] == [
        0o644,
        0o755,
    ]


def test_a_new_store_may_stand_where_only_our_own_things_lie(tmp_path: Path) -> None:
    folder = tmp_path / "数据"
    desk = Desk.create(folder, PASSWORD, name="槐树村党支部")
    desk.safety.backup("测试")
    desk.close()
    (folder / "party.db").unlink()
    (folder / "desktop.ini").touch()
    Desk.create(folder, PASSWORD, name="槐树村党支部").close()
    (folder / "party.db").unlink()  # the key file of before stands aside now
    Desk.create(folder, PASSWORD, name="槐树村党支部").close()


def test_every_name_the_program_gives_is_known_as_its_own(tmp_path: Path) -> None:
    """What the other tests leave in a data folder: a new kind of file belongs into files.OWN."""
    folder = tmp_path / "数据"
    desk = Desk.create(folder, PASSWORD, name="槐树村党支部")
    desk.safety.backup("测试")
    desk.second.write()
    desk.safety.check_all()
    assert [path for path, own in contents(folder) if not own] == []
    desk.close()
    assert [path for path, own in contents(folder) if not own] == []
    for name in (
        "party.db-wal", "keys.bak.0a1b2c3d.old", "tries.json", "~keys.json.part", "quarantine/0001/keys.json",
        "quarantine/0001/anchor/head.json", "anchor/head-mismatch-1.json", "inbox/0a1b-2c.zbb", "outbox/DJ-0a1b2c3d-000001.zbb",
        "backups/~000004.part-journal", "backups/~check-x1/party.db", "staging/0123456789abcdef/00001.rows", "incoming/party.db",
    ):  # fmt: skip
        assert is_own(name), name
    for name in (
        "party.db.bak",
        "备份/party.db",
        "backups/说明.txt",
        "outbox/名册.xlsx",
        "quarantine/photos",
        "keys.jsonx",
    ):
        assert not is_own(name), name


def test_a_file_in_a_shared_folder_is_as_the_umask_says(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    write_atomic(tmp_path / "HZ.zbb", b"x")
    assert stat.S_IMODE((tmp_path / "HZ.zbb").stat().st_mode) == 0o644
    tmp_path.chmod(0o700)
    write_atomic(tmp_path / "HZ.zbb", b"x")
    assert stat.S_IMODE((tmp_path / "HZ.zbb").stat().st_mode) == 0o600
