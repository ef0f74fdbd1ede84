"""peewee models of the committee's tables, for reading: branches, what was received, the queue, notes, figures."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# (peewee carries no types)

import peewee

from models.db.tables import MODELS, Base, Branch
from models.db.tables_dues import DUES_MODELS
from models.db.tables_meetings import MEETING_MODELS
from models.db.tables_papers import PAPER_MODELS
from models.db.tables_roster import ROSTER_MODELS


class Merging(Base):
    id = peewee.AutoField()
    never = peewee.ForeignKeyField("self", column_name="never", on_delete="NO ACTION", backref="+")


class Organisation(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    parent = peewee.ForeignKeyField(
        "self", column_name="parent_id", on_delete="RESTRICT", backref="+", null=True
    )
    kind = peewee.TextField()
    name = peewee.TextField()
    position = peewee.IntegerField(default=0)
    phone = peewee.TextField(default="")
    closed_on = peewee.TextField(default="")
    note = peewee.TextField(default="")


class Received(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    branch_uuid = peewee.TextField()
    package_id = peewee.TextField()
    result = peewee.TextField()
    number = peewee.IntegerField(default=0)
    seq = peewee.IntegerField()
    epoch = peewee.IntegerField(default=0)
    audit_seq = peewee.IntegerField(default=0)
    audit_hash = peewee.TextField(default="")
    fingerprint = peewee.TextField(default="")
    made_at = peewee.TextField(default="")
    received_at = peewee.TextField()
    file_name = peewee.TextField(default="")
    manifest = peewee.TextField()
    signature = peewee.TextField()
    counts = peewee.TextField(default="")
    records = peewee.IntegerField(default=0)
    dues_before = peewee.IntegerField(default=0)
    dues_after = peewee.IntegerField(default=0)
    note = peewee.TextField(default="")


class Conflict(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    kind = peewee.TextField()
    branch_uuid = peewee.TextField()
    other_uuid = peewee.TextField(default="")
    record_uuid = peewee.TextField(default="")
    other_record = peewee.TextField(default="")
    received = peewee.ForeignKeyField(
        Received, column_name="received_id", on_delete="RESTRICT", backref="+", null=True
    )
    message = peewee.TextField()
    found_on = peewee.TextField()
    decided_on = peewee.TextField(default="")
    choice = peewee.TextField(default="")
    reason = peewee.TextField(default="")
    decided_by = peewee.TextField(default="")


class Remark(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    branch_uuid = peewee.TextField()
    record_kind = peewee.TextField(default="")
    record_uuid = peewee.TextField(default="")
    subject = peewee.TextField(default="")
    field = peewee.TextField(default="")
    message = peewee.TextField()
    made_on = peewee.TextField()
    sent_on = peewee.TextField(default="")
    closed_on = peewee.TextField(default="")


class Summary(Base):
    id = peewee.AutoField()
    branch = peewee.ForeignKeyField(
        Branch, column_name="branch_id", on_delete="CASCADE", backref="+", null=True
    )
    year = peewee.IntegerField()
    members = peewee.IntegerField()
    dues_fen = peewee.IntegerField()
    figures = peewee.TextField()
    probationary = peewee.IntegerField(default=0)
    women = peewee.IntegerField(default=0)


COMMITTEE_MODELS: tuple[type[Base], ...] = (Merging, Organisation, Received, Conflict, Remark, Summary)
ALL_MODELS: tuple[type[Base], ...] = (
    *MODELS,
    *ROSTER_MODELS,
    *PAPER_MODELS,
    *MEETING_MODELS,
    *DUES_MODELS,
    *COMMITTEE_MODELS,
)
