"""peewee models of plans, appraisals, corrections and what else meetings need, for reading (see tables.py)."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# (peewee carries no types)

import peewee

from models.db.tables import Base, Branch, Meeting, Person


class Correction(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    meeting = peewee.ForeignKeyField(Meeting, column_name="meeting_id", on_delete="CASCADE", backref="+")
    number = peewee.IntegerField()
    made_on = peewee.TextField()
    lines = peewee.TextField()
    reason = peewee.TextField(default="")
    before_code = peewee.TextField(default="")
    signed_on = peewee.TextField(default="")
    signed_code = peewee.TextField(default="")


class Exemption(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    person = peewee.ForeignKeyField(Person, column_name="person_id", on_delete="RESTRICT", backref="+")
    ground = peewee.TextField()
    from_on = peewee.TextField()
    to_on = peewee.TextField(default="")
    superior_on = peewee.TextField(default="")
    superior_paper = peewee.TextField(default="")
    assembly_on = peewee.TextField(default="")
    assembly_paper = peewee.TextField(default="")
    remark = peewee.TextField(default="")


class PlanItem(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    branch = peewee.ForeignKeyField(Branch, column_name="branch_id", on_delete="RESTRICT", backref="+")
    year = peewee.IntegerField()
    month = peewee.IntegerField()
    kind = peewee.TextField()
    meeting = peewee.ForeignKeyField(
        Meeting, column_name="meeting_id", on_delete="SET NULL", backref="+", null=True
    )
    position = peewee.IntegerField(default=0)
    title = peewee.TextField(default="")
    topic = peewee.TextField(default="")
    owner = peewee.TextField(default="")
    planned_on = peewee.TextField(default="")
    party_group = peewee.TextField(default="")
    dropped_reason = peewee.TextField(default="")
    remark = peewee.TextField(default="")
    done_on = peewee.TextField(default="")
    evidence = peewee.TextField(default="")


class Task(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    branch = peewee.ForeignKeyField(Branch, column_name="branch_id", on_delete="RESTRICT", backref="+")
    meeting = peewee.ForeignKeyField(
        Meeting, column_name="meeting_id", on_delete="SET NULL", backref="+", null=True
    )
    person = peewee.ForeignKeyField(
        Person, column_name="person_id", on_delete="SET NULL", backref="+", null=True
    )
    source = peewee.TextField()
    what = peewee.TextField()
    position = peewee.IntegerField(default=0)
    agenda_uuid = peewee.TextField(default="")
    who = peewee.TextField(default="")
    problem = peewee.TextField(default="")
    origin = peewee.TextField(default="")
    raised_on = peewee.TextField(default="")
    due_on = peewee.TextField(default="")
    done_on = peewee.TextField(default="")
    evidence = peewee.TextField(default="")
    progress = peewee.TextField(default="")


class Appraisal(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    branch = peewee.ForeignKeyField(Branch, column_name="branch_id", on_delete="RESTRICT", backref="+")
    kind = peewee.TextField()
    year = peewee.IntegerField()
    meeting = peewee.ForeignKeyField(
        Meeting, column_name="meeting_id", on_delete="SET NULL", backref="+", null=True
    )
    expected = peewee.IntegerField(default=0)
    present = peewee.IntegerField(default=0)
    issued = peewee.IntegerField(default=0)
    returned = peewee.IntegerField(default=0)
    valid = peewee.IntegerField(default=0)
    team_good = peewee.IntegerField(default=0)
    team_fair = peewee.IntegerField(default=0)
    team_plain = peewee.IntegerField(default=0)
    team_poor = peewee.IntegerField(default=0)
    by_groups = peewee.IntegerField(default=0)
    subject = peewee.TextField(default="")
    self_on = peewee.TextField(default="")
    peer_on = peewee.TextField(default="")
    on_date = peewee.TextField(default="")
    decided_on = peewee.TextField(default="")
    decided_by = peewee.TextField(default="")
    tellers = peewee.TextField(default="")
    scrutineers = peewee.TextField(default="")
    cap_basis = peewee.TextField(default="")
    closed_on = peewee.TextField(default="")
    remark = peewee.TextField(default="")


class AppraisalLine(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    appraisal = peewee.ForeignKeyField(
        Appraisal, column_name="appraisal_id", on_delete="CASCADE", backref="+"
    )
    person = peewee.ForeignKeyField(Person, column_name="person_id", on_delete="RESTRICT", backref="+")
    excellent = peewee.IntegerField(default=0)
    competent = peewee.IntegerField(default=0)
    basic = peewee.IntegerField(default=0)
    poor = peewee.IntegerField(default=0)
    abstained = peewee.IntegerField(default=0)
    grade = peewee.TextField(default="")
    self_summary = peewee.TextField(default="")
    peer_opinion = peewee.TextField(default="")
    grounds = peewee.TextField(default="")
    handling = peewee.TextField(default="")
    feedback_on = peewee.TextField(default="")
    remark = peewee.TextField(default="")


class Opinion(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    branch = peewee.ForeignKeyField(Branch, column_name="branch_id", on_delete="RESTRICT", backref="+")
    year = peewee.IntegerField()
    person = peewee.ForeignKeyField(
        Person, column_name="person_id", on_delete="SET NULL", backref="+", null=True
    )
    content = peewee.TextField()
    from_kind = peewee.TextField(default="")
    about = peewee.TextField(default="")
    collected_by = peewee.TextField(default="")
    on_date = peewee.TextField(default="")
    remark = peewee.TextField(default="")


class TalkRecord(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    branch = peewee.ForeignKeyField(Branch, column_name="branch_id", on_delete="RESTRICT", backref="+")
    on_date = peewee.TextField()
    talker = peewee.ForeignKeyField(
        Person, column_name="talker_id", on_delete="SET NULL", backref="+", null=True
    )
    listener = peewee.ForeignKeyField(
        Person, column_name="listener_id", on_delete="SET NULL", backref="+", null=True
    )
    starts_at = peewee.TextField(default="")
    ends_at = peewee.TextField(default="")
    place = peewee.TextField(default="")
    kind = peewee.TextField(default="")
    talker_name = peewee.TextField(default="")
    listener_name = peewee.TextField(default="")
    content = peewee.TextField(default="")
    problems = peewee.TextField(default="")
    remark = peewee.TextField(default="")


class Phrase(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    content = peewee.TextField()
    position = peewee.IntegerField(default=0)
    kind = peewee.TextField(default="")
    name = peewee.TextField(default="")


class MeetingTemplate(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    name = peewee.TextField()
    kind = peewee.TextField()
    body = peewee.TextField()
    position = peewee.IntegerField(default=0)


MEETING_MODELS: tuple[type[Base], ...] = (
    Correction,
    Exemption,
    PlanItem,
    Task,
    Appraisal,
    AppraisalLine,
    Opinion,
    TalkRecord,
    Phrase,
    MeetingTemplate,
)
