"""F24: planted defects. Each weakens one safety measure of ours, and names the test that must fail under it.

A defect is a replacement of source text, made while the module is imported: `pytest -p tests.faults.planted` with
BRANCH_DESK_PLANTED=<name> runs the program with that defect, and changes no file. The fork server does the same.
"""

import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType

VARIABLE = "BRANCH_DESK_PLANTED"
PLANTED = "defect planted in"
F = "tests/faults/"
POWER = f"{F}test_power_loss.py::test_the_power_goes_on_an_honest_disk"
KILLED = f"{F}test_kill_points.py::test_killed_at_any_call"


@dataclass(frozen=True)
class Defect:
    """`changes`: text in the module's source and what stands there instead."""

    module: str
    test: str
    changes: tuple[tuple[str, str], ...]


def one(module: str, test: str, old: str, new: str) -> Defect:
    return Defect(module, test, ((old, new),))


SLIPS = "tests/services/test_corrections.py::"
DEFECTS: dict[str, Defect] = {
    "an unsigned slip read as if it were signed": one(
        "models.services.correction_rows",
        f"{SLIPS}test_what_is_edited_becomes_lines_and_the_record_stays",
        "[slip for slip in load(store, meeting.id) if slip.is_signed]",
        "load(store, meeting.id)",
    ),
    "paper of corrected minutes printed as corrected": one(
        "models.services.corrections",
        f"{SLIPS}test_paper_says_what_was_signed_with_the_slips_behind_it",
        "return as_signed(self._meetings.recorded(meeting_id))",
        "return read_over(self._store, as_signed(self._meetings.recorded(meeting_id)), self.of(meeting_id))",
    ),
    "the seal of a slip without its lines": one(
        "models.domain.correction",
        f"{SLIPS}test_a_slip_changed_outside_the_program_is_no_longer_whole",
        "self.reason, lines_text(self.lines))",
        'self.reason, "")',
    ),
    "a restored file put in place without its log": one(
        "models.db.restore",
        f"{F}test_errors.py::test_the_disk_is_full_while_the_log_is_folded_in[restore]",
        "if health.was_unclean(place / DB_NAME):",
        "if False:",
    ),
    "synchronous off": one(
        "models.db.connection",
        f"{POWER}[save-names in order]",
        '_expect(raw, "synchronous", "FULL", 2)',
        '_expect(raw, "synchronous", "OFF", 0)',
    ),
    "synchronous normal": one(
        "models.db.connection",
        f"{POWER}[save-names in order]",
        '_expect(raw, "synchronous", "FULL", 2)',
        '_expect(raw, "synchronous", "NORMAL", 1)',
    ),
    "rollback journal deleted, not truncated": Defect(
        "models.db.connection",
        f"{POWER}[autosave-loose names]",
        (
            ('"locking_mode", "EXCLUSIVE", "exclusive"', '"locking_mode", "NORMAL", "normal"'),
            (
                '"journal_mode=TRUNCATE"',
                '"journal_mode=DELETE"',
            ),  # which an exclusive lock would keep harmless
            ('("wal", "truncate")', '("wal", "truncate", "delete")'),
        ),
    ),
    "small files not flushed": one(
        "models.db.files",
        f"{POWER}[save-loose names]",
        "            os.fsync(file.fileno())\n",
        "",
    ),
    "small files written in place": one(
        "models.db.files",
        f"{KILLED}[password]",
        'temporary = path.with_name(f"~{path.name}.part")',
        "temporary = path",
    ),
    "export not flushed": one(
        "ui.paper",
        f"{POWER}[export-names in order]",
        "            os.fsync(file.fileno())\n",
        "",
    ),
    "journal outside the transaction": one(
        "models.db.journalled",
        f"{KILLED}[save]",
        '            head = self._write_journal(tx, label, undoes)\n            self._raw.execute("COMMIT")\n',
        '            self._raw.execute("COMMIT")\n            head = self._write_journal(tx, label, undoes)\n',
    ),
    "foreign keys off": one(
        "models.db.connection",
        "tests/db/test_transactions.py::test_a_person_with_payments_cannot_be_deleted",
        '_expect(raw, "foreign_keys", "ON", 1)',
        '_expect(raw, "foreign_keys", "OFF", 0)',
    ),
    "key after the first statement": one(
        "models.db.connection",
        "tests/db/test_backup.py::test_a_backup_laid_out_is_a_store",
        '    raw.execute(f"PRAGMA key=\\"x\'{data_key.hex()}\'\\"")\n',
        '    raw.execute("CREATE TABLE IF NOT EXISTS early (x)")\n'
        '    raw.execute(f"PRAGMA key=\\"x\'{data_key.hex()}\'\\"")\n',
    ),
    "backup named before it is checked": Defect(
        "models.db.backup",
        "tests/db/test_backup.py::test_a_copy_whose_journal_does_not_fit_gets_no_name",
        (
            ("            _check_copy(part, copy.data_key, meta)\n", ""),
            (
                "            replace(packed, place / name)\n",
                "            replace(packed, place / name)\n            _check_copy(part, copy.data_key, meta)\n",
            ),
        ),
    ),
    "old backups deleted before the new one is checked": one(
        "models.db.backup",
        f"{F}test_planted.py::test_a_backup_that_fails_takes_no_older_one_with_it",
        "            _check_copy(part, copy.data_key, meta)\n",
        "            [old.unlink() for old in sorted(place.glob('B*'))[:-5]]\n"
        "            _check_copy(part, copy.data_key, meta)\n",
    ),
    "head anchor not written": one(
        "models.db.store",
        "tests/db/test_anchor.py::test_an_old_copy_of_the_whole_folder_is_found",
        "            self._anchor.write(self._head)\n",
        "            return\n",
    ),
    "live rows not compared with the journal": one(
        "models.db.journal",
        f"{F}test_silent_edits.py::test_every_silent_edit_is_flagged",
        "        problems += _compare(raw, table, state.get(table.name, {}))\n",
        "        pass\n",
    ),
    "key file without limits": one(
        "models.db.keys",
        "tests/db/test_keys.py::test_a_greedy_key_file_is_refused",
        "            1 <= self.lanes <= 8\n",
        "            True or 1 <= self.lanes <= 8\n",
    ),
    "folder lock that does not lock": one(
        "models.file_lock",
        "tests/db/test_crash.py::test_a_second_opening_in_the_same_program_is_refused",
        "        module.flock(file.fileno(), module.LOCK_EX | module.LOCK_NB)\n",
        "        module.flock(file.fileno(), module.LOCK_SH | module.LOCK_NB)\n",
    ),
    "signature ignored": one(
        "exporters.package.sealing",
        f"{F}test_planted.py::test_a_package_signed_by_somebody_else_is_refused",
        "        return minisign.verify(manifest, text, card.sign_key)\n",
        '        return text.splitlines()[2].removeprefix("trusted comment: ")\n',
    ),
    "addressee not checked": one(
        "exporters.package.sealing",
        "tests/exporters/package/test_round_trip.py::"
        "test_passing_a_package_on_to_another_committee_is_found_out",
        "    if to.uuid != me.uuid or to.fingerprint not in me.fingerprints:\n",
        "    if not to.uuid:\n",
    ),
    "older sequence accepted": one(
        "models.domain.intake",
        "tests/services/test_committee.py::test_what_does_not_follow_is_held_for_a_person",
        "    if claim.seq < known.seq:\n",
        "    if claim.seq < 0:\n",
    ),
    "history not asked for behind a gap": one(
        "models.domain.intake",
        "tests/services/test_committee.py::test_a_gap_does_not_hide_a_rewritten_history",
        "    if (known.audit_seq, known.audit_hash) in claim.audit_past:\n",
        "    if claim.seq > known.seq + 1 or (known.audit_seq, known.audit_hash) in claim.audit_past:\n",
    ),
    "past heads taken from the register": one(
        "models.services.lineage",
        "tests/services/test_handoff.py::test_a_history_written_anew_shows_in_every_package_after_it",
        '    "SELECT seq, hash FROM journal WHERE seq IN "\n    "(SELECT audit_seq FROM outgoing WHERE kind = \'package\' AND peer_id = ?) ORDER BY seq DESC LIMIT ?"\n',
        '    "SELECT audit_seq, audit_hash FROM outgoing WHERE kind = \'package\' AND peer_id = ? "\n    "ORDER BY audit_seq DESC LIMIT ?"\n',
    ),
    "identity numbers as numbers": one(
        "exporters.backends.xlsx",
        f"{F}test_formulas.py::test_identity_numbers_keep_all_digits",
        "    if number:\n        try:\n",
        "    if True:\n        try:\n",
    ),
    "templates may call": one(
        "exporters.templates.engine",
        "tests/exporters/test_templates.py::test_nothing_but_fields_can_be_asked_for",
        "if not isinstance(node, Compiler.ALLOWED):",
        "if not isinstance(node, (*Compiler.ALLOWED, nodes.Call, nodes.Getitem)):",
    ),
    "links of templates followed": one(
        "exporters.templates.opening",
        "tests/exporters/test_templates.py::test_files_that_are_no_forms_are_refused_with_what_to_do",
        '!= "external":',
        '!= "never":',
    ),
    "values of templates not escaped": one(
        "exporters.templates.engine",
        "tests/exporters/test_templates.py::test_hostile_values_stay_text",
        "text = str(escape(clean(str(value))))",
        "text = clean(str(value))",
    ),
    "formulas let through": one(
        "exporters.backends.xlsx",
        f"{F}test_formulas.py::test_formulas_stay_texts",
        '    cell.data_type = "s"\n',
        "",
    ),
    "bare labels": one(
        "ui.widgets.plain_label",
        f"{F}test_rich_text.py::test_texts_are_shown_literally_in_every_box",
        '        self.setProperty("textFormat", PLAIN)\n',
        "",
    ),
    "tooltips not escaped": one(
        "ui.theme",
        f"{F}test_rich_text.py::test_texts_are_shown_literally_in_every_view[RosterTab]",
        'text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")',
        "text",
    ),
    "overlapping entries let in": one(
        "exporters.package.archive",
        "tests/exporters/package/test_archive.py::test_two_names_for_the_same_bytes",
        "        if offset != expected:\n",
        "        if False:\n",
    ),
    "receipts of strangers believed": one(
        "models.services.receipts_in",
        "tests/services/test_receipts.py::test_nobody_else_can_answer_in_the_committees_name",
        "        if not opened.sender_known:\n",
        "        if False:\n",
    ),
    "changes after the look sent unseen": one(
        "models.services.handoff",
        "tests/services/test_handoff.py::test_what_changed_after_looking_is_looked_at_again",
        "        if later or ",
        "        if ",
    ),
    "stick not read back": one(
        "models.services.stick",
        "tests/services/test_stick.py::test_a_stick_that_lost_bytes_is_named_and_leaves_no_file",
        "            if found != expected:\n",
        "            if False:\n",
    ),
    "key kept after closing": one(
        "models.db.store",
        "tests/ui/test_locking.py::test_the_key_is_gone_with_the_store",
        '                self._key = b""\n',
        "                pass\n",
    ),
    "backups counted by the clock": one(
        "models.db.rotation",
        f"{F}test_backups.py::test_a_clock_ten_years_ahead_takes_nothing_away",
        "    return last_day + (step if 0 <= step <= LONGEST_STEP else 1)\n",
        "    return today.toordinal()\n",
    ),
    "restored without saying so": one(
        "models.db.restore",
        "tests/db/test_restore.py::test_restoring_from_the_open_store",
        "store.is_rescue else 0]) + 1\n",
        "store.is_rescue else 0])\n",
    ),
    "a decision not told to the other computer": one(
        "models.services.second_desk",
        "tests/services/test_one_record.py::test_it_is_asked_once_and_in_neither_direction_again",
        "                same=dict(one_record.pairs(tx)[:MOST_SAME]),\n",
        "",
    ),
    "what came by way of a third computer forgotten": one(
        "models.services.lineage",
        "tests/services/test_one_record.py::"
        "test_what_one_computer_set_back_is_not_undone_by_a_third_that_had_it_from_another",
        '    names += [name for _, manifest in merged for name in json.loads(manifest)["seen"].values()]\n',
        "",
    ),
    "deletions forgotten": one(
        "models.services.second_desk",
        "tests/services/test_one_record.py::test_what_was_deleted_here_comes_back_only_when_a_person_says_so",
        "            gone=deleted_unseen(self._store, package.manifest.seen.values()),\n",
        "            gone=frozenset(),\n",
    ),
    "what a held package takes back not named": one(
        "models.domain.intake",
        "tests/services/test_committee.py::test_what_a_held_package_takes_back_is_named_before_it_is_let_in",
        '    return Judgement(judged.verdict, f"{judged.message}接收后与现有内容相比，{said}；这些本不能改动。")\n',
        "    return judged\n",
    ),
    "contents not compared with their hash": one(
        "models.db.blobs",
        "tests/services/test_attachments.py::test_a_damaged_content_is_named_by_the_whole_check_and_is_not_opened",
        "    if hashlib.sha256(content).hexdigest() != sha256:\n",
        "    if not content:\n",
    ),
    "copies of attachments left lying": one(
        "models.services.desk_life",
        "tests/services/test_attachments.py::test_what_was_opened_is_gone_when_the_data_are_closed",
        "        viewing.clear(self.store.folder)\n",
        "",
    ),
    "pictures decoded whatever their size": one(
        "models.domain.picture_file",
        "tests/ui/test_attachments.py::test_a_hostile_photo_is_refused_with_a_sentence",
        "    if size.width * size.height > MOST_PIXELS or max(size.width, size.height) > LONGEST_SIDE:\n",
        "    if size.width < 0:\n",
    ),
    "attachments believed to be there for ever": one(
        "models.services.attachment_files",
        "tests/services/test_attachment_files.py::test_what_the_committee_lost_is_asked_for_and_sent_again",
        "        known |= set(_files(manifest)) - lost\n",
        "        known |= set(_files(manifest))\n",
    ),
    "signed minutes left to choice": one(
        "models.services.second_desk_words",
        "tests/services/test_second_desk.py::test_signed_minutes_stay_signed_whatever_the_other_computer_has",
        "        return (THEIRS,)\n",
        "        return (OURS, THEIRS)\n",
    ),
}


class _Loader(importlib.machinery.SourceFileLoader):
    """Loads one module with its defect; never from compiled files."""

    def __init__(self, name: str, path: str, defect: Defect) -> None:
        super().__init__(name, path)
        self._defect = defect

    def get_code(self, fullname: str) -> CodeType:
        source = Path(self.path).read_text(encoding="utf-8")
        for old, new in self._defect.changes:
            assert source.count(old) == 1, f"the text to be replaced stands {source.count(old)} times: {old}"
            source = source.replace(old, new)
        sys.stderr.write(f"{PLANTED} {fullname}\n")
        return compile(source, self.path, "exec")


class _Finder:
    def __init__(self, defect: Defect) -> None:
        self._defect = defect

    def find_spec(
        self, name: str, path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self._defect.module:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        assert spec is not None
        assert spec.origin is not None
        return importlib.util.spec_from_loader(name, _Loader(name, spec.origin, self._defect))


def install() -> None:
    """Plant the defect named in the environment, if any."""
    if name := os.environ.get(VARIABLE):
        sys.meta_path.insert(0, _Finder(DEFECTS[name]))  # pyright: ignore


install()
