"""Keys of the open branch: password, recovery code, yearly check, and handing over to the next secretary.

Deriving a key takes one or two seconds on an old computer: screens call these off the GUI thread.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from models.db import backup as backups
from models.db import keys
from models.db.files import disk_errors
from models.db.rekey import Progress, rekey
from models.db.store import Store, open_store
from models.db.transaction import Reader, Tx
from models.domain.errors import UserError
from models.domain.handover import HandedOver, Handover, HandoverFacts, KeyStatus, SlipFacts
from models.domain.money import yuan
from models.domain.password import judge, normal
from models.domain.records import Category
from models.domain.recovery_code import GROUPS, group_is_right, groups_of, plain, read_code
from models.services.branch import load_branch
from models.services.escrow import Escrow, opening_ring
from models.services.pinyin import with_pinyin

PASSWORD_ON, RECOVERY_ON = "keys.password_on", "keys.recovery_on"
HANDOVER = "handover.last"
HANDOVER_LABEL = "换届移交"
GROUPS_KEPT, CHECKED_ON, SETUP = "recovery.groups", "recovery.checked_on", "setup.unfinished"
SAMPLE = "sample"
CHECK_AFTER = timedelta(days=365)
_STEPS = 8


def open_by_code(folder: Path, code: str, opening: Path | None, anchors: Path | None) -> Store:
    """The store by its recovery code. With the committee's `opening` file its slot stands in for the folder's own."""
    symbols = _symbols(code)
    if opening is None:
        return open_store(folder, symbols, kind=keys.RECOVERY, anchors=anchors)
    return open_store(
        folder, symbols, kind=keys.RECOVERY, anchors=anchors, ring=opening_ring(folder, opening)
    )


def _symbols(code: str) -> str:
    found = read_code(code)
    if not found.complete:
        raise UserError(found.problem)
    return found.symbols


class Keyring:
    """`status` for the screens; every change is journalled as a dated setting of the branch."""

    def __init__(self, store: Store, today: Callable[[], str]) -> None:
        self._store, self._today = store, today
        self.escrow = Escrow(store, today)

    def status(self) -> KeyStatus:
        """Cheap: nothing is derived."""
        ring = self._store.ring
        checked, made = self._kept(CHECKED_ON), self._setting(RECOVERY_ON)
        last = self.last_handover()
        return KeyStatus(
            has_recovery=not self.needs_recovery,
            recovery_on=made,
            checked_on=checked,
            check_due=ring.has(keys.RECOVERY) and not self._store.read_only and self._is_old(checked or made),
            can_check_groups=bool(self._kept(GROUPS_KEPT)),
            password_on=self._setting(PASSWORD_ON),
            escrow_name=ring.escrow.name if ring.escrow else "",
            escrow_on=ring.escrow.made_on if ring.escrow else "",
            handed_over_on=last.on if last else "",
            old_backups=len(self._older_backups(last)) if last else 0,
        )

    @property
    def needs_recovery(self) -> bool:
        """Set-up is not finished, or the data come from before there were recovery codes."""
        missing = not self._store.ring.has(keys.RECOVERY) and not self._store.read_only
        return missing and self._kept(SETUP) != SAMPLE

    @property
    def setup_unfinished(self) -> bool:
        """This program made the data and nobody has typed the two groups back yet."""
        return self.needs_recovery and bool(self._kept(SETUP))

    def begin_setup(self, *, sample: bool = False) -> None:
        """The data exist, the slip does not: remembered until it does. The sample branch never asks for one."""
        with self._store.transaction("", undoable=False) as tx:
            _keep(tx, SETUP, SAMPLE if sample else "1")

    def names(self) -> tuple[str, ...]:
        """What the password must not be."""
        branch = load_branch(self._store)
        return with_pinyin(branch.name, branch.committee)

    @property
    def is_open(self) -> bool:
        """Whether the data are still open: a handover closes them."""
        try:
            return self._store.value("SELECT 1") == 1
        except UserError:
            return False

    # changing

    def check_secret(self, secret: str, *, by_code: bool = False) -> None:
        """WrongPassword unless this opens the data now."""
        keys.open_ring(self._store.folder, _symbols(secret) if by_code else secret, _kind(by_code))

    def change_password(self, old: str, new: str, *, by_code: bool = False) -> None:
        """A new password, proved by the old one or by the recovery code."""
        self._accept(new, old="" if by_code else old)
        self._store.change_password(_symbols(old) if by_code else old, new, _kind(by_code))
        self._note("更改口令", {PASSWORD_ON: self._today()})

    def renew_password(self, new: str, *, drop_code: bool = False) -> None:
        """A new password for data that were just opened by code: the forgotten one opens nothing any more.

        `drop_code`: the code came from the committee and was for once; a new slip has to be made.
        """
        self._accept(new)

        def change(ring: keys.KeyRing, data_key: bytes) -> keys.KeyRing:
            changed = keys.with_new_password(ring, data_key, new)
            return keys.without(changed, keys.RECOVERY) if drop_code else changed

        self._store.rewrap(change)
        self._note("用恢复码重设口令", {PASSWORD_ON: self._today()}, {SETUP: "1"} if drop_code else {})

    def set_recovery(self, code: str) -> None:
        """From now on this code opens the data, and no earlier one: after its two groups were typed back."""
        symbols = _symbols(code)
        self._store.rewrap(lambda ring, key: keys.with_slot(ring, key, symbols, keys.RECOVERY))
        self._note("更换恢复码", {RECOVERY_ON: self._today()}, _kept_for(symbols, self._today()))

    def check_groups(self, typed: Mapping[int, str]) -> None:
        """The yearly look: some groups (by number) read from the slip; UserError names the one that differs."""
        kept = self._groups_kept()
        for number, text in typed.items():
            group = plain(text)
            if not group_is_right(group, number) or not hmac.compare_digest(
                _digest(kept["salt"], number, group), kept["groups"][number - 1]
            ):
                raise UserError(
                    f"第 {number} 组与现在的恢复码不符。请看清组号；换过恢复码的，请用最后那一张。"
                )
        self._checked()

    def check_code(self, code: str) -> None:
        """The same with the whole code, where the groups are not known (data restored from elsewhere)."""
        self.check_secret(code, by_code=True)
        with self._store.transaction("", undoable=False) as tx:
            for key, value in _kept_for(_symbols(code), self._today()).items():
                _keep(tx, key, value)

    def _checked(self) -> None:
        with self._store.transaction("", undoable=False) as tx:
            _keep(tx, CHECKED_ON, self._today())

    def _groups_kept(self) -> dict[str, Any]:
        try:
            kept = json.loads(self._kept(GROUPS_KEPT))
            if len(kept["groups"]) == GROUPS:
                return kept
        except (ValueError, KeyError, TypeError):
            pass
        raise UserError("这份数据没有记下各组的核对码，请输入完整的恢复码来核对。")

    def _accept(self, new: str, old: str = "") -> None:
        found = judge(new, self.names())
        if not found.level:
            raise UserError(f"新口令不合适：{found.words}。")
        if old and normal(old) == normal(new):
            raise UserError("新口令和原口令一样，请换一个。")

    # handing over

    def last_handover(self) -> Handover | None:
        """The last change of secretaries with the journal entry that proves it."""
        text = self._setting(HANDOVER)
        if not text:
            return None
        row = self._store.row(
            "SELECT seq, hash FROM journal WHERE entity = 'setting' AND entity_id ="
            " (SELECT id FROM setting WHERE key = ?) ORDER BY seq DESC LIMIT 1",
            (HANDOVER,),
        )
        return Handover.from_text(text, int(row[0]), str(row[1])) if row else None

    def hand_over(
        self,
        plan: Handover,
        password: str,
        code: str,
        *,
        remove_old_backups: bool = False,
        progress: Progress = lambda _done, _total: None,
    ) -> HandedOver:
        """New key, new password, new code, in a verified copy that takes the place of the data. Closes the store.

        Before the swap a failure leaves everything as it was. A first backup under the new keys is made and
        verified; only then are older backups removed, if that is wanted.
        """
        self._accept(password)
        symbols = _symbols(code)
        store = self._store
        progress(0, _STEPS)
        before = store.backup("换届移交前")
        progress(1, _STEPS)
        reopened = rekey(
            store,
            password,
            symbols,
            lambda copy: self._write_handover(copy, plan, symbols),
            lambda done, _total: progress(1 + done, _STEPS),
        )
        try:
            problem = self._first_backup(reopened, password, before if remove_old_backups else None)
            progress(7, _STEPS)
            facts = Keyring(reopened, self._today).facts()
        finally:
            reopened.close()
        progress(_STEPS, _STEPS)
        return HandedOver(facts=facts, problem=problem)

    def _first_backup(self, reopened: Store, password: str, before: Path | None) -> str:
        """Under the new keys, and verified; only then go those up to `before`. The handover stands all the same."""
        try:
            backups.verify(reopened.backup("换届移交后"), password)
            if before:
                self._remove([path for path in backups.existing(reopened.folder) if path.name <= before.name])
        except UserError as error:
            return f"移交已经生效，但移交后的第一次备份没有做成，以前的备份都还在：{error.message}"
        return ""

    def _write_handover(self, copy: Store, plan: Handover, symbols: str) -> None:
        """The rows of the handover, in the copy: they hold exactly when the new key does."""
        items = plan.items or handed_over(copy)
        record = Handover(giver=plan.giver, taker=plan.taker, witness=plan.witness, on=plan.on, items=items)
        kept = {**_kept_for(symbols, self._today()), PASSWORD_ON: self._today()}
        with copy.transaction(f"{HANDOVER_LABEL}：{plan.giver} → {plan.taker}", undoable=False) as tx:
            for key in (RECOVERY_ON, PASSWORD_ON):
                _set(tx, key, self._today())
            if plan.taker and (branch := load_branch(copy).id):
                tx.update("branch", branch, {"secretary": plan.taker})
            for key, value in kept.items():
                _keep(tx, key, value)
            _set(tx, HANDOVER, record.to_text())

    def facts(self) -> HandoverFacts:
        """H4 of the last handover; UserError when there was none."""
        last = self.last_handover()
        if last is None:
            raise UserError("还没有做过换届移交，没有移交清单可以打印。")
        return HandoverFacts(branch=load_branch(self._store), as_of=last.on, handover=last)

    def slip(self, code: str) -> SlipFacts:
        """H5 for a code that is not in force yet, or just was made."""
        return SlipFacts(
            branch=load_branch(self._store),
            as_of=self._today(),
            code=plain(code),
            data_id=self._store.db_uuid[:8],
        )

    def remove_old_backups(self) -> int:
        """Remove what opens only with the secrets of before the handover; at least one newer must be there."""
        last = self.last_handover()
        old = self._older_backups(last) if last else []
        if old and len(old) == len(backups.existing(self._store.folder)):
            raise UserError("换届以后还没有备份，以前的备份先不删除。请先备份一次。")
        self._remove(old)
        return len(old)

    def _older_backups(self, last: Handover | None) -> list[Path]:
        found: list[Path] = []
        for path in backups.existing(self._store.folder):
            match = backups.NAME.fullmatch(path.name)
            if match and last and int(match[3]) < last.seq:
                found.append(path)
        return found

    def _remove(self, paths: list[Path]) -> None:
        for path in paths:
            with disk_errors(path):
                path.unlink(missing_ok=True)

    # what is kept

    def _is_old(self, day: str) -> bool:
        return not day or date.fromisoformat(day) + CHECK_AFTER <= date.fromisoformat(self._today())

    def _setting(self, key: str) -> str:
        return str(self._store.value("SELECT value FROM setting WHERE key = ?", (key,)) or "")

    def _kept(self, key: str) -> str:
        return str(self._store.value("SELECT value FROM keeping WHERE key = ?", (key,)) or "")

    def _note(self, label: str, settings: Mapping[str, str], kept: Mapping[str, str] = {}) -> None:
        with self._store.transaction(label, undoable=False) as tx:
            for key, value in settings.items():
                _set(tx, key, value)
            for key, value in kept.items():
                _keep(tx, key, value)


def handed_over(store: Reader) -> tuple[tuple[str, str, str], ...]:
    """What the next secretary gets, counted."""
    by_category = dict(
        store.rows(
            """SELECT category, count(*) FROM person
               WHERE deleted_on = '' AND left_on = '' AND membership_state <> '停止党籍' GROUP BY category"""
        )
    )
    full, probationary = (by_category.get(c.value, 0) for c in (Category.FULL, Category.PROBATIONARY))
    meetings, signed = store.row("SELECT count(*), total(signed_on <> '') FROM meeting") or (0, 0)
    payments, fen = store.row("SELECT count(*), coalesce(sum(amount_fen), 0) FROM payment") or (0, 0)
    dossiers = store.value("SELECT count(DISTINCT person_id) FROM step") or 0
    packages = store.value("SELECT count(*) FROM outgoing WHERE kind = 'package'") or 0
    return (
        ("党员名册", f"{full + probationary} 名", f"正式 {full} 名，预备 {probationary} 名"),
        ("会议记录", f"{meetings} 次", f"已签字定稿 {int(signed)} 次"),
        ("党费台账", f"{payments} 笔", f"合计 {yuan(fen)} 元"),
        ("发展党员纪实", f"{dossiers} 人", ""),
        ("上报记录", f"{packages} 次", "上报登记簿"),
        ("修改历史", f"{store.value('SELECT max(seq) FROM journal') or 0} 条", "逐条相连，不能补写"),
        ("恢复码单", "1 张", "新制，接收人当面封存"),
    )


def _kind(by_code: bool) -> str:
    return keys.RECOVERY if by_code else keys.PASSWORD


def _digest(salt: str, number: int, group: str) -> str:
    return hashlib.sha256(f"{salt}{number}{group}".encode("ascii")).hexdigest()[:32]


def _kept_for(symbols: str, today: str) -> dict[str, str]:
    """What is remembered of a code inside the encrypted file, so that two groups can be compared a year later."""
    salt = os.urandom(16).hex()
    groups = [_digest(salt, number, group) for number, group in enumerate(groups_of(symbols), start=1)]
    return {GROUPS_KEPT: json.dumps({"salt": salt, "groups": groups}), CHECKED_ON: today, SETUP: ""}


def _keep(tx: Tx, key: str, value: str) -> None:
    _upsert(tx, "keeping", key, value)


def _set(tx: Tx, key: str, value: str) -> None:
    _upsert(tx, "setting", key, value)


def _upsert(tx: Tx, table: str, key: str, value: str) -> None:
    row = tx.row(f"SELECT id FROM {table} WHERE key = ?", (key,))
    if row is None:
        tx.insert(table, {"key": key, "value": value})
    else:
        tx.update(table, int(row[0]), {"value": value})
