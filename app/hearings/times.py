"""When each section of a hearing day begins and ends. Pure: `HH:MM` in, `HH:MM` out, in the city's time.

A day opens with the committee's preparation (2010: 30 minutes for the questions), then come the sections one after
another, with a break wherever one is wanted: 9:30 + 30 minutes, then 10:00, 10:40, 11:20 to 12:00.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

#: A day's last hearing ends before midnight.
_MIDNIGHT: Final = 24 * 60
_TIME: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a day is cut. start: the committee meets; preparation: minutes before the first section; minutes: per
    section; slots: sections a day; breaks: slot number (from 1) → minutes of break after it."""

    start: str
    preparation: int
    minutes: int
    slots: int
    breaks: Mapping[int, int] = field(default_factory=dict)

    @property
    def times(self) -> tuple[tuple[str, str], ...]:
        """(begins, ends) of slot 1, 2, … Raises ValueError where the day would go beyond midnight."""
        out, at = [], _minutes(self.start) + self.preparation
        for slot in range(1, self.slots + 1):
            end = at + self.minutes
            if end >= _MIDNIGHT:
                raise ValueError("beyond midnight")
            out.append((_text(at), _text(end)))
            at = end + self.breaks.get(slot, 0)
        return tuple(out)

    @property
    def ends(self) -> str:
        """The end of the last slot; of the preparation where there is none."""
        times = self.times
        return times[-1][1] if times else _text(_minutes(self.start) + self.preparation)

    def time(self, slot: int) -> tuple[str, str]:
        """(begins, ends) of a slot, also of one beyond the day's last, which follows without a break."""
        if 1 <= slot <= self.slots:
            return self.times[slot - 1]
        at = _minutes(self.ends) + (slot - self.slots - 1) * self.minutes
        return _text(min(at, _MIDNIGHT - 1)), _text(min(at + self.minutes, _MIDNIGHT - 1))


def overlap(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two spans of one day share time; one that begins when the other ends does not."""
    return max(one[0], other[0]) < min(one[1], other[1])


def apart(times: tuple[tuple[str, str], ...]) -> bool:
    """Each begins no earlier than the one before it ends."""
    return all(a[1] <= b[0] for a, b in pairwise(times))


def _minutes(text: str) -> int:
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no time")
    return int(found[1]) * 60 + int(found[2])


def _text(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
