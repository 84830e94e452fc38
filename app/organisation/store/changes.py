"""What changed from which day: renamed, moved, split, merged. Rows are never changed afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.clock import stored
from app.db import Database

RENAME, MOVE, SPLIT, MERGE = "rename", "move", "split", "merge"


@dataclass(frozen=True, slots=True)
class Change:
    """One section became another, or the same under another name or department, from `day` on."""

    id: int
    kind: str
    old_id: int
    new_id: int
    old_department_id: int
    old_department: str
    old_name: str
    new_department_id: int
    new_department: str
    new_name: str
    day: str


@dataclass(frozen=True, slots=True)
class DepartmentChange:
    """A department got another name from `day` on."""

    id: int
    department_id: int
    old_name: str
    new_name: str
    day: str


@dataclass(frozen=True, slots=True)
class Names:
    """What a section is called, and where it is."""

    department_id: int
    department: str
    name: str


_SELECT = (
    "SELECT id, kind, old_id, new_id, old_department_id, old_department, old_name, new_department_id, new_department,"
    " new_name, day FROM section_change"
)


def all_changes(db: Database) -> list[Change]:
    """Every change of a section, the earliest day first."""
    return [Change(**dict(r)) for r in db.all(f"{_SELECT} ORDER BY day, id")]


def department_changes(db: Database) -> list[DepartmentChange]:
    """Every change of a department's name, the earliest day first."""
    rows = db.all("SELECT id, department_id, old_name, new_name, day FROM department_change ORDER BY day, id")
    return [DepartmentChange(**dict(r)) for r in rows]


def add(
    db: Database, now: datetime, account_id: int | None, kind: str, day: str,
    old: tuple[int, Names], new: tuple[int, Names],
) -> None:  # fmt: skip
    """Write down one change. old, new: section id and what it was (will be) called."""
    (old_id, before), (new_id, after) = old, new
    db.insert(
        "section_change", kind=kind, day=day, old_id=old_id, new_id=new_id,
        old_department_id=before.department_id, old_department=before.department, old_name=before.name,
        new_department_id=after.department_id, new_department=after.department, new_name=after.name,
        changed_at=stored(now), changed_by=account_id,
    )  # fmt: skip


def add_department_change(
    db: Database, now: datetime, account_id: int | None, department_id: int, old: str, new: str, day: str
) -> None:
    """Write down that a department is called otherwise from a day on."""
    db.insert(
        "department_change", department_id=department_id, old_name=old, new_name=new, day=day,
        changed_at=stored(now), changed_by=account_id,
    )  # fmt: skip


def last_id(db: Database) -> int:
    """The number of the newest change, 0 for none."""
    return int(db.value("SELECT coalesce(max(id), 0) FROM section_change"))
