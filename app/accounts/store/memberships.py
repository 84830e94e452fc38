"""Which account belongs to which section: sections that somebody gets in addition."""

from __future__ import annotations

from collections.abc import Iterable

from app.db import Database


def add(db: Database, given: Iterable[tuple[int, int, str]]) -> None:
    """(account id, section id, role); who is in a section already stays what it is there."""
    db.run_many(
        "INSERT OR IGNORE INTO account_section (account_id, section_id, role) VALUES (?, ?, ?)", given
    )
