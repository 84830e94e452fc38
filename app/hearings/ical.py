"""Hearings as calendar entries: what an entry belongs to, so that each gets its own. The rest is `app.ical`."""

from __future__ import annotations

from dataclasses import dataclass

from app import ical


@dataclass(frozen=True, slots=True)
class Entry(ical.Entry):
    """day_id: the hearing day it belongs to; section_id None: members meet."""

    day_id: int = 0
    section_id: int | None = None
