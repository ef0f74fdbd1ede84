"""Pictures of a committee: three branches that sent packages, one that is late, and every page and dialog of it."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from models.db import backup
from models.domain.committee import Choice, ConflictKind, ReceiptFacts, UnitKind
from models.domain.filters import Condition, Group, Op
from models.domain.handoff import CardOffer
from models.services.committee import CommitteeDesk
from models.services.desk import Desk
from models.services.sample import SAMPLE_DAY, SAMPLE_PASSWORD
from ui.committee_window import CommitteeWindow
from ui.context import Context
from ui.dialogs.branch_card import ArrivalKeyDialog, BranchCardDialog
from ui.dialogs.committee_dialog import CommitteeDialog
from ui.dialogs.decide_dialog import DecideDialog
from ui.dialogs.escrow_dialog import EscrowDialog
from ui.dialogs.history_screen import HistoryScreen
from ui.dialogs.own_card import OwnCardDialog
from ui.dialogs.print_preview import PrintPreview
from ui.dialogs.register_dialog import RegisterDialog
from ui.dialogs.remark_dialog import RemarkDialog
from ui.dialogs.safety_dialog import SafetyDialog
from ui.dialogs.second_desk import SecondDeskDialog
from ui.dialogs.unit_dialog import UnitDialog
from ui.settings import UiSettings
from ui.tabs.branches_tab import BranchesTab
from ui.tabs.intake_tab import IntakeTab
from ui.tabs.queue_tab import QueueTab
from ui.tabs.statistics_tab import StatisticsTab
from ui.tabs.whole_roster_tab import WholeRosterTab
from ui.tasks import InstantTasks

NAME = "中共青石镇委员会"
GENERAL_NAME = "中共青石镇社区总支部委员会"
FIRST = "中共青石镇柳溪村支部委员会"
LONG = "中共青石镇东风社区老年活动中心暨退役军人服务站联合支部委员会"
SHARED = "110101195809012459"  # invented, and on the rosters of two branches
PEOPLE = (
    ("侯学军", "男", "1958-09-01", SHARED),
    ("欧阳秀兰", "女", "1972-03-15", ""),
    ("阿卜杜热合曼·买买提依明", "男", "1985-11-20", ""),
    ("林芳", "女", "1996-05-08", ""),
)
Shoot = Callable[[QWidget, str], None]


def day() -> str:
    return SAMPLE_DAY


class SmallBranch:
    """A few people, their keys, and packages for the committee."""

    def __init__(self, scratch: Path, name: str, people: Sequence[tuple[str, str, str, str]]) -> None:
        self.desk = Desk.create(scratch / name, SAMPLE_PASSWORD, name=name, committee=NAME, today=day)
        self.scratch = scratch
        for number, (who, sex, born, id_number) in enumerate(people):
            joined = f"{int(born[:4]) + 24}-07-01"
            values = {
                "name": who,
                "sex": sex,
                "birth_date": born,
                "id_number": id_number,
                "joined_on": joined,
            }
            confirmed = f"{int(born[:4]) + 25}-07-01"
            phone = f"1390000{number:04}"
            more = {"category": "正式党员", "education": "大学", "confirmed_on": confirmed, "phone": phone}
            self.desk.roster.add(values | more)

    @property
    def card(self) -> Path:
        return self.desk.peers.save_card(self.scratch)

    def knows(self, card: Path) -> None:
        offer = self.desk.peers.read_card(card)
        self.peer = self.desk.peers.accept(offer, confirmed_by="何永福", compared=True)

    def send(self, to: Path) -> Path:
        handoff = self.desk.handoff
        made = handoff.write_package(handoff.prepare(self.peer.id), {})
        return Path(shutil.copy(made.path, to / Path(made.entry.file_name).name))


class Committee:
    """The committee, its branches, and a stick with what they brought."""

    def __init__(self, scratch: Path) -> None:
        self.desk = CommitteeDesk.create(scratch / "committee", SAMPLE_PASSWORD, name=NAME, today=day)
        self.desk.keys.begin_setup(sample=True)
        self.stick = scratch / "COMMITTEE"
        self.stick.mkdir()
        self.scratch = scratch
        card = self.desk.peers.save_card(scratch)
        self.branches = [
            SmallBranch(scratch, name, people)
            for name, people in (
                (FIRST, PEOPLE),
                (LONG, PEOPLE[:2]),
                ("中共青石镇机关支部委员会", PEOPLE[2:]),
            )
        ]
        for branch in self.branches:
            branch.knows(card)

    def offer(self, number: int) -> CardOffer:
        return self.desk.offer_card(self.branches[number].card)

    def fill(self) -> None:
        """A tree, two keys that were compared, and one package of each branch."""
        general = self.desk.add_unit(UnitKind.GENERAL, GENERAL_NAME)
        self.desk.add_unit(UnitKind.BRANCH, "中共青石镇中心小学支部委员会", phone="0571-00000001")
        for number in (0, 1):
            self.desk.enrol(self.offer(number), confirmed_by="何永福", parent_id=general if number else 0)
        for branch in self.branches:
            branch.send(self.stick)
        (self.stick / "DJ-00000000-000009.zbb").write_bytes(b"")

    def close(self) -> None:
        for desk in (self.desk, *(branch.desk for branch in self.branches)):
            desk.close()


def committee_pictures(
    shoot: Shoot, dialog: Callable[[QDialog, str], None], scratch: Path, prefix: str
) -> None:
    """Every page, empty and filled, and, at the usual text size, every dialog."""
    scratch = scratch / f"{prefix}committee"
    scratch.mkdir()
    committee = Committee(scratch)
    window = CommitteeWindow(committee.desk, UiSettings(scratch / "window.ini"), InstantTasks())
    window.keep_desk()
    if not prefix:
        _tabs(window, shoot, "committee-empty-")
    committee.fill()
    intake = window.tab(IntakeTab.TITLE)
    assert isinstance(intake, IntakeTab)
    window.navigate(IntakeTab.TITLE)
    intake.receive([committee.stick])
    intake.table.select_id(1)
    shoot(window, f"{prefix}committee-plan")
    if not prefix:
        _key_dialogs(window, committee, intake, dialog)
    intake.commit()
    shoot(window, f"{prefix}committee-result")
    intake.write_receipts()
    shoot(window, f"{prefix}committee-answered")
    unit = next(one for one in committee.desk.units() if one.name == LONG)
    committee.desk.add_remark(unit.uuid, "请补齐入党介绍人。", record_kind="branch", record_uuid=unit.uuid)
    _tabs(window, shoot, f"{prefix}committee-")
    branches = window.tab(BranchesTab.TITLE)
    assert isinstance(branches, BranchesTab)
    window.navigate(BranchesTab.TITLE)
    branches.table.select_id(unit.id)
    shoot(window, f"{prefix}committee-1-branch")
    branches.table.select_id(unit.parent_id)
    shoot(window, f"{prefix}committee-1-general")
    _found(window, shoot, f"{prefix}committee-4-found")
    statistics = window.tab(StatisticsTab.TITLE)
    assert isinstance(statistics, StatisticsTab)
    window.navigate(StatisticsTab.TITLE)
    statistics.sections.buttons[2].click()
    shoot(window, f"{prefix}committee-5-cross")
    statistics.sections.buttons[1].click()
    statistics.board.asked.emit("年末/本年末", "年末：本年末")
    shoot(window, f"{prefix}committee-5-names")
    whole = window.tab(WholeRosterTab.TITLE)
    assert isinstance(whole, WholeRosterTab)
    window.navigate(WholeRosterTab.TITLE)
    whole.charts.button.setChecked(True)
    shoot(window, f"{prefix}committee-4-charts")
    whole.charts.button.setChecked(False)
    if not prefix:
        _dialogs(window, committee, dialog)
        _crowd(window, committee, intake, shoot)
        second_desk_picture(dialog, scratch / "second-desk")
        _general_desk(shoot, dialog, scratch)
    window.close()
    committee.close()


def _tabs(window: CommitteeWindow, shoot: Shoot, prefix: str) -> None:
    for number, tab_type in enumerate(window.tab_types, 1):
        window.navigate(tab_type.TITLE)
        shoot(window, f"{prefix}{number}-{tab_type.__name__.removesuffix('Tab').lower()}")


def _found(window: CommitteeWindow, shoot: Shoot, name: str) -> None:
    """A filter and the counts by branch beside the roster of everybody; both taken away again."""
    window.navigate(WholeRosterTab.TITLE)
    roster = window.tab(WholeRosterTab.TITLE)
    assert isinstance(roster, WholeRosterTab)
    roster.found.ask(Group((Condition("age", Op.BETWEEN, ("30", "")), Condition("sex", Op.IS_NOT, ("女",)))))
    roster.group()
    shoot(window, name)
    roster.group()
    roster.found.clear()


def _general_desk(shoot: Shoot, dialog: Callable[[QDialog, str], None], scratch: Path) -> None:
    """The desk of a general branch: its empty page, its facts."""
    folder, settings = scratch / "general", UiSettings(scratch / "general.ini")
    desk = CommitteeDesk.create(
        folder, SAMPLE_PASSWORD, name=GENERAL_NAME, level=UnitKind.GENERAL, above=NAME, today=day
    )
    window = CommitteeWindow(desk, settings, InstantTasks())
    shoot(window, "general-1-branches")
    dialog(CommitteeDialog(window.context, window), "dialog-general-name")
    dialog(OwnCardDialog(window.context, window), "dialog-general-own-card")
    window.close()


def _key_dialogs(
    window: CommitteeWindow, committee: Committee, intake: IntakeTab, dialog: Callable[[QDialog, str], None]
) -> None:
    plan = intake.plan
    assert plan is not None
    unknown = next(one for one in plan.arrivals if one.card is not None)
    dialog(ArrivalKeyDialog(window.context, plan, unknown, window), "dialog-committee-key")
    card = BranchCardDialog(window.context, committee.offer(2), committee.desk.units(), window)
    dialog(card, "dialog-committee-card")


def _dialogs(window: CommitteeWindow, committee: Committee, dialog: Callable[[QDialog, str], None]) -> None:
    context, desk = window.context, committee.desk
    units = desk.units()
    branch = next(one for one in units if one.name == LONG)
    person = desk.roster.get(desk.store.value("SELECT max(id) FROM person"))
    made: list[tuple[str, QDialog]] = [
        ("own-card", OwnCardDialog(context, window)),
        ("unit", UnitDialog(context, units, branch, window)),
        ("unit-new", UnitDialog(context, units, None, window)),
        ("remark", RemarkDialog(context, branch, "person", person.uuid, person.name, window)),
        ("name", CommitteeDialog(context, window)),
        ("register", RegisterDialog(context, window)),
        ("escrow", EscrowDialog(context, window)),
        ("history", HistoryScreen(context, window)),
        ("safety", SafetyDialog(context, window)),
        ("receipts", PrintPreview(context, "H3", _receipts(desk), window)),
        ("d9", PrintPreview(context, "D9", desk.yearbook_facts(), window)),
        ("d1", PrintPreview(context, "D1", None, window)),
        ("h2", PrintPreview(context, "H2", None, window)),
    ]
    window.navigate(QueueTab.TITLE)
    for conflict in desk.conflicts():
        choice = Choice.MOVED if conflict.kind is ConflictKind.SAME_PERSON else Choice.ACCEPT
        made.append((f"decide-{conflict.kind.value}", DecideDialog(context, conflict, choice, window)))
    for name, one in made:
        dialog(one, f"dialog-committee-{name}")


def _crowd(window: CommitteeWindow, committee: Committee, intake: IntakeTab, shoot: Shoot) -> None:
    """Five thousand people on the consolidated roster."""
    folder = committee.scratch / "crowd"
    folder.mkdir()
    branch = SmallBranch(committee.scratch, "中共青石镇企业联合支部委员会", ())
    committee.branches.append(branch)
    names = [f"{one}{other}" for one in "赵钱孙李周吴郑王冯陈" for other in ("秀兰", "建国", "海燕", "志强")]
    with branch.desk.store.transaction("示例"):
        for number in range(5000):
            branch.desk.roster.add({"name": names[number % len(names)], "category": "正式党员"})
    branch.knows(committee.desk.peers.save_card(committee.scratch))
    committee.desk.enrol(committee.offer(-1), confirmed_by="何永福")
    branch.send(folder)
    intake.receive([folder])
    intake.commit()
    window.navigate(WholeRosterTab.TITLE)
    roster = window.tab(WholeRosterTab.TITLE)
    assert isinstance(roster, WholeRosterTab)
    roster.reload()
    shoot(window, "committee-4-crowd")


def second_desk_picture(dialog: Callable[[QDialog, str], None], scratch: Path) -> None:
    """Two computers of one branch that changed the same things differently."""
    scratch.mkdir()
    one = SmallBranch(scratch, FIRST, PEOPLE).desk
    one.second.write()
    place = scratch / "second"
    place.mkdir()
    backup.unpack(one.backup("手动"), place)
    two = Desk.open(place, SAMPLE_PASSWORD, day)
    for desk, phone, street in ((one, "13900000101", "柳溪村 3 组"), (two, "13900000202", "柳溪村 5 组")):
        desk.roster.update(desk.person(PEOPLE[2][0]).id, {"phone": phone, "address": street})
    two.roster.update(two.person(PEOPLE[3][0]).id, {"education": "研究生"})
    for desk, phone in ((one, "13900000303"), (two, "")):
        values = {"name": "赵春来", "category": "预备党员", "id_number": "11010519491231002X", "phone": phone}
        desk.roster.add(values)
    context = Context(desk=one, tasks=InstantTasks(), settings=UiSettings(scratch / "second.ini"))
    dialog(SecondDeskDialog(context), "dialog-second-desk")
    clashes = SecondDeskDialog(context, path=two.second.write())
    if clashes.rows:
        clashes.rows[0].group.button(1).click()
        clashes.look()
    dialog(clashes, "dialog-second-desk-clashes")
    for desk in (one, two):
        desk.close()


def _receipts(desk: CommitteeDesk) -> list[ReceiptFacts]:
    return [desk.receipt_facts(one.id) for one in desk.received() if one.result == "merged"]
