"""0014: bodies that count their meetings from 第１回 again in every fiscal year."""

from __future__ import annotations

from sqlite_utils import Database

#: nth: what the city counts a meeting as, where another one of the body has that `number`, which is unique; `number` is
#: then below zero and says nothing. Without it `number` is what the city counts.
_NTH = "ALTER TABLE meeting ADD COLUMN nth INTEGER CHECK (nth > 0)"


def apply(db: Database) -> None:
    """Add the column."""
    db.conn.execute(_NTH)
