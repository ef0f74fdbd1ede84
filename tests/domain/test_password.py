"""The password policy: what everybody tries first is refused with its reason, sentences of one's own are taken."""

import pytest

from models.domain.password import judge

NAMES = ("中共青石镇槐树村支部委员会", "zhonggongqingshizhenhuaishucunzhibuweiyuanhui", "青石镇党委")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "至少 10 个字符"),
        ("short", "还差 5 个"),
        ("春风化雨2026", "还差 2 个"),
        ("aaaaaaaaaaaa", "重复"),
        ("abcabcabcabc", "重复"),
        ("1234567890", "最常被猜到"),
        ("9876543210", "最常被猜到"),
        ("1qaz2wsx3edc", "最常被猜到"),
        ("qwertyuiop123", "最常被猜到"),
        ("dangzhibu2026", "最常被猜到"),
        ("Dangwei@2026!", "最常被猜到"),
        ("Ｄａｎｇｗｅｉ２０２６", "最常被猜到"),
        ("ZhibuShuji2026", "最常被猜到"),
        ("党支部党支部党支部1", "最常被猜到"),
        ("1980-01-01!!", "生日"),
        ("1980年10月1日", "生日"),
        ("王建国19800101", "生日"),
        ("13912345678", "电话"),
        ("0571-87654321", "电话"),
        ("110101199003077651", "身份证"),
        ("槐树村支部委员会2026", "单位名称"),
        ("qingshizhen2026", "单位名称"),
        ("HuaiShuCun#2026", "单位名称"),
    ],
)
def test_what_is_tried_first_is_refused_with_the_reason(password: str, why: str) -> None:
    found = judge(password, NAMES)
    assert found.level == 0
    assert why in found.words


@pytest.mark.parametrize(
    ("password", "level"),
    [
        ("8462951730", 1),
        ("kdowpqmzne", 1),
        ("kdowp-qmzn2", 2),
        ("村口三棵槐树，两棵向南7", 3),
        ("槐树湾村口的一棵大槐树", 3),
        ("Long enough, 3 words!", 3),
        ("1998年我在村小教语文", 3),
    ],
)
def test_what_is_ones_own_is_taken(password: str, level: int) -> None:
    assert judge(password, NAMES).level == level


def test_nothing_is_asked_of_a_branch_without_a_name() -> None:
    assert judge("kdowp-qmzn2", ("", "")).level == 2
