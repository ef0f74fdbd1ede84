"""The hostile corpus: files made by hand, one trick each, with the cause that a person must be told. The list only grows."""

import base64
import json
import zlib
from collections.abc import Iterator
from dataclasses import replace

from exporters.package import age_file, jsonl, minisign, sealing
from exporters.package.refusal import Reason
from tests.exporters.package import samples
from tests.exporters.package.samples import branch, committee, stranger
from tests.faults import hostile_records
from tests.faults.forging import Entry, Files, Zip, reseal, signed, unpack, with_manifest, zip_of

Case = tuple[str, bytes, Reason]
MANIFEST, SIGNATURE = sealing.MANIFEST, sealing.SIGNATURE
BAD, TAMPERED, NEWER, NOT_OURS = Reason.BAD_CONTENT, Reason.TAMPERED, Reason.NEWER, Reason.NOT_FOR_US
NO_PACKAGE, READ_ERROR = Reason.NOT_A_PACKAGE, Reason.READ_ERROR


def corpus() -> Iterator[Case]:
    """Every case; the name says the trick."""
    files = unpack(samples.written().data)
    for family, cases in (
        ("file", _files()),
        ("age", _age()),
        ("zip", _zips(files)),
        ("name", _names(files)),
        ("manifest", _manifests(files)),
        ("signed", _signatures(files)),
        ("part", hostile_records.parts(files)),
        ("line", hostile_records.lines(files)),
    ):
        for name, data, reason in cases:
            yield f"{family}: {name}", data, reason


def _files() -> Iterator[Case]:
    data = samples.written().data
    yield "empty", b"", NO_PACKAGE
    yield "one sector of zeros", bytes(512), READ_ERROR
    yield "a sector of ones", b"\xff" * 4096, READ_ERROR
    yield "a ZIP without age", zip_of({"a": b"b"}).build(), NO_PACKAGE
    yield "a program", b"MZ" + bytes(100) + b"This program cannot be run in DOS mode", NO_PACKAGE
    yield "a shortcut", b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F", NO_PACKAGE
    yield "the second half", data[len(data) // 2 :], NO_PACKAGE
    yield "twice over", data + data, TAMPERED
    yield "a byte too many", data + b"\0", TAMPERED
    yield "with a BOM", b"\xef\xbb\xbf" + data, NO_PACKAGE
    yield "tail of zeros", data[:2048] + bytes(len(data) - 2048), READ_ERROR
    yield "text armour", b"-----BEGIN AGE ENCRYPTED FILE-----\n" + base64.b64encode(data) + b"\n", NO_PACKAGE
    yield "line ends converted", data.replace(b"\n", b"\r\n"), NO_PACKAGE


def _age() -> Iterator[Case]:
    data = samples.written().data
    head, _, body = data.partition(b"\n--- ")
    version, _, stanzas = head.partition(b"\n")
    one = b"\n".join(stanzas.split(b"\n")[:2])

    def file(header: bytes) -> bytes:
        return version + b"\n" + header + b"\n--- " + body

    yield "version 2", data.replace(b"/v1\n", b"/v2\n", 1), NO_PACKAGE
    yield "no stanza", version + b"\n--- " + body, TAMPERED
    yield "17 stanzas", file(b"\n".join([one] * 17)), TAMPERED
    yield "header of 9 KiB", file(b"\n".join([b"-> a-grease " + b"x" * 500 + b"\n"] * 18)), TAMPERED
    yield "a header without end", version + b"\n" + (one + b"\n") * 4000, TAMPERED
    yield "a password stanza", file(b"-> scrypt " + b"A" * 22 + b" 63\n" + b"A" * 43), TAMPERED
    yield "an ssh stanza", file(b"-> ssh-ed25519 AAAA " + b"A" * 43 + b"\n" + b"A" * 43), TAMPERED
    yield "a plugin stanza", file(b"-> yubikey AAAA\n" + b"A" * 43), TAMPERED
    yield "a stanza in lower case", file(stanzas.replace(b"X25519", b"x25519")), TAMPERED
    yield "an argument too many", file(stanzas.replace(b"-> X25519 ", b"-> X25519 a ")), TAMPERED
    yield "a double space", file(stanzas.replace(b"-> X25519 ", b"-> X25519  ")), TAMPERED
    yield "padding in a stanza", file(one + b"="), TAMPERED
    yield "a zero share", file(b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43), TAMPERED
    yield "a long share", file(b"-> X25519 " + b"A" * 44 + b"\n" + b"A" * 43), TAMPERED
    yield "a body of many lines", file(b"-> X25519 " + b"A" * 43 + (b"\n" + b"A" * 64) * 60 + b"\n"), TAMPERED
    yield "no MAC", version + b"\n" + stanzas + b"\n---\n" + body, TAMPERED
    yield "stanzas swapped", file(b"\n".join(reversed(stanzas.split(b"\n")))), TAMPERED
    yield "header in CRLF", head.replace(b"\n", b"\r\n") + b"\r\n--- " + body, NO_PACKAGE
    yield "for nobody of us", age_file.seal(b"x" * 100, list(stranger().card.seal_keys)), NOT_OURS
    yield "no content", reseal(b""), BAD
    yield "content that is no ZIP", reseal(b"hello" * 1000), BAD
    yield "age within age", reseal(data), BAD


def _zips(files: Files) -> Iterator[Case]:
    def case(name: str, archive: Zip, reason: Reason = BAD) -> Case:
        return name, reseal(archive.build()), reason

    def with_entry(**values: object) -> Zip:
        archive = zip_of(files)
        archive.entries[2] = replace(archive.entries[2], **values)  # type: ignore[arg-type]
        return archive

    yield case("no entries", Zip())
    yield case("bytes before", replace(zip_of(files), before=b"MZ" * 50))
    yield case("bytes before the directory", replace(zip_of(files), between=b"x" * 10))
    yield case("bytes after", replace(zip_of(files), after=b"x"))
    yield case("a comment", replace(zip_of(files), comment=b"hello"))
    yield case("two ends", replace(zip_of(files), after=zip_of({"manifest.json": b"{}"}).build()))
    yield case("more entries told than there are", replace(zip_of(files), count=len(files) + 1))
    yield case("fewer entries told than there are", replace(zip_of(files), count=len(files) - 1))
    yield case("65,535 entries told", replace(zip_of(files), count=0xFFFF))
    yield case("directory elsewhere", replace(zip_of(files), start=0))
    yield case("directory beyond the end", replace(zip_of(files), start=0xFFFFFFF0))
    yield case("second disc", replace(zip_of(files), disk=1))
    yield case("entry on a second disc", with_entry(disk=1))
    yield case("encrypted flag", with_entry(flags=0x0801))
    yield case("strong encryption flag", with_entry(flags=0x0840))
    yield case("data descriptor", with_entry(flags=0x0808))
    yield case("masked headers", with_entry(flags=0x2800))
    for method in (1, 6, 9, 12, 14, 93, 95, 97, 98, 99, 0xFFFF):
        yield case(f"method {method}", with_entry(method=method))
    yield case("zip64 extra", with_entry(central_extra=b"\x01\0\x10\0" + bytes(16)))
    yield case("unicode path extra", with_entry(central_extra=b"up\x09\0\x01" + bytes(4) + b"evil"))
    yield case("local extra", with_entry(local_extra=b"UT\x05\0\x01" + bytes(4)))
    yield case("entry comment", with_entry(comment=b"x"))
    yield case("needs version 45", with_entry(needed=45))
    yield case("symbolic link", with_entry(attributes=0o120777 << 16))
    yield case("a folder", with_entry(attributes=0o040755 << 16))
    yield case("a device", with_entry(attributes=0o060644 << 16))
    yield case("set-uid", with_entry(attributes=0o104755 << 16))
    yield case("hidden for Windows", with_entry(attributes=2))
    yield case("made on DOS", with_entry(made_by=20))
    yield case("another local name", with_entry(local_name=b"data/../../x"))
    yield case("wrong crc", with_entry(crc=1))
    yield case("size too small", with_entry(size=1))
    yield case("size too big", with_entry(size=10**6))
    yield case("directory tells another size", with_entry(central_size=5))
    yield case("packed size too small", with_entry(packed_size=3))
    yield case("packed size too big", with_entry(packed_size=10**6))
    yield case("size of 4 GiB", with_entry(size=0xFFFFFFFF))
    yield case("broken deflate", with_entry(body=b"\xff" * 30))
    yield case("bytes after the deflate stream", with_entry(body=_deflated(b"x") + b"more"))
    yield case("a gap between entries", with_entry(gap=b"x" * 7))
    yield case("all entries at the first one's place", _overlapping(files))
    yield case("100 names for one body", _shared_body())
    yield case(
        "a bomb of 1 GiB",
        Zip([Entry(b"manifest.json", b"", body=_bomb(), size=1024**3, packed_size=len(_bomb()))]),
    )
    yield case("a bomb of 90 MiB", Zip([Entry(b"manifest.json", bytes(90 * 1024**2))]))
    yield case("a bomb that tells a small size", Zip([Entry(b"manifest.json", b"{}", body=_bomb())]))
    yield case("5,001 entries", Zip([Entry(b"files/%064x.pdf" % n, b"", method=0) for n in range(5001)]))
    yield case("20 entries of 60 MiB", _many_large())


def _deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def _bomb() -> bytes:
    return _deflated(bytes(10 * 1024**2))


def _overlapping(files: Files) -> Zip:
    archive = zip_of(files)
    archive.entries = [replace(one, offset=0) for one in archive.entries]
    return archive


def _shared_body() -> Zip:
    first = Entry(b"files/%064x.pdf" % 0, bytes(100_000))
    more = [Entry(b"files/%064x.pdf" % n, b"", offset=0, body=b"", size=100_000) for n in range(1, 100)]
    return Zip([first, *more])


def _many_large() -> Zip:
    body = _deflated(bytes(60 * 1024**2))
    return Zip([Entry(b"files/%064x.pdf" % n, b"", body=body + bytes(60 * 1024**2 // 190 - len(body)),
                      size=60 * 1024**2) for n in range(20)])  # fmt: skip


def _names(files: Files) -> Iterator[Case]:
    names = (
        "../evil.txt", "/etc/passwd", "C:\\Windows\\win.ini", "data/../x.jsonl", "data/person.jsonl\0.txt", "data\\person.jsonl",
        "DATA/person.jsonl", "data/Person.jsonl", "Manifest.json", "manifest.json ", "manifest.json.", "manifest.json:ads",
        "data/person.jsonl/", "data/", "files/x.jpg", "files/" + "0" * 64 + ".exe", "files/" + "0" * 64 + ".JPG",
        "files/" + "G" * 64 + ".jpg", "files/" + "0" * 63 + ".jpg", "readable/../x.pdf", "readable/a/b.pdf", "readable/.pdf",
        "readable/con.pdf", "readable/NUL.xlsx", "readable/COM1.txt", "readable/lpt¹.pdf", "readable/a.exe", "readable/a.pdf.exe",
        "readable/a\u202efdp.exe", "readable/~a.pdf", "readable/" + "长" * 90 + ".pdf", "readable/a:b.pdf", "readable/a*.pdf",
        "", ".", "..", "data/" + "a" * 41 + ".jsonl", "autorun.inf", "data/person.json", "evil", "\u200bmanifest.json",
    )  # fmt: skip
    for name in names:
        yield repr(name), reseal(zip_of({**files, name: b"x"}).build()), BAD
    archive = zip_of(files)
    archive.entries.append(Entry(b"data/\xff\xfe.jsonl", b""))
    yield "not UTF-8", reseal(archive.build()), BAD
    for double in (MANIFEST, "data/person.jsonl"):
        archive = zip_of(files)
        archive.entries.append(Entry(double.encode(), b"{}"))
        yield f"{double} twice", reseal(archive.build()), BAD


def _manifests(files: Files) -> Iterator[Case]:
    def changed(name: str, reason: Reason = BAD, **values: object) -> Case:
        return name, reseal(zip_of(with_manifest(files, **values)).build()), reason

    def raw(name: str, encoded: bytes, reason: Reason = BAD) -> Case:
        return name, reseal(zip_of(signed(files, encoded)).build()), reason

    whole = files[MANIFEST]
    found = jsonl.load_object(whole)
    yield raw("empty", b"")
    yield raw("an array", b"[]")
    yield raw("null", b"null")
    yield raw("more than 1 MiB", whole[:-1] + b" " * 1024**2 + b"}")
    yield raw("100,000 brackets", b"[" * 100_000)
    yield raw("nested objects", b'{"a":' * 5000 + b"1" + b"}" * 5000)
    yield raw("spaces", whole.replace(b",", b", ", 1))
    yield raw(
        "another order",
        json.dumps(dict(reversed(found.items())), separators=(",", ":"), ensure_ascii=False).encode(),
    )
    yield raw("escapes", json.dumps(found, separators=(",", ":"), sort_keys=True).encode())
    yield raw("seq twice", whole.replace(b'"seq":1,', b'"seq":1,"seq":1,'))
    yield raw("a line feed at the end", whole + b"\n")
    yield raw("NUL in a text", whole.replace(b"2026-11-22T", b"2026\x00-22T"))
    yield raw("not UTF-8", whole.replace(b"branch-desk 0.1.0", b"branch-desk \xff\xfe"))
    yield raw("overlong UTF-8", whole.replace(b"branch-desk 0.1.0", b"branch-desk \xc0\xaf"))
    yield raw("a lone surrogate", whole.replace(b"branch-desk 0.1.0", b"branch-desk \\ud800"))
    yield raw("text that turns direction", whole.replace(b"branch-desk 0.1.0", "x\u202ey".encode()))
    yield raw("another format", whole.replace(b"branch-desk-package", b"branch-desk-parcels"), NO_PACKAGE)
    for number in (
        "1.0",
        "1e2",
        "-0",
        "01",
        "1E400",
        "NaN",
        "Infinity",
        "-Infinity",
        "9" * 400,
        "9" * 5000,
        "true",
        "null",
    ):
        yield raw(f"seq {number[:20]}", whole.replace(b'"seq":1,', f'"seq":{number},'.encode()))
    yield changed("a newer reader is needed", NEWER, min_reader=2)
    yield changed("a newer schema", NEWER, schema=99)
    yield changed("another suite", NEWER, suite="age-x25519+sm2+sm3")
    yield changed("a receipt", NO_PACKAGE, format="branch-desk-receipt")
    for name in (
        "seq",
        "to",
        "card",
        "parts",
        "fields",
        "totals",
        "audit_head",
        "audit_past",
        "seen",
        "same",
        "prev",
        "branch_key_fpr",
    ):
        yield changed(f"no {name}", BAD, **{name: None})
    yield changed("something unknown", BAD, surprise=1)
    yield changed("seq 0", BAD, seq=0)
    yield changed("negative epoch", BAD, epoch=-1)
    yield changed("prev that is no hash", BAD, prev="x" * 64)
    yield changed("a branch that is no uuid", BAD, branch_id="../../x")
    yield changed("a branch of somebody else", BAD, branch_id=stranger().card.uuid)
    yield changed("unknown part", BAD, parts=found["parts"] | {"evil": found["parts"]["person"]})
    yield changed(
        "no digest for a part", BAD, parts={k: v for k, v in found["parts"].items() if k != "person"}
    )
    yield changed(
        "unknown field", BAD, fields=found["fields"] | {"person": [*found["fields"]["person"], "zz"]}
    )
    yield changed("needed field missing", BAD, fields=found["fields"] | {"person": ["uuid"]})
    yield changed(
        "fields out of order", BAD, fields=found["fields"] | {"person": found["fields"]["person"][::-1]}
    )
    yield changed("wrong totals", BAD, totals=found["totals"] | {"dues_fen": 1})
    yield changed("totals left out", BAD, totals={})
    yield changed("10,000 seen", BAD, seen={f"{n:036d}": "0" * 64 for n in range(10_000)})
    past = [{"seq": seq, "hash": f"{seq:064x}"} for seq in range(40, 0, -1)]
    for name, wrong in {
        "above the head": [{"seq": 41, "hash": "b" * 64}],
        "out of order": past[::-1],
        "twice the same": [past[0], past[0]],
        "without a hash": [past[0] | {"hash": ""}],
        "with more in it": [past[0] | {"name": "x"}],
        "no list": {},
    }.items():
        yield changed(f"past {name}", BAD, audit_past=wrong)
    far = [{"seq": seq, "hash": f"{seq:064x}"} for seq in range(61, 0, -1)]
    yield changed("past too long", BAD, audit_past=far, audit_head={"seq": 99, "hash": "a" * 64})
    yield changed("one record under a name that is none", BAD, same={"x": found["branch_id"]})
    yield changed("one record known as nothing", BAD, same={found["branch_id"]: ""})
    yield changed("fingerprint of another key", BAD, branch_key_fpr=committee().card.fingerprint)
    yield changed("a long profile name", BAD, profile="长" * 201)
    yield changed("readable file with a path", BAD, readable={"../x.pdf": found["parts"]["person"]})


def _signatures(files: Files) -> Iterator[Case]:
    def case(name: str, changed: Files, reason: Reason = TAMPERED) -> Case:
        return name, reseal(zip_of(changed).build()), reason

    text = files[SIGNATURE].decode()
    lines = text.split("\n")
    encoded = files[MANIFEST]
    stranger_sign = minisign.sign(encoded, stranger().secrets.sign, "x").encode()
    yield case("none", {k: v for k, v in files.items() if k != SIGNATURE}, BAD)
    yield case("empty", {**files, SIGNATURE: b""})
    yield case("by somebody else", {**files, SIGNATURE: stranger_sign})
    yield case("of another package", {**files, SIGNATURE: unpack(samples.written(seq=2).data)[SIGNATURE]})
    yield case("not the comment of this package", signed(files, comment="branch-desk package 1 x"))
    yield case("comment altered", {**files, SIGNATURE: text.replace("package 1", "package 2").encode()})
    yield case(
        "comment signature zero", {**files, SIGNATURE: "\n".join([*lines[:3], "A" * 86 + "==", ""]).encode()}
    )
    yield case("signature zero", {**files, SIGNATURE: "\n".join([lines[0], "A" * 100, *lines[2:]]).encode()})
    yield case(
        "legacy algorithm Ed",
        {**files, SIGNATURE: "\n".join([lines[0], _legacy(lines[1]), *lines[2:]]).encode()},
    )
    yield case("CRLF", {**files, SIGNATURE: text.replace("\n", "\r\n").encode()})
    yield case("not UTF-8", {**files, SIGNATURE: b"\xff" + files[SIGNATURE]})
    yield case("huge", {**files, SIGNATURE: files[SIGNATURE] + b"x" * 5000}, BAD)
    yield case(
        "manifest changed after signing", {**files, MANIFEST: encoded.replace(b'"seq":1,', b'"seq":2,')}
    )
    card = stranger().card.fields()
    yield case("a stranger's card", {**files, MANIFEST: _with(encoded, "card", card)}, BAD)
    yield case("an unsigned card", with_manifest(files, card=branch().card.fields() | {"name": "别的支部"}))
    yield case("a card of a committee", with_manifest(files, card=committee().card.fields(),
               branch_key_fpr=committee().card.fingerprint), TAMPERED)  # fmt: skip
    other = {"uuid": stranger().card.uuid, "fingerprint": stranger().card.fingerprint}
    yield case("addressed to another committee", with_manifest(files, to=other), NOT_OURS)
    mixed = {"uuid": committee().card.uuid, "fingerprint": stranger().card.fingerprint}
    yield case("addressed to another key", with_manifest(files, to=mixed), NOT_OURS)


def _legacy(line: str) -> str:
    return base64.b64encode(b"Ed" + base64.b64decode(line)[2:]).decode()


def _with(encoded: bytes, name: str, value: object) -> bytes:
    return jsonl.canonical(jsonl.load_object(encoded) | {name: value}).encode()
