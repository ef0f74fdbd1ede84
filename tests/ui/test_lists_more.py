"""Lists on their way out: the branch's own fields leave and come back, signs that no font has are said."""

from pathlib import Path

import pytest

from models.services.card import CardChange
from models.services.desk import Desk
from tests.ui.test_lists import agree, cells, roster, window  # noqa: F401  (a fixture)
from ui.main_window import MainWindow


def test_own_fields_leave_with_the_list_and_come_back(
    window: MainWindow,  # noqa: F811
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.card.save_own_fields(
        [
            {"caption": "联系户数", "kind": "数字", "choices": "", "id": ""},
            {"caption": "身份类型", "kind": "选项", "choices": "农牧渔民、企业职工", "id": ""},
        ]
    )
    houses, kind = (one.id for one in desk.card.own_fields())
    person = desk.roster.find("吴凤英")[0]
    desk.card.save(person.id, CardChange(own={houses: "12", kind: "企业职工"}))
    tab = roster(window)
    tab.reload()
    tab.table.lay_out_columns(["name", f"own:{houses}", f"own:{kind}", "birth_date"])
    agree(monkeypatch, tmp_path, "xlsx")
    tab.table.export_list()
    path = tmp_path / "党员名册-2026-09-30.xlsx"
    rows = cells(path)
    assert rows[3][:3] == ["姓名", "联系户数", "身份类型"]
    assert ["吴凤英", 12, "企业职工"] in [row[:3] for row in rows]
    desk.card.save(person.id, CardChange(own={houses: "9", kind: ""}))
    plan = desk.roster.plan_import(path)
    assert [
        (change.name, {field.field.split(":")[2]: field.after for field in change.fields})
        for change in plan.changed
    ] == [("吴凤英", {"联系户数": "12", "身份类型": "企业职工"})]


def test_a_sign_no_font_has_is_said(
    window: MainWindow,  # noqa: F811
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.roster.update(desk.roster.find("吴凤英")[0].id, {"post": "看\U00032000守"})
    roster(window).reload()
    agree(monkeypatch, tmp_path, "pdf")
    roster(window).table.export_list()
    assert "字体里没有“\U00032000”" in window.status.sentence.text()
