"""Headings of running text have their faces on paper as they have them on the screen."""

import io
import re
import zipfile
from dataclasses import replace

from exporters.forms.a3_assembly_minutes import FORM
from exporters.render import render
from exporters.spec import Cell, Face
from models.domain.facts import MeetingFacts


def test_short_headings_of_running_text_have_their_own_face() -> None:
    prose = Cell(text="{content}", prose=True)
    assert prose.face_of("一、传达学习") is Face.HEI
    assert prose.face_of("（一）支部工作条例") is Face.KAI
    assert prose.face_of("1. 学条例") is Face.BODY
    assert prose.face_of("（一）会议认为要抓紧办好。资金从集体收入中列支。") is Face.BODY, (
        "a numbered paragraph"
    )
    assert prose.face_of("一、" + "长" * 40) is Face.BODY
    assert Cell(text="{content}").face_of("一、传达学习") is Face.BODY


def test_minutes_in_word_name_the_faces_of_their_headings() -> None:
    example = FORM.example
    assert isinstance(example, MeetingFacts)
    text = "一、传达学习\n（一）支部工作条例\n侯学军：同意。"
    meeting = replace(example.meeting, content=text)
    made = render(FORM, replace(example, meeting=meeting), "docx")
    xml = zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml").decode()

    def font_of(words: str) -> str:
        run = next(run for run in re.findall(r"<w:r>.*?</w:r>", xml) if words in run)
        found = re.search(r'w:eastAsia="([^"]+)"', run)
        return found[1] if found else ""

    assert font_of("一、传达学习") == "黑体"
    assert font_of("支部工作条例").startswith("楷体")
    assert font_of("侯学军：同意。") == ""
