"""Departments and sections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.db import Database, Row


@dataclass(frozen=True, slots=True)
class Section:
    """A section. kind: "section", "charge" or "office"; position: its place in the city's order."""

    id: int
    department: str
    name: str
    kind: str
    position: int


SELECT = (
    "SELECT s.id, d.name AS department, s.name, s.kind, s.position"
    " FROM section s JOIN department d ON d.id = s.department_id"
)


def section_from(row: Row) -> Section:
    """One row of SELECT."""
    return Section(row["id"], row["department"], row["name"], row["kind"], row["position"])


def all_sections(db: Database) -> list[Section]:
    """Every section of the city, in order."""
    return [section_from(r) for r in db.all(f"{SELECT} ORDER BY s.position, s.id")]


def get(db: Database, section_id: int) -> Section | None:
    """One section."""
    row = db.one(f"{SELECT} WHERE s.id = ?", (section_id,))
    return section_from(row) if row else None


def sections_by_ids(db: Database, ids: Iterable[int]) -> list[Section]:
    """The sections with these ids, in the city's order."""
    wanted = set(ids)
    return [s for s in all_sections(db) if s.id in wanted]


def add_department(db: Database, name: str) -> int:
    """The id of the department with this name, made (last in order) if it is new."""
    known = db.value("SELECT id FROM department WHERE name = ?", (name,))
    if known is not None:
        return int(known)
    last = db.value("SELECT coalesce(max(position), 0) FROM department")
    return db.insert("department", name=name, position=last + 1)


def add_section(db: Database, department: str, name: str, kind: str, position: int) -> int:
    """The id of this section, made if the department has none of this name; its position is then `position`."""
    department_id = add_department(db, department)
    known = db.value("SELECT id FROM section WHERE department_id = ? AND name = ?", (department_id, name))
    if known is not None:
        return int(known)
    return db.insert("section", department_id=department_id, name=name, kind=kind, position=position)
