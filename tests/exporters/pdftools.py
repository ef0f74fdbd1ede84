"""Reads PDFs back for tests."""

import pypdfium2


def page_texts(content: bytes) -> list[str]:
    """The text of each page, white space dropped."""
    with pypdfium2.PdfDocument(content) as document:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]


def page_lines(content: bytes) -> list[list[str]]:
    """The lines of each page as a reader finds them."""
    with pypdfium2.PdfDocument(content) as document:
        return [
            [line.strip() for line in page.get_textpage().get_text_range().splitlines() if line.strip()]
            for page in document
        ]
