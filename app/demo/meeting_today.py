"""A meeting of these weeks, so that the demo has a summary that is late and minutes that are still in time. Made up."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from app.clock import CITY_ZONE
from app.db import Database
from app.meetings.service import bodies, meetings, outcomes
from app.meetings.service.bodies import Row
from app.meetings.service.opening import seen
from app.security import SYSTEM
from app.selfsaving.rule import Typed
from forms.questions import Answer

_FILE: Final = Path(__file__).parent / "meeting-today.json"
#: Longer ago than its summary was promised for, on a Wednesday.
_AGO: Final = timedelta(days=9)
_WEDNESDAY: Final = 2


def add(db: Database, begun: datetime, now: datetime) -> int:
    """Make it; its id."""
    known: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    with db.write():
        body = bodies.save(db, SYSTEM, begun, None, known["body"])
        rows = [Row(0, name, role, chair, None) for name, role, chair in known["members"]]
        bodies.put_members(db, SYSTEM, begun, body, rows, bodies.members_seen([]))
        day = _day(now.astimezone(CITY_ZONE).date())
        made = meetings.save(db, SYSTEM, begun, body, None, {**known["meeting"], "day": day.isoformat()})
        for which in meetings.LISTS:
            meetings.put_items(db, SYSTEM, begun, made, which, known["items"], seen([]))
        keys = [outcomes.key_of(line.id) for line in meetings.items(db, made)]
        said = {
            key: Typed(Answer(text=text), 0, "") for key, text in zip(keys, known["results"], strict=True)
        }
        outcomes.save(db, SYSTEM, now, made, said)
    return made


def _day(today: date) -> date:
    last = today - _AGO
    return last - timedelta(days=(last.weekday() - _WEDNESDAY) % 7)
