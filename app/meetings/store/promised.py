"""What bodies promised after their meetings, what came out when, and of what was reminded. Read across tables, for lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.clock import stored
from app.db import Database


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting something is promised after. …_at: moments, "" for none; summary_at: of the first edition;
    summary_stands, minutes_stand: they can be read at their address now."""

    meeting_id: int
    body_id: int
    body: str
    number: int
    day: str
    audience: str
    summary_days: int
    minutes_days: int
    summary_at: str
    summary_stands: bool
    final_at: str
    published_at: str
    minutes_stand: bool


_SELECT: Final = (
    "SELECT m.id AS meeting_id, b.id AS body_id, b.name AS body, coalesce(m.nth, m.number) AS number, m.day, b.audience, b.summary_days, b.minutes_days,"
    " coalesce((SELECT min(made_at) FROM meeting_summary e WHERE e.meeting_id = m.id), '') AS summary_at,"
    " coalesce(s.withdrawn_at = '', 0) AS summary_stands,"
    " coalesce((SELECT min(final_at) FROM meeting_minutes f WHERE f.meeting_id = m.id), '') AS final_at,"
    " coalesce(p.published_at, '') AS published_at, coalesce(p.withdrawn_at = '', 0) AS minutes_stand"
    " FROM meeting m JOIN meeting_body b ON b.id = m.body_id"
    " LEFT JOIN meeting_summary_place s ON s.meeting_id = m.id LEFT JOIN meeting_publication p ON p.meeting_id = m.id"
    " WHERE m.cancelled_at = '' AND m.day >= b.promised_from AND m.day <= ?"
    " AND (b.summary_days > 0 OR b.minutes_days > 0)"
)


def held(db: Database, until: str, meeting_id: int | None = None, body_id: int | None = None) -> list[Held]:
    """The meetings until a day that something is promised after, the newest first: all, one, or those of a body."""
    rows = db.all(
        f"{_SELECT} AND (m.id = ? OR ? IS NULL) AND (b.id = ? OR ? IS NULL) ORDER BY m.day DESC, m.id DESC",
        (until, meeting_id, meeting_id, body_id, body_id),
    )
    return [
        Held(
            **{**dict(r), "summary_stands": bool(r["summary_stands"]), "minutes_stand": bool(r["minutes_stand"])}
        )
        for r in rows
    ]  # fmt: skip


#: Meeting, what was promised, before or after its last day, that day.
Reminded = tuple[int, str, str, str]


def reminded(db: Database) -> frozenset[Reminded]:
    """Of what was reminded already."""
    rows = db.all("SELECT meeting_id, what, kind, due FROM meeting_reminded")
    return frozenset((r["meeting_id"], r["what"], r["kind"], r["due"]) for r in rows)


def remind(db: Database, now: datetime, one: Reminded) -> None:
    """Note that it was reminded of."""
    meeting_id, what, kind, due = one
    db.insert("meeting_reminded", meeting_id=meeting_id, what=what, kind=kind, due=due, at=stored(now))
