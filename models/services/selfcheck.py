"""Whether this installation can keep a branch's data: the sample is made, opened again, backed up and checked.

Nothing of a person's own is touched; the caller gives an empty folder and removes it.
"""

from pathlib import Path

from models.db import backup, store
from models.domain.errors import UserError
from models.services.desk import Desk
from models.services.sample import SAMPLE_PASSWORD, create_sample, sample_day

_PLAIN = b"SQLite format 3"


def check_store(folder: Path) -> Desk:
    """The sample branch, open; a UserError when its file is not encrypted or its backup is not the same."""
    create_sample(folder).close()
    if any(path.read_bytes().startswith(_PLAIN) for path in folder.glob("*.db")):
        raise UserError("数据库没有加密，程序安装不完整，请重新安装。")
    desk = Desk.open(folder, SAMPLE_PASSWORD, today=sample_day)
    desk.store.verify_chain()
    info = backup.verify(desk.backup("自检"), SAMPLE_PASSWORD)
    if info.head != desk.store.head[1] or not store.store_exists(folder):
        desk.close()
        raise UserError("备份与数据不一致，程序安装不完整，请重新安装。")
    return desk
