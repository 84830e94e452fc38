"""What other features ask about the organisation."""

from __future__ import annotations

from collections.abc import Iterable

from app.db import Database
from app.organisation import store
from app.organisation.store import Section

__all__ = ["Section", "add_section", "all_sections", "by_department", "get", "sections_by_ids"]


def all_sections(db: Database) -> list[Section]:
    """Every section of the city, in order."""
    return store.all_sections(db)


def get(db: Database, section_id: int) -> Section | None:
    """One section, None where there is no such one."""
    return store.get(db, section_id)


def sections_by_ids(db: Database, ids: Iterable[int]) -> list[Section]:
    """The sections with these ids, in the city's order."""
    return store.sections_by_ids(db, ids)


def add_section(db: Database, department: str, name: str, kind: str, position: int) -> int:
    """The id of this section, made if new. Inside the caller's write (import, new round)."""
    return store.add_section(db, department, name, kind, position)


def by_department(sections: Iterable[Section]) -> list[tuple[str, list[Section]]]:
    """Sections under their departments; both keep their order."""
    out: dict[str, list[Section]] = {}
    for section in sections:
        out.setdefault(section.department, []).append(section)
    return list(out.items())
