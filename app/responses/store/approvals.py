"""Submissions on their way to the section head (課長決裁): asked for, then approved, sent back or pulled back."""

from __future__ import annotations

import json

from app.db import Database


def waiting_forms(db: Database, round_id: int, section_id: int) -> frozenset[int]:
    """The forms of the request that waits in this section."""
    packed = db.value(
        "SELECT forms FROM approval_request WHERE round_id = ? AND section_id = ? AND state = 'waiting'",
        (round_id, section_id),
    )
    return frozenset(int(form_id) for form_id in json.loads(packed)) if packed else frozenset()
