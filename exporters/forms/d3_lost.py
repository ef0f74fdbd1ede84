"""D3.2 失联党员登记表: who is lost since when and why, how they were searched for, and what came of it."""

from exporters.forms._examples import BRANCH, MEMBERS
from exporters.forms._parts import Columns, register, register_sheet
from exporters.spec import (
    PAPER_L,
    Citation,
    Form,
    FormSpec,
    Line,
    Space,
    Title,
    Values,
)
from models.domain.movement import Case, Contact, Movement, MovementFacts
from models.domain.movement_kinds import LOST, LOST_KINDS, STOPPED

_LEAST_ROWS = 8
_COLUMNS: Columns = (
    ("序号", "no", 8, "center"),
    ("姓名", "name", 18, "center"),
    ("性别", "sex", 8, "center"),
    ("公民身份号码", "id_number", 38, "center"),
    ("入党日期", "joined_on", 20, "center"),
    ("失联日期", "on_date", 20, "center"),
    ("失联情形", "reason", 28, "left"),
    ("最后所知去向", "place", 30, "left"),
    ("查找经过（日期、方式、情况）", "search", 60, "left"),
    ("现在", "state", 26, "left"),
    ("备注", "remark", 20, "left"),
)


def prepare(facts: MovementFacts) -> Values:
    """Everybody who was lost in the year, by the day of the last sign."""
    cases = [c for c in facts.cases if c.movement.kind == LOST and not c.movement.voided_on]
    still = sum(not case.ended_on for case in cases)
    return {
        "branch": facts.branch.name,
        "year": str(facts.year),
        "as_of": facts.as_of,
        "said": f"失联 {len(cases)} 人，仍未取得联系 {still} 人",
        "codes": "　".join(f"{'①②③④⑤⑥⑦'[n]}{kind}" for n, kind in enumerate(LOST_KINDS)),
        "lines": [_line(number, case) for number, case in enumerate(cases, start=1)],
    }


def _line(number: int, case: Case) -> dict[str, str]:
    person, movement = case.person, case.movement
    reason = movement.reason
    mark = "①②③④⑤⑥⑦"[LOST_KINDS.index(reason)] if reason in LOST_KINDS else ""
    state = f"{case.ended_on} 取得联系" if case.ended_on else person.membership_state
    return {
        "no": str(number),
        "name": person.name,
        "sex": person.sex.value,
        "id_number": person.id_number,
        "joined_on": person.joined_on,
        "on_date": movement.on_date,
        "reason": f"{mark}{reason}",
        "place": movement.place,
        "search": "；".join(f"{t.on_date} {t.method}：{t.content}" for t in case.contacts),
        "state": "仍未取得联系" if state == "正常" else state,
        "remark": movement.remark,
    }


EXAMPLE = MovementFacts(
    branch=BRANCH,
    as_of="2026-09-30",
    year=2026,
    cases=(
        Case(
            movement=Movement(
                id=6,
                person_id=9,
                kind=LOST,
                on_date="2026-01-16",
                reason=LOST_KINDS[0],
                place="浙江省义乌市，具体不详",
            ),
            person=MEMBERS[8],
            contacts=(
                Contact(person_id=9, on_date="2026-03-02", method="电话", content="号码已停机"),
                Contact(person_id=9, on_date="2026-03-09", method="走访家属", content="其父称年后未联系"),
            ),
        ),
    ),
)

FORM = Form(
    spec=FormSpec(
        id="D3.2",
        title="失联党员登记表",
        version="2026.1",
        subject="moves",
        paper=PAPER_L,
        prepare=prepare,
        blocks=(
            Title(text="{year}年度失联党员登记表"),
            Line(parts=("党支部：{branch}", "{said}", "统计截止：{as_of}"), size=10.5),
            register(_COLUMNS, size=9.5, height=11, least=_LEAST_ROWS),
            Space(lines=0.3),
            Citation(text="失联情形：{codes}"),
            Citation(
                text="失联时间从最近一次参加组织生活或交纳党费之日算起。《中国共产党党员教育管理工作条例》第二十四条："
                f"失去联系六个月以上、查找仍无法联系的，{STOPPED}；满两年确实无法联系的，按自行脱党除名。"
            ),
            Line(parts=("登记人（签名）：", "党支部书记（签名）：", "日期：　　　　年　　月　　日"), size=11),
        ),
        sheet=register_sheet("失联党员登记表", _COLUMNS),
        source="失联党员登记（forms.md D3）",
    ),
    example=EXAMPLE,
)
