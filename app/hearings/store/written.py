"""What sections answered before their hearing: one text per question, with the revision it has reached."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from app.clock import stored
from app.db import Database
from app.hearings.question_texts import ON_PAPER
from app.security import Actor
from app.selfsaving.rule import Kept
from forms.questions import Answer, Text


def of(db: Database, appointment_id: int) -> dict[str, Kept]:
    """Question key → what was written."""
    rows = db.all(
        "SELECT w.question, w.text, w.revision, w.saved_at, coalesce(a.name, '') AS name, w.saved_by, w.on_paper"
        " FROM hearing_written w LEFT JOIN account a ON a.id = w.saved_by WHERE w.appointment_id = ?",
        (appointment_id,),
    )
    return {
        r["question"]: Kept(
            Answer(text=r["text"]), r["revision"], r["saved_at"], r["name"], r["saved_by"],
            ON_PAPER if r["on_paper"] and r["text"].strip() else Text(),
        )
        for r in rows
    }  # fmt: skip


def counts(db: Database, series_id: int) -> dict[int, int]:
    """Section → how many questions it answered in writing."""
    rows = db.all(
        "SELECT a.section_id, count(*) AS n FROM hearing_written w"
        " JOIN hearing_appointment a ON a.id = w.appointment_id"
        " WHERE a.series_id = ? AND trim(w.text) <> '' GROUP BY a.section_id",
        (series_id,),
    )
    return {r["section_id"]: r["n"] for r in rows}


def write(
    db: Database, actor: Actor, now: datetime, appointment_id: int, answers: Iterable[tuple[str, Answer, int]],
    *, on_paper: bool,
) -> None:  # fmt: skip
    """Keep (question, answer, new revision). on_paper: typed for the section, which sent them in another way."""
    db.run_many(
        "INSERT INTO hearing_written (appointment_id, question, text, revision, saved_at, saved_by, on_paper)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (appointment_id, question) DO UPDATE SET text = excluded.text,"
        " revision = excluded.revision, saved_at = excluded.saved_at, saved_by = excluded.saved_by,"
        " on_paper = excluded.on_paper",
        [(appointment_id, key, one.text, n, stored(now), actor.id, int(on_paper)) for key, one, n in answers],
    )
