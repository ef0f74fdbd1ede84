"""A program that is killed: opens the store, commits, says so, and waits inside the next transaction."""

import sys
from pathlib import Path

from models.db import keys
from models.db.store import open_store


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(folder: str, password: str, mode: str) -> None:
    keys.DEFAULT_COST = keys.Cost(memory_kib=8, passes=1, lanes=1)
    store = open_store(Path(folder), password)
    say("opened")
    number = 0
    while True:
        number += 1
        with store.transaction(f"第{number}次") as tx:
            tx.insert_many("person", [{"name": f"{number}-{k}", "branch_id": 1} for k in range(20)])
            if mode == "inside" and number == 4:
                say("inside")
                sys.stdin.readline()
        say(str(number))
        if mode == "after" and number == 3:
            sys.stdin.readline()


if __name__ == "__main__":
    main(*sys.argv[1:])
