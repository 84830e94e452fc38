"""What an uploaded organisation would change. Pure.

New departments, sections and units get negative numbers until they have rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.organisation.chart import Chart
from app.organisation.store.changes import Names
from app.organisation.store.departments import Department
from app.organisation.store.sections import Section
from app.organisation.store.units import Unit
from app.organisation.table import Problem


@dataclass(frozen=True, slots=True)
class Renaming:
    """A section (department: only its name) that is called or placed otherwise from the day on."""

    section: Section
    new: Names


@dataclass(frozen=True, slots=True)
class Edit:
    """What else changes of a section: kind, valid_from, valid_until, mailbox → (old, new)."""

    section: Section
    values: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class UnitEdit:
    """A unit that changes: name, valid_from, valid_until, section_id → (old, new)."""

    unit: Unit
    values: dict[str, tuple[str, str] | tuple[int, int]]


@dataclass
class Plan:
    """Everything a file would do. day: from which names change and new sections begin.

    orders, unit_orders: department (section) id → its sections (units) in order, for all that the file names;
    reordered: those of them whose order is another than before. seen: the fingerprint of what it starts from.
    """

    day: str
    seen: str
    departments: list[Department] = field(default_factory=list)
    renamed_departments: list[tuple[Department, str]] = field(default_factory=list)
    new: list[Section] = field(default_factory=list)
    renamed: list[Renaming] = field(default_factory=list)
    edited: list[Edit] = field(default_factory=list)
    new_units: list[Unit] = field(default_factory=list)
    edited_units: list[UnitEdit] = field(default_factory=list)
    orders: dict[int, list[Section]] = field(default_factory=dict)
    unit_orders: dict[int, list[Unit]] = field(default_factory=dict)
    reordered: set[int] = field(default_factory=set)
    reordered_units: set[int] = field(default_factory=set)
    #: Where a new unit belongs: its number → 部　課.
    unit_places: dict[int, str] = field(default_factory=dict)
    missing: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        """Something would change."""
        return any(
            (self.departments, self.renamed_departments, self.new, self.renamed, self.edited, self.new_units,
             self.edited_units, self.reordered, self.reordered_units)
        )  # fmt: skip


def fingerprint(known: Chart, units: Sequence[Unit]) -> str:
    """Differs as soon as anybody changed anything of the organisation."""
    parts = known.departments, known.sections, known.changes, known.department_changes, tuple(units)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def moved(before: Sequence[int], after: Sequence[int]) -> bool:
    """Not simply as it was, with new ones at the end."""
    stays = [i for i in before if i in set(after)]
    return list(after[: len(stays)]) != stays
