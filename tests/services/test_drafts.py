"""Drafts: in the encrypted file, outside history and undo, one a form."""

from pathlib import Path

import pytest

from models.domain.errors import UserError
from models.services.desk import Desk
from models.services.drafts import Draft

PASSWORD = "槐树-shù-2026"
CANARY = "甲乙丙丁戊己庚辛"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Desk.create(tmp_path / "store", PASSWORD, name="槐树村党支部").close()
    return tmp_path / "store"


def test_a_draft_survives_the_day_outside_history_and_undo(folder: Path) -> None:
    desk = Desk.open(folder, PASSWORD)
    head, label = desk.store.head, desk.undo_label
    desk.drafts.keep("member:3", "修改：姚建国", {"name": "姚建"}, "2026-09-12 09:31")
    desk.drafts.keep("member:3", "修改：姚建国", {"name": "姚建国", "is_lost": True}, "2026-09-12 09:32")
    assert (desk.store.head, desk.undo_label) == (head, label)
    desk.store.verify_chain()
    desk.close()
    again = Desk.open(folder, PASSWORD)
    kept = Draft(
        form="member:3",
        title="修改：姚建国",
        saved_at="2026-09-12 09:32",
        values={"name": "姚建国", "is_lost": True},
    )
    assert again.drafts.all() == [kept] and again.drafts.find("member:3") == kept
    again.drafts.drop("member:3")
    again.drafts.drop("member:3")
    assert again.drafts.all() == []
    again.close()


def test_texts_kept_by_the_first_version_are_a_draft(folder: Path) -> None:
    desk = Desk.open(folder, PASSWORD)
    with desk.store.transaction("自动保存") as tx:
        body = '{"content": "姚建国：今天", "summary": ""}'
        tx.insert("draft", {"form": "meeting:3", "body": body, "saved_at": "2026-09-12 09:31"})
    found = desk.drafts.find("meeting:3")
    assert found is not None and found.values["content"] == "姚建国：今天" and found.title == "会议记录"
    desk.close()


def test_a_draft_is_nowhere_on_the_disk_in_plain_text(tmp_path: Path, folder: Path) -> None:
    desk = Desk.open(folder, PASSWORD)
    desk.drafts.keep("member:0", f"新增{CANARY}", {"name": CANARY}, "2026-09-12 09:31")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    for coding in ("utf-8", "utf-16-le", "gb18030"):
        assert not [path.name for path in files if CANARY.encode(coding) in path.read_bytes()]
    assert not [path.name for path in files if b"\\u7532\\u4e59" in path.read_bytes()]
    desk.close()


def test_data_opened_only_for_reading_take_no_drafts(folder: Path) -> None:
    desk = Desk.open(folder, PASSWORD, read_only=True)
    assert not desk.drafts.can_keep
    with pytest.raises(UserError):
        desk.drafts.keep("member:3", "修改", {"name": "姚"}, "2026-09-12 09:31")
    desk.drafts.drop("member:3")
    desk.close()
