"""peewee models of the dues ledger, for reading (see tables.py)."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# (peewee carries no types)

import peewee

from models.db.tables import Base, Branch, Meeting, Person


class DuesStandard(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    person = peewee.ForeignKeyField(Person, column_name="person_id", on_delete="RESTRICT", backref="+")
    from_month = peewee.TextField()
    kind = peewee.TextField()
    base_fen = peewee.IntegerField(default=0)
    amount_fen = peewee.IntegerField()
    computed_fen = peewee.IntegerField(default=0)
    band = peewee.TextField(default="")
    citation_id = peewee.TextField(default="")
    explanation = peewee.TextField(default="")
    rule_version = peewee.TextField(default="")
    reason = peewee.TextField(default="")
    to_month = peewee.TextField(default="")
    items = peewee.TextField(default="")
    rounding = peewee.TextField(default="")
    fixed_on = peewee.TextField(default="")
    fixed_by = peewee.TextField(default="")
    local_source = peewee.TextField(default="")
    uncapped_fen = peewee.IntegerField(default=0)
    meeting = peewee.ForeignKeyField(
        Meeting, column_name="meeting_id", on_delete="SET NULL", backref="+", null=True
    )


class Payment(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    person = peewee.ForeignKeyField(Person, column_name="person_id", on_delete="RESTRICT", backref="+")
    received_on = peewee.TextField()
    method = peewee.TextField(default="现金")
    handed_by = peewee.TextField(default="")
    amount_fen = peewee.IntegerField()
    note = peewee.TextField(default="")
    reverses = peewee.ForeignKeyField(
        "self", column_name="reverses_id", on_delete="RESTRICT", backref="+", null=True
    )
    reason = peewee.TextField(default="")
    number = peewee.TextField(default="")
    received_by = peewee.TextField(default="")
    checked_by = peewee.TextField(default="")


class PaymentLine(Base):
    id = peewee.AutoField()
    payment = peewee.ForeignKeyField(Payment, column_name="payment_id", on_delete="RESTRICT", backref="+")
    month = peewee.TextField()
    amount_fen = peewee.IntegerField()


class Reduction(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    person = peewee.ForeignKeyField(Person, column_name="person_id", on_delete="RESTRICT", backref="+")
    kind = peewee.TextField()
    amount_fen = peewee.IntegerField(default=0)
    from_month = peewee.TextField()
    meeting = peewee.ForeignKeyField(
        Meeting, column_name="meeting_id", on_delete="SET NULL", backref="+", null=True
    )
    to_month = peewee.TextField(default="")
    applied_on = peewee.TextField(default="")
    grounds = peewee.TextField(default="")
    branch_on = peewee.TextField(default="")
    superior_on = peewee.TextField(default="")
    superior_paper = peewee.TextField(default="")
    remark = peewee.TextField(default="")


class Voucher(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    branch = peewee.ForeignKeyField(Branch, column_name="branch_id", on_delete="RESTRICT", backref="+")
    kind = peewee.TextField()
    on_date = peewee.TextField()
    person = peewee.ForeignKeyField(
        Person, column_name="person_id", on_delete="RESTRICT", backref="+", null=True
    )
    meeting = peewee.ForeignKeyField(
        Meeting, column_name="meeting_id", on_delete="RESTRICT", backref="+", null=True
    )
    reverses = peewee.ForeignKeyField(
        "self", column_name="reverses_id", on_delete="RESTRICT", backref="+", null=True
    )
    number = peewee.TextField(default="")
    from_month = peewee.TextField(default="")
    to_month = peewee.TextField(default="")
    summary = peewee.TextField(default="")
    counterpart = peewee.TextField(default="")
    use_kind = peewee.TextField(default="")
    paper = peewee.TextField(default="")
    approved_on = peewee.TextField(default="")
    handled_by = peewee.TextField(default="")
    checked_by = peewee.TextField(default="")
    reason = peewee.TextField(default="")


class Posting(Base):
    id = peewee.AutoField()
    voucher = peewee.ForeignKeyField(Voucher, column_name="voucher_id", on_delete="RESTRICT", backref="+")
    line = peewee.IntegerField()
    account = peewee.TextField()
    person = peewee.ForeignKeyField(
        Person, column_name="person_id", on_delete="RESTRICT", backref="+", null=True
    )
    month = peewee.TextField(default="")
    amount_fen = peewee.IntegerField()


class CashCount(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    branch = peewee.ForeignKeyField(Branch, column_name="branch_id", on_delete="RESTRICT", backref="+")
    on_date = peewee.TextField()
    counted_fen = peewee.IntegerField()
    book_fen = peewee.IntegerField()
    counted_by = peewee.TextField(default="")
    checked_by = peewee.TextField(default="")
    reason = peewee.TextField(default="")
    remark = peewee.TextField(default="")


DUES_MODELS: tuple[type[Base], ...] = (
    DuesStandard,
    Payment,
    PaymentLine,
    Reduction,
    Voucher,
    Posting,
    CashCount,
)
