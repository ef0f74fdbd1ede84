"""Opens a Word file somebody brought, and refuses what does not belong into a form.

Checked before a byte is interpreted: sizes while unpacking, names of entries, no macros, no embedded programs, nothing
fetched from elsewhere, no DOCTYPE in any XML.
"""

import re
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, LargeZipFile, ZipFile

from exporters.templates.markup import NOT_DOCX, WORD, parse, w, write
from models.domain.errors import UserError
from models.domain.template import MOST_BYTES

MOST_ENTRIES, MOST_UNPACKED, MOST_TEXT = 500, 60 << 20, 4 << 20
DOCUMENT = "word/document.xml"
TYPES, RELS = "[Content_Types].xml", "word/_rels/document.xml.rels"
MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_DOTX = b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_STRICT = b"http://purl.oclc.org/ooxml/"
_OLE = b"\xd0\xcf\x11\xe0"
_MACROS = re.compile(r"vbaproject|vbadata|/activex/|customui", re.IGNORECASE)
_MACRO_TYPES = re.compile(r"macroEnabled|vbaProject|activeX|oleObject", re.IGNORECASE)
_EMBEDDED = re.compile(r"^word/embeddings/", re.IGNORECASE)
_FETCHING = re.compile(
    r"\b(INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|DDE|LINK|DATABASE|IMPORT|MACROBUTTON)\b", re.IGNORECASE
)
_SETTINGS = "word/settings.xml"
HOW = "请在 Word 或 WPS 里去掉它，另存为 .docx 再放进来。"


@dataclass(frozen=True, slots=True)
class Opened:
    """The entries of a template in their order, by name."""

    parts: dict[str, bytes]

    def texts(self) -> list[str]:
        """Names of the parts a placeholder may stand in: the document, then headers, footers and notes."""
        more = sorted(name for name in self.parts if re.fullmatch(r"word/(header|footer)\d*\.xml", name))
        notes = [name for name in ("word/footnotes.xml", "word/endnotes.xml") if name in self.parts]
        return [DOCUMENT, *more, *notes]


def open_docx(content: bytes) -> Opened:
    """The parts of a Word document. UserError says what is wrong with it and what to do."""
    if len(content) > MOST_BYTES:
        raise UserError(
            f"这个文件有 {len(content) >> 20} MB，模板不能超过 {MOST_BYTES >> 20} MB。",
            ("多半是里面的图片太大，请压缩图片后再试。",),
        )
    if content.startswith(_OLE):
        raise UserError("这是旧的 .doc 文件，或者设了打开密码，不能当作模板。", (NOT_DOCX,))
    parts = _unpacked(content)
    if DOCUMENT not in parts or TYPES not in parts:
        raise UserError("这不是 Word 文档（.docx），不能当作模板。", (NOT_DOCX,))
    _refuse_programs(parts)
    _refuse_markup(parts)
    _refuse_links(parts)
    parts[TYPES] = parts[TYPES].replace(_DOTX, MAIN)
    if MAIN not in parts[TYPES]:
        raise UserError("这不是 Word 文档（.docx），不能当作模板。", (NOT_DOCX,))
    return Opened(parts)


def _unpacked(content: bytes) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    left = MOST_UNPACKED
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir()]
            if len(entries) > MOST_ENTRIES:
                raise UserError("这个文件里的部分太多，不像一张表的模板。", (NOT_DOCX,))
            for one in entries:
                name = one.filename
                if name in parts or name.startswith("/") or ".." in name.split("/") or "\\" in name:
                    raise UserError("这个文件的结构不对，可能被改动过。", (NOT_DOCX,))
                if one.flag_bits & 1:
                    raise UserError("这个文件设了密码，不能当作模板。", (NOT_DOCX,))
                with archive.open(one) as file:
                    parts[name] = file.read(left + 1)
                left -= len(parts[name])
                if left < 0:
                    raise UserError("这个文件解开以后太大，不像一张表的模板。", (NOT_DOCX,))
    except (
        BadZipFile,
        LargeZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        ValueError,
    ) as error:
        raise UserError("这个文件打不开：不是 Word 文档（.docx），或者已经损坏。", (NOT_DOCX,)) from error
    return parts


def _refuse_programs(parts: dict[str, bytes]) -> None:
    types = [str(one.get("ContentType")) for one in parse(parts[TYPES]).iter("{*}Override", "{*}Default")]
    if any(_MACROS.search(name) for name in parts) or any(_MACRO_TYPES.search(one) for one in types):
        raise UserError("这个文件带有宏或控件，不能当作模板。", (HOW,))
    if any(_EMBEDDED.match(name) for name in parts):
        raise UserError("这个文件里嵌入了别的文件（如 Excel 表格），不能当作模板。", (HOW,))


def _refuse_markup(parts: dict[str, bytes]) -> None:
    if len(parts[DOCUMENT]) > MOST_TEXT:
        raise UserError("这个文件的正文太长，不像一张表的模板。", (NOT_DOCX,))
    for name, content in parts.items():
        if _STRICT in content and name.endswith(".xml"):
            raise UserError("这个文件存成了“Strict Open XML”格式，不能当作模板。", (NOT_DOCX,))
        if not (name.startswith("word/") and name.endswith(".xml")):
            continue
        tree = parse(content)
        if name == DOCUMENT and tree.nsmap.get("w") != WORD:
            raise UserError("这个文件的写法不是 Word 的写法，不能当作模板。", (NOT_DOCX,))
        if next(tree.iter(w("altChunk")), None) is not None:
            raise UserError("这个文件夹带了另一个文档（altChunk），不能当作模板。", (HOW,))
        if next(tree.iter(w("mailMerge")), None) is not None:
            how = "在 Word 的“邮件 → 开始邮件合并”里选“普通 Word 文档”断开，另存为 .docx 再放进来。"
            raise UserError("这个文件还连着邮件合并的数据源，不能当作模板。", (how,))
        _refuse_fetching(tree)


def _refuse_fetching(tree: Any) -> None:
    """Field codes that read other files; Word splits them over pieces, so they are read joined."""
    codes = "".join(one.text or "" for one in tree.iter(w("instrText")))
    codes += " ".join(one.get(w("instr")) or "" for one in tree.iter(w("fldSimple")))
    if found := _FETCHING.search(codes):
        raise UserError(f"这个文件里有会读取别的文件的域（{found[1].upper()}），不能当作模板。", (HOW,))


def _refuse_links(parts: dict[str, bytes]) -> None:
    """Refuse what is fetched from elsewhere; the usual reference to the writer's own Normal.dotm is dropped."""
    dropped = False
    for name in [name for name in parts if name.endswith(".rels")]:
        tree = parse(parts[name])
        for one in list(tree):
            if str(one.get("TargetMode", "")).strip().lower() != "external":
                continue
            if str(one.get("Type", "")).endswith("/attachedTemplate"):
                tree.remove(one)
                dropped = True
                continue
            where = f"它指向：{str(one.get('Target', ''))[:80]}"
            raise UserError(
                "这个文件连着外面的内容，不能当作模板。",
                (where, "可能是网址、电子邮件的链接或引用的图片。" + HOW),
            )
        if dropped:
            parts[name] = write(tree)
    if dropped and _SETTINGS in parts:
        tree = parse(parts[_SETTINGS])
        for one in list(tree.iter(w("attachedTemplate"))):
            one.getparent().remove(one)
        parts[_SETTINGS] = write(tree)
