"""When a round reminds, and which of it was done."""

from __future__ import annotations

from collections.abc import Iterable

from app.db import Database

#: (kind, days): "opening" with 0 days, or "deadline" with days after it (negative: before).
Planned = tuple[str, int]


def planned(db: Database, round_id: int) -> list[Planned]:
    """What a round has planned, as far as somebody decided it."""
    rows = db.all("SELECT kind, days FROM notice_schedule WHERE round_id = ?", (round_id,))
    return [(r["kind"], r["days"]) for r in rows]


def replace(db: Database, round_id: int, items: Iterable[Planned]) -> None:
    """Plan this instead."""
    db.run("DELETE FROM notice_schedule WHERE round_id = ?", (round_id,))
    db.run_many(
        "INSERT INTO notice_schedule (round_id, kind, days) VALUES (?, ?, ?)",
        [(round_id, kind, days) for kind, days in items],
    )


def runs(db: Database, round_id: int) -> set[tuple[str, int, str]]:
    """(kind, days, day it is counted from) of what was done (or let pass)."""
    rows = db.all("SELECT kind, days, day FROM notice_run WHERE round_id = ?", (round_id,))
    return {(r["kind"], r["days"], r["day"]) for r in rows}


def add_run(db: Database, round_id: int, kind: str, days: int, day: str, batch_id: int | None) -> None:
    """This was done (batch_id None: nobody owed anything, or its time had passed)."""
    db.run(
        "INSERT OR IGNORE INTO notice_run (round_id, kind, days, day, batch_id) VALUES (?, ?, ?, ?, ?)",
        (round_id, kind, days, day, batch_id),
    )
