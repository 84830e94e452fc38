"""Speeches, the texts they came from, and the steps by which they were arranged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.clock import stored
from app.db import Database, Row
from app.meetings.hits import plain
from app.security import Actor
from app.selfsaving.rule import Kept
from forms.questions import Answer

SPEECH: Final = "speech"
QUESTION: Final = "question"
ANSWER: Final = "answer"
NOTE: Final = "note"
KINDS: Final = (SPEECH, QUESTION, ANSWER, NOTE)


@dataclass(frozen=True, slots=True)
class Speech:
    """One speech. doubts: what the reading of its source was not sure of, until somebody has looked."""

    id: int
    item_id: int | None
    position: int
    person_id: int | None
    role: str
    kind: str
    text: str
    doubts: tuple[Mapping[str, Any], ...]
    at: str
    revision: int
    saved_at: str
    by: int | None
    saved_by: str

    @property
    def key(self) -> str:
        """What its field is called."""
        return f"s{self.id}"

    @property
    def kept(self) -> Kept:
        """Its text as a draft that saves itself."""
        return Kept(Answer(text=self.text), self.revision, self.saved_at, self.saved_by, self.by)


_SELECT: Final = (
    "SELECT s.id, s.item_id, s.position, s.person_id, s.role, s.kind, s.text, s.doubts, s.at, s.revision, s.saved_at,"
    " s.saved_by AS by, coalesce(a.name, '') AS saved_by FROM meeting_speech s LEFT JOIN account a ON a.id = s.saved_by"
)


def _from(row: Row) -> Speech:
    return Speech(**{**dict(row), "doubts": tuple(json.loads(row["doubts"]))})


def speeches(db: Database, meeting_id: int) -> list[Speech]:
    """What was said, in order."""
    rows = db.all(
        f"{_SELECT} WHERE s.meeting_id = ? AND s.dropped_at = '' ORDER BY s.position, s.id", (meeting_id,)
    )
    return [_from(r) for r in rows]


def add(db: Database, actor: Actor, now: datetime, meeting_id: int, values: Mapping[str, Any]) -> int:
    """A new speech (position, item_id, person_id, role, kind, text, …)."""
    return db.insert(
        "meeting_speech", meeting_id=meeting_id, **values, plain=plain(values["text"]), saved_at=stored(now),
        saved_by=actor.id,
    )  # fmt: skip


def by_request(db: Database, meeting_id: int, request: str) -> int | None:
    """The speech a click has made already."""
    found = db.value(
        "SELECT id FROM meeting_speech WHERE meeting_id = ? AND request = ?", (meeting_id, request)
    )
    return int(found) if found else None


def write(db: Database, actor: Actor, now: datetime, rows: Iterable[tuple[int, str, int]]) -> None:
    """Write texts with their new revisions: (speech, text, revision)."""
    db.run_many(
        "UPDATE meeting_speech SET text = ?, plain = ?, revision = ?, saved_at = ?, saved_by = ? WHERE id = ?",
        [(text, plain(text), revision, stored(now), actor.id, i) for i, text, revision in rows],
    )


#: What a step changes, and undoing puts back.
ARRANGED: Final = ("item_id", "position", "person_id", "role", "kind", "text", "doubts", "dropped_at")


def states(db: Database, meeting_id: int) -> dict[int, dict[str, Any]]:
    """Every speech of a meeting (dropped ones included) as steps remember it."""
    rows = db.all(
        f"SELECT id, {', '.join(ARRANGED)} FROM meeting_speech WHERE meeting_id = ?",  # noqa: S608 - names of ours
        (meeting_id,),
    )
    return {r["id"]: {name: r[name] for name in ARRANGED} for r in rows}


def arrange(db: Database, actor: Actor, now: datetime, wanted: Mapping[int, Mapping[str, Any]]) -> None:
    """Change speeches; each changed one gets the next revision. Column names come from ARRANGED."""
    for speech_id, values in wanted.items():
        made = dict(values)
        if "text" in made:
            made |= {"plain": plain(made["text"]), "saved_at": stored(now), "saved_by": actor.id}
        marks = ", ".join(f"{name} = ?" for name in made)
        more = ", revision = revision + 1" if "text" in made else ""
        db.run(f"UPDATE meeting_speech SET {marks}{more} WHERE id = ?", (*made.values(), speech_id))  # noqa: S608


@dataclass(frozen=True, slots=True)
class Step:
    """A step: speech → its state before and after (None: it was not there)."""

    id: int
    what: str
    before: Mapping[int, Mapping[str, Any] | None]
    after: Mapping[int, Mapping[str, Any] | None]
    done_by: str
    undone_at: str


def steps(db: Database, meeting_id: int, limit: int = 100) -> list[Step]:
    """The newest steps, the newest first."""
    rows = db.all(
        "SELECT u.id, u.what, u.before, u.after, u.undone_at, coalesce(a.name, '') AS done_by FROM meeting_undo u"
        " LEFT JOIN account a ON a.id = u.done_by WHERE u.meeting_id = ? ORDER BY u.id DESC LIMIT ?",
        (meeting_id, limit),
    )
    return [
        Step(r["id"], r["what"], _known(r["before"]), _known(r["after"]), r["done_by"], r["undone_at"])
        for r in rows
    ]


def _known(packed: str) -> dict[int, Mapping[str, Any] | None]:
    return {int(i): state for i, state in json.loads(packed).items()}


def add_step(
    db: Database, actor: Actor, now: datetime, meeting_id: int, what: str, before: Mapping[int, Any],
    after: Mapping[int, Any],
) -> None:  # fmt: skip
    """Remember a step; what was undone before it can no longer be done again."""
    db.run("DELETE FROM meeting_undo WHERE meeting_id = ? AND undone_at <> ''", (meeting_id,))
    db.insert(
        "meeting_undo", meeting_id=meeting_id, what=what, before=json.dumps(before), after=json.dumps(after),
        done_at=stored(now), done_by=actor.id,
    )  # fmt: skip


def mark_step(db: Database, now: datetime, step_id: int, undone: bool) -> None:
    """A step was undone, or done again."""
    db.run("UPDATE meeting_undo SET undone_at = ? WHERE id = ?", (stored(now) if undone else "", step_id))


@dataclass(frozen=True, slots=True)
class Source:
    """What was pasted or uploaded, as it was."""

    id: int
    meeting_id: int
    name: str
    text: str
    taken_at: str


def add_source(db: Database, actor: Actor, now: datetime, meeting_id: int, name: str, text: str) -> int:
    """Keep a pasted text for good."""
    return db.insert(
        "meeting_source", meeting_id=meeting_id, name=name, text=text, reading="", taken_at=stored(now), taken_by=actor.id,
    )  # fmt: skip


def source(db: Database, meeting_id: int, source_id: int) -> Source | None:
    """One source of this meeting."""
    row = db.one(
        "SELECT id, meeting_id, name, text, taken_at FROM meeting_source WHERE id = ? AND meeting_id = ?",
        (source_id, meeting_id),
    )
    return Source(**dict(row)) if row else None


def sources(db: Database, meeting_id: int) -> list[Source]:
    """The sources of a meeting, the newest first."""
    rows = db.all(
        "SELECT id, meeting_id, name, text, taken_at FROM meeting_source WHERE meeting_id = ? ORDER BY id DESC",
        (meeting_id,),
    )
    return [Source(**dict(r)) for r in rows]


def taken_sources(db: Database, meeting_id: int) -> frozenset[int]:
    """The sources whose speeches are in the minutes: not those that were taken in and undone."""
    rows = db.all(
        "SELECT DISTINCT source_id FROM meeting_speech WHERE meeting_id = ? AND source_id IS NOT NULL AND dropped_at = ''",
        (meeting_id,),
    )
    return frozenset(r["source_id"] for r in rows)


def looked(db: Database, speech_ids: Sequence[int]) -> None:
    """Somebody has looked at their doubts."""
    db.run_many("UPDATE meeting_speech SET doubts = '[]' WHERE id = ?", [(i,) for i in speech_ids])
