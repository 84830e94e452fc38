"""Units (係) of sections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.db import Database


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a section; its days as a section's."""

    id: int
    section_id: int
    name: str
    position: int
    valid_from: str = ""
    valid_until: str = ""

    def valid_on(self, day: str) -> bool:
        """It is there on this day."""
        return self.valid_from <= day and (not self.valid_until or day <= self.valid_until)


_SELECT = "SELECT id, section_id, name, position, valid_from, valid_until FROM unit"


def all_units(db: Database) -> list[Unit]:
    """Every unit there is or was, section by section in order."""
    return [Unit(**dict(r)) for r in db.all(f"{_SELECT} ORDER BY section_id, position, id")]


def of_section(db: Database, section_id: int) -> list[Unit]:
    """A section's units, in order."""
    rows = db.all(f"{_SELECT} WHERE section_id = ? ORDER BY position, id", (section_id,))
    return [Unit(**dict(r)) for r in rows]


def get(db: Database, unit_id: int) -> Unit | None:
    """One unit."""
    row = db.one(f"{_SELECT} WHERE id = ?", (unit_id,))
    return Unit(**dict(row)) if row else None


def add(db: Database, section_id: int, name: str, position: int, **more: str) -> int:
    """A new unit. more: valid_from, valid_until."""
    return db.insert("unit", section_id=section_id, name=name, position=position, **more)


def update(db: Database, unit_id: int, **values: Any) -> None:
    """Change name, position, section_id, valid_from or valid_until."""
    assert set(values) <= {"name", "position", "section_id", "valid_from", "valid_until"}
    places = ", ".join(f"{name} = :{name}" for name in values)
    db.run(f"UPDATE unit SET {places} WHERE id = :id", {**values, "id": unit_id})


def end(db: Database, section_id: int, day: str) -> None:
    """Units of a section that ends, end with it."""
    db.run(
        "UPDATE unit SET valid_until = :day WHERE section_id = :section"
        " AND (valid_until = '' OR valid_until > :day)",
        {"day": day, "section": section_id},
    )
