"""Sections: what their rows say is the last that was recorded; what a day saw is worked out in app/organisation/days.py."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.db import Database, Row


@dataclass(frozen=True, slots=True)
class Section:
    """A section. kind: "section", "charge" or "office"; position: its place in the city's order.

    valid_from, valid_until: its first and last day, "" where there is none; mailbox: its shared mail address or "".
    """

    id: int
    department: str
    name: str
    kind: str
    position: int
    department_id: int = 0
    valid_from: str = ""
    valid_until: str = ""
    mailbox: str = ""

    def valid_on(self, day: str) -> bool:
        """It is there on this day."""
        return self.valid_from <= day and (not self.valid_until or day <= self.valid_until)


_SELECT = (
    "SELECT s.id, d.name AS department, s.name, s.kind, s.position, s.department_id, s.valid_from, s.valid_until,"
    " s.mailbox FROM section s JOIN department d ON d.id = s.department_id"
)
_ORDER = "ORDER BY d.position, d.id, s.position, s.id"


def section_from(row: Row) -> Section:
    """One row of _SELECT."""
    return Section(**dict(row))


def all_sections(db: Database) -> list[Section]:
    """Every section there is or was, in order."""
    return [section_from(r) for r in db.all(f"{_SELECT} {_ORDER}")]


def get(db: Database, section_id: int) -> Section | None:
    """One section."""
    row = db.one(f"{_SELECT} WHERE s.id = ?", (section_id,))
    return section_from(row) if row else None


def find(db: Database, department_id: int, name: str) -> int | None:
    """The section of this name in a department; of several the one that has not ended, else the newest."""
    found: int | None = db.value(
        "SELECT id FROM section WHERE department_id = ? AND name = ? ORDER BY valid_until <> '', id DESC",
        (department_id, name),
    )
    return found


def add(db: Database, department_id: int, name: str, kind: str, position: int, **more: str) -> int:
    """A new section. more: valid_from, valid_until, mailbox."""
    return db.insert("section", department_id=department_id, name=name, kind=kind, position=position, **more)


#: What may change of a section.
CHANGEABLE = ("department_id", "name", "kind", "position", "mailbox", "valid_from", "valid_until")


def update(db: Database, section_id: int, **values: Any) -> None:
    """Change what may change (CHANGEABLE)."""
    assert set(values) <= set(CHANGEABLE)
    places = ", ".join(f"{name} = :{name}" for name in values)
    db.run(f"UPDATE section SET {places} WHERE id = :id", {**values, "id": section_id})


def set_positions(db: Database, places: Iterable[tuple[int, int]]) -> None:
    """Give sections their places: (position, section id)."""
    db.run_many("UPDATE section SET position = ? WHERE id = ?", places)
