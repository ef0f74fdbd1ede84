"""The dues ledger in full: how a standard came about, reductions, vouchers with their postings, cash counts.

A payment stays what it was: one receipt, whose lines credit what a member owes for a month. Everything else that moves
money is a voucher whose postings sum to zero; both are only ever reversed.
"""

from collections.abc import Callable

VERSION = 7

_TEXT = "TEXT NOT NULL DEFAULT ''"
_ROW = "id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE"
_BRANCH = "branch_id INTEGER NOT NULL REFERENCES branch (id) ON DELETE RESTRICT"
_MEETING = "meeting_id INTEGER REFERENCES meeting (id) ON DELETE SET NULL"
_NOT_MERGING = "NOT EXISTS (SELECT 1 FROM merging)"

KINDS = (
    *("结账", "调整", "自愿多交", "大额党费", "抵交", "退还"),
    *("上缴", "下拨", "利息", "支出", "存取", "期初"),
)
ACCOUNTS = (
    *("应收党费", "现金", "转账", "期初转入", "党费收入", "自愿多交"),
    *("大额党费", "上缴上级", "上级下拨", "利息", "支出", "期初余额"),
)


def _texts(*names: str) -> str:
    return ", ".join(f"{name} {_TEXT}" for name in names)


def _one_of(name: str, choices: tuple[str, ...]) -> str:
    return f"{name} TEXT NOT NULL CHECK ({name} IN ({', '.join(repr(choice) for choice in choices)}))"


STATEMENTS = (
    *(
        f"ALTER TABLE dues_standard ADD COLUMN {name} {_TEXT}"
        for name in ("to_month", "items", "rounding", "fixed_on", "fixed_by", "local_source")
    ),
    "ALTER TABLE dues_standard ADD COLUMN uncapped_fen INTEGER NOT NULL DEFAULT 0",
    f"ALTER TABLE dues_standard ADD COLUMN {_MEETING}",
    "CREATE INDEX dues_standard_meeting ON dues_standard (meeting_id) WHERE meeting_id IS NOT NULL",
    *(
        f"ALTER TABLE payment ADD COLUMN {name} {_TEXT}"
        for name in ("number", "received_by", "checked_by")  # 收讫条编号, 收款人, 复核人
    ),
    # 少交免交: two decisions make it hold (DF-11)
    f"""CREATE TABLE reduction ({_ROW}, person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
        {_one_of("kind", ("少交", "免交", "流入地交纳"))},
        amount_fen INTEGER NOT NULL DEFAULT 0 CHECK (amount_fen >= 0),
        from_month TEXT NOT NULL CHECK (from_month <> ''), {_MEETING},
        {_texts("to_month", "applied_on", "grounds", "branch_on", "superior_on", "superior_paper", "remark")})""",
    "CREATE INDEX reduction_person ON reduction (person_id, from_month)",
    "CREATE INDEX reduction_meeting ON reduction (meeting_id) WHERE meeting_id IS NOT NULL",
    f"""CREATE TABLE voucher ({_ROW}, {_BRANCH}, {_one_of("kind", KINDS)},
        on_date TEXT NOT NULL CHECK (on_date <> ''),
        person_id INTEGER REFERENCES person (id) ON DELETE RESTRICT, {
        _MEETING.replace("SET NULL", "RESTRICT")
    },
        reverses_id INTEGER UNIQUE REFERENCES voucher (id) ON DELETE RESTRICT,
        {
        _texts(
            *("number", "from_month", "to_month", "summary", "counterpart", "use_kind", "paper"),
            *("approved_on", "handled_by", "checked_by", "reason"),
        )
    }, CHECK (reverses_id IS NULL OR reason <> ''))""",
    "CREATE INDEX voucher_branch ON voucher (branch_id, on_date)",
    "CREATE INDEX voucher_person ON voucher (person_id) WHERE person_id IS NOT NULL",
    "CREATE INDEX voucher_meeting ON voucher (meeting_id) WHERE meeting_id IS NOT NULL",
    f"""CREATE TABLE posting (id INTEGER PRIMARY KEY,
        voucher_id INTEGER NOT NULL REFERENCES voucher (id) ON DELETE RESTRICT,
        line INTEGER NOT NULL CHECK (line > 0), {_one_of("account", ACCOUNTS)},
        person_id INTEGER REFERENCES person (id) ON DELETE RESTRICT, month {_TEXT},
        amount_fen INTEGER NOT NULL CHECK (amount_fen <> 0), UNIQUE (voucher_id, line))""",
    "CREATE INDEX posting_person ON posting (person_id, month) WHERE person_id IS NOT NULL",
    "CREATE INDEX posting_account ON posting (account, person_id, month, amount_fen)",  # balances from the index alone
    *(
        f"CREATE TRIGGER {table}_no_{op.lower()} BEFORE {op} ON {table} WHEN {_NOT_MERGING} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in ("voucher", "posting")
        for op in ("UPDATE", "DELETE")
    ),
    f"""CREATE TABLE cash_count ({_ROW}, {_BRANCH}, on_date TEXT NOT NULL CHECK (on_date <> ''),
        counted_fen INTEGER NOT NULL CHECK (counted_fen >= 0), book_fen INTEGER NOT NULL,
        {_texts("counted_by", "checked_by", "reason", "remark")})""",
    "CREATE INDEX cash_count_date ON cash_count (branch_id, on_date)",
    # what is planned beside meetings is done on a day, with what shows it; until now its remark said so
    *(f"ALTER TABLE plan_item ADD COLUMN {name} {_TEXT}" for name in ("done_on", "evidence")),
    """UPDATE plan_item SET done_on = substr(remark, 1, 10), remark = ltrim(substr(remark, 14), '；')
        WHERE kind = '其他重点' AND remark LIKE '____-__-__ 完成%'""",
    # contents that nothing names any more may go
    "DROP TRIGGER blob_no_delete",
    """CREATE TRIGGER blob_no_delete BEFORE DELETE ON blob
        WHEN EXISTS (SELECT 1 FROM attachment WHERE sha256 = OLD.sha256)
            OR EXISTS (SELECT 1 FROM template WHERE sha256 = OLD.sha256)
        BEGIN SELECT RAISE(ABORT, 'contents are kept'); END""",
)


def up(execute: Callable[[str], object]) -> None:
    """Add the tables and columns of version 7."""
    for statement in STATEMENTS:
        execute(statement)
