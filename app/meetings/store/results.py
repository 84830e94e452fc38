"""Results of items: one text for each, with its revision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.clock import stored
from app.db import Database
from app.security import Actor
from app.selfsaving.rule import Kept
from forms.questions import Answer


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an item (None: of the meeting as a whole)."""

    item_id: int | None
    text: str
    revision: int
    saved_at: str
    by: int | None
    saved_by: str

    @property
    def kept(self) -> Kept:
        """Its text as a draft that saves itself."""
        return Kept(Answer(text=self.text), self.revision, self.saved_at, self.saved_by, self.by)


def results(db: Database, meeting_id: int) -> dict[int | None, Result]:
    """By item."""
    rows = db.all(
        "SELECT r.item_id, r.text, r.revision, r.saved_at, r.saved_by AS by, coalesce(a.name, '') AS saved_by"
        " FROM meeting_result r LEFT JOIN account a ON a.id = r.saved_by WHERE r.meeting_id = ? ORDER BY r.id",
        (meeting_id,),
    )
    return {r["item_id"]: Result(**dict(r)) for r in rows}


def put(db: Database, actor: Actor, now: datetime, meeting_id: int, item_id: int | None, text: str) -> None:
    """Write the result of an item, whatever stood there; the next revision."""
    changed = db.run(
        "UPDATE meeting_result SET text = ?, revision = revision + 1, saved_at = ?, saved_by = ?"
        " WHERE meeting_id = ? AND item_id IS ?",
        (text, stored(now), actor.id, meeting_id, item_id),
    )
    if not changed:
        db.insert(
            "meeting_result",
            meeting_id=meeting_id,
            item_id=item_id,
            text=text,
            saved_at=stored(now),
            saved_by=actor.id,
        )
