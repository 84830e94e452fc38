"""The demo city since 2010: one section has another name by now, two have their units recorded."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from app.db import Database
from app.organisation import service as organisation
from app.organisation.service import sections, units
from app.security import SYSTEM

#: Former name, new name, from which day.
RENAMED: Final = ("職員課", "人事課", "2020-04-01")
UNITS: Final = {
    "企画政策課": ("企画政策係", "行政評価係"),
    "コミュニティ文化課": ("コミュニティ係", "文化推進係"),
}


def change(db: Database, now: datetime) -> None:
    """The round of 2010 keeps the names it has."""
    by_name = {s.name: s for s in organisation.all_sections(db)}
    old, new, day = RENAMED
    section = by_name[old]
    sections.rename_section(db, SYSTEM, now, section.id, new, section.department_id, day)
    for name, own in UNITS.items():
        for unit in own:
            units.add_unit(db, SYSTEM, now, by_name[name].id, unit)
