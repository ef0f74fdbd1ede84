"""GB 11643 citizen numbers: form, check digit, birth date and sex. The area is information only, never a fault."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import mul

from models.domain.records import Sex

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_NOISE = re.compile(r"[\s\u3000\u00a0\u200b\ufeff'\"‘’“”`´\-‐–—·]")
_WIDE = {ord("０") + i: ord("0") + i for i in range(10)} | {ord("Ｘ"): "X", ord("ｘ"): "X", ord("×"): "X"}

_PROVINCES = {
    "11": "北京", "12": "天津", "13": "河北", "14": "山西", "15": "内蒙古", "21": "辽宁", "22": "吉林",
    "23": "黑龙江", "31": "上海", "32": "江苏", "33": "浙江", "34": "安徽", "35": "福建", "36": "江西",
    "37": "山东", "41": "河南", "42": "湖北", "43": "湖南", "44": "广东", "45": "广西", "46": "海南",
    "50": "重庆", "51": "四川", "52": "贵州", "53": "云南", "54": "西藏", "61": "陕西", "62": "甘肃",
    "63": "青海", "64": "宁夏", "65": "新疆", "71": "台湾", "81": "香港", "82": "澳门", "83": "台湾",
}  # fmt: skip

_MESSAGES = {
    "": "",
    "id.empty": "没有身份证号码",
    "id.length": "身份证号码应为 18 位",
    "id.characters": "身份证号码前 17 位应为数字，末位为数字或 X",
    "id.truncated": "身份证号码末几位像是被表格软件改成了 0，请对照证件补录",
    "id.birth_date": "身份证号码中的出生日期不存在",
    "id.check_digit": "身份证号码校验位不符，请对照证件核对",
}


@dataclass(frozen=True, slots=True)
class IdCheck:
    """Result of a check; `problem` is a code ("" when fine), `message` the sentence for it."""

    ok: bool
    problem: str
    birth_date: str
    sex: Sex
    area: str

    @property
    def message(self) -> str:
        return _MESSAGES[self.problem]


def normalise(text: str) -> str:
    """Full width to half width, no spaces or quotes, capital X: certain repairs only, digits are never guessed."""
    if text.isascii() and text.isalnum():  # the usual case
        return text.upper()
    return _NOISE.sub("", text.translate(_WIDE)).upper()


def check_digit(first17: str) -> str:
    """The 18th character for 17 digits (GB 11643, ISO 7064 MOD 11-2)."""
    return _CHECK[sum(map(mul, map(int, first17), _WEIGHTS)) % 11]


def _birth(digits: str) -> str:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).isoformat()
    except ValueError:
        return ""


@lru_cache(maxsize=256)  # a row is looked at from several sides
def check(id_number: str) -> IdCheck:
    """Judge a normalised or raw number; birth date and sex are given whenever the digits allow."""
    number = normalise(id_number)
    if not number:
        return IdCheck(False, "id.empty", "", Sex.UNKNOWN, "")
    if re.fullmatch(r"\d{15}", number):
        sex = Sex.MALE if int(number[14]) % 2 else Sex.FEMALE
        return IdCheck(False, "id.length", _birth("19" + number[6:12]), sex, _area(number))
    if len(number) != 18:
        return IdCheck(False, "id.length", "", Sex.UNKNOWN, _area(number))
    if not re.fullmatch(r"\d{17}[\dX]", number):
        return IdCheck(False, "id.characters", "", Sex.UNKNOWN, _area(number))
    birth = _birth(number[6:14])
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    right = check_digit(number[:17]) == number[17]
    if not birth:
        return IdCheck(False, "id.birth_date", "", sex, _area(number))
    if not right and number.endswith("000"):
        return IdCheck(False, "id.truncated", birth, Sex.UNKNOWN, _area(number))
    if not right:
        return IdCheck(False, "id.check_digit", birth, sex, _area(number))
    return IdCheck(True, "", birth, sex, _area(number))


def _area(number: str) -> str:
    return _PROVINCES.get(number[:2], "")


def masked(number: str) -> str:
    """The number as shown until somebody asks for it: first 6 and last 4 characters."""
    return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}" if len(number) > 10 else "*" * len(number)
