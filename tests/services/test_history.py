"""The whole history found by kind, actor, day, record, words and the code on paper."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.db import journal
from models.domain.errors import Cancelled
from models.domain.labels import setting_label
from models.domain.records import MeetingKind
from models.domain.recovery_code import new_code
from models.services.desk import Desk
from models.services.history import STRETCH, HistoryQuery

MEMBER = {"category": "正式党员", "joined_on": "2001-07-01", "confirmed_on": "2002-07-01"}


@pytest.fixture
def desk(tmp_path: Path, password: str) -> Iterator[Desk]:
    """Two people, a change of the first by somebody else, their standard, a meeting."""
    made = Desk.create(tmp_path / "store", password, name="槐树村党支部", today=lambda: "2026-09-30")
    made.store.actor = "组织委员"
    one = made.roster.add({"name": "欧阳建国", **MEMBER})
    made.roster.add({"name": "石文静", **MEMBER})
    made.store.actor = "书记"
    made.roster.update(one, {"phone": "13800000000", "employer": "槐树村小学"})
    made.dues.set_standard(one, "2026-01", "农民", None, 20, None, "")
    made.meetings.create(MeetingKind.ASSEMBLY, "2026-09-12")
    yield made
    made.close()


def labels(desk: Desk, query: HistoryQuery) -> list[str]:
    return [line.label for line in desk.journal.fetch(desk.journal.keys(query))]


def test_everything_newest_first_without_reading_it(desk: Desk) -> None:
    keys = desk.journal.keys(HistoryQuery())
    assert isinstance(keys, range) and keys[0] == desk.store.head[0] and keys[-1] == 1
    lines = desk.journal.fetch(keys)
    assert [line.seq for line in lines] == list(keys)
    assert (lines[0].kind, lines[0].what, lines[0].name) == ("会议", "新建", "2026年9月支部党员大会")


def test_a_line_says_old_and_new_of_every_field_in_words(desk: Desk) -> None:
    line = desk.journal.fetch(desk.journal.keys(HistoryQuery(text="13800000000")))[0]
    assert (line.actor, line.kind, line.what, line.name) == ("书记", "人员", "修改", "欧阳建国")
    assert "联系电话：空 → 13800000000" in line.summary and "工作单位及职务：空 → 槐树村小学" in line.summary
    assert line.owner == ("person", 1)


def test_the_filters_narrow_together(desk: Desk) -> None:
    assert set(labels(desk, HistoryQuery(kind="meeting"))) == {"新建会议：2026年9月支部党员大会"}
    assert desk.journal.actors() == ["书记", "本机", "组织委员"]
    assert all("新增人员" in label for label in labels(desk, HistoryQuery(actor="组织委员")))
    assert not labels(desk, HistoryQuery(actor="组织委员", kind="meeting"))
    day = desk.journal.fetch([1])[0].at[:10]
    assert len(desk.journal.keys(HistoryQuery(since=day, until=day))) == desk.store.head[0]
    assert not desk.journal.keys(HistoryQuery(until="2020-01-01"))
    assert not desk.journal.keys(HistoryQuery(since="2099-01-01"))
    assert labels(desk, HistoryQuery(text="石文静")) == ["新增人员：石文静"]
    assert not labels(desk, HistoryQuery(text="100%_"))


def test_of_one_person_with_standards_and_all(desk: Desk) -> None:
    mine = HistoryQuery(record=("person", 1))
    kinds = {line.kind for line in desk.journal.fetch(desk.journal.keys(mine))}
    assert kinds == {"人员", "党费标准"}
    only = HistoryQuery(record=("person", 1), text="小学")
    assert labels(desk, only) == ["修改人员：欧阳建国"]


def test_the_code_on_paper_finds_where_the_journal_stood(desk: Desk) -> None:
    code = desk.store.head_code
    seq = desk.store.head[0]
    desk.roster.update(2, {"phone": "13900000000"})
    grouped = f"{code[:4]} {code[4:8]} {code[8:]}".upper()
    assert list(desk.journal.keys(HistoryQuery(text=code))) == [seq]
    assert list(desk.journal.keys(HistoryQuery(text=grouped))) == [seq]


def test_what_is_gone_is_still_told(desk: Desk) -> None:
    meeting = desk.meetings.list()[0].id
    desk.meetings.delete(meeting)
    line = desk.journal.fetch(desk.journal.keys(HistoryQuery(kind="meeting")))[0]
    assert (line.what, line.name, line.owner) == ("删除", "2026年9月支部党员大会", None)


def test_looking_for_words_goes_by_stretches_and_can_be_stopped(desk: Desk) -> None:
    raw = desk.store.connection
    stamp = journal.Stamp("2026-09-30T08:00:00+08:00", "b", "书记", "修改人员：欧阳建国")
    body = '{"after":{"address":"a"},"before":{"address":""}}'
    entries = [journal.Entry("update", "person", 1, "", "", body)] * STRETCH
    rows, head = journal.chain(entries, stamp, desk.store.head)
    raw.execute("PRAGMA query_only=OFF")
    raw.execute("BEGIN")
    raw.executemany(journal.INSERT_SQL, rows)
    raw.execute("COMMIT")
    raw.execute("PRAGMA query_only=ON")
    desk.store._head = head
    seen: list[tuple[int, int]] = []
    keys = desk.journal.keys(HistoryQuery(text="石文静"), lambda done, of: seen.append((done, of)))
    assert list(keys) == [3] or len(keys) == 1
    assert len(seen) == 2 and seen[-1] == (head[0], head[0])
    with pytest.raises(Cancelled):
        desk.journal.keys(HistoryQuery(text="石文静"), cancelled=lambda: True)
    lines = desk.journal.export_lines(range(head[0], 0, -1)[:600], lambda _d, _o: None, lambda: False)
    assert len(lines) == 600


KEEPING = {
    "recovery.groups",
    "recovery.checked_on",
    "setup.unfinished",
}  # of this computer, not of the history


def test_every_setting_that_can_be_journalled_has_a_name() -> None:
    """Constants that look like a key, in every module that writes settings."""
    found: set[str] = set()
    for path in Path("models").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if '"setting"' in text or "ettings.set(" in text:
            constants = re.findall(r"^[A-Z_, ]+ = (.*)$", text, re.MULTILINE)
            found |= {key for line in constants for key in re.findall(r'"([a-z]+\.[a-z_.]+)"', line)}
    assert found >= {
        "desk.epoch",
        "desk.restored_from",
        "keys.recovery_on",
        "handoff.profile.",
        "handover.last",
    }
    keys = found - KEEPING - {"keys.json"}
    assert {key for key in keys if not setting_label(key)} == set()
    assert setting_label("handoff.profile.1a2b-3c") == "上报哪些内容"
    assert setting_label("nobody.knows") == ""


def test_settings_are_told_in_words(desk: Desk, tmp_path: Path) -> None:
    desk.keys.set_recovery(new_code())
    desk.save_branch({}, {"dues.county_fen": "50", "recycle.years": "5", "notice.counting": "当日"})
    desk.save_branch({}, {"dues.county_fen": "60"})
    desk.settings.set("handoff.profile.1a2b", '{"id": "no_contact", "left_out": []}')
    desk.keys.change_password("春风化雨2026", "another sentence 77")
    told = desk.journal.fetch(desk.journal.keys(HistoryQuery(kind="setting")))
    assert [line.summary for line in told] == [
        "设口令的日期：空 → 2026-09-30",
        "上报哪些内容：空 → 不含住址电话",
        "农民党员月交党费：0.50 元 → 0.60 元",
        "公示天数从哪天起算：空 → 当日",
        "回收站保留年数：空 → 5 年",
        "农民党员月交党费：空 → 0.50 元",
        "做恢复码的日期：空 → 2026-09-30",
    ]
    assert told[2].name == "农民党员月交党费" and told[1].label == "修改设置：上报哪些内容"
    shown = " ".join(f"{line.label}{line.name}{line.summary}" for line in told)
    assert not re.search(r"[a-z]+\.[a-z_]+", shown)
    assert desk.recent(1)[0].field == "设口令的日期"


def test_the_secretary_signs_as_of_then(tmp_path: Path, password: str) -> None:
    folder = tmp_path / "named"
    desk = Desk.create(folder, password, name="槐树村党支部", secretary="张建国")
    desk.roster.add({"name": "欧阳建国", **MEMBER})
    desk.update_branch(secretary="李新民")
    desk.roster.add({"name": "石文静", **MEMBER})
    desk.undo()
    desk.sign_as("组织委员")
    desk.roster.add({"name": "王小明", **MEMBER})
    desk.close()
    desk = Desk.open(folder, password)
    desk.update_branch(phone="123")
    told = desk.journal.fetch(range(desk.store.head[0], 0, -1))
    assert [line.actor for line in told] == [
        "李新民",
        "组织委员",
        "李新民",
        "李新民",
        "张建国",
        "张建国",
        "张建国",
    ]
    desk.update_branch(secretary="")
    desk.roster.add({"name": "赵六", **MEMBER})
    assert desk.recent(1)[0].actor == "本机"
    desk.close()
