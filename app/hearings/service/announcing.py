"""Who is told of a published schedule: the mails and calendars, where that part is there."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Final

from app.db import Database
from app.security import Actor

_CALENDAR: Final = "app.hearings.service.calendar"


def published(db: Database, actor: Actor, now: datetime, plan_id: int) -> None:
    """A version was published; drafts of mails are prepared inside the caller's write."""
    if find_spec(_CALENDAR) is not None:
        import_module(_CALENDAR).on_publish(db, actor, now, plan_id)
