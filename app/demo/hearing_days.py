"""The demo's hearing days and its published schedule: five mornings of three sections and a day in reserve, as in 2010.

The first two dates, times and places are those of the committee's meetings of October 2010; the record leaves the
others open, so they are made up: mornings of working days.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from app.db import Database
from app.hearings.service import board, candidates, placing, schedule
from app.hearings.service import draft as drafts
from app.hearings.service.schedule import HearingDay
from app.hearings.times import Shape
from app.security import SYSTEM

#: day, start, place.
_DAYS: Final = (
    ("2010-10-20", "09:30", "西庁舎第５会議室"),
    ("2010-10-27", "09:00", "前原Ａ会議室"),
    ("2010-11-04", "09:30", "西庁舎第５会議室"),
    ("2010-11-10", "09:30", "西庁舎第５会議室"),
    ("2010-11-17", "09:30", "前原Ａ会議室"),
)
_RESERVE: Final = ("2010-11-24", "09:30", "西庁舎第５会議室")
#: Heard after all others, as the committee wished.
_LAST: Final = "企画政策課"


def add(db: Database, now: datetime, series_id: int) -> None:
    """Days, and version 1 of the schedule."""
    for day, start, place in (*_DAYS, _RESERVE):
        reserve = day == _RESERVE[0]
        wanted = HearingDay(0, series_id, day, Shape(start, 30, 40, 3), reserve, place)
        schedule.add_day(db, SYSTEM, now, wanted)
    last = [s.id for s in candidates.heard(db, series_id) if s.name == _LAST]
    placing.propose(db, SYSTEM, now, series_id, last, drafts.read(db, series_id).seen)
    seen = drafts.read(db, series_id).seen
    board.publish(db, SYSTEM, now, series_id, note="小委員会で決定", seen=seen, anyway=True)
