"""The calendar entries of a letter."""

from __future__ import annotations

from collections.abc import Sequence

from app.db import Database
from app.notices.letter import Calendar


def add(db: Database, notice_id: int, calendars: Sequence[Calendar]) -> None:
    """They go with this letter, in this order."""
    for position, one in enumerate(calendars, 1):
        db.insert("notice_calendar", notice_id=notice_id, position=position, method=one.method, text=one.text)


def of(db: Database, notice_id: int) -> list[Calendar]:
    """What goes with a letter."""
    rows = db.all(
        "SELECT method, text FROM notice_calendar WHERE notice_id = ? ORDER BY position", (notice_id,)
    )
    return [Calendar(r["method"], r["text"]) for r in rows]
