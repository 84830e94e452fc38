"""What the secretariat sent back (差戻し): forms with remarks, open until their next version is submitted."""

from __future__ import annotations

from datetime import datetime

from app.db import Database
from app.rounds.dates import passed


def open_forms(db: Database, now: datetime, round_id: int, section_id: int) -> frozenset[int]:
    """The forms that were returned to this section, are not settled, and may still be corrected."""
    rows = db.all(
        "SELECT f.form_id, r.until FROM return_request r JOIN return_form f ON f.return_id = r.id"
        " JOIN round o ON o.id = r.round_id"
        " WHERE r.round_id = ? AND r.section_id = ? AND f.settled_at = '' AND o.archived_at = ''",
        (round_id, section_id),
    )
    return frozenset(r["form_id"] for r in rows if not passed(r["until"], now))
