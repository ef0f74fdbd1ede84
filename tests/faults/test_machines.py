"""F13: after each step of a random history the program and an independent model say the same."""

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults import scale
from tests.faults.books_machine import BooksMachine
from tests.faults.machines import Histories, LedgerMachine, PipelineMachine
from tests.faults.more_machines import BackupMachine, MinutesMachine

MACHINES = {
    "ledger": LedgerMachine,
    "books": BooksMachine,
    "pipeline": PipelineMachine,
    "minutes": MinutesMachine,
    "backup": BackupMachine,
}


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_random_histories(machine: type[Histories]) -> None:
    chosen = settings(
        max_examples=scale.points(*machine.examples),
        stateful_step_count=scale.points(20, 40),
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    with scale.exercised(
        "F13", f"steps of random histories: {machine.__name__.removesuffix('Machine')}"
    ) as count:
        machine.count = count
        run_state_machine_as_test(seed(scale.seed())(machine), settings=chosen)
