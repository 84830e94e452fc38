"""“We have none” (該当する事業はない), as a draft; submissions freeze it."""

from __future__ import annotations

from datetime import datetime

from app.clock import stored
from app.db import Database
from app.security import Actor


def of_section(db: Database, round_id: int, section_id: int) -> frozenset[str]:
    """The questionnaires for which the section's draft says it has none."""
    rows = db.all(
        "SELECT questionnaire FROM declaration WHERE round_id = ? AND section_id = ?", (round_id, section_id)
    )
    return frozenset(r["questionnaire"] for r in rows)


def of_round(db: Database, round_id: int) -> frozenset[tuple[int, str]]:
    """Every drafted declaration of a round: (section id, questionnaire)."""
    rows = db.all("SELECT section_id, questionnaire FROM declaration WHERE round_id = ?", (round_id,))
    return frozenset((r["section_id"], r["questionnaire"]) for r in rows)


def declare(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, questionnaire: str
) -> bool:
    """Declare none; False where it was declared already."""
    return bool(
        db.run(
            "INSERT OR IGNORE INTO declaration (round_id, section_id, questionnaire, declared_at, declared_by)"
            " VALUES (?, ?, ?, ?, ?)",
            (round_id, section_id, questionnaire, stored(now), actor.id),
        )
    )


def take_back(db: Database, round_id: int, section_id: int, questionnaire: str) -> bool:
    """Take the declaration back; False where there was none."""
    return bool(
        db.run(
            "DELETE FROM declaration WHERE round_id = ? AND section_id = ? AND questionnaire = ?",
            (round_id, section_id, questionnaire),
        )
    )
