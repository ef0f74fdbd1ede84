"""The parts of a package that are the dues ledger: standards, reductions, receipts, vouchers, cash counts."""

from exporters.package.fields import (
    LARGEST_FEN,
    LARGEST_INT,
    LONG,
    UUID,
    Field,
    Kind,
    Part,
    fen,
    longs,
    must,
    refers,
    texts,
)

VOUCHER_KINDS = (
    *("结账", "调整", "自愿多交", "大额党费", "抵交", "退还"),
    *("上缴", "下拨", "利息", "支出", "存取", "期初"),
)
ACCOUNTS = (
    *("应收党费", "现金", "转账", "期初转入", "党费收入", "自愿多交"),
    *("大额党费", "上缴上级", "上级下拨", "利息", "支出", "期初余额"),
)

DUES_PARTS: tuple[Part, ...] = (
    Part(
        "dues_standard",
        ("uuid",),
        (
            UUID,
            refers("person", "person"),
            must("from_month"),
            Field("kind", kept=True),
            fen("amount_fen"),
            Field("base_fen", Kind.FEN, LARGEST_FEN),
            Field("computed_fen", Kind.FEN, LARGEST_FEN),
            *texts("band", "citation_id", "rule_version"),
            *longs("explanation", "reason"),
            *texts("to_month", "rounding", "fixed_on", "fixed_by"),
            *longs("items", "local_source"),
            Field("uncapped_fen", Kind.FEN, LARGEST_FEN),
            refers("meeting", "meeting", filled=False),
        ),
        unique=(("person", "from_month"),),
    ),
    Part(
        "reduction",
        ("uuid",),
        (
            UUID,
            refers("person", "person"),
            must("kind", "少交", "免交", "流入地交纳"),
            Field("amount_fen", Kind.FEN, LARGEST_FEN),
            must("from_month"),
            refers("meeting", "meeting", filled=False),
            *texts("to_month", "applied_on", "branch_on", "superior_on", "superior_paper"),
            *longs("grounds", "remark"),
        ),
    ),
    Part(
        "payment",
        ("uuid",),
        (
            UUID,
            refers("person", "person"),
            Field("received_on", kept=True),
            fen("amount_fen", filled=True),
            Field("reverses", Kind.UUID, refers="payment", kept=True),
            Field("reason", limit=LONG, kept=True),
            *texts("method", "handed_by", "number", "received_by", "checked_by"),
            *longs("note"),
        ),
        unique=(("reverses",),),
    ),
    Part(
        "payment_line",
        ("payment", "month"),
        (
            refers("payment", "payment"),
            Field("month", kept=True),
            fen("amount_fen", filled=True),
        ),
    ),
    Part(
        "voucher",
        ("uuid",),
        (
            UUID,
            must("kind", *VOUCHER_KINDS),
            must("on_date"),
            refers("person", "person", filled=False),
            refers("meeting", "meeting", filled=False),
            Field("reverses", Kind.UUID, refers="voucher", kept=True),
            Field("reason", limit=LONG, kept=True),
            *(Field(name, kept=True) for name in ("number", "from_month", "to_month")),
            *texts("counterpart", "use_kind", "paper", "approved_on", "handled_by", "checked_by"),
            *longs("summary"),
        ),
        unique=(("reverses",),),
    ),
    Part(
        "posting",
        ("voucher", "line"),
        (
            refers("voucher", "voucher"),
            Field("line", Kind.INT, LARGEST_INT, kept=True, filled=True),
            must("account", *ACCOUNTS),
            Field("person", Kind.UUID, refers="person", kept=True),
            Field("month", kept=True),
            fen("amount_fen", filled=True),
        ),
    ),
    Part(
        "cash_count",
        ("uuid",),
        (
            UUID,
            must("on_date"),
            fen("counted_fen"),
            fen("book_fen"),
            *texts("counted_by", "checked_by"),
            *longs("reason", "remark"),
        ),
    ),
)
