"""A field for somebody's name: initials become the name when it is left, where they mean one person only."""

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QLineEdit

from models.domain.records import Person


def know(edit: QLineEdit, people: Iterable[Person]) -> Callable[[], None]:
    """hyf typed into this field becomes 何永福; what means several people, or nobody, stays as it was typed.

    Returns what does it, for a form that is saved out of the field.
    """
    names: dict[str, str] = {}
    for person in people:
        for key in {person.initials.lower(), person.pinyin.lower().replace(" ", "")} - {""}:
            names[key] = "" if names.get(key, person.name) != person.name else person.name

    def settle() -> None:
        if name := names.get(edit.text().strip().lower()):
            edit.setText(name)

    edit.editingFinished.connect(settle)
    return settle
