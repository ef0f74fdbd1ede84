"""New branches in one batch: fields that only some of them fill arrive, and blank ones stay blank."""

from pathlib import Path

from exporters.package.fields import Kind
from exporters.package.parts import BY_NAME
from models.services.committee import CommitteeDesk
from tests.services.branches import new_uuid
from tests.services.receiving import known_branch, take_in


def test_a_field_arrives_whichever_branch_is_the_first_to_fill_it(
    committee: CommitteeDesk, stick: Path
) -> None:
    plain, full, last = (known_branch(committee, seed, name=f"第{seed}支部") for seed in (1, 2, 3))
    texts = {
        field.name: "甲"
        for field in BY_NAME["person"].fields
        if field.kind is Kind.TEXT and not field.choices
    }
    numbers = {field.name: 1 for field in BY_NAME["person"].fields if field.kind is Kind.INT}
    full.add_person(**numbers, **texts | {"id_number": "990101195001150017", "deleted_on": "", "left_on": ""})
    paid = full.records["payment"][0]
    taken: dict[str, str | int] = {"uuid": new_uuid(full.chance), "reverses": paid["uuid"], "reason": "记错"}
    full.records["payment"].append({**paid, **taken, "amount_fen": -int(paid["amount_fen"])})
    full.records["payment_line"] += [
        {**line, "payment": taken["uuid"], "amount_fen": -int(line["amount_fen"])}
        for line in full.records["payment_line"]
        if line["payment"] == paid["uuid"]
    ]
    assert take_in(committee, *(branch.package(stick) for branch in (plain, full, last))).merged == 3
    committee.verify_chain()
    remarks = committee.store.rows("SELECT remark, count(*) FROM person GROUP BY 1 ORDER BY 1")
    assert remarks == [("", 9), ("甲", 1)]
    reversed_by = "SELECT count(*), count(reverses_id) FROM payment"
    assert committee.store.row(reversed_by) == (11, 1)
