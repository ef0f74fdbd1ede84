"""The commands without a window: the same services, for clerks and for checking. No Qt here.

Each command takes the parsed arguments and `say` (prints one line) and returns when it is done; what goes wrong
is a UserError. Only success ends with exit code 0.
"""

import argparse
import getpass
import json
import locale
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from exporters import registry
from models.domain.binder import SECTIONS
from models.domain.changes import BY_COMMAND
from models.domain.dates import parse_date
from models.domain.dues import standard
from models.domain.dues_line import DUES_PROBLEMS
from models.domain.errors import UserError
from models.domain.finding import Finding
from models.domain.money import parse_yuan
from models.domain.rules import load_rules
from models.services import binders
from models.services.desk import Desk
from models.services.dues_import import DuesDoor
from models.services.import_plan import UNKNOWN_COLUMN
from ui import (
    headless_dues,
    headless_keeping,
    headless_keys,
    headless_package,
    headless_reports,
    headless_templates,
    paper,
    places,
)
from ui.binding import FORMATS, bind
from ui.headless_answer import Say, UnreadableFile, sign

SUBJECTS = {
    "branch": "支部",
    "meeting": "一次会议",
    "person": "一个人",
    "member": "一名党员",
    "record": "一名党员的一年，写作 姓名@2026",
    "year": "一年",
    "standard": "一年的党费核定（年度，或 姓名@年度）",
    "reduction": "一名党员的少交免交",
    "dues": "一段时间的党费，写作 2026、2026-Q3 或 2026-09",
    "figures": "一年的统计",
    "moves": "一年的变动",
    "move": "一次变动",
    "election": "一次选举",
    "appraisal": "一年的民主评议（年度，或 姓名@年度）",
    "duty": "一年的书记述职评议",
    "life": "一年的组织生活会（年度，或 姓名@年度）",
    "talk": "一次谈心谈话",
    "attendance": "一年的到会和补课",
    "package": "一个上报包",
    "card": "一张密钥卡",
    "plan": "一年的计划",
    "contradictions": "一年的记录核对",
    "binder": "一年的手册",
    "paper": "办理时打印",
}
_REFUSED = {
    "id.duplicate": "与另一行或名册中的人重复",
    "row.not_a_person": "不像人员（如果是，请改正姓名后再导入这一行）",
}


def new(args: argparse.Namespace, say: Say) -> None:
    """Make the store of a new branch."""
    _refuse_place(args.recovery_slip)
    password = _password(args, twice=True)
    headless_keys.accept(password, args.branch, args.committee)
    desk = Desk.create(
        args.folder,
        password,
        name=args.branch,
        committee=args.committee,
        sector=args.kind,
        secretary=args.secretary,
        anchors=places.current().anchors,
    )
    desk.sign_as(args.secretary.strip() or BY_COMMAND)
    try:
        desk.keys.begin_setup()
        say(f"已建立：{args.branch}（{args.folder}）")
        headless_keys.make_slip(desk, args.recovery_slip, say)
    finally:
        desk.close()


def escrow(args: argparse.Namespace, say: Say) -> None:
    """At the committee: answer a branch that lost its password and its recovery slip."""
    _refuse_place(args.out)
    headless_keys.escrow(args, _password(args), say)


def backup(args: argparse.Namespace, say: Say) -> None:
    """A verified backup."""
    headless_keeping.backup(args, _password(args), say)


def restore(args: argparse.Namespace, say: Say) -> None:
    """A backup in place of the data."""
    headless_keeping.restore(args, _password(args), say)


def verify_store(args: argparse.Namespace, say: Say) -> None:
    """Everything the store can prove of itself."""
    headless_keeping.verify_store(args, _password(args), say)


def import_roster(args: argparse.Namespace, say: Say) -> None:
    """Read a roster; doubtful rows are imported and marked, refused ones listed."""
    _refuse_place(args.report)
    with _open(args) as desk:
        plan = _reading(args.file, lambda: desk.roster.plan_import(args.file))
        desk.safety.backup("导入前", only_changed=True)
        _reported(desk.roster.commit_import(plan).report, args.report, say)


def import_stages(args: argparse.Namespace, say: Say) -> None:
    """Read a sheet of development dates."""
    _refuse_place(args.report)
    with _open(args) as desk:
        plan = _reading(args.file, lambda: desk.development.plan_import(args.file))
        desk.safety.backup("导入前", only_changed=True)
        _reported(desk.development.commit_import(plan).report, args.report, say)


def import_dues(args: argparse.Namespace, say: Say) -> None:
    """Read a dues sheet into standards and opening receipts; with --dry-run only say what it would bring."""
    _refuse_place(args.report)
    with _open(args) as desk:
        door = DuesDoor(desk.store, desk.rules, desk.today)
        plan = _reading(args.file, lambda: door.plan(args.file, year=args.year or 0))
        if plan.without_year:
            names = "、".join(f"“{table.sheet}”" for table in plan.without_year)
            raise UnreadableFile(f"工作表{names}没有写明是哪一年（或写了几个年份），请用 --year 指出年份。")
        if args.dry_run:
            _reported(plan.report(), args.report, say, "将导入")
            return
        desk.safety.backup("导入前", only_changed=True)
        _reported(door.commit(plan).report, args.report, say)


def export(args: argparse.Namespace, say: Say) -> None:
    """Write a form as files, one for every subject."""
    with _open(args) as desk:
        written = paper.export(
            desk,
            args.form,
            args.out,
            tuple(args.format or ()),
            args.subject,
            paper=args.paper,
            columns=args.columns.split(",") if args.columns else None,
        )
        for sentence in paper.before_printing(desk, args.form, args.subject, empties=args.warn):
            sys.stderr.write(sentence + "\n")
    for path in written:
        say(str(path))


def binder(args: argparse.Namespace, say: Say) -> None:
    """A year's working manual, or a period bound for an inspection."""
    with _open(args) as desk:
        if args.since or args.until:
            if not (args.since and args.until):
                raise UserError("检查备查册要同时写 --from 和 --to。")
            wanted = binders.period(desk, _day(args.since), _day(args.until), args.section or SECTIONS)
        else:
            wanted = binders.year_of(desk, args.year or int(desk.today()[:4]))
        written = bind(desk, wanted, args.out, tuple(args.format or FORMATS))
    for path in written:
        say(str(path))


def forms(args: argparse.Namespace, say: Say) -> None:
    """List the forms: id, title, formats, subject."""
    specs = [one.spec for one in registry.all_forms().values()]
    if args.json:
        listed = [
            {
                "id": s.id,
                "title": s.title,
                "formats": list(s.formats),
                "subject": s.subject,
                "version": s.version,
            }
            for s in specs
        ]
        say(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    for spec in specs:
        say(
            "\t".join(
                (spec.id, spec.title, ",".join(spec.formats), f"{spec.subject}（{SUBJECTS[spec.subject]}）")
            )
        )


def check(args: argparse.Namespace, say: Say) -> None:
    """Judge everything on record, as of a day."""
    _refuse_place(args.json)
    with _open(args) as desk:
        found = desk.check(_day(args.as_of) if args.as_of else desk.today())
    listed = [_finding(one) for one in found]
    if args.json:
        _write_json(args.json, listed)
        say(f"共 {len(listed)} 条，已写入 {args.json}")
        return
    for one in listed:
        say("\t".join((one["severity"], one["rule"], one["subject"], one["message"], one["citation"])))


def dues_standard(args: argparse.Namespace, say: Say) -> None:
    """What the rule says a month's dues are."""
    base = parse_yuan(args.base) if args.base is not None else None
    county = parse_yuan(args.county_amount) if args.county_amount is not None else None
    result = standard(args.kind, base, county, _day(args.on), load_rules())
    say(
        json.dumps(
            {
                "amount_fen": result.amount_fen,
                "band": result.band,
                "citation": result.citation.label,
                "explanation": result.explanation,
            },
            ensure_ascii=False,
            indent=2,
        )
    )


def dues(args: argparse.Namespace, say: Say) -> None:
    """The dues ledger."""
    with _open(args) as desk:
        (headless_dues.verify if args.what == "verify" else headless_reports.report)(desk, args, say)


def package(args: argparse.Namespace, say: Say) -> None:
    """Cards, packages and receipts."""
    headless_package.run(args, _password(args), say)


def template(args: argparse.Namespace, say: Say) -> None:
    """The county's own Word templates."""
    if args.what == "fields":
        headless_templates.fields(args, say)
    elif args.what == "check":
        headless_templates.check(args, say)
    else:
        headless_templates.run(args, _password(args), say)


@contextmanager
def _open(args: argparse.Namespace) -> Iterator[Desk]:
    if not args.store.is_dir():
        raise UserError(f"文件夹“{args.store}”不存在，请用 --store 指出支部数据所在的文件夹。")
    desk = Desk.open(args.store, _password(args), anchors=places.current().anchors)
    sign(desk, args)
    for warning in desk.warnings:
        sys.stderr.write(warning + "\n")
    try:
        yield desk
    finally:
        desk.close()


def _password(args: argparse.Namespace, twice: bool = False) -> str:
    """First line of --password-file, else asked for at the terminal, else the first line of standard input."""
    if args.password_file:
        try:
            text = _decoded(args.password_file.read_bytes())
        except (OSError, UnicodeDecodeError) as error:
            raise UserError(f"读不了口令文件“{args.password_file}”，请核对路径。") from error
        password = text.splitlines()[0] if text else ""
    elif sys.stdin is not None and sys.stdin.isatty():
        password = getpass.getpass("口令：")
        if twice and getpass.getpass("再输入一次：") != password:
            raise UserError("两次输入的口令不一样，请重新运行。")
    else:
        password = _first_line().rstrip("\r\n")
    if not password:
        raise UserError("没有口令：请在提示时输入，或用 --password-file 指出存放口令的文件。")
    return password


def _first_line() -> str:
    if not isinstance(sys.stdin, TextIOWrapper):
        return sys.stdin.readline() if sys.stdin is not None else ""
    try:
        return _decoded(sys.stdin.buffer.readline())
    except UnicodeDecodeError as error:
        raise UserError("读不懂输入的口令，请用 --password-file 指出存放口令的文件。") from error


def _decoded(raw: bytes) -> str:
    """UTF-8, else what this system's older programs write (Notepad of Windows 10 1809: code page 936)."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode(locale.getencoding())


def _reading(path: Path, read: Callable[[], Any]) -> Any:
    """A file that is not what it should be ends with exit code 2."""
    if not path.is_file():
        raise UnreadableFile(f"找不到文件“{path}”，请核对路径。")
    try:
        return read()
    except UserError as error:
        raise UnreadableFile(error.message, error.details) from error


def _reported(report: dict[str, Any], target: Path | None, say: Say, done: str = "已导入") -> None:
    if target:
        try:
            _write_json(target, report)
        except UserError as error:
            raise UserError(
                f"{done} {report['imported']} 人，但报告没有写成：{error.message}", error.details
            ) from error
    counts = "、".join(
        f"{word} {len(report[key])} 处"
        for key, word in (("repaired", "已修正"), ("doubtful", "存疑"), ("refused", "未导入"))
    )
    updated = len({entry["row"] for entry in report.get("changed", ())})
    more = f"，补充 {updated} 人" if updated else ""
    say(f"{done} {report['imported']} 人{more}；{counts}。")
    for entry in report["refused"]:
        code = str(entry["problem"])
        if code == UNKNOWN_COLUMN:
            say(f"“{entry['before']}”这一列没有对应的项，未导入。")
            continue
        what = "" if code.startswith("id.") else f"：{entry['before']}"  # no ID numbers on the screen
        place = f"“{entry['table']}”" if "table" in entry else ""
        say(f"{place}第 {entry['row']} 行未导入，{_REFUSED.get(code) or DUES_PROBLEMS.get(code, code)}{what}")


def _refuse_place(target: Path | None) -> None:
    """Say before anything is done that a file cannot be written there."""
    if target is None or str(target) == "-":
        return
    if not target.parent.is_dir():
        raise UserError(f"文件夹“{target.parent}”不存在，请先建立。")
    if target.is_dir():
        raise UserError(f"“{target}”是文件夹，请写出文件名。")
    if not os.access(target.parent, os.W_OK):
        raise UserError(f"文件夹“{target.parent}”不允许写入，请换一个文件夹。")


def _write_json(target: Path, value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    if str(target) == "-":
        sys.stdout.write(text + "\n")
        return
    paper.write_file(target, (text + "\n").encode("utf-8"))


def _finding(one: Finding) -> dict[str, str]:
    return {
        "rule": one.rule,
        "severity": one.severity.value,
        "subject": one.subject,
        "message": one.message,
        "citation": one.citation.label if one.citation else "",
    }


def _day(text: str) -> str:
    found = parse_date(text)
    if found.precision != "day":
        raise UserError(f"“{text}”不是完整的日期，请写成 2026-09-30。")
    return found.iso
