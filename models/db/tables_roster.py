"""peewee models of the member's card and the branch's organisation, for reading (see tables.py)."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# (peewee carries no types)

import peewee

from models.db.tables import Base, Branch, Person


class Movement(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    person = peewee.ForeignKeyField(Person, column_name="person_id", on_delete="RESTRICT", backref="+")
    kind = peewee.TextField()
    on_date = peewee.TextField()
    until = peewee.TextField(default="")
    place = peewee.TextField(default="")
    organisation = peewee.TextField(default="")
    letter_number = peewee.TextField(default="")
    letter_valid_to = peewee.TextField(default="")
    receipt_on = peewee.TextField(default="")
    approved_on = peewee.TextField(default="")
    approved_by = peewee.TextField(default="")
    document = peewee.TextField(default="")
    contact = peewee.TextField(default="")
    contact_phone = peewee.TextField(default="")
    dues_paid_to = peewee.TextField(default="")
    papers = peewee.TextField(default="")
    reason = peewee.TextField(default="")
    remark = peewee.TextField(default="")
    voided_on = peewee.TextField(default="")


class ContactLog(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    person = peewee.ForeignKeyField(Person, column_name="person_id", on_delete="RESTRICT", backref="+")
    on_date = peewee.TextField()
    kind = peewee.TextField(default="")
    method = peewee.TextField(default="")
    made_by = peewee.TextField(default="")
    content = peewee.TextField(default="")


class Relative(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    person = peewee.ForeignKeyField(Person, column_name="person_id", on_delete="RESTRICT", backref="+")
    seq = peewee.IntegerField(default=1)
    relation = peewee.TextField()
    name = peewee.TextField()
    birth_date = peewee.TextField(default="")
    politics = peewee.TextField(default="")
    employer = peewee.TextField(default="")
    remark = peewee.TextField(default="")


class ResumeEntry(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    person = peewee.ForeignKeyField(Person, column_name="person_id", on_delete="RESTRICT", backref="+")
    seq = peewee.IntegerField(default=1)
    from_on = peewee.TextField(default="")
    to_on = peewee.TextField(default="")
    content = peewee.TextField(default="")
    witness = peewee.TextField(default="")


class Honour(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    person = peewee.ForeignKeyField(Person, column_name="person_id", on_delete="RESTRICT", backref="+")
    kind = peewee.TextField()
    on_date = peewee.TextField(default="")
    title = peewee.TextField()
    given_by = peewee.TextField(default="")
    document = peewee.TextField(default="")
    ended_on = peewee.TextField(default="")
    remark = peewee.TextField(default="")


class Memo(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    person = peewee.ForeignKeyField(Person, column_name="person_id", on_delete="RESTRICT", backref="+")
    made_on = peewee.TextField()
    content = peewee.TextField()
    made_by = peewee.TextField(default="")


class PartyGroup(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    branch = peewee.ForeignKeyField(Branch, column_name="branch_id", on_delete="RESTRICT", backref="+")
    group_name = peewee.TextField()
    leader = peewee.ForeignKeyField(
        Person, column_name="leader_id", on_delete="SET NULL", backref="+", null=True
    )
    position = peewee.IntegerField(default=0)
    closed_on = peewee.TextField(default="")
    remark = peewee.TextField(default="")


class CommitteeTerm(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    branch = peewee.ForeignKeyField(Branch, column_name="branch_id", on_delete="RESTRICT", backref="+")
    session = peewee.IntegerField(default=0)
    started_on = peewee.TextField()
    seats = peewee.IntegerField(default=0)
    due_on = peewee.TextField(default="")
    ended_on = peewee.TextField(default="")
    elected_on = peewee.TextField(default="")
    approved_on = peewee.TextField(default="")
    approved_by = peewee.TextField(default="")
    document = peewee.TextField(default="")
    remark = peewee.TextField(default="")


class PostTerm(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    branch = peewee.ForeignKeyField(Branch, column_name="branch_id", on_delete="RESTRICT", backref="+")
    person = peewee.ForeignKeyField(
        Person, column_name="person_id", on_delete="SET NULL", backref="+", null=True
    )
    name = peewee.TextField()
    post_name = peewee.TextField()
    from_on = peewee.TextField()
    to_on = peewee.TextField(default="")
    method = peewee.TextField(default="")
    document = peewee.TextField(default="")
    remark = peewee.TextField(default="")


class Election(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    branch = peewee.ForeignKeyField(Branch, column_name="branch_id", on_delete="RESTRICT", backref="+")
    on_date = peewee.TextField()
    seats = peewee.IntegerField(default=0)
    expected = peewee.IntegerField(default=0)
    present = peewee.IntegerField(default=0)
    issued = peewee.IntegerField(default=0)
    returned = peewee.IntegerField(default=0)
    invalid = peewee.IntegerField(default=0)
    leaders_expected = peewee.IntegerField(default=0)
    leaders_present = peewee.IntegerField(default=0)
    leaders_issued = peewee.IntegerField(default=0)
    leaders_returned = peewee.IntegerField(default=0)
    leaders_invalid = peewee.IntegerField(default=0)
    starts_at = peewee.TextField(default="")
    place = peewee.TextField(default="")
    host = peewee.TextField(default="")
    reason = peewee.TextField(default="")
    requested_on = peewee.TextField(default="")
    approved_on = peewee.TextField(default="")
    approved_by = peewee.TextField(default="")
    document = peewee.TextField(default="")
    candidates_on = peewee.TextField(default="")
    candidates_document = peewee.TextField(default="")
    tellers = peewee.TextField(default="")
    scrutineers = peewee.TextField(default="")
    chief = peewee.TextField(default="")
    basis = peewee.TextField(default="")
    closed_on = peewee.TextField(default="")
    remark = peewee.TextField(default="")


class ElectionChoice(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    election = peewee.ForeignKeyField(Election, column_name="election_id", on_delete="CASCADE", backref="+")
    person = peewee.ForeignKeyField(
        Person, column_name="person_id", on_delete="SET NULL", backref="+", null=True
    )
    name = peewee.TextField()
    post_name = peewee.TextField()
    origin = peewee.TextField(default="候选人")
    recommended = peewee.IntegerField(default=0)
    group_recommended = peewee.IntegerField(default=0)
    yes = peewee.IntegerField(default=0)
    no = peewee.IntegerField(default=0)
    abstain = peewee.IntegerField(default=0)
    opinion = peewee.TextField(default="")
    proposed_post = peewee.TextField(default="")


class OwnField(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    branch = peewee.ForeignKeyField(Branch, column_name="branch_id", on_delete="RESTRICT", backref="+")
    caption = peewee.TextField()
    kind = peewee.TextField(default="文字")
    position = peewee.IntegerField(default=0)
    choices = peewee.TextField(default="")
    closed_on = peewee.TextField(default="")


class OwnValue(Base):
    id = peewee.AutoField()
    person = peewee.ForeignKeyField(Person, column_name="person_id", on_delete="CASCADE", backref="+")
    own_field = peewee.ForeignKeyField(
        OwnField, column_name="own_field_id", on_delete="RESTRICT", backref="+"
    )
    value = peewee.TextField()


class SavedSearch(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    name = peewee.TextField()
    content = peewee.TextField()
    position = peewee.IntegerField(default=0)


ROSTER_MODELS: tuple[type[Base], ...] = (
    Movement,
    ContactLog,
    Relative,
    ResumeEntry,
    Honour,
    Memo,
    PartyGroup,
    CommitteeTerm,
    PostTerm,
    Election,
    ElectionChoice,
    OwnField,
    OwnValue,
    SavedSearch,
)
