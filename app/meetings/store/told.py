"""What was told of meetings: when and where it is, to whom, with which batch of letters."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.clock import stored
from app.db import Database
from app.ical import When
from app.security import Actor


@dataclass(frozen=True, slots=True)
class Told:
    """One announcement. sequence: its number, from 0; accounts: who was to know of it."""

    sequence: int
    when: When
    cancelled: bool
    accounts: frozenset[int]
    batch_id: int
    told_at: str
    told_by: int | None


def of_meeting(db: Database, meeting_id: int) -> list[Told]:
    """Every announcement of a meeting, the oldest first."""
    rows = db.all(
        "SELECT sequence, day, begins, ends, place, cancelled, accounts, batch_id, told_at, told_by FROM meeting_told"
        " WHERE meeting_id = ? ORDER BY sequence",
        (meeting_id,),
    )
    return [
        Told(
            r["sequence"], When(r["day"], r["begins"], r["ends"], r["place"]), bool(r["cancelled"]),
            frozenset(json.loads(r["accounts"])), r["batch_id"], r["told_at"], r["told_by"],
        )
        for r in rows
    ]  # fmt: skip


def add(
    db: Database, actor: Actor, now: datetime, meeting_id: int, sequence: int, when: When, cancelled: bool,
    accounts: Iterable[int], batch_id: int,
) -> None:  # fmt: skip
    """One more."""
    db.insert(
        "meeting_told", meeting_id=meeting_id, sequence=sequence, day=when.day, begins=when.begins, ends=when.ends,
        place=when.place, cancelled=int(cancelled), accounts=json.dumps(sorted(accounts)), batch_id=batch_id,
        told_at=stored(now), told_by=actor.id,
    )  # fmt: skip
