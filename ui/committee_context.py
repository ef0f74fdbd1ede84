"""The committee behind a tab of the committee's window."""

from typing import TYPE_CHECKING, cast

from ui.context import Context

if TYPE_CHECKING:
    from models.services.committee import CommitteeDesk


def committee_of(context: Context) -> "CommitteeDesk":
    """The open committee; the window of a committee makes no context with anything else."""
    return cast("CommitteeDesk", context.desk)
