"""Checks before and after opening: is this a place to work in, is the file whole."""

import logging
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from models import drives
from models.db.connection import RawConnection, pragma
from models.db.files import write_atomic
from models.domain.errors import DamagedFile, PlaceRefused, UserError

log = logging.getLogger(__name__)

NOTE_NAME = "请勿直接复制.txt"
NOTE = (
    "这个文件夹里是支部工作台的数据，已经加密。\r\n"
    "请不要直接复制、移动或改名：程序开着的时候复制，会漏掉最近的改动。\r\n"
    "需要备份请在程序里点“备份”，把生成的 .djbak 文件拷走即可。\r\n"
    "keys.json 和 keys.bak.json 是密钥文件，删掉后任何人都打不开数据。\r\n"
)

FLOOR_BYTES = 8 * 1024**2  # below this nothing is written: a commit begun there may not end
LOW_BYTES = 256 * 1024**2  # below this it is said
SMALL_BYTES = 64 * 1024**2  # larger files are checked after the window is there
REVERSAL = """SELECT p.id FROM payment p JOIN payment o ON o.id = p.reverses_id
    WHERE p.amount_fen <> -o.amount_fen OR p.person_id <> o.person_id LIMIT 5"""
SUMS = """SELECT p.id FROM payment p LEFT JOIN (
        SELECT payment_id, sum(amount_fen) AS fen FROM payment_line GROUP BY payment_id) l ON l.payment_id = p.id
    WHERE p.amount_fen IS NOT l.fen LIMIT 5"""
VOUCHER_SUMS = """SELECT v.id FROM voucher v LEFT JOIN posting p ON p.voucher_id = v.id
    GROUP BY v.id HAVING coalesce(sum(p.amount_fen), 1) <> 0 LIMIT 5"""
VOUCHER_REVERSAL = """SELECT DISTINCT v.id FROM voucher v JOIN posting p ON p.voucher_id IN (v.id, v.reverses_id)
    WHERE v.reverses_id IS NOT NULL GROUP BY v.id, p.account, p.person_id, p.month
    HAVING sum(p.amount_fen) <> 0 LIMIT 5"""
VOUCHERS = "党费账目对不上：第 {ids} 号凭证借贷不平，或与它冲销的凭证不符。请核对操作记录，并与最近的备份和纸质台账核对。"
MONEY = (
    "党费台账对不上：第 {ids} 号缴费与它的分月明细或冲销不符。请核对操作记录，并与最近的备份和纸质台账核对。"
)
FULL = "磁盘只剩 {free} MB，为免只存下一半，现在不写入。请清理出一些空间后再录入。"

DAMAGED = "数据文件检查没有通过，没有改动任何内容。请不要继续录入，用最近的备份恢复。"


def check_place(folder: Path) -> None:
    """Refuse places where a database is known to break: network shares, sticks, synchronised folders."""
    if drives.is_synchronised(folder):
        raise PlaceRefused(
            "数据不能放在网盘同步文件夹里，同步会损坏数据。请换到本机的普通文件夹。", [str(folder)]
        )
    kind = drives.kind(folder)
    if kind == drives.USB_DISK:
        raise PlaceRefused(
            "数据不能放在移动硬盘上（它接在 USB 口上，虽然自称是固定磁盘）：中途拔下会损坏数据。"
            "请放到本机硬盘的文件夹，需要带走时用“备份”。",
            [str(folder)],
        )
    if kind:
        raise PlaceRefused(
            f"数据不能放在{kind}上。请放到本机硬盘的文件夹，需要带走时用“备份”。", [str(folder)]
        )


def write_note(folder: Path) -> None:
    """The note which asks people not to copy the folder by hand; raises OSError."""
    write_atomic(folder / NOTE_NAME, NOTE.encode("utf-8-sig"))


def clock_warning(raw: RawConnection, now: datetime) -> str:
    """A sentence when the computer's clock is more than an hour behind the last entry; order never rests on it."""
    row = raw.execute("SELECT ts_wall FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    if row is None or now >= datetime.fromisoformat(row[0]) - timedelta(hours=1):
        return ""
    return f"电脑的时间比上次录入时（{row[0][:16].replace('T', ' ')}）还早。请校正电脑的日期和时间。"


def free_bytes(folder: Path) -> int:
    """Room left on the disk of a folder; a great deal when the system will not say."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return LOW_BYTES * 1024


def refuse_full_disk(folder: Path) -> None:
    """Say before writing that there is no room; what is there can still be read and printed."""
    if (free := free_bytes(folder)) < FLOOR_BYTES:
        raise UserError(FULL.format(free=free // 1024**2), [str(folder)])


def is_small(raw: RawConnection) -> bool:
    """Whether every page can be checked while somebody waits for the window."""
    return int(pragma(raw, "page_count")) * int(pragma(raw, "page_size")) <= SMALL_BYTES


def money_problem(raw: RawConnection) -> str:
    """A sentence when a payment is not the sum of its months, the postings of a voucher do not sum to zero, or a
    reversal is not what it reverses taken back.
    """
    has_vouchers = raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'voucher'").fetchone()
    vouchers = (VOUCHER_SUMS, VOUCHER_REVERSAL) if has_vouchers else ()  # older files have none
    for sentence, checks in ((MONEY, (SUMS, REVERSAL)), (VOUCHERS, vouchers)):
        found = {row[0] for sql in checks for row in raw.execute(sql)}
        if found:
            return sentence.format(ids="、".join(str(number) for number in sorted(found)[:5]))
    return ""


def was_unclean(path: Path) -> bool:
    """Whether the last run left a log behind: it did not close. Only before opening."""
    leftovers = (path.with_name(path.name + suffix) for suffix in ("-wal", "-journal"))
    return any(left.is_file() and left.stat().st_size > 0 for left in leftovers)


def checkpoint(raw: RawConnection) -> bool:
    """Fold the log into the file; False when something was left behind (all data is still safe in the log)."""
    busy, in_log, moved = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()[0]
    if busy or in_log != moved:
        log.warning("checkpoint incomplete: busy %s, log %s, moved %s", busy, in_log, moved)
        return False
    return True


def quick(raw: RawConnection) -> None:
    """The checks of every opening."""
    _expect_ok(raw, "quick_check")
    if raw.execute("PRAGMA foreign_key_check").fetchall():
        raise DamagedFile(DAMAGED, ["记录之间的引用对不上。"])


def thorough(raw: RawConnection) -> None:
    """After an unclean end: recovery is done, so fold the log in first, then check every page."""
    checkpoint(raw)
    problems = raw.execute("PRAGMA cipher_integrity_check").fetchall()
    if problems:
        log.warning("cipher_integrity_check: %s", [str(problem[0]) for problem in problems[:5]])
        raise DamagedFile(DAMAGED, [f"有 {len(problems)} 页解密后核对不上。"])
    _expect_ok(raw, "integrity_check")


def _expect_ok(raw: RawConnection, check: str) -> None:
    answers = [str(row[0]) for row in raw.execute(f"PRAGMA {check}(5)").fetchall()]
    if answers != ["ok"]:
        log.warning("%s: %s", check, answers)
        raise DamagedFile(DAMAGED, ["数据库的结构或内容核对不上。"])
