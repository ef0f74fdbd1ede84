"""Desk: the whole of one branch for the window and for the command line. It owns the store and the services."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Self

from models.db.store import Store, create_store, open_store
from models.domain.appraisal import DUTY, MEMBERS
from models.domain.calendar import WorkCalendar
from models.domain.card_facts import CardFacts
from models.domain.check_branch import check_branch
from models.domain.check_organisation import check_organisation
from models.domain.check_person import check_person
from models.domain.dates import full
from models.domain.errors import UserError
from models.domain.facts import BranchFacts, Facts, Subject
from models.domain.finding import Finding, Severity
from models.domain.handoff import HEAD_CODE_LENGTH
from models.domain.meeting_records import has_record
from models.domain.member_year import MemberYearFacts
from models.domain.records import Branch, Mark, Person
from models.domain.rules import RuleBook, load_rules
from models.services import binders, dues_papers, viewing
from models.services.appraisal import Appraisals
from models.services.attachments import Attachments
from models.services.attendance import AttendanceBook
from models.services.balances import BalanceSheet
from models.services.batch import Batch
from models.services.branch import create_branch, load_branch, update_branch
from models.services.card import Cards
from models.services.card_facts import card_facts
from models.services.closing import Closing
from models.services.contradictions import Contradictions
from models.services.corrections import Corrections
from models.services.desk_life import DeskLife
from models.services.development import Development
from models.services.drafts import Drafts
from models.services.dues import Dues
from models.services.dues_reports import ledger_facts
from models.services.duties import Duties
from models.services.elections import Elections
from models.services.exemptions import Exemptions
from models.services.figures import Figures
from models.services.filters import Filters
from models.services.findings import attach_answers, save_answer, worst_first
from models.services.handoff import Handoff
from models.services.history import History
from models.services.joining import Joining
from models.services.keyring import Keyring, open_by_code
from models.services.ledger import Ledger
from models.services.meeting_facts import MeetingPapers
from models.services.meeting_templates import MeetingTemplates
from models.services.meetings import Meetings
from models.services.member_year import member_year
from models.services.minutes import Minutes
from models.services.movements import Movements
from models.services.organisational_life import OrganisationalLife
from models.services.organising import Organising
from models.services.plan import Plan
from models.services.plan_facts import plan_facts
from models.services.planner import Planner
from models.services.recycle import RecycleBin
from models.services.restoring import open_rescue
from models.services.roster import Roster, RosterQuery
from models.services.roster_signs import RosterSign, person_findings, signs
from models.services.safety import Safety
from models.services.second_desk import SecondDesk
from models.services.settings import Settings
from models.services.templates import Templates
from models.services.trail import Trail


def _system_today() -> str:
    return date.today().isoformat()


class Desk(DeskLife):
    """Services of one open branch; `today` is the injectable clock (ISO date)."""

    def __init__(self, store: Store, today: Callable[[], str]) -> None:
        self.store = store
        self.today = today
        self.rules: RuleBook = load_rules()
        self.calendar = WorkCalendar.load()
        self.settings = Settings(store)
        self.keys = Keyring(store, today)
        self.safety, self.drafts = Safety(store, today), Drafts(store)
        self.journal = History(store)
        self.recycle = RecycleBin(store, self.settings, today)
        self.roster = Roster(store, today)
        self.filters = Filters(store, today)
        self.figures = Figures(store, self.settings, today)
        self.batch = Batch(store, self.roster, self.filters, today)
        self.card = Cards(store, self.roster, today)
        self.attachments = Attachments(store, today)
        self.meetings = Meetings(store, self.roster, self.rules, today)
        self.corrections = Corrections(store, self.meetings, today)
        self.minutes = Minutes(store, self.meetings, self.rules)
        self.attendance = AttendanceBook(store, self.meetings, self.roster, today)
        self.exemptions = Exemptions(store, self.rules, today)
        self.organisation = Organising(store, self.roster, today)
        self.elections = Elections(store, self.roster, self.organisation, self.rules, today)
        self.meetings.election_findings = self.elections.findings
        self.appraisals = Appraisals(store, self.roster, self.organisation, self.settings, self.rules, today)
        self.life = OrganisationalLife(
            store, self.roster, self.organisation, self.meetings, self.rules, today
        )
        self.dues = Dues(store, self.roster, self.rules, today)
        self.ledger, self.closing = Ledger(store, self.rules, today), Closing(store, today)
        self.balances, self.trail = BalanceSheet(store, today), Trail(store)
        self.joining = Joining(store, self.roster, self.filters, self.dues, today)
        self.development = Development(store, self.roster, self.settings, self.rules, self.calendar, today)
        self.papers = MeetingPapers(
            self.meetings, self.corrections, self.attachments, self.development, self.elections
        )
        self.contradictions = Contradictions(
            store,
            self.roster,
            self.meetings,
            self.development,
            self.elections,
            self.organisation,
            self.rules,
            today,
        )
        self.plan = Plan(store, self.meetings, self.organisation, self.settings, self.rules, today)
        self.planner = Planner(
            store,
            self.plan,
            self.meetings,
            self.organisation,
            self.development,
            self.settings,
            self.rules,
            self.calendar,
            today,
        )
        self.meeting_templates = MeetingTemplates(store, self.meetings)
        self.movements = Movements(store, self.roster, self.dues, self.development, self.rules, today)
        self.templates = Templates(
            store, self.roster, self.card, self.organisation, self.movements, self.attachments, today
        )
        self.handoff = Handoff(store, today, self.check)
        self.peers, self.register = self.handoff.peers, self.handoff.register
        self.duties = Duties(
            store, self.plan, self.development, self.dues, self.movements, self.handoff, today
        )
        self.second = SecondDesk(store, self.peers, lambda: self.branch.uuid, today)
        store.warnings += viewing.clear_left(store.folder)
        self.sign_as("")
        store.on_commit(self._signer_changed)

    # doors

    @classmethod
    def create(
        cls,
        folder: Path,
        password: str,
        *,
        name: str,
        committee: str = "",
        sector: str = "其他",
        secretary: str = "",
        today: Callable[[], str] = _system_today,
        anchors: Path | None = None,
    ) -> Self:
        """Set up a new branch in an empty folder."""
        if not name.strip():
            raise UserError("请填写支部名称（公章上的全称）。")
        store = create_store(folder, password, anchors=anchors)
        values = {"name": name, "committee": committee, "sector": sector, "secretary": secretary}
        store.actor = secretary.strip() or store.actor
        create_branch(store, values)
        return cls(store, today)

    @classmethod
    def open(
        cls,
        folder: Path,
        password: str,
        today: Callable[[], str] = _system_today,
        *,
        read_only: bool = False,
        anchors: Path | None = None,
    ) -> Self:
        """Open the branch in a folder; WrongPassword or a UserError sentence otherwise.

        `anchors`: the folder outside the data which proves that they are the newest (see models/db/anchor.py).
        """
        return cls(open_store(folder, password, read_only=read_only, anchors=anchors), today)

    @classmethod
    def open_by_code(
        cls,
        folder: Path,
        code: str,
        today: Callable[[], str] = _system_today,
        *,
        opening: Path | None = None,
        anchors: Path | None = None,
    ) -> Self:
        """The password is forgotten: open by recovery code, or by the committee's opening file and its code."""
        return cls(open_by_code(folder, code, opening, anchors), today)

    @classmethod
    def open_rescue(cls, folder: Path, password: str, today: Callable[[], str] = _system_today) -> Self:
        """What did not pass its checks, read-only, from a copy in quarantine."""
        return cls(open_rescue(folder, password), today)

    # the branch

    @property
    def branch(self) -> Branch:
        return load_branch(self.store)

    def _usual_actor(self) -> str:
        """The secretary; a damaged file is not asked."""
        return "" if self.store.is_rescue else self.branch.secretary

    def update_branch(self, **values: Any) -> bool:
        return update_branch(self.store, values)

    def save_branch(self, values: Mapping[str, Any], settings: Mapping[str, str]) -> None:
        """The branch's facts and its settings in one undoable step."""
        with self.store.transaction("修改支部信息"):
            update_branch(self.store, values)
            for key, value in settings.items():
                self.settings.set(key, value)

    # judging

    def check(self, as_of: str = "") -> list[Finding]:
        """Everything the rules say about this branch on a day, answers attached, worst first."""
        day = as_of or self.today()
        members = self.roster.members(day)
        meetings = [self.meetings.get(summary.id) for summary in self.meetings.list()]
        organisation = self.organisation.load(day)
        held = [meeting for meeting in meetings if has_record(meeting)]
        found = check_branch(self.branch, members, held, self.rules, day, organisation)
        found += [finding for person in members for finding in check_person(person, self.rules, day)]
        found += self.movements.findings(self.movements.watched(day), day)
        found += self.exemptions.findings(day)
        found += self.dues.findings(day)
        found += self.plan.findings(day)
        found = attach_answers(self.store, found)
        for meeting in meetings:
            found += self.meetings.findings(meeting)
        found += self.development.check(day)
        found += [*self.appraisals.check(), *self.life.check()]
        found += self.contradictions.findings(until=day, meetings=meetings)
        return worst_first(found)

    def organisation_findings(self) -> list[Finding]:
        """What the rules say about committee, term and groups, now."""
        day = self.today()
        found = check_organisation(self.organisation.load(day), self.roster.members(day), self.rules, day)
        return attach_answers(self.store, found)

    def person_findings(self, person_id: int) -> list[Finding]:
        """What the rules say about one card of the roster."""
        return person_findings(self.store, [self.roster.get(person_id)], self.rules, self.today())

    def signs(self, people: Sequence[Person]) -> dict[int, RosterSign]:
        """What the roster's list says beside these names."""
        return signs(self.store, people, self.rules, self.today())

    def answer(self, finding: Finding, reason: str) -> None:
        """已核实，因为…: kept with the finding until taken back by an empty reason."""
        save_answer(self.store, finding, reason, self.today())

    def answer_mark(self, mark: Mark, reason: str) -> None:
        """Answer a doubtful cell; the rule that says the same of this person is answered with it, in one step."""
        with self.store.transaction(f"核实：{self.roster.get(mark.person_id).name}"):
            for finding in self.person_findings(mark.person_id):
                if finding.field == mark.field and finding.severity is not Severity.UNKNOWN:
                    self.answer(finding, reason)
            self.roster.resolve_mark(mark.id, reason)

    # facts for the forms

    def facts(self, subject: Subject, ref: str | int | None, as_of: str | None = None) -> Facts:
        """What a form of this subject is made from; UserError when `ref` means nobody, or several."""
        if subject == "meeting":
            return self.papers.facts(self.branch, ref, self._head_code())
        if subject == "person":
            person = self.person(ref)
            return self.development.facts(person.id, self.branch, self.meetings.get, as_of)
        if subject == "member":
            return self._card_facts(self.person(ref).id, as_of or self.today())
        if subject == "record":
            return self._member_year(str(ref or ""), as_of)
        if subject == "year":
            return replace(self.dues.year(self._year(ref), as_of), head_code=self._head_code())
        if subject == "figures":
            return self.figures.facts(self._year(ref), as_of or "")
        if subject == "attendance":
            return self.attendance.facts(self._year(ref), as_of=as_of or "")
        if subject == "moves":
            return self.movements.facts(self._year(ref), as_of or "")
        if subject == "move":
            return self.movements.case_facts(ref, lambda name: self.person(name).id)
        if subject == "election":
            return self.elections.facts(ref)
        if subject == "contradictions":
            return self.contradictions.facts(self._year(ref))
        if subject == "plan":
            return plan_facts(self, self._year(ref), as_of or "")
        if subject == "binder":
            return binders.plan(self, binders.year_of(self, self._year(ref))).facts
        if subject == "dues":
            return replace(ledger_facts(self, ref, as_of), head_code=self._head_code())
        if subject in ("standard", "reduction"):
            return dues_papers.facts(self, subject == "reduction", ref, as_of)
        if subject in ("appraisal", "duty"):
            return self.appraisals.facts(ref, DUTY if subject == "duty" else MEMBERS)
        if subject in ("life", "talk"):
            return self.life.facts(ref) if subject == "life" else self.life.talk_facts(ref)
        if subject in ("package", "card"):
            return self.handoff.facts(ref) if subject == "package" else self.handoff.card_facts(ref)
        day = str(ref or "") if full(str(ref or "")) else ""
        return self._branch_facts(as_of or day or self.today())

    def _card_facts(self, person_id: int, day: str) -> CardFacts:
        return card_facts(
            self.store,
            self.branch,
            day,
            self.card.get(person_id),
            own_fields=self.card.own_fields(closed=True),
            findings=self.person_findings(person_id),
            marks=self.roster.marks(person_id, open_only=False),
            cases=self.movements.cases(person_id=person_id),
            attachments=self.attachments.of_person(person_id),
            photo=self.attachments.portrait(person_id),
        )

    def _member_year(self, ref: str, as_of: str | None) -> MemberYearFacts:
        """Of 姓名@2025 (or an id, uuid, ID number before the sign); of the running year when none is given."""
        who, _, wanted = ref.partition("@")
        year = self._year(wanted)
        person = self.person(int(who) if who.isdigit() and len(who) < 10 else who)
        day = min(as_of or self.today(), self.today(), f"{year}-12-31")
        if f"{year}-01-01" > day:
            raise UserError(f"{year} 年还没有到，不能做这一年的纪实表。")
        return member_year(
            self.store,
            self.branch,
            self.roster.fetch_on([person.id], day)[0],
            year,
            day,
            dues=self.dues.year_of(person.id, year, day),
            card=self.card,
            cases=self.movements.cases(person_id=person.id),
        )

    def _year(self, ref: str | int | None) -> int:
        """The year meant, this year when none is given."""
        text = str(ref or self.today()[:4]).strip().removesuffix("年")
        if not text.isdigit() or not 1949 <= int(text) <= 2100:
            raise UserError(f"“{text}”不是年份，请写成 2026。")
        return int(text)

    def person(self, ref: str | int | None) -> Person:
        """The one person meant by an id, uuid, name or ID number."""
        if isinstance(ref, int):
            return self.roster.get(ref)
        found = self.roster.find(str(ref or ""))
        if not found:
            raise UserError(f"名册里没有“{ref or ''}”，请核对姓名或身份证号码。")
        if len(found) > 1:
            lines = [f"{p.name}（{p.category or '其他'}，编号 {p.id}）" for p in found[:10]]
            raise UserError(f"“{ref}”对应 {len(found)} 个人，请用编号或身份证号码指明是谁。", lines)
        return found[0]

    def _branch_facts(self, day: str) -> BranchFacts:
        members = tuple(self.roster.members(day))
        dues = self.dues.standards_on(day)
        return BranchFacts(
            branch=self.branch,
            as_of=day,
            members=members,
            dues_fen=dues,
            organisation=self.organisation.load(day),
        )

    def _head_code(self) -> str:
        """For paper: the newest entry that is no mere note of what was printed or handed out.

        The page shown, the page saved and the page printed carry one code, although saving is noted in between.
        """
        sql = "SELECT hash FROM journal WHERE entity <> 'outgoing' ORDER BY seq DESC LIMIT 1"
        found = self.store.value(sql)
        return str(found or self.store.head[1])[:HEAD_CODE_LENGTH]


__all__ = ["Desk", "RosterQuery"]
