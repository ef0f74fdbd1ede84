"""F11: everything that reads a foreign file, fed with mutations; only declared refusals come back, and quickly.

The mutations begin with good inputs; one that brought an answer not seen before joins the pool from which later ones are made.
"""

import json
import random
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from openpyxl import Workbook

from exporters.layout import clean
from exporters.package import age_file, archive, cards, checks, jsonl, manifest, minisign, receipts, sealing
from exporters.package.manifest import Head
from exporters.package.parts import BY_NAME, FULL_PROFILE
from exporters.package.table import PartReader
from exporters.templates.filling import Template
from models.db import keys
from models.domain.errors import UserError
from models.services import sheets
from tests.exporters import template_docx
from tests.exporters.package import samples
from tests.exporters.package.samples import branch, committee
from tests.faults import forging, scale

SLOWEST = 2.0  # seconds for one input
POOL = 300
WORDS = (
    b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"\n", b"\r\n", b"\0", b"\xff", b"\xef\xbb\xbf", b"\\u0000", b"\\ud800", b"1e999", b"NaN",
    b"-0", b"9" * 40, b"null", b"true", b'"uuid":', b'"amount_fen":', b"-> X25519 ", b"--- ", b"PK\x01\x02", b"PK\x05\x06",
    b"\xe2\x80\xae", b"\xcc\x81", b"=", b"A" * 43, b"untrusted comment: ", b"trusted comment: ", b"<!DOCTYPE", b"&x;", b"[" * 500,
    b"{{", b"}}", b"{%", b"%}", b"{#", b"(" * 300, "{{姓名}}".encode(), "{% for 人 in 家庭成员 %}".encode(), b"{% endfor %}", "。".encode(),
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """One reader: good inputs, and the refusals it may answer with."""

    name: str
    seeds: Callable[[], Sequence[bytes]]
    read: Callable[[bytes, Path], object]
    declared: tuple[type[Exception], ...]
    quick: int
    long: int


def parts() -> dict[str, bytes]:
    files = forging.unpack(samples.written().data)
    return {name: files[f"data/{name}.jsonl"] for name in BY_NAME}


def read_parts(data: bytes, _folder: Path) -> None:
    """The first byte chooses the part."""
    name = list(BY_NAME)[data[0] % len(BY_NAME)] if data else "person"
    rows = list(PartReader(BY_NAME[name], FULL_PROFILE[name]).chunks(data[1:]))
    assert b"".join(jsonl.dump(one.records()) for one in rows) == data[1:]


def part_seeds() -> list[bytes]:
    return [bytes([number]) + data for number, data in enumerate(parts().values())]


def whole_contents(data: bytes, _folder: Path) -> None:
    contents = checks.Contents(FULL_PROFILE)
    for name, good in parts_once().items():
        list(contents.scan(name, data if name == "payment" else good))
    contents.finish()


_PARTS: dict[str, bytes] = {}


def parts_once() -> dict[str, bytes]:
    if not _PARTS:
        _PARTS.update(parts())
    return _PARTS


def receipt_bytes() -> bytes:
    return receipts.Receipt(
        card=committee().card, to=sealing.Address(branch().card.uuid, branch().card.fingerprint),
        branch_id=branch().card.uuid, package_id="a" * 64, seq=3, result="merged", made_at="2026-11-22",
        committee_head=Head(5, "b" * 64), branch_head=Head(41, "c" * 64), counts={"person": 3},
        notes=(receipts.Note("person", branch().card.uuid, "name", "与身份证不符"),),
    ).encode()  # fmt: skip


def workbook() -> bytes:
    made = Workbook()
    assert made.active is not None
    made.active.append(["姓名", "性别", "身份证号", "入党时间"])
    made.active.append(["王建国", "男", "320106197001010012", "1995-07-01"])
    made.save(out := BytesIO())
    return out.getvalue()


def read_sheet(data: bytes, folder: Path) -> None:
    path = folder / "a.xlsx"
    path.write_bytes(data)
    sheets.read_workbook(path)


def key_file() -> bytes:
    return keys.encode(keys.create_ring("春风化雨2026")[0])


def read_keys(data: bytes, _folder: Path) -> None:
    """With a checksum that fits, where the text is still JSON."""
    try:
        body = json.loads(data)
        body["crc32"] = zlib.crc32(jsonl.canonical({k: v for k, v in body.items() if k != "crc32"}).encode())
        data = jsonl.canonical(body).encode()
    except (ValueError, TypeError, AttributeError, RecursionError):
        pass
    keys.decode(data)


def signature_text() -> bytes:
    return minisign.sign(b"x", branch().secrets.sign, "comment").encode()


def read_signature(data: bytes, _folder: Path) -> None:
    minisign.verify(b"x", data.decode("utf-8", "replace"), branch().card.sign_key)


TEMPLATE_WORDS = (
    "姓名：{{姓名}}，{{出生日期|点年月日}}{{性别|勾选('男', '女')}}", "{% if 性别 == '男' %}他{% else %}她{% endif %}{{家庭成员1.姓名}}",
    "{%tr for 人 in 家庭成员 %}\n{{人.称谓}}{{人.姓名}}\n{%tr endfor %}", "{{党员.序号}}\n{{党员.姓名|默认('无')}}\n{{家庭成员.姓名}}",
    "｛｛姓名｝｝{姓名}{# 说明 #}{{照片|宽('30')}}{{r 姓名}}{%p if 学位 %}\n{{学位}}\n{%p endif %}{{ a.b.c }}{{ x() }}{% vm %}{% hm %}",
)  # fmt: skip


def read_template(data: bytes, _folder: Path) -> str:
    """A Word file as a template; one that is sound is filled in and joined. What is found wrong is the answer."""
    made = Template(data)
    if not made.blocked:
        made.fill(template_docx.FACTS)
        made.join([template_docx.FACTS, template_docx.FACTS])
    return " ".join(sorted({one.message[:12] for one in made.problems}))


def read_template_words(data: bytes, folder: Path) -> str:
    """The same of words in the cells of a table, cut into runs of seven characters; "\n" begins the next row."""
    words = clean(data.decode("utf-8", "replace")).replace("\t", "")
    rows = [[line[at : at + 7] for at in range(0, len(line), 7)] for line in words.split("\n")[:40]]
    cells = "".join(
        f"<w:tr><w:tc><w:tcPr/>{template_docx.paragraph(*map(escape, row))}</w:tc></w:tr>" for row in rows
    )
    return read_template(
        template_docx.docx(f"<w:tbl><w:tblGrid/>{cells}</w:tbl>{template_docx.paragraph()}"), folder
    )


TARGETS = (
    Target("template", lambda: [template_docx.docx(template_docx.paragraph(TEMPLATE_WORDS[0]))], read_template,
           (UserError,), 1_500, 20_000),
    Target("template words", lambda: [one.encode() for one in TEMPLATE_WORDS], read_template_words, (UserError,),
           1_500, 20_000),
    Target("package inside", lambda: [age_file.unseal(samples.written().data, committee().secrets.seal)],
           lambda data, _: forging.verdict(forging.reseal(data)), (), 1_500, 6_000),
    Target("archive", lambda: [forging.zip_of({"manifest.json": b"{}", "data/person.jsonl": b"x" * 99}).build()],
           lambda data, _: [archive.Archive(data).read(name) for name in archive.Archive(data).entries],
           (archive.BadArchive,), 20_000, 300_000),
    Target("age header", lambda: [forging.small_package()], lambda data, _: age_file.check_header(data),
           (age_file.NotAge, age_file.Damaged), 20_000, 200_000),
    Target("manifest", lambda: [samples.written().manifest.encode()], lambda data, _: manifest.decode(data),
           (UserError,), 4_000, 30_000),
    Target("records", part_seeds, read_parts, (jsonl.BadJson,), 15_000, 120_000),
    Target("records together", lambda: [parts()["payment"]], whole_contents, (jsonl.BadJson,), 1_000, 6_000),
    Target("receipt", lambda: [receipt_bytes()], lambda data, _: receipts.decode(data), (UserError,), 6_000, 100_000),
    Target("card", lambda: [committee().card.text.encode()], lambda data, _: cards.parse(data), (UserError,), 8_000, 80_000),
    Target("signature", lambda: [signature_text()], read_signature, (minisign.BadSignature,), 20_000, 150_000),
    Target("spreadsheet", lambda: [workbook()], read_sheet, (UserError,), 1_500, 8_000),
    Target("key file", lambda: [key_file()], read_keys, (keys.DamagedKeys, UserError), 4_000, 80_000),
)  # fmt: skip


def mutate(data: bytes, pool: Sequence[bytes], chance: random.Random) -> bytes:
    """Bytes scrambled, a word put in, or a piece of another input."""
    kind = chance.randrange(5)
    if kind == 0 and data:
        at = chance.randrange(len(data))
        return data[:at] + chance.choice(WORDS) + data[at + chance.choice((0, 0, 1, 4)) :]
    if kind == 1 and data:
        other = chance.choice(pool)
        return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]
    return forging.scramble(data, chance)


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name.replace(" ", "-"))
def test_only_declared_refusals(target: Target, tmp_path: Path) -> None:
    chance = random.Random(f"{scale.seed()} {target.name}")
    pool = [bytes(seed) for seed in target.seeds()]
    for seed in pool:
        target.read(seed, tmp_path)
    answers: set[str] = set()
    slowest = 0.0
    with scale.exercised("F11", f"mutations of {target.name}") as count:
        for _ in range(scale.points(target.quick, target.long)):
            data = mutate(chance.choice(pool), pool, chance)
            started = time.monotonic()
            try:
                answer = repr(target.read(data, tmp_path))[:40]
            except target.declared as refused:
                answer = f"{type(refused).__name__} {refused}"[:120]
            slowest = max(slowest, time.monotonic() - started)
            if answer not in answers and len(pool) < POOL and len(data) < 200_000:
                answers.add(answer)
                pool.append(data)
            count.add()
        count.notes |= {"answers": len(answers), "slowest_ms": round(slowest * 1000)}
    assert slowest < SLOWEST
