"""What may be added to a card is told by its content; names are made harmless; every refusal says what to do."""

import io
import random
import zipfile

import pytest

from models.domain.attachment import (
    Attachment,
    checked_name,
    disk_name,
    name_of,
    recognise,
    size_words,
    tidy_name,
)
from models.domain.errors import UserError
from models.domain.picture_file import picture_size
from tests.pictures import jpeg_header, png_header


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "extension"),
    [
        (b"%PDF-1.7\n...", "pdf"),
        (b"\xef\xbb\xbf%PDF-1.4 ...", "pdf"),
        (zipped("[Content_Types].xml", "word/document.xml"), "docx"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (png_header(300, 400), "png"),
        (jpeg_header(300, 400), "jpg"),
    ],
)
def test_kind_is_told_by_content_whatever_the_name_says(data: bytes, extension: str) -> None:
    assert recognise(data, "证书.exe") == extension


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空文件"),
        (b"MZ\x90\x00", "只能添加"),
        (b"<html><script>", "只能添加"),
        (b"%PDF-" + bytes(10 * 1024**2), "最多 10.0 MB"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "旧格式"),
        (b"\x00\x00\x00\x18ftypheic", "另存为 JPG"),
        (b"BM" + bytes(60), "BMP 图片"),
        (b"GIF89a", "GIF 图片"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "WebP 图片"),
        (zipped("word/document.xml", "word/vbaProject.bin"), "宏"),
        (zipped("a.exe"), "只能添加"),
        (zipped("word/document.xml", "xl/workbook.xml"), "只能添加"),
        (b"PK\x03\x04" + bytes(100), "没有存完整"),
        (png_header(20_000, 20_000), "太大（20000×20000"),
        (png_header(0, 10), "读不出来"),
        (jpeg_header(300, 400)[:8], "读不出来"),
        (jpeg_header(300, 400) + b"\xff\xda" * 101, "读不出来"),
    ],
)
def test_what_cannot_be_added_is_said_with_the_way_out(data: bytes, said: str) -> None:
    with pytest.raises(UserError, match=said):
        recognise(data, "证书.pdf")


def test_no_bytes_whatever_make_the_reader_of_headers_stumble() -> None:
    chance = random.Random(20261122)
    starts = (jpeg_header(640, 480), png_header(640, 480), b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
    read = refused = 0
    for _ in range(4_000):
        data = bytearray(chance.choice(starts) + chance.randbytes(chance.randrange(80)))
        for _ in range(chance.randrange(6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            found = picture_size(bytes(data))
        except UserError:
            refused += 1
        else:
            assert 0 < found.width * found.height <= 20_000_000
            read += 1
    assert read > 100
    assert refused > 100


def test_names_hide_nothing_and_turn_nothing_round() -> None:
    assert tidy_name("  证书\n\t\u202e扫描件\x00 ") == "证书 扫描件"
    assert tidy_name("长" * 500) == "长" * 100
    assert name_of("C:\\照片\\入党志愿书.PDF", "pdf") == "入党志愿书"
    assert name_of("合影.jpeg", "jpg") == "合影"
    assert name_of("报告.v2.docx", "pdf") == "报告.v2.docx"
    assert name_of(".pdf", "pdf") == "未命名"


@pytest.mark.parametrize(
    ("name", "on_disk"),
    [
        ("入党志愿书", "入党志愿书.pdf"),
        ("../../etc/passwd", "_.._etc_passwd.pdf"),
        ('=HYPERLINK("http://x","a")', "=HYPERLINK(_http___x_,_a_).pdf"),
        ("<b>证书</b>", "_b_证书__b_.pdf"),
        ("CON", "_CON.pdf"),
        ("...", "_.pdf"),
    ],
)
def test_file_names_are_taken_by_every_system(name: str, on_disk: str) -> None:
    assert disk_name(Attachment(name=name, extension="pdf")) == on_disk


def test_a_very_long_name_still_fits_on_disk() -> None:
    assert len(disk_name(Attachment(name="长" * 100, extension="docx")).encode()) < 200


def test_a_name_is_needed_and_marks_of_secrecy_are_refused() -> None:
    with pytest.raises(UserError, match="请填写名称"):
        checked_name(" \u200b ")
    with pytest.raises(UserError, match="密级标志"):
        checked_name("机密文件")
    assert checked_name("无记名秘密投票情况") == "无记名秘密投票情况"


def test_sizes_in_words() -> None:
    assert (size_words(1), size_words(90_000), size_words(1_500_000)) == ("1 KB", "88 KB", "1.4 MB")
