"""Whom the history names: the clerk at a committee, a command where nobody was named, who was named."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import main as program
from models.services.committee import CommitteeDesk
from models.services.desk import Desk

PASSWORD = "槐树-shù-2026"
MESSY = Path(__file__).parent / "samples" / "roster-messy.xlsx"


@pytest.fixture
def committee(tmp_path: Path) -> Iterator[CommitteeDesk]:
    made = CommitteeDesk.create(
        tmp_path / "党委", PASSWORD, name="中共青石镇委员会", today=lambda: "2026-09-30"
    )
    yield made
    made.close()


def test_a_committee_is_signed_by_its_clerk(committee: CommitteeDesk) -> None:
    def actor() -> str:
        return committee.recent(1)[0].actor

    committee.set_overdue_days(40)
    assert actor() == "本机"
    committee.tree.set_clerk(" 何 永福 ")
    committee.set_overdue_days(41)
    assert (committee.tree.clerk, actor()) == ("何 永福", "何 永福")
    committee.sign_as("王丽")
    committee.set_overdue_days(42)
    assert actor() == "王丽", "who this computer's settings name comes first"
    committee.sign_as("")
    committee.tree.set_clerk("李强")
    committee.set_overdue_days(43)
    assert actor() == "李强"
    committee.undo()
    committee.undo()
    assert committee.tree.clerk == "何 永福" and committee.store.actor == "何 永福"


def test_a_committee_that_is_opened_again_knows_its_clerk(tmp_path: Path) -> None:
    made = CommitteeDesk.create(tmp_path / "党委", PASSWORD, name="中共青石镇委员会")
    made.tree.set_clerk("何永福")
    made.close()
    again = CommitteeDesk.open(tmp_path / "党委", PASSWORD)
    assert again.store.actor == "何永福"
    again.close()


@pytest.mark.parametrize(("words", "actor"), [((), "命令行"), (("--actor", " 组织  委员 "), "组织 委员")])
def test_commands_say_that_they_are_commands_or_who_gave_them(
    tmp_path: Path, words: tuple[str, ...], actor: str
) -> None:
    """The secretary on record did not do what a script does."""
    Desk.create(tmp_path / "store", PASSWORD, name="槐树村党支部", secretary="陈美华").close()
    (tmp_path / "password.txt").write_text(PASSWORD, encoding="utf-8")
    store = ("--store", str(tmp_path / "store"), "--password-file", str(tmp_path / "password.txt"))
    assert program.main(["import", "roster", str(MESSY), *store, *words]) == 0
    assert program.main(["backup", *store, *words]) == 0
    assert program.main(["restore", *store, *words, "--json"]) == 0
    desk = Desk.open(tmp_path / "store", PASSWORD)
    signed = {(str(row[0])[:2], str(row[1])) for row in desk.store.rows("SELECT label, actor FROM journal")}
    assert ("导入", actor) in signed and ("从备", actor) in signed
    assert {who for _, who in signed} <= {"陈美华", actor}, "set up by the window"
    assert desk.store.actor == "陈美华", "a window is signed by the secretary as before"
    desk.close()
