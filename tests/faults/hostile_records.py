"""The hostile corpus, innermost layer: records that a branch with valid keys should never have signed."""

import json
from collections.abc import Iterator

from exporters.package import jsonl, sealing
from exporters.package.refusal import Reason
from tests.exporters.package.samples import branch, stranger
from tests.faults.forging import Files, reseal, with_manifest, with_part, zip_of

Case = tuple[str, bytes, Reason]
BAD, TAMPERED = Reason.BAD_CONTENT, Reason.TAMPERED


def parts(files: Files) -> Iterator[Case]:
    """Tricks with a whole part."""
    person = files["data/person.jsonl"]

    def case(
        name: str, data: bytes, part: str = "person", reason: Reason = BAD, records: int | None = None
    ) -> Case:
        return name, reseal(zip_of(with_part(files, part, data, records)).build()), reason

    yield (
        "one byte changed",
        reseal(zip_of({**files, "data/person.jsonl": person.replace(b"1970", b"1971")}).build()),
        TAMPERED,
    )
    yield (
        "readable file changed",
        reseal(zip_of({**files, "readable/封面.pdf": b"%PDF-evil"}).build()),
        TAMPERED,
    )
    yield "a part missing", reseal(zip_of({k: v for k, v in files.items() if "step" not in k}).build()), BAD
    yield "a part too many", reseal(zip_of({**files, "data/evil.jsonl": b"{}\n"}).build()), BAD
    yield (
        "attachment not in the manifest",
        reseal(zip_of({**files, f"files/{'0' * 64}.pdf": b"x"}).build()),
        BAD,
    )
    yield "attachment with another hash", reseal(zip_of(_attached(files)).build()), TAMPERED
    yield case("no line feed at the end", person[:-1])
    yield case("CRLF", person.replace(b"\n", b"\r\n"))
    yield case("blank line", person + b"\n")
    yield case("a BOM", b"\xef\xbb\xbf" + person)
    yield case("other number of records", person, records=99)
    yield case("UTF-16", person.decode().encode("utf-16"))
    yield case("GBK", person.decode().encode("gbk"))
    yield case(
        "the lines in another order", b"\n".join(sorted(person.split(b"\n")[:-1], reverse=True)) + b"\n"
    )
    yield case("a line twice", person + person.split(b"\n")[-2] + b"\n")
    yield case("200,001 lines", b"{}\n" * 200_001)
    yield case("a line of 300 KiB", b'{"name":"' + b"x" * 300 * 1024 + b'"}\n')
    yield case("one line of 5 MiB", b'{"name":"' + b"x" * 5 * 1024**2 + b'"}\n')
    yield case("100,000 brackets", b"[" * 100_000 + b"\n")
    yield case("nested 5,000 deep", b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"\n")
    yield case("an array", b"[]\n")
    yield case("a second branch", files["data/branch.jsonl"] * 2, "branch")
    yield case("no branch", b"", "branch")
    yield case("another branch", files["data/branch.jsonl"].replace(branch().card.uuid.encode(), stranger().card.uuid.encode()),
               "branch")  # fmt: skip
    yield case("people others refer to are gone", person.split(b"\n")[0] + b"\n")
    yield case("a payment nobody made", b"", "person")
    yield case("a payment twice reversed", _reversals(files), "payment")


def _attached(files: Files) -> Files:
    name = "0" * 64 + ".pdf"
    digest = sealing.digest(b"x")
    shown = {"sha256": digest.sha256, "sm3": digest.sm3, "size": 1, "records": 0}
    return with_manifest({**files, f"files/{name}": b"x"}, files={name: shown})


def _reversals(files: Files) -> bytes:
    lines = [json.loads(line) for line in files["data/payment.jsonl"].splitlines()]
    first = lines[0]
    for end in ("1", "2"):
        lines.append(
            {
                **first,
                "uuid": first["uuid"][:-1] + end,
                "amount_fen": -2143,
                "reverses": first["uuid"],
                "reason": "错",
            }
        )
    return jsonl.dump(sorted(lines, key=lambda one: str(one["uuid"])))


def lines(files: Files) -> Iterator[Case]:
    """Tricks within one record."""

    def case(name: str, part: str, old: bytes, new: bytes) -> Case:
        data = files[f"data/{part}.jsonl"]
        assert old in data, name
        return name, reseal(zip_of(with_part(files, part, data.replace(old, new, 1))).build()), BAD

    amount = b'"amount_fen":2143'
    for value in ("1.5", "2143.0", "1e3", "NaN", "-Infinity", "1e999", "0", "-0", "-2143", "02143", "100000000001",
                  "9223372036854775808", "9" * 30, "true", "null", '"2143"', "[]", "{}", "[1]", "0x10", "+5", " 5"):  # fmt: skip
        yield case(f"amount {value}", "payment", amount, f'"amount_fen":{value}'.encode())
    yield case("amount twice", "payment", amount, amount + b"," + amount)
    yield case("a key twice in escapes", "payment", amount, amount + b',"amount\\u005ffen":1')
    sex = '"sex":"男"'.encode()
    for label, text in (("NUL", "\\u0000"), ("raw NUL", "\x00"), ("C0", "\\u0007"), ("raw C0", "\x07"), ("DEL", "\x7f"),
                        ("C1", "\x85"), ("raw tab", "\t"), ("escaped CR", "\\r"), ("lone surrogate", "\\ud83d"),
                        ("pair of surrogates in escapes", "\\ud83d\\ude00"), ("turned direction", "\u202e"),
                        ("isolate", "\u2066"), ("mark", "\u200f"), ("escaped direction", "\\u202e"), ("BOM", "\ufeff"),
                        ("NFD", "e\u0301"), ("compatibility hanzi", "\uf900"), ("2,001 characters", "x" * 2001),
                        ("escaped hanzi", "\\u7537"), ("escaped slash", "\\/"), ("line separator", "\u2028")):  # fmt: skip
        yield case(f"text with {label}", "person", sex, f'"sex":"{text}"'.encode())
    yield case("text that is a number", "person", sex, b'"sex":1')
    yield case("text that is empty", "person", sex, b'"sex":""')
    yield case("text that is null", "person", sex, b'"sex":null')
    yield case("text that is a list", "person", sex, b'"sex":["x"]')
    yield case("an unknown field", "person", sex, sex + b',"tail":1')
    yield case("a field of SQL", "person", sex, sex + b',"sex\\";DROP TABLE person":1')
    yield case("keys out of order", "person", sex, sex + b',"a":1')
    yield case("a space", "person", sex, sex.replace(b":", b": "))
    yield case("a comment", "person", sex, sex + b"/*x*/")
    yield case("a trailing comma", "person", b"}\n", b",}\n")
    yield case("two records in a line", "person", b"}\n", b"}{}\n")
    yield case("a uuid in capitals", "person", b'"uuid":"', b'"uuid":"A')
    yield case("presence nobody knows", "attendance", '"到会"'.encode(), '"走了"'.encode())
    yield case(
        "a reference to nobody",
        "attendance",
        b'"person":"',
        b'"person":"00000000-0000-4000-8000-000000000000","x":"',
    )
    yield case("negative votes", "agenda_item", b'"yes":3', b'"yes":-3')
    yield case("a role nobody knows", "companion", b'"contact"', b'"father"')
    yield case(
        "a standard below zero by 10^12", "dues_standard", b'"base_fen":428657', b'"base_fen":-1000000000000'
    )
    yield case("an account nobody knows", "posting", '"上缴上级"'.encode(), '"小金库"'.encode())
    yield case("a posting of nothing", "posting", b'"amount_fen":2143', b'"amount_fen":0')
    yield case("a posting without a line", "posting", b'"line":1,', b"")
    yield case("a posting of line 0", "posting", b'"line":1,', b'"line":0,')
    yield case("two postings of one line", "posting", b'"line":2', b'"line":1')
    yield case("a posting of half a fen", "posting", b'"amount_fen":2143', b'"amount_fen":2143.5')
    yield case("a voucher nobody knows", "voucher", '"结账"'.encode(), '"红包"'.encode())
    yield case(
        "a voucher that reverses nothing",
        "voucher",
        b'"reverses":"',
        b'"reverses":"00000000-0000-4000-8000-000000000000","x":"',
    )
    yield case("a reversal without a reason", "voucher", '"reason":"记错",'.encode(), b"")
    yield case("a reduction nobody knows", "reduction", '"少交"'.encode(), '"免单"'.encode())
    yield case("a reduction below zero", "reduction", b'"amount_fen":500', b'"amount_fen":-500')
    yield case("a box with less than nothing", "cash_count", b'"counted_fen":4286', b'"counted_fen":-4286')
    yield case("number beyond 2^53", "meeting", b'"number":1', b'"number":9007199254740993')
