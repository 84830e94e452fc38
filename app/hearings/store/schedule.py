"""Hearing days, who of the members comes, and when sections can come."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.clock import day_text, stored
from app.db import Database, Row
from app.hearings.times import Shape
from app.security import Actor
from forms.questions import Text

#: What a member says of a day.
YES: Final = "yes"
NO: Final = "no"
UNKNOWN: Final = "unknown"
COMES: Final = (YES, NO, UNKNOWN)
#: What a section says of a day; "" says nothing.
CANNOT: Final = "cannot"
FIRST: Final = "first"
SECOND: Final = "second"
WISHES: Final = (FIRST, SECOND, CANNOT, "")


@dataclass(frozen=True, slots=True)
class HearingDay:
    """One day of a series. day: `2010-10-20`; shape: its times; reserve: 予備日; dropped_at: "" while it is there."""

    id: int
    series_id: int
    day: str
    shape: Shape
    reserve: bool
    place: str
    dropped_at: str = ""

    @property
    def label(self) -> Text:
        """The day in words."""
        return day_text(self.day)

    @property
    def span(self) -> tuple[str, str]:
        """From when to when the room is used, preparation included."""
        return self.shape.start, self.shape.ends


_SELECT: Final = (
    "SELECT id, series_id, day, start, preparation, minutes, slots, breaks, reserve, place, dropped_at"
    " FROM hearing_day"
)


def _from(row: Row) -> HearingDay:
    breaks = {int(slot): minutes for slot, minutes in json.loads(row["breaks"]).items()}
    shape = Shape(row["start"], row["preparation"], row["minutes"], row["slots"], breaks)
    return HearingDay(
        row["id"], row["series_id"], row["day"], shape, bool(row["reserve"]), row["place"], row["dropped_at"]
    )


def days(db: Database, series_id: int) -> list[HearingDay]:
    """The days of a series that were not dropped, in the order of time."""
    rows = db.all(
        f"{_SELECT} WHERE series_id = ? AND dropped_at = '' ORDER BY day, start, id",
        (series_id,),
    )
    return [_from(r) for r in rows]


def day(db: Database, day_id: int) -> HearingDay | None:
    """One day, also a dropped one."""
    row = db.one(f"{_SELECT} WHERE id = ?", (day_id,))
    return _from(row) if row else None


def on(db: Database, dates: list[str]) -> list[HearingDay]:
    """The hearing days of every series on these dates."""
    marks = ", ".join("?" * len(dates))
    rows = db.all(
        f"{_SELECT} WHERE dropped_at = '' AND day IN ({marks}) ORDER BY day, start, id",  # noqa: S608 - marks
        dates,
    )
    return [_from(r) for r in rows]


def _columns(wanted: HearingDay) -> dict[str, Any]:
    shape = wanted.shape
    return {
        "day": wanted.day, "start": shape.start, "preparation": shape.preparation, "minutes": shape.minutes,
        "slots": shape.slots, "breaks": json.dumps({str(k): v for k, v in sorted(shape.breaks.items()) if v}),
        "reserve": int(wanted.reserve), "place": wanted.place,
    }  # fmt: skip


def add(db: Database, wanted: HearingDay) -> int:
    """A new day; its id."""
    return db.insert("hearing_day", series_id=wanted.series_id, **_columns(wanted))


def change(db: Database, wanted: HearingDay) -> None:
    """The day with this id becomes as wanted."""
    columns = _columns(wanted)
    marks = ", ".join(f"{name} = ?" for name in columns)
    db.run(f"UPDATE hearing_day SET {marks} WHERE id = ?", (*columns.values(), wanted.id))  # noqa: S608 - ours


def drop(db: Database, now: datetime, day_id: int) -> None:
    """It does not take place."""
    db.run("UPDATE hearing_day SET dropped_at = ? WHERE id = ?", (stored(now), day_id))


def forget_answers(db: Database, day_id: int) -> int:
    """Nobody has said anything about this day any more (it has another date); how much was said."""
    said = db.run("DELETE FROM hearing_attendance WHERE day_id = ?", (day_id,))
    return said + db.run("DELETE FROM hearing_wish WHERE day_id = ?", (day_id,))


def attendance(db: Database, series_id: int) -> dict[tuple[int, int], str]:
    """(day, member) → what the member said."""
    rows = db.all(
        "SELECT a.day_id, a.member_id, a.comes FROM hearing_attendance a JOIN hearing_day d ON d.id = a.day_id"
        " WHERE d.series_id = ?",
        (series_id,),
    )
    return {(r["day_id"], r["member_id"]): r["comes"] for r in rows}


def attend(db: Database, now: datetime, member_id: int, said: Mapping[int, str]) -> None:
    """Keep what a member says of these days."""
    for day_id, comes in said.items():
        db.run(
            "INSERT INTO hearing_attendance (day_id, member_id, comes, said_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (day_id, member_id) DO UPDATE SET comes = excluded.comes, said_at = excluded.said_at",
            (day_id, member_id, comes, stored(now)),
        )


def wishes(db: Database, series_id: int) -> dict[tuple[int, int], str]:
    """(day, section) → what the section said."""
    rows = db.all(
        "SELECT w.day_id, w.section_id, w.kind FROM hearing_wish w JOIN hearing_day d ON d.id = w.day_id"
        " WHERE d.series_id = ? AND d.dropped_at = ''",
        (series_id,),
    )
    return {(r["day_id"], r["section_id"]): r["kind"] for r in rows}


def wish(db: Database, actor: Actor, now: datetime, section_id: int, said: Mapping[int, str]) -> None:
    """Keep what a section says of these days; "" takes it back."""
    for day_id, kind in said.items():
        db.run("DELETE FROM hearing_wish WHERE day_id = ? AND section_id = ?", (day_id, section_id))
        if kind:
            db.insert(
                "hearing_wish", day_id=day_id, section_id=section_id, kind=kind, said_at=stored(now),
                said_by=actor.id,
            )  # fmt: skip
