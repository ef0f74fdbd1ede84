"""From a branch to paper: facts, form and renderer joined for the window and the command line. No Qt here."""

import errno
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from exporters import registry, render
from exporters.spec import Form, Format, Paper
from models.domain.card_facts import CardFacts
from models.domain.errors import UserError
from models.domain.facts import BranchFacts, DossierFacts, DuesFacts, Facts, MeetingFacts, PaperFacts
from models.domain.meeting_forms import CORRECTION, KINDS_OF
from models.domain.member_year import MemberYearFacts
from models.domain.movement import MovementFacts
from models.domain.movement_kinds import MOBILE, OUT
from models.domain.records import MeetingKind
from models.domain.yearbook_facts import YearbookFacts
from models.services.desk import Desk
from models.services.register import Register
from ui.paper_codes import coded, note_print

Ref = int | str | None
Refs = Ref | Sequence[int | str]
Subjects = Refs | PaperFacts | Sequence[PaperFacts]  # facts are printed as they are
OF_THE_COMMITTEE = frozenset({"H3"})  # made of facts, and registered when they are written all the same
NOT_FOR_OTHERS = frozenset({"H4", "H5"})  # the handover list and the recovery slip
OF_MOVEMENT = {"D4": MOBILE, "D5": OUT, "D5.2": OUT}  # of each of which one sheet is made
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_LONGEST_STEM = 80


@dataclass(frozen=True, slots=True)
class Piece:
    """One sheet to make: a form, its facts, and what the file is called (without suffix)."""

    form: Form
    facts: Facts
    stem: str


def form_of(form_id: str) -> Form:
    """The form of an id; the first piece of a set may be asked for as .1 (B12.1 is B12)."""
    wanted = form_id.strip().upper()
    known = {key.upper(): form for key, form in registry.all_forms().items()}
    if wanted in known:
        return known[wanted]
    base, _, piece = wanted.partition(".")
    if piece == "1" and base in known:
        return known[base]
    return registry.form(form_id)


def paper_of(form: Form, paper: Paper | str | None) -> Paper | None:
    """The chosen paper of a form by its code (L, L3 …); None means the form's own."""
    if paper is None or isinstance(paper, Paper):
        return paper
    known = {one.code: one for one in (form.spec.paper, *form.spec.paper_options)}
    if paper not in known:
        raise UserError(f"“{form.spec.title}”没有纸张“{paper}”。", (f"可用的纸张：{'、'.join(known)}",))
    return known[paper]


def columns_of(form: Form, columns: Sequence[str] | None) -> Sequence[str]:
    """The columns asked for, or the form's own choice; forms without settable columns take none."""
    if columns and not form.spec.layout:
        raise UserError(f"“{form.spec.title}”的栏目是固定的，不能选择。")
    return tuple(columns or ())


def pieces(desk: Desk, form_id: str, subject: Subjects = None) -> list[Piece]:
    """The sheets meant by a form and a subject: one, several, or, without a subject, all there are."""
    form = form_of(form_id)
    given = _given(subject)
    if not given and form.spec.subject == "paper":
        raise UserError(f"“{form.spec.title}”在办理时由窗口打印，不能单独导出。")
    found = given or [desk.facts(form.spec.subject, ref) for ref in _refs(desk, form, subject)]
    if subject in (None, "") and form.spec.made_for:
        found = [facts for facts in found if form.spec.prepare(facts).get(form.spec.made_for)] or found
    made: list[Piece] = []
    taken: set[str] = set()
    for facts in found:
        stem = unique = _stem(form, facts)
        number = 1
        while unique in taken:
            number += 1
            unique = f"{stem}-{number}"
        taken.add(unique)
        made.append(Piece(form, facts, unique))
    return made


def export(
    desk: Desk,
    form_id: str,
    out_dir: Path,
    formats: Sequence[Format] = (),
    subject: Subjects = None,
    paper: Paper | str | None = None,
    columns: Sequence[str] | None = None,
    *,
    recipient: str = "",
    name: str = "",
) -> list[Path]:
    """Write a form as files and return them; without `formats`, in every format the form has. `name`: of a single sheet.

    What was written stands in the register of what left the computer (papers of a dialog: the dialog's own matter).
    """
    form = form_of(form_id)
    wanted = tuple(formats) or form.spec.formats
    for one in wanted:
        if one not in form.spec.formats:
            raise UserError(
                f"“{form.spec.title}”不能导出为 {one}。", (f"可用的格式：{'、'.join(form.spec.formats)}",)
            )
    chosen, keys = paper_of(form, paper), columns_of(form, columns)
    written: list[Path] = []
    made = pieces(desk, form_id, subject)
    make_folder(out_dir)
    try:
        for one in wanted:
            contents = _contents(form, made, one, chosen, keys)
            for piece, content in zip(made, contents, strict=True):
                target = out_dir / f"{name if name and len(made) == 1 else piece.stem}.{one}"
                write_file(target, content, private=form.spec.id in NOT_FOR_OTHERS)
                written.append(target)
    finally:  # what was written has left, also where the next one could not be
        if form.spec.subject != "paper" or form.spec.id in OF_THE_COMMITTEE:
            Register(desk.store, desk.today).record_export(
                f"{form.spec.id} {form.spec.title}",
                written,
                recipient=recipient,
                fields=_fields(form, keys),
                records=sum(_records(piece.facts) for piece in made),
                coded=coded(form, [piece.facts for piece in made], chosen, keys),
            )
    return written


def _contents(
    form: Form, made: Sequence[Piece], fmt: Format, chosen: Paper | None, keys: Sequence[str]
) -> Iterator[bytes]:
    """The file of each piece, one after the other; a batch shares its fonts."""
    if len(made) > 1 and not chosen and not keys:
        return render.render_batch(form, [piece.facts for piece in made], fmt)
    return (render.render(form, piece.facts, fmt, paper=chosen, columns=keys) for piece in made)


def _fields(form: Form, columns: Sequence[str]) -> str:
    """Which fields a form shows, for the register."""
    titles = dict(form.spec.column_titles)
    chosen = [titles.get(key, key) for key in columns or form.spec.columns] if form.spec.layout else []
    if not chosen and form.spec.sheet and not form.spec.blocks:
        chosen = [column.title for column in form.spec.sheet.columns]
    return "、".join(chosen) or "表内固定栏目"


def _records(facts: Facts) -> int:
    """How many people or meetings a sheet speaks of."""
    match facts:
        case BranchFacts():
            return len(facts.members)
        case DuesFacts():
            return len(facts.rows)
        case MovementFacts():
            return len({case.person.id for case in facts.cases})
        case YearbookFacts():
            return len(facts.members) or sum(not line.is_sum for line in facts.units)
        case _:
            return 1


def pdf_for(
    desk: Desk,
    form_id: str,
    subject: Subjects = None,
    paper: Paper | str | None = None,
    columns: Sequence[str] | None = None,
) -> bytes:
    """The pages for preview and printer: the very pdf that would be exported."""
    form = form_of(form_id)
    made = pieces(desk, form_id, subject)
    chosen, keys = paper_of(form, paper), columns_of(form, columns)
    if len(made) == 1:
        return render.render(form, made[0].facts, "pdf", paper=chosen, columns=keys)
    return render.render_joined(form, [piece.facts for piece in made])


def names(desk: Desk, form_id: str, subject: Subjects = None) -> list[str]:
    """What the files of these sheets are called, without suffix."""
    return [piece.stem for piece in pieces(desk, form_id, subject)]


def before_printing(desk: Desk, form_id: str, subject: Subjects = None, *, empties: bool = True) -> list[str]:
    """Sentences to read before printing: what is still empty (if asked), and characters no font has."""
    form = form_of(form_id)
    said: list[str] = []
    for piece in pieces(desk, form_id, subject):
        values = form.spec.prepare(piece.facts)
        empty = [label for key, label in form.spec.needed if not values.get(key)]
        if empties and empty:
            said.append(f"{piece.stem}：还空着 {'、'.join(empty)}。")
        missing = render.missing_glyphs(form, piece.facts)
        if missing:
            said.append(f"{piece.stem}：字体里没有“{'”“'.join(missing)}”，打印前请核对这些字。")
    return said


def write_file(target: Path, content: bytes, *, private: bool = False) -> None:
    """Write beside the target, flush, then replace it: a file is there whole or not at all, even after a power cut.

    A `private` one is not for this computer's other people.
    """
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    opener = partial(os.open, mode=0o600 if private else 0o666)
    try:
        with open(part, "xb", opener=opener) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        with suppress(OSError):  # on a disk that takes nothing more the rest stays behind
            part.unlink(missing_ok=True)
        raise UserError(
            f"写不了文件“{target.name}”：{_reason(error)}。", (f"文件夹：{target.parent}",)
        ) from error


_REASONS = {
    errno.ENOSPC: "磁盘已满，请清理后再试",
    errno.EROFS: "这个磁盘只能读不能写，请换一个文件夹",
    errno.EEXIST: "那里已有一个同名的文件，请换一个名字",
    errno.ENOTDIR: "路径中有一段是文件，请换一个文件夹",
    errno.EACCES: "没有写入权限，或文件正被别的程序打开，请关闭后再试",
    errno.EPERM: "没有写入权限，请换一个文件夹",
}


def _reason(error: OSError) -> str:
    return _REASONS.get(error.errno or 0, "请换一个文件夹再试")


def make_folder(folder: Path) -> None:
    """The folder, made if it is missing; UserError when that cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"不能建立文件夹“{folder}”：{_reason(error)}。") from error


def _given(subject: Subjects) -> list[Facts]:
    """The facts that were handed over as they are; none when they have to be asked for."""
    if isinstance(subject, PaperFacts):
        return [subject]
    several = subject if isinstance(subject, Sequence) and not isinstance(subject, str) else ()
    return [one for one in several if isinstance(one, PaperFacts)]


def _refs(desk: Desk, form: Form, subject: Subjects) -> list[Ref]:
    """What to ask facts for. No subject means the branch, this year, every meeting, every open dossier."""
    if isinstance(subject, Sequence) and not isinstance(subject, str):
        return [one for one in subject if not isinstance(one, PaperFacts)]
    if subject not in (None, "") and not isinstance(subject, PaperFacts):
        return _on_day(desk, str(subject)) or [subject] if form.spec.subject == "meeting" else [subject]
    if form.spec.subject == "meeting":
        return _meetings(desk, form)
    if form.spec.subject == "move":
        kind = OF_MOVEMENT.get(form.spec.id, "")
        moved: list[Ref] = [one.id for one in desk.movements.cases(kind=kind) if not one.movement.voided_on]
        if not moved:
            raise UserError(f"还没有登记过{kind}，请先在名册里选一个人，点“变动…”。")
        return moved
    if form.spec.subject in ("member", "record"):
        members: list[Ref] = [one.id for one in desk.roster.members(desk.today())]
        if not members:
            raise UserError("名册里还没有党员，请先导入名册或新增人员。")
        return members
    if form.spec.subject == "person":
        people: list[Ref] = [one.person.id for one in desk.development.dossiers()]
        if not people:
            raise UserError("还没有发展党员的对象，请先登记入党申请人。")
        return people
    return [None]


def _meetings(desk: Desk, form: Form) -> list[Ref]:
    """Every meeting that the form is for: a record sheet is for some kinds only."""
    kinds = KINDS_OF.get(form.spec.id, frozenset(MeetingKind))
    meetings: list[Ref] = [one.id for one in desk.meetings.list() if one.kind in kinds]
    if form.spec.id == CORRECTION:
        meetings = [one for one in meetings if desk.corrections.of(int(one or 0))]
        if not meetings:
            raise UserError("还没有更正单。签字定稿的会议记录有错漏时，打开它，点“更正…”。")
    if not meetings:
        what = "、".join(kind.value for kind in MeetingKind if kind in kinds) if len(kinds) < 4 else "会议"
        raise UserError(f"还没有{what}的记录，请先在“会议记录”中新建一次会议。")
    return meetings


def _on_day(desk: Desk, day: str) -> list[Ref]:
    """The meetings of a day, when a meeting is asked for by its date."""
    return [one.id for one in desk.meetings.list() if one.held_on and one.held_on == day]


def _stem(form: Form, facts: Facts) -> str:
    """A3-支部党员大会记录-2026-09-20: id, title, and what tells the sheet from its sisters."""
    values = form.spec.prepare(facts)
    title = str(values.get("form_title") or form.spec.title)
    match facts:
        case MeetingFacts():
            key = facts.meeting.held_on or facts.meeting.title
        case DossierFacts():
            key = facts.dossier.person.name
        case DuesFacts():
            key = str(facts.year)
        case MovementFacts():
            key = facts.cases[-1].person.name if form.spec.subject == "move" else str(facts.year)
        case CardFacts():
            key = facts.card.person.name
        case MemberYearFacts():
            key = f"{facts.person.name}-{facts.year}"
        case BranchFacts() | PaperFacts():
            key = str(values.get("file_key") or facts.as_of)
    stem = f"{form.spec.id}-{title}-{key}" if key else f"{form.spec.id}-{title}"
    return file_stem(stem)


def file_stem(words: str) -> str:
    """Words as a file's name, without suffix, that every system takes."""
    return _FORBIDDEN.sub("_", words)[:_LONGEST_STEM].rstrip(" .")


def printed(
    desk: Desk, form_id: str, subject: Subjects, paper: str | None, columns: Sequence[str] | None, sent: int
) -> None:
    """Note in the register that these sheets went to a printer."""
    form = form_of(form_id)
    facts = [piece.facts for piece in pieces(desk, form_id, subject)]
    note_print(desk, form, facts, paper_of(form, paper), columns_of(form, columns), sent)
