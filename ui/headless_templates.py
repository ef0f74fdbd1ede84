"""The county's templates on the command line: list, check, put in, fill in, and which fields there are."""

import argparse
import sys
from pathlib import Path

from exporters.templates.engine import FILTERS
from exporters.templates.fields import Catalogue
from exporters.templates.filling import Template, sentence
from models.domain.errors import UserError
from models.domain.template import SUBJECT_WORDS, TemplateEntry
from models.services.desk import Desk
from ui import county_papers, places
from ui.headless_answer import Say, UnreadableFile, sign, tell


def fields(args: argparse.Namespace, say: Say) -> None:
    """What may stand between the braces; with a store its own columns, too."""
    known = Catalogue()
    listed = [
        {"name": f.name, "group": f.group, "aliases": list(f.aliases), "note": f.note} for f in known.fields
    ]
    rows = [
        {"name": one.name, "columns": [name for name, _ in one.columns], "note": one.note}
        for one in known.lists
    ]
    ways = {name: words for name, (_, words) in FILTERS.items()}
    lines = [f"{f.group}\t{{{{{f.name}}}}}\t{f.note}".rstrip() for f in known.fields]
    lines += [f"列表\t{{{{{row['name']}.{column}}}}}" for row in rows for column in row["columns"]]
    lines += [f"写法\t|{name}\t{words}" for name, words in ways.items()]
    tell(args, {"fields": listed, "lists": rows, "ways": ways}, lines, say)


def check(args: argparse.Namespace, say: Say) -> None:
    """Whether a Word file can be a template, without any store."""
    template = _checked(args.file, Catalogue())
    wrong = [sentence(one) for one in template.problems if one.blocks]
    if wrong:
        raise UnreadableFile(f"“{args.file.name}”有 {len(wrong)} 处要先在 Word 里改正。", wrong, "template")
    told = [sentence(one) for one in template.problems]
    found = {"subject": template.subject, "fields": sorted({*template.fields, *template.lists}), "told": told}
    lines = [f"可以用：{SUBJECT_WORDS[template.subject]}，用到 {len(found['fields'])} 个字段。", *told]
    tell(args, found, lines, say)


def _checked(path: Path, catalogue: Catalogue) -> Template:
    try:
        return Template(county_papers.read_file(path), catalogue)
    except UserError as error:
        raise UnreadableFile(error.message, error.details) from error


def run(args: argparse.Namespace, password: str, say: Say) -> None:
    """What needs the store."""
    desk = Desk.open(args.store, password, anchors=places.current().anchors)
    sign(desk, args)
    for warning in desk.warnings:
        sys.stderr.write(warning + "\n")
    try:
        {"list": _list, "add": _add, "fill": _fill}[args.what](desk, args, say)
    finally:
        desk.close()


def _list(desk: Desk, args: argparse.Namespace, say: Say) -> None:
    entries = desk.templates.entries()
    found = [_told(one) for one in entries]
    lines = [f"{one.name}\t{SUBJECT_WORDS[one.subject]}\t{one.file_name}\t{one.added_on}" for one in entries]
    tell(args, {"templates": found}, lines or ["还没有放入模板。"], say)


def _add(desk: Desk, args: argparse.Namespace, say: Say) -> None:
    try:
        entry = desk.templates.get(county_papers.add(desk, args.file, args.name))
    except UserError as error:
        raise UnreadableFile(error.message, error.details, "template") from error
    tell(args, _told(entry), [f"已放入模板：{entry.name}（{SUBJECT_WORDS[entry.subject]}）"], say)


def _fill(desk: Desk, args: argparse.Namespace, say: Say) -> None:
    entry = desk.templates.get(args.name)
    of_meeting = entry.subject == "meeting"
    refs = args.subject or ()
    ids = [
        county_papers.meeting_facts(desk, ref).meeting.id if of_meeting else desk.person(ref).id
        for ref in refs
    ]
    files = county_papers.export(desk, entry, args.out, ids, joined=args.joined, day=args.as_of or "")
    tell(args, {"files": [str(path) for path in files]}, [str(path) for path in files], say)


def _told(entry: TemplateEntry) -> dict[str, str]:
    return {
        "name": entry.name,
        "uuid": entry.uuid,
        "subject": entry.subject,
        "file_name": entry.file_name,
        "added_on": entry.added_on,
    }
