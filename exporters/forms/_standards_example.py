"""An invented year's standards: the example of C1, by the rules that are shipped."""

from collections.abc import Iterable
from dataclasses import replace

from exporters.forms._examples import BRANCH, MEMBERS
from models.domain import dues_items
from models.domain.dues import standard
from models.domain.dues_items import Items, items_of, pack
from models.domain.dues_records import DuesStandard
from models.domain.records import Person
from models.domain.reduction import Reduction
from models.domain.rules import load_rules
from models.domain.standard_paper import Fixed, StandardFacts


def _example_fixed(person: Person, kind: str, items: Items, before: Items, local_source: str = "") -> Fixed:
    now = _example_standard(person, "2026-01", kind, items, local_source)
    last = _example_standard(person, "2025-01", kind, before) if before else None
    return Fixed(person=person, standards=(now,), before=last, meeting="2026年1月9日支部委员会")


def _example_standard(
    person: Person, month: str, kind: str, items: Items, local_source: str = ""
) -> DuesStandard:
    base = dues_items.base_of(kind, items) if items else None
    found = standard(kind, base, 20, f"{month}-01", load_rules())
    return DuesStandard(
        person_id=person.id,
        from_month=month,
        kind=kind,
        base_fen=base or 0,
        amount_fen=found.amount_fen,
        computed_fen=found.amount_fen,
        uncapped_fen=found.uncapped_fen,
        band=found.band,
        explanation=found.explanation,
        items=pack(items),
        rounding="分" if items else "",
        fixed_on="2026-01-09",
        local_source=local_source,
    )


def _example_items(kind: str, figures: Iterable[int]) -> Items:
    usual = items_of(kind, "2026-01")
    signed = [*((name, 1) for name in usual.counted), *((name, -1) for name in usual.taken_off)]
    return tuple((name, sign * fen) for (name, sign), fen in zip(signed, figures, strict=False) if fen)


_LAST = _example_items("事业单位", (223000, 164000, 98000, 42000, 42160, 21080, 63240, 10540, 0, 1260))
_NOW = _example_items("事业单位", (223000, 171000, 98000, 42000, 42720, 21360, 64080, 10680, 0, 1410))
_WORKS = _example_items("公务员", (118000, 262000, 95000, 60000, 42800, 21400, 64200, 10700, 0, 2240))
_PENSION = _example_items("离退休", (632150,))
STANDARDS = StandardFacts(
    branch=BRANCH,
    as_of="2026-01-09",
    year=2026,
    people=(
        _example_fixed(MEMBERS[0], "事业单位", _NOW, _LAST),
        _example_fixed(MEMBERS[1], "公务员", _WORKS, ()),
        _example_fixed(MEMBERS[2], "离退休", _PENSION, _PENSION),
        replace(
            _example_fixed(MEMBERS[3], "农民", (), (), local_source="县委组织部 2019 年通知"),
            reductions=(
                Reduction(
                    person_id=MEMBERS[3].id, kind="免交", from_month="2026-01", to_month="2026-06",
                    grounds="因病", branch_on="2026-01-09", superior_on="2026-01-16",
                    superior_paper="青石党〔2026〕3号",
                ),
            ),
        ),
    ),
)  # fmt: skip
