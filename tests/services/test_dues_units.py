"""The committee's remittance report: a line a branch, each with the months it has closed itself."""

from pathlib import Path

from exporters.registry import form
from models.domain.committee import UnitKind
from models.domain.dues_report import period
from models.services.committee import CommitteeDesk
from models.services.dues_units import remittances
from tests.services.receiving import known_branch, take_in


def test_a_line_a_branch_and_one_that_sent_nothing(committee: CommitteeDesk, stick: Path) -> None:
    one, two = known_branch(committee, 1, name="中共甲支部"), known_branch(committee, 2, name="中共乙支部")
    take_in(committee, one.package(stick), two.package(stick))
    committee.add_unit(UnitKind.BRANCH, "中共丙支部")
    quarter = remittances(committee, committee.committee.id, period("2026-Q1"))
    paid = {line.name: line.paid_fen for line in quarter.units}
    for branch in (one, two):
        assert paid[branch.name] == sum(int(line["amount_fen"]) for line in branch.records["payment_line"])
    silent = next(line for line in quarter.units if line.name == "中共丙支部")
    assert not silent.is_known
    values = form("C5.2").spec.prepare(quarter)
    assert values["said"] == "3 个支部，1 个没有报来党费记录"
    assert values["sum_f_paid"].replace(".", "") == str(sum(paid.values()))
    later = remittances(committee, committee.committee.id, period("2026-Q2"))
    assert sum(line.paid_fen for line in later.units) == 0


def test_one_branchs_closing_closes_no_month_of_another(committee: CommitteeDesk, stick: Path) -> None:
    one, two = known_branch(committee, 1, name="中共甲支部"), known_branch(committee, 2, name="中共乙支部")
    for branch in (one, two):
        branch.records["dues_standard"] += [
            {
                "uuid": f"{number:08x}-0000-4000-8000-{branch.uuid[-12:]}",
                "person": person["uuid"],
                "from_month": "2026-01",
                "kind": "学生",
                "amount_fen": 20,
            }
            for number, person in enumerate(branch.records["person"], 1)
        ]
    voucher = f"00000001-0000-4000-9000-{one.uuid[-12:]}"
    one.records["voucher"] = [
        {
            "uuid": voucher,
            "number": "记2026-0001",
            "on_date": "2026-02-01",
            "kind": "结账",
            "from_month": "2026-01",
            "to_month": "2026-01",
        }
    ]
    people = [person["uuid"] for person in one.records["person"]]
    one.records["posting"] = [
        *(
            {
                "voucher": voucher,
                "line": n,
                "account": "应收党费",
                "person": who,
                "month": "2026-01",
                "amount_fen": 30,
            }
            for n, who in enumerate(people, 1)
        ),
        {"voucher": voucher, "line": len(people) + 1, "account": "党费收入", "amount_fen": -30 * len(people)},
    ]
    take_in(committee, one.package(stick), two.package(stick))
    due = {
        line.name: line.due_fen
        for line in remittances(committee, committee.committee.id, period("2026-01")).units
    }
    assert due == {one.name: 30 * len(people), two.name: 20 * len(two.records["person"])}
