"""Decisions on contradictions: one row per finding on these very answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.clock import stored
from app.db import Database
from app.security import Actor

OPEN: Final = "open"
ASKED: Final = "asked"
SETTLED: Final = "settled"
STATES: Final = (OPEN, ASKED, SETTLED)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided. note: the question to the section, or why nothing is to be done; decided_at: stored moment."""

    key: str
    state: str
    note: str
    decided_at: str
    decided_by: str


#: Nothing was decided yet.
UNDECIDED: Final = Decision("", OPEN, "", "", "")


def of_round(db: Database, round_id: int) -> dict[str, Decision]:
    """Every decision of a round by the finding's key."""
    rows = db.all(
        "SELECT c.key, c.state, c.note, c.decided_at, coalesce(a.name, '') AS decided_by FROM contradiction c"
        " LEFT JOIN account a ON a.id = c.decided_by WHERE c.round_id = ?",
        (round_id,),
    )
    return {
        r["key"]: Decision(r["key"], r["state"], r["note"], r["decided_at"], r["decided_by"]) for r in rows
    }


def put(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, *, key: str, rule: str,
    state: str, note: str,
) -> None:  # fmt: skip
    """Decide, or decide anew."""
    db.run(
        "INSERT INTO contradiction (round_id, section_id, key, rule, state, note, decided_at, decided_by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (round_id, key) DO UPDATE SET state = excluded.state,"
        " note = excluded.note, decided_at = excluded.decided_at, decided_by = excluded.decided_by",
        (round_id, section_id, key, rule, state, note, stored(now), actor.id),
    )
