"""Who else has a form open. Kept in memory: it is about the present half minute, nothing to store or to restore."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.security import Actor

#: A page tells every ten seconds that it is there; after three missed times it is taken for gone.
GONE_AFTER: Final = timedelta(seconds=30)

#: (account, window) → (name, heard of last).
_Windows = dict[tuple[int | None, str], tuple[str, datetime]]


@dataclass(frozen=True, slots=True)
class Company:
    """Who is there besides this window. names: other people; elsewhere: oneself, in another window."""

    names: tuple[str, ...] = ()
    elsewhere: bool = False


class Presence:
    """The windows in which forms are open now. place: what names a form; window: one browser tab."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._seen: dict[Hashable, _Windows] = {}

    def note(self, place: Hashable, actor: Actor, window: str, now: datetime) -> Company:
        """This window shows the form now; who else does. A page without a window's name is only looked at by others."""
        with self._guard:
            here = self._living(place, now)
            here[actor.id, window] = (actor.name, now)
            others = {key: name for (key, _), (name, _) in here.items() if key != actor.id}
            own = {w for key, w in here if key == actor.id and w}
        return Company(tuple(sorted(others.values())), bool(window) and len(own) > 1)

    def _living(self, place: Hashable, now: datetime) -> _Windows:
        """The windows that show this form and were heard of lately; all others are forgotten."""
        for known, here in list(self._seen.items()):
            living = {k: v for k, v in here.items() if v[1] >= now - GONE_AFTER}
            if living:
                self._seen[known] = living
            else:
                del self._seen[known]
        return self._seen.setdefault(place, {})
