"""The county's templates on the command line."""

import json
from pathlib import Path

import pytest
from docx import Document

import main as program
from models.services.desk import Desk
from models.services.sample import create_sample
from tests.exporters.template_docx import docx, lines, paragraph

PASSWORD = "槐树湾村口的一棵大槐树"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("templates")
    create_sample(base / "store", PASSWORD).close()
    (base / "password.txt").write_text(PASSWORD, encoding="utf-8")
    (base / "卡.docx").write_bytes(docx(paragraph("{{姓名}}：{{党龄}}年")))
    (base / "错.docx").write_bytes(docx(paragraph("{{姓铭}}") + paragraph("{{星座}}")))
    return base


def run(base: Path, *args: str, store: bool = True) -> int:
    where = ("--store", str(base / "store"), "--password-file", str(base / "password.txt")) if store else ()
    return program.main(["template", *args, *where])


def test_which_fields_there_are(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(place, "fields", store=False) == 0
    out = capsys.readouterr().out
    assert "{{姓名}}" in out and "{{家庭成员.称谓}}" in out and "|年月" in out
    assert run(place, "fields", "--json", store=False) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] and "手机号码" in next(f for f in told["fields"] if f["name"] == "联系电话")["aliases"]


def test_a_template_is_checked_without_a_store(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(place, "check", str(place / "卡.docx"), store=False) == 0
    assert "一人一份，用到 2 个字段" in capsys.readouterr().out
    assert run(place, "check", str(place / "错.docx"), store=False) == 2
    err = capsys.readouterr().err
    assert "有 2 处" in err and "是不是“姓名”" in err
    assert run(place, "check", str(place / "没有.docx"), "--json", store=False) == 2
    assert json.loads(capsys.readouterr().out)["ok"] is False


def test_put_in_listed_and_filled(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(place, "list") == 0
    assert "还没有放入模板" in capsys.readouterr().out
    assert run(place, "add", str(place / "错.docx")) == 2
    assert run(place, "add", str(place / "卡.docx"), "--name", "党龄卡") == 0
    capsys.readouterr()
    assert run(place, "list", "--json") == 0
    assert [one["name"] for one in json.loads(capsys.readouterr().out)["templates"]] == ["党龄卡"]
    desk = Desk.open(place / "store", PASSWORD)
    name = desk.roster.members(desk.today())[0].name
    count = len(desk.roster.members(desk.today()))
    desk.close()
    assert run(place, "fill", "党龄卡", "--out", str(place / "出"), "--subject", name) == 0
    (path,) = (Path(one) for one in capsys.readouterr().out.splitlines())
    assert path.name == f"党龄卡-{name}.docx" and lines(path.read_bytes())[0].startswith(f"{name}：")
    assert run(place, "fill", "党龄卡", "--out", str(place / "出"), "--joined", "--json") == 0
    (path,) = (Path(one) for one in json.loads(capsys.readouterr().out)["files"])
    assert len(Document(str(path)).sections) == count
    assert run(place, "fill", "没有的", "--out", str(place / "出")) == 1
    assert "已有的模板：党龄卡" in capsys.readouterr().err
