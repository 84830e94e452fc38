"""A meeting does not take place: what was asked of its members ends with it."""

from __future__ import annotations

from datetime import datetime

from app.db import Database
from app.meetings.service import closing, meetings
from app.security import Actor


def cancel(db: Database, actor: Actor, now: datetime, meeting_id: int, cancelled: bool) -> bool:
    """Cancel a meeting, or let it take place after all; whether a running confirmation was closed by it.

    It stays closed when the meeting takes place after all: the secretariat takes answers again, or asks anew.
    Raises Refused where the minutes are final, NotFound.
    """
    with db.write():
        meetings.get(db, actor, meeting_id)
        stopped = cancelled and closing.stop(db, actor, now, meeting_id)
        meetings.cancel(db, actor, now, meeting_id, cancelled)
        return stopped
