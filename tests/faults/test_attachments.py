"""F10 and F18 of attachments: pictures nobody means well with, and no plain text of a file left behind."""

import random
import resource
import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtGui import QImage

from models.domain.errors import UserError
from models.services import viewing
from models.services.attachments import NewFile, Owner
from models.services.desk import Desk
from tests.faults import world
from tests.faults.scale import exercised, points, seed
from tests.pictures import chunk, jpeg_header, png, png_header
from ui.pictures import WORKING_SIDE, encoded, read_picture

MOST_SECONDS, MOST_MB = 10, 400


def hostile() -> Iterator[tuple[str, bytes]]:
    """Files that claim to be pictures."""
    yield "cut in the middle", encoded(QImage(400, 300, QImage.Format.Format_RGB32), "jpg")[:900]
    yield "only a head, jpeg", jpeg_header(600, 800)
    yield "only a head, png", png_header(600, 800)
    yield "400 million pixels", png_header(20_000, 20_000)
    yield "one very long line", png_header(2**31 - 1, 1)
    yield "no height", png_header(10, 0)
    yield "65,535 by 65,535", jpeg_header(65_535, 65_535)
    yield "a thousand scans", jpeg_header(4_000, 4_000) + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" * 1_000
    yield "pixels that are not there", png(4_000, 4_000, pixels=b"\x00" * 10)
    yield "pixels without end", png(64, 64, pixels=bytes(60_000_000))
    yield "a colour profile without end", png(64, 64, chunk(b"iCCP", b"x\x00\x00" + b"x" * 400_000))
    yield "text without end", png_header(600, 800) + chunk(b"zTXt", b"k\x00\x00" + bytes(300_000))
    yield "segment that never ends", b"\xff\xd8\xff\xe0\xff\xff" + bytes(200)
    yield "svg", b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>"
    yield "xpm", b'/* XPM */ static char *x[] = {"10000 10000 1 1", };'
    yield "ppm", b"P6 100000 100000 255\n"


def mutated(number: int) -> Iterator[tuple[str, bytes]]:
    """Good pictures with a few bytes changed, cut or doubled."""
    chance = random.Random(seed())
    image = QImage(90, 120, QImage.Format.Format_RGB32)
    image.fill(0x6080A0)
    good = (encoded(image, "jpg"), encoded(image, "png"))
    for at in range(number):
        data = bytearray(chance.choice(good))
        for _ in range(chance.randrange(1, 8)):
            data[chance.randrange(2, len(data))] = chance.randrange(256)
        if chance.random() < 0.3:
            del data[chance.randrange(len(data)) :]
        if chance.random() < 0.2:
            data += data[chance.randrange(len(data) + 1) :]
        yield f"mutation {at}", bytes(data)


def test_hostile_pictures_end_in_a_sentence_or_in_a_picture_of_a_bounded_size() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with exercised("F10", "hostile pictures") as count:
        for name, data in (*hostile(), *mutated(points(600, 20_000))):
            started = time.perf_counter()
            try:
                image = read_picture(data)
            except UserError as error:
                assert "图片" in error.message, name
            else:
                assert max(image.width(), image.height()) <= WORKING_SIDE, name
            assert time.perf_counter() - started < MOST_SECONDS, name
            count.add()
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        count.notes["MB"] = round(grown)
        assert grown < MOST_MB


def test_no_plain_text_of_a_file_is_left_behind(tmp_path: Path) -> None:
    """While another program shows a copy it lies there in plain text; not a moment longer than the data are open."""
    folder = tmp_path / world.DATA
    world.make_branch(folder)
    paper = b"%PDF-1.7\n" + world.CANARY_NAMES[0].encode("gb18030") * 9000
    with exercised("F18", "endings of a session that showed attachments") as count:
        for number in range(points(6, 60)):
            desk = Desk.open(folder, world.PASSWORD, world.today)
            owner = Owner(person_id=1)
            desk.attachments.add(
                owner, [NewFile(f"{world.CANARY_NAMES[1]}{number}.pdf", paper + b"%d" % number)]
            )
            one = desk.attachments.of(owner)[-1]
            assert desk.attachments.open_copy(one).read_bytes() == paper + b"%d" % number
            assert world.canaries(folder) != []
            if number % 2:
                desk.close()
            else:
                desk.store.close()  # as if the power had gone: what lay there goes at the next start
                assert (folder / viewing.FOLDER).is_dir()
                Desk.open(folder, world.PASSWORD, world.today).close()
            assert world.canaries(folder) == []
            assert not (folder / viewing.FOLDER).exists()
            count.add()
