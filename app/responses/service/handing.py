"""人事異動: what of the answers hangs on a person. Everything else belongs to the section and stays where it is."""

from __future__ import annotations

from app.db import Database
from app.responses.store import handing as store


def waiting_of(db: Database, account_id: int, section_id: int) -> int:
    """How many requests for approval this person made in this section wait."""
    return store.waiting_of(db, account_id, section_id)


def hand_over(db: Database, old_id: int, new_id: int, section_id: int) -> int:
    """The successor stands for them from now on (may pull them back, is told the outcome). Inside the caller's write."""
    return store.hand_over(db, old_id, new_id, section_id)
