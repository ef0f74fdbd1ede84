"""Pages of PDF files: text that copies right, heads, page numbers, breaks, the official page's 22 lines of 28."""

import re
import zlib

import pytest

from exporters.backends import pdf
from exporters.backends.fonts import FontBook
from exporters.backends.linebreak import COMMON_ADVANCE, NO_END, NO_START, wrap
from exporters.spec import PAPER_G, Cell, Grid, Paragraph, Row, Signature, Title, Watermark
from tests.exporters.pdftools import page_lines, page_texts
from tests.exporters.samples import PEOPLE, RARE, make, minutes, official, roster


@pytest.fixture(scope="module")
def book():
    """Shipped fonts only, so that the tests see the same on every machine."""
    return FontBook()


def test_every_name_can_be_copied_back(book):
    text = "".join(page_texts(pdf.render(roster(), book)))
    for person in PEOPLE:
        assert person["name"] in text
        assert person["phone"] in text


def test_a_name_only_the_rare_font_has_is_copied_back(book):
    assert "王𠀂龘" in page_texts(pdf.render(make(Title(text="王𠀂龘")), book))[0]


def test_the_head_is_repeated_and_pages_are_counted(book):
    pages = page_texts(pdf.render(roster(), book))
    assert len(pages) > 2
    for number, text in enumerate(pages, 1):
        assert "电话" in text
        assert f"第{number}页共{len(pages)}页" in text
        assert f"版本码{roster().code}" in text
    assert sum("党员花名册" in text for text in pages) == 1


def test_rows_are_not_torn(book):
    for text in page_texts(pdf.render(roster(), book)):
        assert len(re.findall("周.民", text)) == len(re.findall("1390000", text))


def test_long_minutes_go_on_over_pages_and_lose_nothing(book):
    words = [f"第{n}条意见是按期完成，" for n in range(400)]
    pages = page_texts(pdf.render(minutes("".join(words)), book))
    assert len(pages) > 3
    body = "".join(re.sub(r"T11\.0第\d+页共\d+页版本码\w{8}|会议内容", "", text) for text in pages)
    assert "".join(words) in body
    assert all("会议内容" in text for text in pages[:-1])
    assert "主持人签名" in pages[-1].replace("\n", "")


def test_short_minutes_fill_exactly_one_page(book):
    pages = page_texts(pdf.render(minutes("通过。"), book))
    assert len(pages) == 1
    assert "主持人签名" in pages[0]


def test_the_official_page_has_22_lines_of_28_characters(book):
    pages = page_lines(pdf.render(official("中" * (28 * 22 + 1)), book))
    body = [[line for line in page if set(line) == {"中"}] for page in pages]
    assert [len(line) for line in body[0]] == [28] * 22
    assert body[1] == ["中"]


def test_official_pages_carry_their_number_outside(book):
    pages = page_texts(pdf.render(official("中" * 28 * 23), book))
    assert "—1—" in pages[0]
    assert "—2—" in pages[1]


def test_name_and_date_stand_as_the_standard_says(book):
    content = pdf.render(
        make(Signature(name="中共云岭村支部委员会", date="2026年9月30日"), paper=PAPER_G), book
    )
    text = page_texts(content)[0]
    assert text.index("中共云岭村支部委员会") < text.index("2026年9月30日")


@pytest.mark.parametrize("width", [100, 137, 180, 222, 301])
def test_no_line_begins_or_ends_with_a_wrong_mark(width):
    text = "会议（第三次）讨论了《细则》；同意“按期转正”，票数：16票。请看A-12号文件…—完！" * 6
    lines = [line for line, _ in wrap(text, width, COMMON_ADVANCE, 14)]
    assert "".join(lines) == text
    assert all(line[0] not in NO_START for line in lines[1:])
    assert all(line[-1] not in NO_END for line in lines)


def test_words_and_numbers_are_kept_whole():
    lines = [line for line, _ in wrap("电话号码13900001234和编号A-12", 100, COMMON_ADVANCE, 14)]
    assert any("13900001234" in line for line in lines)


def test_a_word_longer_than_the_line_is_broken_not_lost():
    lines = [line for line, _ in wrap("X" * 100, 70, COMMON_ADVANCE, 14)]
    assert len(lines) == 10
    assert "".join(lines) == "X" * 100


def personal(count, one_page):
    rows = tuple(
        Row(cells=(Cell(text=f"项目{n}", label=True), Cell(text="内容")), height=25) for n in range(count)
    )
    return make(Title(text="登记表"), Grid(widths=(30, 126), rows=rows), one_page=one_page)


def test_a_personal_form_is_shrunk_to_one_page_where_asked(book):
    assert len(page_texts(pdf.render(personal(12, False), book))) == 2
    assert len(page_texts(pdf.render(personal(12, True), book))) == 1


def test_a_heading_goes_to_the_next_page_with_its_table(book):
    table = Grid(widths=(78, 78), rows=(Row(height=8, cells=(Cell(text="甲"), Cell(text="乙"))),))
    apart = set[bool]()
    for lines in range(20, 34):
        text = [Paragraph(text=f"第{n}行") for n in range(lines)]
        blocks = (*text, Paragraph(text="奖励和处分", indent=0), table)
        pages = page_texts(pdf.render(make(*blocks), book))
        assert [("奖励和处分" in page, "乙" in page) for page in pages] in (
            [(True, True)],
            [(False, False), (True, True)],
        )
        apart.add(len(pages) == 2)
    assert apart == {False, True}


def test_type_is_not_shrunk_beyond_legible(book):
    assert len(page_texts(pdf.render(personal(80, True), book))) > 1


def test_equal_forms_give_equal_bytes_whatever_was_printed_before(book):
    pdf.render(make(Title(text="王𠀂龘")), book)
    assert pdf.render(roster(), book) == pdf.render(roster(), FontBook())


def test_every_font_is_embedded_and_the_title_is_known(book):
    content = pdf.render(roster(), book)
    assert b"Helvetica" not in content
    assert content.count(b"/Type0") == content.count(b"/FontFile2")
    assert "党员花名册".encode("utf-16-be") in content or b"\\376\\377" in content


def test_the_watermark_is_on_every_page(book):
    form = make(Watermark(text="填写参考"), Paragraph(text="中" * 2000))
    pages = page_texts(pdf.render(form, book))
    assert len(pages) > 1
    assert all("填写参考" in text for text in pages)


def test_markup_and_control_characters_are_plain_text(book):
    text = page_texts(pdf.render(make(Title(text="{a}"), values={"a": "<b>&\"'\x07(\\)"}), book))[0]
    assert "<b>&\"'(\\)" in text


def test_a_batch_gives_one_file_each_and_a_joined_file_counts_each_form(book):
    forms = [make(Title(text=f"表{n}{RARE[n]}")) for n in range(5)]
    files = list(pdf.render_batch(forms, book))
    assert [page_texts(f)[0][:3] for f in files] == [f"表{n}{RARE[n]}" for n in range(5)]
    joined = page_texts(pdf.render_joined(forms, book))
    assert len(joined) == 5
    assert all("第1页共1页" in text for text in joined)


def test_characters_beyond_the_first_plane_are_mapped_as_utf16(book):
    content = pdf.render(make(Title(text="𬭎")), book)
    streams = [zlib.decompress(s) for s in re.findall(rb"stream\n(x.*?)endstream", content, re.DOTALL)]
    assert any("𬭎".encode("utf-16-be").hex().upper().encode() in s for s in streams)
