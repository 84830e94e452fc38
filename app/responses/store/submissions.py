"""Acts of submitting, each with who signed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.clock import stored
from app.db import Database, Row
from app.security import Actor


@dataclass(frozen=True, slots=True)
class Signature:
    """Who stands behind a submission besides the person whose act froze it.

    submitted_by: the account that wrote it where another one's act (the approval) froze it; approved_by,
    approved_at (stored moment), deputy: the approval; proxy_source: from what the secretariat entered it.
    """

    submitted_by: int | None = None
    approved_by: int | None = None
    approved_at: str = ""
    deputy: bool = False
    proxy_source: str = ""


UNSIGNED = Signature()


def add_submission(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int,
    *, source: str, respondent: str, extension: str, reason: str, signed: Signature = UNSIGNED,
) -> int:  # fmt: skip
    """One act of submitting; returns its id."""
    return db.insert(
        "submission",
        round_id=round_id,
        section_id=section_id,
        submitted_at=stored(now),
        submitted_by=signed.submitted_by or actor.id,
        respondent=respondent,
        extension=extension,
        source=source,
        reason=reason,
        approved_at=signed.approved_at,
        approved_by=signed.approved_by,
        deputy=int(signed.deputy),
        proxy_source=signed.proxy_source,
    )


@dataclass(frozen=True, slots=True)
class Submission:
    """One act of submitting, with who signed it (see Version)."""

    id: int
    round_id: int
    section_id: int
    submitted_at: str
    submitted_by: str
    respondent: str
    extension: str
    source: str
    reason: str
    approved_by: str
    approved_at: str
    deputy: bool
    proxy_source: str


_SUBMISSION = (
    "SELECT s.id, s.round_id, s.section_id, s.submitted_at, coalesce(c.name, '') AS submitted_by, s.respondent,"
    " s.extension, s.source, s.reason, coalesce(h.name, '') AS approved_by, s.approved_at, s.deputy, s.proxy_source"
    " FROM submission s LEFT JOIN account c ON c.id = s.submitted_by LEFT JOIN account h ON h.id = s.approved_by"
)


def _submission_from(row: Row) -> Submission:
    return Submission(**dict(row) | {"deputy": bool(row["deputy"])})


def submission(db: Database, submission_id: int) -> Submission | None:
    """One submission."""
    row = db.one(f"{_SUBMISSION} WHERE s.id = ?", (submission_id,))
    return _submission_from(row) if row else None


def submissions(db: Database, round_id: int, section_id: int) -> list[Submission]:
    """Every submission of a section in a round, the newest first."""
    rows = db.all(
        f"{_SUBMISSION} WHERE s.round_id = ? AND s.section_id = ? ORDER BY s.id DESC", (round_id, section_id)
    )
    return [_submission_from(r) for r in rows]


def unseen_by_section(db: Database, round_id: int, section_id: int) -> list[Submission]:
    """The secretariat's submissions after the section's last own one that nobody there marked as seen."""
    rows = db.all(
        f"{_SUBMISSION} WHERE s.round_id = ?1 AND s.section_id = ?2 AND s.source = 'secretariat' AND s.id > coalesce("
        "(SELECT max(id) FROM submission WHERE round_id = ?1 AND section_id = ?2 AND source = 'section'), 0)"
        " AND NOT EXISTS (SELECT 1 FROM proxy_seen p WHERE p.submission_id = s.id) ORDER BY s.id DESC",
        (round_id, section_id),
    )
    return [_submission_from(r) for r in rows]


def mark_seen(db: Database, actor: Actor, now: datetime, submission_id: int) -> bool:
    """Somebody of the section has seen it; False where that was known."""
    return bool(
        db.run(
            "INSERT OR IGNORE INTO proxy_seen (submission_id, seen_at, seen_by) VALUES (?, ?, ?)",
            (submission_id, stored(now), actor.id),
        )
    )
