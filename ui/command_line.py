"""The command line declared: which commands there are and what each takes. What they do stands in ui/headless.py."""

import argparse
import re
import sys
from pathlib import Path
from typing import Any

from models.domain.dues_items import KINDS
from models.domain.errors import UserError
from ui import installed, packages

NOTICE = "本软件仅用于非涉密信息。"
REPORTS = {  # kinds of `dues report`: the form, and what it is
    "register": ("C2", "年度收缴登记表"),
    "detail": ("C3", "月（季）收缴明细表"),
    "wages": ("C3.2", "带工资项目的收缴明细表"),
    "remittance": ("C5", "上缴报告单"),
    "public": ("C6", "收支公示"),
    "late": ("C8", "补交登记表"),
    "handed": ("C8.2", "代交登记表"),
    "large": ("C8.3", "大额党费登记表"),
    "journal": ("C8.4", "日记账"),
    "year": ("C9", "收支情况表（各月应交、实交和图）"),
}
_MESSAGES = (
    (r"the following arguments are required: ", "缺少 "),
    (r"unrecognized arguments: ", "不认识 "),
    (r"argument ([^:]+): invalid choice: (.+) \(choose from (.+)\)", r"\1 不能是 \2，可选 \3"),
    (r"argument ([^:]+): expected one argument", r"\1 后面缺内容"),
)


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """argparse that speaks Chinese."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"formatter_class": _Help, **settings}, add_help=False)
        self._positionals.title, self._optionals.title = "内容", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这些说明")

    def error(self, message: str) -> Any:
        for pattern, words in _MESSAGES:
            message = re.sub(pattern, words, message)
        raise Usage(f"命令写得不对：{message}。加 --help 看用法。", self.format_usage())


class Usage(UserError):
    """A command that cannot be understood; `usage` is what argparse says of it."""

    def __init__(self, message: str, usage: str) -> None:
        super().__init__(message)
        self.usage = usage


def build_parser() -> argparse.ArgumentParser:
    """All commands. Everything is declared here; what they do stands in ui/headless.py."""
    password = argparse.ArgumentParser(add_help=False)
    password.add_argument(
        "--password-file",
        type=Path,
        default=argparse.SUPPRESS,  # may also stand before the command
        metavar="文件",
        help="口令所在的文件（取第一行）；不写就在提示时输入",
    )
    parser = _Parser(
        prog=Path(sys.executable).stem if installed.bundle_folder() else "main.py",
        description=f"支部工作台。不带命令时打开窗口，可以带一个上报包（{packages.EXTENSION} 文件）。{NOTICE}",
    )
    parser.add_argument(
        "--selftest", action="store_true", help="检查程序是否完整（表格、规则、字体、数据结构）"
    )
    parser.add_argument("--start-once", action="store_true", help=argparse.SUPPRESS)  # for timing packages
    parser.add_argument("--password-file", type=Path, metavar="文件", help="口令所在的文件，也可写在命令后面")
    parser.add_argument("--data", type=Path, metavar="文件夹", help="打开窗口时使用的支部数据文件夹")
    parser.add_argument("--sample", action="store_true", help="打开窗口，直接进入虚构的示例支部")
    commands = parser.add_subparsers(dest="command", metavar="命令", parser_class=_Parser)
    _add_new(commands, password)
    _add_import(commands, password)
    _add_export(commands, password)
    _add_binder(commands, password)
    _add_others(commands, password)
    _add_dues(commands, password)
    _add_escrow(commands, password)
    _add_keeping(commands, password)
    _add_package(commands, password)
    _add_templates(commands, password)
    return parser


def _add_new(commands: Any, password: argparse.ArgumentParser) -> None:
    new = commands.add_parser(
        "new", parents=[password], help="新建一个支部", description="新建一个支部。" + NOTICE
    )
    new.add_argument("folder", type=Path, metavar="STORE", help="存放支部数据的文件夹（新建或空）")
    new.add_argument("--branch", required=True, metavar="NAME", help="支部全称（公章上的名称）")
    new.add_argument("--committee", default="", metavar="NAME", help="上级党委")
    new.add_argument(
        "--kind", choices=("村社区", "其他"), default="其他", help="村、社区每届 5 年，其他 3 年"
    )
    new.add_argument("--secretary", default="", metavar="NAME", help="支部书记")
    new.add_argument(
        "--recovery-slip",
        type=Path,
        metavar="FILE.pdf",
        help="把恢复码单写成 PDF；不写则把恢复码显示在屏幕上",
    )


def _add_import(commands: Any, password: argparse.ArgumentParser) -> None:
    importing = commands.add_parser("import", help="导入表格", description="从电子表格导入。")
    kinds = importing.add_subparsers(
        dest="what", metavar="roster|stages|dues", required=True, parser_class=_Parser
    )
    for name, words in (("roster", "党员名册"), ("stages", "发展党员时间表"), ("dues", "党费收缴表")):
        back = "整次可以撤回" if name == "dues" else "可一步撤销"
        one = kinds.add_parser(
            name, parents=[password], help=f"导入{words}", description=f"导入{words}，{back}。"
        )
        one.add_argument("file", type=Path, metavar="FILE", help="xlsx 文件")
        _add_store(one)
        one.add_argument("--report", type=Path, metavar="OUT.json", help="把逐行报告写成 JSON（- 为屏幕）")
        if name == "dues":
            one.add_argument("--year", type=int, metavar="YEAR", help="哪一年的表，不写则按表里写的")
            one.add_argument("--dry-run", action="store_true", help="只看会导入什么，不写入")


def _add_export(commands: Any, password: argparse.ArgumentParser) -> None:
    export = commands.add_parser(
        "export",
        parents=[password],
        help="导出表册",
        description="导出表册，打印写出的文件名。不写 --subject 时：支部表用今天，年度表用今年，会议和个人表全部导出。",
    )
    export.add_argument("form", metavar="FORM_ID", help="表号，如 A3、B12、D1（用 main.py forms 查看）")
    _add_store(export)
    export.add_argument("--out", type=Path, required=True, metavar="DIR", help="写到哪个文件夹")
    export.add_argument(
        "--format", action="append", choices=("docx", "pdf", "xlsx"), help="格式，可写几次；不写则全部"
    )
    export.add_argument("--subject", metavar="NAME|ID-NUMBER|UUID", help="哪个人、哪次会议或哪一年")
    export.add_argument("--paper", metavar="CODE", help="纸张，如花名册的 L（A4 横）、L3（A3 横）")
    export.add_argument("--columns", metavar="KEYS", help="花名册的栏目，用逗号分开")
    export.add_argument("--warn", action="store_true", help="把还空着的项也写到标准错误（缺字总是写）")


def _add_binder(commands: Any, password: argparse.ArgumentParser) -> None:
    binder = commands.add_parser(
        "binder",
        parents=[password],
        help="装订成册",
        description="一年的党支部工作手册（--year），或一段时间的检查备查册（--from、--to），打印写出的文件名。",
    )
    _add_store(binder)
    binder.add_argument("--out", type=Path, required=True, metavar="DIR", help="写到哪个文件夹")
    binder.add_argument("--year", type=int, metavar="YEAR", help="哪一年，不写为今年")
    binder.add_argument("--from", dest="since", metavar="DATE", help="备查册从哪天起")
    binder.add_argument("--to", dest="until", metavar="DATE", help="备查册到哪天止")
    binder.add_argument("--section", action="append", metavar="PART", help="只编这一部分，可写几次")
    binder.add_argument("--format", action="append", choices=("pdf", "docx"), help="格式，不写则两种都要")


def _add_others(commands: Any, password: argparse.ArgumentParser) -> None:
    forms = commands.add_parser("forms", help="列出表册", description="列出表号、名称、格式和对象。")
    forms.add_argument("--json", action="store_true", help="按 JSON 列出")
    check = commands.add_parser(
        "check", parents=[password], help="按规定核对", description="按规定核对全部记录，只提示不改动。"
    )
    _add_store(check)
    check.add_argument("--as-of", metavar="DATE", help="以哪一天为准，不写为今天")
    check.add_argument("--json", type=Path, metavar="OUT", help="写成 JSON 文件（- 为屏幕）；不写则逐行列出")
    dues = commands.add_parser(
        "dues-standard", help="算党费标准", description="按规定算每月党费，结果为 JSON。"
    )
    dues.add_argument("--kind", required=True, choices=KINDS, help="人员类别")
    dues.add_argument("--base", metavar="YUAN", help="计算基数（元）")
    dues.add_argument("--county-amount", metavar="YUAN", help="县里定的农民党员每月数额（元）")
    dues.add_argument("--on", required=True, metavar="DATE", help="按哪一天施行的规定")


def _add_dues(commands: Any, password: argparse.ArgumentParser) -> None:
    dues = commands.add_parser("dues", help="党费账目", description="党费账目。")
    kinds = dues.add_subparsers(dest="what", metavar="verify|report", required=True, parser_class=_Parser)
    verify = kinds.add_parser(
        "verify",
        parents=[password],
        help="核对账目",
        description="按收款和分录重算每一个余额，与格子和总账核对；不一致时结果为 1。",
    )
    _add_store(verify)
    verify.add_argument("--json", action="store_true", help="结果写成 JSON")
    report = kinds.add_parser(
        "report",
        parents=[password],
        help="打印党费报表",
        description="报表：" + "；".join(f"{name} {words}" for name, (_, words) in REPORTS.items()) + "。",
    )
    report.add_argument("kind", choices=tuple(REPORTS), metavar="KIND", help="哪一种报表")
    _add_store(report)
    report.add_argument("--period", metavar="PERIOD", help="所属期：2026、2026-Q3、2026-09 或 2026-05..08")
    report.add_argument("--out", type=Path, required=True, metavar="DIR", help="输出文件夹")
    report.add_argument(
        "--format", action="append", choices=("docx", "pdf", "xlsx"), help="格式，可写几次；不写则全部"
    )
    report.add_argument("--json", action="store_true", help="结果写成 JSON")


def _add_keeping(commands: Any, password: argparse.ArgumentParser) -> None:
    backup = commands.add_parser(
        "backup", parents=[password], help="备份", description="做一份核对过的备份，打印它的位置。"
    )
    _add_store(backup)
    backup.add_argument("--to", type=Path, metavar="DIR", help="再复制一份到另一块硬盘或 U 盘，并读回核对")
    restore = commands.add_parser(
        "restore",
        parents=[password],
        help="从备份恢复",
        description="把备份恢复到数据的位置；现在的数据先存好，打不开也可以恢复。口令是做备份那天的口令。",
    )
    _add_store(restore)
    restore.add_argument(
        "--from", dest="file", type=Path, metavar="FILE.djbak", help="备份文件；不写为最近一份"
    )
    restore.add_argument("--by-code", action="store_true", help="给的不是口令，是当时的恢复码")
    verify = commands.add_parser(
        "verify-store",
        parents=[password],
        help="核对数据",
        description="核对数据文件、全部操作记录和台账；不一致时结果为 1。",
    )
    _add_store(verify)
    verify.add_argument("--backups", action="store_true", help="每份备份也打开核对")
    for one in (backup, restore, verify):
        one.add_argument("--json", action="store_true", help="结果写成 JSON")


def _add_package(commands: Any, password: argparse.ArgumentParser) -> None:
    packages_ = commands.add_parser(
        "package", help="上报包、回执和密钥卡", description="上报与接收。" + NOTICE
    )
    kinds = packages_.add_subparsers(
        dest="what", metavar="write|verify|receive|receipt|card|trust", required=True, parser_class=_Parser
    )

    def add(name: str, words: str, file: str = "") -> argparse.ArgumentParser:
        one = kinds.add_parser(name, parents=[password], help=words, description=words + "。")
        if file:
            one.add_argument("file", type=Path, metavar="FILE", help=file)
        _add_store(one)
        one.add_argument("--json", action="store_true", help="结果写成 JSON")
        return one

    write = add("write", "生成上报包，写到 U 盘并读回核对")
    write.add_argument("--out", type=Path, required=True, metavar="DIR", help="写到哪个文件夹（U 盘）")
    write.add_argument("--to", default="", metavar="NAME|UUID", help="交给谁；只登记了一个上级党委时不用写")
    write.add_argument(
        "--profile",
        default="",
        choices=("usual", "full", "no_contact", "roster_dues"),
        help="全部、不含住址电话、只报名册与党费；不写为上次给这个单位的",
    )
    write.add_argument("--medium", default="", metavar="NO", help="介质编号")
    write.add_argument("--sheet", type=Path, metavar="OUT.pdf", help="把交接单写成 PDF")
    write.add_argument("--secret-reason", default="", metavar="TEXT", help="带密级标志的名称确不涉密的理由")
    add("verify", "打开并核对一个上报包，不导入", "上报包（.zbb）")
    receive = add("receive", "党委：接收上报包，导入并写回执")
    receive.add_argument(
        "files", type=Path, nargs="+", metavar="FILE|DIR", help="上报包，或放着上报包的文件夹"
    )
    receive.add_argument("--receipts", type=Path, metavar="DIR", help="回执写到哪个文件夹")
    receive.add_argument("--preview", action="store_true", help="只看会有什么变动，不导入")
    add("receipt", "读取上级党委的回执", "回执（HZ-….zbb）")
    add("card", "写出本机的密钥卡").add_argument("--out", type=Path, required=True, metavar="DIR")
    trust = add("trust", "登记对方的密钥卡", "密钥卡（.card）")
    trust.add_argument("--fingerprint", default="", metavar="GROUPS", help="盖章纸页上的八组指纹")
    trust.add_argument("--by", required=True, metavar="NAME", help="核对人姓名")


def _add_templates(commands: Any, password: argparse.ArgumentParser) -> None:
    templates = commands.add_parser(
        "template", help="县里的 Word 模板", description="放入、检查、填写县里的 Word 模板。"
    )
    kinds = templates.add_subparsers(
        dest="what", metavar="fields|check|list|add|fill", required=True, parser_class=_Parser
    )

    def add(name: str, words: str, file: bool = False, store: bool = True) -> argparse.ArgumentParser:
        one = kinds.add_parser(name, parents=[password], help=words, description=words + "。")
        if file:
            one.add_argument("file", type=Path, metavar="FILE.docx", help="Word 模板")
        if store:
            _add_store(one)
        one.add_argument("--json", action="store_true", help="结果写成 JSON")
        return one

    add("fields", "列出可用的字段", store=False)
    add("check", "检查一个模板，不放入", file=True, store=False)
    add("list", "列出已放入的模板")
    add("add", "放入一个模板", file=True).add_argument("--name", default="", help="名称，不写为文件名")
    fill = add("fill", "填写一个模板")
    fill.add_argument("name", metavar="NAME", help="模板的名称")
    fill.add_argument("--out", type=Path, required=True, metavar="DIR", help="写到哪个文件夹")
    fill.add_argument(
        "--subject",
        action="append",
        metavar="NAME|ID-NUMBER|UUID",
        help="哪个人，可写几次；不写为全部在册党员",
    )
    fill.add_argument("--joined", action="store_true", help="合成一个文件，一人一节")
    fill.add_argument("--as-of", metavar="DATE", help="以哪一天为准，不写为今天")


def _add_escrow(commands: Any, password: argparse.ArgumentParser) -> None:
    escrow = commands.add_parser(
        "escrow",
        parents=[password],
        help="党委：开启支部托管的密钥",
        description="用托管密钥文件为丢失口令和恢复码的支部写出开启文件，并显示一次性开启码。",
    )
    escrow.add_argument("file", type=Path, metavar="TG-….age", help="支部交来的托管密钥文件")
    _add_store(escrow)
    escrow.add_argument("--out", type=Path, required=True, metavar="FILE.json", help="开启文件写到哪里")


def _add_store(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--store", type=Path, required=True, metavar="STORE", help="支部数据所在的文件夹")
    parser.add_argument("--actor", default="", metavar="NAME", help="记入操作记录的经办人，不写为“命令行”")
