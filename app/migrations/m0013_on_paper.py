"""0013: answers to the questions of a hearing that came on paper and were typed by the secretariat."""

from __future__ import annotations

from sqlite_utils import Database

#: on_paper: 1 where the secretariat typed (saved_by) what the section had sent in another way. Who typed the answers of
#: before is known: nobody but the section could.
_WRITTEN = (
    "ALTER TABLE hearing_written ADD COLUMN on_paper INTEGER NOT NULL DEFAULT 0 CHECK (on_paper IN (0, 1))"
)


def apply(db: Database) -> None:
    """Add the column."""
    db.conn.execute(_WRITTEN)
