"""Draft answers: one row per question, with the revision it has reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from app.clock import stored
from app.db import Database, Row
from app.security import Actor
from app.selfsaving.rule import Kept
from forms.questions import Answer, join_codes, split_codes


def answer_from(row: Row) -> Answer:
    """The answer in a row with the columns codes, text, other, page, confirmed."""
    codes = row["codes"]
    return Answer(
        (split_codes(codes) or ()) if codes else (), row["text"], row["other"], row["page"], row["confirmed"]
    )


def columns(answer: Answer) -> tuple[str, str, str, str, str]:
    """The five columns of an answer."""
    return (join_codes(answer.codes), answer.text, answer.other, answer.page, answer.confirmed)


def of_form(db: Database, form_id: int) -> dict[str, Kept]:
    """The draft of one form by question key."""
    return of_forms(db, [form_id]).get(form_id, {})


def of_forms(db: Database, form_ids: Sequence[int]) -> dict[int, dict[str, Kept]]:
    """The drafts of several forms (of any number) by form id and question key."""
    out: dict[int, dict[str, Kept]] = {}
    for start in range(0, len(form_ids), 500):
        part = form_ids[start : start + 500]
        marks = ",".join("?" * len(part))
        for row in db.all(
            "SELECT a.form_id, a.question, a.codes, a.text, a.other, a.page, a.confirmed, a.revision,"
            " a.saved_at, coalesce(c.name, '') AS saved_by, a.saved_by AS by_id FROM answer a LEFT JOIN account c ON c.id = a.saved_by"
            f" WHERE a.form_id IN ({marks})",
            part,
        ):
            kept = Kept(answer_from(row), row["revision"], row["saved_at"], row["saved_by"], row["by_id"])
            out.setdefault(row["form_id"], {})[row["question"]] = kept
    return out


def write(
    db: Database, actor: Actor, now: datetime, form_id: int, answers: Iterable[tuple[str, Answer, int]]
) -> None:
    """Write answers with their new revisions: (question, answer, revision)."""
    db.run_many(
        "INSERT INTO answer (form_id, question, codes, text, other, page, confirmed, revision, saved_at, saved_by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (form_id, question) DO UPDATE SET codes = excluded.codes, text = excluded.text,"
        " other = excluded.other, page = excluded.page, confirmed = excluded.confirmed,"
        " revision = excluded.revision, saved_at = excluded.saved_at, saved_by = excluded.saved_by",
        [(form_id, key, *columns(a), revision, stored(now), actor.id) for key, a, revision in answers],
    )


def typed_by_section(db: Database, form_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """By form id: the questions whose draft answer a section's own account wrote last."""
    marks = ",".join("?" * len(form_ids))
    out: dict[int, frozenset[str]] = {}
    for row in db.all(
        "SELECT a.form_id, a.question FROM answer a JOIN account c ON c.id = a.saved_by"
        f" WHERE c.role = 'section' AND a.form_id IN ({marks})",
        form_ids,
    ):
        out[row["form_id"]] = out.get(row["form_id"], frozenset()) | {row["question"]}
    return out
