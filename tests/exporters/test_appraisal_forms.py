"""The papers of A8, A9 and D11: no mark on a ballot, no votes on what is put up, blanks where nothing is recorded."""

import zipfile
from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest

from exporters import render
from exporters.forms._appraisal import DUTY_EXAMPLE, EXAMPLE
from exporters.forms._life import EXAMPLE as LIFE
from exporters.registry import form
from models.domain.appraisal import Appraisal, AppraisalFacts, AppraisalLine, Grade
from models.domain.facts import Facts, MeetingFacts
from models.domain.organisational_life import TalkFacts
from models.domain.records import Category, Person


def pages(form_id: str, facts: Facts) -> list[str]:
    with pypdfium2.PdfDocument(render.render(form(form_id), facts, "pdf")) as document:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


def sixty() -> AppraisalFacts:
    """A large branch with long names."""
    people = [
        Person(
            id=n, name=("艾尔肯·吐尔逊江·买买提" if n % 20 == 0 else f"欧阳党员{n}"), category=Category.FULL
        )
        for n in range(1, 61)
    ]
    lines = tuple(
        AppraisalLine(
            id=p.id,
            person_id=p.id,
            person=p,
            excellent=20,
            competent=38,
            grade=Grade.COMPETENT,
            grounds="按票数" * 6,
        )
        for p in people
    )
    return replace(EXAMPLE, appraisal=replace(EXAMPLE.appraisal, lines=lines, valid=58), cap=20)


BALLOTS = ("A9.1", "A9.11", "A9.12", "D11.2")


@pytest.mark.parametrize("form_id", BALLOTS)
def test_nothing_tells_one_ballot_from_another(form_id: str) -> None:
    """不编号、不印核对码和页码。"""
    facts = DUTY_EXAMPLE if form_id == "D11.2" else EXAMPLE
    text = "".join(pages(form_id, facts))
    assert "版本码" not in text and "第1页" not in text and form_id not in text
    with zipfile.ZipFile(BytesIO(render.render(form(form_id), facts, "docx"))) as package:
        feet = [package.read(name).decode() for name in package.namelist() if "footer" in name]
    assert not any("版本码" in foot or "PAGE" in foot for foot in feet)


def test_probationary_members_stand_on_no_ballot_and_no_tally() -> None:
    young = [line.name for line in EXAMPLE.appraisal.lines if line.is_probationary]
    assert young
    for form_id in ("A9.1", "A9.2"):
        text = "".join(pages(form_id, EXAMPLE))
        assert not any(name in text for name in young)
    listed = "".join(pages("A9.4", EXAMPLE))
    assert all(name in listed for name in young) and listed.count("预备党员，不评定等次") == len(young)


def test_whether_one_votes_for_oneself_is_the_countys_matter() -> None:
    assert "本人也要打分" in pages("A9.1", EXAMPLE)[0]
    assert "不给自己打分" in pages("A9.1", replace(EXAMPLE, votes_for_oneself=False))[0]


def test_the_ballot_in_detail_asks_for_the_countys_items() -> None:
    text = pages("A9.11", replace(EXAMPLE, items=("学习", "履职")))[0]
    assert "学习" in text and "履职" in text and "理想信念" not in text


def test_results_are_put_up_without_votes() -> None:
    text = "".join(pages("A9.4", EXAMPLE))
    assert "优秀" in text and "票" not in text.replace("测评票优秀最多", "")
    assert "全部党员18名，上限6名" in text


def test_sixty_members_repeat_the_head_of_the_tally() -> None:
    for form_id, head in (("A9.1", "党员姓名"), ("A9.2", "优秀率"), ("A9.4", "主要依据")):
        found = pages(form_id, sixty())
        assert len(found) >= 2
        assert all(head in page for page in found), form_id
        assert sum(page.count("买买提") for page in found) == 3


def test_a_sheet_for_everybody_or_for_one() -> None:
    everybody = pages("A9.3", EXAMPLE)
    assert len(everybody) == len(EXAMPLE.appraisal.lines)
    (page,) = pages("A9.3", replace(EXAMPLE, only=EXAMPLE.appraisal.lines[6].person_id))
    assert (
        "钱桂芬" in page
        and "评定等次：基本合格" in page
        and "优秀2票，合格6票，基本合格8票，不合格0票" in page
    )
    young = next(line for line in EXAMPLE.appraisal.lines if line.is_probationary)
    (page,) = pages("A9.3", replace(EXAMPLE, only=young.person_id))
    assert page.count("预备党员，不评定等次") == 2


def test_papers_before_anybody_was_counted_leave_room_for_the_pen() -> None:
    people = tuple(
        AppraisalLine(id=n, person_id=n, person=line.person) for n, line in enumerate(EXAMPLE.appraisal.lines)
    )
    bare = replace(EXAMPLE, appraisal=Appraisal(id=1, year=2025, lines=people))
    report = "".join(pages("A9.5", bare))
    assert "实到____名" in report and "优秀____名" in report and "没有评定为" not in report
    tally = "".join(pages("A9.2", bare))
    assert "0.0%" not in tally
    duty = replace(DUTY_EXAMPLE, appraisal=replace(DUTY_EXAMPLE.appraisal, lines=(), returned=0, valid=0))
    assert "%" not in "".join(pages("D11.3", duty))


def test_the_report_names_what_was_decided_and_writes_no_opinion() -> None:
    report = "".join(pages("A9.5", EXAMPLE))
    assert "参评率88.9%" in report
    assert "优秀：周立民、欧阳慧敏、孙国梁、李秀英、龚" in report
    assert "钱桂芬（基本合格）：支部书记谈话提醒，6月底前补学" in report
    assert "____" in report.split("三、存在的主要问题")[1].split("四、")[0]


def test_lists_of_the_organisational_life_meeting() -> None:
    opinions = "".join(pages("A8.2", LIFE))
    assert "支部班子" in opinions and "孙国梁" in opinions and opinions.count("群众") == 3
    issues = "".join(pages("A8.6", LIFE))
    assert "2026-03-20" in issues and "已过时限" in issues
    (duty,) = pages("D11.4", LIFE)
    assert "村务公开不及时" not in duty, "only what came of the secretary's report"
    plan = "".join(pages("A8.1", LIFE))
    assert "共收集意见建议4条，其中对支部班子2条、对党员2条" in plan
    assert "已销号1项，2项正在整改" in "".join(pages("A8.61", LIFE))


def test_an_outline_bears_a_name_and_no_words() -> None:
    (page,) = pages("A8.4", LIFE)
    assert "钱桂芬" in page and "存在问题" in page
    assert len(pages("A8.4", replace(LIFE, only=None))) == len(LIFE.members)
    assert len(pages("A8.4", replace(LIFE, only=None, members=()))) == 1
    (empty,) = pages("A8.3", TalkFacts(branch=LIFE.branch, as_of="2026-01-01"))
    assert "□班子成员之间" in empty and "■" not in empty and "____年__月__日" in empty


def test_the_record_has_a_box_for_every_turn_and_room_where_none_is_written() -> None:
    example = form("A8.5").example
    assert isinstance(example, MeetingFacts)
    text = "".join(pages("A8.5", example))
    assert "孙国梁：讨论时先定调" in text and "上级点评" in text and "上年问题清单4项" in text
    bare = replace(example, meeting=replace(example.meeting, details="", content="", summary=""))
    assert "".join(pages("A8.5", bare)).count("自我批评要点：") == 3
