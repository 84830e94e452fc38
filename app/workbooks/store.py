"""What a workbook's cells said when it was last taken in: fingerprints only, so that it can be sent again."""

from __future__ import annotations

from collections.abc import Iterable

from app.db import Database
from forms.workbook import Base


def taken(db: Database, workbook: str) -> dict[tuple[int, str], Base]:
    """By form and question."""
    rows = db.all(
        "SELECT form_id, question, revision, mark FROM workbook_answer WHERE workbook = ?", (workbook,)
    )
    return {(r["form_id"], r["question"]): Base(r["revision"], r["mark"]) for r in rows}


def remember(db: Database, workbook: str, form_id: int, said: Iterable[tuple[str, Base]]) -> None:
    """Write down what the cells of a form say now."""
    db.run_many(
        "INSERT INTO workbook_answer (workbook, form_id, question, revision, mark) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (workbook, form_id, question) DO UPDATE SET revision = excluded.revision, mark = excluded.mark",
        [(workbook, form_id, question, base.revision, base.mark) for question, base in said],
    )
