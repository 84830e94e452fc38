"""What bodies promised after their meetings: kept, owed, late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.clock import CITY_ZONE, read
from app.db import Database
from app.meetings import promises
from app.meetings.promises import MINUTES, SUMMARY, Promise
from app.meetings.store import promised as store
from app.meetings.store.promised import Held


@dataclass(frozen=True, slots=True)
class Owed:
    """Something promised that is not out. late: so many days; 0 while there is time."""

    meeting_id: int
    body: str
    number: int
    promise: Promise
    late: int


def today(now: datetime) -> date:
    """The day in the city."""
    return now.astimezone(CITY_ZONE).date()


def of_meeting(db: Database, now: datetime, meeting_id: int) -> list[Promise]:
    """What was promised after a meeting that has taken place; nothing after one that lies ahead or is cancelled."""
    return [p for held in store.held(db, today(now).isoformat(), meeting_id) for p in _promises(held)]


def of_body(db: Database, now: datetime, body_id: int) -> dict[int, list[Promise]]:
    """The same for every meeting of a body."""
    return {h.meeting_id: _promises(h) for h in store.held(db, today(now).isoformat(), body_id=body_id)}


def owed(db: Database, now: datetime) -> list[Owed]:
    """What is not out of all bodies: what is late first, the longest first, then what is due next."""
    day = today(now)
    found = [
        Owed(held.meeting_id, held.body, held.number, promise, promise.late(day))
        for held in store.held(db, day.isoformat())
        for promise in _promises(held)
        if promise.owed
    ]
    return sorted(found, key=lambda one: (one.promise.last, one.meeting_id, one.promise.what == MINUTES))


def _promises(held: Held) -> list[Promise]:
    """Minutes are out once their readers have them: for a body only members read, when they are final.

    Whoever reads the minutes needs no summary any more; taken back, neither is out.
    """
    met, minutes = date.fromisoformat(held.day), held.published_at if held.minutes_stand else ""
    if held.audience == "members":
        minutes = held.final_at
    summary = held.summary_at if held.summary_stands or (held.summary_at and minutes) else minutes
    if minutes and summary:
        summary = min(summary, minutes)
    out = []
    for what, days, at in ((SUMMARY, held.summary_days, summary), (MINUTES, held.minutes_days, minutes)):
        last = promises.last_day(met, days)
        if last is not None:
            out.append(Promise(what, met, last, read(at).date() if at else None))
    return out
