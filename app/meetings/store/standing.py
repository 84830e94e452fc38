"""How meetings of a body stand: what was decided, what is open, how far the minutes are. Read only, for one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.db import Database


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with the meeting and the item it was made under."""

    meeting_id: int
    item: str
    text: str


@dataclass(frozen=True, slots=True)
class Task:
    """Something that is to be done, as a meeting left it."""

    meeting_id: int
    what: str
    who: str
    due: str


def decisions(db: Database, body_id: int) -> list[Decided]:
    """What a body decided, the newest meeting first."""
    rows = db.all(
        "SELECT d.meeting_id, coalesce(i.title, '') AS item, d.text FROM meeting_decision d"
        " JOIN meeting m ON m.id = d.meeting_id LEFT JOIN meeting_item i ON i.id = d.item_id"
        " WHERE m.body_id = ? AND d.dropped_at = '' ORDER BY m.day DESC, coalesce(m.nth, m.number) DESC, d.id",
        (body_id,),
    )
    return [Decided(**dict(r)) for r in rows]


def open_tasks(db: Database, body_id: int) -> list[Task]:
    """What is still to be done, the first due first."""
    rows = db.all(
        "SELECT t.meeting_id, t.what, t.who, t.due FROM meeting_task t JOIN meeting m ON m.id = t.meeting_id"
        " WHERE m.body_id = ? AND t.done_at = '' ORDER BY t.due = '', t.due, t.id",
        (body_id,),
    )
    return [Task(**dict(r)) for r in rows]


#: How far a meeting's minutes are, the furthest last.
NOTHING, WRITING, CONFIRMING, FINAL, PUBLISHED = "nothing", "writing", "confirming", "final", "published"


def states(db: Database, body_id: int) -> Mapping[int, str]:
    """Meeting → how far its minutes are."""
    rows = db.all(
        "SELECT m.id,"
        " CASE WHEN EXISTS (SELECT 1 FROM meeting_minutes f WHERE f.meeting_id = m.id) THEN"
        "  CASE WHEN EXISTS (SELECT 1 FROM meeting_publication p WHERE p.meeting_id = m.id AND p.withdrawn_at = '')"
        f"  THEN '{PUBLISHED}' ELSE '{FINAL}' END"
        " WHEN EXISTS (SELECT 1 FROM meeting_confirmation c WHERE c.meeting_id = m.id AND c.closed_at = '')"
        f" THEN '{CONFIRMING}'"
        " WHEN EXISTS (SELECT 1 FROM meeting_speech s WHERE s.meeting_id = m.id AND s.dropped_at = '')"
        f" THEN '{WRITING}' ELSE '{NOTHING}' END AS state FROM meeting m WHERE m.body_id = ?",
        (body_id,),
    )
    return {r["id"]: r["state"] for r in rows}
