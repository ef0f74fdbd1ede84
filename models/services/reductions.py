"""少交免交: recorded with its two steps (DF-11), never two at once, watched for its end."""

from collections.abc import Callable
from dataclasses import asdict, replace

from models.db.store import Store
from models.domain.dates import add_months, chinese_date, full
from models.domain.dues_account import Account, standard_for
from models.domain.errors import UserError
from models.domain.finding import Finding
from models.domain.money import MAX_FEN, yuan
from models.domain.records import MEMBER_CATEGORIES
from models.domain.reduction import ELSEWHERE, KINDS, LESS, Reduction
from models.domain.rules import RuleBook
from models.services.dues_accounts import load_accounts_of, load_reductions, names_of
from models.services.receipts import checked_month

_TEXTS = ("grounds", "superior_paper", "remark")
_STEPS = (("applied_on", "申请日期"), ("branch_on", "支部研究日期"), ("superior_on", "上级批准日期"))


class Reductions:
    """The register of reductions. `today` is the injectable clock (ISO date)."""

    def __init__(self, store: Store, rules: RuleBook, today: Callable[[], str]) -> None:
        self._store, self._rules, self._today = store, rules, today

    # reading

    def of(self, person_id: int) -> list[Reduction]:
        """A member's, the earliest first."""
        return load_reductions(self._store, [person_id]).get(person_id, [])

    def all(self) -> dict[int, list[Reduction]]:
        """Everybody's, by person."""
        return load_reductions(self._store)

    def names(self) -> dict[int, str]:
        """What the people of the register are called."""
        return names_of(self._store, self.all())

    def get(self, reduction_id: int) -> Reduction:
        """One; UserError when it is gone."""
        for kept in self.all().values():
            for one in kept:
                if one.id == reduction_id:
                    return one
        raise UserError("没有找到这条少交免交，可能已被删去，请刷新后再试。")

    def lapsing(self, as_of: str = "", months: int = 1) -> list[Reduction]:
        """Those whose last month is this one or within the next `months`: to be looked at again."""
        now = (as_of or self._today())[:7]
        until = add_months(now, months)
        return [one for kept in self.all().values() for one in kept if now <= one.to_month <= until]

    # writing

    def save(self, draft: Reduction) -> int:
        """Record one, or put right what is recorded (`draft.id`); returns its id."""
        account = load_accounts_of(self._store, [draft.person_id])[draft.person_id]
        clean = self._checked(draft, account)
        values = {name: value for name, value in asdict(clean).items() if name not in ("id", "uuid")}
        values["meeting_id"] = clean.meeting_id or None
        label = f"{clean.kind}：{account.person.name} {months_of(clean)}"
        with self._store.transaction(label) as tx:
            if not draft.id:
                return tx.insert("reduction", values)
            tx.update("reduction", draft.id, values)
        return draft.id

    def remove(self, reduction_id: int) -> None:
        """Take away one recorded by mistake; it can be undone, and stays in the history."""
        one = self.get(reduction_id)
        name = names_of(self._store, [one.person_id]).get(one.person_id, "")
        with self._store.transaction(f"删除{one.kind}：{name} {months_of(one)}") as tx:
            tx.delete("reduction", reduction_id)

    def _checked(self, draft: Reduction, account: Account) -> Reduction:
        person = account.person
        if person.category not in MEMBER_CATEGORIES:
            raise UserError(f"{person.name}还不是党员，不交党费。")
        if draft.kind not in KINDS:
            raise UserError("请选择少交、免交，或在流入地交纳。")
        checked_month(draft.from_month)
        if draft.to_month and checked_month(draft.to_month) < draft.from_month:
            raise UserError(
                f"执行到{chinese_date(draft.to_month)}，早于开始的{chinese_date(draft.from_month)}，请核对。"
            )
        if not draft.grounds.strip():
            raise UserError("请填写原因（困难情况），例如：因病丧失劳动能力、无固定收入。")
        _check_steps(draft, self._today())
        _check_amount(draft, account)
        _check_overlap(draft, account)
        texts = {name: " ".join(str(getattr(draft, name)).split()) for name in _TEXTS}
        return replace(draft, **texts, amount_fen=draft.amount_fen if draft.kind == LESS else 0)

    # judging

    def findings(self, as_of: str = "") -> list[Finding]:
        """DF-11: a reduction in force, or once in force, that lacks one of its two steps."""
        day = as_of or self._today()
        value = self._rules.edition("dues", day).value("DF-11")
        names = self.names()
        found: list[Finding] = []
        for person_id, kept in self.all().items():
            for one in kept:
                if missing := missing_steps(one):
                    name = names.get(person_id, "")
                    text = f"{name}{months_of(one)}{one.kind}，没有记录{missing}，请核对"
                    found.append(
                        value.finding(
                            name,
                            text,
                            record_kind="person",
                            record_id=person_id,
                            field="dues",
                            about=f"{one.kind} {one.from_month}",
                        )
                    )
        return found


def missing_steps(one: Reduction) -> str:
    """支部研究, 上一级党委批准: which of the two is not recorded."""
    if one.kind == ELSEWHERE:
        return ""
    lacking = [] if one.branch_on else ["支部研究"]
    if not one.superior_on:
        lacking.append("上一级党委批准")
    return "和".join(lacking)


def months_of(one: Reduction) -> str:
    """2026年1月至2026年6月, 2026年1月起."""
    if not one.to_month:
        return f"{chinese_date(one.from_month)}起"
    if one.to_month == one.from_month:
        return chinese_date(one.from_month)
    return f"{chinese_date(one.from_month)}至{chinese_date(one.to_month)}"


def _check_steps(draft: Reduction, today: str) -> None:
    last, named = "", ""
    for key, label in _STEPS:
        day = str(getattr(draft, key))
        if not day:
            continue
        if not full(day):
            raise UserError(f"{label}请填到哪一天，例如 2026-01-08；不清楚的先空着。")
        if day > today:
            raise UserError(f"{label} {day} 还没有到，请核对。")
        if last and day < last:
            raise UserError(f"{label} {day} 早于{named} {last}，次序应是申请、支部研究、上级批准，请核对。")
        last, named = day, label


def _check_amount(draft: Reduction, account: Account) -> None:
    if draft.kind != LESS:
        return
    if draft.amount_fen < 0 or draft.amount_fen > MAX_FEN:
        raise UserError("少交后的数额不能是负数，也不能大得离谱，请核对。")
    if draft.amount_fen == 0:
        raise UserError("少交后每月交多少请填写；一分不交的请选“免交”。")
    current = standard_for(account.standards, draft.from_month)
    if current and draft.amount_fen >= current.amount_fen:
        raise UserError(
            f"少交至 {yuan(draft.amount_fen)} 元，不少于{account.person.name}的月交标准 {yuan(current.amount_fen)} 元，请核对。"
        )


def _check_overlap(draft: Reduction, account: Account) -> None:
    for one in account.reductions:
        if one.id == draft.id:
            continue
        starts_in_time = not one.to_month or draft.from_month <= one.to_month
        ends_late = not draft.to_month or draft.to_month >= one.from_month
        if starts_in_time and ends_late:
            raise UserError(
                f"{account.person.name}{months_of(one)}已登记{one.kind}，月份重叠。"
                "请先把那一条的执行止月改早，或改这一条的起止月。"
            )
