"""F8: a package cut at every byte, and with every bit flipped, is never taken, and never an unknown error."""

import random

from exporters.package.refusal import Reason
from tests.faults import scale
from tests.faults.forging import small_package, usual_package, verdict

DAMAGE = {Reason.TAMPERED, Reason.READ_ERROR, Reason.NOT_A_PACKAGE, Reason.NOT_FOR_US}


def flip(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_a_small_package_cut_at_every_byte() -> None:
    data = small_package()
    with scale.exercised("F8", f"package of {len(data)} bytes cut at every byte") as count:
        for size in range(len(data)):
            assert verdict(data[:size]) in DAMAGE, size
            count.add()
    assert isinstance(verdict(data), str)


def test_a_small_package_with_every_bit_flipped() -> None:
    data = small_package()
    with scale.exercised("F8", f"package of {len(data)} bytes, every bit flipped") as count:
        for bit in range(len(data) * 8):
            assert verdict(flip(data, bit)) in DAMAGE, bit
            count.add()


def test_a_usual_package_cut_and_flipped_here_and_there() -> None:
    """In the long part: everywhere."""
    data, chance = usual_package(), random.Random(scale.seed())
    sizes = range(len(data))
    bits = range(len(data) * 8)
    with scale.exercised("F8", f"package of {len(data)} bytes, cuts and bits") as count:
        for size in chance.sample(sizes, min(len(sizes), scale.points(200, len(sizes)))):
            assert verdict(data[:size]) in DAMAGE, size
            count.add()
        for bit in chance.sample(bits, min(len(bits), scale.points(600, len(bits)))):
            assert verdict(flip(data, bit)) in DAMAGE, bit
            count.add()
