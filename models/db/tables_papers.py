"""peewee models of attachments, their contents, the county's templates and guests, for reading (see tables.py)."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# (peewee carries no types)

import peewee

from models.db.tables import Base, Branch, Meeting, Person


class BytesField(peewee.Field):
    """Bytes as they are; peewee's BlobField asks the sqlite3 module, which the packaged program leaves out."""

    field_type = "BLOB"


class Blob(Base):
    id = peewee.AutoField()
    sha256 = peewee.TextField()
    content = BytesField()


class Attachment(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    branch = peewee.ForeignKeyField(Branch, column_name="branch_id", on_delete="RESTRICT", backref="+")
    person = peewee.ForeignKeyField(
        Person, column_name="person_id", on_delete="RESTRICT", backref="+", null=True
    )
    meeting = peewee.ForeignKeyField(
        Meeting, column_name="meeting_id", on_delete="CASCADE", backref="+", null=True
    )
    kind = peewee.TextField()
    name = peewee.TextField()
    sha256 = peewee.TextField()
    extension = peewee.TextField()
    size = peewee.IntegerField()
    added_on = peewee.TextField(default="")
    remark = peewee.TextField(default="")
    position = peewee.IntegerField(default=0)


class Template(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    name = peewee.TextField()
    sha256 = peewee.TextField()
    position = peewee.IntegerField(default=0)
    subject = peewee.TextField(default="")
    file_name = peewee.TextField(default="")
    added_on = peewee.TextField(default="")


class GuestMember(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    branch = peewee.ForeignKeyField(Branch, column_name="branch_id", on_delete="RESTRICT", backref="+")
    name = peewee.TextField()
    arrived_on = peewee.TextField()
    sex = peewee.TextField(default="")
    education = peewee.TextField(default="")
    category = peewee.TextField(default="")
    joined_on = peewee.TextField(default="")
    phone = peewee.TextField(default="")
    organisation = peewee.TextField(default="")
    contact = peewee.TextField(default="")
    contact_phone = peewee.TextField(default="")
    verified_by = peewee.TextField(default="")
    certificate = peewee.TextField(default="")
    party_group = peewee.TextField(default="")
    employer = peewee.TextField(default="")
    place = peewee.TextField(default="")
    returned_on = peewee.TextField(default="")
    remark = peewee.TextField(default="")


PAPER_MODELS: tuple[type[Base], ...] = (Blob, Attachment, Template, GuestMember)
