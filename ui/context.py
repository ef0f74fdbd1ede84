"""What a tab gets from the window: the branch, the services of the frame, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from models.domain.errors import UserError
from ui.bus import ChangeBus
from ui.drafts import DraftKeeper
from ui.settings import UiSettings
from ui.tasks import Tasks

if TYPE_CHECKING:
    from models.domain.facts import PaperFacts
    from models.services.desk import Desk


def _nothing(*_args: object) -> None:
    """Stands in for a part of the frame that is not there (a tab shown alone)."""


@dataclass(kw_only=True)
class Context:
    """`preview` and `export` take a form id and its subject (person/meeting id, year, None for the branch, or facts)."""

    desk: Desk
    bus: ChangeBus = field(default_factory=ChangeBus)
    tasks: Tasks = field(default_factory=Tasks)
    settings: UiSettings = field(default_factory=lambda: UiSettings(Path("branch-desk.ini")))
    say: Callable[[str], None] = _nothing
    preview: Callable[[str, int | str | PaperFacts | Sequence[PaperFacts] | Sequence[str] | None], None] = (
        _nothing
    )
    export: Callable[[str, int | str | PaperFacts | None], None] = _nothing
    show_error: Callable[[UserError], None] = _nothing
    history: Callable[[str, int, str], None] = _nothing  # table, row id, title
    navigate: Callable[[str, int], None] = _nothing  # tab title, record id
    show_people: Callable[[Sequence[int], str], None] = (
        _nothing  # ids, what they have in common: on the roster
    )
    show_figures: Callable[[], None] = _nothing  # the window of figures and charts
    show_plan: Callable[[], None] = _nothing  # the year's plan, in place of the list of meetings
    show_findings: Callable[[], None] = _nothing  # the check list
    drafts: DraftKeeper = field(init=False)

    def __post_init__(self) -> None:
        self.drafts = DraftKeeper(self.desk.drafts)

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do it, or show the sentence why it cannot be done; whether it was done."""
        try:
            act()
        except UserError as error:
            self.show_error(error)
            return False
        return True
