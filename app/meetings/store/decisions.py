"""Decisions of a meeting with the speeches they came from and the sections they are about; open tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.clock import stored
from app.db import Database
from app.security import Actor


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. series_id: the hearings it chose sections for; the series may be gone with its round."""

    id: int
    meeting_id: int
    item_id: int | None
    text: str
    series_id: int | None
    speeches: tuple[int, ...]
    sections: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """Something somebody has to do. due, done_at: "" for none."""

    id: int
    meeting_id: int
    item_id: int | None
    what: str
    who: str
    due: str
    done_at: str


def _found(db: Database, where: str, params: Sequence[object]) -> list[Decision]:
    rows = db.all(
        f"SELECT d.id, d.meeting_id, d.item_id, d.text, d.series_id FROM meeting_decision d WHERE d.dropped_at = '' AND {where}"  # noqa: S608 - conditions of ours
        " ORDER BY d.meeting_id, d.id",
        tuple(params),
    )
    return [
        Decision(**dict(r), speeches=_linked(db, "speech", r["id"]), sections=_linked(db, "section", r["id"]))
        for r in rows
    ]


def _linked(db: Database, what: str, decision_id: int) -> tuple[int, ...]:
    rows = db.all(
        f"SELECT {what}_id AS other FROM meeting_decision_{what} WHERE decision_id = ? ORDER BY 1",  # noqa: S608 - "speech" or "section"
        (decision_id,),
    )
    return tuple(r["other"] for r in rows)


def of_meeting(db: Database, meeting_id: int) -> list[Decision]:
    """What was decided, in the order in which it was entered."""
    return _found(db, "d.meeting_id = ?", (meeting_id,))


def of_section(db: Database, series_id: int, section_id: int) -> list[Decision]:
    """The decisions on one section of a hearing series."""
    chosen = "SELECT decision_id FROM meeting_decision_section WHERE section_id = ?"
    return _found(db, f"d.series_id = ? AND d.id IN ({chosen})", (series_id, section_id))


def of_series(db: Database, series_id: int) -> list[Decision]:
    """The decisions on a hearing series."""
    return _found(db, "d.series_id = ?", (series_id,))


def add(
    db: Database, actor: Actor, now: datetime, meeting_id: int, item_id: int | None, text: str, series_id: int | None,
    speeches: Sequence[int], sections: Sequence[int],
) -> int:  # fmt: skip
    """A new decision; its id."""
    made = db.insert(
        "meeting_decision", meeting_id=meeting_id, item_id=item_id, text=text, series_id=series_id, made_at=stored(now),
        made_by=actor.id,
    )  # fmt: skip
    for what, ids in (("speech", speeches), ("section", sections)):
        for other in ids:
            db.insert(f"meeting_decision_{what}", **{"decision_id": made, f"{what}_id": other})
    return made


def drop(db: Database, now: datetime, decision_id: int, dropped: bool) -> None:
    """Take a decision out, or bring it back."""
    db.run(
        "UPDATE meeting_decision SET dropped_at = ? WHERE id = ?",
        (stored(now) if dropped else "", decision_id),
    )


def belongs(db: Database, meeting_id: int, decision_id: int) -> bool:
    """Whether a decision (dropped or not) is this meeting's."""
    return bool(
        db.value("SELECT 1 FROM meeting_decision WHERE id = ? AND meeting_id = ?", (decision_id, meeting_id))
    )


_TASK = "SELECT id, meeting_id, item_id, what, who, due, done_at FROM meeting_task"


def tasks(db: Database, meeting_id: int) -> list[Task]:
    """The tasks of a meeting, open ones first, by their last day."""
    rows = db.all(f"{_TASK} WHERE meeting_id = ? ORDER BY done_at <> '', due = '', due, id", (meeting_id,))
    return [Task(*row) for row in rows]


def tasks_of_body(db: Database, body_id: int) -> list[Task]:
    """The open tasks of all meetings of a body, by their last day."""
    rows = db.all(
        f"{_TASK} WHERE done_at = '' AND meeting_id IN (SELECT id FROM meeting WHERE body_id = ?) ORDER BY due = '', due, id",
        (body_id,),
    )
    return [Task(*row) for row in rows]


def add_task(
    db: Database,
    actor: Actor,
    now: datetime,
    meeting_id: int,
    item_id: int | None,
    what: str,
    who: str,
    due: str,
) -> int:
    """A new task; its id."""
    return db.insert(
        "meeting_task", meeting_id=meeting_id, item_id=item_id, what=what, who=who, due=due, made_at=stored(now), made_by=actor.id,
    )  # fmt: skip


def finish_task(db: Database, now: datetime, meeting_id: int, task_id: int, done: bool) -> int:
    """Mark a task as done or open; how many changed."""
    return db.run(
        "UPDATE meeting_task SET done_at = ? WHERE id = ? AND meeting_id = ? AND (done_at = '') = ?",
        (stored(now) if done else "", task_id, meeting_id, int(done)),
    )
