"""An invented branch as records, and keys for it and its committee. Values come from a seed, keys are fresh."""

import random
import uuid
from dataclasses import dataclass, replace
from functools import cache

from exporters.package import cards, sealing, writing
from exporters.package.cards import Card, Secrets
from exporters.package.fields import Record
from exporters.package.manifest import Head
from exporters.package.parts import PARTS

Records = dict[str, list[Record]]
WORDS = "学习贯彻精神部署近期工作讨论发展对象培养情况一致同意按期转正缴纳党费支部大会党课组织生活会民主评议"


@dataclass(frozen=True)
class Desk:
    """One side: its card and its secrets."""

    card: Card
    secrets: Secrets

    @property
    def me(self) -> sealing.Me:
        return sealing.Me.of(self.secrets, self.card)


def desk(kind: str, number: int, name: str) -> Desk:
    secrets = Secrets.make()
    card = cards.make(secrets, kind=kind, uuid=ident(random.Random(number)), name=name, made_on="2026-01-05")
    return Desk(card, secrets)


@cache
def branch() -> Desk:
    return desk("branch", 1, "青山村党支部")


@cache
def committee() -> Desk:
    return desk("committee", 2, "中共青山镇委员会")


@cache
def stranger() -> Desk:
    return desk("committee", 3, "中共白水镇委员会")


def ident(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


def letter(**changes: object) -> writing.Letter:
    first = writing.Letter(
        branch_id=branch().card.uuid,
        seq=1,
        epoch=0,
        prev="",
        created_at="2026-11-22T09:00:00",
        audit_head=Head(41, "a" * 64),
        app="branch-desk 0.1.0",
    )
    return replace(first, **changes)  # type: ignore[arg-type]


def records(people: int = 3, months: int = 2, meetings: int = 1, seed: int = 7) -> Records:
    """A branch with so many people, months of dues for each, and meetings."""
    chance = random.Random(seed)
    made: Records = {part.name: [] for part in PARTS}
    made["branch"].append(
        {"uuid": branch().card.uuid, "name": "青山村党支部", "sector": "村社区", "committee_size": 3}
    )
    ids = [ident(chance) for _ in range(people)]
    for number, person in enumerate(ids):
        made["person"].append(
            {
                "uuid": person, "name": f"王建国{number}", "pinyin": f"wangjianguo{number}", "initials": "wjg", "sex": "男",
                "id_number": f"32010619700101{number:04d}", "birth_date": "1970-01-01", "ethnicity": "汉族",
                "category": "正式党员", "joined_on": "1995-07-01", "confirmed_on": "1996-07-01",
                "phone": f"1390000{number:04d}", "employer": "青山村村民委员会", "address": f"青山村（{number}）组，村口",
                "party_group": "第一党小组", "sort_key": f"wangjianguo{number}", "is_migrant_worker": number % 2,
                "remark": '备注："引号"、反斜线\\和换行\n第二行',
            }
        )  # fmt: skip
        made["dues_standard"].append(
            {"uuid": ident(chance), "person": person, "from_month": "2026-01", "kind": "工资",
             "base_fen": 428_657, "amount_fen": 2143, "rule_version": "2017-01-01"}
        )  # fmt: skip
        _pay(made, person, months, chance)
        made["companion"].append({"person": person, "role": "contact", "name": "李秀英"})
        made["step"].append(
            {"uuid": ident(chance), "person": person, "code": "apply", "on_date": "1994-01-01"}
        )
    made["mark"].append(
        {"person": ids[0], "field": "id_number", "code": "checksum", "after": "x", "message": "末位不对"}
    )
    made["answer"].append(
        {
            "rule": "person.age",
            "record_kind": "person",
            "record": ids[0],
            "reason": "已核对",
            "answered_on": "2026-02-01",
        }
    )
    for number in range(meetings):
        _meet(made, ids, number, chance)
    _keep_books(made, ids, chance)
    return {
        part: [{k: v for k, v in record.items() if v} for record in found] for part, found in made.items()
    }


def _pay(made: Records, person: str, months: int, chance: random.Random) -> None:
    for month in range(months):
        payment, day = ident(chance), f"2026-{month % 12 + 1:02d}"
        made["payment"].append(
            {
                "uuid": payment,
                "person": person,
                "received_on": f"{day}-05",
                "method": "现金",
                "amount_fen": 2143,
            }
        )
        made["payment_line"].append({"payment": payment, "month": day, "amount_fen": 2143})


def _keep_books(made: Records, ids: list[str], chance: random.Random) -> None:
    """A month closed, money handed up and taken back, somebody who pays less, the box counted."""
    owed = [
        {"account": "应收党费", "person": person, "month": "2026-01", "amount_fen": 2143} for person in ids
    ]
    closing = [*owed, {"account": "党费收入", "amount_fen": -2143 * len(ids)}]
    handed_up = [{"account": "上缴上级", "amount_fen": 2143}, {"account": "现金", "amount_fen": -2143}]
    back = [{**line, "amount_fen": -int(str(line["amount_fen"]))} for line in handed_up]
    slip = ""
    for number, (kind, lines, reverses) in enumerate(
        (("结账", closing, False), ("上缴", handed_up, False), ("上缴", back, True)), 1
    ):
        uuid = ident(chance)
        voucher = {"uuid": uuid, "kind": kind, "on_date": "2026-02-06", "number": f"记2026-{number:04d}"}
        months = {"from_month": "2026-01", "to_month": "2026-01"}
        made["voucher"].append(voucher | months | ({"reverses": slip, "reason": "记错"} if reverses else {}))
        made["posting"] += [{"voucher": uuid, "line": at, **line} for at, line in enumerate(lines, 1)]
        slip = uuid
    made["reduction"].append(
        {"uuid": ident(chance), "person": ids[-1], "kind": "少交", "amount_fen": 500, "from_month": "2026-03",
         "to_month": "2026-06", "branch_on": "2026-02-10", "superior_on": "2026-02-20"}
    )  # fmt: skip
    made["cash_count"].append(
        {
            "uuid": ident(chance),
            "on_date": "2026-02-28",
            "counted_fen": 4286,
            "book_fen": 4286,
            "counted_by": "李秀英",
        }
    )


def _meet(made: Records, ids: list[str], number: int, chance: random.Random) -> None:
    meeting = ident(chance)
    made["meeting"].append(
        {"uuid": meeting, "kind": "支部党员大会", "title": f"第 {number + 1} 次党员大会", "number": number + 1,
         "held_on": f"2026-{number % 12 + 1:02d}-10", "place": "村委会会议室", "signed_on": "2026-02-11",
         "content": "\n".join("".join(chance.choices(WORDS, k=60)) for _ in range(8))}
    )  # fmt: skip
    made["agenda_item"].append(
        {"uuid": ident(chance), "meeting": meeting, "seq": 1, "kind": "议题", "title": "学习文件", "decision": "通过",
         "voted": 1, "yes": len(ids)}
    )  # fmt: skip
    made["attendance"] += [{"meeting": meeting, "person": person, "presence": "到会"} for person in ids]


READABLE = {"名册.xlsx": b"PK-not-really", "封面.pdf": b"%PDF-not-really"}


def written(
    found: Records | None = None, readable: dict[str, bytes] | None = None, **changes: object
) -> writing.Written:
    """A package of the branch for the committee."""
    return writing.write(
        letter(**changes),
        records() if found is None else found,
        sender=branch().card,
        secrets=branch().secrets,
        to=committee().card,
        readable=READABLE if readable is None else readable,
    )
