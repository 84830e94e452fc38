"""Until when a body promised the summary and the minutes of a meeting, and whether it kept its word. Pure.

Promised days are calendar days, counted from the day after the meeting, as the body tells them to the public. A last day
stays where it is when it falls on a closed day: readers look on Sundays, too, and a promise that moves by itself is none.
It is the reminder that gives way: it comes on the last day before at which the office works.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from forms.questions import Text

SUMMARY: Final = "summary"
MINUTES: Final = "minutes"
WHAT: Final[Mapping[str, Text]] = {
    SUMMARY: Text("会議結果の速報", "Summary"), MINUTES: Text("会議録", "Minutes"),
}  # fmt: skip
#: Two days are enough to have a summary looked at, and few enough that a reminder is not forgotten again.
REMIND_BEFORE: Final = timedelta(days=2)
#: What is late for longer is let pass by reminders: the lists go on showing it.
LET_PASS: Final = timedelta(days=14)
BEFORE: Final = "before"
AFTER: Final = "after"
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise. what: SUMMARY or MINUTES; met, last: the days of the meeting and until when; out: the day it came
    out, None while it is owed."""

    what: str
    met: date
    last: date
    out: date | None = None

    @property
    def owed(self) -> bool:
        """It is not out."""
        return self.out is None

    def late(self, today: date) -> int:
        """So many days it came out late, or is late by now; 0 for none."""
        return max(0, ((self.out or today) - self.last).days)

    def left(self, today: date) -> int:
        """So many days there still are; 0 on the last one."""
        return max(0, (self.last - today).days)


def last_day(met: date, days: int) -> date | None:
    """The last of so many days after a meeting; None where nothing is promised."""
    return met + timedelta(days=days) if days > 0 else None


def due(promise: Promise, today: date, is_closed: Callable[[date], bool]) -> str:
    """Which reminder is due: BEFORE the last day, AFTER it, "" for none. Nobody is reminded before the meeting."""
    if not promise.owed or today < promise.met:
        return ""
    if today > promise.last:
        return AFTER if today - promise.last <= LET_PASS else ""
    return BEFORE if today >= working_day_before(promise.last - REMIND_BEFORE, is_closed) else ""


def working_day_before(day: date, is_closed: Callable[[date], bool]) -> date:
    """This day, or the last one before it at which the office works (of the two weeks before; else this day)."""
    for back in range(15):
        if not is_closed(day - back * _DAY):
            return day - back * _DAY
    return day
