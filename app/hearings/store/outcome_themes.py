"""Themes of a series, opinions (parts of answers) and which of them stand under which theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.clock import stored
from app.db import Database
from app.security import Actor


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme. opinions: how many stand under it."""

    id: int
    name: str
    position: int
    made_at: str
    made_by: int | None
    opinions: int


@dataclass(frozen=True, slots=True)
class Opinion:
    """A part of an answer; text "": the whole answer. themes: ids in the order of themes."""

    id: int
    hearing_id: int
    question: str
    text: str
    themes: tuple[int, ...]


def themes(db: Database, series_id: int) -> list[Theme]:
    """The themes of a series in their order."""
    rows = db.all(
        "SELECT t.id, t.name, t.position, t.made_at, t.made_by, (SELECT count(*) FROM hearing_tag g WHERE g.theme_id = t.id) AS opinions"
        " FROM hearing_theme t WHERE t.series_id = ? ORDER BY t.position, t.id",
        (series_id,),
    )
    return [Theme(**dict(r)) for r in rows]


def add_theme(db: Database, actor: Actor, now: datetime, series_id: int, name: str, position: int) -> int:
    """A new theme; its id."""
    return db.insert(
        "hearing_theme",
        series_id=series_id,
        name=name,
        position=position,
        made_at=stored(now),
        made_by=actor.id,
    )


def rename(db: Database, theme_id: int, name: str) -> None:
    """Another name."""
    db.run("UPDATE hearing_theme SET name = ? WHERE id = ?", (name, theme_id))


def order(db: Database, theme_ids: Sequence[int]) -> None:
    """These themes in this order."""
    db.run_many("UPDATE hearing_theme SET position = ? WHERE id = ?", list(enumerate(theme_ids, 1)))


def drop_theme(db: Database, theme_id: int) -> None:
    """The theme and what says that opinions stand under it; opinions under no theme go as well."""
    db.run("DELETE FROM hearing_tag WHERE theme_id = ?", (theme_id,))
    db.run("DELETE FROM hearing_theme WHERE id = ?", (theme_id,))
    _drop_untagged(db)


def opinions(db: Database, series_id: int) -> list[Opinion]:
    """Every opinion of a series, the oldest first."""
    rows = db.all(
        "SELECT o.id, o.appointment_id, o.question, o.text, g.theme_id FROM hearing_opinion o"
        " JOIN hearing_appointment a ON a.id = o.appointment_id JOIN hearing_tag g ON g.opinion_id = o.id"
        " JOIN hearing_theme t ON t.id = g.theme_id WHERE a.series_id = ? ORDER BY o.id, t.position, t.id",
        (series_id,),
    )
    found: dict[int, Opinion] = {}
    for r in rows:
        known = found.get(r["id"])
        before = known.themes if known else ()
        found[r["id"]] = Opinion(
            r["id"], r["appointment_id"], r["question"], r["text"], (*before, r["theme_id"])
        )
    return list(found.values())


def tag(
    db: Database, actor: Actor, now: datetime, hearing_id: int, question: str, text: str, theme_ids: Sequence[int]
) -> int:  # fmt: skip
    """Put a part of an answer under these themes, too; how many were new to it."""
    db.run(
        "INSERT OR IGNORE INTO hearing_opinion (appointment_id, question, text, made_at, made_by)"
        " VALUES (?, ?, ?, ?, ?)",
        (hearing_id, question, text, stored(now), actor.id),
    )
    opinion = db.value(
        "SELECT id FROM hearing_opinion WHERE appointment_id = ? AND question = ? AND text = ?",
        (hearing_id, question, text),
    )
    return sum(
        db.run(
            "INSERT OR IGNORE INTO hearing_tag (opinion_id, theme_id, tagged_at, tagged_by) VALUES (?, ?, ?, ?)",
            (opinion, theme_id, stored(now), actor.id),
        )
        for theme_id in theme_ids
    )


def untag(db: Database, opinion_id: int, theme_id: int) -> bool:
    """The opinion no longer stands under the theme; whether it did."""
    gone = db.run("DELETE FROM hearing_tag WHERE opinion_id = ? AND theme_id = ?", (opinion_id, theme_id))
    _drop_untagged(db)
    return gone > 0


def _drop_untagged(db: Database) -> None:
    db.run("DELETE FROM hearing_opinion WHERE id NOT IN (SELECT opinion_id FROM hearing_tag)")
