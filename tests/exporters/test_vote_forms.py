"""Ballots alike and without a mark, cut in the middle of the sheet; what was not passed has no resolution."""

from dataclasses import replace
from typing import Any

import pypdfium2
import pytest

from exporters.backends import raster
from exporters.forms.a10_resolutions import FORMS as RESOLUTIONS
from exporters.forms.b19_ballots import EXAMPLE
from exporters.forms.b19_ballots import FORMS as BALLOTS
from exporters.forms.b19_summary import FORMS as SUMMARIES
from exporters.forms.d8_ballots import FORMS as ELECTION_BALLOTS
from exporters.render import render
from exporters.spec import Form
from models.domain.facts import MeetingFacts
from models.domain.records import Dossier, Person, Sex, Step

LONG = "中国共产党云南省昆明市寻甸回族彝族自治县云岭镇槐树湾村高山片区联合支部委员会"


def by_id(forms: tuple[Form, ...], form_id: str) -> Form:
    return next(form for form in forms if form.spec.id == form_id)


def pages(form: Form, facts: Any, code: str | None = None) -> list[str]:
    """The text of each page."""
    spec = form.spec
    paper = next((one for one in (spec.paper, *spec.paper_options) if one.code == code), None)
    with pypdfium2.PdfDocument(render(form, facts, "pdf", paper)) as document:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


def long_names(facts: MeetingFacts) -> MeetingFacts:
    items = tuple(replace(item, person_name="艾尔肯·吐尔逊·买买提江") for item in facts.meeting.items)
    return replace(
        facts, branch=replace(facts.branch, name=LONG), meeting=replace(facts.meeting, items=items)
    )


@pytest.mark.parametrize(("code", "count"), [("T2", 2), ("T4", 4), ("T", 1)])
@pytest.mark.parametrize("make", [lambda facts: facts, long_names])
@pytest.mark.parametrize("form", BALLOTS)
def test_a_sheet_of_equal_ballots_for_each_person(form: Form, code: str, count: int, make: Any) -> None:
    facts = make(form.example)
    kinds = {"B19.4": 2, "B25.5": 1}
    found = pages(form, facts, code)
    assert len(found) == kinds[form.spec.id]
    for text in found:
        assert text.count("表决票") == count and text.count("盖支部章") == count
        assert "版本码" not in text and "第1页" not in text and form.spec.id not in text


def test_the_sheet_is_cut_in_the_middle() -> None:
    form = BALLOTS[0]
    page = raster.page_rgba(render(form, form.example, "pdf"), 0, 1.0)
    rows = [page.pixels[y * page.stride : y * page.stride + page.width * 4 : 4] for y in range(page.height)]
    dark = [y for y, row in enumerate(rows) if sum(value < 200 for value in row) > page.width // 3]
    assert any(abs(y - page.height / 2) <= 2 for y in dark)


def test_several_people_stand_in_one_register() -> None:
    form = by_id(SUMMARIES, "B19.5")
    assert len(pages(form, EXAMPLE)) == 2
    [text] = pages(form, EXAMPLE, "L")
    assert "唐梦洁" in text and "马晓东" in text and "87.5%" in text and "未通过" in text


def test_what_was_not_passed_has_no_resolution() -> None:
    found = "".join(pages(by_id(RESOLUTIONS, "B19.6"), EXAMPLE))
    assert "关于接收唐梦洁同志为中共预备党员的决议" in found
    assert "关于接收马晓东同志为中共预备党员的讨论情况" in found and "未获通过" in found
    assert "自2026年9月20日起计算" in found


def test_facts_of_the_dossier_are_filled_in_and_nothing_is_said_of_the_person() -> None:
    person = Person(id=101, name="唐梦洁", sex=Sex.FEMALE, ethnicity="汉族", birth_date="1995-06-18")
    steps = tuple(
        Step(code=code, on_date=day)
        for code, day in (("apply", "2025-03-08"), ("committee_review", "2026-08-30"))
    )
    facts = replace(EXAMPLE, dossiers=(Dossier(person=person, steps=steps),))
    text = "".join(pages(by_id(RESOLUTIONS, "B19.6"), facts))
    assert "女，汉族，1995年6月出生" in text and "2025年3月8日递交入党申请书" in text
    assert "2026年8月30日支部委员会审查" in text and "主要表现和优缺点：____" in text


def test_the_probation_of_a_confirmed_member_ends_the_standing_begins() -> None:
    form = by_id(RESOLUTIONS, "B25.6")
    facts: Any = form.example
    dossier = Dossier(
        person=Person(id=120, name="刘芳"),
        steps=(Step(code="admission", on_date="2025-09-20", result="通过"),),
    )
    assert "转正时间为2026年9月20日" in "".join(pages(form, replace(facts, dossiers=(dossier,))))
    assert "转正时间为____年__月__日" in "".join(pages(form, facts))


@pytest.mark.parametrize("form", ELECTION_BALLOTS)
def test_two_ballots_of_an_election_side_by_side(form: Form) -> None:
    election: Any = form.example
    choices = tuple(
        replace(election.election.choices[0], id=n, name=f"候选人甲乙{n}", post_name="委员")
        for n in range(1, 10)
    )
    many = replace(election, election=replace(election.election, seats=7, choices=choices))
    for facts in (election, many):
        [text] = pages(form, facts, "T2")
        assert text.count("选票") == 2 and text.count("盖支部章") == 2 and "版本码" not in text
