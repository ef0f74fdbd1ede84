"""What was read and worked out is kept until a table it came from changes: thousands of cards are read once."""

from collections.abc import Callable, Hashable, Iterable
from threading import Lock
from typing import Generic, TypeVar

from models.db.store import Store

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """The last `most` answers, of one state of their tables; what is kept must not be changed by who asks."""

    def __init__(self, store: Store, tables: Iterable[str], most: int) -> None:
        self._store, self._tables, self._most = store, tuple(tables), most
        self._lock = Lock()
        self._state = -1
        self._found: dict[K, V] = {}

    def get(self, key: K, make: Callable[[], V]) -> V:
        """As kept, or made now. Inside a transaction everything is read anew and nothing kept."""
        if self._store.in_transaction:
            return make()
        state = self._store.version(self._tables)
        with self._lock:
            if state == self._state and key in self._found:
                self._found[key] = found = self._found.pop(key)  # the one asked for last goes last
                return found
        made = make()
        with self._lock:
            if self._store.version(self._tables) == state:  # nobody wrote in between
                if state != self._state:
                    self._found.clear()
                    self._state = state
                self._found[key] = made
                while len(self._found) > self._most:
                    del self._found[next(iter(self._found))]
        return made
