"""Records of hearings: where each stands, what happened to it, what was said and who was there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.clock import stored
from app.db import Database, Row
from app.security import Actor
from app.selfsaving.rule import Kept
from forms.questions import Answer

#: What a record is: nothing yet, being typed, with its section, sent back with corrections, agreed to, final.
NONE, TYPING, WITH_SECTION = "none", "typing", "with_section"
PROPOSED, AGREED, FINAL = "proposed", "agreed", "final"
STATES: Final = (NONE, TYPING, WITH_SECTION, PROPOSED, AGREED, FINAL)
#: The key of what was said besides all questions.
OTHER: Final = "other"


@dataclass(frozen=True, slots=True)
class Record:
    """One record. asked: questions and members as they were when it was sent (JSON, "" before); batch_id: the
    mail that asked the section to check it."""

    appointment: int
    asked: str
    begun_at: str
    to_section_at: str
    answer_until: str
    batch_id: int | None
    proposed_at: str
    agreed_at: str
    agreed_by: str
    final_at: str
    final_by: str
    without_word: int

    @property
    def state(self) -> str:
        """Where it stands."""
        if self.final_at:
            return FINAL
        if self.agreed_at:
            return AGREED
        if self.proposed_at:
            return PROPOSED
        return WITH_SECTION if self.to_section_at else TYPING


_SELECT: Final = (
    "SELECT r.appointment_id AS appointment, r.asked, r.begun_at, r.to_section_at, r.answer_until, r.batch_id, r.proposed_at,"
    " r.agreed_at, coalesce(a.name, '') AS agreed_by, r.final_at, coalesce(f.name, '') AS final_by, r.without_word"
    " FROM hearing_record r LEFT JOIN account a ON a.id = r.agreed_by LEFT JOIN account f ON f.id = r.final_by"
)


def get(db: Database, appointment_id: int) -> Record | None:
    """The record of a hearing; None before anything was written."""
    row = db.one(f"{_SELECT} WHERE r.appointment_id = ?", (appointment_id,))
    return Record(**dict(row)) if row else None


def of_series(db: Database, series_id: int) -> dict[int, Record]:
    """Hearing → its record."""
    rows = db.all(
        f"{_SELECT} JOIN hearing_appointment h ON h.id = r.appointment_id WHERE h.series_id = ?", (series_id,)
    )
    return {r["appointment"]: Record(**dict(r)) for r in rows}


def of_section(db: Database, round_id: int, section_id: int) -> list[tuple[int, str, Record]]:
    """(series, its name, record) of everything of a section's that was ever sent to it in a round, or waits for its
    word in another one, the newest first."""
    rows = db.all(
        "SELECT h.id, s.id AS series, s.name FROM hearing_appointment h JOIN hearing_series s ON s.id = h.series_id"
        " JOIN hearing_record r ON r.appointment_id = h.id"
        " WHERE (s.round_id = ? OR (r.to_section_at <> '' AND r.final_at = '' AND r.proposed_at = '' AND r.agreed_at = '')) AND h.section_id = ?"
        " AND r.asked <> '' ORDER BY s.id DESC, h.turn DESC",
        (round_id, section_id),
    )
    known = [(r["series"], r["name"], get(db, r["id"])) for r in rows]
    return [(series, name, record) for series, name, record in known if record is not None]


def begin(db: Database, now: datetime, appointment_id: int) -> None:
    """A new record."""
    db.insert("hearing_record", appointment_id=appointment_id, begun_at=stored(now))


def change(db: Database, appointment_id: int, values: Mapping[str, Any]) -> None:
    """Change columns (names come from code)."""
    marks = ", ".join(f"{name} = ?" for name in values)
    db.run(
        f"UPDATE hearing_record SET {marks} WHERE appointment_id = ?",  # noqa: S608
        (*values.values(), appointment_id),
    )


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a record. note: a date, a reason."""

    act: str
    note: str
    at: str
    by: str


def note_event(
    db: Database, actor: Actor, now: datetime, appointment_id: int, act: str, note: str = ""
) -> None:
    """It happened."""
    db.insert(
        "hearing_record_event", appointment_id=appointment_id, act=act, note=note, at=stored(now), by=actor.id
    )


def events(db: Database, appointment_id: int) -> list[Event]:
    """Everything, the oldest first."""
    rows = db.all(
        "SELECT e.act, e.note, e.at, coalesce(a.name, '') AS by FROM hearing_record_event e"
        " LEFT JOIN account a ON a.id = e.by WHERE e.appointment_id = ? ORDER BY e.id",
        (appointment_id,),
    )
    return [Event(**dict(r)) for r in rows]


# What was said, and who was there


def _kept(row: Row, answer: Answer) -> Kept:
    return Kept(answer, row["revision"], row["saved_at"], row["name"], row["saved_by"])


def kept(db: Database, appointment_id: int) -> dict[str, Kept]:
    """Field → what stands there: answers by question, `other`, `people`, `staff`, and `m12` with code 1 or 2."""
    rows = db.all(
        "SELECT n.question AS field, n.text, n.revision, n.saved_at, coalesce(a.name, '') AS name, n.saved_by"
        " FROM hearing_answer n LEFT JOIN account a ON a.id = n.saved_by WHERE n.appointment_id = :hearing UNION ALL"
        " SELECT n.field, n.text, n.revision, n.saved_at, coalesce(a.name, ''), n.saved_by"
        " FROM hearing_note n LEFT JOIN account a ON a.id = n.saved_by WHERE n.appointment_id = :hearing",
        {"hearing": appointment_id},
    )
    return {r["field"]: _kept(r, _answer(r["field"], r["text"])) for r in rows}


def is_member(field: str) -> bool:
    """Whether a field says if a member came."""
    return field[:1] == "m" and field[1:].isdigit()


def _answer(field: str, text: str) -> Answer:
    if is_member(field):
        return Answer(codes=(int(text),) if text.isdigit() else ())
    return Answer(text=text)


def write_answers(
    db: Database, actor: Actor, now: datetime, appointment_id: int, rows: Iterable[tuple[str, str, str, int]]
) -> None:
    """Keep (question, the question as it is asked, text, new revision)."""
    db.run_many(
        "INSERT INTO hearing_answer (appointment_id, question, asked, text, revision, saved_at, saved_by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (appointment_id, question) DO UPDATE SET asked = excluded.asked,"
        " text = excluded.text, revision = excluded.revision, saved_at = excluded.saved_at,"
        " saved_by = excluded.saved_by",
        [(appointment_id, *row, stored(now), actor.id) for row in rows],
    )


def write_notes(
    db: Database, actor: Actor, now: datetime, appointment_id: int, rows: Iterable[tuple[str, str, int]]
) -> None:
    """Keep (field, text, new revision) of who was there."""
    db.run_many(
        "INSERT INTO hearing_note (appointment_id, field, text, revision, saved_at, saved_by)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (appointment_id, field) DO UPDATE SET text = excluded.text,"
        " revision = excluded.revision, saved_at = excluded.saved_at, saved_by = excluded.saved_by",
        [(appointment_id, *row, stored(now), actor.id) for row in rows],
    )


def asked(db: Database, appointment_id: int) -> dict[str, str]:
    """Question → its words when it was answered."""
    rows = db.all("SELECT question, asked FROM hearing_answer WHERE appointment_id = ?", (appointment_id,))
    return {r["question"]: r["asked"] for r in rows}


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of a series. asked: the question's words when it was answered."""

    appointment: int
    question: str
    asked: str
    text: str


def said(db: Database, series_id: int) -> list[Said]:
    """Everything that was said in a series and is not blank, by hearing."""
    rows = db.all(
        "SELECT n.appointment_id AS appointment, n.question, n.asked, n.text FROM hearing_answer n"
        " JOIN hearing_appointment h ON h.id = n.appointment_id WHERE h.series_id = ? AND trim(n.text) <> ''"
        " ORDER BY n.appointment_id, n.question",
        (series_id,),
    )
    return [Said(**dict(r)) for r in rows]
