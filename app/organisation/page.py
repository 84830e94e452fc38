"""What the organisation's pages show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.accounts import service as accounts
from app.accounts.service import Account
from app.db import Database
from app.organisation.chart import Chart
from app.organisation.history import Event, department_events, events, planned
from app.organisation.service.asking import by_department, chart, today
from app.organisation.service.sections import section_of
from app.organisation.store import units
from app.organisation.store.departments import Department
from app.organisation.store.sections import Section
from app.organisation.store.units import Unit
from app.organisation.words import span_text
from app.rounds import naming
from app.rounds import service as rounds
from app.rounds.service import Round
from forms.questions import Text


@dataclass(frozen=True, slots=True)
class Row:
    """One section of the list."""

    section: Section
    units: tuple[str, ...]
    accounts: int

    @property
    def span(self) -> Text:
        """From when to when it is there."""
        return span_text(self.section.valid_from, self.section.valid_until)


@dataclass(frozen=True, slots=True)
class Group:
    """A department with its sections, of which there may be none yet."""

    department: Department
    rows: tuple[Row, ...]

    @property
    def span(self) -> Text:
        """From when to when it is there."""
        return span_text(self.department.valid_from, self.department.valid_until)


@dataclass(frozen=True, slots=True)
class IndexPage:
    """The organisation on a day. planned: what will change after today; ended: sections there were before that day.

    behind: open rounds that call a section by a former name, with how many.
    """

    day: str
    today: str
    groups: tuple[Group, ...]
    planned: tuple[Event, ...]
    ended: tuple[Section, ...]
    behind: tuple[tuple[Round, int], ...]

    @property
    def count(self) -> int:
        """How many sections there are on the day."""
        return sum(len(g.rows) for g in self.groups)


def index_page(db: Database, now: datetime, day: str) -> IndexPage:
    """Collect the list of departments and sections."""
    known = chart(db)
    people = Counter(s for a in accounts.all_accounts(db) if a.active for s in a.sections)
    called: dict[int, list[str]] = {}
    for unit in units.all_units(db):
        if unit.valid_on(day):
            called.setdefault(unit.section_id, []).append(unit.name)
    rows: dict[int, list[Row]] = {}
    for section in known.sections_on(day):
        row = Row(section, tuple(called.get(section.id, ())), people[section.id])
        rows.setdefault(section.department_id, []).append(row)
    groups = tuple(Group(d, tuple(rows.pop(d.id, ()))) for d in known.departments_on(day))
    ended = tuple(s for s in known.every_section_on(day) if s.valid_until and s.valid_until < day)
    return IndexPage(
        day, today(now), groups, tuple(planned(known, today(now))), ended, tuple(_behind(db, now))
    )


def _behind(db: Database, now: datetime) -> Iterator[tuple[Round, int]]:
    for round_ in rounds.all_rounds(db):
        if naming.may_follow(round_) and (found := naming.differences(db, now, round_.id)):
            yield round_, len(found)


@dataclass(frozen=True, slots=True)
class DepartmentPage:
    """One department and its sections that have not ended, as recorded last."""

    department: Department
    name: str
    sections: tuple[Section, ...]
    changes: tuple[Event, ...]

    @property
    def span(self) -> Text:
        """From when to when it is there."""
        return span_text(self.department.valid_from, self.department.valid_until)


def department_page(known: Chart, day: str, department: Department) -> DepartmentPage:
    """Collect what is known of a department."""
    return DepartmentPage(
        department,
        known.department_name(department.id, day),
        tuple(siblings(known, department.id, day)),
        tuple(department_events(known, department.id)),
    )


@dataclass(frozen=True, slots=True)
class SectionPage:
    """One section as it is called today. place: its place in the department, of how many; 0 where it has ended."""

    section: Section
    recorded: Section
    span: Text
    ended: bool
    units: tuple[Unit, ...]
    former_units: tuple[Unit, ...]
    people: tuple[Account, ...]
    history: tuple[Event, ...]
    place: int
    siblings: int


def section_page(db: Database, now: datetime, section_id: int) -> SectionPage:
    """Collect what is known of a section. Raises NotFound."""
    known, day = chart(db), today(now)
    recorded = section_of(known, section_id)
    own = units.of_section(db, section_id)
    shown = siblings(known, recorded.department_id, day)
    ids = [s.id for s in shown]
    return SectionPage(
        known.called(recorded, day),
        recorded,
        span_text(recorded.valid_from, recorded.valid_until),
        bool(recorded.valid_until) and recorded.valid_until < day,
        tuple(u for u in own if not u.valid_until or u.valid_until >= day),
        tuple(u for u in own if u.valid_until and u.valid_until < day),
        tuple(a for a in accounts.all_accounts(db) if section_id in a.sections and a.active),
        tuple(events(known, section_id)),
        ids.index(section_id) + 1 if section_id in ids else 0,
        len(ids),
    )


def siblings(known: Chart, department_id: int, day: str) -> list[Section]:
    """The sections of a department that have not ended, in order, as recorded last."""
    return [
        s
        for s in known.sections
        if s.department_id == department_id and (not s.valid_until or s.valid_until >= day)
    ]


def department_choices(known: Chart, day: str) -> list[tuple[str, str]]:
    """The departments that may be chosen: those that have not ended, as recorded last."""
    there = (d for d in known.departments if not d.valid_until or d.valid_until >= day)
    return [("", "―"), *((str(d.id), d.name) for d in there)]


def merge_choices(known: Chart, day: str) -> dict[str, Any]:
    """What may be merged, by department, and into what."""
    there = [known.called(s, day) for s in known.sections if not s.valid_until or s.valid_until >= day]
    into = [
        ("", Text("新しい課を設置する", "A new section")),
        *((str(s.id), f"{s.department}　{s.name}") for s in there),
    ]
    return {
        "known": by_department(there),
        "targets": into,
        "departments": department_choices(known, day),
    }
