"""A hearing series: the hearings held on one round."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.clock import stored
from app.db import Database, Row
from app.security import Actor


@dataclass(frozen=True, slots=True)
class Series:
    """One series. weights: signal → weight where it differs from the usual one; wishes_until: a limit as in
    app/rounds/dates.py; quorum: members needed (0: not asked); closed_at: "" while it is worked on."""

    id: int
    round_id: int
    round_name: str
    name: str
    weights: Mapping[str, int]
    wishes_until: str
    quorum: int
    closed_at: str
    made_at: str
    made_by: int | None

    @property
    def is_open(self) -> bool:
        """It is still worked on."""
        return not self.closed_at


_SELECT: Final = (
    "SELECT s.id, s.round_id, r.name AS round_name, s.name, s.weights, s.wishes_until, s.quorum, s.closed_at,"
    " s.made_at, s.made_by FROM hearing_series s JOIN round r ON r.id = s.round_id"
)


def _from(row: Row) -> Series:
    return Series(**{**dict(row), "weights": json.loads(row["weights"])})


def get(db: Database, series_id: int) -> Series | None:
    """One series."""
    row = db.one(f"{_SELECT} WHERE s.id = ?", (series_id,))
    return _from(row) if row else None


def every(db: Database) -> list[Series]:
    """Every series, the newest first."""
    return [_from(r) for r in db.all(f"{_SELECT} ORDER BY s.id DESC")]


def named(db: Database, round_id: int, name: str) -> Series | None:
    """The series of a round with this name."""
    row = db.one(f"{_SELECT} WHERE s.round_id = ? AND s.name = ?", (round_id, name))
    return _from(row) if row else None


def add(db: Database, actor: Actor, now: datetime, round_id: int, name: str) -> int:
    """A new series."""
    return db.insert("hearing_series", round_id=round_id, name=name, made_at=stored(now), made_by=actor.id)


def change(db: Database, series_id: int, values: Mapping[str, str | int]) -> None:
    """Change columns (names come from code)."""
    marks = ", ".join(f"{name} = ?" for name in values)
    db.run(f"UPDATE hearing_series SET {marks} WHERE id = ?", (*values.values(), series_id))  # noqa: S608
