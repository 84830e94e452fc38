"""Batches: what the secretariat looks at and sends, or discards, at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.clock import stored
from app.db import Database, Row

DRAFT, SENT, DISCARDED = "draft", "sent", "discarded"


@dataclass(frozen=True, slots=True)
class Batch:
    """subject, body: with places to fill in; owing: rows that owe nothing any more are dropped at sending.

    rows: how many notices it has that are not cancelled; dropped: how many were dropped at sending.
    """

    id: int
    round_id: int | None
    kind: str
    title: str
    why: str
    subject: str
    body: str
    owing: bool
    made_at: str
    decided_at: str
    dropped: int
    state: str
    rows: int
    round_name: str


_SELECT: Final = (
    "SELECT b.id, b.round_id, b.kind, b.title, b.why, b.subject, b.body, b.owing, b.made_at, b.decided_at, b.dropped,"
    " b.state, (SELECT count(*) FROM notice n WHERE n.batch_id = b.id AND n.state <> 'cancelled') AS rows,"
    " coalesce(r.name, '') AS round_name FROM notice_batch b LEFT JOIN round r ON r.id = b.round_id"
)


def _from(row: Row) -> Batch:
    made = dict(row)
    return Batch(**made | {"owing": bool(made["owing"])})


def get(db: Database, batch_id: int) -> Batch | None:
    """One batch."""
    row = db.one(f"{_SELECT} WHERE b.id = ?", (batch_id,))
    return _from(row) if row else None


def found(db: Database, where: str, params: Sequence[Any]) -> list[Batch]:
    """Batches by a condition made of constants, the newest first."""
    return [_from(r) for r in db.all(f"{_SELECT} WHERE {where} ORDER BY b.id DESC", params)]


def add(db: Database, now: datetime, made_by: int | None, **values: Any) -> int:
    """A new batch of drafts."""
    return db.insert("notice_batch", made_at=stored(now), made_by=made_by, state=DRAFT, **values)


def reword(db: Database, batch_id: int, subject: str, body: str) -> None:
    """Other words for all its rows."""
    db.run("UPDATE notice_batch SET subject = ?, body = ? WHERE id = ?", (subject, body, batch_id))


def become(db: Database, batch_id: int, kind: str, title: str, subject: str, body: str) -> None:
    """Another kind of letter, with its title and words."""
    db.run(
        "UPDATE notice_batch SET kind = ?, title = ?, subject = ?, body = ? WHERE id = ?",
        (kind, title, subject, body, batch_id),
    )


def decide(db: Database, now: datetime, by: int | None, batch_id: int, state: str, dropped: int = 0) -> bool:
    """Sent or discarded; False where that was decided before."""
    return bool(
        db.run(
            "UPDATE notice_batch SET state = ?, decided_at = ?, decided_by = ?, dropped = ?"
            " WHERE id = ? AND state = 'draft'",
            (state, stored(now), by, dropped, batch_id),
        )
    )


def letters_to(db: Database, batch_ids: Sequence[int]) -> dict[tuple[int, int], tuple[str, str, str]]:
    """(batch, section) → state of the batch, when it was decided, state of the letter."""
    marks = ",".join("?" * len(batch_ids))
    rows = db.all(
        "SELECT b.id, n.section_id, b.state, b.decided_at, n.state AS letter FROM notice n"
        f" JOIN notice_batch b ON b.id = n.batch_id WHERE n.section_id IS NOT NULL AND b.id IN ({marks})",
        tuple(batch_ids),
    )
    return {(r["id"], r["section_id"]): (r["state"], r["decided_at"] or "", r["letter"]) for r in rows}
