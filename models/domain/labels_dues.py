"""What the fields and settings of the dues ledger are called on screen."""

DUES_FIELDS = {
    "to_month": "执行止月",
    "items": "收入项目",
    "rounding": "取整到",
    "fixed_on": "核定日期",
    "fixed_by": "核定人",
    "local_source": "当地依据",
    "uncapped_fen": "封顶前数额",
    "received_by": "收款人",
    "checked_by": "复核人",
    "applied_on": "申请日期",
    "branch_on": "支部研究日期",
    "counterpart": "对方",
    "use_kind": "支出用途",
    "paper": "凭据",
    "handled_by": "经办人",
    "account": "科目",
    "line": "分录",
    "voucher_id": "凭证",
    "counted_fen": "盘点金额",
    "book_fen": "账面金额",
    "counted_by": "盘点人",
}

DUES_SETTINGS = {
    "dues.county_fen": "农民党员月交党费",
    "dues.county_source": "农民党员月交数额的依据",
    "dues.rounding": "党费取整到",
    "dues.rounding_source": "取整的依据",
    "dues.two_persons": "收款人与复核人两人分设",
    "dues.remit_cycle": "党费上缴周期",
    "dues.remit_source": "上缴周期和比例的依据",
    "dues.remit_percent": "党费上缴比例",
    "dues.publish_amounts": "公示个人交纳金额",
}
