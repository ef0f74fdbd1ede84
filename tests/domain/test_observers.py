"""列席人员: one line of text, taken apart and put together."""

from models.domain.observers import joined, split_people, with_or_without

TEXT = "高建新（镇党委组织委员、宣传委员）, 王丽；李强"


def test_names_and_what_they_are() -> None:
    assert split_people(TEXT) == [("高建新", "镇党委组织委员、宣传委员"), ("王丽", ""), ("李强", "")]
    assert split_people(" 、") == []
    assert joined(split_people(TEXT)) == "高建新（镇党委组织委员、宣传委员）、王丽、李强"


def test_somebody_is_added_once_and_taken_out_again() -> None:
    added = with_or_without("王丽", "贾流入", "流入党员")
    assert added == "王丽、贾流入（流入党员）"
    assert with_or_without(added, "贾流入", "流入党员") == "王丽"
    assert with_or_without("", "石文静", "发展对象") == "石文静（发展对象）"
