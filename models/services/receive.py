"""Receiving packages: staged, read in a process of their own, looked at by a person, merged in one transaction."""

from models.domain.committee import Arrival


class IntakePlan:
    """What a batch would do. Close it, or commit it: its staging folder holds what was read, encrypted."""

    arrivals: tuple[Arrival, ...]

    @property
    def mergeable(self) -> tuple[Arrival, ...]:
        """What `commit` would merge."""

    def close(self) -> None:
        """Remove the staging folder; safe to call twice."""
