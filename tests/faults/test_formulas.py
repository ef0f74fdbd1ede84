"""F21: texts that look like formulas, and 18-digit numbers, come out of every export as the texts they are."""

import random
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pytest

from exporters import registry
from models.domain.listing import Listing, ListingColumn, ListingPart
from models.services.desk import Desk
from tests.faults.hostile_text import FORMULAS, MARK, fill
from tests.faults.scale import exercised, is_long, points, seed
from ui import list_paper, paper

TODAY = "2026-10-15"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "data", "防微杜渐2026-口令", name="槐树村党支部", today=lambda: TODAY)
    yield made
    made.close()


def sheet_texts(path: Path) -> list[str]:
    """All texts of a workbook; a formula or a number where text was written fails."""
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells), "a formula cell"
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            assert name.startswith("xl/worksheets") is False or b"<f>" not in archive.read(name)
    return [str(cell.value) for cell in cells]


def document_texts(path: Path) -> str:
    """All text of a document; a field made of somebody's words fails."""
    with zipfile.ZipFile(path) as archive:
        body = archive.read("word/document.xml").decode("utf-8")
    for start in ("<w:instrText", "<w:fldSimple"):
        assert not any(MARK in part.split(">")[1][:200] for part in body.split(start)[1:])
    document = docx.Document(str(path))
    paragraphs = [p.text for p in document.paragraphs]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(paragraphs + cells)


def reopened(path: Path) -> Path:
    """What LibreOffice makes of it."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "the long part needs LibreOffice (Debian: libreoffice-calc libreoffice-writer)"
    kind, out = path.suffix[1:], path.parent / "reopened"
    subprocess.run(
        [office, "--headless", "--convert-to", kind, "--outdir", str(out), str(path)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return out / path.name


def test_formulas_stay_texts(desk: Desk, tmp_path: Path) -> None:
    assert len(FORMULAS) >= 60
    fill(desk, FORMULAS)
    rosters = 0
    with exercised("F21", "formula payloads in exports") as count:
        for form in registry.all_forms().values():
            for kind in ("xlsx", "docx"):
                if kind not in form.spec.formats or form.spec.subject != "branch":
                    continue
                [path] = paper.export(desk, form.spec.id, tmp_path / kind, (kind,))
                for one in (path, *((reopened(path),) if is_long() else ())):
                    texts = sheet_texts(one) if kind == "xlsx" else document_texts(one)
                    names = [payload.strip() for payload in FORMULAS]
                    shown = [
                        name
                        for name in names
                        if (any(name in text for text in texts) if kind == "xlsx" else name in texts)
                    ]
                    if form.spec.id in ("D1", "C2", "D9") or shown:  # a letter of the branch names nobody
                        assert shown == names, form.spec.id
                        rosters += 1
                    count.add(len(names))
    assert rosters > 2


def test_formulas_stay_texts_in_lists(desk: Desk, tmp_path: Path) -> None:
    """As columns of words and as columns of figures; as heads, title and what was asked."""
    rows = [[payload, payload] for payload in FORMULAS]
    listing = Listing(
        title=FORMULAS[0],
        branch="",
        as_of="",
        columns=(ListingColumn(title=FORMULAS[1]), ListingColumn(title="数", side="right")),
        parts=(ListingPart(heading=FORMULAS[2], rows=rows),),
        said=(FORMULAS[3],),
        foot=FORMULAS[4],
        sums=((FORMULAS[5], FORMULAS[6]),),
        grouped_by="组",
    )
    with exercised("F21", "formula payloads in lists") as count:
        written = list_paper.export(desk, lambda: listing, tmp_path, ("xlsx", "docx")).files
        for path in written:
            for one in (path, *((reopened(path),) if is_long() else ())):
                texts = "\n".join(sheet_texts(one)) if path.suffix == ".xlsx" else document_texts(one)
                shown = [payload for payload in FORMULAS if payload.strip() in texts]
                assert shown == list(FORMULAS)
                count.add(len(shown))


def test_identity_numbers_keep_all_digits(desk: Desk, tmp_path: Path) -> None:
    chance, wanted = random.Random(seed()), points(300, 10_000)
    numbers = {
        f"{chance.randrange(10**16, 10**17)}{chance.choice('0123456789X')}0"[:18] for _ in range(wanted)
    }
    branch = desk.store.value("SELECT min(id) FROM branch")
    with desk.store.transaction("登记") as tx:
        tx.insert_many(
            "person",
            [
                {"name": f"党员{n}", "branch_id": branch, "category": "正式党员", "id_number": number}
                for n, number in enumerate(sorted(numbers))
            ],
        )
    with exercised("F21", "18-digit numbers in exports") as count:
        [path] = paper.export(desk, "F2", tmp_path, ("xlsx",))
        found = set(sheet_texts(path))
        assert numbers <= found
        count.add(len(numbers))
