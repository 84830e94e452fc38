"""What was promised in hearings, and which reminders of it were made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.clock import stored
from app.db import Database
from app.security import Actor

#: When somebody is reminded of a promise: before its day, and after it.
BEFORE, AFTER = "before", "after"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One promise. question: where it came up ("" nowhere in particular); by_section: the section keeps it; due: a
    day or ""; return_id: the return that came of it."""

    id: int
    appointment: int
    question: str
    what: str
    who: str
    by_section: bool
    due: str
    done_at: str
    done_by: str
    return_id: int | None
    made_at: str
    made_by: str

    @property
    def open(self) -> bool:
        """Not kept yet."""
        return not self.done_at


_SELECT: Final = (
    "SELECT f.id, f.appointment_id AS appointment, f.question, f.what, f.who, f.by_section, f.due, f.done_at,"
    " coalesce(d.name, '') AS done_by, f.return_id, f.made_at, coalesce(m.name, '') AS made_by"
    " FROM hearing_follow_up f LEFT JOIN account d ON d.id = f.done_by LEFT JOIN account m ON m.id = f.made_by"
)


def _found(db: Database, where: str, params: tuple[Any, ...]) -> list[FollowUp]:
    rows = db.all(f"{_SELECT} WHERE {where} ORDER BY f.due = '', f.due, f.id", params)
    return [FollowUp(**{**dict(r), "by_section": bool(r["by_section"])}) for r in rows]


def of_hearing(db: Database, appointment_id: int) -> list[FollowUp]:
    """What was promised in one hearing, the nearest day first."""
    return _found(db, "f.appointment_id = ?", (appointment_id,))


def of_series(db: Database, series_id: int) -> list[FollowUp]:
    """What was promised in a whole series, the nearest day first."""
    return _found(
        db, "f.appointment_id IN (SELECT id FROM hearing_appointment WHERE series_id = ?)", (series_id,)
    )


def due(db: Database, series_id: int, before: str) -> list[FollowUp]:
    """Open promises of a series with a day up to this one."""
    return _found(
        db, "f.done_at = '' AND f.due <> '' AND f.due <= ? AND f.appointment_id IN"
        " (SELECT id FROM hearing_appointment WHERE series_id = ?)", (before, series_id),
    )  # fmt: skip


def open_counts(db: Database, series_id: int) -> dict[int, int]:
    """Hearing → how many promises are open."""
    rows = db.all(
        "SELECT f.appointment_id AS hearing, count(*) AS n FROM hearing_follow_up f JOIN hearing_appointment a"
        " ON a.id = f.appointment_id WHERE a.series_id = ? AND f.done_at = '' GROUP BY f.appointment_id",
        (series_id,),
    )
    return {r["hearing"]: r["n"] for r in rows}


def get(db: Database, follow_up_id: int) -> FollowUp | None:
    """One of them."""
    return next(iter(_found(db, "f.id = ?", (follow_up_id,))), None)


def of_request(db: Database, request: str) -> int | None:
    """What this very click made before."""
    if not request:
        return None
    found = db.value("SELECT id FROM hearing_follow_up WHERE request = ?", (request,))
    return None if found is None else int(found)


def add(db: Database, actor: Actor, now: datetime, appointment_id: int, values: Mapping[str, Any]) -> int:
    """A new one; its id."""
    return db.insert(
        "hearing_follow_up", appointment_id=appointment_id, made_at=stored(now), made_by=actor.id, **values
    )


def change(db: Database, follow_up_id: int, values: Mapping[str, Any]) -> None:
    """Change columns (names come from code)."""
    marks = ", ".join(f"{name} = ?" for name in values)
    db.run(f"UPDATE hearing_follow_up SET {marks} WHERE id = ?", (*values.values(), follow_up_id))  # noqa: S608


def drop(db: Database, follow_up_id: int) -> None:
    """It was none."""
    db.run("DELETE FROM hearing_follow_up WHERE id = ?", (follow_up_id,))


def reminded(db: Database, ids: Sequence[int]) -> set[tuple[int, str, str]]:
    """(promise, kind, day) of every reminder that was made."""
    marks = ",".join("?" * len(ids))
    rows = db.all(
        f"SELECT follow_up_id, kind, due FROM hearing_reminder WHERE follow_up_id IN ({marks})",  # noqa: S608
        list(ids),
    )
    return {(r["follow_up_id"], r["kind"], r["due"]) for r in rows}


def remind(db: Database, follow_up_id: int, kind: str, day: str, batch_id: int) -> None:
    """This batch reminds of it."""
    db.insert("hearing_reminder", follow_up_id=follow_up_id, kind=kind, due=day, batch_id=batch_id)
