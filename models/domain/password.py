"""What a password must be: long enough and not what everybody tries first. Said in words, for window and command line."""

import re
import unicodedata
from dataclasses import dataclass

LEAST = 10
_COMMON = (
    "password", "passw0rd", "iloveyou", "woaini", "admin", "administrator", "letmein", "welcome",
    "dangwei", "dangzhibu", "dangjian", "dangyuan", "dangfei", "zhibu", "zhibushuji", "shuji", "dangzuzhi",
    "gongchandang", "zhongguo", "zhonggong", "wodezhongguo", "weirenminfuwu", "buwangchuxin", "renmin",
    "党委", "党支部", "支部", "党建", "党员", "党费", "书记", "支部书记", "共产党", "中国共产党", "为人民服务",
    "不忘初心", "不忘初心牢记使命", "口令", "密码", "我的密码", "社区", "村委会",
)  # fmt: skip
_ROWS = (
    "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedcrfvtgbyhnujmikolp", "一二三四五六七八九十",
    "!@#$%^&*()",
)  # fmt: skip
_RUN = 5  # this many neighbours on the keyboard count as one character
_DATE = re.compile(
    r"(19|20)\d\d[-./年]?(0?[1-9]|1[0-2])[-./月]?(0?[1-9]|[12]\d|3[01])日?|"
    r"(0?[1-9]|1[0-2])[-./月](0?[1-9]|[12]\d|3[01])日?[-./年]?(19|20)\d\d"
)
_MOBILE = re.compile(r"(\+?86)?1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}")
_ID_NUMBER = re.compile(r"\d{17}[\dx]|\d{15}")
_FILLING = re.compile(r"[\d\W_]+")


@dataclass(frozen=True, slots=True)
class Judgement:
    """`level` 0 is refused, 1 weak, 2 fair, 3 strong; `words` say why, or what would be better."""

    level: int
    words: str


def normal(password: str) -> str:
    """The form in which passwords are compared everywhere: full-width letters are the same letters."""
    return unicodedata.normalize("NFKC", password)


def judge(password: str, names: tuple[str, ...] = ()) -> Judgement:
    """May this be the password? `names` are the branch's and committee's names and their pinyin."""
    text = normal(password)
    if len(text) < LEAST:
        missing = f"，还差 {LEAST - len(text)} 个" if text else ""
        return Judgement(0, f"至少 {LEAST} 个字符{missing}")
    if refusal := _refusal(text.lower(), tuple(normal(name).lower() for name in names if name)):
        return Judgement(0, refusal)
    return _strength(text)


def _refusal(text: str, names: tuple[str, ...]) -> str:
    """Why everybody's first guess would find it; "" when not."""
    if len(set(text)) <= 3 or _is_repeated(text):
        return "重复的字符太多，请换一个"
    if _MOBILE.fullmatch(text) or _LANDLINE.fullmatch(text):
        return "不要用电话号码作口令"
    if _ID_NUMBER.fullmatch(text):
        return "不要用身份证号作口令"
    if _left_of_names(text, names):
        return "不要用单位名称作口令"
    rest = _without_runs(_DATE.sub("#", text))
    words = _FILLING.sub("", rest)
    if _DATE.search(text) and len(rest.replace("#", "")) < LEAST // 2:
        return "不要用日期、生日作口令"
    if words and _is_made_of(words, _COMMON):
        return "这是最常被猜到的口令，请换一个"
    return "这是最常被猜到的口令，请换一个" if len(rest) < LEAST // 2 else ""


def _is_repeated(text: str) -> bool:
    """abcabcabc…, 8888888888: one short piece over and over."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, len(text) // 3 + 1))


def _is_made_of(text: str, words: tuple[str, ...]) -> bool:
    """Whether nothing is left when the common words are taken out, longest first."""
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return not text


def _left_of_names(text: str, names: tuple[str, ...]) -> bool:
    """The name itself, a part of it, or its pinyin, with or without digits around it."""
    words = _FILLING.sub("", text)
    return len(words) >= 4 and any(words in _FILLING.sub("", name) for name in names)


def _without_runs(text: str) -> str:
    """The text with every run of keyboard neighbours (forwards or backwards) cut to its first character."""
    out, at = "", 0
    while at < len(text):
        out += text[at]
        at += _run_length(text[at:])
    return out


def _run_length(text: str) -> int:
    longest = 1
    for row in _ROWS:
        for line in (row * 2, (row * 2)[::-1]):
            size = longest + 1
            while size <= len(text) and text[:size] in line:
                longest, size = size, size + 1
    same = len(text) - len(text.lstrip(text[0]))
    return max(longest if longest >= _RUN else 1, same if same >= _RUN else 1)


def _strength(text: str) -> Judgement:
    kinds = sum(
        (
            any(c.isascii() and c.islower() for c in text),
            any(c.isascii() and c.isupper() for c in text),
            any(c.isdigit() for c in text),
            any(c.isascii() and not c.isalnum() for c in text),
            any(not c.isascii() for c in text),
        )
    )
    if text.isdigit():
        return Judgement(1, "弱：只有数字。可以用一句自己记得住的话")
    points = len(text) + 3 * kinds + sum(not c.isascii() for c in text)
    if points >= 24:
        return Judgement(3, "强")
    return Judgement(2, "中等") if points >= 16 else Judgement(1, "弱：可以再长一些，或加上汉字、数字、符号")
