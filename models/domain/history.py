"""The journal in the words of the screen: one line a change of one record."""

from dataclasses import dataclass

from models.domain.changes import HistoryEntry
from models.domain.facts import PaperFacts


def change_words(entry: HistoryEntry) -> str:
    """姓名：王二 → 王五."""
    if not entry.before and not entry.after:
        return entry.field
    return f"{entry.field}：{entry.before or '空'} → {entry.after or '空'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """Who, when, what of which record; `changes` holds one entry a field."""

    seq: int
    at: str
    actor: str
    label: str
    kind: str  # 人员, 会议 …
    what: str  # 新建, 修改, 删除
    name: str  # of whom or of which meeting it is
    changes: tuple[HistoryEntry, ...] = ()
    owner: tuple[str, int] | None = None  # (table, id) where one can go

    @property
    def summary(self) -> str:
        """Old → new of every field in one line."""
        return "；".join(filter(None, map(change_words, self.changes)))


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryFacts(PaperFacts):
    """Subject "paper" (H6)."""

    lines: tuple[HistoryLine, ...] = ()
