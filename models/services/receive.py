"""Receiving packages: staged, read in a process of their own, judged, and shown to a person before anything changes."""

import json
import marshal
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.db.files import disk_errors, make_private, write_atomic
from models.db.store import Store
from models.domain.committee import HELD, MERGED, Arrival, Verdict
from models.domain.errors import UserError
from models.domain.handoff import PartCount, Peer
from models.domain.intake import Claim, Judgement, Known, judge, with_posted
from models.domain.labels import TABLE_LABELS
from models.services import partition
from models.services.intake_process import Readers
from models.services.intake_worker import Found, Job, NotTaken
from models.services.partition import PLACE, Difference, Sheets, Tables
from models.services.peers import Peers, shown
from models.services.staging import Staged, Staging, find_packages

Progress = Callable[[int, int], None]
IsCancelled = Callable[[], bool]
MOST_NAMES = 50
INBOX = "inbox"  # packages that wait for a person, as they came: sealed
_KNOWN = "SELECT package_id, seq, epoch, audit_seq, audit_hash FROM received"
_STALE = "接收预览之后数据有了变化，没有导入。请重新接收一次。"


def _never() -> bool:
    return False


def _nothing(_done: int, _total: int) -> None:
    return


@dataclass(slots=True)
class _Sender:
    """What is known of the branch a package comes from, while its packages are judged in order."""

    known: Known | None
    branch_id: int
    rows: Tables | None  # its partition, once somebody had to look


class IntakePlan:
    """What a batch would do. Close it, or commit it: its staging folder holds what was read, sealed."""

    def __init__(self, staging: Staging, mark: tuple[int, ...], year: int, again: bool) -> None:
        self.staging, self.mark, self.year = staging, mark, year
        self.allowed = MERGED  # what is merged; more when a person has decided
        self.again = again  # held packages are judged anew
        self.files: dict[int, Staged] = {}
        self.found: dict[int, Found] = {}
        self.starts: dict[int, dict[str, int]] = {}  # the first row number of each table, for each file
        self._arrivals: dict[int, Arrival] = {}

    @property
    def arrivals(self) -> tuple[Arrival, ...]:
        """One for each file, in the order of the files."""
        return tuple(self._arrivals[token] for token in sorted(self._arrivals))

    def arrival(self, token: int) -> Arrival:
        return self._arrivals[token]

    def put(self, arrival: Arrival) -> None:
        self._arrivals[arrival.token] = arrival

    @property
    def mergeable(self) -> tuple[Arrival, ...]:
        """What `commit` would merge, the packages of one branch in their order."""
        return tuple(
            sorted(
                (one for one in self._arrivals.values() if one.verdict in self.allowed),
                key=lambda one: (one.branch_uuid, one.seq),
            )
        )

    @property
    def held(self) -> tuple[Arrival, ...]:
        """What `commit` would keep for a person."""
        return tuple(one for one in self.arrivals if one.verdict in HELD - self.allowed)

    def contents(self, token: int) -> tuple[Sheets, str, str]:
        """The records of one package, its manifest and the signature of that."""
        return marshal.loads(self.staging.contents(token, self.found[token].rows))

    def tables(self, token: int) -> Tables:
        """The rows of one package."""
        return partition.numbered(self.contents(token)[0], self.starts[token])

    def attachments(self, token: int) -> Iterator[tuple[str, bytes]]:
        """Names and contents of the attachments that came with one package."""
        for number, name in enumerate(self.found[token].attachments):
            yield name, self.staging.attachment(token, number)

    def close(self) -> None:
        """Remove the staging folder; safe to call twice."""
        self.staging.close()


class Receiver:
    """Makes plans. Nothing here changes the store."""

    def __init__(self, store: Store, peers: Peers, today: Callable[[], str]) -> None:
        self._store, self._peers, self._today = store, peers, today

    def plan(
        self,
        sources: Sequence[Path],
        progress: Progress | None = None,
        cancelled: IsCancelled | None = None,
        *,
        again: bool = False,
    ) -> IntakePlan:
        """Copy in, read, judge. What stands on the stick is read once and never written.

        `again` judges packages that wait for a person.
        """
        paths = find_packages(sources)
        if not paths:
            raise UserError("这里没有上报包（DJ-….zbb）。请选择支部交来的文件或它所在的文件夹。")
        me = self._peers.me()
        plan = IntakePlan(Staging(self._store.folder), mark_of(self._store), int(self._today()[:4]), again)
        job = Job(me=me, key=plan.staging.key, year=plan.year, files=len(paths))
        try:
            self._read(plan, paths, job, progress or _nothing, cancelled or _never)
            self.judge(plan, {found.claim.branch_uuid for found in plan.found.values()})
        except BaseException:
            plan.close()
            raise
        return plan

    def _read(
        self,
        plan: IntakePlan,
        paths: Sequence[Path],
        job: Job,
        progress: Progress,
        cancelled: IsCancelled,
    ) -> None:
        def staged() -> Iterable[Staged]:
            for one in plan.staging.copy_in(paths, _nothing):
                plan.files[one.token] = one
                yield one

        free = partition.next_ids(self._store)
        with Readers(job, cancelled) as readers:
            for done, answer in enumerate(readers.read(staged()), start=1):
                progress(done, len(paths))
                if isinstance(answer, NotTaken):
                    file = plan.files[answer.token]
                    plan.put(
                        Arrival(
                            token=answer.token,
                            file_name=file.name,
                            size=file.size,
                            verdict=Verdict.REFUSED,
                            message=answer.refused.message,
                            details=answer.refused.details,
                        )
                    )
                else:
                    plan.found[answer.token], plan.starts[answer.token] = answer, free
                    free = {name: free[name] + answer.counts.get(name, 0) for name in free}

    # judging

    def judge(self, plan: IntakePlan, branches: Iterable[str]) -> None:
        """Work out the arrivals of these branches: each in the order of its numbers, as if the ones before were in."""
        wanted = set(branches)
        by_branch: defaultdict[str, list[Found]] = defaultdict(list)
        for found in plan.found.values():
            if found.claim.branch_uuid in wanted:
                by_branch[found.claim.branch_uuid].append(found)
        answered = self._answered([found.claim.package_id for many in by_branch.values() for found in many])
        peers = {peer.uuid: peer for peer in self._peers.entries()}
        for uuid, many in by_branch.items():
            sender = self._sender(uuid)
            seen: set[str] = set()
            for left, found in enumerate(
                sorted(many, key=lambda one: (one.claim.seq, one.claim.package_id)), 1 - len(many)
            ):
                earlier = answered.get(found.claim.package_id)
                if found.claim.package_id in seen:
                    earlier = "同一个包在这一批里有两份，只导入一次。"
                seen.add(found.claim.package_id)
                self._judge_one(plan, found, sender, earlier, peers.get(uuid))
                if left and plan.arrival(found.token).verdict in MERGED:  # others of this branch follow
                    sender.rows = _settled(sender.rows, plan.tables(found.token))

    def _answered(self, package_ids: Sequence[str]) -> dict[str, str]:
        """What was said before of packages that we have met."""
        words: dict[str, str] = {}
        for at in range(0, len(package_ids), 500):
            part = package_ids[at : at + 500]
            sql = f"SELECT package_id, result, number FROM received WHERE package_id IN ({', '.join('?' * len(part))})"
            for package_id, result, number in self._store.rows(sql, part):
                words[package_id] = {
                    "merged": f"已导入（第 {number} 号），内容没有变化。",
                    "held": "已经收到过，正在等待裁决。",
                    "rejected": "已经收到过，裁决为不接收。",
                }[result]
        return words

    def _sender(self, uuid: str) -> _Sender:
        row = self._store.row(
            f"{_KNOWN} WHERE branch_uuid = ? AND result = 'merged' ORDER BY number DESC LIMIT 1", (uuid,)
        )
        known = (
            Known(package_id=row[0], seq=row[1], epoch=row[2], audit_seq=row[3], audit_hash=row[4])
            if row
            else None
        )
        branch_id = self._store.value("SELECT id FROM branch WHERE uuid = ?", (uuid,))
        return _Sender(known, int(branch_id or 0), None)

    def _judge_one(
        self, plan: IntakePlan, found: Found, sender: _Sender, earlier: str | None, peer: Peer | None
    ) -> None:
        claim = found.claim
        if earlier is not None and not plan.again:
            plan.put(self._arrival(plan, found, Judgement(Verdict.SAME, earlier), sender))
            return
        judged = self._trust(found, peer) or judge(claim, sender.known)
        difference = None
        if judged.verdict in MERGED | HELD and (sender.branch_id or sender.rows is not None):
            if sender.rows is None:
                sender.rows = partition.stored_rows(self._store, sender.branch_id)
            difference = partition.compare(sender.rows, plan.tables(found.token))
            problems = partition.posted_changes(difference, found.parts)
            dues = partition.dues_total(sender.rows.get("payment", ())), found.dues
            judged = with_posted(judged, problems, dues if "payment" in found.parts else (0, 0))
        arrival = self._arrival(plan, found, judged, sender, difference)
        plan.put(arrival)
        if judged.verdict in MERGED:
            sender.known = _known(claim)

    def _trust(self, found: Found, peer: Peer | None) -> Judgement | None:
        """None when a person has confirmed the key, or the confirmed key has signed the new one."""
        if peer is not None and (
            peer.card_text == found.card.text or peer.fingerprint == found.card.fingerprint
        ):
            return None
        offer = self._peers.offer(found.card.text.encode("utf-8"))
        if not offer.needs_comparing:
            return None
        return Judgement(Verdict.ENROL, offer.message)

    def _arrival(
        self,
        plan: IntakePlan,
        found: Found,
        judged: Judgement,
        sender: _Sender,
        difference: Difference | None = None,
    ) -> Arrival:
        file, claim = plan.files[found.token], found.claim
        rows = sender.rows or {}
        return Arrival(
            token=found.token,
            file_name=file.name,
            size=file.size,
            verdict=judged.verdict,
            message=judged.message,
            branch_uuid=claim.branch_uuid,
            branch_name=found.name,
            package_id=claim.package_id,
            seq=claim.seq,
            made_at=found.made_at,
            fingerprint=found.card.fingerprint,
            card=shown(found.card) if judged.verdict is Verdict.ENROL else None,
            counts=_counts(found.counts, difference, same=judged.verdict is Verdict.SAME),
            people=_people(difference),
            members_before=partition.members_in(rows.get("person", ())),
            members_after=found.members,
            dues_before=partition.dues_total(rows.get("payment", ())),
            dues_after=found.dues,
            last_seq=sender.known.seq if sender.known else 0,
        )


def _known(claim: Claim) -> Known:
    return Known(
        package_id=claim.package_id,
        seq=claim.seq,
        epoch=claim.epoch,
        audit_seq=claim.audit_seq,
        audit_hash=claim.audit_hash,
    )


def _settled(before: Tables | None, after: Tables) -> Tables:
    """The rows of a branch once a package is in, under the numbers they then have."""
    if before is None:
        return after
    found = partition.compare(before, after)
    settled: Tables = {}
    for name, rows in before.items():
        leaving = {row[0] for row in found.gone.get(name, ())}
        changed = {new[0]: new for _, new in found.changed.get(name, ())}
        settled[name] = [changed.get(row[0], row) for row in rows if row[0] not in leaving]
        settled[name] += found.added.get(name, [])
    return settled


def _counts(totals: Mapping[str, int], difference: Difference | None, *, same: bool) -> tuple[PartCount, ...]:
    names = [name for name in TABLE_LABELS if name in totals or (difference and any(difference.counts(name)))]
    found: list[PartCount] = []
    for name in names:
        total = totals.get(name, 0)
        added, changed, gone = difference.counts(name) if difference else (0 if same else total, 0, 0)
        found.append(
            PartCount(
                part=name, label=TABLE_LABELS[name], total=total, added=added, changed=changed, gone=gone
            )
        )
    return tuple(found)


def counts_text(counts: Sequence[PartCount]) -> str:
    """The counts as they are kept with a received package."""
    return json.dumps({one.part: [one.total, one.added, one.changed, one.gone] for one in counts})


def counts_from(text: str) -> tuple[PartCount, ...]:
    """The counts of a received package back."""
    found: dict[str, list[int]] = json.loads(text or "{}")
    return tuple(
        PartCount(part=name, label=TABLE_LABELS[name], total=t, added=a, changed=c, gone=g)
        for name, (t, a, c, g) in found.items()
    )


def _people(difference: Difference | None) -> tuple[str, ...]:
    if difference is None:
        return ()
    at = PLACE["person"]["name"]
    names = [f"移出 {row[at]}" for row in difference.gone.get("person", ())]
    names += [f"新增 {row[at]}" for row in difference.added.get("person", ())]
    names += [f"变更 {new[at]}" for _, new in difference.changed.get("person", ())]
    return tuple(names[:MOST_NAMES])


def mark_of(store: Store) -> tuple[int, ...]:
    """What changes with every merge: a plan holds only while it stays the same."""
    row = store.row("SELECT coalesce(max(id), 0), coalesce(max(number), 0), count(*) FROM received")
    return tuple(row or (0, 0, 0))


def refuse_stale(store: Store, plan: IntakePlan) -> None:
    """UserError when something was received since the plan was made."""
    if mark_of(store) != plan.mark:
        raise UserError(_STALE)


def inbox_path(store: Store, package_id: str) -> Path:
    """Where a package lies that waits for a person."""
    return store.folder / INBOX / f"{package_id}.zbb"


def keep_in_inbox(store: Store, plan: IntakePlan, arrival: Arrival) -> None:
    """A copy as it came, before the transaction that speaks of it: a file too many does no harm, one too few does."""
    target, source = inbox_path(store, arrival.package_id), plan.files[arrival.token].path
    if source is None:
        return
    with disk_errors(target):
        make_private(target.parent)
        write_atomic(target, source.read_bytes())


def tidy_inbox(store: Store) -> None:
    """Remove what no longer waits."""
    folder = store.folder / INBOX
    if not folder.is_dir():
        return
    waiting = {f"{row[0]}.zbb" for row in store.rows("SELECT package_id FROM received WHERE result = 'held'")}
    with disk_errors(folder):
        for path in folder.iterdir():
            if path.name not in waiting:
                path.unlink()
