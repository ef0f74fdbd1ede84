"""收款人（经办人）与复核人: two names side by side, as they were the last time; initials become names."""

from PySide6.QtWidgets import QLineEdit

from models.services.dues_hands import last_hands, needs_two
from ui.context import Context
from ui.widgets.form_grid import FormGrid
from ui.widgets.name_edit import know


class Hands:
    """Two fields for a form; where the branch wants two people, both are asked for."""

    def __init__(self, context: Context, first: str = "经办人") -> None:
        desk = context.desk
        self._first = first
        self.by, self.checked = QLineEdit(), QLineEdit()
        self.is_strict = needs_two(desk.settings)
        by, checked = last_hands(desk.store)
        self.by.setText(by)
        self.checked.setText(checked)
        if not desk.duties.is_large:
            people = desk.roster.members(desk.today())
            self._settle = (know(self.by, people), know(self.checked, people))
        else:
            self._settle = ()

    def add_to(self, form: FormGrid) -> None:
        """Put the two fields on a line of the form."""
        need = "（必填）" if self.is_strict else ""
        form.add_line(("by", f"{self._first}{need}", self.by), ("checked", f"复核人{need}", self.checked))

    def settle(self) -> None:
        """Initials still in the fields become names."""
        for settle in self._settle:
            settle()

    @property
    def names(self) -> tuple[str, str]:
        return self.by.text().strip(), self.checked.text().strip()
