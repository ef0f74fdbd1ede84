"""A template at work: read once, then filled for one, for many, or for many in one document."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from exporters.backends.ziparchive import ZipPart, join_parts, pack_part
from exporters.templates.dossier_fields import NAMES as DOSSIER
from exporters.templates.engine import Compiled, Compiler
from exporters.templates.fields import COUNTED, PEOPLE, Catalogue
from exporters.templates.joining import join, mark_section, unmarked
from exporters.templates.markup import XML_HEAD, is_sound, parse, write
from exporters.templates.mending import ROWS, Mender, Problem
from exporters.templates.names import MEETING, NUMBER, PERSON, Row
from exporters.templates.opening import DOCUMENT, Opened, open_docx
from exporters.templates.picture import PHOTO, Picture, pixels, with_photos
from models.domain.errors import UserError
from models.domain.template import TemplateFacts, TemplateSubject

_UNSOUND = "条件或循环的头和尾不在同一层，填出来的文件会打不开：请把 for 和 endfor（if 和 endif）放在同一段、同一格里，或用 {%tr for … %} 各占一行。"

MOST_JOINED = 256 << 20  # characters of all fillings in one file
_TOO_MUCH = "合成的文件太大，Word 打不开。请改选“每人一个文件”，或少选一些人分几次填。"


def _unasked() -> None:
    """Nobody can break it off."""


@dataclass(frozen=True, slots=True)
class Part:
    """One text of the document: compiled when it has placeholders, else as it is."""

    name: str
    compiled: Compiled


class Template:
    """A county's form. `problems` that block keep it from being filled; the others are for the eye."""

    def __init__(self, content: bytes, catalogue: Catalogue | None = None) -> None:
        """Raises UserError for a file that cannot be a template at all."""
        self.catalogue = catalogue or Catalogue()
        opened = open_docx(content)
        self.problems: list[Problem] = []
        self.mended = 0
        self._compiler = Compiler(self.catalogue)
        self._opened = opened
        texts = {name: self._part(name, opened) for name in opened.texts()}
        self._parts = {name: part for name, part in texts.items() if part is not None}
        self._shared = {
            name: pack_part(name, content)
            for name, content in opened.parts.items()
            if name not in self._parts
        }
        self.fields = frozenset(one for part in self._parts.values() for one in part.compiled.names.fields)
        self.lists = frozenset(one for part in self._parts.values() for one in part.compiled.names.lists)
        if not self.problems and not self.fields and not self.lists:
            self.problems.append(
                Problem("文件里一个字段也没有：请在要填的地方写上字段，如 {{姓名}}、{{出生日期}}。")
            )
        self._rows = {one.name: one for one in self.catalogue.lists if one.name in self._used_lists()}
        self._fields = [one for one in self.catalogue.fields if self._uses(one.name)]
        if any(PHOTO in part.compiled.names.fields for name, part in self._parts.items() if name != DOCUMENT):
            self.problems.append(
                Problem("照片只能放在正文里，不能放在页眉、页脚和脚注里。", f"{{{{{PHOTO}}}}}")
            )
        if (of_meeting := self._scoped(MEETING)) and (of_person := self._scoped(PERSON)):
            self.problems.append(
                Problem(
                    f"“{of_meeting[0]}”是会议的字段，“{of_person[0]}”是一个人的字段，一份表里不能都用。"
                    f"开会的人写在表格的一行里：{{{{参会人员.姓名}}}}，全体党员写 {{{{党员名单.姓名}}}}。"
                )
            )
        if not self.blocked:
            self._try()

    # what it is

    @property
    def blocked(self) -> bool:
        """Whether something has to be put right in Word first."""
        return any(one.blocks for one in self.problems)

    @property
    def subject(self) -> TemplateSubject:
        """Of what one sheet is: of a person or a meeting as soon as one field is theirs."""
        if self._scoped(MEETING):
            return "meeting"
        return "person" if self._scoped(PERSON) else "branch"

    def _scoped(self, scope: str) -> list[str]:
        """The names asked for that belong to a person, or to a meeting."""
        names = sorted({*self.fields, *self.lists})
        asked = ((name, self.catalogue.find(name)) for name in names)
        return [name for name, one in asked if one and (one.field or one.rows).scope == scope]  # pyright: ignore

    @property
    def has_photo(self) -> bool:
        """Whether the photo has to be fetched."""
        return PHOTO in self.fields

    @property
    def needs_people(self) -> bool:
        """Whether the list of people, or their numbers, have to be gathered."""
        return PEOPLE in self._rows or bool(COUNTED & self.fields)

    @property
    def needs_dossier(self) -> bool:
        """Whether the steps of becoming a member have to be read."""
        return bool(DOSSIER & {*self.fields, *self._rows})

    def _used_lists(self) -> set[str]:
        """Lists gone through, and those asked for row by row."""
        numbered = (self.catalogue.find(name) for name in self.fields)
        return {*self.lists, *(one.rows.name for one in numbered if one and one.rows)}

    def _uses(self, name: str) -> bool:
        asked = (self.catalogue.find(one) for one in self.fields)
        return any(one is not None and one.field is not None and one.field.name == name for one in asked)

    # reading

    def _part(self, name: str, opened: Opened) -> Part | None:
        """A part with its placeholders, None when it has none and stays as it is."""
        tree = parse(opened.parts[name])
        mender = Mender(tree, self.catalogue)
        mender.mend()
        self.mended += mender.mended
        self.problems += mender.problems
        if name == DOCUMENT:
            mark_section(tree)
        xml = write(tree).decode("utf-8").partition("?>")[2].lstrip()
        if name != DOCUMENT and "{{" not in xml and "{%" not in xml:
            return None
        compiled = self._compiler.compile(xml)
        self.problems += compiled.problems
        return Part(name, compiled)

    def _try(self) -> None:
        """With nothing and with two rows of everything the result has to be XML."""
        for rows in (0, 2):
            values: dict[str, Any] = dict.fromkeys(self.fields, "字")
            for one in self._rows.values():
                full = dict.fromkeys(one.blank(), "字")
                values |= _list_values(one.name, [full] * rows, one.blank(), self.fields)
            for part in self._parts.values():
                if part.compiled.names.controls and not is_sound(part.compiled.fill(values)):
                    self.problems.append(Problem(_UNSOUND))
                    return

    # filling

    def values(self, facts: TemplateFacts, number: int = 1) -> Mapping[str, Any]:
        """What the template asks for, of these facts, the `number`-th of a document; nothing else is worked out."""
        made: dict[str, Any] = {}
        for one in self._fields:
            text = one.get(facts)
            made[one.name] = text
            for place in range(one.boxes):
                made[f"{one.name}{place + 1}"] = text[place : place + 1]
        for one in self._rows.values():
            made |= _list_values(one.name, one.get(facts), one.blank(), self.fields)
        if self.has_photo:
            made[PHOTO] = Picture(facts.photo, number)
        return made

    def fill(self, facts: TemplateFacts, check: Callable[[], None] = _unasked) -> bytes:
        """One document. Raises UserError while something in the template has to be put right."""
        return next(self.fill_each([facts], check))[1]

    def fill_each(
        self, many: Iterable[TemplateFacts], check: Callable[[], None] = _unasked
    ) -> Iterator[tuple[TemplateFacts, bytes]]:
        """A document for each; what they share is compressed once. `check` may break off while one is being filled."""
        self._require()
        for facts in many:
            values = self.values(facts)
            filled = {name: self._filled(part, values, check) for name, part in self._parts.items()}
            filled[DOCUMENT] = unmarked(filled[DOCUMENT])
            texts = {name: XML_HEAD + text for name, text in filled.items()}
            yield facts, join_parts(self._archive(texts, facts.photo if self.has_photo else b""))

    def join(self, many: Iterable[TemplateFacts], check: Callable[[], None] = _unasked) -> bytes:
        """All in one document, each beginning on a page of its own with page 1."""
        self._require()

        def each() -> Iterator[tuple[Mapping[str, str], bytes]]:
            size = 0
            for number, facts in enumerate(many, 1):
                values = self.values(facts, number)
                texts = {name: self._filled(part, values, check) for name, part in self._parts.items()}
                size += sum(map(len, texts.values()))
                if size > MOST_JOINED:
                    raise UserError(_TOO_MUCH)
                yield texts, facts.photo if self.has_photo and pixels(facts.photo)[0] else b""

        return join(self._opened, each())

    def _filled(self, part: Part, values: Mapping[str, Any], check: Callable[[], None]) -> str:
        text = part.compiled.fill(values, check)
        if part.compiled.names.controls and not is_sound(text):
            raise UserError(_UNSOUND)
        return self._compiler.right_grid(text) if part.compiled.columns else text

    def _archive(self, texts: Mapping[str, str], photo: bytes) -> Iterator[tuple[str, ZipPart]]:
        more = with_photos(self._opened.parts, {1: photo}) if pixels(photo)[0] else {}
        for name in self._opened.parts:
            text = texts.get(name)
            if name in more:
                yield name, pack_part(name, more.pop(name))
            else:
                yield name, self._shared[name] if text is None else pack_part(name, text.encode("utf-8"))
        for name, content in more.items():
            yield name, pack_part(name, content, 0)

    def _require(self) -> None:
        if self.blocked:
            lines = [sentence(one) for one in self.problems if one.blocks]
            raise UserError("这个模板里有要先改正的地方，还不能填写。", lines[:20])


def sentence(problem: Problem) -> str:
    """A problem as one line."""
    return f"“{problem.near}”：{problem.message}" if problem.near else problem.message


def _list_values(name: str, rows: Sequence[Row], blank: Row, asked: Iterable[str]) -> dict[str, Any]:
    """A list, its rows for a repeating row of a table (one at least), and the rows asked for by number."""
    numbered: list[Any] = []
    for number, row in zip(count(1), rows, strict=False):
        if isinstance(row, dict):
            row[NUMBER] = str(number)
        numbered.append(row)
    made: dict[str, Any] = {name: numbered, f"{ROWS}{name}": numbered or [blank]}
    for one in asked:
        number = one.removeprefix(name)
        if one.startswith(name) and number.isdigit():
            place = int(number)
            made[one] = numbered[place - 1] if place <= len(numbered) else blank
    return made
