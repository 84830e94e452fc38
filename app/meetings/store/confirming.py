"""Confirmations: the draft that was sent, who read it and said what, the changes proposed, and the trace of all of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.clock import stored
from app.db import Database, Row
from app.security import Actor

AGREED: Final = "agreed"
CHANGES: Final = "changes"
OPEN: Final = "open"
ACCEPTED: Final = "accepted"
PARTLY: Final = "partly"
REFUSED: Final = "refused"
WITHDRAWN: Final = "withdrawn"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One round of asking. draft: the minutes that were sent, with the ids and people of their speeches; until: the last day.

    batch_id: the letters drafted last for it.
    """

    id: int
    meeting_id: int
    number: int
    draft: Mapping[str, Any]
    until: str
    silence_agrees: bool
    batch_id: int | None
    sent_at: str
    closed_at: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is asked. said: "" so far nothing; recorded_by: who entered it for them from paper, "" for nobody."""

    confirmation_id: int
    person_id: int
    name: str
    role: str
    account_id: int | None
    said: str
    said_at: str
    remark: str
    recorded_by: str


@dataclass(frozen=True, slots=True)
class Change:
    """A change proposed for one speech. was: the text it was proposed against; stood, result: the speech before and after a decision
    that changed it.

    state: OPEN, ACCEPTED, PARTLY, REFUSED or WITHDRAWN; remark: the secretariat's, read by who proposed it.
    """

    id: int
    confirmation_id: int
    person_id: int
    name: str
    role: str
    speech_id: int
    was: str
    text: str
    why: str
    revision: int
    state: str
    remark: str
    stood: str
    result: str
    proposed_at: str
    recorded_by: str
    decided_at: str
    decided_by: str

    @property
    def is_open(self) -> bool:
        """Nobody has decided on it yet."""
        return self.state == OPEN


@dataclass(frozen=True, slots=True)
class Said:
    """One step of a confirmation, kept for good. what: "agreed", "proposed", …; name: whom it is about; by: who did it."""

    what: str
    text: str
    at: str
    name: str
    by: str
    on_paper: bool
    speech_id: int | None


_ROUND: Final = "SELECT id, meeting_id, number, draft, until, silence_agrees, batch_id, sent_at, closed_at FROM meeting_confirmation"
_READER: Final = (
    "SELECT r.confirmation_id, r.person_id, p.name, p.role, p.account_id, r.said, r.said_at, r.remark,"
    " coalesce(a.name, '') AS recorded_by FROM meeting_reader r JOIN meeting_person p ON p.id = r.person_id"
    " LEFT JOIN account a ON a.id = r.on_paper"
)
_CHANGE: Final = (
    "SELECT c.id, c.confirmation_id, c.person_id, p.name, p.role, c.speech_id, c.was, c.text, c.why, c.revision, c.state,"
    " c.remark, c.stood, c.result, c.proposed_at, coalesce(a.name, '') AS recorded_by, c.decided_at,"
    " coalesce(d.name, '') AS decided_by FROM meeting_change c JOIN meeting_person p ON p.id = c.person_id"
    " LEFT JOIN account a ON a.id = c.on_paper LEFT JOIN account d ON d.id = c.decided_by"
)


def _round(row: Row) -> Confirmation:
    made = dict(row)
    return Confirmation(
        **{**made, "draft": json.loads(made["draft"]), "silence_agrees": bool(made["silence_agrees"])}
    )


def rounds(db: Database, meeting_id: int) -> list[Confirmation]:
    """The confirmations of a meeting, the newest first."""
    rows = db.all(f"{_ROUND} WHERE meeting_id = ? ORDER BY number DESC", (meeting_id,))
    return [_round(r) for r in rows]


def newest(db: Database, meeting_id: int) -> Confirmation | None:
    """The confirmation that counts."""
    row = db.one(f"{_ROUND} WHERE meeting_id = ? ORDER BY number DESC LIMIT 1", (meeting_id,))
    return _round(row) if row else None


def of_account(db: Database, account_id: int) -> list[tuple[Confirmation, Reader]]:
    """The newest confirmations of meetings that take place and are not final, of which this account is a reader; the most urgent first."""
    rows = db.all(
        f"{_ROUND} WHERE id IN (SELECT max(c.id) FROM meeting_confirmation c GROUP BY c.meeting_id)"
        " AND meeting_id NOT IN (SELECT meeting_id FROM meeting_minutes)"
        " AND meeting_id NOT IN (SELECT id FROM meeting WHERE cancelled_at <> '') ORDER BY until, id"
    )
    out = []
    for found in map(_round, rows):
        own = next((r for r in readers(db, found.id) if r.account_id == account_id), None)
        if own is not None:
            out.append((found, own))
    return out


def unfinished(db: Database) -> list[int]:
    """The meetings whose minutes are with the members, or were, and are not final; not those of cancelled ones; the most urgent first."""
    rows = db.all(
        "SELECT meeting_id, max(until) AS until FROM meeting_confirmation"
        " WHERE meeting_id NOT IN (SELECT meeting_id FROM meeting_minutes)"
        " AND meeting_id NOT IN (SELECT id FROM meeting WHERE cancelled_at <> '')"
        " GROUP BY meeting_id ORDER BY until, meeting_id"
    )
    return [r["meeting_id"] for r in rows]


def add(
    db: Database, actor: Actor, now: datetime, meeting_id: int, number: int, draft: Mapping[str, Any], until: str,
    silence_agrees: bool, people: Iterable[int],
) -> int:  # fmt: skip
    """A new confirmation with its readers; its id."""
    made = db.insert(
        "meeting_confirmation", meeting_id=meeting_id, number=number, draft=json.dumps(draft, ensure_ascii=False),
        until=until, silence_agrees=int(silence_agrees), sent_at=stored(now), sent_by=actor.id,
    )  # fmt: skip
    for person_id in people:
        db.insert("meeting_reader", confirmation_id=made, person_id=person_id)
    return made


def extend(db: Database, confirmation_id: int, until: str) -> None:
    """Another last day."""
    db.run("UPDATE meeting_confirmation SET until = ? WHERE id = ?", (until, confirmation_id))


def put_batch(db: Database, confirmation_id: int, batch_id: int | None) -> None:
    """The letters drafted last."""
    db.run("UPDATE meeting_confirmation SET batch_id = ? WHERE id = ?", (batch_id, confirmation_id))


def close(db: Database, confirmation_id: int, at: str) -> None:
    """Nothing can be said any more ("": it can again)."""
    db.run("UPDATE meeting_confirmation SET closed_at = ? WHERE id = ?", (at, confirmation_id))


def readers(db: Database, confirmation_id: int) -> list[Reader]:
    """Who is asked, in the order of the meeting's list."""
    rows = db.all(f"{_READER} WHERE r.confirmation_id = ? ORDER BY p.position, p.id", (confirmation_id,))
    return [Reader(**dict(r)) for r in rows]


def put_said(
    db: Database, confirmation_id: int, person_id: int, said: str, at: str, on_paper: int | None
) -> None:
    """What somebody says to the whole."""
    db.run(
        "UPDATE meeting_reader SET said = ?, said_at = ?, on_paper = ? WHERE confirmation_id = ? AND person_id = ?",
        (said, at, on_paper, confirmation_id, person_id),
    )


def put_remark(db: Database, confirmation_id: int, person_id: int, remark: str) -> None:
    """What somebody remarks that is not about one speech."""
    db.run(
        "UPDATE meeting_reader SET remark = ? WHERE confirmation_id = ? AND person_id = ?",
        (remark, confirmation_id, person_id),
    )


def changes(db: Database, confirmation_id: int) -> list[Change]:
    """Every change proposed, the oldest first."""
    return [
        Change(**dict(r)) for r in db.all(f"{_CHANGE} WHERE c.confirmation_id = ? ORDER BY c.id", (confirmation_id,))
    ]  # fmt: skip


def open_changes(db: Database, meeting_id: int) -> int:
    """How many changes of a meeting nobody has decided on."""
    return int(
        db.value(
            "SELECT count(*) FROM meeting_change c JOIN meeting_confirmation m ON m.id = c.confirmation_id"
            " WHERE m.meeting_id = ? AND c.state = 'open'",
            (meeting_id,),
        )
    )


def propose(
    db: Database, now: datetime, confirmation_id: int, person_id: int, speech_id: int, was: str, text: str, why: str,
    on_paper: int | None,
) -> int:  # fmt: skip
    """A new change; its id."""
    return db.insert(
        "meeting_change", confirmation_id=confirmation_id, person_id=person_id, speech_id=speech_id, was=was, text=text,
        why=why, proposed_at=stored(now), on_paper=on_paper,
    )  # fmt: skip


def put_change(db: Database, change_id: int, values: Mapping[str, Any]) -> None:
    """Change columns of a change (names come from code) and raise its revision."""
    marks = "".join(f"{name} = ?, " for name in values)
    db.run(
        f"UPDATE meeting_change SET {marks}revision = revision + 1 WHERE id = ?",  # noqa: S608 - names of ours
        (*values.values(), change_id),
    )


def tell(
    db: Database, actor: Actor, now: datetime, confirmation_id: int, what: str, *, person_id: int | None = None,
    change_id: int | None = None, text: str = "", on_paper: bool = False,
) -> None:  # fmt: skip
    """Keep a step."""
    db.insert(
        "meeting_said", confirmation_id=confirmation_id, person_id=person_id, change_id=change_id, what=what, text=text,
        at=stored(now), by=actor.id, on_paper=int(on_paper),
    )  # fmt: skip


def told(db: Database, confirmation_id: int) -> list[Said]:
    """All steps, the oldest first."""
    rows = db.all(
        "SELECT s.what, s.text, s.at, coalesce(p.name, '') AS name, coalesce(a.name, '') AS by, s.on_paper, c.speech_id"
        " FROM meeting_said s LEFT JOIN meeting_person p ON p.id = s.person_id LEFT JOIN account a ON a.id = s.by"
        " LEFT JOIN meeting_change c ON c.id = s.change_id WHERE s.confirmation_id = ? ORDER BY s.id",
        (confirmation_id,),
    )
    return [Said(**{**dict(r), "on_paper": bool(r["on_paper"])}) for r in rows]
