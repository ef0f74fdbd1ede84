"""From a finding, a change or a returned note to the tab where its record can be seen and mended."""

from PySide6.QtWidgets import QWidget

from models.domain.facts import Facts, MeetingFacts
from models.domain.finding import Finding
from ui.context import Context
from ui.search import DEVELOPMENT, IN_PIPELINE, MEETINGS, ROSTER

DUES, BRANCH = "党费台账", "支部"
OF_APPRAISALS = ("PY-", "ZB-18")
OF_THE_PLAN = tuple(f"ZB-{number}" for number in range(10, 18))  # how often meetings are held
OF_A_PERSON = {"dues_standard": DUES, "step": DEVELOPMENT}  # the record is on this tab of its person


def jump(context: Context, window: QWidget, kind: str, record_id: int, subject: str = "") -> None:
    """Go to a record by its id; `subject` is the person's name where the record itself has no place."""
    desk, go = context.desk, context.navigate
    if kind == "person":
        in_pipeline = desk.roster.get(record_id).category in IN_PIPELINE
        go(DEVELOPMENT if in_pipeline else ROSTER, record_id)
    elif kind == "payment":
        go(DUES, desk.dues.payment(record_id).person_id)
    elif kind in OF_A_PERSON:
        found = desk.roster.find(subject) if subject else []
        go(OF_A_PERSON[kind], found[0].id if len(found) == 1 else 0)
    elif kind in ("meeting", "agenda_item"):
        go(MEETINGS, record_id if kind == "meeting" else 0)
    elif kind == "branch":
        go(BRANCH, 0)


def jump_from(context: Context, window: QWidget, finding: Finding) -> None:
    """Where a finding is mended: the year's plan, an appraisal and talks in their own screen, the rest with its record."""
    if finding.rule in OF_THE_PLAN:
        context.show_plan()
        return
    if not finding.rule.startswith(OF_APPRAISALS):
        jump(context, window, finding.record_kind, finding.record_id, finding.subject)
        return
    from ui.dialogs.appraisal_screen import STEPS, TALKS, AppraisalScreen  # noqa: PLC0415  (start-up: shown on request)

    page = TALKS if finding.rule == "ZB-18" else STEPS
    AppraisalScreen(context, window, int(finding.about[:4]), page).exec()


def jump_to(context: Context, window: QWidget, kind: str, uuid: str, subject: str = "") -> None:
    """The same by uuid; a record that is gone is told in a sentence."""
    desk = context.desk

    def act() -> None:
        if kind == "person":
            jump(context, window, kind, desk.person(uuid).id)
        elif kind == "meeting":
            jump(context, window, kind, _meeting_id(desk.facts("meeting", uuid)))
        else:
            jump(context, window, kind, 0, subject)

    context.attempt(act)


def _meeting_id(facts: Facts) -> int:
    return facts.meeting.id if isinstance(facts, MeetingFacts) else 0
