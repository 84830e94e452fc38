"""Extensions: one section's dates moved back, with who allowed it and why. What was ended stays on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.clock import stored
from app.db import Database
from app.rounds.dates import passed
from app.security import Actor


@dataclass(frozen=True, slots=True)
class Extension:
    """One extension. until: a limit as in app/rounds/dates.py; granted_at, ended_at: stored moments ("" runs)."""

    id: int
    section_id: int
    section: str
    until: str
    reason: str
    granted_at: str
    granted_by: str
    ended_at: str

    def runs(self, now: datetime) -> bool:
        """It still holds: neither ended nor run out."""
        return not self.ended_at and not passed(self.until, now)


def of_round(db: Database, round_id: int) -> list[Extension]:
    """Every extension of a round, the newest first."""
    rows = db.all(
        "SELECT e.id, e.section_id, rs.name AS section, e.until, e.reason, e.granted_at,"
        " coalesce(c.name, '') AS granted_by, e.ended_at FROM extension e"
        " JOIN round_section rs ON rs.round_id = e.round_id AND rs.section_id = e.section_id"
        " LEFT JOIN account c ON c.id = e.granted_by WHERE e.round_id = ? ORDER BY e.id DESC",
        (round_id,),
    )
    return [Extension(**dict(r)) for r in rows]


def add(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, until: str, reason: str
) -> int:
    """One more extension; returns its id."""
    return db.insert(
        "extension", round_id=round_id, section_id=section_id, until=until, reason=reason, granted_at=stored(now),
        granted_by=actor.id,
    )  # fmt: skip


def end(db: Database, now: datetime, extension_id: int) -> None:
    """From now on it holds no more."""
    db.run("UPDATE extension SET ended_at = ? WHERE id = ? AND ended_at = ''", (stored(now), extension_id))
