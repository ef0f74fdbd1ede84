"""The dues ledger on the command line. With --json one object for programs."""

import argparse
from typing import Any

from models.domain.ledger import ACCOUNTS
from models.domain.money import yuan
from models.services.desk import Desk
from models.services.ledger_check import verify as verify_ledger
from ui.headless_answer import Incomplete, Say, tell


def verify(desk: Desk, args: argparse.Namespace, say: Say) -> None:
    """Every balance anew from receipts and postings; exit code 1 when anything does not agree."""
    done = verify_ledger(desk.store)
    found: dict[str, Any] = {
        "ok": done.is_sound,
        "problems": list(done.problems),
        "notes": list(done.notes),
        "figures": done.figures,
    }
    if not done.is_sound:
        raise Incomplete(
            "党费账目核对没有通过。请保留现状，与最近的备份和纸质台账核对。",
            done.problems,
            found,
            "does_not_fit",
        )
    counts = (("receipts", "收款", "笔"), ("vouchers", "凭证", "张"), ("postings", "分录", "行"))
    lines = [
        "、".join(f"{name} {done.figures[key]} {unit}" for key, name, unit in counts)
        + f"，已结账 {done.figures['closed_months']} 个月：逐人逐月重算，全部相符。",
        *(
            f"{name}\t{yuan(done.figures[f'balance.{name}'])}"
            for name in ACCOUNTS
            if done.figures[f"balance.{name}"]
        ),
        *done.notes,
    ]
    tell(args, found, lines, say)
