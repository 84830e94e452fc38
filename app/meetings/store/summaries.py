"""Summaries published ahead of the minutes: numbered editions, frozen; and where they are published."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.clock import stored
from app.db import Database
from app.security import Actor


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition. outside: what is printed and published."""

    meeting_id: int
    edition: int
    outside: Mapping[str, Any]
    made_at: str


def editions(db: Database, meeting_id: int) -> list[Edition]:
    """The editions, the newest first."""
    rows = db.all(
        "SELECT meeting_id, edition, outside, made_at FROM meeting_summary WHERE meeting_id = ? ORDER BY edition DESC",
        (meeting_id,),
    )
    return [Edition(**{**dict(r), "outside": json.loads(r["outside"])}) for r in rows]


def add(
    db: Database, actor: Actor, now: datetime, meeting_id: int, edition: int, outside: Mapping[str, Any]
) -> None:
    """Freeze an edition."""
    db.insert(
        "meeting_summary", meeting_id=meeting_id, edition=edition, outside=json.dumps(outside, ensure_ascii=False),
        made_at=stored(now), made_by=actor.id,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a summary is published. withdrawn_at: "" while it is."""

    meeting_id: int
    token: str
    withdrawn_at: str

    @property
    def stands(self) -> bool:
        """It can be read there now."""
        return not self.withdrawn_at


def place(db: Database, meeting_id: int) -> Place | None:
    """Where a meeting's summary is, or was, published."""
    row = db.one(
        "SELECT meeting_id, token, withdrawn_at FROM meeting_summary_place WHERE meeting_id = ?",
        (meeting_id,),
    )
    return Place(**dict(row)) if row else None


def publish(db: Database, meeting_id: int, token: str) -> None:
    """Publish the newest edition, at the address it had before where there was one."""
    if not db.run("UPDATE meeting_summary_place SET withdrawn_at = '' WHERE meeting_id = ?", (meeting_id,)):
        db.insert("meeting_summary_place", meeting_id=meeting_id, token=token)


def withdraw(db: Database, now: datetime, meeting_id: int) -> None:
    """Take it from its readers; the address is kept."""
    db.run(
        "UPDATE meeting_summary_place SET withdrawn_at = ? WHERE meeting_id = ? AND withdrawn_at = ''",
        (stored(now), meeting_id),
    )


def published(db: Database, body_id: int) -> list[int]:
    """The meetings of a body whose summary is published, the newest first."""
    rows = db.all(
        "SELECT m.id FROM meeting m JOIN meeting_summary_place p ON p.meeting_id = m.id AND p.withdrawn_at = ''"
        " WHERE m.body_id = ? ORDER BY m.day DESC, m.id DESC",
        (body_id,),
    )
    return [r["id"] for r in rows]
