"""Data shipped with the program: rules, codes, fonts, icons, theme and the sample branch."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent


def read_text(relative: str) -> str:
    """Return a shipped text file (UTF-8); `relative` is a path such as ``rules/citations.toml``."""
    return (ROOT / relative).read_text(encoding="utf-8")


def read_bytes(relative: str) -> bytes:
    """Return a shipped binary file."""
    return (ROOT / relative).read_bytes()
