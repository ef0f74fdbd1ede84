"""What an arriving package is to us: its place in the branch's sequence (protection.md §3.5). The clock plays no part."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.domain.committee import HELD, MERGED, Verdict
from models.domain.money import yuan

MOST_PAST = 60  # packages whose heads one carries: five years, one a month
_CHANGED = "支部的操作记录里没有上次上报时留存的那一条：上报之后有人改动过以前的记录，或换了一台电脑上报。请向支部核实。"
_TOO_FAR = (
    "包里只带最近 {most} 次上报时的操作记录，上次导入的第 {seq} 号还要早，核对不了以前的记录有没有改动过。"
    "请向支部核实。"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a verified manifest says of itself."""

    branch_uuid: str
    package_id: str
    seq: int
    prev: str  # package id of the one before; "" of the first
    epoch: int  # one more each time a backup was restored
    restored_from: str  # why it changed, in the sender's words
    audit_seq: int
    audit_hash: str
    audit_past: tuple[tuple[int, str], ...]  # the journal at the heads of the packages before, newest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The last package of the branch that was merged."""

    package_id: str
    seq: int
    epoch: int
    audit_seq: int
    audit_hash: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict and one sentence for it."""

    verdict: Verdict
    message: str


def judge(claim: Claim, known: Known | None) -> Judgement:
    """Where the package stands; packages that are known by their id were answered before this is asked."""
    if known is None:
        return _first(claim)
    if claim.epoch != known.epoch:
        why = f"（{claim.restored_from}）" if claim.restored_from else ""
        return Judgement(
            Verdict.RESTORED,
            f"支部在上次上报之后恢复过旧备份{why}，内容可能比现有的旧。请向支部核实后再决定。",
        )
    if claim.seq < known.seq:
        return Judgement(
            Verdict.OLDER,
            f"这是第 {claim.seq} 号包，现有的是第 {known.seq} 号，导入会退回旧内容。请向支部核实。",
        )
    if claim.seq == known.seq:
        return Judgement(
            Verdict.FORK,
            f"同为第 {claim.seq} 号，内容却与已导入的不同：可能有两台电脑各自上报。请向支部核实。",
        )
    if problem := _history_problem(claim, known):
        return Judgement(Verdict.HISTORY, problem)
    if claim.seq > known.seq + 1:
        return Judgement(Verdict.GAP, f"缺第 {_span(known.seq + 1, claim.seq - 1)} 号包，内容以这个为准。")
    if claim.prev != known.package_id:
        return Judgement(
            Verdict.FORK,
            f"第 {claim.seq} 号包接续的不是已导入的第 {known.seq} 号：可能有两台电脑各自上报。请向支部核实。",
        )
    return Judgement(Verdict.NEXT, f"接续第 {known.seq} 号。")


def with_posted(judged: Judgement, problems: Sequence[str], dues: tuple[int, int]) -> Judgement:
    """What the package changes in posted money and signed minutes holds it; with any other reason it is named as well.

    `problems`: sentences; `dues`: fen before and after. A key that nobody has confirmed comes first: then all is asked anew.
    """
    if not problems or judged.verdict not in MERGED | HELD or judged.verdict is Verdict.ENROL:
        return judged
    before, after = dues
    total = f"，缴费合计由 {yuan(before)} 元变为 {yuan(after)} 元" if before != after else ""
    said = "，".join(problems) + total
    if judged.verdict in MERGED:
        return Judgement(Verdict.POSTED, f"与上次上报相比，{said}。这些本不能改动，请向支部核实。")
    return Judgement(judged.verdict, f"{judged.message}接收后与现有内容相比，{said}；这些本不能改动。")


def _first(claim: Claim) -> Judgement:
    if claim.seq > 1:
        return Judgement(
            Verdict.FIRST, f"本单位第一次收到，序号为 {claim.seq}；之前的 {claim.seq - 1} 个包没有收到。"
        )
    return Judgement(Verdict.FIRST, "本单位第一次收到这个支部的上报包。")


def _history_problem(claim: Claim, known: Known) -> str:
    """The branch's journal must contain, unchanged, the head we anchored, however many packages came between."""
    if (known.audit_seq, known.audit_hash) in claim.audit_past:
        return ""
    is_full = len(claim.audit_past) == MOST_PAST
    if is_full and known.audit_seq < claim.audit_past[-1][0]:
        return _TOO_FAR.format(most=MOST_PAST, seq=known.seq)
    return _CHANGED


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def missing(seqs: set[int]) -> tuple[int, ...]:
    """Numbers between the first and the last that never arrived."""
    return tuple(n for n in range(min(seqs), max(seqs)) if n not in seqs) if seqs else ()
