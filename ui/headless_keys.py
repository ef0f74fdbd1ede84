"""Keys on the command line: the recovery slip of a new branch, and a committee's answer to a branch that lost both."""

import argparse
from collections.abc import Callable
from pathlib import Path

from models.domain.errors import UserError
from models.domain.password import judge
from models.domain.recovery_code import new_code, written
from models.services.committee import CommitteeDesk
from models.services.desk import Desk
from models.services.escrow import answer
from models.services.pinyin import with_pinyin
from ui import paper, places
from ui.headless_answer import sign

Say = Callable[[str], None]
SEAL = "请封存在单位的柜子里：忘记口令时只有它能打开数据。"


def accept(password: str, *names: str) -> None:
    """The policy of the window holds here too."""
    found = judge(password, with_pinyin(*names))
    if not found.level:
        raise UserError(f"口令不合适：{found.words}。")


def make_slip(desk: Desk, target: Path | None, say: Say) -> None:
    """A recovery code for a new branch: as a page in `target`, else as a line to copy out."""
    code = new_code()
    if target is not None:
        paper.write_file(target, paper.pdf_for(desk, "H5", desk.keys.slip(code)), private=True)
        desk.handoff.register.record_export("恢复码单（含恢复码，打印后请删除）", [target])
    desk.keys.set_recovery(code)
    if target is None:
        say(f"恢复码：{written(code)}")
        say(f"请抄在纸上，{SEAL}")
    else:
        say(f"恢复码单已写入 {target}。请打印后删除这个文件，{SEAL}")


def escrow(args: argparse.Namespace, password: str, say: Say) -> None:
    """At the committee: open what a branch had put in escrow."""
    desk = CommitteeDesk.open(args.store, password, anchors=places.current().anchors)
    sign(desk, args)
    try:
        branch, code = answer(desk.store, desk.today(), args.file, args.out)
    finally:
        desk.close()
    say(f"已为“{branch}”写出开启文件：{args.out}")
    say(f"一次性开启码：{written(code)}")
    say("请把开启码写在纸上，与文件分开交给该支部；打开后支部要设新口令、做新恢复码。")
