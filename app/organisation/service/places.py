"""The order of departments, of sections in a department and of units in a section."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.audit.service import record
from app.db import Database
from app.errors import NotFound
from app.organisation.service.asking import chart, today
from app.organisation.store import departments, sections, units
from app.security import Actor

UP, DOWN = -1, 1


def renumber(db: Database) -> None:
    """Give every section its place in the city's order: 1 to n, department by department. Inside a write."""
    ordered = sections.all_sections(db)
    sections.set_positions(db, [(i, s.id) for i, s in enumerate(ordered, 1) if s.position != i])


def _neighbours(ids: Sequence[int], own: int, step: int) -> tuple[int, int] | None:
    place = ids.index(own) + step
    return (own, ids[place]) if 0 <= place < len(ids) else None


def step_department(
    db: Database, actor: Actor, now: datetime, department_id: int, step: int, seen: int
) -> None:
    """One place up or down. seen: its place when the page was made; moved meanwhile (double click): nothing happens."""
    with db.write():
        shown = [
            d for d in departments.all_departments(db) if not d.valid_until or d.valid_until >= today(now)
        ]
        known = {d.id: d for d in shown}
        if department_id not in known:
            raise NotFound
        pair = _neighbours(list(known), department_id, step)
        if pair is None or known[department_id].position != seen:
            return
        ids = _swapped([d.id for d in departments.all_departments(db)], *pair)
        departments.set_positions(db, [(i, d) for i, d in enumerate(ids, 1)])
        renumber(db)
        record(db, actor, now, "organisation.order", f"department {department_id}", step=step)


def step_section(db: Database, actor: Actor, now: datetime, section_id: int, step: int, seen: int) -> int:
    """One place up or down in its department, whose id is given back; `seen` as for departments."""
    with db.write():
        known = chart(db).section_by_id.get(section_id)
        if known is None:
            raise NotFound
        shown = [
            s.id
            for s in sections.all_sections(db)
            if s.department_id == known.department_id and (not s.valid_until or s.valid_until >= today(now))
        ]
        pair = _neighbours(shown, section_id, step) if section_id in shown else None
        if pair is None or known.position != seen:
            return known.department_id
        _write(db, _swapped([s.id for s in sections.all_sections(db)], *pair))
        record(db, actor, now, "organisation.order", f"section {section_id}", step=step)
    return known.department_id


def place_section(db: Database, section_id: int, place: int, now: datetime) -> bool:
    """Put a section to the n-th place (from 1) among those of its department. Inside a write; did anything change?"""
    every = sections.all_sections(db)
    own = next(s for s in every if s.id == section_id)
    shown = [
        s.id
        for s in every
        if s.department_id == own.department_id and (not s.valid_until or s.valid_until >= today(now))
    ]
    if section_id not in shown or shown.index(section_id) == min(place, len(shown)) - 1:
        return False
    others = [i for i in shown if i != section_id]
    others.insert(max(place, 1) - 1, section_id)
    queue = iter(others)
    _write(db, [next(queue) if s.id in shown else s.id for s in every])
    return True


def _write(db: Database, ids: Sequence[int]) -> None:
    sections.set_positions(db, [(i, s) for i, s in enumerate(ids, 1)])


def _swapped(ids: list[int], one: int, other: int) -> list[int]:
    a, b = ids.index(one), ids.index(other)
    ids[a], ids[b] = ids[b], ids[a]
    return ids


def step_unit(db: Database, actor: Actor, now: datetime, unit_id: int, step: int, seen: int) -> None:
    """One place up or down in its section; `seen` as for departments."""
    with db.write():
        known = units.get(db, unit_id)
        if known is None:
            raise NotFound
        every = units.of_section(db, known.section_id)
        shown = [u.id for u in every if not u.valid_until or u.valid_until >= today(now)]
        pair = _neighbours(shown, unit_id, step) if unit_id in shown else None
        if pair is None or known.position != seen:
            return
        for i, moved in enumerate(_swapped([u.id for u in every], *pair), 1):
            units.update(db, moved, position=i)
        record(db, actor, now, "organisation.order", f"unit {unit_id}", step=step)
