"""`package receive`: a committee takes in what stands on a stick, and answers with receipts in a folder."""

import argparse
from typing import Any

from models.domain.committee import Arrival, Outcome, Verdict
from models.domain.errors import UserError
from models.domain.money import yuan
from models.services.committee import CommitteeDesk
from models.services.doors import AnyDesk
from ui.headless_answer import Incomplete, Say, keeping, said_first, tell


def receive(desk: AnyDesk, args: argparse.Namespace, say: Say) -> None:
    """Preview, merge what needs no decision, write the receipts. Nothing is merged with --preview."""
    if not isinstance(desk, CommitteeDesk):
        raise UserError("这是党支部的数据，接收上报包只能在党委的数据里做。")
    plan = desk.plan(args.files)
    try:
        arrivals = plan.arrivals
        if args.preview:
            found: dict[str, Any] = {"files": [_arrival(one) for one in arrivals]}
            lines = [f"{one.file_name}：{one.verdict}。{one.message}{_changes(one)}" for one in arrivals]
        else:
            found, lines = _merge(desk, plan, args, say)
    finally:
        plan.close()
    refused = [one for one in found["files"] if one["verdict"] == Verdict.REFUSED]
    if not refused:
        tell(args, found, lines, say)
        return
    if not args.json:
        tell(args, found, lines, say)
    details = [f"{one['file']}：{one['message']}" for one in refused] if args.json else []
    raise Incomplete(f"有 {len(refused)} 个文件没有接收。", details, found, "refused_files")


def _merge(
    desk: CommitteeDesk, plan: Any, args: argparse.Namespace, say: Say
) -> tuple[dict[str, Any], list[str]]:
    result = desk.commit(plan)
    files = [_outcome(one) for one in result.outcomes]
    lines = [
        f"{one.file_name}：{one.branch_name} 第 {one.seq} 号包，{one.message}"
        if one.branch_name
        else f"{one.file_name}：{one.message}"
        for one in result.outcomes
    ]
    if result.new_conflicts:
        lines.append(f"有 {result.new_conflicts} 件要由人裁决，请打开窗口处理。")
    found: dict[str, Any] = {
        "files": files,
        "merged": result.merged,
        "conflicts": result.new_conflicts,
        "backup": result.backup,
        "receipts": [],
    }
    if args.receipts is not None:
        answered = list(dict.fromkeys(one.received_id for one in result.outcomes if one.answered))
        with said_first(args, lines, say), keeping(found):
            found["receipts"] = [made.path for made in desk.make_receipts(answered, args.receipts)]
        lines += [f"回执：{path}" for path in found["receipts"]]
    return found, lines


def _arrival(one: Arrival) -> dict[str, Any]:
    return {
        "file": one.file_name,
        "verdict": one.verdict.value,
        "message": one.message,
        "details": list(one.details),
        "branch": one.branch_name,
        "branch_uuid": one.branch_uuid,
        "package_id": one.package_id,
        "check_code": one.check_code,
        "seq": one.seq,
        "fingerprint": one.fingerprint,
        "counts": {count.part: [count.total, count.added, count.changed, count.gone] for count in one.counts},
        "members": [one.members_before, one.members_after],
        "dues_fen": [one.dues_before, one.dues_after],
    }


def _outcome(one: Outcome) -> dict[str, Any]:
    return {
        "file": one.file_name,
        "verdict": one.verdict.value,
        "message": one.message,
        "branch": one.branch_name,
        "branch_uuid": one.branch_uuid,
        "package_id": one.package_id,
        "seq": one.seq,
        "number": one.number,
        "merged": one.merged,
    }


def _changes(one: Arrival) -> str:
    added, changed, gone = (
        sum(getattr(count, name) for count in one.counts) for name in ("added", "changed", "gone")
    )
    if not one.counts:
        return ""
    return (
        f" 新增 {added} 条、变更 {changed} 条、移出 {gone} 条；"
        f"党费 {yuan(one.dues_before)} → {yuan(one.dues_after)} 元"
    )
