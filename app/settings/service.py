"""What is set for the whole city."""

from __future__ import annotations

from typing import Final

from app.db import Database
from forms.questions import Text

DEMO: Final = "demo"
CITY: Final = "city"
NAMELESS: Final = Text("○○市", "City")


def get(db: Database, key: str, default: str = "") -> str:
    """One setting."""
    found: str | None = db.value("SELECT value FROM setting WHERE key = ?", (key,))
    return default if found is None else found


def put(db: Database, key: str, value: str) -> None:
    """Set one setting. Inside the caller's write."""
    db.run(
        "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )


def is_demo(db: Database) -> bool:
    """The data is the demo city's and may be thrown away."""
    return get(db, DEMO) == "1"


def city(db: Database) -> str:
    """The city's name as printed on pages and tables ("" where nobody set one)."""
    return get(db, CITY)
