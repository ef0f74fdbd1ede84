"""D4 流动党员: the registration before leaving, the ledger of those away, and the one of those who stay here."""

from exporters.forms._examples import BRANCH, MEMBERS
from exporters.forms._letters import latest
from exporters.forms._parts import Columns, pair, register, register_sheet, wide
from exporters.forms._text import written_date
from exporters.spec import (
    PAPER_L,
    PAPER_P,
    Cell,
    Citation,
    Form,
    FormSpec,
    Grid,
    Line,
    Paragraph,
    Row,
    Space,
    Title,
    Values,
)
from models.domain.guest import NO_VOTE, Guest
from models.domain.movement import Case, Contact, Movement, MovementFacts
from models.domain.movement_kinds import MOBILE

_BASIS = "《中国共产党党员教育管理工作条例》第三十二条、第三十三条；流动党员管理工作的意见（2024年）"
_LEAST_ROWS = 10


def prepare_registration(facts: MovementFacts) -> Values:
    """Recorded facts; the member and the secretary sign by hand."""
    case = latest(facts, (MOBILE,))
    person, movement = case.person, case.movement
    return {
        "branch": facts.branch.name,
        "name": person.name,
        "sex": person.sex.value,
        "phone": person.phone,
        "education": person.education,
        "joined_on": written_date(person.joined_on),
        "category": person.category.value,
        "reason": movement.reason,
        "place": movement.place,
        "on_date": written_date(movement.on_date),
        "until": written_date(movement.until),
        "organisation": movement.organisation,
        "contact": "　".join(part for part in (movement.contact, movement.contact_phone) if part),
        "home_contact": "　".join(part for part in (facts.branch.secretary, facts.branch.phone) if part),
        "document": movement.document,
        "dues": f"已交到{written_date(movement.dues_paid_to)}；外出期间：" if movement.dues_paid_to else "",
    }


def prepare_ledger(facts: MovementFacts) -> Values:
    """Everybody who was away in the year, by the day they left."""
    cases = [c for c in facts.cases if c.movement.kind == MOBILE and not c.movement.voided_on]
    still = sum(not case.ended_on for case in cases)
    return {
        "branch": facts.branch.name,
        "year": str(facts.year),
        "as_of": facts.as_of,
        "said": f"流出 {len(cases)} 人，现在外 {still} 人",
        "lines": [_line(number, case, facts.year) for number, case in enumerate(cases, start=1)],
    }


def _line(number: int, case: Case, year: int) -> dict[str, str]:
    person, movement = case.person, case.movement
    return {
        "no": str(number),
        "name": person.name,
        "sex": person.sex.value,
        "education": person.education,
        "joined_on": person.joined_on,
        "on_date": movement.on_date,
        "place": movement.place,
        "reason": movement.reason,
        "phone": person.phone,
        "organisation": "　".join(
            p for p in (movement.organisation, movement.contact, movement.contact_phone) if p
        ),
        "document": movement.document,
        **{f"q{n}": _talk(case, year, n) for n in range(4)},
        "ended_on": case.ended_on,
    }


def _talk(case: Case, year: int, quarter: int) -> str:
    """The last talk of a quarter: 07-02 见面."""
    months = {f"{year}-{quarter * 3 + n:02d}" for n in (1, 2, 3)}
    found = [talk for talk in case.contacts if talk.on_date[:7] in months]
    return f"{found[-1].on_date[5:]}\n{found[-1].method}".strip() if found else ""


def prepare_guests(facts: MovementFacts) -> Values:
    """Everybody of other branches who took part here in the year; the talks of the quarters are left to the pen."""
    still = sum(guest.is_here(facts.as_of) for guest in facts.guests)
    return {
        "branch": facts.branch.name,
        "year": str(facts.year),
        "as_of": facts.as_of,
        "said": f"流入 {len(facts.guests)} 人，现在本支部 {still} 人",
        "lines": [
            {
                "no": str(number),
                **{key: str(getattr(guest, key)) for _, key, _, _ in _GUEST_COLUMNS if hasattr(guest, key)},
                "home": "　".join(p for p in (guest.organisation, guest.contact, guest.contact_phone) if p),
                "where": "，".join(part for part in (guest.employer, guest.place) if part),
                "vote": NO_VOTE,
                **dict.fromkeys(_QUARTERS, ""),
            }
            for number, guest in enumerate(facts.guests, start=1)
        ],
    }


_QUARTERS = ("q0", "q1", "q2", "q3")
_REGISTRATION = (
    Title(text="流动党员外出登记表"),
    Paragraph(text="党支部：{branch}", align="left", size=12, indent=0),
    Grid(
        widths=(34, 44, 34, 44),
        size=12,
        rows=(
            pair(("姓名", "{name}"), ("性别", "{sex}")),
            pair(("联系电话", "{phone}"), ("学历", "{education}")),
            pair(("入党日期", "{joined_on}"), ("人员类别", "{category}")),
            wide("外出事由", "{reason}"),
            wide("外出地点、单位", "{place}", 14),
            pair(("外出日期", "{on_date}"), ("预计返回", "{until}")),
            wide("流入地党组织", "{organisation}"),
            wide("流入地联系人、电话", "{contact}"),
            wide("本支部联系人、电话", "{home_contact}"),
            wide("流动党员活动证号", "{document}"),
            wide("党费交纳办法", "{dues}", 14),
            Row(
                height=24,
                closing=True,
                cells=(
                    Cell(text="本人签名", span=2, valign="top", sign=("年　　月　　日",)),
                    Cell(text="党支部书记签名", span=2, valign="top", sign=("年　　月　　日",)),
                ),
            ),
        ),
    ),
    Space(lines=0.3),
    Citation(text=f"依据：{_BASIS}。活动证由基层党委统一发放。"),
)

_COLUMNS: Columns = (
    ("序号", "no", 8, "center"),
    ("姓名", "name", 17, "center"),
    ("性别", "sex", 8, "center"),
    ("学历", "education", 15, "center"),
    ("入党日期", "joined_on", 19, "center"),
    ("流出日期", "on_date", 19, "center"),
    ("流向（单位、行业）", "place", 34, "left"),
    ("事由", "reason", 16, "center"),
    ("手机", "phone", 22, "center"),
    ("流入地党组织、联系人", "organisation", 36, "left"),
    ("活动证号", "document", 16, "center"),
    ("一季度\n联系", "q0", 13, "center"),
    ("二季度\n联系", "q1", 13, "center"),
    ("三季度\n联系", "q2", 13, "center"),
    ("四季度\n联系", "q3", 13, "center"),
    ("返回日期", "ended_on", 19, "center"),
)
_LEDGER = (
    Title(text="{year}年度流动党员流出台账"),
    Line(parts=("党支部：{branch}", "{said}", "统计截止：{as_of}"), size=10.5),
    register(_COLUMNS, size=9, height=10, least=_LEAST_ROWS),
    Space(lines=0.3),
    Citation(text=f"依据：{_BASIS}。每季度联系一次为建议频次。"),
)

_GUEST_COLUMNS: Columns = (
    ("序号", "no", 8, "center"),
    ("姓名", "name", 16, "center"),
    ("性别", "sex", 8, "center"),
    ("学历", "education", 14, "center"),
    ("入党日期", "joined_on", 19, "center"),
    ("流入日期", "arrived_on", 19, "center"),
    ("原党组织、联系人", "home", 34, "left"),
    ("现单位、居住地", "where", 27, "left"),
    ("手机", "phone", 22, "center"),
    ("活动证号", "certificate", 16, "center"),
    ("验证人", "verified_by", 15, "center"),
    ("编入小组", "party_group", 16, "center"),
    ("表决权", "vote", 8.5, "center"),
    ("一季度\n联系", "q0", 13.5, "center"),
    ("二季度\n联系", "q1", 13.5, "center"),
    ("三季度\n联系", "q2", 13.5, "center"),
    ("四季度\n联系", "q3", 13.5, "center"),
    ("返回日期", "returned_on", 19, "center"),
)
_GUEST_LEDGER = (
    Title(text="{year}年度流动党员流入台账"),
    Line(parts=("党支部：{branch}", "{said}", "统计截止：{as_of}"), size=10.5),
    register(_GUEST_COLUMNS, size=9, height=10, least=_LEAST_ROWS),
    Space(lines=0.3),
    Citation(
        text=f"依据：{_BASIS}。流入党员的正式组织关系在原党组织，在本支部没有表决权、选举权和被选举权，不计入本支部党员数。"
    ),
)

_AWAY = Movement(
    id=4,
    person_id=12,
    kind=MOBILE,
    on_date="2026-02-24",
    until="2026-12-31",
    place="广东省东莞市长安镇 电子厂",
    organisation="中共东莞市长安镇乌沙社区委员会",
    contact="社区党群服务中心",
    contact_phone="0769-5550188",
    document="云流字 0318",
    dues_paid_to="2026-02",
    reason="外出务工",
)
EXAMPLE = MovementFacts(
    branch=BRANCH,
    as_of="2026-09-30",
    year=2026,
    cases=(
        Case(
            movement=_AWAY,
            person=MEMBERS[11],
            contacts=(
                Contact(
                    person_id=12,
                    on_date="2026-04-11",
                    method="电话",
                    made_by="孙国梁",
                    content="在厂里上班。",
                ),
                Contact(
                    person_id=12,
                    on_date="2026-07-02",
                    method="见面",
                    made_by="孙国梁",
                    content="回村参加主题党日。",
                ),
            ),
        ),
    ),
    guests=(
        Guest(
            name="阮小妹",
            sex="女",
            education="大专",
            category="正式党员",
            joined_on="2016-06-30",
            phone="13900000714",
            organisation="中共白沙镇石桥村支部委员会",
            contact="村党支部书记",
            contact_phone="13900000715",
            verified_by="何永福",
            certificate="白流字 0042",
            party_group="第一党小组",
            employer="青石镇竹器厂",
            place="柳溪村 2 组",
            arrived_on="2026-03-08",
        ),
    ),
)

FORM = Form(
    spec=FormSpec(
        id="D4",
        title="流动党员外出登记表",
        version="2026.1",
        subject="move",
        paper=PAPER_P,
        one_page=True,
        prepare=prepare_registration,
        blocks=_REGISTRATION,
        needed=(("phone", "联系电话"), ("place", "外出地点"), ("organisation", "流入地党组织")),
        source="流动党员登记（forms.md D4）",
    ),
    example=EXAMPLE,
)
FORMS = (
    FORM,
    Form(
        spec=FormSpec(
            id="D4.2",
            title="流动党员流出台账",
            version="2026.1",
            subject="moves",
            paper=PAPER_L,
            prepare=prepare_ledger,
            blocks=_LEDGER,
            sheet=register_sheet("流动党员流出台账", _COLUMNS),
            source="流动党员台账（forms.md D4）",
        ),
        example=EXAMPLE,
    ),
    Form(
        spec=FormSpec(
            id="D4.3",
            title="流动党员流入台账",
            version="2026.1",
            subject="moves",
            paper=PAPER_L,
            prepare=prepare_guests,
            blocks=_GUEST_LEDGER,
            sheet=register_sheet("流动党员流入台账", _GUEST_COLUMNS),
            source="流动党员台账（forms.md D4）；流入党员在本支部没有表决权",
        ),
        example=EXAMPLE,
    ),
)
