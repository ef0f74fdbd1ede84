"""What may be taken in: the member's own money (DF-10), within reason, by two people where the branch wants it (DF-16)."""

MOST_FEN = 100_000_000  # 1,000,000 yuan of one member for one month: surely a slip of the keys
MOST_AT_ONCE = 100_000_000_000 - 1  # of one voucher: below a thousand million yuan
_NOT_OWN = (
    *(
        "垫付",
        "垫交",
        "代垫",
        "垫缴",
        "支部先交",
        "书记先交",
        "单位代交",
        "单位代缴",
        "单位统一",
        "公款",
        "经费支付",
    ),
    *("代扣", "扣缴", "工资扣", "工资里扣", "工资中扣", "特殊党费"),
)
_DENIED = ("非垫付", "不是垫付", "没有垫付", "未垫付", "非代扣", "不是代扣")


def not_ones_own(*texts: str) -> str:
    """The word that says a receipt is not the member's own money (DF-10), or ""."""
    joined = "".join("|".join(texts).split())
    for denied in _DENIED:  # a true statement
        joined = joined.replace(denied, "")
    return next((word for word in _NOT_OWN if word in joined), "")


def check_two(handled_by: str, checked_by: str, needs_two: bool) -> str:
    """DF-16, where the branch wants it: who takes the money and who checks are two people. The sentence, or ""."""
    if not needs_two:
        return ""
    if not handled_by or not checked_by:
        return "本支部要求收款（经办）和复核各有一人，请把两人都填上。"
    if handled_by == checked_by:
        return f"收款（经办）人与复核人不能是同一人（{handled_by}），请改填另一人。"
    return ""
