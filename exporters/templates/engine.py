"""The language between the braces: a small, closed part of Jinja. No calls, no attributes, nothing but fields.

docxtpl prepares Word's XML (its rows, paragraphs and merged cells); the compiled text is kept for a whole batch.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, cast

from docxtpl import DocxTemplate as _DocxTemplate  # pyright: ignore
from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import TemplateSyntaxError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from exporters.layout import clean
from exporters.templates.fields import Catalogue
from exporters.templates.mending import LINES, ROWS, Problem
from exporters.templates.names import NUMBER, Day, ListField
from exporters.templates.picture import PHOTO, Picture
from models.domain.errors import UserError

DocxTemplate = cast("Any", _DocxTemplate)
LOOP = {"index": "序号", "first": "第一行", "last": "最后一行", "length": "行数"}
MOST_CONDITIONS = 8
TOO_DEEP = "模板里的条件或括号套得太多，读不了。"
_TAGS = re.compile(r"<[^>]+>")
_PARAGRAPH = re.compile(r"(?=<w:p[ >])")
_UNKNOWN_TAG = re.compile(r"unknown tag '([^']+)'")
_MARKS = re.compile(r"\{%[^%]*%\}")
_AROUND = 24
MOST_FILLED = 40 << 20  # characters of a filled part: Word hardly opens more
TOO_LONG = "填出来的内容太长，Word 打不开这么大的文件。请少选一些人分几次填，或把模板里重复的那一行写短一些。"
_OFTEN = 512  # pieces of text between two questions


def _unasked() -> None:
    """Nobody can break it off."""


def _written(value: object) -> str:
    """A value as it stands in Word's XML; a line break is one there, too."""
    text = str(escape(clean(str(value))))
    return text.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">') if "\n" in text else text


def _finalize(value: object) -> Markup:
    return Markup(value.xml() if isinstance(value, Picture) else _written(value))


def _day(way: Callable[[str], str]) -> Callable[[object], str]:
    return lambda value: way(value.iso) if isinstance(value, Day) and value.iso else str(value)


def _month_words(iso: str) -> str:
    parts = iso.split("-")
    return f"{parts[0]}年{int(parts[1])}月" if len(parts) > 1 else f"{parts[0]}年"


def _ticked(value: object, *choices: str) -> str:
    return "　".join(f"{'☑' if str(value) == one else '□'}{one}" for one in choices)


def _or(value: object, other: str) -> object:
    return value or other


def _wide(value: object, width: str) -> object:
    return value.wide(width) if isinstance(value, Picture) else value


def _count(rows: Sequence[object]) -> str:
    return str(len(rows))


FILTERS: dict[str, tuple[Callable[..., object], str]] = {
    "年月日": (_day(Day), "1985年7月1日（不写就是这样）"),
    "年月": (_day(_month_words), "1985年7月"),
    "点年月": (_day(lambda iso: iso[:7].replace("-", ".")), "1985.07"),
    "点年月日": (_day(lambda iso: iso.replace("-", ".")), "1985.07.01"),
    "横线": (_day(lambda iso: iso), "1985-07-01"),
    "年": (_day(lambda iso: iso[:4]), "1985"),
    "月": (_day(lambda iso: iso[5:7].lstrip("0")), "7"),
    "日": (_day(lambda iso: iso[8:10].lstrip("0")), "1"),
    "默认": (_or, "没有内容时写别的字：{{ 学位|默认('无') }}"),
    "勾选": (_ticked, "方框打勾：{{ 性别|勾选('男', '女') }}"),
    "宽": (_wide, "照片的宽度，毫米：{{ 照片|宽('30') }}"),
    "个数": (_count, "列表有几行：{{ 家庭成员|个数 }}"),
}  # fmt: skip
ARGUMENTS = {"默认": (1, 1), "勾选": (1, 20), "宽": (1, 1)}  # texts in brackets, at least and at most


class _Environment(ImmutableSandboxedEnvironment):
    """Nothing global, our filters only, and a dot reads a row's column, never a Python attribute."""

    def __init__(self) -> None:
        super().__init__(
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_finalize,
            cache_size=0,
        )
        own: Any = self
        own.globals, own.tests = {}, {}
        own.filters = {name: way for name, (way, _) in FILTERS.items()}

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, LoopContext) and attribute in LOOP:
            return getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        return cast("Mapping[str, str]", obj)[argument] if isinstance(obj, Mapping) else ""


@dataclass
class Names:
    """What a template asks for: single names, and lists whose rows it goes through."""

    fields: set[str] = field(default_factory=set[str])
    lists: set[str] = field(default_factory=set[str])
    controls: bool = False


@dataclass
class Compiled:
    """A part ready to be filled in; `template` is None while there are problems that block."""

    names: Names
    problems: list[Problem]
    template: Any = None
    columns: bool = False  # a loop over columns: the table's grid is put right afterwards

    def fill(self, values: Mapping[str, Any], check: Callable[[], None] = _unasked) -> str:
        """The part with these values. `check` is asked now and then and may raise; UserError when it grows too long."""
        made: list[str] = []
        size = 0
        for number, piece in enumerate(self.template.generate(values), 1):
            made.append(piece)
            size += len(piece)
            if not number % _OFTEN:
                check()
                if size > MOST_FILLED:
                    raise UserError(TOO_LONG)
        if size > MOST_FILLED:
            raise UserError(TOO_LONG)
        return "".join(made)


class Compiler:
    """Checks a part's text against the catalogue, and compiles it."""

    ALLOWED: ClassVar[tuple[type[nodes.Node], ...]] = (
        nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Filter, nodes.For, nodes.If,
        nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Concat, nodes.Getattr,
        nodes.Tuple, nodes.List,
    )  # fmt: skip

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._environment = _Environment()
        self._tool = DocxTemplate("")

    def compile(self, xml: str) -> Compiled:
        """`xml`: a part as it is written, placeholders mended."""
        columns = "{%tc" in xml
        text = self._tool.patch_xml(xml)
        lines = "\n".join(_PARAGRAPH.split(text.replace("\n", " ")))
        made = Compiled(Names(), [], columns=columns)
        try:
            tree = self._environment.parse(lines)
        except TemplateSyntaxError as error:
            made.problems.append(_syntax(error, lines))
            return made
        except RecursionError:
            made.problems.append(Problem(TOO_DEEP))
            return made
        _Walk(self._catalogue, made, lines.split("\n")).visit(tree, {})
        if not any(one.blocks for one in made.problems):
            made.template = self._environment.from_string(tree)
        return made

    def right_grid(self, xml: str) -> str:
        """A table whose number of columns came out of a loop, with the widths that belong to it."""
        tree = self._tool.fix_tables(xml)
        return str(self._tool.xml_to_string(tree))


class _Walk:
    """Goes through the parsed text once: what is not allowed is named, names become those of the catalogue."""

    def __init__(self, catalogue: Catalogue, made: Compiled, lines: list[str]) -> None:
        self._catalogue, self._made, self._lines = catalogue, made, lines
        self._depth = 0  # conditions around

    def visit(self, node: nodes.Node, loops: dict[str, ListField], asked: bool = False) -> None:
        """`loops`: variables of the loops around, with the list each goes through. `asked`: only whether there is any."""
        if not isinstance(node, Compiler.ALLOWED):
            self._problem(
                node, "这里的写法用不了：模板里只能用字段、循环（for）、条件（if）和“|”后面列出的几种写法。"
            )
            return
        if isinstance(node, nodes.For):
            self._loop(node, loops)
        elif isinstance(node, nodes.Getattr):
            self._column(node, loops)
        elif isinstance(node, nodes.Name):
            self._name(node, loops, asked)
        elif isinstance(node, nodes.If) and self._depth >= MOST_CONDITIONS:
            self._problem(node, f"条件（if）最多套 {MOST_CONDITIONS} 层。")
        else:
            self._depth += isinstance(node, nodes.If)
            self._made.names.controls |= isinstance(node, nodes.If)
            if isinstance(node, nodes.Filter):
                self._filter(node)
            if isinstance(node, nodes.Compare):
                self._compare(node)
            for child in node.iter_child_nodes():
                if isinstance(child, nodes.Tuple | nodes.List) and not isinstance(node, nodes.Operand):
                    self._problem(child, "一处花括号只填一个字段，几个字段请分开写。")
                self.visit(child, loops, _only_asks(node, child, asked))
            self._depth -= isinstance(node, nodes.If)

    def _compare(self, node: nodes.Compare) -> None:
        """Texts are the same, or within another; there are no numbers to be more or less."""
        if any(one.op not in ("eq", "ne", "in", "notin") for one in node.ops):
            self._problem(node, "条件里只能用 ==（相同）、!=（不同）、in（包含），不能比大小。")
        of_loop = any(
            isinstance(one.node, nodes.Name) and one.node.name == "loop"
            for one in node.find_all(nodes.Getattr)
        )
        if of_loop and any(one.op in ("in", "notin") for one in node.ops):
            self._problem(node, "行号（loop）只能用 == 或 != 比较。")
        if not of_loop and not all(isinstance(one.value, str) for one in node.find_all(nodes.Const)):
            self._problem(node, "条件里的字和数都要加引号，如 {% if 党龄 == '50' %}。")
        names = (self._catalogue.find(one.name) for one in node.find_all(nodes.Name))
        if any(one is not None and one.name == PHOTO for one in names):
            self._problem(node, "照片不能和文字比较，请写 {% if 照片 %}。")

    def _loop(self, node: nodes.For, loops: dict[str, ListField]) -> None:
        source = node.iter
        rows: ListField | None = None
        own = isinstance(source, nodes.Name) and source.name.startswith((ROWS, LINES))
        self._made.names.controls |= not own  # what the program put around a whole row is sound
        if isinstance(source, nodes.Name):
            plain = source.name.removeprefix(ROWS).removeprefix(LINES)
            asked = self._catalogue.find(plain)
            rows = asked.rows if asked and not asked.number else None
            if rows is None:
                names = [one.name for one in self._catalogue.lists]
                self._unknown(node, plain, names, "没有“{name}”这个列表")
            else:
                source.name = f"{ROWS}{rows.name}" if source.name.startswith(ROWS) else rows.name
                self._made.names.lists.add(rows.name)
        if not isinstance(node.target, nodes.Name) or not isinstance(source, nodes.Name) or node.recursive:
            self._problem(node, "循环请写成：{% for 人 in 家庭成员 %}…{% endfor %}。")
            return
        if loops:
            self._problem(node, "循环里面不能再套循环。")
            return
        if rows is None:
            return
        inner = {node.target.name: rows}
        for child in (*node.body, *node.else_, *([node.test] if node.test else [])):
            self.visit(child, inner)

    def _column(self, node: nodes.Getattr, loops: dict[str, ListField]) -> None:
        owner = node.node
        if not isinstance(owner, nodes.Name):
            self._problem(node, "一个字段里只能有一个点，如 {{ 家庭成员.姓名 }}。")
            return
        if owner.name == "loop" and loops and node.attr in LOOP:
            return
        rows = loops.get(owner.name)
        if rows is None:
            asked = self._catalogue.find(owner.name)
            rows = asked.rows if asked and asked.number else None
            if asked and asked.rows and not asked.number:
                self._problem(
                    node,
                    f"“{owner.name}”是列表：放在表格的一行里会逐行重复；单独要第 1 行，写 {{{{ {owner.name}1.{node.attr} }}}}。",
                )
                return
            if asked is None or rows is None:
                self._unknown(node, owner.name, (), "没有“{name}”这个字段")
                return
            owner.name = asked.name
            self._made.names.fields.add(asked.name)
        column = rows.column(node.attr)
        if not column:
            own = [name for name, _ in rows.columns]
            self._unknown(node, node.attr, own, f"“{rows.name}”里没有“{{name}}”这一栏")
            return
        node.attr = column

    def _name(self, node: nodes.Name, loops: dict[str, ListField], only_asked: bool) -> None:
        if node.name in loops:
            self._problem(
                node, f"“{node.name}”要带上栏目，如 {{{{ {node.name}.{loops[node.name].columns[0][0]} }}}}。"
            )
            return
        if node.name == NUMBER and len(loops) == 1:
            self._problem(node, f"序号请写成 {{{{ {next(iter(loops))}.{NUMBER} }}}}。")
            return
        asked = self._catalogue.find(node.name)
        if asked is None:
            self._unknown(node, node.name, (), "没有“{name}”这个字段")
            return
        node.name = asked.name
        if asked.rows and (asked.number or not only_asked):
            self._problem(
                node, f"“{asked.name}”要带上栏目，如 {{{{ {asked.name}.{asked.rows.columns[0][0]} }}}}。"
            )
        elif asked.rows:
            self._made.names.lists.add(asked.name)
        else:
            self._made.names.fields.add(asked.name)

    def _filter(self, node: nodes.Filter) -> None:
        if node.name not in FILTERS:
            known = "、".join(FILTERS)
            self._problem(node, f"“|”后面没有“{node.name}”这种写法，可以用：{known}。")
            return
        words = [
            one.value for one in node.args if isinstance(one, nodes.Const) and isinstance(one.value, str)
        ]
        least, most = ARGUMENTS.get(node.name, (0, 0))
        odd = node.kwargs or node.dyn_args or node.dyn_kwargs or len(words) != len(node.args)
        if odd or not least <= len(words) <= most:
            self._problem(node, f"“|{node.name}”请照“可用的字段”里的样子写：{FILTERS[node.name][1]}。")

    def _unknown(self, node: nodes.Node, name: str, among: Any, words: str) -> None:
        instead = self._catalogue.nearest(name, among)
        hint = f"，是不是“{instead}”？" if instead else "。可用的字段在“可用的字段”里查。"
        self._problem(node, words.format(name=name) + hint, instead)

    def _problem(self, node: nodes.Node, message: str, instead: str = "") -> None:
        line = self._lines[node.lineno - 1] if 0 < node.lineno <= len(self._lines) else ""
        self._made.problems.append(Problem(message, _plain(line), instead))


def _only_asks(node: nodes.Node, child: nodes.Node, asked: bool) -> bool:
    """Whether of this child only matters that there is something: a condition, or the number of a list's rows."""
    if isinstance(node, nodes.If | nodes.CondExpr):
        return child is node.test
    if isinstance(node, nodes.Filter):
        return node.name == "个数" and child is node.node
    return asked and isinstance(node, nodes.Not | nodes.And | nodes.Or)


def _syntax(error: TemplateSyntaxError, lines: str) -> Problem:
    told = lines.split("\n")
    near = _plain(told[error.lineno - 1]) if 0 < error.lineno <= len(told) else ""
    text = error.message or ""
    if found := _UNKNOWN_TAG.search(text):
        names = {"endfor": "多了一个 endfor，或少了前面的 for", "endif": "多了一个 endif，或少了前面的 if"}
        told_tag = names.get(found[1], f"没有“{found[1]}”这种写法")
        return Problem(f"{{% %}} 里{told_tag}。", near)
    if "end of template" in text or "Unexpected end" in text:
        return Problem("有一处 for 没有 endfor，或 if 没有 endif。", near)
    return Problem("这里的写法读不懂，请照“可用的字段”里的样子改。", near)


def _plain(xml: str) -> str:
    return " ".join(_MARKS.sub("", _TAGS.sub("", xml)).split())[:_AROUND]
