"""列席人员 of a meeting as one line of text: names with what they are in brackets, taken apart and put together."""

import re
from collections.abc import Sequence

_BETWEEN = re.compile(r"[、，,；;\n]+(?![^（(]*[）)])")


def split_people(text: str) -> list[tuple[str, str]]:
    """Names of a free text such as “李强（镇党委组织委员）、王丽”: [(name, what stands in brackets)]."""
    people: list[tuple[str, str]] = []
    for part in _BETWEEN.split(text):
        match = re.match(r"\s*([^（(]+?)\s*(?:[（(](.*)[）)])?\s*$", part)
        if match and match.group(1).strip():
            people.append((match.group(1), (match.group(2) or "").strip()))
    return people


def joined(people: Sequence[tuple[str, str]]) -> str:
    """李强（镇党委组织委员）、王丽."""
    return "、".join(f"{name}（{role}）" if role else name for name, role in people)


def with_or_without(text: str, name: str, role: str) -> str:
    """The text with somebody added at the end, or taken out who stands there already."""
    people = split_people(text)
    kept = [one for one in people if one[0] != name]
    return joined(kept if len(kept) < len(people) else [*people, (name, role)])
