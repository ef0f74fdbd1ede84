"""A year bound as a book: every sheet where the contents say, the same in pdf and docx, gaps at the front."""

import re
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Mm

from exporters.binder import Binder, Bound
from models.domain.binder import DUES, MEETINGS, SECTIONS, BinderKind, BinderPlan
from models.domain.errors import Cancelled, UserError
from models.services import binders
from models.services.desk import Desk
from tests.ready import sample_desk
from ui.binding import bind, facts_of


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = sample_desk(tmp_path_factory.mktemp("binder") / "sample")
    yield made
    made.close()


def bound_of(desk: Desk, plan: BinderPlan) -> tuple[Binder, Bound]:
    binder = Binder(plan)
    for sheet in plan.sheets:
        binder.add(sheet, facts_of(desk, plan, sheet))
    return binder, binder.bind()


@pytest.fixture(scope="module")
def manual(
    desk: Desk, tmp_path_factory: pytest.TempPathFactory
) -> tuple[BinderPlan, Bound, list[str], bytes]:
    """The plan, the book, the text of every page of the pdf, and the docx."""
    plan = binders.plan(desk, binders.year_of(desk, 2026))
    binder, bound = bound_of(desk, plan)
    path = tmp_path_factory.mktemp("book") / "book.pdf"
    path.write_bytes(binder.pdf(bound))
    text = subprocess.run(
        ["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True
    ).stdout
    return plan, bound, text.split("\f")[:-1], binder.docx(bound)


def test_the_contents_name_the_page_on_which_each_sheet_begins(
    manual: tuple[BinderPlan, Bound, list[str], bytes],
) -> None:
    plan, bound, pages, _ = manual
    assert len(pages) == bound.pages and f"共{len(pages)}页" in pages[10].replace(" ", "")
    listing = "".join(page for page in pages[:8])
    for sheet in plan.sheets:
        if sheet.section != MEETINGS:
            continue
        found = re.search(rf"{sheet.title}\s+(\d+)", listing)
        assert found, sheet.title
        page = pages[int(found[1]) - 1]
        assert f"第{found[1]}页" in page.replace(" ", "")
        if sheet.quarter:
            assert sheet.title in page
            continue
        assert "记录" in page
        month = re.match(r"2026年(\d+)月", sheet.title)
        assert month and f"{month[1]}月" in page.replace(" ", "").replace("年0", "年")


def test_gaps_stand_at_the_front_and_names_at_the_back(
    manual: tuple[BinderPlan, Bound, list[str], bytes],
) -> None:
    plan, _, pages, _ = manual
    front = re.sub(r"\s", "", "".join(pages[:4]))
    assert "缺项和待签清单" in front and "记录还没有签字定稿" in front and "戴淑芬" in front
    assert next(gap.what for gap in plan.facts.gaps if gap.section == MEETINGS) in front
    order = [SECTIONS.index(gap.section) for gap in plan.facts.gaps]
    assert order == sorted(order), "in the order of the book"
    index = next(page for page in reversed(pages) if "人名索引" in re.sub(r"\s", "", page))
    assert "侯学军" in index
    assert "上级检查意见" in pages[-1]


def test_the_ledger_and_the_index_name_the_very_page(
    manual: tuple[BinderPlan, Bound, list[str], bytes],
) -> None:
    _, _, pages, _ = manual
    tight = [re.sub(r"\s", "", page) for page in pages]
    ledger = next(page for page in pages if "年度组织生活台账" in page and "出勤率" in page)
    assert "记录页码指本册的页码" in re.sub(r"\s", "", ledger)
    listed = re.search(r"2026-09-26 +支部党员大会.* (\d+) *$", ledger, re.M)
    assert (
        listed and "支部党员大会记录" in tight[int(listed[1]) - 1] and "9月26日" in tight[int(listed[1]) - 1]
    )
    index = "\n".join(page for page in pages if "D12.5" in page)
    found = re.search(r"邓志强 +(\d[\d, -]*)", index)
    assert found
    for run in found[1].split(","):
        assert "邓志强" in tight[int(run.split("-")[0]) - 1]


def test_the_word_file_has_every_sheet_on_its_own_paper(
    manual: tuple[BinderPlan, Bound, list[str], bytes],
) -> None:
    plan, bound, _, content = manual
    document = Document(BytesIO(content))
    assert len(document.sections) == len(bound.forms)
    assert [round((s.page_width or 0) / Mm(1)) for s in document.sections] == [
        round(f.paper.width) for f in bound.forms
    ]
    assert document.core_properties.title == "2026年度党支部工作手册" == plan.title
    xml = document.element.xml
    assert xml.count("PAGEREF piece") == len(bound.listed)
    for number in set(bound.listed):
        assert f'w:name="piece{number}"' in xml
    said = "".join(t for p in document.iter_inner_content() for t in [getattr(p, "text", "")])
    assert "使 用 说 明" in said
    widths = {s.footer.part.partname for s in document.sections}
    assert len(widths) == len(document.sections), "each sheet keeps its own version code"


def test_an_inspection_takes_a_period_and_some_parts(desk: Desk) -> None:
    wanted = binders.period(desk, "2026-01-01", "2026-06-30", ["会议记录", "党费收缴"])
    plan = binders.plan(desk, wanted)
    assert wanted.kind is BinderKind.INSPECTION and plan.title == "检查备查册（2026-01-01 至 2026-06-30）"
    assert {sheet.section for sheet in plan.sheets} == {"会议记录", "党费收缴"}
    days = [sheet.day for sheet in plan.sheets if sheet.section == MEETINGS]
    assert days == sorted(days) and all("2026-01-01" <= day <= "2026-06-30" for day in days) and days
    assert {gap.section for gap in plan.facts.gaps} <= {"会议记录", "党费收缴"}


@pytest.mark.parametrize(
    ("since", "until", "parts", "said"),
    [
        ("", "2026-06-30", SECTIONS, "起止日期"),
        ("2026-07-01", "2026-06-30", SECTIONS, "起始日期在截止日期之后"),
        ("2026-01-01", "2026-06-30", ("没有的部分",), "至少选一个部分"),
    ],
)
def test_a_period_that_cannot_be_is_told(
    desk: Desk, since: str, until: str, parts: tuple[str, ...], said: str
) -> None:
    with pytest.raises(UserError, match=said):
        binders.period(desk, since, until, parts)
    with pytest.raises(UserError, match="还没有到"):
        binders.year_of(desk, 2027)


def test_cancelled_half_way_nothing_is_written(desk: Desk, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    wanted = binders.period(desk, "2026-01-01", "2026-06-30", ["会议记录"])
    with pytest.raises(Cancelled):
        bind(
            desk,
            wanted,
            tmp_path / "out",
            progress=lambda done, total: steps.append((done, total)),
            cancelled=lambda: len(steps) == 2,
        )
    assert steps and not (tmp_path / "out").exists()
    files = bind(desk, wanted, tmp_path / "out", progress=lambda done, total: steps.append((done, total)))
    assert [path.suffix for path in files] == [".pdf", ".docx"] and steps[-1][0] == steps[-1][1]
    newest = desk.register.entries()[0]
    assert newest.title == "检查备查册（2026-01-01 至 2026-06-30）"


def test_a_year_without_a_dues_ledger_is_a_gap(desk: Desk) -> None:
    def told(year: int) -> list[str]:
        return [
            g.what for g in binders.plan(desk, binders.year_of(desk, year)).facts.gaps if g.section == DUES
        ]

    assert "没有党费核定，也没有收缴记录" in told(2025)
    assert "没有党费核定，也没有收缴记录" not in told(2026)
