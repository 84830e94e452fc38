"""Candidates of a series: status and decision with their history, nominations, projects that were not reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.clock import stored
from app.db import Database
from app.security import Actor

#: As in the draft list: 未決定, 対象, 準ずる, 対象外.
UNDECIDED: Final = "undecided"
PROPOSED: Final = "proposed"
EQUIVALENT: Final = "equivalent"
EXCLUDED: Final = "excluded"
STATUSES: Final = (PROPOSED, EQUIVALENT, EXCLUDED, UNDECIDED)
#: Whether the section is heard in the end; "" while nobody decided.
OPEN: Final = ""
HEARD: Final = "heard"
NOT_HEARD: Final = "not_heard"
DECISIONS: Final = (HEARD, NOT_HEARD, OPEN)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen of one section. changed_at: also its revision, "" for never."""

    status: str = UNDECIDED
    decision: str = OPEN
    changed_at: str = ""

    @property
    def open(self) -> bool:
        """Nobody decided yet: neither heard nor not, and not left out of the list."""
        return self.decision == OPEN and self.status != EXCLUDED


#: A section nobody has looked at.
NOTHING: Final = Choice()


@dataclass(frozen=True, slots=True)
class Decision:
    """One step of the history. day: of the meeting; decided_at: when it was entered."""

    section_id: int
    status: str
    decision: str
    reason: str
    day: str
    decided_at: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class Nomination:
    """A member's word for hearing a section. entered_by: who typed it, "" where the member did."""

    id: int
    section_id: int
    member_id: int | None
    member: str
    remark: str
    nominated_at: str
    entered_by: str


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A project somebody knows of that the section did not report. who: whose word it is."""

    id: int
    section_id: int
    title: str
    why: str
    who: str
    noted_at: str
    noted_by: int | None


def choices(db: Database, series_id: int) -> dict[int, Choice]:
    """What is chosen, by section id; a section nobody has looked at is not there."""
    rows = db.all(
        "SELECT section_id, status, decision, changed_at FROM hearing_candidate WHERE series_id = ?",
        (series_id,),
    )
    return {r["section_id"]: Choice(r["status"], r["decision"], r["changed_at"]) for r in rows}


def choose(
    db: Database, actor: Actor, now: datetime, series_id: int, section_id: int, *, status: str,
    decision: str, reason: str, day: str,
) -> None:  # fmt: skip
    """Choose, and keep it in the history."""
    db.run(
        "INSERT INTO hearing_candidate (series_id, section_id, status, decision, changed_at, changed_by)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (series_id, section_id) DO UPDATE SET status = excluded.status,"
        " decision = excluded.decision, changed_at = excluded.changed_at, changed_by = excluded.changed_by",
        (series_id, section_id, status, decision, stored(now), actor.id),
    )
    db.insert(
        "hearing_decision", series_id=series_id, section_id=section_id, status=status, decision=decision,
        reason=reason, day=day, decided_at=stored(now), decided_by=actor.id,
    )  # fmt: skip


def history(db: Database, series_id: int, section_id: int) -> list[Decision]:
    """Every step of a section's history, the newest first."""
    rows = db.all(
        "SELECT d.section_id, d.status, d.decision, d.reason, d.day, d.decided_at,"
        " coalesce(a.name, '') AS decided_by FROM hearing_decision d LEFT JOIN account a ON a.id = d.decided_by"
        " WHERE d.series_id = ? AND d.section_id = ? ORDER BY d.id DESC",
        (series_id, section_id),
    )
    return [Decision(**dict(r)) for r in rows]


def nominations(db: Database, series_id: int) -> list[Nomination]:
    """Every nomination that stands, in the order they came."""
    rows = db.all(
        "SELECT n.id, n.section_id, n.member_id, n.member_name AS member, n.remark, n.nominated_at,"
        " CASE WHEN n.entered_by IS n.member_id THEN '' ELSE coalesce(a.name, '') END AS entered_by"
        " FROM hearing_nomination n LEFT JOIN account a ON a.id = n.entered_by"
        " WHERE n.series_id = ? AND n.withdrawn_at = '' ORDER BY n.id",
        (series_id,),
    )
    return [Nomination(**dict(r)) for r in rows]


def nominate(
    db: Database, actor: Actor, now: datetime, series_id: int, section_id: int, *, member_id: int | None,
    member: str, remark: str,
) -> int:  # fmt: skip
    """A new nomination."""
    return db.insert(
        "hearing_nomination", series_id=series_id, section_id=section_id, member_id=member_id,
        member_name=member, remark=remark, nominated_at=stored(now), entered_by=actor.id,
    )  # fmt: skip


def withdraw_nomination(db: Database, now: datetime, nomination_id: int) -> None:
    """It stands no more."""
    db.run("UPDATE hearing_nomination SET withdrawn_at = ? WHERE id = ?", (stored(now), nomination_id))


def unlisted(db: Database, series_id: int) -> list[Unlisted]:
    """Every project not reported that stands, in the order they came."""
    rows = db.all(
        "SELECT id, section_id, title, why, who, noted_at, noted_by FROM hearing_unlisted"
        " WHERE series_id = ? AND withdrawn_at = '' ORDER BY id",
        (series_id,),
    )
    return [Unlisted(**dict(r)) for r in rows]


def note_unlisted(
    db: Database, actor: Actor, now: datetime, series_id: int, section_id: int, *, title: str, why: str,
    who: str,
) -> int:  # fmt: skip
    """A new one."""
    return db.insert(
        "hearing_unlisted", series_id=series_id, section_id=section_id, title=title, why=why, who=who,
        noted_at=stored(now), noted_by=actor.id,
    )  # fmt: skip


def withdraw_unlisted(db: Database, now: datetime, unlisted_id: int) -> None:
    """It stands no more."""
    db.run("UPDATE hearing_unlisted SET withdrawn_at = ? WHERE id = ?", (stored(now), unlisted_id))
