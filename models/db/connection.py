"""The raw encrypted connection: key first, pragmas in a fixed order, every answer read back."""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# (peewee's extension and the driver carry no types; RawConnection states what is used of them)

import logging
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any, Protocol, cast

import peewee
from playhouse.sqlcipher_ext import SqlCipherDatabase
from sqlcipher3 import dbapi2

from models.db.files import create_private, disk_errors
from models.domain.errors import DamagedFile, UserError

APPLICATION_ID = 0x44A1B001
OLDEST_SQLITE = (3, 51, 3)  # before it, WAL could be reset at the wrong moment
PLAIN_HEADER = b"SQLite format 3"
BUSY_MS = 5000

log = logging.getLogger(__name__)


class RawCursor(Protocol):
    """What is used of a DB-API cursor."""

    description: Any

    def fetchone(self) -> tuple[Any, ...] | None: ...
    def fetchall(self) -> list[tuple[Any, ...]]: ...
    def __iter__(self) -> Iterator[tuple[Any, ...]]: ...


class RawConnection(Protocol):
    """What is used of sqlcipher3's connection, which carries no types of its own."""

    @property
    def in_transaction(self) -> bool: ...
    def execute(self, sql: str, parameters: Sequence[object] = ..., /) -> RawCursor: ...
    def executemany(self, sql: str, parameters: Iterable[Sequence[object]], /) -> RawCursor: ...
    def backup(
        self, target: "RawConnection", /, *, pages: int = ..., progress: Callable[[int, int, int], None] = ...
    ) -> None: ...
    def close(self) -> None: ...


Error: type[Exception] = cast("type[Exception]", getattr(dbapi2, "Error"))  # noqa: B009  (untyped C module)
IntegrityError: type[Exception] = cast("type[Exception]", getattr(dbapi2, "IntegrityError"))  # noqa: B009

_SENTENCES = {
    "SQLITE_FULL": "磁盘空间不够，刚才的改动没有保存。请清理出一些空间后再做一次。",
    "SQLITE_READONLY": "数据文件不允许写入，刚才的改动没有保存。请检查文件夹的写入权限。",
    "SQLITE_CANTOPEN": "打不开数据文件。请检查数据文件夹是否还在、磁盘是否已接好。",
    "SQLITE_PERM": "没有权限打开数据文件。请检查文件夹的权限。",
    "SQLITE_BUSY": "数据文件正被别的程序使用。请关闭那个程序后再试。",
    "SQLITE_LOCKED": "数据文件正被别的程序使用。请关闭那个程序后再试。",
    "SQLITE_NOMEM": "内存不够，没有完成。请关闭其他程序后再试。",
    "SQLITE_IOERR": "读写磁盘时出错，刚才的改动没有保存。请关闭程序，检查磁盘后重新打开。",
    "SQLITE_CORRUPT": "数据文件有一处损坏。请不要再录入，先关闭程序，用最近的备份恢复。",
    "SQLITE_NOTADB": "数据文件打不开：文件已损坏，或者密钥文件不是它的。请用最近的备份恢复。",
}
_ABORTS = {
    "payment is append-only": "缴费记录登记后不能改动。记错了请用“冲销”另记一笔。",
    "payment_line is append-only": "缴费记录登记后不能改动。记错了请用“冲销”另记一笔。",
    "voucher is append-only": "凭证登记后不能改动。记错了请用“冲销”另记一笔。",
    "posting is append-only": "凭证登记后不能改动。记错了请用“冲销”另记一笔。",
    "signed minutes": "会议记录签字定稿后不能改动。需要更正请填“更正单”。",
}
_CONSTRAINTS = {
    "person.id_number": "已经有一个人用了这个身份证号。请核对后再保存。",
    "dues_standard.person_id": "这个人这个月份已经定过党费标准。请修改原来的标准。",
    "payment.reverses_id": "这笔缴费已经冲销过了。",
    "voucher.reverses_id": "这张凭证已经冲销过了。",
    "FOREIGN KEY": "还有别的记录用到它，不能删除。请先处理那些记录。",
}
_NAMES_BY_TEXT = {
    "database or disk is full": "SQLITE_FULL",
    "disk I/O error": "SQLITE_IOERR",
    "attempt to write a readonly database": "SQLITE_READONLY",
    "unable to open database file": "SQLITE_CANTOPEN",
    "database disk image is malformed": "SQLITE_CORRUPT",
    "file is not a database": "SQLITE_NOTADB",
    "database is locked": "SQLITE_BUSY",
    "out of memory": "SQLITE_NOMEM",
}
DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
FATAL = ("SQLITE_IOERR", "SQLITE_CORRUPT", "SQLITE_NOTADB")


def error_name(error: Exception) -> str:
    """SQLite's primary name of an error, such as SQLITE_FULL; the backup call gives only its text."""
    name = str(getattr(error, "sqlite_errorname", "") or _NAMES_BY_TEXT.get(str(error), ""))
    return "_".join(name.split("_")[:2])


def as_user_error(error: Exception) -> UserError | None:
    """The sentence for a database error, or None when it is a bug."""
    text = str(error)
    for known in (_ABORTS, _CONSTRAINTS):
        for part, sentence in known.items():
            if part in text:
                return UserError(sentence)
    if sentence := _SENTENCES.get(error_name(error)):
        log.warning("database error: %s", text)
        return (DamagedFile if error_name(error) in DAMAGE else UserError)(sentence)
    return None


@contextmanager
def database_errors() -> Generator[None]:
    """Say what to do about a full disk, a damaged file, a broken rule; leave bugs as they are."""
    try:
        yield
    except Error as error:
        user_error = as_user_error(error)
        if user_error is None:
            raise
        raise user_error from error


class LockedDatabase(SqlCipherDatabase):
    """peewee's database on the store's one connection: every statement waits for the store's lock."""

    def __init__(self, path: Path, data_key: bytes) -> None:
        self.store_lock = RLock()
        super().__init__(
            str(path),
            passphrase=f"x'{data_key.hex()}'",
            thread_safe=False,
            check_same_thread=False,
            autoconnect=False,
            timeout=BUSY_MS // 1000,
        )

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """Run one statement; a full disk or a damaged file comes out as a sentence."""
        with self.store_lock:
            try:
                return cast("Any", super()).execute_sql(sql, params)
            except peewee.PeeweeException as error:
                user_error = as_user_error(_driver_error(error))
                if user_error is None:
                    raise
                raise user_error from error


def _driver_error(error: Exception) -> Exception:
    """The driver's own error inside peewee's: it carries SQLite's error name."""
    inner = error.__cause__ or error.__context__
    return inner if isinstance(inner, Error) else error


def connect(path: Path, data_key: bytes) -> tuple[LockedDatabase, RawConnection]:
    """Open (or create) the encrypted file at `path`; the folder lock must be held."""
    _refuse_plain(path)
    with disk_errors(path.parent):
        create_private(path)
    database = LockedDatabase(path, data_key)
    try:
        with database_errors():
            try:
                cast("Any", database).connect()
            except peewee.PeeweeException as error:
                raise _driver_error(error) from error
            raw = cast("RawConnection", cast("Any", database).connection())
            prepare(raw)
    except BaseException:
        close(database)
        raise
    return database, raw


def close(database: LockedDatabase) -> None:
    """Close the connection if it is open; peewee keeps no key of a closed file."""
    if not cast("Any", database).is_closed():
        cast("Any", database).close()
    cast("dict[str, Any]", cast("Any", database).connect_params).pop("passphrase", None)


def connect_plainly(path: Path, data_key: bytes) -> RawConnection:
    """A second file (a backup being made) with the same key; never the one that is open."""
    create_private(path)
    raw = cast("RawConnection", cast("Any", dbapi2).connect(str(path), isolation_level=None))
    raw.execute(f"PRAGMA key=\"x'{data_key.hex()}'\"")
    raw.execute("PRAGMA cipher_log=off")
    raw.execute("PRAGMA locking_mode=EXCLUSIVE")
    return raw


def pragma(raw: RawConnection, name: str) -> Any:
    """The first value a pragma answers, or None."""
    row = raw.execute(f"PRAGMA {name}").fetchone()
    return row[0] if row else None


def engine_versions() -> tuple[str, str]:
    """Versions of SQLCipher and of the SQLite in it, asked of an empty database in memory."""
    raw = cast("RawConnection", getattr(dbapi2, "connect")(":memory:"))  # noqa: B009  (untyped C module)
    try:
        cipher = str(pragma(raw, "cipher_version") or "").split(" ")[0]
        return cipher, str((raw.execute("SELECT sqlite_version()").fetchone() or ("",))[0])
    finally:
        raw.close()


def prepare(raw: RawConnection) -> None:
    """The pragmas in the order which works; a wrong answer is refused, not ignored."""
    raw.execute("PRAGMA cipher_log=off")
    _expect(raw, "locking_mode", "EXCLUSIVE", "exclusive")  # before the first read, or a -shm file appears
    raw.execute("SELECT count(*) FROM sqlite_master").fetchall()  # proves the key, recovers a hot journal
    _set_journal_mode(raw)
    _expect(raw, "synchronous", "FULL", 2)
    _expect(raw, "foreign_keys", "ON", 1)
    _expect(raw, "trusted_schema", "OFF", 0)
    _expect(raw, "cell_size_check", "ON", 1)
    _expect(raw, "secure_delete", "ON", 1)
    _expect(raw, "mmap_size", "0", 0)
    _expect(raw, "busy_timeout", str(BUSY_MS), BUSY_MS)
    _expect(raw, "recursive_triggers", "ON", 1)
    _expect(raw, "temp_store", "MEMORY", 2)
    version = str((raw.execute("SELECT sqlite_version()").fetchone() or ("0",))[0])
    if tuple(int(part) for part in version.split(".")) < OLDEST_SQLITE:
        raise RuntimeError(f"SQLite {version} is too old")
    if not pragma(raw, "cipher_version"):
        raise RuntimeError("this SQLite build does not encrypt")
    if pragma(raw, "application_id") not in (0, APPLICATION_ID):
        raise UserError("这个文件不是本程序的数据文件。请选择支部工作台的数据文件夹。")


def _expect(raw: RawConnection, name: str, value: str, answer: object) -> None:
    raw.execute(f"PRAGMA {name}={value}").fetchall()
    found = pragma(raw, name)
    if found is not None and found != answer:
        raise RuntimeError(f"PRAGMA {name} answered {found!r}")


def _set_journal_mode(raw: RawConnection) -> None:
    mode = pragma(raw, "journal_mode=WAL")
    if mode != "wal":
        mode = pragma(raw, "journal_mode=TRUNCATE")
        log.info("WAL refused, journal mode %s", mode)
    if mode not in ("wal", "truncate"):
        raise RuntimeError(f"journal mode {mode!r}")
    raw.execute("PRAGMA wal_autocheckpoint=1000")
    raw.execute(
        "PRAGMA cache_size=-65536"
    )  # KiB, grows as needed: decrypting 100,000 rows again costs 100 ms


def _refuse_plain(path: Path) -> None:
    """Never open an unencrypted file as if it were ours."""
    if not path.is_file():
        return
    with path.open("rb") as file:
        if file.read(16).startswith(PLAIN_HEADER):
            raise UserError("这个数据文件没有加密，不是本程序建立的。请选择正确的数据文件夹。")


def check_encrypted(path: Path) -> None:
    """After closing a new file: its first bytes must not be readable. Only for files that are not open."""
    with path.open("rb") as file:
        if file.read(16).startswith(PLAIN_HEADER):
            raise RuntimeError("the new data file is not encrypted")
