"""Lists as they stand on the screen: in a spreadsheet typed and safe, on paper on the smallest sheet that holds them."""

import time
from dataclasses import replace
from io import BytesIO

import docx
import openpyxl
import pytest

from exporters import listing as lists
from models.domain.errors import UserError
from models.domain.listing import Count, Listing, ListingColumn, ListingPart, figure_of
from tests.exporters.pdftools import page_texts

COLUMNS = (
    ListingColumn(title="姓名"),
    ListingColumn(title="身份证号"),
    ListingColumn(title="党费", side="right"),
    ListingColumn(title="备注"),
)
ROWS = (
    ("周立民", "530129195501010018", "1,234.50", "=1+2"),
    ("欧阳慧敏", "530129********0049", "12", ""),
    ("吴凤英", "", "—", "第一行\n第二行"),
)
LISTING = Listing(
    title="党员名册",
    branch="槐树村党支部",
    as_of="2026-09-30",
    columns=COLUMNS,
    parts=(ListingPart(heading="", rows=ROWS),),
    said=("在册党员", "筛选：学历是“大学本科”"),
    foot="共 3 人",
)
GROUPED = replace(
    LISTING,
    parts=(ListingPart(heading="第一小组", rows=ROWS[:1]), ListingPart(heading="第二小组", rows=ROWS[1:])),
    grouped_by="党小组",
    counts=(Count(label="第二小组", number=2, share="67%"), Count(label="第一小组", number=1, share="33%")),
)


def book(listing: Listing = LISTING):
    return openpyxl.load_workbook(BytesIO(lists.render(listing, "xlsx")))


def wide(count: int, text: str = "中共青石镇槐树村党支部") -> Listing:
    columns = tuple(ListingColumn(title=f"第{n}栏") for n in range(count))
    return replace(LISTING, columns=columns, parts=(ListingPart(heading="", rows=[[text] * count]),))


def test_a_sheet_says_what_it_is_before_the_columns():
    page = book().active
    assert page.title == "党员名册"
    assert [page.cell(row, 1).value for row in (1, 2, 3)] == [
        "党员名册",
        "槐树村党支部　截至 2026-09-30",
        "在册党员；筛选：学历是“大学本科”",
    ]
    assert [cell.value for cell in page[4]] == ["姓名", "身份证号", "党费", "备注"]
    assert (page.freeze_panes, page.auto_filter.ref, page.print_title_rows) == ("A5", "A4:D7", "$4:$4")
    assert page["A8"].value == "共 3 人"


def test_text_stays_text_and_figures_are_numbers():
    page = book().active
    assert (page["B5"].value, page["B5"].data_type, page["B5"].number_format) == (
        "530129195501010018",
        "s",
        "@",
    )
    assert (page["C5"].value, page["C5"].number_format) == (1234.5, "#,##0.00")
    assert (page["C6"].value, page["C6"].number_format) == (12, "0")
    assert (page["C7"].value, page["C7"].data_type) == ("—", "s")
    assert page["D7"].value == "第一行\n第二行"


@pytest.mark.parametrize(
    "text", ["=1+2", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "_x0041_", "<b>&amp;"]
)
def test_no_text_is_taken_for_anything_else(text: str):
    row = ("姓名", text, text if text[0] in "=@_<" else "=3", "")
    page = book(replace(LISTING, parts=(ListingPart(heading="", rows=[row]),))).active
    assert (page["B5"].value.replace("_x005F_", "_"), page["B5"].data_type) == (text, "s")
    assert page["B5"].quotePrefix == (text[0] in "=+-@")
    assert page["C5"].data_type == "s"


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("0", 0), ("-3", -3), ("1,234", 1234), ("1,234.50", 1234.5), ("0.05", 0.05)]
    + [(words, None) for words in ("", "007", "1,23", "12 年", "+3", "1e5", "530129195501010018", "１２")],
)
def test_only_plain_numbers_are_figures(text: str, number: float | None):
    assert figure_of(text) == number


def test_a_grouped_list_has_its_group_as_a_column_and_the_counts_on_a_sheet():
    first, second = book(GROUPED)
    assert [[cell.value for cell in row[:2]] for row in first["A4:B7"]] == [
        ["分组", "姓名"],
        ["第一小组", "周立民"],
        ["第二小组", "欧阳慧敏"],
        ["第二小组", "吴凤英"],
    ]
    assert second.title == "分组"
    assert [[cell.value for cell in row] for row in second.rows] == [
        ["党小组", "数", "占比"],
        ["第二小组", 2, "67%"],
        ["第一小组", 1, "33%"],
    ]


def test_a_list_of_sums_ends_with_them():
    page = book(replace(LISTING, sums=(("合计", "", "1,246.50", ""),))).active
    assert [cell.value for cell in page[8]] == ["合计", None, 1246.5, None]
    assert page["C8"].font.b


def test_equal_lists_give_equal_bytes():
    assert lists.render(LISTING, "xlsx") == lists.render(LISTING, "xlsx")


def test_a_sheet_of_a_hundred_thousand_rows_takes_seconds():
    big = replace(LISTING, parts=(ListingPart(heading="", rows=[ROWS[0]] * 100_000),))
    started = time.process_time()
    made = lists.render(big, "xlsx")
    assert time.process_time() - started < 20
    assert len(made) < 4_000_000


def test_paper_has_title_day_words_rows_and_foot_on_every_page_its_head():
    long = replace(LISTING, parts=(ListingPart(heading="", rows=[ROWS[1]] * 90),), foot="共 90 人")
    pages = page_texts(lists.render(long, "pdf"))
    assert len(pages) > 1
    assert "党员名册槐树村党支部截至2026-09-30在册党员；筛选：学历是“大学本科”姓名身份证号" in pages[0]
    assert all("姓名身份证号党费备注" in page for page in pages)
    assert all(f"第{n}页共{len(pages)}页" in page for n, page in enumerate(pages, 1))
    assert "共90人" in pages[-1]
    assert "=1+2" in page_texts(lists.render(LISTING, "pdf"))[0]


def test_word_has_the_same_with_the_groups_as_headings():
    document = docx.Document(BytesIO(lists.render(GROUPED, "docx")))
    table = document.tables[0]
    assert [table.rows[i].cells[0].text for i in (0, 1, 2, 3)] == [
        "姓名",
        "第一小组（1）",
        "周立民",
        "第二小组（2）",
    ]
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "按党小组分组：第二小组 2（67%）；第一小组 1（33%）" in texts


def test_the_smallest_paper_that_holds_the_columns_is_taken():
    found = [lists.fit(wide(count)) for count in (3, 10, 18)]
    assert [one.paper.code for one in found if one] == ["P", "L", "L3"]
    for one in found:
        assert one
        assert sum(one.widths) == pytest.approx(one.paper.text_width)
        assert one.size >= 7


def test_a_number_is_never_parted():
    for text in ("530129195501010018", "13987654321", "2026-09-30"):
        found = lists.fit(wide(8, text))
        assert found
        assert all(width > len(text) * 0.5 * found.size * 25.4 / 72 for width in found.widths)


def test_a_list_that_no_paper_holds_says_what_to_do():
    with pytest.raises(UserError, match=r"A3 横向排不下（大约能排 \d+ 栏）.*减少显示的栏目.*只导出 Excel"):
        lists.render(wide(60), "pdf")
    with pytest.raises(UserError, match="A4 纵向排不下.*换大一些的纸"):
        lists.render(wide(20), "docx", "P")
    assert book(wide(60)).active.max_column == 60


def test_a_list_nobody_would_print_says_so():
    big = replace(LISTING, parts=(ListingPart(heading="", rows=[ROWS[0]] * 20_001),))
    with pytest.raises(UserError, match="打印出来太多"):
        lists.render(big, "pdf")


def test_an_empty_list_has_its_head():
    empty = replace(LISTING, parts=(ListingPart(heading="", rows=()),), foot="共 0 人")
    assert [cell.value for cell in book(empty).active[4]] == ["姓名", "身份证号", "党费", "备注"]
    assert "姓名" in page_texts(lists.render(empty, "pdf"))[0]
