"""What is still open when somebody leaves: dues not paid, a dossier under way, posts, people who rely on them."""

from models.db.store import Store
from models.domain.dates import chinese_date
from models.domain.money import yuan
from models.domain.movement import Movement
from models.domain.movement_kinds import OUT, Kind
from models.domain.records import Category, Person
from models.services.development import Development
from models.services.dues import Dues

_ENDS_DUTY = frozenset({"去世"})


def letter_on_its_way(person: Person, letter: Movement) -> str:
    """What to do instead of a second transfer."""
    number = f"（{letter.letter_number}）" if letter.letter_number else ""
    return (
        f"{person.name}{chinese_date(letter.on_date)}开出的介绍信{number}还没有收到回执。收到了，请在"
        "“菜单 → 党员变动”里选中这一条，点“登记回执…”，不用再登记一次转出。"
    )


def left_open(
    store: Store, dues: Dues, development: Development, person: Person, kind: Kind, on: str
) -> list[str]:
    """Sentences to read before a leaving is recorded; nothing in them stops anybody."""
    found: list[str] = []
    months = [] if kind.name in _ENDS_DUTY else dues.unpaid(person.id, on[:7])
    if months:
        total = sum(fen for _, fen in months)
        first, last = chinese_date(months[0][0]), chinese_date(months[-1][0])
        span = first if first == last else f"{first}至{last}"
        found.append(
            f"记录显示{span}还有 {len(months)} 个月的党费没有交，共 {yuan(total)} 元，请先结清再办理。"
        )
    entry = next((d for d in development.dossiers() if d.person.id == person.id), None)
    if entry is not None and person.category is not Category.FULL:
        stage = f"现为{person.category}" if person.category else "还在培养"
        more = (
            "转出时把发展材料一并移交，并写明预备期起止" if kind.name == OUT else "请核对发展纪实是否要结束"
        )
        found.append(f"{person.name}{stage}，发展党员的纪实还没有办完；{more}。")
    elif entry is not None:
        found.append(f"{person.name}的发展材料还没有归档，请先移交上级党委。")
    if person.party_post:
        found.append(f"{person.name}现任{person.party_post}，离开后请补选或调整分工。")
    names = [
        str(row[0])
        for row in store.rows(
            """SELECT DISTINCT p.name FROM companion c JOIN person p ON p.id = c.person_id
               WHERE c.member_id = ? AND c.role = 'contact' AND p.left_on = '' AND p.deleted_on = ''
               AND p.category IN (?, ?) ORDER BY p.sort_key""",
            (person.id, Category.ACTIVIST, Category.CANDIDATE),
        )
    ]
    if names:
        found.append(f"{person.name}是{'、'.join(names)}的培养联系人，请另行指定。")
    groups = [
        str(row[0])
        for row in store.rows(
            "SELECT group_name FROM party_group WHERE leader_id = ? AND closed_on = ''", (person.id,)
        )
    ]
    if groups:
        found.append(f"{person.name}是{'、'.join(groups)}的组长，请另行指定。")
    return found
