"""Own fields in a sheet: choices by any spelling, figures with their units, 是 and 否, dates."""

import pytest

from models.domain.card import OwnField, OwnKind
from models.domain.own_cleaning import choice_of, like_choices, own_cleaner
from models.services.pinyin import pinyin_of_words

CHOICES = ("农牧渔民", "企业职工", "机关干部", "离退休人员", "其他")
FIELD = OwnField(id=3, caption="身份", kind=OwnKind.CHOICE, choices=CHOICES)


def clean(own: OwnField, cell: object):
    value, problems = own_cleaner(own, pinyin_of_words)("own:3:身份", cell)
    return value, [problem.code for problem in problems], problems


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("企业 职工", "企业职工"),
        ("“机关干部”", "机关干部"),
        ("离退休（人员）", "离退休人员"),
        ("qyzg", "企业职工"),
        ("QiYeZhiGong", "企业职工"),
        ("jgg", ""),
        ("x", ""),
        ("机关", ""),
    ],
)
def test_what_can_only_mean_one_choice_is_that_choice(written: str, meant: str) -> None:
    assert choice_of(CHOICES, written, pinyin_of_words) == meant


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("企业职公", "企业职工"),  # the same sound
        ("机关", "机关干部"),  # a part
        ("退休人员", "离退休人员"),
        ("机关单位干部", "机关干部"),  # nearly
        ("农牧鱼民", "农牧渔民"),
    ],
)
def test_what_may_mean_one_is_offered(written: str, first: str) -> None:
    assert like_choices(CHOICES, written, pinyin_of_words)[0] == first


def test_initials_that_two_choices_share_decide_nothing() -> None:
    assert choice_of(("干部", "公布"), "gb", pinyin_of_words) == ""


def test_a_choice_is_put_right_or_kept_and_asked() -> None:
    assert clean(FIELD, "企业职工")[:2] == ("企业职工", [])
    assert clean(FIELD, " 企业职工 ")[:2] == ("企业职工", [])
    assert clean(FIELD, "qyzg")[:2] == ("企业职工", ["code.normalised"])
    assert clean(FIELD, "—")[:2] == ("", [])
    value, codes, problems = clean(FIELD, "企业职公")
    assert (value, codes, problems[0].candidates) == ("企业职公", ["code.unknown"], ("企业职工",))
    assert "可能是“企业职工”" in problems[0].message
    value, codes, problems = clean(FIELD, "宇航员")
    assert (value, codes, problems[0].candidates) == ("宇航员", ["code.unknown"], ())
    assert "农牧渔民、企业职工" in problems[0].message


def test_other_kinds() -> None:
    number = OwnField(id=3, caption="户数", kind=OwnKind.NUMBER)
    assert clean(number, "12 户")[:2] == ("12", ["code.normalised"])
    assert clean(number, 12.0)[0] == "12"
    assert clean(number, "1,200.50元")[0] == "1200.50"
    assert clean(number, "十二")[:2] == ("", ["code.unknown"])
    flag = OwnField(id=3, caption="义工", kind=OwnKind.YES_NO)
    assert [clean(flag, word)[0] for word in ("是", "√", "否", "无", "")] == ["是", "是", "否", "否", ""]
    assert clean(flag, "也许")[:2] == ("", ["code.unknown"])
    day = OwnField(id=3, caption="体检", kind=OwnKind.DATE)
    assert clean(day, "2026.5.6")[:2] == ("2026-05-06", ["date.normalised"])
    assert clean(OwnField(id=3, caption="血型"), " A ")[:2] == ("A", [])
