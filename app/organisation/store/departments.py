"""Departments (部)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.db import Database


@dataclass(frozen=True, slots=True)
class Department:
    """A department. position: its place in the city's order; its days as a section's."""

    id: int
    name: str
    position: int
    valid_from: str = ""
    valid_until: str = ""

    def valid_on(self, day: str) -> bool:
        """It is there on this day."""
        return self.valid_from <= day and (not self.valid_until or day <= self.valid_until)


def all_departments(db: Database) -> list[Department]:
    """Every department there is or was, in order."""
    rows = db.all("SELECT id, name, position, valid_from, valid_until FROM department ORDER BY position, id")
    return [Department(**dict(r)) for r in rows]


def find(db: Database, name: str) -> int | None:
    """The department of this name; of several the one that has not ended, else the newest."""
    found: int | None = db.value(
        "SELECT id FROM department WHERE name = ? ORDER BY valid_until <> '', id DESC", (name,)
    )
    return found


def add(db: Database, name: str, valid_from: str = "") -> int:
    """A new department, last in order."""
    last = db.value("SELECT coalesce(max(position), 0) FROM department")
    return db.insert("department", name=name, position=last + 1, valid_from=valid_from)


def update(db: Database, department_id: int, **values: Any) -> None:
    """Change name, position, valid_from or valid_until."""
    assert set(values) <= {"name", "position", "valid_from", "valid_until"}
    places = ", ".join(f"{name} = :{name}" for name in values)
    db.run(f"UPDATE department SET {places} WHERE id = :id", {**values, "id": department_id})


def set_positions(db: Database, places: Iterable[tuple[int, int]]) -> None:
    """Give departments their places: (position, department id)."""
    db.run_many("UPDATE department SET position = ? WHERE id = ?", places)
