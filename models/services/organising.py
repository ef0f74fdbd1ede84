"""The committee, its terms and posts, and the groups of a branch: every act is one undo step.

What older parts read is kept in step in the same commit: a person's 党内职务 and 党小组, the branch's secretary,
organiser, start of term and number of 委员.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.db.store import Store, Tx
from models.domain.dates import parse_date
from models.domain.errors import UserError
from models.domain.organisation import (
    ORGANISER,
    POSTS,
    SECRETARY,
    CommitteeTerm,
    Organisation,
    PartyGroup,
    PostTerm,
    in_order,
    post_rank,
)
from models.domain.records import Person
from models.services.branch import load_branch
from models.services.roster import Roster

_TERM = ("session", "started_on", "seats", "due_on", "ended_on", "elected_on", "approved_on", "approved_by",
         "document", "remark")  # fmt: skip
_POST = ("person_id", "name", "post_name", "from_on", "to_on", "method", "document", "remark")
_DATES = {
    "started_on": "开始日期", "due_on": "应换届日期", "ended_on": "结束日期", "elected_on": "选举日期",
    "approved_on": "批准日期", "from_on": "任职日期", "to_on": "离任日期",
}  # fmt: skip
_AHEAD = ("due_on",)  # the only day that may lie ahead
_OF_A_TERM = ("ZB-06", "ZB-07", "ZB-08", "ZB-09", "XJ-01", "XJ-02", "XJ-03", "XJ-13", "XJ-14", "XJ-15")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostDraft:
    """A post of a new committee as somebody enters it."""

    post_name: str
    person_id: int = 0
    name: str = ""


class Organising:
    """Reached as `desk.organisation`. `today` is the injectable clock (ISO date)."""

    def __init__(self, store: Store, roster: Roster, today: Callable[[], str]) -> None:
        self._store, self._roster, self._today = store, roster, today

    # reading

    def load(self, as_of: str = "") -> Organisation:
        """Everything, with the groups as they are on a day."""
        day = as_of or self._today()
        members = self._roster.members(day)
        groups = self._groups(members)
        grouped = {group.name for group in groups}
        return Organisation(
            branch=load_branch(self._store),
            terms=self._terms(),
            posts=self._posts(),
            groups=groups,
            ungrouped=tuple(p for p in members if p.party_group not in grouped),
        )

    def term(self, term_id: int) -> CommitteeTerm:
        return _one(self._terms(), term_id, "这一届")

    def post(self, post_id: int) -> PostTerm:
        return _one(self._posts(), post_id, "这条任职记录")

    def group(self, group_id: int) -> PartyGroup:
        return _one(self._groups(self._roster.members(self._today())), group_id, "这个党小组")

    def posts_on_cards(self) -> list[PostDraft]:
        """The committee as the members' cards and the branch's own record name it, for a first entry."""
        found = [
            PostDraft(post_name=post, person_id=person.id, name=person.name)
            for person in self._roster.members(self._today())
            for post in person.party_post.replace("，", "、").split("、")
            if post
        ]
        branch = load_branch(self._store)
        for post, name in ((SECRETARY, branch.secretary), (ORGANISER, branch.organiser)):
            if name and post_rank(post) not in {post_rank(draft.post_name) for draft in found}:
                found.append(PostDraft(post_name=post, person_id=self._id_of(name), name=name))
        return sorted(found, key=lambda draft: post_rank(draft.post_name))

    def _terms(self) -> tuple[CommitteeTerm, ...]:
        columns = ("id", "uuid", *_TERM)
        sql = f"SELECT {', '.join(columns)} FROM committee_term ORDER BY started_on DESC, id DESC"
        return tuple(CommitteeTerm(**dict(zip(columns, row, strict=True))) for row in self._store.rows(sql))

    def _posts(self) -> tuple[PostTerm, ...]:
        columns = ("id", "uuid", *_POST, "phone")
        sql = f"""SELECT t.id, t.uuid, COALESCE(t.person_id, 0), COALESCE(p.name, t.name),
                  {", ".join(f"t.{name}" for name in _POST[2:])}, COALESCE(p.phone, '')
                  FROM post_term t LEFT JOIN person p ON p.id = t.person_id
                  ORDER BY t.to_on DESC, t.from_on DESC, t.id"""
        found = [PostTerm(**dict(zip(columns, row, strict=True))) for row in self._store.rows(sql)]
        return (*sorted((p for p in found if not p.to_on), key=in_order), *(p for p in found if p.to_on))

    def _groups(self, members: Sequence[Person]) -> tuple[PartyGroup, ...]:
        rows = self._store.rows(
            """SELECT g.id, g.uuid, g.group_name, COALESCE(g.leader_id, 0), COALESCE(p.name, ''), g.position,
               g.closed_on, g.remark FROM party_group g LEFT JOIN person p ON p.id = g.leader_id
               ORDER BY g.closed_on <> '', g.position, g.id"""
        )
        columns = ("id", "uuid", "name", "leader_id", "leader", "position", "closed_on", "remark")
        names = [str(row[2]) for row in rows]
        inside: dict[str, list[Person]] = {}
        for person in members:
            inside.setdefault(person.party_group, []).append(person)
        groups = [
            PartyGroup(**dict(zip(columns, row, strict=True)), members=tuple(inside.get(name, ())))
            for row, name in zip(rows, names, strict=True)
        ]
        more = sorted(name for name in inside if name and name not in names)
        return (*groups, *(PartyGroup(name=name, members=tuple(inside[name])) for name in more))

    # terms

    def begin_term(self, values: Mapping[str, Any], posts: Sequence[PostDraft]) -> int:
        """A new committee: the term and the posts before it end on its first day, all in one step."""
        row = self._checked(values)
        start = str(row.get("started_on", ""))
        if not start:
            raise UserError("请填写本届选出的日期。")
        latest = next(iter(self._terms()), None)
        if latest is not None and start <= latest.started_on:
            raise UserError(
                f"{latest.words}始于 {latest.started_on}，新一届的日期应在这以后。补录以往的请用“补登一届”。"
            )
        label = f"登记新一届班子：{start}"
        with self._store.transaction(label) as tx:
            if latest is not None and not latest.ended_on:
                tx.update("committee_term", latest.id, {"ended_on": start})
            for post in self._posts():
                if not post.to_on and post.from_on < start:
                    tx.update("post_term", post.id, {"to_on": start})
            for person in self._roster.members(self._today()):
                if post_rank(person.party_post) < len(POSTS):  # of the committee before, as a card has it
                    tx.update("person", person.id, {"party_post": ""})
            term_id = tx.insert("committee_term", {"branch_id": self._branch_id(), **row})
            self._enter(tx, posts, start)
            self._forget_answers(tx)
            self._keep_in_step(tx)
        return term_id

    def save_term(self, term_id: int, values: Mapping[str, Any]) -> int:
        """Correct a term, or (0) enter a past one."""
        row = self._checked(values)
        if row.get("started_on") == "" or (not term_id and not row.get("started_on")):
            raise UserError("请填写这一届选出的日期。")
        words = str(row.get("started_on") or self.term(term_id).started_on)
        with self._store.transaction(f"{'修改' if term_id else '补登'}届次：{words}") as tx:
            if term_id:
                tx.update("committee_term", term_id, row)
            else:
                term_id = tx.insert("committee_term", {"branch_id": self._branch_id(), **row})
            kept = self.term(term_id)
            if kept.ended_on and kept.ended_on < kept.started_on:
                raise UserError("结束日期早于开始日期，请核对。")
            self._keep_in_step(tx)
        return term_id

    def remove_term(self, term_id: int) -> None:
        """Take a term entered by mistake off the list; posts stay as they are."""
        term = self.term(term_id)
        with self._store.transaction(f"删除届次：{term.started_on}") as tx:
            tx.delete("committee_term", term_id)
            self._keep_in_step(tx)

    # posts

    def save_post(self, post_id: int, values: Mapping[str, Any]) -> int:
        """Enter (0) or correct who holds a post."""
        row = self._named(self._checked(values))
        before = self.post(post_id) if post_id else PostTerm()
        after = {**{name: getattr(before, name) for name in _POST}, **row}
        for name, words in (("name", "姓名"), ("post_name", "职务"), ("from_on", "任职日期")):
            if not after[name]:
                raise UserError(f"请填写{words}。")
        if after["to_on"] and after["to_on"] < after["from_on"]:
            raise UserError("离任日期早于任职日期，请核对。")
        row["person_id"] = after["person_id"] or None
        label = f"{'修改' if post_id else '登记'}任职：{after['name']}（{after['post_name']}）"
        with self._store.transaction(label) as tx:
            if post_id:
                tx.update("post_term", post_id, row)
            else:
                post_id = tx.insert("post_term", {"branch_id": self._branch_id(), **row})
            self._keep_in_step(tx, before.person_id)
        return post_id

    def end_post(self, post_id: int, on: str) -> None:
        """Somebody leaves a post on a day."""
        day = str(self._checked({"to_on": on})["to_on"])
        post = self.post(post_id)
        if not day:
            raise UserError("请填写离任日期。")
        if day < post.from_on:
            raise UserError(f"离任日期早于任职日期（{post.from_on}），请核对。")
        with self._store.transaction(f"离任：{post.name}（{post.post_name}）") as tx:
            tx.update("post_term", post_id, {"to_on": day})
            self._keep_in_step(tx)

    def remove_post(self, post_id: int) -> None:
        """Take a post entered by mistake off the list."""
        post = self.post(post_id)
        with self._store.transaction(f"删除任职：{post.name}（{post.post_name}）") as tx:
            tx.delete("post_term", post_id)
            self._keep_in_step(tx, post.person_id)

    def _enter(self, tx: Tx, posts: Sequence[PostDraft], start: str) -> None:
        home = {"branch_id": self._branch_id(), "from_on": start, "method": "选举"}
        for draft in posts:
            row = self._named(
                {"person_id": draft.person_id, "name": draft.name, "post_name": draft.post_name}
            )
            if row["name"]:
                tx.insert("post_term", {**home, **row, "person_id": row["person_id"] or None})

    # groups

    def save_group(
        self,
        group_id: int,
        name: str,
        leader_id: int,
        members: Sequence[int],
        remark: str = "",
        was: str = "",
    ) -> int:
        """Set up (0) or change a group: its name, its leader and who belongs to it.

        `was` is the name on the cards of a group that was never set up.
        """
        text = " ".join(name.split())
        if not text:
            raise UserError("请填写党小组名称，例如“第一党小组”。")
        if any(g.name == text and g.id != group_id and not g.closed_on for g in self.load().groups if g.id):
            raise UserError(f"已经有“{text}”了，请换一个名称。")
        if leader_id and leader_id not in members:
            raise UserError("组长应是这个小组的党员，请把他也选进来。")
        old = self.group(group_id) if group_id else PartyGroup(name=was)
        with self._store.transaction(f"{'修改' if group_id else '设立'}党小组：{text}") as tx:
            values = {"group_name": text, "leader_id": leader_id or None, "remark": remark.strip()}
            if group_id:
                tx.update("party_group", group_id, values)
            else:
                last = tx.value("SELECT max(position) FROM party_group") or 0
                home = {"branch_id": self._branch_id(), "position": last + 1}
                group_id = tx.insert("party_group", {**home, **values})
            wanted = set(members)
            for person in self._roster.members(self._today()):
                if person.id in wanted:
                    tx.update("person", person.id, {"party_group": text})
                elif person.party_group and person.party_group in (old.name, text):
                    tx.update("person", person.id, {"party_group": ""})
        return group_id

    def close_group(self, group_id: int, on: str) -> None:
        """A group is dissolved; its members belong to none until they are put into another."""
        group, day = self.group(group_id), str(self._checked({"to_on": on})["to_on"])
        if not day:
            raise UserError("请填写撤销日期。")
        with self._store.transaction(f"撤销党小组：{group.name}") as tx:
            tx.update("party_group", group_id, {"closed_on": day, "leader_id": None})
            for person in group.members:
                tx.update("person", person.id, {"party_group": ""})

    def move_group(self, group_id: int, by: int) -> None:
        """Up (-1) or down (1) in the list of groups."""
        ids = [group.id for group in self.load().groups if group.id and not group.closed_on]
        at = ids.index(group_id)
        to = max(0, min(len(ids) - 1, at + by))
        if to == at:
            return
        ids.insert(to, ids.pop(at))
        with self._store.transaction("调整党小组次序") as tx:
            for place, moved in enumerate(ids, start=1):
                tx.update("party_group", moved, {"position": place})

    # the parts

    def _branch_id(self) -> int:
        return load_branch(self._store).id

    def _id_of(self, name: str) -> int:
        found = [person.id for person in self._roster.find(name) if person.name == name]
        return found[0] if len(found) == 1 else 0

    def _named(self, row: dict[str, Any]) -> dict[str, Any]:
        """A chosen person brings the name; a name alone brings the person where it means one only."""
        if row.get("person_id"):
            row["name"] = self._roster.get(int(row["person_id"])).name
        elif row.get("name"):
            row["name"] = "".join(str(row["name"]).split()) if "·" not in str(row["name"]) else row["name"]
            row["person_id"] = self._id_of(row["name"])
        return row

    def _checked(self, values: Mapping[str, Any]) -> dict[str, Any]:
        row: dict[str, Any] = {k: v.strip() if isinstance(v, str) else v for k, v in values.items()}
        for name, words in _DATES.items():
            if not row.get(name):
                continue
            parsed = parse_date(row[name])
            if not parsed.iso:
                raise UserError(f"{words}看不明白，请写成 2026-09-30 这样的日期。")
            row[name] = parsed.iso
            if name not in _AHEAD and parsed.iso[:10] > self._today()[: len(parsed.iso)]:
                raise UserError(f"{words} {parsed.iso} 还没有到，请在当天或以后登记。")
        if not 0 <= int(row.get("seats", 0)) <= 15:
            raise UserError("支委名额请填 0 至 15 之间的数字。")
        return row

    def _forget_answers(self, tx: Tx) -> None:
        """What was answered of the committee before says nothing of the next one."""
        marks = ", ".join("?" * len(_OF_A_TERM))
        sql = f"SELECT id FROM answer WHERE record_kind = 'branch' AND rule IN ({marks})"
        for (answer_id,) in tx.rows(sql, _OF_A_TERM):
            tx.delete("answer", answer_id)

    def _keep_in_step(self, tx: Tx, *more: int) -> None:
        """Write what older parts read: 党内职务 of everybody who ever had a post, the branch's own columns."""
        posts = self._posts()
        current = sorted((post for post in posts if not post.to_on), key=in_order)
        for person_id in {*more, *(post.person_id for post in posts)} - {0}:
            held = "、".join(post.post_name for post in current if post.person_id == person_id)
            tx.update("person", person_id, {"party_post": held})
        branch: dict[str, Any] = {}
        for column, rank in (("secretary", post_rank(SECRETARY)), ("organiser", post_rank(ORGANISER))):
            if any(post_rank(post.post_name) == rank for post in posts):
                holders = (post.name for post in current if post_rank(post.post_name) == rank)
                branch[column] = next(holders, "")
        latest = next(iter(self._terms()), None)
        if latest is not None:
            branch |= {"term_started_on": latest.started_on, "committee_size": latest.seats}
        if branch:
            tx.update("branch", self._branch_id(), branch)


def _one(found: Sequence[Any], record_id: int, what: str) -> Any:
    for record in found:
        if record.id == record_id:
            return record
    raise UserError(f"{what}已经不在了，请刷新后再看。")


__all__ = ["Organising", "PostDraft"]
