"""Photos and files of a person: kept once, undone in one step, opened as copies that do not outlive the session."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.domain.attachment import MOST_BYTES, Attachment
from models.domain.card_facts import CardFacts
from models.domain.errors import Cancelled, UserError
from models.domain.records import MeetingKind, Presence
from models.services import attachments, viewing
from models.services.attachments import Added, NewFile, Owner
from models.services.desk import Desk
from tests.pictures import png

PASSWORD = "春风化雨2026"
PAPER = b"%PDF-1.7\n" + "入党志愿书".encode() * 50
PHOTO = (
    b"\xff\xd8"
    + bytes.fromhex("ffe000104a46494600010100000100010000")
    + bytes.fromhex("ffc00011080280 01e003012200021101031101".replace(" ", ""))
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "data", PASSWORD, name="新立村党支部", today=lambda: "2026-11-22")
    made.roster.add({"name": "侯学军", "category": "正式党员", "joined_on": "2000-07-01"})
    made.roster.add({"name": "王桂英", "category": "正式党员", "joined_on": "2001-07-01"})
    yield made
    made.close()


def owner(desk: Desk, name: str = "侯学军") -> Owner:
    return Owner(person_id=desk.person(name).id)


def add(desk: Desk, name: str = "入党志愿书.pdf", content: bytes = PAPER, whose: str = "侯学军") -> Added:
    return desk.attachments.add(owner(desk, whose), [NewFile(name, content)])


def titles(desk: Desk, whose: str = "侯学军") -> list[str]:
    return [one.title for one in desk.attachments.of(owner(desk, whose))]


def only(desk: Desk) -> Attachment:
    [one] = desk.attachments.of(owner(desk))
    return one


def test_a_file_is_added_read_renamed_removed_and_each_is_one_step(desk: Desk) -> None:
    add(desk)
    one = only(desk)
    assert (one.title, one.size, one.added_on, one.kind) == (
        "入党志愿书.pdf",
        len(PAPER),
        "2026-11-22",
        "附件",
    )
    assert desk.attachments.content(one) == PAPER
    assert desk.undo_label == "添加附件：侯学军 入党志愿书.pdf"
    desk.attachments.rename(one.id, "入党志愿书（1987年）", "原件在镇档案室")
    assert only(desk).remark == "原件在镇档案室"
    desk.attachments.remove([one.id])
    assert titles(desk) == []
    desk.undo()
    assert titles(desk) == ["入党志愿书（1987年）.pdf"]
    desk.undo()
    desk.undo()
    assert titles(desk) == []
    desk.redo()
    assert desk.attachments.content(only(desk)) == PAPER
    desk.store.verify_chain()


def test_the_same_content_is_stored_once_and_added_to_one_person_once(desk: Desk) -> None:
    add(desk)
    [said] = add(desk, "另一个名字.pdf").problems
    assert "与已有的“入党志愿书.pdf”内容相同" in said
    assert not add(desk, whose="王桂英").problems
    assert desk.store.value("SELECT count(*) FROM blob") == 1
    assert (desk.attachments.usage().files, desk.attachments.usage().bytes) == (1, len(PAPER))


def test_of_several_files_those_that_cannot_be_taken_are_named_and_the_rest_is_one_step(
    desk: Desk, tmp_path: Path
) -> None:
    good = tmp_path / "证书.png"
    good.write_bytes(png(30, 40))
    large = tmp_path / "录像.pdf"
    with large.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    pipe = tmp_path / "管道.pdf"
    os.mkfifo(pipe)
    secret = tmp_path / "机密通知.pdf"
    secret.write_bytes(PAPER + b"2")
    added = desk.attachments.add(owner(desk), [good, large, pipe, tmp_path / "没有.pdf", tmp_path, secret])
    assert len(added.ids) == 1
    assert [said.splitlines()[0] for said in added.problems] == [
        "“录像.pdf”有 10.0 MB，一个文件最多 10.0 MB。请缩小图片，或用较低的分辨率重新扫描后再添加。",
        "“管道.pdf”不是文件，没有添加。请选择文件，不要选文件夹。",
        "找不到这个文件夹或文件。请检查位置是否正确、磁盘是否已接好。",
        f"“{tmp_path.name}”不是文件，没有添加。请选择文件，不要选文件夹。",
        "“机密通知”的名称里有密级标志。本软件仅用于非涉密信息，涉密的文件不能放进来；确实不涉密的，请改掉名称再添加。",
    ]
    desk.undo()
    assert titles(desk) == []


def test_cancelling_leaves_nothing(desk: Desk) -> None:
    with pytest.raises(Cancelled):
        desk.attachments.add(owner(desk), [NewFile("甲.pdf", PAPER)], cancelled=lambda: True)
    assert titles(desk) == []


def test_sisters_of_one_name_are_told_apart(desk: Desk) -> None:
    add(desk, "证书.pdf")
    add(desk, "证书.pdf", PAPER + b" ")
    assert titles(desk) == ["证书.pdf", "证书（2）.pdf"]


def test_there_is_an_end_to_one_person_and_to_the_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MOST_PER_OWNER", 1)
    add(desk)
    [said] = add(desk, "二.pdf", PAPER + b"2").problems
    assert "最多 1 个文件" in said
    monkeypatch.setattr(attachments, "TOTAL_BYTES", len(PAPER))
    [said] = add(desk, "二.pdf", PAPER + b"2", "王桂英").problems
    assert "已到上限" in said
    monkeypatch.setattr(attachments, "TOTAL_WARNED", 10)
    assert "会越来越慢" in desk.attachments.usage().warning


def test_a_photo_takes_the_place_of_the_one_before_in_one_step(desk: Desk) -> None:
    person = owner(desk).person_id
    desk.attachments.set_photo(person, PHOTO)
    desk.attachments.set_photo(person, PHOTO + b"2")
    photo = desk.attachments.photo(person)
    assert photo is not None
    assert desk.attachments.content(photo) == PHOTO + b"2"
    assert len(desk.attachments.of_person(person)) == 1
    assert desk.undo_label == "设置照片：侯学军"
    desk.undo()
    photo = desk.attachments.photo(person)
    assert photo is not None
    assert desk.attachments.content(photo) == PHOTO
    with pytest.raises(UserError, match="没有按规定"):
        desk.attachments.set_photo(person, PAPER)


def test_what_lies_with_signed_minutes_stays(desk: Desk) -> None:
    meeting = desk.meetings.create(MeetingKind.ASSEMBLY, "2026-11-20")
    whose = Owner(meeting_id=meeting)
    desk.attachments.add(whose, [NewFile("签到表.pdf", PAPER)])
    desk.meetings.set_presence(meeting, {owner(desk).person_id: (Presence.PRESENT, "")})
    desk.meetings.sign(meeting, "2026-11-21")
    [one] = desk.attachments.of(whose)
    with pytest.raises(UserError, match="签字定稿后"):
        desk.attachments.remove([one.id])
    with pytest.raises(UserError, match="签字定稿后"):
        desk.attachments.rename(one.id, "别的")
    assert not desk.attachments.add(whose, [NewFile("补充.pdf", PAPER + b"2")]).problems
    assert [one.title for one in desk.attachments.of(whose)] == ["签到表.pdf", "补充.pdf"]


def test_what_was_opened_is_gone_when_the_data_are_closed(desk: Desk) -> None:
    add(desk, "../<b>志愿书</b>.pdf")
    path = desk.attachments.open_copy(only(desk))
    assert path.read_bytes() == PAPER
    assert path.name == "b_.pdf"  # whatever stood before a slash was a folder's name
    assert path.parents[1] == desk.store.folder / viewing.FOLDER
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    folder = desk.store.folder
    desk.close()
    assert not path.exists()
    assert not (folder / viewing.FOLDER).exists()


def test_what_a_cut_left_behind_goes_when_the_data_are_opened(desk: Desk) -> None:
    add(desk)
    path = desk.attachments.open_copy(only(desk))
    desk.store.close()  # not the desk: as if the power had gone
    assert path.exists()
    Desk.open(path.parents[2], PASSWORD, lambda: "2026-11-22").close()
    assert not path.exists()


def test_a_copy_that_another_program_holds_is_told_of(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    add(desk)
    desk.attachments.open_copy(only(desk))
    monkeypatch.setattr("models.services.viewing.shutil.rmtree", lambda *_a, **_k: None)  # as on Windows
    folder = desk.store.folder
    desk.close()
    again = Desk.open(folder, PASSWORD, lambda: "2026-11-22")
    assert "有 1 个打开看过的附件还被别的程序占用着" in "".join(again.warnings)
    monkeypatch.undo()
    again.close()
    assert not (folder / viewing.FOLDER).exists()


def test_what_is_saved_elsewhere_is_in_the_register(desk: Desk, tmp_path: Path) -> None:
    add(desk)
    desk.attachments.save_to(only(desk), tmp_path / "副本.pdf")
    assert (tmp_path / "副本.pdf").read_bytes() == PAPER
    line = desk.register.entries("export")[0]
    assert (line.title, line.fields) == ("附件：入党志愿书.pdf", "侯学军的附件")
    assert [one.path.name for one in desk.register.left_behind()] == ["副本.pdf"]


def damage(desk: Desk) -> None:
    with desk.store.transaction("坏") as tx:
        tx.beside_journal.execute("DROP TRIGGER blob_no_update")
        tx.beside_journal.execute("UPDATE blob SET content = content || x'00'")  # and a text from then on


def test_a_damaged_content_is_named_by_the_whole_check_and_is_not_opened(desk: Desk) -> None:
    add(desk)
    assert desk.safety.check_all()
    damage(desk)
    with pytest.raises(UserError, match="与存入时不一致，没有打开"):
        desk.attachments.open_copy(only(desk))
    desk.store.verify_chain()  # a backup, a restore or a handover does not hang on it
    desk.backup("手动")
    with pytest.raises(UserError) as caught:
        desk.safety.check_all()
    assert "附件“侯学军 入党志愿书.pdf”" in caught.value.details


def test_a_damaged_file_gives_its_attachments_back_one_by_one(desk: Desk, tmp_path: Path) -> None:
    add(desk, "../<b>志愿书.pdf")
    add(desk, "证书.png", png(3, 4), "王桂英")
    folder = desk.store.folder
    desk.close()
    shown = Desk.open_rescue(folder, PASSWORD)
    with pytest.raises(UserError, match="只读副本"):
        shown.attachments.open_copy(shown.attachments.get(1))
    said = shown.safety.salvage(tmp_path / "salvage", lambda: False)
    shown.close()
    assert "附件：读出 2 个文件" in said
    found = {path.name[9:]: path.read_bytes() for path in (tmp_path / "salvage" / "附件").iterdir()}
    assert found == {"_b_志愿书.pdf": PAPER, "证书.png": png(3, 4)}


def test_a_content_that_is_not_here_is_a_sentence(desk: Desk) -> None:
    add(desk)
    with desk.store.transaction("没来") as tx:
        tx.beside_journal.execute("DROP TRIGGER blob_no_delete")
        tx.beside_journal.execute("DELETE FROM blob")
    assert not only(desk).is_here
    with pytest.raises(UserError, match="还没有到这台电脑"):
        desk.attachments.content(only(desk))
    assert desk.safety.check_all()


def test_the_persons_own_extract_lists_them(desk: Desk) -> None:
    desk.attachments.set_photo(owner(desk).person_id, PHOTO)
    add(desk)
    facts = desk.facts("member", "侯学军")
    assert isinstance(facts, CardFacts)
    assert [one.title for one in facts.attachments] == ["照片.jpg", "入党志愿书.pdf"]


def test_a_content_that_is_missing_or_damaged_is_mended_by_adding_the_file_again(desk: Desk) -> None:
    add(desk)
    damage(desk)
    [said] = add(desk).problems
    assert "已用这个文件补好" in said
    assert desk.attachments.content(only(desk)) == PAPER
    assert desk.safety.check_all()


def test_history_tells_of_files_in_words(desk: Desk) -> None:
    add(desk)
    desk.attachments.rename(only(desk).id, "志愿书")
    lines = [(line.field, line.before, line.after) for line in desk.history("person", owner(desk).person_id)]
    assert lines[0] == ("志愿书 名称", "入党志愿书", "志愿书")
    assert any(field == "新建附件 入党志愿书" for field, _, _ in lines)


def test_a_file_of_another_kind_than_it_says_is_not_handed_to_other_programs(desk: Desk) -> None:
    add(desk)
    with desk.store.transaction("改") as tx:
        tx.update("attachment", only(desk).id, {"extension": "docx"})
    with pytest.raises(UserError, match="内容不是"):
        desk.attachments.open_copy(only(desk))
