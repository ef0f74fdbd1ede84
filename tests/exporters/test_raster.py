"""Pages as pictures: the right number, the right size, ink on white."""

import pytest

from exporters.backends import pdf, raster
from exporters.spec import PAPER_P, Title
from tests.exporters.samples import make, roster


def test_pages_are_counted_and_measured():
    content = pdf.render(roster())
    assert raster.page_count(content) == 3
    width, height = raster.page_size(content, 0)
    assert (round(width), round(height)) == (842, 595)


def test_a_page_is_drawn_black_on_white_at_the_asked_scale():
    image = raster.page_rgba(pdf.render(make(Title(text="支部"), paper=PAPER_P)), 0, 0.5)
    assert (image.width, image.height) == (298, 421)
    assert len(image.pixels) == image.stride * image.height
    assert image.stride >= 4 * image.width
    assert image.pixels[:3] == b"\xff\xff\xff"
    assert min(image.pixels) < 80


def test_a_page_that_is_not_there_is_refused():
    with pytest.raises(IndexError):
        raster.page_rgba(pdf.render(make(Title(text="x"))), 1)
