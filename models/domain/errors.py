"""Errors which a person can act on."""

from collections.abc import Sequence


class UserError(Exception):
    """A problem the user can solve: `message` is one Chinese sentence that says what to do next.

    `details` are further lines (which row, which field); everything that is not a UserError is a bug.
    """

    def __init__(self, message: str, details: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.details = tuple(details)

    def __str__(self) -> str:
        return "\n".join((self.message, *self.details))


class WrongPassword(UserError):
    """The password opened no key slot. `retry_after` is in seconds."""

    def __init__(self, message: str, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class PlaceRefused(UserError):
    """The data must not lie in this folder: a copy on this computer's own disk may be offered."""


class DamagedFile(UserError):
    """The data file or its keys did not pass the checks: to be looked at read-only, or restored."""


class DoesNotFit(UserError):
    """Whole as a file, but not what was written down about it: somebody may have changed one of the two."""


class Cancelled(Exception):
    """The user cancelled a long job; nothing was changed."""


class AlreadyOpen(UserError):
    """Another running program holds these data."""
