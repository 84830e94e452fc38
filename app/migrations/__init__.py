"""The schema's history: numbered functions, applied in order, never changed once released."""

from __future__ import annotations

from typing import Final

from sqlite_utils import Migrations

from app.db import Database
from app.migrations import (
    m0001_survey,
    m0002_collection,
    m0003_oversight,
    m0010_hearings,
    m0011_meetings,
    m0012_confirming,
    m0013_on_paper,
    m0014_counting,
)

STEPS: Final = {
    "0001_survey": m0001_survey.apply,
    "0002_collection": m0002_collection.apply,
    "0003_oversight": m0003_oversight.apply,
    "0010_hearings": m0010_hearings.apply,
    "0011_meetings": m0011_meetings.apply,
    "0012_confirming": m0012_confirming.apply,
    "0013_on_paper": m0013_on_paper.apply,
    "0014_counting": m0014_counting.apply,
}
MIGRATIONS: Final = Migrations("kikitori")
for _name, _step in STEPS.items():
    MIGRATIONS(name=_name)(_step)


def migrate(db: Database) -> None:
    """Bring a database file (also an empty one) to today's schema; each step is one transaction."""
    MIGRATIONS.apply(db.utils())


def applied(db: Database) -> tuple[str, ...]:
    """The steps a database has taken."""
    return tuple(m.name for m in MIGRATIONS.applied(db.utils()))
