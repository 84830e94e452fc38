"""Releases: the moments as of which members see a round's tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.clock import read, stored
from app.db import Database, Row
from app.security import Actor


@dataclass(frozen=True, slots=True)
class Release:
    """One release that stands. at: in the city's zone; rules: the rules on non-answers of that moment."""

    id: int
    round_id: int
    at: datetime
    by: str
    rules: Mapping[str, str]


_SELECT = (
    "SELECT r.id, r.round_id, r.released_at, coalesce(a.name, '') AS released_by, r.rules FROM release r"
    " LEFT JOIN account a ON a.id = r.released_by WHERE r.withdrawn_at IS NULL"
)


def _from(row: Row) -> Release:
    return Release(
        row["id"], row["round_id"], read(row["released_at"]), row["released_by"], json.loads(row["rules"])
    )


def current(db: Database, round_id: int) -> Release | None:
    """What members see of a round now; None where nothing is released."""
    row = db.one(f"{_SELECT} AND r.round_id = ? ORDER BY r.id DESC", (round_id,))
    return _from(row) if row else None


def all_current(db: Database) -> dict[int, Release]:
    """The standing release of every round that has one, by round id."""
    return {r["round_id"]: _from(r) for r in db.all(f"{_SELECT} ORDER BY r.id")}


def add(db: Database, actor: Actor, now: datetime, round_id: int, rules: Mapping[str, str]) -> int:
    """A new release; earlier ones stay on record and count no more."""
    known = json.dumps(dict(rules), ensure_ascii=False, sort_keys=True)
    return db.insert("release", round_id=round_id, released_at=stored(now), released_by=actor.id, rules=known)


def withdraw(db: Database, now: datetime, round_id: int) -> int:
    """Withdraw every standing release of a round; how many there were."""
    return db.run(
        "UPDATE release SET withdrawn_at = ? WHERE round_id = ? AND withdrawn_at IS NULL",
        (stored(now), round_id),
    )
