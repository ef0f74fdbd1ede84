"""How safe the data are, in sentences: backups, a second place, rehearsal, the weekly check. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from models.domain.money import yuan

COPY_WEEKLY, COPY_LATE = 7, 14  # days
CHECK_EVERY, REHEARSE_EVERY = 7, 30
GRACE = 3
LOSES_NOTHING = "不会丢失任何改动"
COPY_NOTED = "登记备份副本"  # written by the program; nobody's work, and nothing to take back


class Light(StrEnum):
    """As the screens colour it; a sign and words always stand beside."""

    GREEN = "done"
    YELLOW = "soon"
    RED = "late"


_ORDER = (Light.GREEN, Light.YELLOW, Light.RED)


@dataclass(frozen=True, slots=True)
class SafetyLine:
    """One sentence of the state; `topic` names what it is about (备份, 另一处…)."""

    light: Light
    topic: str
    text: str


@dataclass(frozen=True, slots=True)
class SafetyStatus:
    """All of it; `light` is the worst line's."""

    lines: tuple[SafetyLine, ...]

    @property
    def light(self) -> Light:
        return max((line.light for line in self.lines), key=_ORDER.index, default=Light.GREEN)

    @property
    def sentence(self) -> str:
        """The worst line for the status line, short."""
        worst = [line for line in self.lines if line.light is self.light]
        if self.light is Light.GREEN or not worst:
            return "数据安全"
        more = f"等 {len(worst)} 项" if len(worst) > 1 else ""
        return f"数据安全：{worst[0].topic}{more}待处理"


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One backup in the list; `lost` says what restoring it would lose."""

    path: Path
    serial: int
    made_on: str
    made_at: str  # with the time of day
    reason: str
    seq: int
    people: int
    meetings: int
    payments: int
    size: int
    lost: str = LOSES_NOTHING
    same_line: bool = True  # False: made before, or beside, a restore: another line of operations
    is_ours: bool = True  # False: of another store

    @property
    def holds(self) -> str:
        """What is inside, by its own account."""
        return f"{self.people} 人，{self.meetings} 次会议，{self.payments} 笔缴费"


@dataclass(frozen=True, slots=True)
class BackupView:
    """What is inside a backup, after it was opened and checked."""

    serial: int
    made_at: str
    reason: str
    branch: str
    members: int
    meetings: int
    payments: int
    fen: int
    last: tuple[str, ...]  # the last operations in it, newest first
    lost: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.members} 名党员，{self.meetings} 次会议，缴费 {self.payments} 笔共 {yuan(self.fen)} 元"


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """What was put in place; `saved` is where the state before it lies."""

    serial: int
    made_on: str
    made_at: str
    epoch: int
    saved: Path
    keeps_password: bool


@dataclass(frozen=True, slots=True)
class Due:
    """What the program should do by itself now."""

    check: bool
    rehearsal: bool
    copy: bool


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the computer keeps of itself: ISO days and sentences, "" when it never happened."""

    copied_on: str = ""
    copied_to: str = ""
    rehearsed_on: str = ""
    rehearsed: str = ""
    rehearsal_problem: str = ""
    checked_on: str = ""
    checked: str = ""
    check_problem: str = ""
    backup_problem: str = ""


def days_since(day: str, today: str) -> int | None:
    """Days between two ISO days; None when there is none, or it lies ahead (a clock was wrong)."""
    try:
        passed = (date.fromisoformat(today) - date.fromisoformat(day)).days
    except ValueError:
        return None
    return passed if passed >= 0 else None


def due(kept: Remembered, today: str) -> Due:
    """A day that lies ahead, or none, counts as long ago."""

    def is_due(day: str, every: int) -> bool:
        passed = days_since(day, today)
        return passed is None or passed >= every

    return Due(
        check=is_due(kept.checked_on, CHECK_EVERY),
        rehearsal=is_due(kept.rehearsed_on, REHEARSE_EVERY),
        copy=is_due(kept.copied_on, COPY_WEEKLY),
    )


def backup_line(newest: BackupRow | None, head: int, problem: str, *, born_today: bool = False) -> SafetyLine:
    """Whether what was done lately is in a verified backup; data made today get their first one by themselves."""
    if problem:
        return SafetyLine(Light.RED, "备份", f"上次备份没有做成：{problem}")
    if newest is None and born_today:
        return SafetyLine(
            Light.GREEN, "备份", "数据是今天新建的，还没有备份；很快会自动做第一份，也可以点“立即备份”。"
        )
    if newest is None:
        return SafetyLine(Light.RED, "备份", "还没有备份。请点“立即备份”。")
    missing = head - newest.seq
    text = f"{newest.made_at} 已备份并核对（{newest.holds}）"
    if missing > 0:
        return SafetyLine(Light.GREEN, "备份", f"{text}；之后的 {missing} 处改动关闭时自动备份。")
    return SafetyLine(Light.GREEN, "备份", f"{text}，之后没有改动。")


def copy_line(kept: Remembered, first_day: str, today: str) -> SafetyLine:
    """A backup on the same disk dies with it."""
    passed = days_since(kept.copied_on, today)
    if passed is None:
        waited = days_since(first_day, today)
        light = Light.RED if waited is not None and waited > COPY_LATE else Light.YELLOW
        return SafetyLine(
            light, "另一处", "备份都在这一块硬盘上，硬盘坏了就全没了。请插上 U 盘，点“复制到另一处”。"
        )
    place = f"到“{kept.copied_to}”" if kept.copied_to else "到另一处"
    if passed <= COPY_WEEKLY:
        return SafetyLine(Light.GREEN, "另一处", f"{kept.copied_on} 已把备份复制{place}并读回核对。")
    light = Light.RED if passed > COPY_LATE else Light.YELLOW
    return SafetyLine(light, "另一处", f"已经 {passed} 天没有把备份复制到另一处（上次 {kept.copied_on}）。")


def _regular(
    topic: str, on: str, said: str, problem: str, every: int, today: str, never: str, late: str
) -> SafetyLine:
    if problem:
        return SafetyLine(Light.RED, topic, problem)
    passed = days_since(on, today)
    if passed is None:
        return SafetyLine(Light.YELLOW, topic, never)
    if passed > every + GRACE:
        return SafetyLine(Light.YELLOW, topic, f"{said}；已经 {passed} 天，{late}")
    return SafetyLine(Light.GREEN, topic, f"{said}。")


def rehearsal_line(kept: Remembered, today: str) -> SafetyLine:
    """The monthly practice, with what it counted."""
    return _regular(
        "演练",
        kept.rehearsed_on,
        kept.rehearsed,
        kept.rehearsal_problem,
        REHEARSE_EVERY,
        today,
        "还没有演练过恢复。点“演练”会把备份恢复到临时位置，数一遍再删掉，不动现在的数据。",
        "该再演练一次。",
    )


def check_line(kept: Remembered, today: str) -> SafetyLine:
    """The weekly check of every page and the whole journal."""
    return _regular(
        "核对",
        kept.checked_on,
        kept.checked,
        kept.check_problem,
        CHECK_EVERY,
        today,
        "还没有全面核对过。点“核对操作记录”，几秒钟即可。",
        "该再核对一次。",
    )


def rehearsed_sentence(day: str, members: int, fen: int) -> str:
    """What was counted, with its day: the proof a person understands."""
    return f"{day} 已演练：{members} 名党员，{yuan(fen)} 元"


def lost_words(seq: int, head: int) -> str:
    """What restoring a backup loses: what was done after it."""
    return f"将丢失这以后的 {head - seq} 处改动" if head > seq else LOSES_NOTHING
