"""The plan: appointments with their place in the draft, frozen plans with their entries, and what can be undone."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.clock import stored
from app.db import Database, Row
from app.security import Actor


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the draft: a slot of a day (None, None: not placed), and whether it is pinned there."""

    day_id: int | None = None
    slot: int | None = None
    pinned: bool = False

    @property
    def placed(self) -> bool:
        """It has a day."""
        return self.day_id is not None


#: One hearing of one section: (section id, turn). It is known before it has a row.
Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Appointment:
    """A hearing that has a row. uid: its calendars' for ever."""

    id: int
    section_id: int
    turn: int
    uid: str
    spot: Spot
    dropped_at: str

    @property
    def key(self) -> Key:
        """Which hearing it is."""
        return self.section_id, self.turn


def appointments(db: Database, series_id: int) -> list[Appointment]:
    """Every appointment of a series, also dropped ones."""
    rows = db.all(
        "SELECT id, section_id, turn, uid, day_id, slot, pinned, dropped_at FROM hearing_appointment"
        " WHERE series_id = ? ORDER BY section_id, turn",
        (series_id,),
    )
    return [
        Appointment(
            r["id"], r["section_id"], r["turn"], r["uid"], Spot(r["day_id"], r["slot"], bool(r["pinned"])),
            r["dropped_at"],
        )
        for r in rows
    ]  # fmt: skip


def series_of(db: Database, appointment_id: int) -> int:
    """The series of an appointment; 0 for none."""
    return int(db.value("SELECT series_id FROM hearing_appointment WHERE id = ?", (appointment_id,)) or 0)


def ensure(db: Database, series_id: int, key: Key) -> None:
    """The appointment has a row and is not dropped."""
    db.run(
        "INSERT INTO hearing_appointment (series_id, section_id, turn, uid) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (series_id, section_id, turn) DO UPDATE SET dropped_at = ''",
        (series_id, *key, f"{uuid.uuid4()}@kikitori"),
    )


def drop(db: Database, now: datetime, series_id: int, key: Key) -> None:
    """This hearing is not wanted any more; its uid is kept for its cancellation."""
    db.run(
        "UPDATE hearing_appointment SET dropped_at = ?, day_id = NULL, slot = NULL, pinned = 0"
        " WHERE series_id = ? AND section_id = ? AND turn = ?",
        (stored(now), series_id, *key),
    )


def put(db: Database, series_id: int, spots: Mapping[Key, Spot]) -> None:
    """Each of these goes to its place; first all leave theirs, so that two can change places."""
    for key in spots:
        ensure(db, series_id, key)
        db.run(
            "UPDATE hearing_appointment SET day_id = NULL, slot = NULL WHERE series_id = ? AND section_id = ?"
            " AND turn = ?",
            (series_id, *key),
        )
    for key, spot in spots.items():
        db.run(
            "UPDATE hearing_appointment SET day_id = ?, slot = ?, pinned = ? WHERE series_id = ?"
            " AND section_id = ? AND turn = ?",
            (spot.day_id, spot.slot, int(spot.pinned), series_id, *key),
        )


def clear_day(db: Database, series_id: int, day_id: int) -> int:
    """Nobody is on this day in the draft any more; how many were."""
    return db.run(
        "UPDATE hearing_appointment SET day_id = NULL, slot = NULL, pinned = 0 WHERE series_id = ? AND day_id = ?",
        (series_id, day_id),
    )


# Plans


@dataclass(frozen=True, slots=True)
class Plan:
    """One published version. number: 1, 2, …; published_by: a name."""

    id: int
    number: int
    note: str
    published_at: str
    published_by: str


@dataclass(frozen=True, slots=True)
class Kept:
    """One hearing as it was published."""

    appointment: int
    section_id: int
    turn: int
    uid: str
    day_id: int
    slot: int
    day: str
    begins: str
    ends: str
    place: str


def plans(db: Database, series_id: int) -> list[Plan]:
    """Every published version, the newest first."""
    rows = db.all(
        "SELECT p.id, p.number, p.note, p.published_at, coalesce(a.name, '') AS published_by FROM hearing_plan p"
        " LEFT JOIN account a ON a.id = p.published_by WHERE p.series_id = ? ORDER BY p.number DESC",
        (series_id,),
    )
    return [Plan(**dict(r)) for r in rows]


def entries(db: Database, plan_id: int) -> list[Kept]:
    """What a version says, in the order of time."""
    rows = db.all(
        "SELECT e.appointment_id AS appointment, a.section_id, a.turn, a.uid, e.day_id, e.slot, e.day, e.begins,"
        " e.ends, e.place FROM hearing_entry e JOIN hearing_appointment a ON a.id = e.appointment_id"
        " WHERE e.plan_id = ? ORDER BY e.day, e.begins, e.place, a.section_id",
        (plan_id,),
    )
    return [Kept(**dict(r)) for r in rows]


def newest_entries(db: Database, series_id: int) -> list[Kept]:
    """What the newest version says; nothing where there is none."""
    newest = db.value("SELECT max(id) FROM hearing_plan WHERE series_id = ?", (series_id,))
    return entries(db, newest) if newest else []


def freeze(
    db: Database, actor: Actor, now: datetime, series_id: int, number: int, note: str, kept: Sequence[Kept]
) -> int:
    """A new version; its id."""
    made = db.insert(
        "hearing_plan", series_id=series_id, number=number, note=note, published_at=stored(now),
        published_by=actor.id,
    )  # fmt: skip
    for one in kept:
        db.insert(
            "hearing_entry", plan_id=made, appointment_id=one.appointment, day_id=one.day_id, slot=one.slot,
            day=one.day, begins=one.begins, ends=one.ends, place=one.place,
        )  # fmt: skip
    return made


# Undoing


@dataclass(frozen=True, slots=True)
class Step:
    """One act on the draft. what: its kind; before, after: the places it changed, and wishes it recorded."""

    id: int
    what: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    done_at: str
    done_by: str
    undone_at: str


def _step(row: Row) -> Step:
    values = dict(row)
    return Step(**{**values, "before": json.loads(values["before"]), "after": json.loads(values["after"])})


def steps(db: Database, series_id: int, most: int = 50) -> list[Step]:
    """The newest acts, the newest first."""
    rows = db.all(
        "SELECT u.id, u.what, u.before, u.after, u.done_at, coalesce(a.name, '') AS done_by, u.undone_at"
        " FROM hearing_undo u LEFT JOIN account a ON a.id = u.done_by WHERE u.series_id = ?"
        " ORDER BY u.id DESC LIMIT ?",
        (series_id, most),
    )
    return [_step(r) for r in rows]


def add_step(
    db: Database, actor: Actor, now: datetime, series_id: int, what: str, before: object, after: object
) -> int:
    """Remember an act; its id."""
    return db.insert(
        "hearing_undo", series_id=series_id, what=what, before=json.dumps(before), after=json.dumps(after),
        done_at=stored(now), done_by=actor.id,
    )  # fmt: skip


def mark_step(db: Database, now: datetime, step_id: int, undone: bool) -> None:
    """It was undone, or done again."""
    db.run("UPDATE hearing_undo SET undone_at = ? WHERE id = ?", (stored(now) if undone else "", step_id))
