"""Whether this installation can keep a branch's data and hand them over: with the sample all of it is done once.

Nothing of a person's own is touched; the caller gives an empty folder and removes it.
"""

from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from models.db import backup, store
from models.domain.committee import Verdict
from models.domain.errors import UserError
from models.domain.recovery_code import new_code
from models.services import media, stick
from models.services.committee import CommitteeDesk
from models.services.desk import Desk
from models.services.sample import SAMPLE_PASSWORD, create_sample, sample_day

_PLAIN = b"SQLite format 3"
_WORKER_SECONDS = 60.0  # a slow disk, the first time
_AGAIN = "，程序安装不完整，请重新安装。"


def check_store(folder: Path) -> Desk:
    """The sample branch, open; a UserError when its file is not encrypted or its backup is not the same."""
    create_sample(folder).close()
    if any(path.read_bytes().startswith(_PLAIN) for path in folder.glob("*.db")):
        raise UserError(f"数据库没有加密{_AGAIN}")
    desk = Desk.open(folder, SAMPLE_PASSWORD, today=sample_day)
    desk.store.verify_chain()
    info = backup.verify(desk.backup("自检"), SAMPLE_PASSWORD)
    if info.head != desk.store.head[1] or not store.store_exists(folder):
        desk.close()
        raise UserError(f"备份与数据不一致{_AGAIN}")
    return desk


def check_code(desk: Desk) -> Desk:
    """The same data, opened by a recovery code that was made just now."""
    code = new_code()
    desk.keys.set_recovery(code)
    folder = desk.store.folder
    desk.close()
    return Desk.open_by_code(folder, code, today=sample_day)


def check_handoff(desk: Desk, folder: Path) -> CommitteeDesk:
    """From the key cards to the receipt: sealed, signed, on a stick, read in its own process, merged, answered.

    A damaged copy lies beside it and must be refused. The committee is handed over open.
    """
    committee = CommitteeDesk.create(
        folder / "党委", SAMPLE_PASSWORD, name=desk.branch.committee, today=sample_day
    )
    try:
        _hand_over(desk, committee, folder / "U 盘")
    except BaseException:
        committee.close()
        raise
    return committee


def _hand_over(desk: Desk, committee: CommitteeDesk, place: Path) -> None:
    place.mkdir()
    ours, theirs = (one.peers.card().text.encode("utf-8") for one in (desk, committee))
    peer = desk.peers.accept(desk.peers.offer(theirs), confirmed_by="自检", compared=True)
    committee.enrol(committee.peers.offer(ours), confirmed_by="自检")
    made = desk.handoff.write_package(desk.handoff.prepare(peer.id), {})
    media.media()
    stick.write(made.path, place, sha256=made.entry.sha256)
    copy = stick.verify(made.path, place, sha256=made.entry.sha256)
    damaged = bytearray(copy.path.read_bytes())
    damaged[-1] ^= 1
    (place / "DJ-damaged.zbb").write_bytes(damaged)
    plan = committee.plan([place])
    try:
        found = {one.file_name: one.verdict for one in plan.arrivals}
        if found != {copy.path.name: Verdict.FIRST, "DJ-damaged.zbb": Verdict.REFUSED}:
            raise UserError(f"上报包的写出和读取不正常{_AGAIN}", [one.message for one in plan.arrivals])
        result = committee.commit(plan)
    finally:
        plan.close()
    answered = [one.received_id for one in result.outcomes if one.answered]
    [receipt] = committee.make_receipts(answered, place)
    if not desk.handoff.take_receipt(Path(receipt.path)).accepted:
        raise UserError(f"上级党委的回执不能读取{_AGAIN}")


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
