import pytest

from models.domain.idnumber import check, check_digit, masked, normalise
from models.domain.records import Sex


def test_the_standards_own_example_is_valid() -> None:
    found = check("11010519491231002X")
    assert found.ok and found.birth_date == "1949-12-31" and found.sex == Sex.FEMALE and found.area == "北京"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("４２０５８３２００００９２７９９９６", "420583200009279996"),
        ("510182 19620618 9919", "510182196206189919"),
        ("'11010519491231002x", "11010519491231002X"),
        ("“11010519491231002Ｘ”", "11010519491231002X"),
    ],
)
def test_full_width_spaces_and_quotes_are_repaired(raw: str, clean: str) -> None:
    assert normalise(raw) == clean
    assert check(raw).ok


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("", "id.empty"),
        ("5101821987011990", "id.length"),
        ("510182870119900", "id.length"),
        ("51018219870119A000", "id.characters"),
        ("510182198701199000", "id.truncated"),
        ("510182198713199017", "id.birth_date"),
        ("110105194912310021", "id.check_digit"),
    ],
)
def test_each_fault_has_its_name(number: str, problem: str) -> None:
    found = check(number)
    assert not found.ok and found.problem == problem and found.message


def test_a_number_ending_in_zeros_by_right_is_fine() -> None:
    for serial in range(1000):
        number = f"11010519900101{serial:03d}"
        whole = number + check_digit(number)
        assert check(whole).ok, whole


def test_any_single_wrong_digit_is_noticed() -> None:
    good = "11010519491231002X"
    for place in range(17):
        for digit in "0123456789":
            if digit != good[place]:
                assert not check(good[:place] + digit + good[place + 1 :]).ok


def test_an_area_that_no_longer_exists_is_no_fault() -> None:
    first17 = "99010519491231002"
    found = check(first17 + check_digit(first17))
    assert found.ok and found.area == ""


def test_masked_shows_only_the_ends() -> None:
    assert masked("11010519491231002X") == "110105********002X"
    assert masked("123") == "***"
