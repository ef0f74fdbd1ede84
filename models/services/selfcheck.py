"""Whether this installation can keep a branch's data: the sample is made, opened again, backed up and checked.

Nothing of a person's own is touched; the caller gives an empty folder and removes it.
"""

from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from models.db import backup, store
from models.domain.errors import UserError
from models.services.desk import Desk
from models.services.sample import SAMPLE_PASSWORD, create_sample, sample_day

_PLAIN = b"SQLite format 3"
_WORKER_SECONDS = 60.0  # a slow disk, the first time


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


def check_worker() -> None:
    """A process of its own starts, loads the store's libraries and answers: what strangers send is read in one."""
    context = get_context("spawn")
    here, there = context.Pipe(duplex=False)
    worker = context.Process(target=_answer, args=(there,), daemon=True)
    worker.start()
    there.close()  # so that a worker that died is heard
    try:
        answered = here.poll(_WORKER_SECONDS) and here.recv() == _PLAIN
    except EOFError:
        answered = False
    worker.join(_WORKER_SECONDS)
    if not answered or worker.exitcode != 0:
        worker.kill()
        raise UserError("程序不能启动自己的工作进程，请重新安装；如装有安全软件，请允许它运行。")


def _answer(back: Connection) -> None:
    back.send(_PLAIN)
