"""A table of another kind is refused with a sentence that says what it is; nothing is imported."""

from pathlib import Path

import openpyxl
import pytest

from models.domain.errors import UserError
from models.services.desk import Desk

SAMPLES = Path(__file__).parents[1] / "samples"


@pytest.fixture
def desk(tmp_path: Path):
    made = Desk.create(tmp_path / "store", "一个够长的口令-2026", name="中共柳溪村支部委员会")
    yield made
    made.close()


@pytest.mark.parametrize(
    ("name", "words"), [("stage-dates.xlsx", "这像是发展党员时间表"), ("dues-2026.xlsx", "这像是党费表")]
)
def test_a_roster_is_asked_for(desk: Desk, name: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        desk.roster.plan_import(SAMPLES / name)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("roster-standard.xlsx", "这像是党员名册"),
        ("roster-messy.xlsx", "这像是党员名册"),
        ("dues-2026.xlsx", "这像是党费表"),
    ],
)
def test_a_table_of_dates_is_asked_for(desk: Desk, name: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        desk.development.plan_import(SAMPLES / name)


def test_a_roster_with_all_dates_is_a_roster(desk: Desk, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(
        ["姓名", "人员类别", "申请入党时间", "谈话时间", "确定积极分子时间", "确定发展对象时间", "入党时间"]
    )
    page.append(["侯学军", "正式党员", "2012-01-05", "2012-01-20", "2012-08-01", "2013-09-01", "2014-04-10"])
    book.save(tmp_path / "名册.xlsx")
    assert len(desk.roster.plan_import(tmp_path / "名册.xlsx").people) == 1
