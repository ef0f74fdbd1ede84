"""Steps which the tests of a committee share: a branch whose key is confirmed, a stick that is taken in."""

import random
from pathlib import Path

from models.domain.committee import IntakeResult, Outcome
from models.services.committee import CommitteeDesk
from tests.services.branches import FakeBranch

DAY = "2026-04-02"


def known_branch(desk: CommitteeDesk, seed: int = 1, **values: object) -> FakeBranch:
    """A branch whose key a person has confirmed."""
    branch = FakeBranch(desk.peers.card(), random.Random(seed), **values)  # type: ignore[arg-type]
    offer = desk.peers.offer(branch.card.text.encode())
    desk.enrol(offer, confirmed_by="王明")
    return branch


def take_in(desk: CommitteeDesk, *paths: Path) -> IntakeResult:
    return desk.commit(desk.plan(paths))


def only(result: IntakeResult) -> Outcome:
    [outcome] = result.outcomes
    return outcome


def names(desk: CommitteeDesk) -> list[str]:
    return [row[0] for row in desk.store.rows("SELECT name FROM person ORDER BY name")]
