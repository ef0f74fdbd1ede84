"""Backups on the command line: make one, put one in place, check everything. With --json one object for programs."""

import argparse
import sys
from pathlib import Path
from typing import Any

from models.domain.errors import UserError
from models.domain.money import yuan
from models.domain.safety import RestoreResult
from models.services import restoring
from models.services.doors import AnyDesk, open_any
from ui import places
from ui.headless_answer import Incomplete, Say, UnreadableFile, keeping, said_first, sign, signer, tell

REASON = "命令行"


def backup(args: argparse.Namespace, password: str, say: Say) -> None:
    """A verified backup of the store; with --to also a copy elsewhere, read back."""
    desk = _open(args, password)
    try:
        path = desk.safety.backup(REASON)
        row = next(row for row in desk.safety.rows() if row.path == path)
        found: dict[str, Any] = {
            "path": str(path),
            "serial": row.serial,
            "seq": row.seq,
            "made_on": row.made_on,
            "made_at": row.made_at,
        }
        found |= {"people": row.people, "meetings": row.meetings, "payments": row.payments, "copy": ""}
        lines = [f"已备份并核对：{path}"]
        if args.to:
            with said_first(args, lines, say), keeping(found):
                found["copy"] = str(desk.safety.copy_to(args.to))
            lines.append(f"已复制并读回核对：{found['copy']}")
    finally:
        desk.close()
    tell(args, found, lines, say)


def restore(args: argparse.Namespace, password: str, say: Say) -> None:
    """Put a backup in place of the store, which may be damaged or empty; its own password is needed."""
    secret = restoring.by_code(password) if args.by_code else restoring.by_password(password)
    path = args.file or _newest(args.store)
    if not path.exists():
        raise UnreadableFile(f"找不到备份文件“{path}”，请核对路径。", reason="missing")
    done = restoring.restore_into(
        args.store,
        path,
        secret,
        lambda _done, _total: None,
        anchors=places.current().anchors,
        actor=signer(args),
    )
    tell(args, _restored(path, done), _restored_lines(done), say)


def verify_store(args: argparse.Namespace, password: str, say: Say) -> None:
    """Every page, the whole journal, anchor and money; with --backups each backup too. Exit code 1 when one fails."""
    desk = _open(args, password)
    problems: list[str] = []
    try:
        problems += desk.warnings
        said = ""
        try:
            said = desk.safety.check_all()
        except UserError as error:
            problems += [error.message, *error.details]
        rows = desk.safety.rows()
        checked = _check_backups(desk, [row.path for row in rows], problems) if args.backups else 0
        found: dict[str, Any] = {"ok": not problems, "problems": problems, "head_code": desk.store.head_code}
        found |= {"seq": desk.store.head[0], "backups": len(rows), "backups_checked": checked}
    finally:
        desk.close()
    lines = [said, f"校验码：{found['head_code']}（第 {found['seq']} 号操作）", f"备份 {len(rows)} 份"]
    if problems:
        if not args.json:
            tell(args, found, [line for line in lines if line], say)
        raise Incomplete("核对没有通过。请保留现状，与最近的备份核对。", problems, found, "does_not_fit")
    tell(args, found, [line for line in lines if line], say)


def _open(args: argparse.Namespace, password: str) -> AnyDesk:
    if not args.store.is_dir():
        raise UserError(f"文件夹“{args.store}”不存在，请用 --store 指出数据所在的文件夹。")
    desk = open_any(args.store, password, anchors=places.current().anchors)
    sign(desk, args)
    for warning in desk.warnings:
        sys.stderr.write(warning + "\n")
    return desk


def _check_backups(desk: AnyDesk, paths: list[Path], problems: list[str]) -> int:
    """Each is opened with the store's own key; one of an earlier key is told, not counted."""
    checked = 0
    for path in paths:
        try:
            view = desk.safety.view(path, restoring.by_password(""))
        except UserError as error:
            problems.append(f"{path.name}：{error.message}")
        else:
            checked += 1
            sys.stderr.write(f"{path.name}：{view.members} 名党员，{yuan(view.fen)} 元\n")
    return checked


def _newest(folder: Path) -> Path:
    rows = restoring.rows(folder, 0)
    if not rows:
        raise UserError("这个文件夹里没有备份，请用 --from 指出备份文件。", [str(folder)])
    return rows[0].path


def _restored(path: Path, done: RestoreResult) -> dict[str, Any]:
    return {
        "from": str(path),
        "serial": done.serial,
        "made_on": done.made_on,
        "made_at": done.made_at,
        "epoch": done.epoch,
        "saved": str(done.saved),
    }


def _restored_lines(done: RestoreResult) -> list[str]:
    return [f"已恢复 {done.made_at} 的备份（第 {done.serial} 号）", f"恢复以前的数据存在：{done.saved}"]
