"""What other features ask about the organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from app.clock import CITY_ZONE
from app.db import Database
from app.organisation import lineage as ways
from app.organisation.chart import Chart
from app.organisation.history import Event, events
from app.organisation.store import changes, departments, sections
from app.organisation.store.sections import Section


def today(now: datetime) -> str:
    """The city's day at this moment."""
    return now.astimezone(CITY_ZONE).date().isoformat()


def chart(db: Database) -> Chart:
    """The whole organisation as recorded."""
    with db.read():
        return Chart(
            tuple(departments.all_departments(db)),
            tuple(sections.all_sections(db)),
            tuple(changes.all_changes(db)),
            tuple(changes.department_changes(db)),
        )


def all_sections(db: Database, now: datetime | None = None) -> list[Section]:
    """Every section there is, was or will be, in order: for what exists already and stays readable.

    Called as it is at `now`; without it as recorded last, which a planned renaming is ahead of.
    """
    return sections.all_sections(db) if now is None else chart(db).every_section_on(today(now))


def valid_sections(db: Database, now: datetime) -> list[Section]:
    """The sections there are at this moment, in order: what may be chosen for something new."""
    return chart(db).sections_on(today(now))


def get(db: Database, section_id: int, now: datetime | None = None) -> Section | None:
    """One section, also one that has ended; None where there is no such one. now: as in all_sections."""
    found = sections.get(db, section_id)
    return found if found is None or now is None else chart(db).section_on(found, today(now))


def sections_by_ids(db: Database, ids: Iterable[int], now: datetime | None = None) -> list[Section]:
    """The sections with these ids, in the city's order, also those that have ended. now: as in all_sections."""
    wanted = set(ids)
    return [s for s in all_sections(db, now) if s.id in wanted]


def add_section(db: Database, department: str, name: str, kind: str, position: int) -> int:
    """The id of this section, made if new. Inside the caller's write (import, new round).

    One that has not ended is preferred; the name is the one recorded last.
    """
    department_id = departments.find(db, department)
    if department_id is None:
        department_id = departments.add(db, department)
    known = sections.find(db, department_id, name)
    if known is not None:
        return known
    return sections.add(db, department_id, name, kind, position)


def by_department(found: Iterable[Section]) -> list[tuple[str, list[Section]]]:
    """Sections under their departments; both keep their order."""
    out: dict[str, list[Section]] = {}
    for section in found:
        out.setdefault(section.department, []).append(section)
    return list(out.items())


def lineage(
    db: Database, old_ids: Iterable[int], now: datetime | None = None
) -> Mapping[int, tuple[int, ...]]:
    """Section id → the sections that stand in its place: itself, what it was split into, what it was merged into.

    An empty tuple: it ended and nothing took its place. Without `now`, what is planned counts as done.
    """
    day = today(now) if now else None
    with db.read():
        known = {s.id: s for s in sections.all_sections(db)}
        done = [c for c in changes.all_changes(db) if day is None or c.day <= day]
    becomes = ways.successors(done)

    def there(section_id: int) -> bool:
        section = known.get(section_id)
        return section is not None and (
            not section.valid_until or (day is not None and day <= section.valid_until)
        )

    return {old: tuple(i for i in ways.follow(old, becomes) if there(i)) for old in old_ids}


def history(db: Database, section_id: int, now: datetime) -> list[Event]:
    """What happened to a section up to this moment, the newest first."""
    known = chart(db)
    if section_id not in known.section_by_id:
        return []
    return [e for e in events(known, section_id) if e.day <= today(now)]
