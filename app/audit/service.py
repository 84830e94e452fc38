"""The audit line. Called by every service inside its own write transaction."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from app.clock import stored
from app.db import Database
from app.security import Actor


def recent(db: Database, actor: Actor, since: datetime, action: str, subject: str) -> list[dict[str, Any]]:
    """The details of this person's own lines about the same act and subject since a moment."""
    rows = db.all(
        "SELECT detail FROM audit WHERE subject = ? AND action = ? AND at > ? AND account_id IS ?",
        (subject, action, stored(since), actor.id),
    )
    return [json.loads(row["detail"]) for row in rows]


def record(db: Database, actor: Actor, now: datetime, action: str, subject: str, **detail: Any) -> None:
    """Add one line. action: `feature.act` (`responses.submit`); subject: `form 12`; detail: plain values.

    Never put a password, a token or contact data into `detail`.
    """
    db.insert(
        "audit",
        at=stored(now),
        account_id=actor.id,
        action=action,
        subject=subject,
        detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
    )
