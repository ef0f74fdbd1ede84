"""An invented member's card, for the examples of D2 and D3."""

from dataclasses import replace

from exporters.forms._example_photos import PORTRAIT
from exporters.forms._examples import BRANCH, MEMBERS
from models.domain.attachment import Attachment, FileKind
from models.domain.card import Card, Honour, Memo, OwnField, OwnKind, Relative, ResumeEntry
from models.domain.card_facts import CardFacts
from models.domain.finding import Citation, Finding, Severity
from models.domain.movement import Case, Contact, Movement
from models.domain.movement_kinds import MOBILE
from models.domain.picture_file import Photo

_PERSON = replace(
    MEMBERS[11],
    landline="0871-5550123",
    school="寻甸县职业高级中学",
    major="农学",
    marriage="已婚",
    politics="共青团员",
    league_joined_on="1993-05-04",
    work_started_on="1997-08",
    standing_correction=6,
    archive_place="云岭镇党委",
)

EXAMPLE = CardFacts(
    branch=BRANCH,
    photo=Photo(content=PORTRAIT),
    as_of="2026-09-30",
    card=Card(
        person=_PERSON,
        relatives=(
            Relative(
                id=1, relation="妻子", name="杨秋菊", birth_date="1979-04", politics="群众", employer="务农"
            ),
            Relative(
                id=2,
                relation="儿子",
                name="冯远航",
                birth_date="2004-10",
                politics="共青团员",
                employer="云南农业大学学生",
            ),
        ),
        resume=(
            ResumeEntry(
                id=1,
                from_on="1994-09",
                to_on="1997-07",
                content="寻甸县职业高级中学农学专业学习",
                witness="王德顺",
            ),
            ResumeEntry(id=2, from_on="1997-08", content="槐树湾村务农，其间外出务工"),
        ),
        honours=(
            Honour(
                id=1, kind="奖励", on_date="2021-06-28", title="优秀共产党员", given_by="中共云岭镇委员会"
            ),
        ),
        memos=(
            Memo(id=1, made_on="2026-03-02", content="春节后外出，学习材料请寄到厂里。", made_by="陈美华"),
        ),
        own={1: "6"},
    ),
    own_fields=(OwnField(id=1, caption="联系群众户数", kind=OwnKind.NUMBER),),
    findings=(
        Finding(
            rule="MC-02",
            severity=Severity.WARNING,
            subject=_PERSON.name,
            message="记录显示出生日期与身份证号码不一致，以档案为准，请核对",
            citation=Citation(
                id="own-dossier", title="本软件的核对", article="档案优先", edition="", verified="M", text=""
            ),
            record_kind="person",
            record_id=_PERSON.id,
            answer="已查档案，以入党志愿书为准",
        ),
    ),
    cases=(
        Case(
            movement=Movement(id=4, person_id=12, kind=MOBILE, on_date="2026-02-24", place="广东省东莞市"),
            person=_PERSON,
            contacts=(Contact(person_id=12, on_date="2026-04-11", method="电话", content="在厂里上班。"),),
        ),
    ),
    posts=(("党小组组长", "2019-03-10", "2022-12-12"),),
    steps=(("递交入党申请书", "2004-11-02", ""), ("支部大会接收预备党员", "2007-07-01", "通过")),
    looked_after=(("培养联系人", "罗子涵"),),
    candidacies=(("2022-12-12", "委员", "候选人，赞成 9、不赞成 15、弃权 1"),),
    companions=(("入党介绍人", "王德顺"), ("入党介绍人", "周立民")),
    meetings=(("2026-07-01", "支部党员大会", "请假，在外务工"), ("2026-09-20", "支部党员大会", "到会")),
    dues=(("2026-03-15", 600, "2026-01 至 2026-03"), ("2026-06-20", 600, "2026-04 至 2026-06")),
    attachments=(
        Attachment(
            id=1, kind=FileKind.PHOTO, name="照片", extension="jpg", size=62_000, added_on="2026-03-02"
        ),
        Attachment(
            id=2,
            name="优秀共产党员证书",
            extension="pdf",
            size=410_000,
            added_on="2026-03-02",
            remark="原件在本人处",
        ),
    ),
    standards=(("2026-01", 200, "农民"),),
)
