"""导出本表: every list goes into a file as it stands on the screen, and into the register of what left."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from models.domain.errors import Cancelled, UserError
from models.domain.filters import Condition, Group, Op
from models.services.desk import Desk
from models.services.register import Register
from tests.exporters.pdftools import page_texts
from ui import list_paper, paper
from ui.dialogs.list_dialog import ListDialog
from ui.dialogs.print_preview import PagesPreview
from ui.listing import on_screen
from ui.main_window import MainWindow
from ui.settings import UiSettings
from ui.tabs.roster_tab import RosterTab
from ui.tasks import InstantTasks

MEMBERS = (
    ("赵小河", "男", "1950-03-02", "大学本科"),
    ("欧阳慧敏", "女", "1971-06-09", "大学专科"),
    ("吴凤英", "女", "1962-11-20", "大学本科"),
)


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, settings: UiSettings) -> Iterator[MainWindow]:
    for name, sex, born, education in MEMBERS:
        desk.roster.add(
            {
                "name": name,
                "sex": sex,
                "birth_date": born,
                "education": education,
                "category": "正式党员",
                "joined_on": "2001-07-01",
                "confirmed_on": "2002-07-01",
            }
        )
    made = MainWindow(desk, settings, InstantTasks(), tabs=(RosterTab,))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made


def roster(window: MainWindow) -> RosterTab:
    tab = window.tab("党员名册")
    assert isinstance(tab, RosterTab)
    return tab


def agree(
    monkeypatch: pytest.MonkeyPatch, folder: Path, *formats: str, chosen: bool = False
) -> list[ListDialog]:
    """Whoever is asked ticks these formats and exports."""
    asked: list[ListDialog] = []

    def answer(dialog: ListDialog) -> int:
        asked.append(dialog)
        dialog.form.place.edit.setText(str(folder))
        for fmt, check in dialog.form.checks.items():
            check.setChecked(fmt in formats)
        if chosen:
            dialog.rows.setCurrentIndex(1)
        dialog.accept()
        return 1

    monkeypatch.setattr(ListDialog, "exec", answer)
    return asked


def cells(path: Path) -> list[list[object]]:
    page = openpyxl.load_workbook(BytesIO(path.read_bytes())).worksheets[0]
    return [[cell.value for cell in row] for row in page.rows]


def test_the_list_leaves_as_it_stands_there(
    window: MainWindow, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = roster(window)
    tab.table.lay_out_columns(["birth_date", "name", "education"])
    tab.table.sortByColumn(
        [c.key for c in tab.table.record_model.columns].index("birth_date"), Qt.SortOrder.DescendingOrder
    )
    asked = agree(monkeypatch, tmp_path, "xlsx", "pdf")
    window.actions_by_id["list"].trigger()
    assert [check.isChecked() for check in asked[0].form.checks.values()] == [True, False, True]
    rows = cells(tmp_path / "党员名册-2026-09-30.xlsx")
    assert rows[0][0] == "党员名册"
    assert rows[1][0] == "槐树村党支部　截至 2026-09-30"
    assert "按“出生日期”从大到小排列" in str(rows[2][0])
    assert [row[:3] for row in rows[3:7]] == [
        ["出生日期", "姓名", "学历"],
        ["1971-06-09", "欧阳慧敏", "大学专科"],
        ["1962-11-20", "吴凤英", "大学本科"],
        ["1950-03-02", "赵小河", "大学本科"],
    ]
    assert str(rows[7][0]).startswith("共 3 人 · 其中女 2 人")
    assert "1962-11-20吴凤英大学本科" in page_texts((tmp_path / "党员名册-2026-09-30.pdf").read_bytes())[0]
    entry = Register(desk.store, desk.today).entries()[0]
    assert entry.title.startswith("本表：党员名册")
    assert (entry.fields, entry.records) == ("出生日期、姓名、学历", 3)
    assert entry.file_name == "党员名册-2026-09-30.xlsx、党员名册-2026-09-30.pdf"
    assert "已导出 2 个文件" in window.status.sentence.text()


def test_only_the_chosen_rows_leave_when_asked(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = roster(window)
    tab.table.selectAll()
    tab.table.selectionModel().select(
        tab.table.record_model.index(0, 0),
        tab.table.selectionModel().SelectionFlag.Deselect | tab.table.selectionModel().SelectionFlag.Rows,
    )
    agree(monkeypatch, tmp_path, "xlsx", chosen=True)
    tab.table.export_list()
    rows = cells(tmp_path / "党员名册-2026-09-30.xlsx")
    assert "只有选中的 2 人" in str(rows[2][0])
    assert len(rows) == 4 + 2 + 1


def test_a_second_list_of_the_day_does_not_replace_the_first(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree(monkeypatch, tmp_path, "xlsx")
    for _ in range(2):
        roster(window).table.export_list()
    assert sorted(path.name for path in tmp_path.glob("*.xlsx")) == [
        "党员名册-2026-09-30-2.xlsx",
        "党员名册-2026-09-30.xlsx",
    ]


def test_hidden_numbers_leave_hidden(
    window: MainWindow, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.roster.add(
        {"name": "周立民", "sex": "男", "category": "正式党员", "id_number": "110101194912310022"}
    )
    tab = roster(window)
    tab.reload()
    agree(monkeypatch, tmp_path, "xlsx")
    tab.table.export_list()
    text = str(cells(tmp_path / "党员名册-2026-09-30.xlsx"))
    assert "110101********0022" in text
    assert "110101194912310022" not in text


def test_every_way_to_it(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = agree(monkeypatch, tmp_path, "xlsx")
    tab = roster(window)
    tab.table.selectRow(0)
    ways = [tab.table.menu(), tab.table.header_menu()]
    for menu in ways:
        next(action for action in menu.actions() if action.text() == "导出本表…").trigger()
    foot = tab.pages.currentWidget()
    assert foot is not None
    button = foot.export_button  # type: ignore[attr-defined]
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(
        window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert len(asked) == 4


def test_without_a_desk_over_it_nothing_is_offered(context, qtbot: QtBot) -> None:
    tab = RosterTab(context)
    qtbot.addWidget(tab)
    tab.show()
    assert all(action.text() != "导出本表…" for action in tab.table.menu().actions())
    tab.export_list()


def test_an_empty_list_says_that_there_is_nothing(qtbot: QtBot, desk: Desk, settings: UiSettings) -> None:
    made = MainWindow(desk, settings, InstantTasks(), tabs=(RosterTab,))
    qtbot.addWidget(made)
    made.show()
    made.actions_by_id["list"].trigger()
    assert made.status.sentence.text() == "本页现在没有可导出的表。"


def test_what_does_not_fit_on_paper_is_said_before(qtbot: QtBot, window: MainWindow) -> None:
    tab = roster(window)
    tab.table.lay_out_columns([column.key for column in tab.table.record_model.columns])
    dialog = ListDialog(window.context, on_screen(tab.table), window)
    qtbot.addWidget(dialog)
    dialog.form.checks["pdf"].setChecked(True)
    assert "排不下" in dialog.problem.label.text()
    assert dialog.formats() == ["xlsx"]
    assert [dialog.form.checks[fmt].isEnabled() for fmt in ("xlsx", "docx", "pdf")] == [True, False, False]


def test_a_list_that_is_given_up_leaves_nothing(window: MainWindow, desk: Desk, tmp_path: Path) -> None:
    listed = on_screen(roster(window).table)
    with pytest.raises(Cancelled):
        list_paper.export(
            desk,
            lambda: listed.make(False, 0, lambda _d, _t: None, lambda: True),
            tmp_path / "out",
            ("xlsx",),
        )
    assert not (tmp_path / "out").exists()
    assert not Register(desk.store, desk.today).entries()


def test_what_was_written_before_the_disk_was_full_is_registered(
    window: MainWindow, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = on_screen(roster(window).table)
    write = paper.write_file

    def full(target: Path, content: bytes, *, private: bool = False) -> None:
        if target.suffix == ".docx":
            raise UserError("磁盘已满。")
        write(target, content, private=private)

    monkeypatch.setattr(list_paper, "write_file", full)
    monkeypatch.setattr(paper, "write_file", full)
    with pytest.raises(UserError, match="磁盘已满"):
        list_paper.export(
            desk,
            lambda: listed.make(False, 0, lambda _d, _t: None, lambda: False),
            tmp_path / "out",
            ("xlsx", "docx"),
        )
    with pytest.raises(UserError, match="磁盘已满"):
        paper.export(desk, "D1", tmp_path / "out", ("pdf", "docx"))
    names = sorted(one.file_name for one in Register(desk.store, desk.today).entries())
    assert names == sorted(path.name for path in (tmp_path / "out").iterdir()) and len(names) == 2


def test_a_taken_clipboard_and_the_list_agree(window: MainWindow) -> None:
    tab = roster(window)
    tab.table.selectAll()
    tab.table.copy()
    lines = QApplication.clipboard().text().split("\n")
    listed = on_screen(tab.table).sample()
    assert lines[0].split("\t") == [column.title for column in listed.columns]
    assert [line.split("\t") for line in lines[1:]] == [list(row) for row in listed.rows]


def test_search_filter_and_day_are_said(
    window: MainWindow, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = roster(window)
    tab.shown.setCurrentIndex(1)
    tab.search.setText("吴")
    tab.found.ask(Group((Condition("education", Op.IS, ("大学本科",)),)))
    tab.as_of.show_day("2025-12-31")
    agree(monkeypatch, tmp_path, "xlsx")
    tab.table.export_list()
    rows = cells(tmp_path / "党员名册-2025-12-31.xlsx")
    assert rows[1][0] == "槐树村党支部　截至 2025-12-31"
    assert str(rows[2][0]).startswith("正式党员；查找“吴”；筛选：学历")
    assert [row[0] for row in rows[4:-1]] == ["吴凤英"]


def test_a_grouped_list_leaves_in_its_groups(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = roster(window)
    tab.group()
    agree(monkeypatch, tmp_path, "xlsx", "pdf")
    tab.table.export_list()
    rows = cells(tmp_path / "党员名册-2026-09-30.xlsx")
    assert [row[:2] for row in rows[3:7]] == [
        ["分组", "姓名"],
        ["大学本科", "吴凤英"],
        ["大学本科", "赵小河"],
        ["大学专科", "欧阳慧敏"],
    ]
    page = page_texts((tmp_path / "党员名册-2026-09-30.pdf").read_bytes())[0]
    assert "按学历分组：大学本科2（67%）；大学专科1（33%）" in page
    assert "大学本科（2）" in page
    tab.groups.table.selectRow(1)
    tab.table.export_list()
    rows = cells(tmp_path / "党员名册-2026-09-30-2.xlsx")
    assert "分组选定：学历" in str(rows[2][0])
    assert [row[0] for row in rows[4:-1]] == ["吴凤英", "赵小河"]


def test_a_list_is_looked_at_printed_and_saved_from_its_preview(
    window: MainWindow, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def look(preview: PagesPreview) -> int:
        seen.extend(page_texts(preview.pdf))
        assert preview.windowTitle() == "打印预览：党员名册"
        assert preview.paper.currentText() == "自动选纸" and "A4" in preview.state.text()
        monkeypatch.setattr(
            QFileDialog, "getSaveFileName", lambda _p, _t, name, _k: (str(tmp_path / Path(name).name), "")
        )
        preview.save_as("pdf")
        preview.paper.setCurrentIndex(preview.paper.findData("L3"))
        assert "A3 横向" in preview.state.text()
        return 1

    monkeypatch.setattr(PagesPreview, "exec", look)
    monkeypatch.setattr(ListDialog, "exec", lambda dialog: dialog.preview_button.click() or dialog.result())
    roster(window).export_list()
    assert len(seen) == 1 and all(name in seen[0] for name, *_ in MEMBERS)
    assert (tmp_path / f"党员名册-{desk.today()}.pdf").exists()
    (entry,) = Register(desk.store, desk.today).entries("export")
    assert entry.title.startswith("本表：党员名册")
