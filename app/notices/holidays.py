"""The days on which no office works: weekends, public holidays, and the turn of the year as the city sets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import jpholiday

_DAY: Final = timedelta(days=1)
#: An office that never opens again would send nothing for ever; nobody is closed for longer than this.
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Calendar:
    """closed_from, closed_until: (month, day) around the turn of the year; None: open then but for 1 January.

    extra: further closed days (such as a city's own anniversary).
    """

    closed_from: tuple[int, int] | None = (12, 29)
    closed_until: tuple[int, int] | None = (1, 3)
    extra: frozenset[date] = frozenset()

    def is_closed(self, day: date) -> bool:
        """Nobody is at the office."""
        if day.weekday() >= 5 or day in self.extra or jpholiday.is_holiday(day):
            return True
        if self.closed_from is None or self.closed_until is None:
            return False
        at, first, last = (day.month, day.day), self.closed_from, self.closed_until
        return first <= at <= last if first <= last else at >= first or at <= last

    def working_day(self, day: date) -> date:
        """This day, or the next one on which the office works."""
        for _ in range(_LONGEST):
            if not self.is_closed(day):
                return day
            day += _DAY
        return day
