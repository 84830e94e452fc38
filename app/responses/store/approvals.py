"""Submissions on their way to the section head (課長決裁): asked for, then approved, sent back or pulled back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.clock import stored
from app.db import Database, Row
from app.queries import NOBODY, Heir, heir
from app.security import Actor

WAITING, APPROVED, SENT_BACK, PULLED_BACK = "waiting", "approved", "sent_back", "pulled_back"
#: Submitted by the writer as it was, because approval was switched off meanwhile.
SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True)
class Request:
    """One request for approval, naming exactly what was shown.

    forms: form id → fingerprint of its draft (Item.seen); declared: questionnaire → “we have none” or no longer;
    withdrawn: form id → number of the version that is withdrawn. requested_by, decided_by: names. heir: who took the
    section over from whoever asked, while it waits (人事異動); who asked stays as it was.
    """

    id: int
    round_id: int
    section_id: int
    requested_at: str
    requested_by_id: int | None
    requested_by: str
    respondent: str
    extension: str
    reason: str
    forms: Mapping[int, str]
    declared: Mapping[str, bool]
    withdrawn: Mapping[int, int]
    state: str
    decided_at: str
    decided_by: str
    deputy: bool
    remark: str
    submission_id: int | None
    heir: Heir

    @property
    def stands_for_id(self) -> int | None:
        """The account that goes on with it: who asked, or who took over from them."""
        return self.heir.id or self.requested_by_id

    @property
    def locked(self) -> frozenset[int]:
        """The forms nobody may change while it waits."""
        return frozenset(self.forms) | frozenset(self.withdrawn)


_SELECT = (
    "SELECT r.id, r.round_id, r.section_id, r.requested_at, r.requested_by AS requested_by_id,"
    " coalesce(a.name, '') AS requested_by, r.respondent, r.extension, r.reason, r.forms, r.declared, r.withdrawn,"
    " r.state, r.decided_at, coalesce(b.name, '') AS decided_by, r.deputy, r.remark, r.submission_id"
    " FROM approval_request r LEFT JOIN account a ON a.id = r.requested_by"
    " LEFT JOIN account b ON b.id = r.decided_by"
)


def _numbered(packed: str) -> dict[int, str]:
    return {int(k): v for k, v in json.loads(packed).items()}


def _from(db: Database, row: Row) -> Request:
    waits = row["state"] == WAITING
    made = dict(row) | {
        "heir": heir(db, row["requested_by_id"], row["section_id"], row["requested_at"]) if waits else NOBODY,
        "forms": _numbered(row["forms"]),
        "declared": json.loads(row["declared"]),
        "withdrawn": _numbered(row["withdrawn"]),
        "deputy": bool(row["deputy"]),
    }
    return Request(**made)


def get(db: Database, request_id: int) -> Request | None:
    """One request."""
    row = db.one(f"{_SELECT} WHERE r.id = ?", (request_id,))
    return _from(db, row) if row else None


def of_section(db: Database, round_id: int, section_id: int) -> list[Request]:
    """Every request of a section in a round, the newest first."""
    rows = db.all(
        f"{_SELECT} WHERE r.round_id = ? AND r.section_id = ? ORDER BY r.id DESC", (round_id, section_id)
    )
    return [_from(db, r) for r in rows]


def newest(db: Database, round_id: int, section_id: int) -> Request | None:
    """The last request of a section: the waiting one where there is one."""
    row = db.one(
        f"{_SELECT} WHERE r.round_id = ? AND r.section_id = ? ORDER BY r.id DESC LIMIT 1",
        (round_id, section_id),
    )
    return _from(db, row) if row else None


def waiting(db: Database, round_id: int, section_id: int) -> Request | None:
    """The request that waits in this section; there is at most one."""
    found = newest(db, round_id, section_id)
    return found if found and found.state == WAITING else None


def waiting_in_round(db: Database, round_id: int) -> dict[int, Request]:
    """The waiting requests of a round by section id."""
    rows = db.all(f"{_SELECT} WHERE r.round_id = ? AND r.state = 'waiting'", (round_id,))
    return {r["section_id"]: _from(db, r) for r in rows}


def waiting_of_section(db: Database, section_id: int) -> list[Request]:
    """The waiting requests of a section, over all rounds."""
    rows = db.all(f"{_SELECT} WHERE r.section_id = ? AND r.state = 'waiting'", (section_id,))
    return [_from(db, r) for r in rows]


def add(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int,
    *, respondent: str, extension: str, reason: str,
    forms: Mapping[int, str], declared: Mapping[str, bool], withdrawn: Mapping[int, int],
) -> int:  # fmt: skip
    """A new waiting request; returns its id."""
    return db.insert(
        "approval_request", round_id=round_id, section_id=section_id, requested_at=stored(now),
        requested_by=actor.id, respondent=respondent, extension=extension, reason=reason, forms=json.dumps(forms),
        declared=json.dumps(declared), withdrawn=json.dumps(withdrawn), state=WAITING,
    )  # fmt: skip


def decide(
    db: Database, actor: Actor, now: datetime, request_id: int, state: str,
    *, deputy: bool = False, remark: str = "", submission_id: int | None = None,
) -> None:  # fmt: skip
    """What became of a waiting request."""
    db.run(
        "UPDATE approval_request SET state = ?, decided_at = ?, decided_by = ?, deputy = ?, remark = ?,"
        " submission_id = ? WHERE id = ? AND state = 'waiting'",
        (state, stored(now), actor.id, int(deputy), remark, submission_id, request_id),
    )
