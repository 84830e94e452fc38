"""Which sections of a round stand in the place of which of the round before."""

from __future__ import annotations

from collections.abc import Iterable

from app.db import Database


def add(db: Database, round_id: int, pairs: Iterable[tuple[int, int]]) -> None:
    """Note (old section id, section id)."""
    db.run_many(
        "INSERT OR IGNORE INTO succession (round_id, old_section_id, section_id) VALUES (?, ?, ?)",
        [(round_id, old, new) for old, new in pairs],
    )


def of_round(db: Database, round_id: int) -> dict[int, tuple[int, ...]]:
    """Old section id → the sections in its place."""
    out: dict[int, tuple[int, ...]] = {}
    for row in db.all(
        "SELECT old_section_id AS old, section_id AS new FROM succession WHERE round_id = ? ORDER BY old, new",
        (round_id,),
    ):
        out[row["old"]] = (*out.get(row["old"], ()), row["new"])
    return out
