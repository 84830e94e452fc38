"""人事異動: what of the answers hangs on a person. Nothing is written: who asked for approval stays who asked; their
successor stands for it from the hand-over on (`Request.heir`). Everything else belongs to the section."""

from __future__ import annotations

from app.db import Database
from app.responses.store import approvals


def waiting_of(db: Database, account_id: int, section_id: int) -> int:
    """How many waiting requests for approval of this section this person stands for: made or taken over."""
    return sum(r.stands_for_id == account_id for r in approvals.waiting_of_section(db, section_id))
