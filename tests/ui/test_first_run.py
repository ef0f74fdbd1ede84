"""The first page: what it asks, what it refuses, and what it hands on."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from models.domain.errors import UserError
from models.services.desk import Desk
from ui.dialogs.first_run import NOTICE, FirstRunPage, NewBranch
from ui.dialogs.start_window import SAMPLE_FOLDER, Doors, StartWindow
from ui.settings import UiSettings
from ui.tasks import InstantTasks
from ui.widgets.plain_label import PlainLabel

GOOD = "Huai-shu, three trees 7"


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> FirstRunPage:
    made = FirstRunPage(tmp_path / "数据")
    qtbot.addWidget(made)
    made.show()
    return made


def fill(qtbot: QtBot, page: FirstRunPage, password: str = GOOD, repeat: str = "") -> None:
    page.name.setText("中共青石镇槐树村支部委员会")
    qtbot.keyClicks(page.password.field, password)
    qtbot.keyClicks(page.repeat.field, repeat or password)


def test_a_filled_page_hands_on_everything(qtbot: QtBot, page: FirstRunPage, tmp_path: Path) -> None:
    fill(qtbot, page)
    page.committee.setText(" 中共青石镇委员会 ")
    qtbot.mouseClick(page.sectors.button(1), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(page.submitted) as caught:
        qtbot.mouseClick(page.create_button, Qt.MouseButton.LeftButton)
    assert caught.args == [
        NewBranch(
            name="中共青石镇槐树村支部委员会",
            committee="中共青石镇委员会",
            sector="其他",
            secretary="",
            password=GOOD,
            folder=tmp_path / "数据",
        )
    ]


def test_the_notice_is_said_once(page: FirstRunPage) -> None:
    texts = [label.text() for label in page.findChildren(PlainLabel)]
    assert sum(NOTICE in text for text in texts) == 1


def test_missing_name_is_said_at_the_field(qtbot: QtBot, page: FirstRunPage) -> None:
    fill(qtbot, page)
    page.name.clear()
    with qtbot.assertNotEmitted(page.submitted):
        qtbot.mouseClick(page.create_button, Qt.MouseButton.LeftButton)
    assert "请填写支部名称" in page.form.rows["name"].problem_label.text()
    assert page.name.hasFocus()


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "还差 5 个"),
        ("1234567890", "最常被猜到"),
        ("aaaaaaaaaaaa", "重复"),
        ("dangzhibu2026", "最常被猜到"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(
    qtbot: QtBot, page: FirstRunPage, password: str, why: str
) -> None:
    fill(qtbot, page, password)
    with qtbot.assertNotEmitted(page.submitted):
        page.submit()
    assert why in page.form.rows["password"].problem_label.text()


def test_the_name_of_the_branch_and_its_pinyin_are_no_passwords(qtbot: QtBot, page: FirstRunPage) -> None:
    for password in ("槐树村支部委员会2026", "huaishucun2026"):
        page.password.clear()
        page.repeat.clear()
        fill(qtbot, page)
        page.password.field.setText(password)
        page.submit()
        assert "不要用单位名称" in page.form.rows["password"].problem_label.text()
        page.name.insert("（筹）")
        assert page.meter.word.text() == "", "said once, also while another field is typed in"
        page.password.field.insert("x")
        assert page.form.rows["password"].problem_label.text() == "" and page.meter.word.text()


def test_hanzi_behind_the_dots_are_told(qtbot: QtBot, page: FirstRunPage) -> None:
    page.password.field.setText("abc，def")
    assert "输入法开着" in page.caps.text() and page.caps.isVisible()
    page.password.field.setText("abc,def")
    assert not page.caps.isVisible()


def test_the_second_password_must_be_the_same(qtbot: QtBot, page: FirstRunPage) -> None:
    fill(qtbot, page, GOOD, GOOD + "x")
    with qtbot.assertNotEmitted(page.submitted):
        qtbot.keyClick(page.repeat.field, Qt.Key.Key_Return)
    assert "不一样" in page.form.rows["repeat"].problem_label.text()


def test_caps_lock_is_noticed(qtbot: QtBot, page: FirstRunPage) -> None:
    qtbot.keyClick(page.password.field, "Q")
    assert page.caps.isVisible()


def test_a_folder_with_data_is_not_overwritten(qtbot: QtBot, tmp_path: Path, settings: UiSettings) -> None:
    made: list[NewBranch] = []

    def create(branch: NewBranch) -> Desk:
        made.append(branch)
        raise UserError("磁盘满了，没有建立。请腾出空间后再试。")

    window = StartWindow(tmp_path / "新", Doors(_never, create, _never), settings, InstantTasks())
    qtbot.addWidget(window)
    page = window.first_run
    assert page is not None
    fill(qtbot, page)
    page.submit()
    assert len(made) == 1
    assert "磁盘满了" in page.problem.text()
    assert page.create_button.isEnabled()
    (tmp_path / "新").mkdir()
    (tmp_path / "新" / "keys.json").write_text("{}")
    page.submit()
    assert len(made) == 1
    assert "已经有一份数据" in page.problem.text()


def test_the_sample_branch_opens_in_its_own_folder_and_is_not_remembered(
    qtbot: QtBot, tmp_path: Path, settings: UiSettings
) -> None:
    folders: list[Path] = []

    def sample(folder: Path) -> Desk:
        folders.append(folder)
        return object()  # type: ignore[return-value]

    window = StartWindow(tmp_path / "新", Doors(_never, _never, sample), settings, InstantTasks())
    qtbot.addWidget(window)
    assert window.first_run is not None
    with qtbot.waitSignal(window.opened):
        qtbot.mouseClick(window.first_run.sample_button, Qt.MouseButton.LeftButton)
    assert folders[0].name == SAMPLE_FOLDER
    assert settings.last_store is None


def _never(*_args: object) -> Desk:
    raise AssertionError("not asked for")


def test_a_complaint_goes_when_its_field_is_touched(qtbot: QtBot, page: FirstRunPage) -> None:
    fill(qtbot, page, password="12345678")
    page.submit()
    assert page.form.rows["password"].problem_label.text()
    qtbot.keyClicks(page.password.field, GOOD)
    assert page.form.rows["password"].problem_label.text() == ""


def test_a_general_branch_names_who_stands_above_it(qtbot: QtBot, page: FirstRunPage) -> None:
    qtbot.mouseClick(page.purposes.button(1), Qt.MouseButton.LeftButton)
    assert page.create_button.text() == "建立党总支"
    shown = {key for key, row in page.form.rows.items() if row.isVisible()}
    assert "committee" in shown and "sector" not in shown
    assert page.form.rows["secretary"].label.text() == "经办人"
    fill(qtbot, page)
    page.committee.setText("中共青石镇委员会")
    page.secretary.setText("李红")
    with qtbot.waitSignal(page.submitted) as caught:
        qtbot.mouseClick(page.create_button, Qt.MouseButton.LeftButton)
    [made] = caught.args or []
    assert (made.level, made.committee, made.secretary) == ("general", "中共青石镇委员会", "李红")
    qtbot.mouseClick(page.purposes.button(2), Qt.MouseButton.LeftButton)
    assert not page.form.rows["committee"].isVisible()
    qtbot.mouseClick(page.purposes.button(0), Qt.MouseButton.LeftButton)
    assert page.form.rows["secretary"].label.text() == "支部书记"
