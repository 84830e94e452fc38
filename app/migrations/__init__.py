"""The schema's history: numbered functions, applied in order, never changed once released."""

from __future__ import annotations

from sqlite_utils import Migrations

from app.db import Database
from app.migrations import m0001_survey, m0002_collection

MIGRATIONS = Migrations("kikitori")
MIGRATIONS(name="0001_survey")(m0001_survey.apply)
MIGRATIONS(name="0002_collection")(m0002_collection.apply)


def migrate(db: Database) -> None:
    """Bring a database file (also an empty one) to today's schema; each step is one transaction."""
    MIGRATIONS.apply(db.utils())
