"""Files that belong to a person or a meeting: what may be added, how much of it, and names that do no harm."""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from enum import StrEnum

from models.domain.errors import UserError
from models.domain.picture_file import JPG, PNG, picture_size
from models.domain.secrecy import secret_word

MB = 1024**2
MOST_BYTES = 10 * MB  # one file
MOST_PER_OWNER, MOST_BYTES_PER_OWNER = 50, 60 * MB
MOST_FILES, TOTAL_BYTES, TOTAL_WARNED = 4_000, 200 * MB, 60 * MB
LONGEST_NAME = 100
PICTURES = ("jpg", "png")
EXTENSIONS = (*PICTURES, "pdf", "docx", "xlsx")

_NOT_SHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_NOT_ON_DISK = re.compile(r'[\\/:*?"<>|]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)
_PDF_WITHIN = 1024  # readers allow some bytes before the mark
_MEMBERS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_MOST_MEMBERS = 5_000
_MACRO = "vbaproject.bin"

TAKEN = "只能添加 JPG、PNG 图片和 PDF、Word（.docx）、Excel（.xlsx）文件。"
TOO_LARGE = "“{name}”有 {size}，一个文件最多 {most}。请缩小图片，或用较低的分辨率重新扫描后再添加。"
OLD_OFFICE = (
    "“{name}”是旧格式（.doc、.xls）或加了密码的文档。请打开它，去掉密码，另存为 .docx、.xlsx 或 PDF 再添加。"
)
OTHER_PICTURE = "“{name}”是{kind}图片。请在看图软件里打开，另存为 JPG 再添加。"
WITH_MACRO = "“{name}”里带有宏（会自己运行的程序），不能添加。请另存为 .docx、.xlsx 或 PDF 再添加。"
BROKEN = "“{name}”打不开，可能没有存完整。请先用原来的软件打开看看，另存一份再添加。"
SECRET = "“{name}”的名称里有密级标志。本软件仅用于非涉密信息，涉密的文件不能放进来；确实不涉密的，请改掉名称再添加。"
EMPTY = "“{name}”是空文件，没有添加。"
NOT_HERE = "“{name}”的内容还没有到这台电脑。在添加它的电脑上重新生成上报包或数据包，读进来以后就能打开。"
MENDED = "“{name}”的内容原来缺失或损坏，已用这个文件补好，没有另加一份。"
OTHER_KIND = "“{name}”的内容不是名称所说的那种文件，没有打开。需要时请用“另存为”，查过毒再看。"
BROKEN_CONTENT = "“{name}”的内容与存入时不一致，没有打开。请保留现状，用最近的备份核对（数据安全 → 恢复）。"


class FileKind(StrEnum):
    """What a file is to its owner."""

    PHOTO = "照片"
    FILE = "附件"
    SCAN = "扫描件"  # of a signed paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One file of a person or a meeting; `is_here`: its content is in this store, too."""

    id: int = 0
    uuid: str = ""
    person_id: int = 0
    meeting_id: int = 0
    kind: FileKind = FileKind.FILE
    name: str = ""  # without the ending
    sha256: str = ""
    extension: str = ""
    size: int = 0
    added_on: str = ""
    remark: str = ""  # of a photo: what stands below it on paper
    position: int = 0  # of photos: their order on paper
    is_here: bool = True

    @property
    def is_picture(self) -> bool:
        return self.extension in PICTURES

    @property
    def title(self) -> str:
        """As it is shown: name and ending."""
        return f"{self.name}.{self.extension}"

    @property
    def stored_name(self) -> str:
        """How its content is called in a package."""
        return f"{self.sha256}.{self.extension}"


def size_words(size: int) -> str:
    """1.4 MB, 86 KB."""
    return f"{size / MB:.1f} MB" if size >= MB else f"{max(1, round(size / 1024))} KB"


def recognise(data: bytes, name: str) -> str:
    """The kind of file by what is in it, never by its name; UserError says why it cannot be added."""
    shown = tidy_name(name)
    if not data:
        raise UserError(EMPTY.format(name=shown))
    if len(data) > MOST_BYTES:
        raise UserError(TOO_LARGE.format(name=shown, size=size_words(len(data)), most=size_words(MOST_BYTES)))
    if data.startswith((JPG, PNG)):
        return picture_size(data).extension
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _office(data, shown)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise UserError(OLD_OFFICE.format(name=shown))
    if kind := _other_picture(data):
        raise UserError(OTHER_PICTURE.format(name=shown, kind=kind))
    raise UserError(f"“{shown}”不能添加。{TAKEN}")


def _office(data: bytes, shown: str) -> str:
    """A document by its table of contents; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise UserError(BROKEN.format(name=shown)) from error
    if any(name.lower().endswith(_MACRO) for name in names):
        raise UserError(WITH_MACRO.format(name=shown))
    found = [kind for member, kind in _MEMBERS.items() if member in names]
    if len(found) != 1 or len(names) > _MOST_MEMBERS:
        raise UserError(f"“{shown}”不能添加。{TAKEN}")
    return found[0]


def _other_picture(data: bytes) -> str:
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        return "手机（HEIC）"
    marks = {b"BM": "BMP ", b"GIF8": "GIF ", b"II*\x00": "TIFF ", b"MM\x00*": "TIFF "}
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WebP "
    return next((kind for mark, kind in marks.items() if data.startswith(mark)), "")


def tidy_name(text: str) -> str:
    """A name as it may be shown and stored: one line, nothing that hides or turns the writing round."""
    clean = " ".join(_NOT_SHOWN.sub(" ", unicodedata.normalize("NFC", text)).split())
    return clean[:LONGEST_NAME].strip()


def name_of(file_name: str, extension: str) -> str:
    """The name a file is kept under: without the ending that says its kind."""
    tidy = tidy_name(re.split(r"[\\/]", file_name)[-1])
    stem, dot, ending = tidy.rpartition(".")
    known = {extension, "jpeg"} if extension == "jpg" else {extension}
    name = stem if dot and ending.lower() in known else tidy
    return name.strip(" .") or "未命名"


def checked_name(text: str) -> str:
    """A name somebody gave; UserError when there is none, or it says that the content is secret."""
    name = tidy_name(text).strip(" .")
    if not name:
        raise UserError("请填写名称，例如“入党志愿书扫描件”。")
    if secret_word(name, strict=True)[0]:
        raise UserError(SECRET.format(name=name))
    return name


def disk_name(attachment: Attachment) -> str:
    """A file name that every system takes, whatever the name on the card is."""
    name = _NOT_ON_DISK.sub("_", tidy_name(attachment.name)).strip(" .")
    while len(name.encode("utf-8")) > 180:
        name = name[:-1].rstrip(" .")
    if not name or _DEVICE.match(name):
        name = f"_{name}"
    return f"{name}.{attachment.extension}"
