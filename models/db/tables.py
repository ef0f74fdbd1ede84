"""peewee models of the same tables, for reading. The tables themselves are made by the migrations.

The open store binds them to its database; writing goes through `Store.transaction`, so that it is journalled.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# (peewee carries no types)

import peewee


class Base(peewee.Model):
    """Only changed columns are ever written: two loaded copies do not undo each other."""

    class Meta:
        only_save_dirty = True
        legacy_table_names = False


class Branch(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    name = peewee.TextField()
    committee = peewee.TextField(default="")
    sector = peewee.TextField(default="其他")
    secretary = peewee.TextField(default="")
    organiser = peewee.TextField(default="")
    term_started_on = peewee.TextField(default="")
    committee_size = peewee.IntegerField(default=0)
    phone = peewee.TextField(default="")
    short_name = peewee.TextField(default="")
    code = peewee.TextField(default="")
    founded_on = peewee.TextField(default="")
    founded_by = peewee.TextField(default="")
    organisation_kind = peewee.TextField(default="")
    region = peewee.TextField(default="")
    unit_relation = peewee.TextField(default="")
    unit_name = peewee.TextField(default="")
    unit_kind = peewee.TextField(default="")
    unit_code = peewee.TextField(default="")
    general_branch = peewee.TextField(default="")
    venue = peewee.TextField(default="")
    venue_area = peewee.TextField(default="")
    standard_class = peewee.TextField(default="")
    contact = peewee.TextField(default="")
    contact_phone = peewee.TextField(default="")
    letter_prefix = peewee.TextField(default="")
    is_temporary = peewee.IntegerField(default=0)
    founding_requested_on = peewee.TextField(default="")
    project_started_on = peewee.TextField(default="")
    project_ends_on = peewee.TextField(default="")


class Setting(Base):
    id = peewee.AutoField()
    key = peewee.TextField()
    value = peewee.TextField(default="")


class Person(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    branch = peewee.ForeignKeyField(Branch, column_name="branch_id", on_delete="RESTRICT", backref="+")
    name = peewee.TextField(default="")
    pinyin = peewee.TextField(default="")
    initials = peewee.TextField(default="")
    sex = peewee.TextField(default="")
    id_number = peewee.TextField(default="")
    birth_date = peewee.TextField(default="")
    ethnicity = peewee.TextField(default="")
    native_place = peewee.TextField(default="")
    education = peewee.TextField(default="")
    degree = peewee.TextField(default="")
    category = peewee.TextField(default="")
    branch_name = peewee.TextField(default="")
    joined_on = peewee.TextField(default="")
    confirmed_on = peewee.TextField(default="")
    phone = peewee.TextField(default="")
    stratum = peewee.TextField(default="")
    post = peewee.TextField(default="")
    technical_title = peewee.TextField(default="")
    employer = peewee.TextField(default="")
    address = peewee.TextField(default="")
    household = peewee.TextField(default="")
    lost_on = peewee.TextField(default="")
    mobile_to = peewee.TextField(default="")
    join_kind = peewee.TextField(default="")
    confirm_kind = peewee.TextField(default="")
    joined_branch = peewee.TextField(default="")
    probation_extension = peewee.TextField(default="")
    party_post = peewee.TextField(default="")
    party_group = peewee.TextField(default="")
    membership_state = peewee.TextField(default="")
    arrived_on = peewee.TextField(default="")
    left_on = peewee.TextField(default="")
    left_kind = peewee.TextField(default="")
    suspended_from = peewee.TextField(default="")
    suspended_to = peewee.TextField(default="")
    applied_on = peewee.TextField(default="")
    remark = peewee.TextField(default="")
    standing_correction = peewee.IntegerField(default=0)
    is_migrant_worker = peewee.IntegerField(default=0)
    is_lost = peewee.IntegerField(default=0)
    is_mobile = peewee.IntegerField(default=0)
    sort_key = peewee.TextField(default="")
    deleted_on = peewee.TextField(default="")
    landline = peewee.TextField(default="")
    school = peewee.TextField(default="")
    major = peewee.TextField(default="")
    title_level = peewee.TextField(default="")
    politics = peewee.TextField(default="")
    league_joined_on = peewee.TextField(default="")
    marriage = peewee.TextField(default="")
    birth_place = peewee.TextField(default="")
    speciality = peewee.TextField(default="")
    work_started_on = peewee.TextField(default="")
    frontline = peewee.TextField(default="")
    united_unit = peewee.TextField(default="")
    archive_place = peewee.TextField(default="")
    lost_kind = peewee.TextField(default="")
    is_exempt = peewee.IntegerField(default=0)
    is_hardship = peewee.IntegerField(default=0)
    is_incapable = peewee.IntegerField(default=0)


class Mark(Base):
    id = peewee.AutoField()
    person = peewee.ForeignKeyField(Person, column_name="person_id", on_delete="CASCADE", backref="+")
    field = peewee.TextField()
    code = peewee.TextField()
    before = peewee.TextField(default="")
    after = peewee.TextField(default="")
    message = peewee.TextField(default="")
    resolved_on = peewee.TextField(default="")
    answer = peewee.TextField(default="")


class Meeting(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    branch = peewee.ForeignKeyField(Branch, column_name="branch_id", on_delete="RESTRICT", backref="+")
    kind = peewee.TextField()
    title = peewee.TextField(default="")
    number = peewee.IntegerField(default=0)
    held_on = peewee.TextField(default="")
    starts_at = peewee.TextField(default="")
    ends_at = peewee.TextField(default="")
    place = peewee.TextField(default="")
    host = peewee.TextField(default="")
    recorder = peewee.TextField(default="")
    observers = peewee.TextField(default="")
    content = peewee.TextField(default="")
    summary = peewee.TextField(default="")
    signed_on = peewee.TextField(default="")
    signed_code = peewee.TextField(default="")
    corrections = peewee.TextField(default="")
    party_group = peewee.TextField(default="")
    lecturer = peewee.TextField(default="")
    lecture_form = peewee.TextField(default="")
    details = peewee.TextField(default="")
    counts_for_year = peewee.IntegerField(default=0)


class Attendance(Base):
    id = peewee.AutoField()
    meeting = peewee.ForeignKeyField(Meeting, column_name="meeting_id", on_delete="CASCADE", backref="+")
    person = peewee.ForeignKeyField(Person, column_name="person_id", on_delete="RESTRICT", backref="+")
    presence = peewee.TextField(default="")
    reason = peewee.TextField(default="")
    frozen = peewee.TextField(default="")
    leave_kind = peewee.TextField(default="")
    corrected = peewee.TextField(default="")
    makeup_on = peewee.TextField(default="")
    makeup_how = peewee.TextField(default="")
    makeup_by = peewee.TextField(default="")


class AgendaItem(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    meeting = peewee.ForeignKeyField(Meeting, column_name="meeting_id", on_delete="CASCADE", backref="+")
    seq = peewee.IntegerField(default=1)
    kind = peewee.TextField()
    title = peewee.TextField(default="")
    person = peewee.ForeignKeyField(
        Person, column_name="person_id", on_delete="RESTRICT", backref="+", null=True
    )
    content = peewee.TextField(default="")
    decision = peewee.TextField(default="")
    voted = peewee.IntegerField(default=0)
    method = peewee.TextField(default="")
    issued = peewee.IntegerField(default=0)
    returned = peewee.IntegerField(default=0)
    valid = peewee.IntegerField(default=0)
    yes = peewee.IntegerField(default=0)
    no = peewee.IntegerField(default=0)
    abstain = peewee.IntegerField(default=0)
    written = peewee.IntegerField(default=0)
    proposer = peewee.TextField(default="")
    report = peewee.TextField(default="")
    tellers = peewee.TextField(default="")
    scrutineers = peewee.TextField(default="")
    result = peewee.TextField(default="")
    written_yes = peewee.IntegerField(default=0)
    written_no = peewee.IntegerField(default=0)
    election = peewee.DeferredForeignKey(
        "Election", column_name="election_id", on_delete="SET NULL", backref="+", null=True
    )


class Step(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    person = peewee.ForeignKeyField(Person, column_name="person_id", on_delete="RESTRICT", backref="+")
    code = peewee.TextField()
    on_date = peewee.TextField(default="")
    ended_on = peewee.TextField(default="")
    result = peewee.TextField(default="")
    hours = peewee.IntegerField(default=0)
    meeting = peewee.ForeignKeyField(
        Meeting, column_name="meeting_id", on_delete="SET NULL", backref="+", null=True
    )
    remark = peewee.TextField(default="")


class Companion(Base):
    id = peewee.AutoField()
    person = peewee.ForeignKeyField(Person, column_name="person_id", on_delete="RESTRICT", backref="+")
    role = peewee.TextField()
    member = peewee.ForeignKeyField(
        Person, column_name="member_id", on_delete="SET NULL", backref="+", null=True
    )
    name = peewee.TextField()


class Answer(Base):
    id = peewee.AutoField()
    rule = peewee.TextField()
    record_kind = peewee.TextField()
    record_id = peewee.IntegerField()
    reason = peewee.TextField()
    answered_on = peewee.TextField()


class Draft(Base):
    id = peewee.AutoField()
    form = peewee.TextField()
    body = peewee.TextField()
    saved_at = peewee.TextField()


class Journal(Base):
    seq = peewee.AutoField()
    txn = peewee.IntegerField()
    ts_wall = peewee.TextField()
    boot_id = peewee.TextField()
    actor = peewee.TextField()
    label = peewee.TextField()
    op = peewee.TextField()
    entity = peewee.TextField()
    entity_id = peewee.IntegerField()
    before_sha = peewee.TextField()
    after_sha = peewee.TextField()
    body = peewee.TextField()
    undoes = peewee.IntegerField(default=0)
    prev = peewee.TextField()
    hash = peewee.TextField()


class Identity(Base):
    id = peewee.AutoField()
    use = peewee.TextField()
    public = peewee.TextField()
    secret = peewee.TextField()
    made_on = peewee.TextField()
    retired_on = peewee.TextField(default="")


class Peer(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    kind = peewee.TextField()
    name = peewee.TextField()
    card = peewee.TextField()
    fingerprint = peewee.TextField()
    sign_key = peewee.TextField()
    seal_keys = peewee.TextField()
    trusted_on = peewee.TextField(default="")
    confirmed_by = peewee.TextField(default="")
    replaced_on = peewee.TextField(default="")


class Outgoing(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    kind = peewee.TextField()
    title = peewee.TextField(default="")
    recipient = peewee.TextField(default="")
    peer = peewee.ForeignKeyField(Peer, column_name="peer_id", null=True, on_delete="RESTRICT", backref="+")
    made_at = peewee.TextField()
    made_by = peewee.TextField(default="")
    file_name = peewee.TextField(default="")
    sha256 = peewee.TextField(default="")
    size = peewee.IntegerField(default=0)
    fields = peewee.TextField(default="")
    records = peewee.IntegerField(default=0)
    medium = peewee.TextField(default="")
    package_id = peewee.TextField(default="")
    seq = peewee.IntegerField(default=0)
    audit_seq = peewee.IntegerField(default=0)
    audit_hash = peewee.TextField(default="")
    manifest = peewee.TextField(default="")
    delivered_on = peewee.TextField(default="")
    acknowledged_on = peewee.TextField(default="")
    receipt = peewee.TextField(default="")
    note = peewee.TextField(default="")
    version_code = peewee.TextField(default="")
    about = peewee.TextField(default="")


class Todo(Base):
    id = peewee.AutoField()
    uuid = peewee.TextField()
    sender = peewee.TextField(default="")
    record_kind = peewee.TextField(default="")
    record_uuid = peewee.TextField(default="")
    field = peewee.TextField(default="")
    message = peewee.TextField()
    received_on = peewee.TextField()
    done_on = peewee.TextField(default="")
    answer = peewee.TextField(default="")


class Keeping(Base):
    id = peewee.AutoField()
    key = peewee.TextField()
    value = peewee.TextField(default="")


MODELS: tuple[type[Base], ...] = (
    Branch,
    Setting,
    Person,
    Mark,
    Meeting,
    Attendance,
    AgendaItem,
    Step,
    Companion,
    Answer,
    Draft,
    Identity,
    Peer,
    Outgoing,
    Todo,
    Keeping,
    Journal,
)
