"""Forms: a section's overall form, or one project."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.clock import stored
from app.db import Database, Row
from app.security import Actor


@dataclass(frozen=True, slots=True)
class Form:
    """One form. position: its place in the section's list; number: a project number given for good, or None;
    withdraw_reason: why it was deleted after it had been submitted."""

    id: int
    round_id: int
    section_id: int
    questionnaire: str
    position: int
    number: int | None
    note: str
    deleted: bool
    withdraw_reason: str = ""


_SELECT = (
    "SELECT id, round_id, section_id, questionnaire, position, number, note, deleted_at IS NOT NULL AS deleted,"
    " withdraw_reason FROM form"
)


def _from(row: Row) -> Form:
    return Form(
        row["id"], row["round_id"], row["section_id"], row["questionnaire"], row["position"], row["number"],
        row["note"], bool(row["deleted"]), row["withdraw_reason"],
    )  # fmt: skip


def get(db: Database, form_id: int) -> Form | None:
    """One form, deleted or not."""
    row = db.one(f"{_SELECT} WHERE id = ?", (form_id,))
    return _from(row) if row else None


def by_request(db: Database, request: str) -> Form | None:
    """The form that this very click made before."""
    row = db.one(f"{_SELECT} WHERE request = ?", (request,)) if request else None
    return _from(row) if row else None


def of_section(db: Database, round_id: int, section_id: int, deleted: bool = False) -> list[Form]:
    """A section's forms in its own order; the deleted ones instead where asked for, latest deletion first."""
    order = "deleted_at DESC" if deleted else "questionnaire, position, id"
    state = "NOT NULL" if deleted else "NULL"
    rows = db.all(
        f"{_SELECT} WHERE round_id = ? AND section_id = ? AND deleted_at IS {state} ORDER BY {order}",
        (round_id, section_id),
    )
    return [_from(r) for r in rows]


def of_round(db: Database, round_id: int) -> list[Form]:
    """Every living form of a round in organisation order."""
    rows = db.all(
        "SELECT f.id, f.round_id, f.section_id, f.questionnaire, f.position, f.number, f.note, 0 AS deleted,"
        " f.withdraw_reason FROM form f JOIN round_section rs ON rs.round_id = f.round_id AND rs.section_id = f.section_id"
        " WHERE f.round_id = ? AND f.deleted_at IS NULL ORDER BY rs.position, f.questionnaire, f.position, f.id",
        (round_id,),
    )
    return [_from(r) for r in rows]


def add(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, questionnaire: str,
    *, single: bool, request: str, number: int | None, note: str, position: int | None,
) -> int:  # fmt: skip
    """A new form; without a position it is the section's last one of this questionnaire."""
    if position is None:
        position = 1 + int(
            db.value(
                "SELECT coalesce(max(position), 0) FROM form"
                " WHERE round_id = ? AND section_id = ? AND questionnaire = ?",
                (round_id, section_id, questionnaire),
            )
        )
    return db.insert(
        "form",
        round_id=round_id,
        section_id=section_id,
        questionnaire=questionnaire,
        single=int(single),
        position=position,
        number=number,
        request=request or None,
        note=note,
        created_at=stored(now),
        created_by=actor.id,
    )


def highest_numbers(db: Database, round_id: int) -> dict[str, int]:
    """The highest project number ever given per questionnaire, whatever became of its project since."""
    rows = db.all(
        "SELECT questionnaire, max(number) AS highest FROM form WHERE round_id = ? AND number IS NOT NULL"
        " GROUP BY questionnaire",
        (round_id,),
    )
    return {r["questionnaire"]: r["highest"] for r in rows}


def give_number(db: Database, form_id: int, number: int) -> None:
    """Give a project its number for good; one that has a number keeps it."""
    db.run("UPDATE form SET number = ? WHERE id = ? AND number IS NULL", (number, form_id))


def place(db: Database, form_id: int, position: int) -> None:
    """Put a form at a position."""
    db.run("UPDATE form SET position = ? WHERE id = ?", (position, form_id))


def set_deleted(db: Database, form_id: int, moment: datetime | None, reason: str = "") -> None:
    """Delete a form (it can be brought back), or bring it back with None. reason: why it is withdrawn."""
    db.run(
        "UPDATE form SET deleted_at = ?, withdraw_reason = ? WHERE id = ?",
        (stored(moment) if moment else None, reason if moment else "", form_id),
    )
