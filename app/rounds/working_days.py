"""Days on which the city hall is closed: weekends, public holidays, the turn of the year."""

from __future__ import annotations

from datetime import date
from typing import Final

import jpholiday

from forms.questions import Text

#: 年末年始の休日 of local governments (each city's by-law follows the national one): 29 December to 3 January.
_TURN_OF_THE_YEAR: Final = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}


def closed_on(day: date) -> Text:
    """Why the city hall is closed on a day; empty for a working day."""
    holiday = jpholiday.is_holiday_name(day)
    if (day.month, day.day) in _TURN_OF_THE_YEAR:
        return Text("年末年始の休日", "a holiday at the turn of the year")
    if holiday:
        return Text(f"祝日（{holiday}）", "a public holiday")
    if day.weekday() >= 5:
        return Text("土曜日", "a Saturday") if day.weekday() == 5 else Text("日曜日", "a Sunday")
    return Text()
