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
    """One release that stands. at: the moment it shows, in the city's zone; rules: the rules on non-answers of that
    moment; edition_id, edition: the edition that was released, None and "" for the tables as they stood."""

    id: int
    round_id: int
    at: datetime
    by: str
    rules: Mapping[str, str]
    edition_id: int | None = None
    edition: str = ""


_SELECT = (
    "SELECT r.id, r.round_id, coalesce(e.as_of, r.released_at) AS at, coalesce(a.name, '') AS released_by, r.rules,"
    " r.edition_id, coalesce(e.name, '') AS edition FROM release r LEFT JOIN account a ON a.id = r.released_by"
    " LEFT JOIN edition e ON e.id = r.edition_id WHERE r.withdrawn_at IS NULL"
)


def _from(row: Row) -> Release:
    return Release(
        row["id"], row["round_id"], read(row["at"]), row["released_by"], json.loads(row["rules"]),
        row["edition_id"], row["edition"],
    )  # fmt: skip


def current(db: Database, round_id: int) -> Release | None:
    """What members see of a round now; None where nothing is released."""
    row = db.one(f"{_SELECT} AND r.round_id = ? ORDER BY r.id DESC", (round_id,))
    return _from(row) if row else None


def all_current(db: Database) -> dict[int, Release]:
    """The standing release of every round that has one, by round id."""
    return {r["round_id"]: _from(r) for r in db.all(f"{_SELECT} ORDER BY r.id")}


def released(db: Database, round_id: int) -> frozenset[int]:
    """The editions of a round that were released to members and not withdrawn since."""
    rows = db.all(
        "SELECT edition_id FROM release WHERE round_id = ? AND withdrawn_at IS NULL AND edition_id IS NOT NULL",
        (round_id,),
    )
    return frozenset(r["edition_id"] for r in rows)


def add(
    db: Database, actor: Actor, now: datetime, round_id: int, rules: Mapping[str, str],
    edition_id: int | None = None,
) -> int:  # fmt: skip
    """A new release; earlier ones stay on record and count no more."""
    known = json.dumps(dict(rules), ensure_ascii=False, sort_keys=True)
    return db.insert(
        "release", round_id=round_id, released_at=stored(now), released_by=actor.id, rules=known,
        edition_id=edition_id,
    )  # fmt: skip


def withdraw(db: Database, now: datetime, round_id: int) -> int:
    """Withdraw every standing release of a round; how many there were."""
    return db.run(
        "UPDATE release SET withdrawn_at = ? WHERE round_id = ? AND withdrawn_at IS NULL",
        (stored(now), round_id),
    )
