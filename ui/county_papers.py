"""The county's own templates from desk to file: read and checked, filled in, written, registered. No Qt here."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from exporters.templates.fields import Catalogue
from exporters.templates.filling import Template, sentence
from models.domain.errors import Cancelled, UserError
from models.domain.facts import DossierFacts, MeetingFacts
from models.domain.template import MOST_BYTES, TemplateEntry, TemplateFacts
from models.services.desk import Desk
from models.services.register import Register
from ui import paper

Progress = Callable[[int, int], None]
IsCancelled = Callable[[], bool]
SAMPLES = (
    ("党员基本情况登记表（示例）", "county-person.docx"),
    ("党员花名册（示例）", "county-roster.docx"),
)
_SAID = 20  # problems told at once


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found in a template: sentences that have to be put right first, and sentences to know."""

    template: Template
    wrong: tuple[str, ...]
    told: tuple[str, ...]


def catalogue(desk: Desk) -> Catalogue:
    """Every field a template of this branch may use."""
    return Catalogue(desk.templates.own_fields())


def judge(desk: Desk, content: bytes) -> Judged:
    """Read a Word file as a template. UserError when it cannot be one at all."""
    template = Template(content, catalogue(desk))
    wrong = tuple(dict.fromkeys(sentence(one) for one in template.problems if one.blocks))
    told = tuple(dict.fromkeys(sentence(one) for one in template.problems if not one.blocks))
    return Judged(template, wrong, told)


def read_file(path: Path) -> bytes:
    """A file somebody chose. UserError with what to do when it cannot be read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UserError(f"“{path.name}”超过 {MOST_BYTES >> 20} MB，不像一张表的模板。")
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"读不了“{path.name}”，请核对位置，或关闭正打开它的程序后再试。") from error


def add(desk: Desk, path: Path, name: str = "") -> int:
    """Put a Word file in as a template; one with something wrong in it is not taken, everything wrong is named."""
    content = read_file(path)
    template = _sound(desk, content, path.name)
    return desk.templates.add(name or path.stem, template.subject, path.name, content)


def _sound(desk: Desk, content: bytes, name: str) -> Template:
    judged = judge(desk, content)
    if judged.wrong:
        count = len(judged.wrong)
        lines = [*judged.wrong[:_SAID], *([f"……等 {count} 处"] if count > _SAID else ())]
        raise UserError(f"“{name}”有 {count} 处要先在 Word 里改正，改好后再放进来。", lines)
    return judged.template


def export(
    desk: Desk,
    entry: TemplateEntry,
    folder: Path,
    ids: Sequence[int] = (),
    *,
    joined: bool = False,
    day: str = "",
    progress: Progress | None = None,
    cancelled: IsCancelled | None = None,
) -> list[Path]:
    """Fill a template in and write it: a file for each of these people or meetings, or one with all; for the branch one.

    `ids` are what the template is of; without people: all members of the day. Nothing that lies in the folder already is
    written over. What was written stands in the register of what left the computer, also when the rest was cancelled.
    """
    template = Template(desk.templates.content(entry), catalogue(desk))
    paper.make_folder(folder)
    names, told = _Names(folder), _Told(progress, cancelled)
    if template.subject == "branch":
        people = list(ids) or [one.id for one in desk.roster.members(day or desk.today())]
        facts = desk.templates.of_branch(people, day, told.of(len(people)))
        written = [names.write(f"{entry.name}-{facts.as_of}", template.fill(facts, told.check))]
        _register(desk, entry, template, written, len(facts.people))
        return written
    many, total, unit = _subjects(desk, template, ids, day, told)
    counted = _counted(many, total, told)
    written: list[Path] = []
    try:
        if joined and total > 1:
            written.append(names.write(f"{entry.name}-{total}{unit}", template.join(counted, told.check)))
        else:
            for facts, content in template.fill_each(counted, told.check):
                written.append(names.write(f"{entry.name}-{_called(facts)}", content))
    finally:
        _register(desk, entry, template, written, total if joined else len(written))
    return written


def _subjects(
    desk: Desk, template: Template, ids: Sequence[int], day: str, told: "_Told"
) -> tuple[Iterator[TemplateFacts], int, str]:
    """What is filled in, one after the other, how many there are, and what one is counted as."""
    if template.subject == "meeting":
        if not ids:
            raise UserError("请选要填哪次会议。")
        many = (
            desk.templates.of_meeting(
                meeting_facts(desk, one), everybody=template.needs_people, each=told.asked
            )
            for one in ids
        )
        return many, len(ids), "次"
    people = list(ids) or [one.id for one in desk.roster.members(day or desk.today())]
    if not people:
        raise UserError("名册里还没有党员，请先导入名册或新增人员。")
    of_people = desk.templates.of_people(
        people,
        day,
        everybody=template.needs_people,
        photos=template.has_photo,
        dossier=(lambda who: dossier_facts(desk, who, day)) if template.needs_dossier else None,
        each=told.asked,
    )
    return of_people, len(people), "人"


def meeting_facts(desk: Desk, ref: int | str) -> MeetingFacts:
    """A meeting as it is to be read now: what slips corrected is in its names and numbers, the slips beside it."""
    facts = desk.facts("meeting", ref)
    if not isinstance(facts, MeetingFacts):
        raise TypeError("not a meeting")
    meeting = desk.meetings.get(facts.meeting.id)
    return replace(facts, meeting=meeting, tally=desk.meetings.tally(meeting))


def dossier_facts(desk: Desk, person_id: int, day: str = "") -> DossierFacts:
    """The steps of a person, as the forms of the pipeline have them."""
    facts = desk.facts("person", person_id, day or None)
    if not isinstance(facts, DossierFacts):
        raise TypeError("not a dossier")
    return facts


def _called(facts: TemplateFacts) -> str:
    """What a file is called after."""
    if facts.meeting:
        meeting = facts.meeting.meeting
        return " ".join(filter(None, (meeting.held_on, meeting.title or meeting.kind.value)))
    return facts.person.card.person.name if facts.person else ""


class _Told:
    """Who hears how far it is, and may break it off."""

    def __init__(self, progress: Progress | None, cancelled: IsCancelled | None) -> None:
        self._progress, self._cancelled = progress, cancelled

    def check(self) -> None:
        """Cancelled when nobody wants it any more."""
        if self._cancelled is not None and self._cancelled():
            raise Cancelled

    def asked(self, _done: int) -> None:
        self.check()

    def of(self, total: int) -> Callable[[int], None]:
        """Tells a count of so many, too."""

        def each(done: int) -> None:
            self.check()
            self.at(done, total)

        return each

    def at(self, done: int, total: int) -> None:
        if self._progress is not None:
            self._progress(done, total)


def _counted(facts: Iterator[TemplateFacts], total: int, told: _Told) -> Iterator[TemplateFacts]:
    """One after the other, telling how far it is; Cancelled between two."""
    for done, one in enumerate(facts, 1):
        told.check()
        yield one
        told.at(done, total)


def _register(
    desk: Desk, entry: TemplateEntry, template: Template, written: list[Path], records: int
) -> None:
    fields = "、".join(sorted({*template.fields, *template.lists}))
    Register(desk.store, desk.today).record_export(
        f"模板 {entry.name}", written, fields=fields, records=records
    )


class _Names:
    """File names that clash neither with each other nor with what lies in the folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken = {one.name.casefold() for one in folder.iterdir()}

    def write(self, stem: str, content: bytes) -> Path:
        plain = paper.file_stem(" ".join(stem.split()))
        told, number = plain, 1
        while f"{told}.docx".casefold() in self._taken:
            number += 1
            told = f"{plain}-{number}"
        self._taken.add(f"{told}.docx".casefold())
        path = self._folder / f"{told}.docx"
        paper.write_file(path, content)
        return path
