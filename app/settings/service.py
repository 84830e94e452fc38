"""What is set for the whole city."""

from __future__ import annotations

from typing import Final

from app.db import Database
from app.settings import store
from forms.questions import Text

DEMO: Final = "demo"
CITY: Final = "city"
INSTANCE: Final = "instance"
NAMELESS: Final = Text("○○市", "City")


def get(db: Database, key: str, default: str = "") -> str:
    """One setting."""
    found = store.get(db, key)
    return default if found is None else found


def put(db: Database, key: str, value: str) -> None:
    """Set one setting. Inside the caller's write."""
    store.put(db, key, value)


def is_demo(db: Database) -> bool:
    """The data is the demo city's and may be thrown away."""
    return get(db, DEMO) == "1"


def instance(db: Database) -> str:
    """What tells this installation from another city's; made with the database, travels with its backup."""
    return get(db, INSTANCE)


def city(db: Database) -> str:
    """The city's name as printed on pages and tables ("" where nobody set one)."""
    return get(db, CITY)
