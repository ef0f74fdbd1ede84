"""What a package holds for people without the program, opened as they would open it."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from tests.services.handing_over import Pair, pair
from ui.handoff_papers import ROSTER, SUMMARY, readable


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Pair]:
    with pair(tmp_path) as made:
        yield made


def cells(content: bytes) -> list[list[str]]:
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert sheet is not None
    return [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]


def text(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        return "".join("".join(page.get_textpage().get_text_bounded() for page in document).split())


def test_the_files_travel_in_the_package(both: Pair) -> None:
    handoff = both.desk.handoff
    prepared = handoff.prepare(both.peer.id)
    package = both.open(handoff.write_package(prepared, readable(both.desk, prepared)).path)
    assert set(package.manifest.readable) == {ROSTER, SUMMARY}
    names = [row[1] for row in cells(package.readable(ROSTER))[1:]]
    assert len(names) == 40 and "侯学军" in names
    said = text(package.readable(SUMMARY))
    assert both.desk.branch.name in said and "合计9052.84元" in said and "本软件仅用于非涉密信息" in said
    assert "第一次上报" in said


def test_they_hold_only_the_chosen_fields(both: Pair) -> None:
    handoff = both.desk.handoff
    person = both.desk.roster.members("2026-10-15")[0]
    handoff.take_receipt(both.receipt(both.write().path))
    both.desk.roster.update(person.id, {"phone": "13987654321", "address": "东街 8 号", "education": "大学"})
    profile = handoff.custom_profile(
        frozenset({"person.phone", "person.address", "person.sex", "person.id_number", "person.is_mobile"})
    )
    prepared = handoff.prepare(both.peer.id, profile)
    files = readable(both.desk, prepared)
    rows = cells(files[ROSTER])
    line = dict(zip(rows[0], next(row for row in rows if row[1] == person.name), strict=True))
    assert line["公民身份号码"] == line["性别"] == line["手机号码"] == line["现居住地"] == ""
    assert line["学历"] == "大学"
    assert "13987654321" not in "".join("".join(row) for row in rows)
    said = text(files[SUMMARY])
    assert f"变更{person.name}学历" in said and "电话" not in said.split("摘要")[1]
