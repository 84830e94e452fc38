"""A hearing series for tests: a small city with as many heard sections and days as wanted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from app.db import Database
from app.hearings.service import candidates, schedule
from app.hearings.service import series as all_series
from app.hearings.service.schedule import HearingDay
from app.hearings.times import Shape
from app.security import SYSTEM

USUAL = Shape("09:30", 30, 40, 3)


def make_series(
    db: Database, now: datetime, round_id: int, heard: list[int], days: int = 0, slots: int = 3
) -> int:
    """A series in which these sections are heard, with so many days from 2026-12-07 on."""
    made = all_series.create(db, SYSTEM, now, round_id, "ヒアリング")
    if heard:
        wanted = candidates.Wanted(decision="heard", reason="質問がある", day="2026-11-20")
        candidates.decide(db, SYSTEM, now, made, heard, wanted, "")
    for n in range(days):
        add_day(db, now, made, (date(2026, 12, 7) + timedelta(days=n)).isoformat(), slots=slots)
    return made


def add_day(
    db: Database, now: datetime, series_id: int, day: str, *, slots: int = 3, reserve: bool = False, place: str = "第5会議室",
    start: str = "09:30",
) -> int:  # fmt: skip
    """One day."""
    shape = replace(USUAL, slots=slots, start=start)
    return schedule.add_day(db, SYSTEM, now, HearingDay(0, series_id, day, shape, reserve, place))
