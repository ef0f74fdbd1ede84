"""F9: random changes of structure, outside and inside the encryption; what is still accepted has the same content."""

import json
import random
from collections.abc import Callable

from exporters.package import jsonl, reading, sealing
from exporters.package.refusal import Reason
from tests.exporters.package import samples
from tests.faults import forging, scale
from tests.faults.forging import Files, one_key, reseal, scramble, signed, unpack, verdict, with_part, zip_of


def test_outer_mutations() -> None:
    """Of the age file itself: header lines swapped, doubled, dropped; bytes moved."""
    data, chance = forging.small_package(), random.Random(scale.seed())
    head, _, body = data.partition(b"\n--- ")
    with scale.exercised("F9", "outer mutations") as count:
        for _ in range(scale.points(1_000, 100_000)):
            lines = head.split(b"\n")
            if chance.random() < 0.3:
                at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
                match chance.randrange(4):
                    case 0:
                        lines[at], lines[other] = lines[other], lines[at]
                    case 1:
                        lines.insert(at, lines[other])
                    case 2:
                        del lines[at]
                    case _:
                        lines[at] = scramble(lines[at], chance)
                changed = b"\n".join(lines) + b"\n--- " + body
            else:
                changed = scramble(data, chance)
            assert changed == data or isinstance(verdict(changed), Reason)
            count.add()


def test_inner_mutations_sealed_again() -> None:
    """Of the ZIP, by somebody who has the committee's card but no key of the branch."""
    data, chance = samples.written(readable={}).data, random.Random(scale.seed() + 1)
    inside = forging.age_file.unseal(data, samples.committee().secrets.seal)
    whole = verdict(data)
    accepted = 0
    with scale.exercised("F9", "inner mutations, sealed again") as count:
        for _ in range(scale.points(1_000, 40_000)):
            found = verdict(reseal(scramble(inside, chance)))
            assert isinstance(found, Reason) or found == whole
            accepted += isinstance(found, str)
            count.add()
        count.notes["accepted_unchanged"] = accepted


def test_files_moved_about_and_sealed_again() -> None:
    """Files of the ZIP renamed, swapped, dropped, doubled, replaced by those of another package."""
    files, other = (
        unpack(samples.written().data),
        unpack(samples.written(samples.records(seed=8), seq=2).data),
    )
    whole, chance = verdict(reseal(zip_of(files).build())), random.Random(scale.seed() + 2)
    with scale.exercised("F9", "files moved about, sealed again") as count:
        for _ in range(scale.points(600, 6_000)):
            changed = shuffled(dict(files), other, chance)
            found = verdict(reseal(zip_of(changed).build()))
            assert isinstance(found, Reason) or found == whole
            count.add()


def shuffled(files: Files, other: Files, chance: random.Random) -> Files:
    name, second = chance.choice(list(files)), chance.choice(list(files))
    match chance.randrange(5):
        case 0:
            files[name], files[second] = files[second], files[name]
        case 1:
            del files[name]
        case 2:
            files[name] = other[name]
        case 3:
            files[name + "x"] = files.pop(name)
        case _:
            files[name] = scramble(files[name], chance)
    return files


def spoil_line(line: bytes, chance: random.Random) -> bytes:
    """One record with a value, a key or the writing changed."""
    record = json.loads(line)
    key = chance.choice(list(record))
    values: tuple[object, ...] = (
        None, "", 0, -1, 1.5, True, 2**53, 2**53 + 1, 10**11, 10**30, "\x00", "\u202e", "e\u0301", [], {}, [[1]], "\ud800",
        "长" * 2001, "正式党员", "到会", samples.branch().card.uuid, "a\nb", '"', "\\", "\t",
    )  # fmt: skip
    match chance.randrange(7):
        case 0 | 1:
            record[key] = chance.choice(values)
        case 2:
            del record[key]
        case 3:
            record[chance.choice(("extra", "name", "uuid", "amount_fen", "", "é"))] = chance.choice(values)
        case 4:
            return json.dumps(record).encode()
        case 5:
            return scramble(line, chance)
        case _:
            double = json.dumps({key: record[key]}, ensure_ascii=False)[1:-1]
            return line[:-1] + f",{double}}}".encode()
    text = json.dumps(record, ensure_ascii=chance.random() < 0.2, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def spoil_part(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")[:-1]
    at = chance.randrange(len(lines)) if lines else 0
    match chance.randrange(6):
        case 0 | 1 | 2 if lines:
            lines[at] = spoil_line(lines[at], chance)
        case 3 if lines:
            lines.insert(at, chance.choice(lines))
        case 4 if lines:
            del lines[at]
        case _:
            chance.shuffle(lines)
    return b"".join(line + b"\n" for line in lines)


def test_inner_mutations_signed_again() -> None:
    """Of the records, by the branch itself: only what every rule allows is taken, and read as it was written."""
    files, chance = unpack(samples.written(readable={}).data), random.Random(scale.seed() + 3)
    parts = [name[5:-6] for name in files if name.startswith("data/")]
    accepted = 0
    with scale.exercised("F9", "records changed, signed again") as count:
        for _ in range(scale.points(800, 4_000)):
            part = chance.choice(parts)
            data = spoil_part(files[f"data/{part}.jsonl"], chance)
            changed = with_part(files, part, data)
            try:
                package = reading.open_bytes(reseal(zip_of(changed).build()), one_key())
            except forging.PackageRefused as refused:
                assert refused.reason in (Reason.BAD_CONTENT, Reason.TAMPERED)
            else:
                accepted += 1
                assert jsonl.dump(package.records(part)) == data
                assert [json.loads(line) for line in data.splitlines()] == list(package.records(part))
            count.add()
        count.notes["accepted_as_written"] = accepted


def test_manifests_changed_and_signed_again() -> None:
    """Of the manifest, by the branch itself: an accepted one says exactly what was signed."""
    files, chance = unpack(samples.written(readable={}).data), random.Random(scale.seed() + 4)
    whole = files[sealing.MANIFEST]
    ways: tuple[Callable[[bytes, random.Random], bytes], ...] = (scramble, spoil_line)
    accepted = 0
    with scale.exercised("F9", "manifests changed, signed again") as count:
        for _ in range(scale.points(800, 8_000)):
            encoded = chance.choice(ways)(whole, chance)
            data = reseal(zip_of(signed(files, encoded)).build())
            try:
                package = reading.open_bytes(data, one_key())
            except forging.PackageRefused:
                pass
            else:
                accepted += 1
                assert package.manifest.encode() == encoded
            count.add()
        count.notes["accepted_as_signed"] = accepted
