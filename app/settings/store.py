"""Settings as key and value."""

from __future__ import annotations

from app.db import Database


def get(db: Database, key: str) -> str | None:
    """One setting."""
    found: str | None = db.value("SELECT value FROM setting WHERE key = ?", (key,))
    return found


def put(db: Database, key: str, value: str) -> None:
    """Set one setting."""
    db.run(
        "INSERT INTO setting (key, value) VALUES (?, ?)"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )
