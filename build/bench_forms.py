"""How fast forms are written, as ratios measured in one run: python build/bench_forms.py

1,000 one-page personal forms of 30 fields: separate Word files against cell-by-cell python-docx (60 of them, scaled) and
against zipping ready parts; one PDF against bare reportlab canvas and against LibreOffice's mail merge through UNO (100,
scaled; left out where soffice or a Python with `uno` is missing); a county's Word template against docxtpl alone (100,
scaled). The PDF's text is read back with pdftotext and compared. Beside each ratio stands its limit (issue 5, speed.md).
"""

import csv
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import bench_templates as floors
from docx import Document

from exporters.backends import docx, pdf
from exporters.backends.ziparchive import join_parts, pack_part
from exporters.layout import resolve
from exporters.spec import PAPER_P, Cell, FormSpec, Grid, Row, Title

BODY = "word/document.xml"
COUNT, NAIVE_COUNT, MERGE_COUNT, ALONE_COUNT = 1000, 60, 100, 100
LABELS = (
    "姓名", "性别", "民族", "出生日期", "籍贯", "学历", "学位", "公民身份号码", "参加工作时间", "入党日期", "转正日期", "手机号码",
    "工作单位", "职务", "职称", "现居住地", "户籍所在地", "所在党支部", "党内职务", "党小组", "申请入党日期", "确定积极分子日期",
    "确定发展对象日期", "培养联系人", "入党介绍人", "培训起止", "政治审查结论", "支部大会意见", "党委意见", "备注",
)  # fmt: skip
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴䶮㛃", "建国秀英桂兰军明丽华芳强磊洋艳勇杰娟涛超堃𬭎垚犇淑珍玉梅"
WORDS = "中共某某县某某镇某某村党支部委员会大学本科主任科员工程师同意接收为预备党员合格群众拥护工作积极"


def make_values(count: int) -> list[dict[str, str]]:
    """Invented people: about 500 characters each."""
    chance = random.Random(7)
    people: list[dict[str, str]] = []
    for number in range(count):
        values = {
            f"f{n}": "".join(chance.choices(WORDS, k=chance.randint(4, 18))) for n in range(len(LABELS))
        }
        values["f0"] = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2))
        values["f7"] = (
            f"32010619{chance.randint(50, 99)}0{chance.randint(1, 9)}{chance.randint(10, 28)}{number % 10000:04d}"
        )
        people.append(values)
    return people


def make_spec() -> FormSpec:
    cells = [(Cell(text=label, label=True), Cell(text=f"{{f{n}}}")) for n, label in enumerate(LABELS)]
    rows = tuple(Row(cells=(*cells[n], *cells[n + 1]), height=11) for n in range(0, len(cells), 2))
    return FormSpec(
        id="BENCH", title="个人登记表", version="1.0", subject="person", paper=PAPER_P, prepare=lambda facts: {}, one_page=True,
        blocks=(Title(text="个人登记表"), Grid(widths=(26, 52, 26, 52), rows=rows, size=12)),
    )  # fmt: skip


def timed(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def naive_docx(people: list[dict[str, str]], folder: Path) -> None:
    """What a first program does: a table built cell by cell."""
    for number, values in enumerate(people):
        document = Document()
        document.add_heading("个人登记表", 0)
        table = document.add_table(rows=len(LABELS) // 2, cols=4)
        table.style = "Table Grid"
        for n, label in enumerate(LABELS):
            row, place = divmod(n, 2)
            table.cell(row, 2 * place).text = label
            table.cell(row, 2 * place + 1).text = values[f"f{n}"]
        document.save(str(folder / f"naive{number}.docx"))


def our_docx(people: list[dict[str, str]], folder: Path) -> None:
    spec = make_spec()
    for number, content in enumerate(docx.render_batch([resolve(spec, values) for values in people])):
        (folder / f"form{number}.docx").write_bytes(content)


def ready_parts(example: bytes, count: int, folder: Path) -> float:
    """Seconds to zip and write parts whose XML is all ready, the shared ones compressed beforehand: the floor.

    Only the body, which differs from file to file, is compressed each time.
    """
    with ZipFile(BytesIO(example)) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    shared = [(name, pack_part(name, content)) for name, content in contents.items() if name != BODY]

    def write() -> None:
        for number in range(count):
            parts = [*shared, (BODY, pack_part(BODY, contents[BODY]))]
            (folder / f"ready{number}.docx").write_bytes(join_parts(parts))

    return timed(write)


def merged_pdf(people: list[dict[str, str]], folder: Path) -> float | None:
    """Seconds LibreOffice needs for these people, or None where it cannot be scripted."""
    python = next((p for p in ("/usr/bin/python3",) if Path(p).exists()), None)
    if shutil.which("soffice") is None or python is None:
        return None
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(LABELS)
        writer.writerows([list(values.values()) for values in people])
    script = Path(__file__).with_name("bench_mailmerge.py")
    result = subprocess.run(
        [python, script, folder / "people.csv", folder], capture_output=True, text=True, check=False
    )
    if result.returncode:
        print("LibreOffice could not be scripted:", result.stderr.strip().splitlines()[-1:])
        return None
    pages = list(folder.glob("merged*.pdf"))
    print(f"  (LibreOffice wrote {sum(path.stat().st_size for path in pages) / 1e6:.1f} MB)")
    return float(result.stdout.strip().splitlines()[-1])


def check_text(content: bytes, people: list[dict[str, str]], folder: Path) -> int:
    """How many values of the first hundred people pdftotext does not give back."""
    (folder / "all.pdf").write_bytes(content)
    text = subprocess.run(
        ["pdftotext", "-raw", folder / "all.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = text.split("\f")
    return sum(
        value not in page.replace("\n", "")
        for page, v in zip(pages, people[:100], strict=False)
        for value in v.values()
    )


def told(what: str, measured: float, limit: str) -> None:
    """One line of the table: what, how many times, and how many at most (or at least)."""
    print(f"{what:<66}{measured:>8.2f}x   {limit}")


def measure_docx(people: list[dict[str, str]], folder: Path) -> None:
    example = docx.render(resolve(make_spec(), people[0]))
    naive = timed(lambda: naive_docx(people[:NAIVE_COUNT], folder)) * COUNT / NAIVE_COUNT
    ours = timed(lambda: our_docx(people, folder))
    ready = ready_parts(example, COUNT, folder)
    told("docx: 1,000 files, time against zipping ready parts", ours / ready, "at most 10")
    told("docx: 1,000 files, as fast as python-docx cell by cell", naive / ours, "at least 30")
    print(f"  ({COUNT / ours:.0f} files a second, {len(example) / 1000:.1f} KB each)")


def measure_pdf(people: list[dict[str, str]], folder: Path) -> None:
    spec = make_spec()
    content = b""

    def join() -> None:
        nonlocal content
        content = pdf.render_joined([resolve(spec, values) for values in people])

    texts = ["个人登记表", *LABELS, *("".join(values.values()) for values in people)]
    whole = floors.bare_canvas(people, LABELS, str(floors.FONT), folder)
    bare = floors.bare_canvas(people, LABELS, floors.subset(texts), folder)
    joined = timed(join)
    told("pdf: 1,000 pages in one file, time against bare reportlab canvas", joined / bare, "at most 3")
    told("pdf: the same, the canvas with the whole font", joined / whole, "")
    print(f"  ({COUNT / joined:.0f} pages a second, {len(content) / COUNT / 1000:.1f} KB a page)")
    if shutil.which("pdftotext"):
        wrong = check_text(content, people, folder)
        print(f"  ({wrong} of {100 * len(LABELS)} values not found by pdftotext)")
    single = timed(lambda: sum(len(c) for c in pdf.render_batch([resolve(spec, v) for v in people])))
    print(f"  ({COUNT / single:.0f} separate files a second)")
    merged = merged_pdf(people[:MERGE_COUNT], folder)
    if merged is not None:
        told(
            "pdf: one file, as fast as LibreOffice's mail merge",
            merged * COUNT / MERGE_COUNT / joined,
            "at least 10",
        )


def measure_templates(people: list[dict[str, str]], folder: Path) -> None:
    own = floors.own_fields(len(LABELS))
    names = [one.caption for one in own]
    content = floors.county_template(LABELS, names)
    alone = floors.docxtpl_alone(content, people[:ALONE_COUNT], names, folder) * COUNT / ALONE_COUNT
    ours = floors.our_templates(content, people, own, folder)
    told("county's template: 1,000 files, time against docxtpl alone", ours / alone, "at most 1.1")
    print(f"  ({COUNT / ours:.0f} files a second; docxtpl {COUNT / alone:.0f})")
    joined = floors.our_templates(content, people, own, folder, joined=True)
    print(f"  (1,000 in one docx: {COUNT / joined:.0f} a second)")
    last = Document(str(folder / f"county{COUNT - 1}.docx"))
    cells = [cell.text for row in last.tables[0].rows for cell in row.cells]
    wrong = sum(value not in cells for value in people[-1].values())
    print(f"  ({wrong} of {len(LABELS)} values not found in the last file)")


def main() -> None:
    people = make_values(COUNT)
    print(f"{'1,000 one-page forms of 30 fields':<66}{'measured':>9}   limit")
    with tempfile.TemporaryDirectory() as name:
        for measure in (measure_docx, measure_pdf, measure_templates):
            measure(people, Path(name))


if __name__ == "__main__":
    main()
