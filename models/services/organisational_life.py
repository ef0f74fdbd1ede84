"""Around the organisational-life meeting: opinions asked for, talks held, and the issues to be put right."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from models.db.store import Store
from models.domain.check_appraisal import check_talks
from models.domain.dates import parse_date
from models.domain.errors import UserError
from models.domain.finding import Finding
from models.domain.meeting_records import Task
from models.domain.organisation import post_rank
from models.domain.organisational_life import (
    ABOUT,
    FROM,
    ORIGINS,
    PERSON,
    RECTIFY,
    TALK_KINDS,
    Coverage,
    LifeFacts,
    Opinion,
    Talk,
    TalkFacts,
    coverage,
    kind_of,
)
from models.domain.records import MEMBER_CATEGORIES, Meeting, MeetingKind, Person
from models.domain.rules import RuleBook
from models.services.branch import load_branch
from models.services.findings import attach_answers
from models.services.meetings import Meetings, clock
from models.services.organising import Organising
from models.services.roster import Roster

_OPINION = ("year", "about", "content", "from_kind", "collected_by", "on_date", "remark")
_TALK = (
    "on_date",
    "starts_at",
    "ends_at",
    "place",
    "kind",
    "talker",
    "listener",
    "content",
    "problems",
    "remark",
)
_ISSUE = ("raised_on", "problem", "origin", "what", "who", "due_on", "done_on", "evidence", "progress")
_DAYS = {"on_date": "日期", "raised_on": "提出日期", "due_on": "时限", "done_on": "销号日期"}
_YEAR = """CASE m.counts_for_year WHEN 0 THEN CAST(substr(m.held_on, 1, 4) AS INTEGER) ELSE m.counts_for_year END"""
MOST = 2000  # characters of a text: what one sheet holds, and what a package takes


def _stored(name: str) -> str:
    """The column of a talk's field."""
    return f"{name}_name" if name in ("talker", "listener") else name


class OrganisationalLife:
    """Reached as `desk.life`."""

    def __init__(
        self,
        store: Store,
        roster: Roster,
        organising: Organising,
        meetings: Meetings,
        rules: RuleBook,
        today: Callable[[], str],
    ) -> None:
        self._store, self._roster, self._organising = store, roster, organising
        self._meetings, self._rules, self._today = meetings, rules, today

    # reading

    def years(self) -> list[int]:
        """With anything recorded, and the running one; newest first."""
        rows = self._store.rows(
            """SELECT CAST(substr(held_on, 1, 4) AS INTEGER) FROM meeting WHERE held_on <> ''
               UNION SELECT year FROM opinion UNION SELECT CAST(substr(on_date, 1, 4) AS INTEGER) FROM talk_record
               UNION SELECT year FROM appraisal"""
        )
        return sorted({int(row[0]) for row in rows if row[0]} | {int(self._today()[:4])}, reverse=True)

    def meeting(self, year: int) -> Meeting | None:
        """The organisational-life meeting that counts for a year, also when it slipped into the next (ZB-16)."""
        row = self._store.row(
            f"SELECT m.id FROM meeting m WHERE m.kind = ? AND m.held_on <> '' AND {_YEAR} = ? "
            "ORDER BY m.held_on DESC LIMIT 1",
            (MeetingKind.ORG_LIFE.value, year),
        )
        return self._meetings.get(int(row[0])) if row else None

    def opinions(self, year: int) -> list[Opinion]:
        columns = ("id", "uuid", "person_id", *_OPINION)
        rows = self._store.rows(
            f"""SELECT o.id, o.uuid, COALESCE(o.person_id, 0), {", ".join(f"o.{c}" for c in _OPINION)},
                       COALESCE(p.name, '')
                FROM opinion o LEFT JOIN person p ON p.id = o.person_id WHERE o.year = ?
                ORDER BY o.about <> ?, p.pinyin, o.id""",
            (year, ABOUT[0]),
        )
        return [Opinion(**dict(zip((*columns, "person_name"), row, strict=True))) for row in rows]

    def talks(self, year: int) -> list[Talk]:
        """Of a year, the newest first."""
        return self._talks("WHERE substr(on_date, 1, 4) = ?", (str(year),))

    def _talks(self, where: str, params: Sequence[Any]) -> list[Talk]:
        columns = ("id", "uuid", "talker_id", "listener_id", *_TALK)
        rows = self._store.rows(
            f"""SELECT id, uuid, COALESCE(talker_id, 0), COALESCE(listener_id, 0), {", ".join(map(_stored, _TALK))}
                FROM talk_record {where} ORDER BY on_date DESC, id DESC""",
            params,
        )
        found = [Talk(**dict(zip(columns, row, strict=True))) for row in rows]
        people = {p.id: p for p in self._roster.fetch(sorted({one for talk in found for one in talk.who}))}

        def post(person_id: int) -> str:
            person = people.get(person_id)
            return (person.party_post or str(person.category)) if person else ""

        return [
            replace(talk, talker_post=post(talk.talker_id), listener_post=post(talk.listener_id))
            for talk in found
        ]

    def talk(self, talk_id: int) -> Talk:
        found = self._talks("WHERE id = ?", (talk_id,))
        if not found:
            raise UserError("这次谈话的记录已经不在了，请刷新后再看。")
        return found[0]

    def issues(self, year: int) -> list[Task]:
        """Of the year's meetings, or set down in the year without a meeting; those open first, by day."""
        columns = ("id", "uuid", "meeting_id", "person_id", "source", *_ISSUE)
        rows = self._store.rows(
            f"""SELECT t.id, t.uuid, COALESCE(t.meeting_id, 0), COALESCE(t.person_id, 0), t.source,
                       {", ".join(f"t.{c}" for c in _ISSUE)}
                FROM task t LEFT JOIN meeting m ON m.id = t.meeting_id
                WHERE t.source = ? AND CASE WHEN m.id IS NULL THEN substr(t.raised_on, 1, 4) = ? ELSE {_YEAR} = ? END
                ORDER BY t.position, t.id""",
            (RECTIFY, str(year), year),
        )
        return [Task(**dict(zip(columns, row, strict=True))) for row in rows]

    def committee(self, day: str) -> list[int]:
        """Ids of those in office on a day, in the order of their posts."""
        serving = self._organising.load(day).serving(day)
        found = list(dict.fromkeys(post.person_id for post in serving if post.person_id))
        if found:
            return found
        named = [p for p in self._roster.members(day) if "书记" in p.party_post or "委员" in p.party_post]
        return [p.id for p in sorted(named, key=lambda p: post_rank(p.party_post))]

    def coverage(self, year: int) -> Coverage:
        """Who has no talk recorded in the year (ZB-18)."""
        day = self._day_of(year)
        return coverage(year, self._roster.members(day), self.committee(day), self.talks(year))

    def findings(self, year: int) -> list[Finding]:
        """ZB-18 of a year; nothing where no talk was ever recorded in it (the branch keeps them elsewhere)."""
        if not self.talks(year):
            return []
        found = check_talks(load_branch(self._store), self.coverage(year), self._rules)
        day = self._day_of(year)
        return attach_answers(self._store, (replace(one, on_date=one.on_date or day) for one in found))

    def check(self) -> list[Finding]:
        """Of the running year, for the list of findings."""
        return self.findings(int(self._today()[:4]))

    def _day_of(self, year: int) -> str:
        return min(f"{year}-12-31", self._today())

    def facts(self, ref: str | int | None = None) -> LifeFacts:
        """What the papers of a year are made from; 姓名@2025 names whose outline it is."""
        who, at, what = str(ref or "").rpartition("@")
        year = self._year(what)
        meeting = self.meeting(year)
        day = meeting.held_on if meeting else self._day_of(year)
        members = self._roster.members(day)
        return LifeFacts(
            branch=load_branch(self._store),
            as_of=self._today(),
            year=year,
            meeting=meeting,
            tally=self._meetings.tally(meeting) if meeting else None,
            organisation=self._organising.load(min(day, self._today())),
            members=tuple(members),
            opinions=tuple(self.opinions(year)),
            talks=tuple(self.talks(year)),
            issues=tuple(self.issues(year)),
            last_issues=tuple(self.issues(year - 1)),
            only=self._one(members, who) if at else None,
            findings=tuple(self.findings(year)),
        )

    def talk_facts(self, ref: str | int | None = None) -> TalkFacts:
        """One talk by id or uuid; without one, an empty sheet."""
        text = str(ref or "").strip()
        found = self._talks("WHERE CAST(id AS TEXT) = ? OR uuid = ?", (text, text)) if text else [Talk()]
        if not found:
            raise UserError("没有找到这次谈话的记录，请核对编号。")
        return TalkFacts(branch=load_branch(self._store), as_of=self._today(), talk=found[0])

    def _year(self, text: str) -> int:
        plain = text.strip().removesuffix("年") or self._today()[:4]
        if not plain.isdigit() or not 1949 <= int(plain) <= 2100:
            raise UserError(f"“{text}”不是年份，请写成 2026。")
        return int(plain)

    @staticmethod
    def _one(members: Sequence[Person], who: str) -> Person:
        found = [p for p in members if who in (str(p.id), p.uuid, p.name, p.id_number)]
        if len(found) != 1:
            raise UserError(f"当天的名册里没有“{who}”，或者不止一人，请用编号指明。")
        return found[0]

    # writing

    def save_opinion(self, opinion_id: int, values: Mapping[str, Any]) -> int:
        """One opinion; whose it is stays unwritten."""
        row = self._texts(values, (*_OPINION, "person_id"))
        row["person_id"] = row.get("person_id") or None
        if row.get("about") == PERSON and not row["person_id"]:
            raise UserError("请选这条意见是对哪名党员的。")
        if row.get("about") != PERSON:
            row["person_id"] = None
        self._one_of(row, "about", ABOUT)
        self._one_of(row, "from_kind", FROM)
        if not row.get("content"):
            raise UserError("请写意见的内容。")
        return self._write("opinion", opinion_id, row, "征求的意见")

    def save_talk(self, talk_id: int, values: Mapping[str, Any]) -> int:
        """One talk; its kind follows from who talked when none is given."""
        row = self._texts(values, (*_TALK, "talker_id", "listener_id"))
        day = str(row.get("on_date") or "")
        if not day:
            raise UserError("请填写谈话日期。")
        if day > self._today():
            raise UserError("谈话日期不能晚于今天，请核对。")
        for name, words in (("talker", "谈话人"), ("listener", "谈话对象")):
            row[f"{name}_id"] = row.get(f"{name}_id") or None
            if not row.get(name):
                raise UserError(f"请填写{words}。")
        one, other = row["talker_id"], row["listener_id"]
        if row["talker"] == row["listener"] and one == other:
            raise UserError("谈话人和谈话对象是同一个人，请核对。")
        for name in ("starts_at", "ends_at"):
            row[name] = clock(str(row.get(name, "")))
        row["kind"] = row.get("kind") or kind_of(self.committee(day), one or 0, other or 0)
        self._one_of(row, "kind", TALK_KINDS)
        words = f"谈心谈话：{row['talker']}与{row['listener']}"
        stored = {_stored(name): value for name, value in row.items()}
        return self._write("talk_record", talk_id, stored, words)

    def save_issue(self, issue_id: int, values: Mapping[str, Any]) -> int:
        """One line of the list: what is wrong, who puts it right how and until when."""
        row = self._texts(values, (*_ISSUE, "meeting_id", "person_id"))
        for name in ("meeting_id", "person_id"):
            if name in row:
                row[name] = row[name] or None
        if not issue_id:
            row |= {"source": RECTIFY, "raised_on": row.get("raised_on") or self._today()}
        for name, words in (("problem", "问题是什么"), ("what", "整改措施（还没定的写“待定”）")):
            if (name in row or not issue_id) and not row.get(name):
                raise UserError(f"请写明{words}。")
        return self._write("task", issue_id, row, "整改事项")

    def finish_issue(self, issue_id: int, on: str, evidence: str) -> None:
        """Done, with what shows it; an empty day takes it back."""
        if on > self._today():
            raise UserError("销号日期不能晚于今天，请核对。")
        self._write("task", issue_id, self._texts({"done_on": on, "evidence": evidence}, _ISSUE), "整改销号")

    @staticmethod
    def issue_from(opinion: Opinion) -> dict[str, Any]:
        """What a new issue made from an opinion begins with."""
        return {
            "problem": opinion.content,
            "origin": ORIGINS[0],
            "person_id": opinion.person_id,
            "who": opinion.person_name,
        }

    def remove(self, table: str, row_id: int) -> None:
        """Take an opinion, a talk or an issue entered by mistake off its list (undoable)."""
        words = {"opinion": "征求的意见", "talk_record": "谈心谈话", "task": "整改事项"}[table]
        with self._store.transaction(f"删除{words}") as tx:
            tx.delete(table, row_id)

    def offered(self, day: str = "") -> list[Person]:
        """Whom names are chosen from: those in office first."""
        on = day or self._today()
        office = self.committee(on)
        members = [p for p in self._roster.members(on) if p.category in MEMBER_CATEGORIES]
        return sorted(members, key=lambda p: (p.id not in office, p.pinyin))

    def _write(self, table: str, row_id: int, row: dict[str, Any], words: str) -> int:
        with self._store.transaction(f"{'修改' if row_id else '登记'}{words}") as tx:
            if row_id:
                tx.update(table, row_id, row)
                return row_id
            return tx.insert(table, {"branch_id": load_branch(self._store).id, **row})

    @staticmethod
    def _one_of(row: Mapping[str, Any], name: str, known: Sequence[str]) -> None:
        if row.get(name) not in known:
            raise UserError(f"请在{'、'.join(known)}中选一个。")

    @staticmethod
    def _texts(values: Mapping[str, Any], known: Sequence[str]) -> dict[str, Any]:
        """Trimmed; days to the day; an unknown name is a bug."""
        unknown = set(values) - set(known)
        if unknown:
            raise KeyError(f"not to be written here: {sorted(unknown)}")
        row: dict[str, Any] = {k: v.strip() if isinstance(v, str) else v for k, v in values.items()}
        for value in row.values():
            if isinstance(value, str) and len(value) > MOST:
                raise UserError(f"这一栏最多写 {MOST} 字，现在 {len(value)} 字，请精简。")
        for name, words in _DAYS.items():
            if row.get(name):
                parsed = parse_date(row[name])
                if parsed.precision != "day":
                    raise UserError(f"{words}请写到日，如 2026-01-15。")
                row[name] = parsed.iso
        return row
