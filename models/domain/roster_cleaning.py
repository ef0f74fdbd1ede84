"""Cells of a roster as they arrive, cleaned one by one: what is certain is repaired, what is not is marked.

Pure functions. A cleaned cell never loses its original: every change is a Problem with before and after.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache

from models.domain.cell_text import as_text, plain_text
from models.domain.dates import parse_date
from models.domain.idnumber import check, normalise
from models.domain.roster_codes import coded_values as coded_values
from models.domain.roster_codes import is_people, known_code, like_codes, words


class Verdict(StrEnum):
    """The three lists of an import report."""

    REPAIRED = "repaired"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What happened to one cell; `code` as in the import report, `message` a sentence for the user.

    `candidates`: what an unknown code may mean, the likeliest first.
    """

    field: str
    code: str
    verdict: Verdict
    before: str
    after: str = ""
    message: str = ""
    candidates: tuple[str, ...] = ()


Value = str | int | bool
Cleaner = Callable[[str, object], tuple[Value, list[Problem]]]

_BLANK = frozenset({"", "无", "-", "—", "--", "——", "/", "\\", "不详", "未知", "空", "无。"})
_NOT_YET = frozenset(
    {"未转正", "预备", "预备期", "待转正", "尚未转正", "预备党员", "未", "未到期", "未满", "否"}
)
_TAIL = re.compile(r"(?:毕业|学历|文化程度|文化|程度)+$")
_DOTS = {ord(c): "·" for c in "•・．∙‧●"}
_NAME = re.compile(
    r"[\u3400-\u9fff\uf900-\ufaff\ue000-\uf8ff\U00020000-\U000323af〇·]{2,30}|[A-Za-z][A-Za-z .'·\-]{1,40}"
)
_NOTE_IN_NAME = re.compile(r"^(.{1,20}?)[(（\[【](.{1,8})[)）\]】]$")
_MOBILE = r"1[3-9]\d{9}"
_USUAL_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_USUAL_PHONE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = r"(?:0\d{2,3}-?)?\d{7,8}"
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?1[5-8]")


def tidy_name(value: object) -> str:
    """A name without blanks inside, with one kind of middle dot; Latin names keep single blanks."""
    if type(value) is str and _USUAL_NAME.fullmatch(value):
        return value
    text = unicodedata.normalize("NFC", plain_text(value)).translate(_DOTS).strip(" *＊,，、。.")
    return text if text.isascii() else "".join(text.split())


def looks_like_name(value: object) -> bool:
    """Whether this may be a person's name at all (not a total, a signature line or a sentence)."""
    if type(value) is str and _USUAL_NAME.fullmatch(value):
        return not is_note(value)
    text = tidy_name(value)
    found = _NOTE_IN_NAME.match(text)
    text = found[1] if found else text
    if not _NAME.fullmatch(text) or (len(text) > 12 and "·" not in text and not text.isascii()):
        return False
    return not is_note(text)


def has_odd_signs(name: str) -> bool:
    """Signs no name has: a formula, a tag. Such a name is kept as written beside an ID number, and marked."""
    return not set('<>=+@&"{}').isdisjoint(name)


def is_han(text: str) -> bool:
    """Whether a text is written in Chinese characters only."""
    return bool(re.fullmatch(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af〇]+", text))


@cache
def _telling() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words("not_a_person", "contains"))))


@lru_cache(maxsize=64)  # a row's first words are asked about from several sides
def is_note(value: object) -> bool:
    """Totals, signature lines, notes and group headings: text that is never a person."""
    text = "".join(plain_text(value).split())
    if not text:
        return False
    if re.fullmatch(r"第?[一二三四五六七八九十\d]{1,3}(组|队|片|小队|生产队)", text):
        return True
    if text.startswith(words("not_a_person", "starts")) or re.match(r"^[共计]+\d", text):
        return True
    if _telling().search(text):
        return True
    if re.fullmatch(r"[\d〇零一二三四五六七八九十]{4}年.*", text):
        return True
    return text.endswith(words("not_a_person", "groups")) and len(text) > 2


def is_place(value: object) -> bool:
    """A village, a group, a committee: what stands alone on a line as a heading."""
    text = "".join(plain_text(value).split())
    return len(text) > 2 and text.endswith(words("not_a_person", "places"))


def clean_text(field: str, value: object) -> tuple[Value, list[Problem]]:
    """Free text, kept as it is; a lone dash or 无 stays, because somebody wrote it."""
    text = plain_text(value)
    return ("" if text in {"-", "—", "--", "/"} else text), []


def clean_name(field: str, value: object) -> tuple[Value, list[Problem]]:
    """The name; blanks inside go, a note in brackets stays out of it and is reported."""
    before, name = as_text(value), tidy_name(value)
    found = _NOTE_IN_NAME.match(name)
    if found and _NAME.fullmatch(found[1]):
        name = found[1]
    if has_odd_signs(name):
        message = "姓名里有不像姓名的符号（公式或网页代码），已照原样当文字存入，请对照证件改正"
        return name, [_doubtful(field, "name.normalised", before, name, message)]
    if name == before:
        return name, []
    return name, [_repaired(field, "name.normalised", before, name, "姓名中的空格或附注已去掉")]


def clean_id(field: str, value: object) -> tuple[Value, list[Problem]]:
    """The citizen number. A number ruined by a spreadsheet is not stored; a doubtful one is, as written."""
    if (
        type(value) is str
        and len(value) == 18
        and value.isascii()
        and check(value).ok
        and value == value.upper()
    ):
        return value, []
    before = as_text(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 1e15:
        return "", [truncated(field, before)]
    text = before.strip()
    if "".join(text.split()) in _BLANK:
        return "", []
    if _SCIENTIFIC.fullmatch("".join(text.split())):
        return "", [truncated(field, before)]
    number = normalise(re.sub(r"(?<=\d)\.0+$", "", text))
    problems: list[Problem] = []
    if number != before:
        problems.append(
            _repaired(field, "id.normalised", before, number, "去掉了空格、引号，全角改半角，x 改大写")
        )
    verdict = check(number)
    if verdict.ok:
        return number, problems
    if verdict.problem == "id.truncated":
        return "", [truncated(field, before)]
    old = len(number) == 15 and bool(verdict.birth_date)
    message = "这是 15 位旧号码，请对照身份证换成 18 位" if old else verdict.message
    code = "id.length" if old else "id.check_digit"
    problems.append(_doubtful(field, code, before, number, message))
    return number, problems


def clean_date(field: str, value: object) -> tuple[Value, list[Problem]]:
    """A date in ISO text; a partial one is kept as such, an impossible one is not stored."""
    if type(value) is str and len(value) == 10 and parse_date(value).iso == value:
        return value, []
    before = as_text(value)
    squeezed = "".join(before.split())
    if squeezed in _BLANK or (field == "confirmed_on" and squeezed in _NOT_YET):
        return "", []
    parsed = parse_date(value if not isinstance(value, str) else before)
    if parsed.problem == "date.impossible":
        return "", [_doubtful(field, parsed.problem, before, "", f"“{before}”不是一个日期，请补录")]
    if parsed.problem == "date.partial":
        asked = "只知道年份" if parsed.precision == "year" else "只有年月"
        message = f"{asked}，按原样保留，请补全到日"
        return parsed.iso, [_doubtful(field, parsed.problem, before, parsed.iso, message)]
    if before != parsed.iso:
        return parsed.iso, [_repaired(field, "date.normalised", before, parsed.iso, "统一了日期写法")]
    return parsed.iso, []


def phones_in(value: object) -> list[str]:
    """The numbers in a cell: mobiles and land lines; blanks and hyphens inside one number do not split it."""
    text = unicodedata.normalize("NFKC", plain_text(value))
    found: list[str] = []
    for piece in re.split(r"[/、,;；，|\\或\n]|\((?=\d{7})|\s{2,}", text):
        digits = re.sub(r"[\s\-–—]", "", piece)
        inside = re.findall(
            rf"(?<!\d){_MOBILE}(?!\d)|(?<!\d)0?\d{{10,11}}(?!\d)|(?<!\d)\d{{7,8}}(?!\d)", digits
        )
        if not inside:
            inside = re.findall(_MOBILE, digits) if re.fullmatch(rf"(?:{_MOBILE}){{2,}}", digits) else []
        if not inside and " " in piece:
            inside = re.findall(rf"(?<!\d)(?:{_MOBILE}|{_LANDLINE})(?!\d)", piece)
        found += inside
    return list(dict.fromkeys(found))


def clean_phone(field: str, value: object) -> tuple[Value, list[Problem]]:
    """A phone number; several in one cell are kept as written and marked."""
    if type(value) is str and _USUAL_PHONE.fullmatch(value):
        return value, []
    before = as_text(value)
    text = unicodedata.normalize("NFKC", plain_text(value)).strip("'\"‘’“”`;,。、/ ")
    if "".join(text.split()) in _BLANK:
        return "", []
    numbers = phones_in(value)
    if len(numbers) > 1:
        written = plain_text(value)
        return written, [
            _doubtful(field, "phone.several", before, written, "一格里有多个号码，请确认常用的是哪一个")
        ]
    number = text
    if re.fullmatch(r"(?:\+?86)?1[3-9][\d\s\-]{9,13}", text):
        digits = re.sub(r"\D", "", text)
        number = digits.removeprefix("86") if len(digits) == 13 else digits
    if re.fullmatch(r"\d{8,10}\.0", number):
        number = number[:-2]
    if not numbers and re.search(r"\d", number) and not re.search(rf"(?<!\d){_MOBILE}(?!\d)", number):
        return number, [_doubtful(field, "phone.doubtful", before, number, "号码位数不对，请核对")]
    if number != before:
        return number, [_repaired(field, "phone.normalised", before, number, "统一了号码写法")]
    return number, []


def clean_ethnicity(field: str, value: object) -> tuple[Value, list[Problem]]:
    """汉 -> 汉族; a people outside the list is kept and marked."""
    before = as_text(value)
    text = "".join(plain_text(value).split())
    if text in _BLANK:
        return "", []
    after = f"{text}族" if is_people(text) and not text.endswith("族") else text
    if after != before:
        return after, [_repaired(field, "code.normalised", before, after, "统一为规范写法")]
    if is_people(after) or after.endswith("人") or after in {"其他", "未识别民族", "外国血统中国籍"}:
        return after, []
    return after, [_unknown(field, "ethnicity", before, after, "不在 56 个民族名称中")]


def _unknown(field: str, table: str, before: str, after: str, message: str) -> Problem:
    """A value outside its code table: what it may mean is offered, never filled in."""
    candidates = like_codes(table, plain_text(before))
    offered = f"；可能是“{'”或“'.join(candidates)}”" if candidates else "，请核对"
    return Problem(
        field=field,
        code="code.unknown",
        verdict=Verdict.DOUBTFUL,
        before=before,
        after=after,
        message=message + offered,
        candidates=candidates,
    )


def _coded(table: str, keep: bool, message: str, own: str = "") -> Cleaner:
    """A cleaner for a coded column; unknown values are marked, and kept as written or left out.

    `own`: what may follow any words of one's own (工学学士).
    """

    def clean(field: str, value: object) -> tuple[Value, list[Problem]]:
        before, text = as_text(value), plain_text(value)
        if text in _BLANK and not (text == "无" and keep):
            return "", []
        after = known_code(table, text) or known_code(table, _TAIL.sub("", "".join(text.split())))
        if not after and (text == "无" or own and re.search(own, text)):
            return text, []
        if not after:
            return text if keep else "", [_unknown(field, table, before, text if keep else "", message)]
        if after != before:
            return after, [_repaired(field, "code.normalised", before, after, "统一为规范写法")]
        return after, []

    return clean


def clean_flag(field: str, value: object) -> tuple[Value, list[Problem]]:
    """是 / 否 and its usual signs."""
    before = as_text(value)
    text = "".join(plain_text(value).split()).upper()
    if text in words("flag", "no"):
        return False, []
    if text in words("flag", "yes"):
        return True, []
    if re.match(r"^(是|流动|失联)", text):
        return True, [_repaired(field, "code.normalised", before, "是", "按“是”登记")]
    message = "不知道是“是”还是“否”，请核对"
    return False, [replace(_doubtful(field, "code.unknown", before, "", message), candidates=("是", "否"))]


def clean_months(field: str, value: object) -> tuple[Value, list[Problem]]:
    """党龄校正值 in months."""
    before = as_text(value)
    text = re.sub(r"个?月$|\.0+$", "", "".join(before.split()))
    if text in _BLANK:
        return 0, []
    if re.fullmatch(r"[+-]?\d{1,4}", text):
        return int(text), []
    return 0, [_doubtful(field, "code.unknown", before, "0", "党龄校正值应是月数，请核对")]


def is_mobile_remark(value: object) -> bool:
    """Whether a remark is the usual way to say 流动党员."""
    return "".join(plain_text(value).split()).strip("。()（）") in words("mobile_remark", "words")


def _repaired(field: str, code: str, before: str, after: str, message: str) -> Problem:
    return Problem(
        field=field, code=code, verdict=Verdict.REPAIRED, before=before, after=after, message=message
    )


def _doubtful(field: str, code: str, before: str, after: str, message: str) -> Problem:
    return Problem(
        field=field, code=code, verdict=Verdict.DOUBTFUL, before=before, after=after, message=message
    )


def truncated(field: str, before: str) -> Problem:
    """A citizen number whose last digits a spreadsheet has zeroed: never stored."""
    message = "末几位被表格软件改成了 0，已不可用；请对照身份证补录"
    return _doubtful(field, "id.truncated", before, "", message)


CLEANERS: dict[str, Cleaner] = {
    "name": clean_name,
    "id_number": clean_id,
    "phone": clean_phone,
    "ethnicity": clean_ethnicity,
    "sex": _coded("sex", False, "性别应是“男”或“女”"),
    "category": _coded("category", False, "不认识的人员类别"),
    "education": _coded("education", True, "不在学历代码表里，已照原样存入"),
    "degree": _coded("degree", True, "不在学位代码表里，已照原样存入", own="(学士|硕士|博士)$"),
    "membership_state": _coded("membership_state", False, "党籍状态应是“正常”或“停止党籍”"),
    "marriage": _coded("marriage", True, "不在婚姻状况代码表里，已照原样存入"),
    "lost_kind": _coded("lost_kind", False, "", own="."),
    "landline": clean_phone,
    "standing_correction": clean_months,
    **dict.fromkeys(
        ("is_migrant_worker", "is_lost", "is_mobile", "is_exempt", "is_hardship", "is_incapable"), clean_flag
    ),
    **dict.fromkeys(
        (
            "birth_date",
            "joined_on",
            "confirmed_on",
            "lost_on",
            "arrived_on",
            "applied_on",
            "league_joined_on",
            "work_started_on",
        ),
        clean_date,
    ),
}
DATE_FIELDS = tuple(field for field, cleaner in CLEANERS.items() if cleaner is clean_date)


def clean_cell(field: str, value: object) -> tuple[Value, list[Problem]]:
    """Clean one cell for the field its column stands for."""
    return CLEANERS.get(field, clean_text)(field, value)
