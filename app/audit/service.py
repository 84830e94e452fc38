"""The audit line. Called by every service inside its own write transaction."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from app.clock import stored
from app.db import Database
from app.security import Actor


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
