"""Invented people and small readings which several store tests share."""

from pathlib import Path

from models.db.store import Store

SECRET_NAME = "龘靐齉麤"
SECRET_ID = "110101199003077651"
SECRETS = (SECRET_NAME, SECRET_ID, "13987650123")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


def add_branch(store: Store) -> int:
    with store.transaction("新建支部") as tx:
        return tx.insert("branch", {"name": "向阳社区第一党支部"})


def add_person(store: Store, name: str = "侯学军", **values: object) -> int:
    branch = store.value("SELECT id FROM branch") or add_branch(store)
    with store.transaction(f"登记{name}") as tx:
        return tx.insert("person", {"name": name, "branch_id": branch, **values})


def name_of(store: Store, person_id: int) -> str | None:
    return store.value("SELECT name FROM person WHERE id = ?", (person_id,))


def add_payment(store: Store, person_id: int, fen: int = 500) -> int:
    with store.transaction("登记缴费") as tx:
        payment = tx.insert(
            "payment", {"person_id": person_id, "received_on": "2026-09-05", "amount_fen": fen}
        )
        tx.insert("payment_line", {"payment_id": payment, "month": "2026-09", "amount_fen": fen})
    return payment


def add_meeting(store: Store, person_id: int) -> tuple[int, int]:
    """A draft meeting with one attendee; returns the ids of meeting and attendance."""
    branch = store.value("SELECT branch_id FROM person WHERE id = ?", (person_id,))
    with store.transaction("新建会议") as tx:
        meeting = tx.insert(
            "meeting", {"branch_id": branch, "kind": "支部党员大会", "title": "三季度党员大会"}
        )
        tick = tx.insert("attendance", {"meeting_id": meeting, "person_id": person_id, "presence": "到会"})
    return meeting, tick


def tamper(store: Store, sql: str, *params: object) -> None:
    """What somebody with the key and another program could do."""
    store.connection.execute("PRAGMA query_only=OFF")
    store.connection.execute(sql, params)
    store.connection.execute("PRAGMA query_only=ON")


def secrets_found(folder: Path) -> list[str]:
    """Files whose name or bytes show a person's data, in any encoding a program here might use."""
    found: list[str] = []
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        if any(
            secret in path.name or secret.encode(code) in data for secret in SECRETS for code in ENCODINGS
        ):
            found.append(path.name)
    return found
