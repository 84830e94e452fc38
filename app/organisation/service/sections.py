"""Sections: made, renamed, moved, ended. Every problem names the field it was typed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.audit.service import record
from app.db import Database
from app.errors import NotFound
from app.organisation import checks
from app.organisation.chart import Chart
from app.organisation.checks import Wrong
from app.organisation.service import places
from app.organisation.service.asking import chart, today
from app.organisation.store import changes, sections, units
from app.organisation.store.changes import MOVE, RENAME, Names
from app.organisation.store.sections import Section
from app.security import Actor
from forms.questions import Text


@dataclass(frozen=True, slots=True)
class Fresh:
    """A section to be made. Days and mailbox as in Section."""

    department_id: int
    name: str
    kind: str
    valid_from: str = ""
    mailbox: str = ""


def section_of(known: Chart, section_id: int) -> Section:
    """A section as recorded. Raises NotFound."""
    found = known.section_by_id.get(section_id)
    if found is None:
        raise NotFound
    return found


def names_of(section: Section) -> Names:
    """What a section is called, as recorded last."""
    return Names(section.department_id, section.department, section.name)


def add_section(db: Database, actor: Actor, now: datetime, fresh: Fresh, place: int | None = None) -> int:
    """A new section, last in its department or in the n-th place. Raises Wrong."""
    with db.write():
        known = chart(db)
        made = check_fresh(known, fresh, today(now))
        section_id = sections.add(
            db, made.department_id, made.name, made.kind, len(known.sections) + 1,
            valid_from=made.valid_from, mailbox=made.mailbox,
        )  # fmt: skip
        places.renumber(db)
        if place is not None:
            places.place_section(db, section_id, place, now)
        record(
            db, actor, now, "organisation.add_section", f"section {section_id}",
            department=known.department_by_id[made.department_id].name, name=made.name, day=made.valid_from,
        )  # fmt: skip
    return section_id


def check_fresh(known: Chart, fresh: Fresh, day: str) -> Fresh:
    """A section to be made, as it will be kept. Raises Wrong."""
    made = Fresh(
        fresh.department_id,
        checks.name(fresh.name),
        checks.kind(fresh.kind),
        checks.day(fresh.valid_from, "valid_from") if fresh.valid_from else "",
        checks.mailbox(fresh.mailbox),
    )
    problem = checks.department_problem(known, made.department_id, made.valid_from, day)
    if problem:
        raise Wrong("department", problem)
    other = known.taken(made.department_id, made.name, made.valid_from, "")
    if other:
        raise Wrong("name", checks.same_name(other))
    return made


def edit_section(
    db: Database, actor: Actor, now: datetime, section_id: int, kind: str, mailbox: str, place: int | None
) -> bool:
    """Kind, shared mailbox and place, as from now. False: nothing changed. Raises NotFound, Wrong."""
    with db.write():
        old = section_of(chart(db), section_id)
        wanted = {"kind": checks.kind(kind), "mailbox": checks.mailbox(mailbox)}
        new = {k: v for k, v in wanted.items() if v != getattr(old, k)}
        moved = place is not None and places.place_section(db, section_id, place, now)
        if not new and not moved:
            return False
        if new:
            sections.update(db, section_id, **new)
        record(
            db,
            actor,
            now,
            "organisation.edit_section",
            f"section {section_id}",
            changed=sorted(new),
            moved=moved,
        )
    return True


def rename_section(
    db: Database, actor: Actor, now: datetime, section_id: int, name: str, department_id: int, day: str
) -> bool:
    """Another name, another department, or both from a day on; the section stays the same one.

    False: nothing changed. Raises NotFound, Wrong.
    """
    with db.write():
        known = chart(db)
        old, made, first = section_of(known, section_id), checks.name(name), checks.day(day)
        if (made, department_id) == (old.name, old.department_id):
            return False
        problem = checks.change_day_problem(known, old, first)
        if problem:
            raise Wrong("day", problem)
        problem = checks.department_problem(known, department_id, first, today(now))
        if problem:
            raise Wrong("department", problem)
        other = known.taken(department_id, made, first, old.valid_until, but=[section_id])
        if other:
            raise Wrong("name", checks.same_name(other))
        new = Names(department_id, known.department_by_id[department_id].name, made)
        write_renaming(db, actor, now, old, new, first)
        places.renumber(db)
        record(
            db, actor, now, "organisation.rename_section", f"section {section_id}",
            old=f"{old.department}　{old.name}", new=f"{new.department}　{new.name}", day=first,
        )  # fmt: skip
    return True


def write_renaming(db: Database, actor: Actor, now: datetime, old: Section, new: Names, day: str) -> None:
    """The row and its change. Inside the caller's write, after every check."""
    kind = RENAME if new.department_id == old.department_id else MOVE
    place = {} if kind == RENAME else {"position": 1_000_000}  # last in its new department
    sections.update(db, old.id, department_id=new.department_id, name=new.name, **place)
    changes.add(db, now, actor.id, kind, day, (old.id, names_of(old)), (old.id, new))


def end_section(db: Database, actor: Actor, now: datetime, section_id: int, day: str) -> bool:
    """Its last day ("": it goes on). False: nothing changed. Raises NotFound, Wrong."""
    with db.write():
        known = chart(db)
        old, last = section_of(known, section_id), checks.day(day, "until") if day else ""
        if last == old.valid_until:
            return False
        _check_end(known, old, last)
        if not last:
            _reopen_units(db, old)
        sections.update(db, section_id, valid_until=last)
        if last:
            units.end(db, section_id, last)
        record(db, actor, now, "organisation.end_section", f"section {section_id}", day=last)
    return True


def _check_end(known: Chart, old: Section, last: str) -> None:
    if any(c.old_id == old.id != c.new_id for c in known.changes):
        message = Text(
            "分割または統合された課の終了日は変えられません。",
            "The section was split or merged: its last day stays.",
        )
        raise Wrong("until", message)
    days = [c.day for c in known.own_changes(old.id)]
    if last and last < max([old.valid_from, *days]):
        message = Text(
            "開始日や名称変更の日より前の日付です。", "This is before its first day or its last change."
        )
        raise Wrong("until", message)
    other = known.taken(old.department_id, old.name, old.valid_from, last, but=[old.id])
    if other:
        raise Wrong("until", checks.same_name(other))


def _reopen_units(db: Database, section: Section) -> None:
    for unit in units.of_section(db, section.id):
        if unit.valid_until == section.valid_until:
            units.update(db, unit.id, valid_until="")
