"""Final minutes: numbered, frozen versions."""

from __future__ import annotations

from app.db import Database


def version(db: Database, meeting_id: int) -> int:
    """The newest final version of a meeting's minutes; 0 while there is none."""
    found = db.value("SELECT max(version) FROM meeting_minutes WHERE meeting_id = ?", (meeting_id,))
    return int(found or 0)
