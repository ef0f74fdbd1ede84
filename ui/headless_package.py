"""Handing over on the command line: cards, packages and receipts. With --json one object for programs."""

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from exporters.package.refusal import PackageRefused
from models.domain.errors import UserError
from models.domain.handoff import CardState, Peer, PeerKind, Profile, ReceiptView
from models.domain.money import yuan
from models.services import stick
from models.services.desk import Desk
from models.services.doors import AnyDesk, open_any
from models.services.media import medium_of
from models.services.package_look import PackageLook, look_into
from models.services.peers import Peers
from models.services.register import Register
from ui import handoff_papers, paper, places
from ui.headless_answer import Say, UnreadableFile, keeping, said_first, sign, tell
from ui.headless_receive import receive


def run(args: argparse.Namespace, password: str, say: Say) -> None:
    """`main.py package WHAT`."""
    desk = open_any(args.store, password, anchors=places.current().anchors)
    sign(desk, args)
    for warning in desk.warnings:
        sys.stderr.write(warning + "\n")
    try:
        COMMANDS[args.what](desk, args, say)
    except PackageRefused as refused:
        raise UnreadableFile(refused.message, refused.details, refused.reason.value) from refused
    finally:
        desk.close()


def _peers(desk: AnyDesk) -> Peers:
    return desk.handoff.peers if isinstance(desk, Desk) else desk.peers


def _branch(desk: AnyDesk) -> Desk:
    if not isinstance(desk, Desk):
        raise UserError("这是上级党委的数据，这条命令只用于党支部。")
    return desk


def card(desk: AnyDesk, args: argparse.Namespace, say: Say) -> None:
    """Our own key card as a file."""
    path = _peers(desk).save_card(args.out)
    made = _peers(desk).own_card()
    found = {"path": str(path), "name": made.name, "fingerprint": made.fingerprint}
    tell(args, found, [f"密钥卡：{path}", f"指纹：{made.fingerprint}"], say)


def trust(desk: AnyDesk, args: argparse.Namespace, say: Say) -> None:
    """Another's key card: the fingerprint typed from its paper must be the file's."""
    _refuse_missing(args.file)
    offer = _peers(desk).read_card(args.file)
    typed = "".join(args.fingerprint.split()).upper()
    if offer.needs_comparing and typed != "".join(offer.card.groups):
        raise UnreadableFile(
            "给出的指纹与密钥卡文件的不一致，没有登记。请逐组核对盖章的纸页，再核对文件来源。",
            reason="fingerprint_differs",
        )
    if offer.state is CardState.SAME and offer.known is not None:
        peer: Peer | None = offer.known
    elif isinstance(desk, Desk):
        peer = _peers(desk).accept(offer, confirmed_by=args.by, compared=True)
    else:
        desk.enrol(offer, confirmed_by=args.by)
        peer = desk.peers.of_uuid(offer.card.uuid)
    assert peer is not None
    found = {"id": peer.id, "name": peer.name, "fingerprint": peer.fingerprint, "state": offer.state.value}
    tell(args, found, [f"已登记：{peer.name}（{peer.fingerprint}）"], say)


def write(desk: AnyDesk, args: argparse.Namespace, say: Say) -> None:
    """A package in the outbox, proved, and its copy in --out, read back; with --sheet the sheet to sign."""
    branch = _branch(desk)
    _refuse_target(args.out)
    handoff = branch.handoff
    peer = _recipient(branch, args.to)
    prepared = handoff.prepare(peer.id, _profile(branch, peer, args.profile))
    made = handoff.write_package(
        prepared, handoff_papers.readable(branch, prepared), secret_reason=args.secret_reason
    )
    copy = stick.write(handoff.outbox_path(made.entry), args.out, sha256=made.entry.sha256)
    entry = handoff.mark_delivered(made.entry.id, args.medium)
    totals = made.totals
    found: dict[str, Any] = {
        "path": str(copy.path), "package_id": entry.package_id, "check_code": made.check_code, "seq": entry.seq,
        "recipient": entry.recipient, "records": entry.records, "people": totals.people, "members": totals.members,
        "dues_fen": totals.dues_fen, "sha256": copy.sha256, "head_code": entry.head_code, "fields": entry.fields,
        "findings": len(prepared.findings), "sheet": "",
    }  # fmt: skip
    lines = [
        f"已写出并读回核对：{copy.path}",
        f"第 {entry.seq} 号，交给{entry.recipient}；{entry.records} 条记录，党员 {totals.members} 人，"
        f"缴费合计 {yuan(totals.dues_fen)} 元",
        f"核对短码：{made.check_code}",
    ]
    if prepared.findings:
        lines.append(f"还有 {len(prepared.findings)} 条提示没有处理，见 check 命令。")
    if args.sheet is not None:
        with said_first(args, lines, say), keeping(found):
            paper.write_file(args.sheet, paper.pdf_for(branch, "H1", entry.uuid))
        found["sheet"] = str(args.sheet)
        lines.append(f"交接单：{args.sheet}")
    tell(args, found, lines, say)


def verify(desk: AnyDesk, args: argparse.Namespace, say: Say) -> None:
    """Open a package and prove it; nothing is stored. Exit code 2 when it is not sound, or not ours to open."""
    _refuse_missing(args.file)
    look = look_into(_peers(desk), Register(desk.store, desk.today), args.file)
    if look is None:
        raise UnreadableFile("这是回执，不是上报包。请用 package receipt 读取。", reason="is_receipt")
    tell(args, _looked(look), _look_lines(look), say)


def receipt(desk: AnyDesk, args: argparse.Namespace, say: Say) -> None:
    """Take a receipt in: the package is acknowledged, what came back becomes to-dos."""
    handoff = _branch(desk).handoff
    _refuse_missing(args.file)
    view = handoff.take_receipt(args.file)
    handoff.tidy_outbox()
    found: dict[str, Any] = {
        "seq": view.entry.seq, "package_id": view.entry.package_id, "sender": view.sender, "result": view.result,
        "accepted": view.accepted, "already": view.already, "notes": len(view.notes), "rejected": list(view.rejected),
        "anchored_code": view.anchored_code, "warning": view.warning, "open_todos": handoff.todos.open_count(),
    }  # fmt: skip
    tell(args, found, _receipt_lines(view, int(found["open_todos"])), say)


def _receipt_lines(view: ReceiptView, todos: int) -> list[str]:
    again = "（以前已接收过）" if view.already else ""
    lines = [f"{view.sender}：第 {view.entry.seq} 号上报包{view.result}{again}"]
    lines.append(f"留存的核对码：{view.anchored_code}")
    lines += [view.warning] if view.warning else []
    lines += [f"退回修改 {len(view.notes)} 条，待办共 {todos} 条"] if view.notes else []
    return lines


def _refuse_missing(path: Path) -> None:
    if not path.exists():
        raise UnreadableFile(f"找不到文件“{path}”，请核对路径。", reason="missing")


def _refuse_target(folder: Path) -> None:
    """Say before a package gets its number that it cannot be written there."""
    place = medium_of(folder)
    if not place.problem and not folder.is_dir():
        place = replace(place, problem=f"“{folder}”不是文件夹，请用 --out 指出 U 盘上的文件夹。")
    if not place.problem and not os.access(folder, os.W_OK):
        place = replace(place, problem=f"文件夹“{folder}”不允许写入，请换一个文件夹。")
    if place.problem:
        raise UserError(place.problem, [str(folder)])


def _recipient(desk: Desk, wanted: str) -> Peer:
    """The committee meant by name or uuid; the only one when none is named."""
    known = desk.handoff.peers.entries(PeerKind.COMMITTEE)
    found = [peer for peer in known if wanted in (peer.name, peer.uuid)] if wanted else known
    if len(found) == 1:
        return found[0]
    if not known:
        raise UserError("还没有登记上级党委的密钥卡，请先用 package trust 登记。")
    raise UserError(
        f"没有登记“{wanted}”。" if wanted else "登记了几个上级党委，请用 --to 指明交给谁。",
        [peer.name for peer in known],
    )


def _profile(desk: Desk, peer: Peer, wanted: str) -> Profile:
    """The profile of that id; without one what this recipient got last."""
    if not wanted:
        return desk.handoff.profile_of(peer.id)
    return next(profile for profile in desk.handoff.profiles() if profile.id == wanted)


def _looked(look: PackageLook) -> dict[str, Any]:
    return {
        "sender": look.sender, "sender_known": look.sender_known, "recipient": look.recipient, "seq": look.seq,
        "made_at": look.made_at, "check_code": look.check_code, "profile": look.profile, "dues_fen": look.dues_fen,
        "counts": {count.part: count.total for count in look.counts}, "own": look.entry is not None,
    }  # fmt: skip


def _look_lines(look: PackageLook) -> list[str]:
    counts = "，".join(f"{count.label} {count.total}" for count in look.counts)
    return [
        f"签名和内容核对无误：{look.sender}的第 {look.seq} 号上报包，交给{look.recipient}",
        counts,
        f"缴费合计 {yuan(look.dues_fen)} 元；核对短码：{look.check_code}",
    ]


COMMANDS: dict[str, Callable[[AnyDesk, argparse.Namespace, Say], None]] = {
    "card": card,
    "trust": trust,
    "write": write,
    "verify": verify,
    "receive": receive,
    "receipt": receipt,
}
