"""Drafts carried over from an earlier round: the version they came from, and whether the section has read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.clock import stored
from app.db import Database
from app.security import Actor


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a form came from. confirmed: the section has said that the project goes on."""

    form_id: int
    old_form_id: int
    version_id: int
    confirmed: bool


def add(
    db: Database,
    actor: Actor,
    now: datetime,
    form_id: int,
    old_form_id: int,
    version_id: int,
    confirmed: bool,
) -> None:
    """Note where a new form came from."""
    db.run("UPDATE form SET origin_id = ? WHERE id = ?", (old_form_id, form_id))
    db.insert(
        "carried_form", form_id=form_id, version_id=version_id, carried_at=stored(now),
        confirmed_at=stored(now) if confirmed else "", confirmed_by=actor.id if confirmed else None,
    )  # fmt: skip


def confirm(db: Database, actor: Actor, now: datetime, form_id: int) -> bool:
    """The section has read it and the project goes on; False where that was said before."""
    return bool(
        db.run(
            "UPDATE carried_form SET confirmed_at = ?, confirmed_by = ? WHERE form_id = ? AND confirmed_at = ''",
            (stored(now), actor.id, form_id),
        )
    )


def of_round(db: Database, round_id: int, section_id: int | None = None) -> dict[int, Origin]:
    """The origins of a round's forms (of one section), deleted ones too, by form id."""
    rows = db.all(
        "SELECT c.form_id, f.origin_id, c.version_id, c.confirmed_at <> '' AS confirmed FROM carried_form c"
        " JOIN form f ON f.id = c.form_id WHERE f.round_id = ?1 AND (?2 IS NULL OR f.section_id = ?2)",
        (round_id, section_id),
    )
    return {
        r["form_id"]: Origin(r["form_id"], r["origin_id"], r["version_id"], bool(r["confirmed"]))
        for r in rows
    }


def unread(db: Database, round_id: int, section_id: int | None = None) -> frozenset[int]:
    """Carried forms of which the section has not yet said that the project goes on."""
    return frozenset(i for i, o in of_round(db, round_id, section_id).items() if not o.confirmed)


def untouched(db: Database, round_id: int) -> frozenset[int]:
    """Those unread ones in which nothing was typed since they were carried over: nobody has begun them."""
    rows = db.all(
        "SELECT c.form_id FROM carried_form c JOIN form f ON f.id = c.form_id WHERE f.round_id = ?"
        " AND c.confirmed_at = '' AND NOT EXISTS"
        " (SELECT 1 FROM answer a WHERE a.form_id = c.form_id AND a.saved_at > c.carried_at)",
        (round_id,),
    )
    return frozenset(r["form_id"] for r in rows)


def origin_id(db: Database, form_id: int) -> int | None:
    """The form this one came from."""
    found: int | None = db.value("SELECT origin_id FROM form WHERE id = ?", (form_id,))
    return found


def successor(db: Database, form_id: int) -> int | None:
    """The living form that came from this one."""
    found: int | None = db.value(
        "SELECT id FROM form WHERE origin_id = ? AND deleted_at IS NULL ORDER BY id DESC LIMIT 1", (form_id,)
    )
    return found
