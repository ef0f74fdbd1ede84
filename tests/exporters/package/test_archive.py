"""The gate of the ZIP inside: each rule by itself, so that no other rule can hide that it is gone."""

from dataclasses import replace

import pytest

from exporters.package import archive
from exporters.package.archive import Archive, BadArchive
from tests.faults.forging import Entry, Zip, zip_of

FILES = {"manifest.json": b"{}", "data/person.jsonl": b"x" * 200}


def why(made: Zip) -> str:
    with pytest.raises(BadArchive) as caught:
        opened = Archive(made.build())
        for name in opened.entries:
            opened.read(name)
    return str(caught.value)


def with_second(**values: object) -> Zip:
    made = zip_of(FILES)
    made.entries[1] = replace(made.entries[1], **values)  # type: ignore[arg-type]
    return made


def test_what_we_pack_passes() -> None:
    files = {
        **FILES,
        "readable/名册.xlsx": bytes(3 * 1024**2),
        f"files/{'0' * 64}.pdf": bytes(range(256)) * 9000,
    }
    opened = Archive(archive.pack(files))
    assert {name: opened.read(name) for name in opened.entries} == files
    assert "data/person.jsonl" in opened and "data/payment.jsonl" not in opened


def test_a_ratio_nobody_needs() -> None:
    assert "压缩比" in why(Zip([Entry(b"manifest.json", bytes(8 * 1024**2))]))


def test_two_names_for_the_same_bytes() -> None:
    made = zip_of(FILES)
    made.entries.append(
        Entry(b"data/step.jsonl", FILES["manifest.json"], offset=0, local_name=b"manifest.json")
    )
    assert "重叠" in why(made)
    assert "重叠" in why(replace(zip_of(FILES), between=b"x"))


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"flags": 0x0801}, "加了密"),
        ({"method": 12}, "压缩方法"),
        ({"attributes": 0o120777 << 16}, "特殊属性"),
        ({"name": b"data/../x.jsonl"}, "文件名"),
        ({"name": b"readable/con.pdf"}, "文件名"),
        ({"name": b"MANIFEST.json"}, "文件名"),
        ({"name": b"manifest.json"}, "重名"),
        ({"local_name": b"data/branch.jsonl"}, "与目录不一致"),
        ({"central_size": 199}, "与目录不一致"),
        ({"crc": 7}, "不一致"),
        ({"size": 150}, "大小不对"),
        ({"size": 201}, "大小不对"),
        ({"central_extra": b"\x01\0\0\0"}, "不符合规定"),
        ({"needed": 45}, "不符合规定"),
    ],
)
def test_an_odd_entry(change: dict[str, object], what: str) -> None:
    assert what in why(with_second(**change))


def test_an_entry_that_unpacks_to_more_than_it_says() -> None:
    bomb = Entry(b"manifest.json", bytes(60 * 1024), size=100)
    assert "大小不对" in why(Zip([bomb]))


def test_limits_hold_for_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_ENTRY", 150)
    assert "太大" in why(zip_of(FILES))
    monkeypatch.undo()
    monkeypatch.setattr(archive, "MAX_TOTAL", 150)
    assert "太大" in why(zip_of(FILES))
    monkeypatch.undo()
    monkeypatch.setattr(archive, "MAX_ENTRIES", 1)
    assert "目录" in why(zip_of(FILES))
    with pytest.raises(BadArchive, match="太多"):
        archive.pack(FILES)


def test_a_reader_may_ask_for_less() -> None:
    with pytest.raises(BadArchive, match="太大"):
        Archive(zip_of(FILES).build()).read("data/person.jsonl", 199)
