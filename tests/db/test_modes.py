"""On Linux the data are for their owner alone: what is made now, and what an earlier program left open."""

import os
import stat
from pathlib import Path

import pytest

from models.db.files import write_atomic
from models.services import restoring
from models.services.desk import Desk
from models.services.sample import create_sample

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
    create_sample(folder).close()
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


def test_a_file_in_a_shared_folder_is_as_the_umask_says(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    write_atomic(tmp_path / "HZ.zbb", b"x")
    assert stat.S_IMODE((tmp_path / "HZ.zbb").stat().st_mode) == 0o644
    tmp_path.chmod(0o700)
    write_atomic(tmp_path / "HZ.zbb", b"x")
    assert stat.S_IMODE((tmp_path / "HZ.zbb").stat().st_mode) == 0o600
