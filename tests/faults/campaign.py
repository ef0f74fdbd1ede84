"""Striking an operation at many of its calls, and judging each outcome by what was acknowledged before."""

import random
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.faults import scale
from tests.faults.operations import OPERATIONS
from tests.faults.server import Done, Server
from tests.faults.shim import STRIKES, Kind, Mode

JOURNALS = ("wal", "truncate")
LARGER = (
    (40, 160) if scale.is_long() else (20,)
)  # people, beside the small branch in which every call is struck
CHINESE = re.compile("[一-鿿]{4}")  # a sentence, not a code


@dataclass(frozen=True)
class Course:
    """An operation on a base in one journal mode, as it goes without a fault."""

    operation: str
    journal: str
    base: str
    trusted: list[str]
    digests: list[str]  # before, and after each acknowledged step
    kinds: list[Kind]
    inodes: dict[str, str]  # of a recorded run: which inode is which file

    def points(self, mode: Mode) -> list[int]:
        """The calls this fault can strike."""
        struck = STRIKES.get(mode)
        return [at for at, kind in enumerate(self.kinds) if struck is None or kind in struck]


class Campaign:
    """Bases, rehearsals and strikes in one scratch folder."""

    def __init__(self, server: Server, scratch: Path, people: int = 6) -> None:
        self.server = server
        self.scratch = scratch
        self.people = people
        self._bases: dict[str, list[str]] = {}
        self._courses: dict[tuple[str, str], Course] = {}

    def base(self, name: str) -> tuple[str, list[str]]:
        place = str(self.scratch / f"base-{name}")
        if name not in self._bases:
            made = self.server.call("prepare", root=place, base=name, people=self.people)
            self._bases[name] = made["trusted"]
        return place, self._bases[name]

    def course(self, operation: str, journal: str, base: str, trace: str = "") -> Course:
        """Rehearse an operation once."""
        key = (operation, journal)
        if key not in self._courses or trace:
            place, trusted = self.base(base)
            root = self.scratch / "rehearsal"
            shutil.rmtree(root, ignore_errors=True)
            shutil.copytree(place, root)
            found = self.server.call(
                "rehearse", root=str(root), operation=operation, journal=journal, trace=trace
            )
            kinds = [Kind(kind) for kind in found["kinds"]]
            self._courses[key] = Course(
                operation, journal, place, trusted, found["digests"], kinds, found["inodes"]
            )
        return self._courses[key]

    def strike(
        self, course: Course, mode: Mode, at: int, more: int = 0, *, place: Path | None = None, room: int = -1
    ) -> list[str]:
        """One fault and its judgement: what is wrong, if anything."""
        root = str((place or self.scratch) / "struck")
        common = {"root": root, "journal": course.journal}
        blow = {
            "source": course.base,
            "operation": course.operation,
            "mode": int(mode),
            "at": at,
            "more": more,
        }
        done = self.server.run(("strike", common | blow))[0]
        steps = len(done.acks)
        kept = {"allowed": course.digests[steps : steps + 2], "trusted": course.trusted}
        left = self.server.run(("check", common | kept))[0]
        place = f"{course.operation}, {course.journal}, {mode.name} at call {at} ({_name(course, at)})"
        return [f"{place}, {steps} acknowledged: {problem}" for problem in judge(course, mode, done, left)]

    def strike_twice(
        self, course: Course, first: tuple[Mode, int], second: tuple[Mode, int]
    ) -> tuple[bool, list[str]]:
        """A fault, then another while the branch is opened again; whether the second struck, and what is wrong."""
        root = str(self.scratch / "struck")
        common = {"root": root, "journal": course.journal}
        blow = {"source": course.base, "operation": course.operation, "mode": int(first[0]), "at": first[1]}
        steps = len(self.server.run(("strike", common | blow))[0].acks)
        again = self.server.run(("strike_again", common | {"mode": int(second[0]), "at": second[1]}))[0]
        kept = {"allowed": course.digests[steps : steps + 2], "trusted": course.trusted}
        left = self.server.run(("check", common | kept))[0]
        place = f"{course.operation}, {course.journal}, {first} then {second}, {steps} acknowledged"
        struck = again.killed or bool(again.result and again.result["fired"])
        return struck, [
            f"{place}: {text}" for text in judge(course, second[0], again, left, steps_count=False)
        ]

    def survey(self, operation: str, journal: str, base: str, wanted: int, **cuts: Any) -> dict[str, Any]:
        """Simulated power cuts along one recorded run of an operation."""
        trace = self.scratch / "trace"
        shutil.rmtree(f"{trace}-before", ignore_errors=True)
        course = self.course(operation, journal, base, str(trace))
        found = self.server.call(
            "survey",
            course=asdict(course),
            trace=str(trace),
            root=str(self.scratch / "rehearsal"),
            seed=scale.seed(),
            wanted=wanted,
            cuts=cuts,
        )
        found["problems"] = [f"{operation}, {journal}: {problem}" for problem in found["problems"]]
        return found


def _name(course: Course, at: int) -> str:
    return course.kinds[at].name.lower() if at < len(course.kinds) else "later"


def judge(course: Course, mode: Mode, done: Done, left: Done, *, steps_count: bool = True) -> list[str]:
    """What a fault must not do: crash, hang, stay silent, forget what it acknowledged, leave anything half."""
    problems: list[str] = []
    kills = mode in (Mode.KILL_BEFORE, Mode.KILL_TORN)
    if done.hung or left.hung:
        return ["hangs"]
    if done.bug or left.bug:
        return [done.bug or left.bug]
    if done.signal and not (kills and done.killed):
        return [f"crashes with signal {done.signal}"]
    steps = len(done.acks)
    if not kills:
        said: str = done.result["said"]
        if steps_count and steps < len(course.digests) - 1 and not CHINESE.search(said):
            problems.append(f"stops without a sentence ({said!r})")
        if done.result["after"]:
            problems.append(f"not usable afterwards: {done.result['after']}")
    return problems + left.result


Point = tuple[Course, Mode, int]


def spread(points: Iterable[Point], wanted: int) -> Iterator[Point]:
    """As many points as wanted, a fair share of each operation and fault, evenly over its calls; or all there are."""
    groups: dict[tuple[str, str, Mode], list[Point]] = {}
    for course, mode, at in points:
        groups.setdefault((course.operation, course.journal, mode), []).append((course, mode, at))
    chance = random.Random(scale.seed())
    for left, group in zip(range(len(groups), 0, -1), sorted(groups.values(), key=len), strict=True):
        share = min(len(group), -(-wanted // left))
        wanted -= share
        for number in range(share):
            low, high = len(group) * number // share, len(group) * (number + 1) // share
            yield group[chance.randrange(low, high)]


def of_all(campaign: Campaign, names: Iterable[str], modes: Iterable[Mode], wanted: int) -> Iterator[Point]:
    """Points of each of these operations: every call, or as many as wanted of each."""
    for name in names:
        courses = [campaign.course(name, journal, OPERATIONS[name].base) for journal in JOURNALS]
        every = [(course, mode, at) for course in courses for mode in modes for at in course.points(mode)]
        yield from spread(every, wanted)
