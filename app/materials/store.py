"""Materials of a round: a title with a text, a file, or both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.clock import stored
from app.db import Database, Row
from app.security import Actor


@dataclass(frozen=True, slots=True)
class Material:
    """One material. kind: "request", "guide", "example" or "other"; changed_at: also its revision."""

    id: int
    round_id: int
    kind: str
    title: str
    body: str
    file_id: int | None
    position: int
    changed_at: str
    changed_by: str


_SELECT = (
    "SELECT m.id, m.round_id, m.kind, m.title, m.body, m.file_id, m.position, m.changed_at,"
    " coalesce(a.name, '') AS changed_by FROM round_material m LEFT JOIN account a ON a.id = m.changed_by"
)


def _from(row: Row) -> Material:
    return Material(*row)


def get(db: Database, material_id: int) -> Material | None:
    """One material."""
    row = db.one(f"{_SELECT} WHERE m.id = ?", (material_id,))
    return _from(row) if row else None


def of_round(db: Database, round_id: int) -> list[Material]:
    """The materials of a round in their order."""
    rows = db.all(f"{_SELECT} WHERE m.round_id = ? ORDER BY m.position, m.id", (round_id,))
    return [_from(r) for r in rows]


def by_request(db: Database, request: str) -> Material | None:
    """The material that this very click made before."""
    row = db.one(f"{_SELECT} WHERE m.request = ?", (request,)) if request else None
    return _from(row) if row else None


def add(
    db: Database,
    actor: Actor,
    now: datetime,
    round_id: int,
    values: Mapping[str, str | int | None],
    request: str,
) -> int:
    """A new material, the last one. values: kind, title, body, file_id."""
    last = db.value("SELECT coalesce(max(position), 0) FROM round_material WHERE round_id = ?", (round_id,))
    return db.insert(
        "round_material", round_id=round_id, **values, position=last + 1, request=request or None,
        changed_at=stored(now), changed_by=actor.id,
    )  # fmt: skip


def change(
    db: Database, actor: Actor, now: datetime, material_id: int, values: Mapping[str, str | int | None]
) -> None:
    """Replace kind, title, body and file_id."""
    db.run(
        "UPDATE round_material SET kind = :kind, title = :title, body = :body, file_id = :file_id,"
        " changed_at = :at, changed_by = :by WHERE id = :id",
        {**values, "at": stored(now), "by": actor.id, "id": material_id},
    )


def remove(db: Database, material_id: int) -> None:
    """Take a material away."""
    db.run("DELETE FROM round_material WHERE id = ?", (material_id,))


def place(db: Database, material_id: int, position: int) -> None:
    """Put a material at a position."""
    db.run("UPDATE round_material SET position = ? WHERE id = ?", (position, material_id))
