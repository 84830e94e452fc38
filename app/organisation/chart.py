"""The whole organisation as recorded, and what it was (or will be) on a day. Pure: nothing here reads or writes.

A row says what was recorded last, also where that is only planned; the changes say from which day on, and what was
before. So a day's names are found by going back from the row over every change that comes later than the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from app.organisation.store.changes import Change, DepartmentChange
from app.organisation.store.departments import Department
from app.organisation.store.sections import Section

#: Beyond every day that can be typed: the end of what has none.
NEVER: Final = "9999-12-31"


def day_before(day: str) -> str:
    """The day before a day."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


@dataclass(frozen=True, slots=True)
class Period:
    """A section has this name in this department from `first` to `last` ("" is before every day)."""

    section_id: int
    department_id: int
    name: str
    first: str
    last: str

    def meets(self, other: Period) -> bool:
        """Both have one name in one department on some day."""
        same = (self.department_id, self.name) == (other.department_id, other.name)
        return same and self.first <= other.last and other.first <= self.last


@dataclass(frozen=True)
class Chart:
    """Everything that was recorded; changes with the earliest day first."""

    departments: tuple[Department, ...]
    sections: tuple[Section, ...]
    changes: tuple[Change, ...]
    department_changes: tuple[DepartmentChange, ...]

    @cached_property
    def section_by_id(self) -> Mapping[int, Section]:
        """The sections by id, as recorded."""
        return {s.id: s for s in self.sections}

    @cached_property
    def department_by_id(self) -> Mapping[int, Department]:
        """The departments by id, as recorded."""
        return {d.id: d for d in self.departments}

    @cached_property
    def _own(self) -> Mapping[int, list[Change]]:
        """The changes of name and place by section, the earliest first."""
        out: dict[int, list[Change]] = {}
        for change in self.changes:
            if change.old_id == change.new_id:
                out.setdefault(change.old_id, []).append(change)
        return out

    def own_changes(self, section_id: int) -> list[Change]:
        """How a section was renamed and moved, the earliest first."""
        return self._own.get(section_id, [])

    def department_name(self, department_id: int, day: str) -> str:
        """What a department is called on a day."""
        later = (c for c in self.department_changes if c.department_id == department_id and c.day > day)
        first = next(later, None)
        return first.old_name if first else self.department_by_id[department_id].name

    def section_on(self, section: Section, day: str) -> Section:
        """A section as it is called on a day, whether or not it is there then."""
        first = next((c for c in self.own_changes(section.id) if c.day > day), None)
        department_id = first.old_department_id if first else section.department_id
        name = first.old_name if first else section.name
        if first is None and not self.department_changes:
            return section
        return replace(
            section,
            department_id=department_id,
            name=name,
            department=self.department_name(department_id, day),
        )

    def called(self, section: Section, today: str) -> Section:
        """A section as it is called today; one that is still to come, as on its first day."""
        return self.section_on(section, max(today, section.valid_from))

    def every_section_on(self, day: str) -> list[Section]:
        """Every section there is or was, as called on a day, in order."""
        return self.in_order(self.section_on(s, day) for s in self.sections)

    def sections_on(self, day: str) -> list[Section]:
        """The sections there are on a day, in order."""
        return [s for s in self.every_section_on(day) if s.valid_on(day)]

    def departments_on(self, day: str) -> list[Department]:
        """The departments there are on a day, as called then, in order."""
        return [replace(d, name=self.department_name(d.id, day)) for d in self.departments if d.valid_on(day)]

    def in_order(self, sections: Iterable[Section]) -> list[Section]:
        """Sections by department, then by place."""
        places = {d.id: i for i, d in enumerate(self.departments)}
        return sorted(sections, key=lambda s: (places[s.department_id], s.position, s.id))

    def periods(self, section: Section) -> Iterator[Period]:
        """Under which names in which departments a section stands, and when."""
        first, end = section.valid_from, section.valid_until or NEVER
        for change in self.own_changes(section.id):
            last = day_before(change.day)
            if first <= last:
                yield Period(section.id, change.old_department_id, change.old_name, first, last)
            first = max(first, change.day)
        if first <= end:
            yield Period(section.id, section.department_id, section.name, first, end)

    def taken(
        self, department_id: int, name: str, first: str, last: str, but: Iterable[int] = ()
    ) -> Section | None:
        """Another section that has this name in this department on some day between `first` and `last`."""
        wanted = Period(0, department_id, name, first, last or NEVER)
        left_out = set(but)
        for section in self.sections:
            if section.id not in left_out and any(wanted.meets(p) for p in self.periods(section)):
                return section
        return None


def department_taken(chart: Chart, name: str, but: int = 0) -> bool:
    """There is another department of this name that has not ended."""
    return any(d.name == name and d.id != but and not d.valid_until for d in chart.departments)
