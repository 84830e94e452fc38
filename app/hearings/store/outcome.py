"""What was recorded in a series, read for its tables: hearings and how far their records are."""

from __future__ import annotations

from dataclasses import dataclass

from app.db import Database


@dataclass(frozen=True, slots=True)
class Hearing:
    """One hearing with where it was published last ("" where it was not) and how far its record is."""

    id: int
    section_id: int
    turn: int
    day: str
    begins: str
    ends: str
    begun: bool
    final: bool
    dropped: bool


def hearings(db: Database, series_id: int) -> list[Hearing]:
    """Every hearing that was published last or has a record, in the order of time."""
    rows = db.all(
        "SELECT a.id, a.section_id, a.turn, coalesce(e.day, '') AS day, coalesce(e.begins, '') AS begins,"
        " coalesce(e.ends, '') AS ends, r.begun_at IS NOT NULL AS begun, coalesce(r.final_at, '') <> '' AS final,"
        " a.dropped_at <> '' AS dropped FROM hearing_appointment a"
        " LEFT JOIN hearing_entry e ON e.appointment_id = a.id"
        " AND e.plan_id = (SELECT max(id) FROM hearing_plan WHERE series_id = a.series_id)"
        " LEFT JOIN hearing_record r ON r.appointment_id = a.id"
        " WHERE a.series_id = ? AND (e.plan_id IS NOT NULL OR r.appointment_id IS NOT NULL)"
        " ORDER BY e.day IS NULL, e.day, e.begins, a.section_id, a.turn",
        (series_id,),
    )
    return [
        Hearing(
            r["id"], r["section_id"], r["turn"], r["day"], r["begins"], r["ends"], bool(r["begun"]),
            bool(r["final"]), bool(r["dropped"]),
        )
        for r in rows
    ]  # fmt: skip
