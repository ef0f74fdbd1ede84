"""The papers of an election: order of strokes, boxes for others, nothing on a ballot, both readings on the result."""

import zipfile
from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest

from exporters import render
from exporters.forms._election import EXAMPLE, EXAMPLE_ELECTION, MAJORITY
from exporters.forms._examples import ASSEMBLY, ASSEMBLY_TALLY, BRANCH
from exporters.registry import form
from exporters.render import prepare
from models.domain.election import (
    BY_EXPECTED,
    Choice,
    Count,
    Election,
    ElectionFacts,
    counted_words,
    results,
)
from models.domain.facts import MeetingFacts
from models.domain.records import ItemKind


def pages(form_id: str, facts: ElectionFacts = EXAMPLE) -> list[str]:
    with pypdfium2.PdfDocument(render.render(form(form_id), facts, "pdf")) as document:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


def of(election: Election) -> ElectionFacts:
    return replace(EXAMPLE, election=election, results=results(election, MAJORITY))


def test_a_ballot_is_one_small_sheet_without_any_mark() -> None:
    """选§26：无记名投票：票上没有编号、没有页码和版本码。"""
    (page,) = pages("D8.7")
    assert "版本码" not in page and "第1页" not in page and "D8.7" not in page
    assert page.index("孙国梁") < page.index("李秀英") < page.index("欧阳慧敏") < page.index("周立民")
    with pypdfium2.PdfDocument(render.render(form("D8.7"), EXAMPLE, "pdf")) as document:
        width, height = document[0].get_size()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (148, 210)
    with zipfile.ZipFile(BytesIO(render.render(form("D8.7"), EXAMPLE, "docx"))) as package:
        feet = [package.read(name).decode() for name in package.namelist() if "footer" in name]
    assert not any("版本码" in foot or "PAGE" in foot for foot in feet)


@pytest.mark.parametrize(("candidates", "boxes"), [(6, 1), (7, 2), (5, 1), (0, 1)])
def test_boxes_for_others_are_the_candidates_too_many_one_at_least(candidates: int, boxes: int) -> None:
    chosen = tuple(Choice(id=i, name=f"候选人{i}") for i in range(1, candidates + 1))
    values = form("D8.7").spec.prepare(of(replace(EXAMPLE_ELECTION, choices=chosen)))
    assert len(values["others"]) == boxes
    assert len(values["rows"]) == (candidates or 4)


def test_the_result_shows_both_readings_and_names_by_the_one_in_use() -> None:
    """XJ-10：默认按实到会，按应到会的结果一并列出；8 票过实到会 15 人半数，不过应到会 16 人半数。"""
    (page,) = pages("D8.9")
    assert "过半（8票）" in page and "过半（9票）" in page
    assert "当选名单：周立民、孙国梁、欧阳慧敏、李秀英、龚䶮。" in page
    (page,) = pages("D8.9", of(replace(EXAMPLE_ELECTION, basis=BY_EXPECTED)))
    assert "当选名单：周立民、孙国梁、欧阳慧敏、李秀英。" in page


def test_papers_before_anybody_was_counted_leave_room_for_the_pen() -> None:
    bare = of(Election(id=1, on_date="2029-03-15", seats=5))
    (page,) = pages("D8.9", bare)
    assert "____" in page and "当选名单：" in page and "当选名单：周" not in page
    letter = "".join(pages("D8.10", bare))
    assert "实到会____名" in letter and "达到" not in letter


def test_a_branch_without_a_committee_elects_its_secretary_only() -> None:
    small = of(
        Election(
            id=1, on_date="2029-03-15", leaders=Count(expected=5, present=5, issued=5, returned=5),
            choices=(Choice(id=1, name="丁德明", post_name="书记", yes=5),),
        )
    )  # fmt: skip
    assert len(pages("D8.8", small)) == 1
    request = "".join(pages("D8.1", small))
    assert "不设支部委员会" in request and "差额" not in request
    assert "大会选举丁德明为书记" in "".join(pages("D8.10", small))
    (ballot,) = pages("D8.71", small)
    assert "应选书记1名" in ballot and "丁德明" in ballot


def test_a_candidate_of_two_posts_stands_once_on_the_list_of_persons() -> None:
    (page,) = pages("D8.31")
    assert page.count("周立民") == 1
    (recommended,) = pages("D8.2")
    assert recommended.count("周立民") == 2


def test_the_record_of_the_assembly_says_what_was_counted() -> None:
    words = counted_words(EXAMPLE)
    assert "应到会有选举权16名，实到15名；发出票15张" in words and "周立民15票" in words
    assert words.splitlines()[-1].startswith("当选：周立民")
    meeting = replace(ASSEMBLY, items=(replace(ASSEMBLY.items[0], kind=ItemKind.ELECTION, election_id=1),))
    facts = MeetingFacts(branch=BRANCH, meeting=meeting, tally=ASSEMBLY_TALLY, elections={1: words})
    said = list(prepare(form("A3"), facts).texts())
    assert "选举情况" in said and words in said
