"""Finds the forms: every module of exporters/forms with a FORM or FORMS.

Importing this module loads no document library (speed.md §4: they cost a quarter of a second together).
"""

from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

from exporters import forms
from exporters.spec import Form
from models.domain.errors import UserError


@lru_cache(maxsize=1)
def all_forms() -> dict[str, Form]:
    """Forms by id, in order of id. Raises ValueError for a module without forms or an id used twice."""
    found: dict[str, Form] = {}
    for module in iter_modules(forms.__path__):
        if module.name.startswith("_"):
            continue
        loaded = import_module(f"{forms.__name__}.{module.name}")
        declared: Form | tuple[Form, ...] | None = getattr(loaded, "FORMS", None) or getattr(
            loaded, "FORM", None
        )
        if declared is None:
            continue  # shared pieces of forms
        for item in declared if isinstance(declared, tuple) else (declared,):
            if item.spec.id in found:
                raise ValueError(f"form id {item.spec.id} is used twice")
            found[item.spec.id] = item
    return dict(sorted(found.items()))


def form(form_id: str) -> Form:
    """The form of this id (case ignored). Raises UserError naming the known ids."""
    known = all_forms()
    for key, value in known.items():
        if key.lower() == form_id.strip().lower():
            return value
    raise UserError(f"没有编号为“{form_id}”的表。", ("可用的表：" + "、".join(known),))
