"""Units (係): made, renamed, ended. Every problem names the field it was typed in."""

from __future__ import annotations

from datetime import datetime

from app.audit.service import record
from app.db import Database
from app.errors import NotFound
from app.organisation import checks
from app.organisation.checks import Wrong
from app.organisation.store import sections, units
from app.organisation.store.units import Unit
from app.security import Actor
from forms.questions import Text


def add_unit(db: Database, actor: Actor, now: datetime, section_id: int, name: str) -> int:
    """A new unit, last in its section. Raises NotFound, Wrong."""
    with db.write():
        if sections.get(db, section_id) is None:
            raise NotFound
        made = checks.name(name, "unit")
        _check_unit(db, section_id, made)
        last = max((u.position for u in units.of_section(db, section_id)), default=0)
        unit_id = units.add(db, section_id, made, last + 1)
        record(db, actor, now, "organisation.add_unit", f"unit {unit_id}", section=section_id, name=made)
    return unit_id


def unit_of(db: Database, unit_id: int) -> Unit:
    """One unit. Raises NotFound."""
    found = units.get(db, unit_id)
    if found is None:
        raise NotFound
    return found


def edit_unit(db: Database, actor: Actor, now: datetime, unit_id: int, name: str, until: str) -> bool:
    """Its name, and its last day ("": it goes on). False: nothing changed. Raises NotFound, Wrong."""
    with db.write():
        old = unit_of(db, unit_id)
        made, last = checks.name(name), checks.day(until, "until") if until else ""
        if last and last < old.valid_from:
            raise Wrong("until", Text("開始日より前の日付です。", "This is before its first day."))
        if (made, last) == (old.name, old.valid_until):
            return False
        if not last:
            _check_unit(db, old.section_id, made, unit_id)
        units.update(db, unit_id, name=made, valid_until=last)
        record(db, actor, now, "organisation.edit_unit", f"unit {unit_id}", old=old.name, name=made, day=last)
    return True


def _check_unit(db: Database, section_id: int, name: str, but: int = 0) -> None:
    for unit in units.of_section(db, section_id):
        if unit.name == name and unit.id != but and not unit.valid_until:
            message = Text("同じ名称の係が既にあります。", "The section has a unit of this name.")
            raise Wrong("name" if but else "unit", message)
