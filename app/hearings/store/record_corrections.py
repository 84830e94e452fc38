"""Corrections a section proposes to the record of its hearing: drafted while it reads, sent, decided on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.clock import stored
from app.db import Database
from app.security import Actor
from app.selfsaving.rule import Kept
from forms.questions import Answer

DRAFT, OPEN, ACCEPTED, REFUSED = "draft", "open", "accepted", "refused"


@dataclass(frozen=True, slots=True)
class Correction:
    """One of them. question: the field of the record; was: what stood there; text: what the section proposes; taken:
    what the secretariat made of it ("" where it was not taken)."""

    id: int
    appointment: int
    question: str
    was: str
    text: str
    state: str
    proposed_at: str
    proposed_by: str
    taken: str
    remark: str
    decided_at: str
    decided_by: str


_SELECT: Final = (
    "SELECT c.id, c.appointment_id AS appointment, c.question, c.was, c.text, c.state, c.proposed_at,"
    " coalesce(p.name, '') AS proposed_by, c.taken, c.remark, c.decided_at, coalesce(d.name, '') AS decided_by"
    " FROM hearing_correction c LEFT JOIN account p ON p.id = c.proposed_by LEFT JOIN account d ON d.id = c.decided_by"
)


def proposed(db: Database, appointment_id: int) -> list[Correction]:
    """Everything a section sent about a record, the oldest first; no drafts."""
    rows = db.all(
        f"{_SELECT} WHERE c.appointment_id = ? AND c.state <> 'draft' ORDER BY c.id", (appointment_id,)
    )
    return [Correction(**dict(r)) for r in rows]


def drafts(db: Database, appointment_id: int) -> dict[str, Kept]:
    """Field → what the section has typed and not sent yet."""
    rows = db.all(
        "SELECT c.question, c.text, c.revision, c.saved_at, coalesce(a.name, '') AS name, c.saved_by"
        " FROM hearing_correction c LEFT JOIN account a ON a.id = c.saved_by"
        " WHERE c.appointment_id = ? AND c.state = 'draft'",
        (appointment_id,),
    )
    return {
        r["question"]: Kept(Answer(text=r["text"]), r["revision"], r["saved_at"], r["name"], r["saved_by"])
        for r in rows
    }


def write(
    db: Database, actor: Actor, now: datetime, appointment_id: int, rows: Iterable[tuple[str, str, str, int]]
) -> None:
    """Keep drafts: (field, what stands in the record, what is typed, new revision)."""
    db.run_many(
        "INSERT INTO hearing_correction (appointment_id, question, was, text, revision, saved_at, saved_by, state)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 'draft') ON CONFLICT (appointment_id, question) WHERE state = 'draft'"
        " DO UPDATE SET was = excluded.was, text = excluded.text, revision = excluded.revision,"
        " saved_at = excluded.saved_at, saved_by = excluded.saved_by",
        [(appointment_id, *row, stored(now), actor.id) for row in rows],
    )


def propose(db: Database, actor: Actor, now: datetime, appointment_id: int, was: dict[str, str]) -> list[str]:
    """Drafts that differ from the record are sent, all others go; the fields that were sent."""
    sent = []
    for key, kept in drafts(db, appointment_id).items():
        if kept.answer.text == was.get(key, ""):
            continue
        sent.append(key)
        db.run(
            "UPDATE hearing_correction SET state = 'open', was = ?, proposed_at = ?, proposed_by = ?"
            " WHERE appointment_id = ? AND question = ? AND state = 'draft'",
            (was.get(key, ""), stored(now), actor.id, appointment_id, key),
        )
    drop_drafts(db, appointment_id)
    return sent


def drop_drafts(db: Database, appointment_id: int) -> None:
    """What was typed and not sent goes."""
    db.run("DELETE FROM hearing_correction WHERE appointment_id = ? AND state = 'draft'", (appointment_id,))


def decide(
    db: Database, actor: Actor, now: datetime, correction_id: int, state: str, *, taken: str, remark: str
) -> None:
    """It was taken (as what), or not."""
    db.run(
        "UPDATE hearing_correction SET state = ?, taken = ?, remark = ?, decided_at = ?, decided_by = ? WHERE id = ?",
        (state, taken, remark, stored(now), actor.id, correction_id),
    )
