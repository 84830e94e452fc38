"""Hand-overs (人事異動): who took over whose section, in which role, at which act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.clock import stored
from app.db import Database
from app.security import Actor


@dataclass(frozen=True, slots=True)
class Move:
    """One section that went from one account to another, with the names of all three."""

    handover_id: int
    handed_at: str
    handed_by: str
    old_id: int
    old_name: str
    new_id: int
    new_name: str
    section: str
    role: str


_SELECT = (
    "SELECT h.id AS handover_id, h.handed_at, coalesce(b.name, '') AS handed_by, m.old_id, o.name AS old_name,"
    " m.new_id, n.name AS new_name, d.name || '　' || s.name AS section, m.role"
    " FROM handover h JOIN handover_move m ON m.handover_id = h.id JOIN account o ON o.id = m.old_id"
    " JOIN account n ON n.id = m.new_id JOIN section s ON s.id = m.section_id"
    " JOIN department d ON d.id = s.department_id LEFT JOIN account b ON b.id = h.handed_by"
)


def of_account(db: Database, account_id: int) -> list[Move]:
    """What an account handed over or took over, the newest first."""
    rows = db.all(
        f"{_SELECT} WHERE m.old_id = :id OR m.new_id = :id ORDER BY h.id DESC, s.position", {"id": account_id}
    )
    return [Move(**dict(r)) for r in rows]


def of_handover(db: Database, handover_id: int) -> list[Move]:
    """Everything one act moved."""
    rows = db.all(f"{_SELECT} WHERE h.id = ? ORDER BY s.position, m.old_id", (handover_id,))
    return [Move(**dict(r)) for r in rows]


def by_request(db: Database, request: str) -> int | None:
    """The act that a page's request became already; None where it did not."""
    found: int | None = db.value("SELECT id FROM handover WHERE request = ?", (request,))
    return found


def add(
    db: Database, actor: Actor, now: datetime, request: str, moves: Iterable[tuple[int, int, int, str]]
) -> int:
    """Keep an act. moves: (old account, new account, section, role)."""
    handover_id = db.insert("handover", request=request, handed_at=stored(now), handed_by=actor.id)
    db.run_many(
        "INSERT INTO handover_move (handover_id, old_id, new_id, section_id, role) VALUES (?, ?, ?, ?, ?)",
        [(handover_id, *move) for move in moves],
    )
    return handover_id
