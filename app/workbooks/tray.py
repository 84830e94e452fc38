"""Workbooks that were read and wait for the person's word: in memory only, few of them, for an hour.

Nothing of an upload is ever written to a file or a table of ours. What is lost by a restart is sent again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Final
from weakref import WeakKeyDictionary

from app.db import Database
from app.errors import NotFound
from app.security import Actor
from forms.workbook import Reading

KEPT_FOR: Final = timedelta(hours=1)
#: Letters in all waiting workbooks together, and workbooks of one person.
MOST_LETTERS: Final = 20_000_000
MOST_OF_ONE: Final = 3


@dataclass
class Waiting:
    """One read workbook. account: who sent it, and alone may look at it; taken: it is in the draft."""

    token: str
    account: int | None
    round_id: int
    section_id: int
    name: str
    reading: Reading
    at: datetime
    taken: bool = False
    letters: int = 0


@dataclass
class _Tray:
    entries: OrderedDict[str, Waiting] = field(default_factory=OrderedDict)


_guard: Final = threading.Lock()
_trays: Final[WeakKeyDictionary[Database, _Tray]] = WeakKeyDictionary()


def put(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, name: str, reading: Reading
) -> str:
    """Keep a workbook; its token."""
    letters = sum(
        len(a.text) + len(a.other) + len(a.page) + 100 for f in reading.forms for a in f.answers.values()
    )
    made = Waiting(token_urlsafe(24), actor.id, round_id, section_id, name, reading, now, letters=letters)
    with _guard:
        entries = _trays.setdefault(db, _Tray()).entries
        entries[made.token] = made
        _forget(entries, now, actor.id)
    return made.token


def _forget(entries: OrderedDict[str, Waiting], now: datetime, account: int | None) -> None:
    """What is too old, too much or more than one person needs goes, the oldest first; the newest stays."""
    own = [t for t, w in entries.items() if w.account == account]
    gone = {t for t, w in entries.items() if not timedelta(0) <= now - w.at < KEPT_FOR} | set(
        own[:-MOST_OF_ONE]
    )
    left = sum(w.letters for t, w in entries.items() if t not in gone)
    for token in list(entries)[:-1]:
        if token not in gone and left > MOST_LETTERS:
            gone.add(token)
            left -= entries[token].letters
    for token in gone:
        del entries[token]


def get(
    db: Database, actor: Actor, now: datetime, token: str, round_id: int, section_id: int
) -> Waiting | None:
    """The workbook with this token; None where it is gone. Raises NotFound for somebody else's."""
    with _guard:
        found = _trays.setdefault(db, _Tray()).entries.get(token)
    if found is None or not timedelta(0) <= now - found.at < KEPT_FOR:
        return None
    if (found.account, found.round_id, found.section_id) != (actor.id, round_id, section_id):
        raise NotFound
    return found
