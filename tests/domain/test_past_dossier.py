"""Who was where on the way to membership on a past day."""

from models.domain.past_dossier import dossier_on, in_pipeline_on
from models.domain.records import Category, Companion, Dossier, Person, Step

PERSON = Person(
    id=7, name="石文静", category=Category.PROBATIONARY, applied_on="2024-03-12", joined_on="2026-04-18"
)
STEPS = tuple(
    Step(code=code, on_date=day)
    for code, day in (
        ("apply", "2024-03-12"), ("activist", "2024-09-20"), ("candidate", "2025-11-05"),
        ("admission", "2026-04-18"), ("approval", "2026-05-20"),
    )
)  # fmt: skip
DOSSIER = Dossier(person=PERSON, steps=STEPS)


def test_later_steps_are_not_told_of() -> None:
    assert [step.code for step in dossier_on(DOSSIER, "2024-12-31").steps] == ["apply", "activist"]


def test_who_was_named_later_was_not_named_yet() -> None:
    steps = (*STEPS, Step(code="contacts", on_date="2024-09-20"), Step(code="sponsors", on_date="2025-11-05"))
    named = (Companion(role="contact", name="李珺"), Companion(role="sponsor", name="杨凤琴"))
    dossier = Dossier(person=PERSON, steps=steps, companions=named)
    assert [one.name for one in dossier_on(dossier, "2024-12-31").companions] == ["李珺"]
    assert dossier_on(dossier, "2024-01-01").companions == ()
    assert dossier_on(dossier, "2025-12-31").companions == named


def test_everybody_stands_where_the_steps_of_the_day_put_them() -> None:
    assert in_pipeline_on([DOSSIER], [], "2024-01-01") == ()
    assert [kind for kind, _ in in_pipeline_on([DOSSIER], [], "2024-12-31")] == [Category.ACTIVIST]
    assert [kind for kind, _ in in_pipeline_on([DOSSIER], [], "2025-12-31")] == [Category.CANDIDATE]


def test_the_probationary_are_those_of_the_days_roster() -> None:
    found = in_pipeline_on([DOSSIER], [PERSON], "2026-04-30")
    assert found == ((Category.PROBATIONARY, PERSON),)


def test_an_applicant_without_steps_is_there_from_the_day_of_applying() -> None:
    bare = Dossier(person=Person(id=8, name="蓝海波", category=Category.APPLICANT, applied_on="2026-07-06"))
    assert in_pipeline_on([bare], [], "2025-12-31") == ()
    assert [kind for kind, _ in in_pipeline_on([bare], [], "2026-07-06")] == [Category.APPLICANT]
