"""Tables made once are kept until something changes: clicking through twenty of them computes them once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar
from weakref import WeakKeyDictionary

from app.db import Database

#: Editions kept per database: a round as it stands, as released, and two editions being compared, for two rounds.
KEPT: Final = 8
#: Tables say when they were read; after this they are read again although nothing changed.
FRESH: Final = timedelta(minutes=10)
Kept = TypeVar("Kept")


@dataclass
class _Slot(Generic[Kept]):
    lock: threading.Lock = field(default_factory=threading.Lock)
    stamp: Hashable = None
    made_at: datetime | None = None
    value: Kept | None = None


class Shelf(Generic[Kept]):
    """A few values per database, each under a key with the stamp of what it was made from."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._slots: WeakKeyDictionary[Database, OrderedDict[Hashable, _Slot[Kept]]] = WeakKeyDictionary()

    def get(
        self, db: Database, key: Hashable, stamp: Hashable, now: datetime, make: Callable[[], Kept]
    ) -> Kept:
        """The value kept under this stamp, else a new one; who asks meanwhile waits for it."""
        slot = self._slot(db, key)
        with slot.lock:
            old = slot.made_at is None or not timedelta(0) <= now - slot.made_at < FRESH
            if slot.value is None or slot.stamp != stamp or old:
                slot.value = make()
                slot.stamp, slot.made_at = stamp, now
            return slot.value

    def _slot(self, db: Database, key: Hashable) -> _Slot[Kept]:
        with self._guard:
            slots = self._slots.setdefault(db, OrderedDict())
            slot = slots.setdefault(key, _Slot())
            slots.move_to_end(key)
            while len(slots) > KEPT:
                slots.popitem(last=False)
            return slot
