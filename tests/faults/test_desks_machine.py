"""F13: two or three computers of one branch: nothing is lost without a question, and both end up equal."""

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults import scale
from tests.faults.desks_machine import DesksMachine


def test_random_histories_of_several_computers() -> None:
    chosen = settings(
        max_examples=scale.points(6, 25),
        stateful_step_count=scale.points(20, 40),
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    with scale.exercised("F13", "steps of random histories: Desks") as count:
        DesksMachine.count = count
        run_state_machine_as_test(seed(scale.seed())(DesksMachine), settings=chosen)
