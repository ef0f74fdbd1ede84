"""Money never touches binary floating point: every source file is read for it, and so is this check itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("models", "exporters", "ui")
MONEY = re.compile(r"(^|_)(fen|yuan|amount|amounts|money)(_|$)")
LEDGER = re.compile(r"(^|_)(dues|ledger|ledger_rows|money|closing|receipts|balances|trail|reduction)(_|\.|$)")
EXACT = {"Decimal"}  # dividing one of these is exact, or rounds as it is told
ALLOWED = {("models/domain/money.py", "round_fen")}  # a Decimal is divided, and rounded as it is told


def _named(node: ast.AST) -> bool:
    """Whether money is named somewhere below."""
    for one in ast.walk(node):
        name = getattr(one, "id", None) or getattr(one, "attr", None) or getattr(one, "arg", None)
        if isinstance(name, str) and MONEY.search(name):
            return True
    return False


def _is_exact(node: ast.AST) -> bool:
    return any(
        isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in EXACT
        for one in ast.walk(node)
    )


def problems(text: str, path: str = "") -> Iterator[str]:
    """Line and reason of what could turn money into a float."""
    allowed = {name for place, name in ALLOWED if place == path}
    is_ledger = path.startswith("models/") and bool(
        LEDGER.search(Path(path).name)
    )  # on paper, sizes are floats
    tree = ast.parse(text)
    skipped = {
        id(below)
        for one in ast.walk(tree)
        if isinstance(one, ast.FunctionDef) and one.name in allowed
        for below in ast.walk(one)
    }
    for one in ast.walk(tree):
        if id(one) in skipped:
            continue
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in ("float", "round"):
            if is_ledger or any(map(_named, one.args)):
                yield f"{one.lineno}: {one.func.id}()"
        elif isinstance(one, (ast.BinOp, ast.AugAssign)) and isinstance(one.op, ast.Div):
            if _named(one) and not _is_exact(one):
                yield f"{one.lineno}: / makes a float"
        elif isinstance(one, (ast.BinOp, ast.Compare)) and _named(one):
            if any(isinstance(below, ast.Constant) and type(below.value) is float for below in ast.walk(one)):
                yield f"{one.lineno}: a float beside money"
        elif isinstance(one, (ast.Assign, ast.AnnAssign, ast.keyword)) and one.value is not None:
            is_float = isinstance(one.value, ast.Constant) and type(one.value.value) is float
            name = one.arg if isinstance(one, ast.keyword) else ast.unparse(_target(one))
            if is_float and name and MONEY.search(name):
                yield f"{one.value.lineno}: money is given a float"
        elif isinstance(one, ast.Constant) and type(one.value) is float and is_ledger:
            yield f"{one.lineno}: a float in the ledger"


def _target(one: ast.Assign | ast.AnnAssign) -> ast.expr:
    return one.targets[0] if isinstance(one, ast.Assign) else one.target


def test_no_money_is_a_float() -> None:
    files = [path for place in PLACES for path in sorted((ROOT / place).rglob("*.py"))]
    assert len(files) > 300
    found = [
        f"{path.relative_to(ROOT)}:{one}"
        for path in files
        for one in problems(path.read_text("utf-8"), path.relative_to(ROOT).as_posix())
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "x = float(amount)",
        "x = due_fen / 100",
        "due_fen /= 2",
        "x = round(row.paid_fen * 1)",
        "x = fen * 0.01",
        "x = fen > 0.5",
        "fen = 1.5",
        "f(amount_fen=12.0)",
        'x = f"{fen / 100:.2f}"',
    ],
)
def test_the_check_finds_what_it_is_for(line: str) -> None:
    assert list(problems(line))


def test_in_the_ledger_no_float_at_all() -> None:
    assert list(problems("half = 0.5", "models/domain/ledger.py"))
    assert list(problems("x = round(y)", "models/services/dues.py"))
    assert not list(problems("x = fen // 100 + fen % 100", "models/domain/ledger.py"))
    assert not list(problems("x = Decimal(base_fen) * rate / 10000"))
