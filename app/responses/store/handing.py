"""What hangs on a person and goes to their successor: the requests for approval they made and that still wait."""

from __future__ import annotations

from app.db import Database


def waiting_of(db: Database, account_id: int, section_id: int) -> int:
    """How many requests this person made in this section wait."""
    return int(
        db.value(
            "SELECT count(*) FROM approval_request"
            " WHERE requested_by = ? AND section_id = ? AND state = 'waiting'",
            (account_id, section_id),
        )
    )


def hand_over(db: Database, old_id: int, new_id: int, section_id: int) -> int:
    """The successor stands for what the leaver asked and nobody has decided; how many requests."""
    return db.run(
        "UPDATE approval_request SET requested_by = ?"
        " WHERE requested_by = ? AND section_id = ? AND state = 'waiting'",
        (new_id, old_id, section_id),
    )
