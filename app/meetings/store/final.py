"""Final minutes: numbered, frozen versions; and where they are published."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.clock import stored
from app.db import Database, Row
from app.security import Actor


@dataclass(frozen=True, slots=True)
class Version:
    """One final version. outside: what is printed and published; notice: what a correction changed, "" for the first."""

    meeting_id: int
    version: int
    outside: Mapping[str, Any]
    confirmed_by: str
    notice: str
    final_at: str


_SELECT: Final = "SELECT meeting_id, version, outside, confirmed_by, notice, final_at FROM meeting_minutes"


def _from(row: Row) -> Version:
    return Version(**{**dict(row), "outside": json.loads(row["outside"])})


def version(db: Database, meeting_id: int) -> int:
    """The newest final version of a meeting's minutes; 0 while there is none."""
    found = db.value("SELECT max(version) FROM meeting_minutes WHERE meeting_id = ?", (meeting_id,))
    return int(found or 0)


def versions(db: Database, meeting_id: int) -> list[Version]:
    """The final versions, the newest first."""
    rows = db.all(f"{_SELECT} WHERE meeting_id = ? ORDER BY version DESC", (meeting_id,))
    return [_from(r) for r in rows]


def inside(db: Database, meeting_id: int, number: int) -> Mapping[str, Any]:
    """What of a version is for the secretariat: who spoke. Not part of Version, so that no page outside has it."""
    found = db.value(
        "SELECT inside FROM meeting_minutes WHERE meeting_id = ? AND version = ?", (meeting_id, number)
    )
    kept: Mapping[str, Any] = json.loads(found or "{}")
    return kept


def add(
    db: Database, actor: Actor, now: datetime, meeting_id: int, number: int, outside: Mapping[str, Any],
    inside: Mapping[str, Any], confirmed_by: str, notice: str,
) -> None:  # fmt: skip
    """Freeze a version."""
    db.insert(
        "meeting_minutes", meeting_id=meeting_id, version=number, outside=json.dumps(outside, ensure_ascii=False),
        inside=json.dumps(inside, ensure_ascii=False), confirmed_by=confirmed_by, notice=notice, final_at=stored(now),
        final_by=actor.id,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Publication:
    """Where minutes are published. withdrawn_at: "" while they are."""

    meeting_id: int
    token: str
    published_at: str
    withdrawn_at: str

    @property
    def stands(self) -> bool:
        """They can be read there now."""
        return not self.withdrawn_at


def publication(db: Database, meeting_id: int) -> Publication | None:
    """Where a meeting's minutes are, or were, published."""
    row = db.one(
        "SELECT meeting_id, token, published_at, withdrawn_at FROM meeting_publication WHERE meeting_id = ?",
        (meeting_id,),
    )
    return Publication(**dict(row)) if row else None


def publish(db: Database, actor: Actor, now: datetime, meeting_id: int, token: str) -> None:
    """Publish, at the address it had before where it was withdrawn."""
    changed = db.run("UPDATE meeting_publication SET withdrawn_at = '' WHERE meeting_id = ?", (meeting_id,))
    if not changed:
        db.insert(
            "meeting_publication",
            meeting_id=meeting_id,
            token=token,
            published_at=stored(now),
            published_by=actor.id,
        )


def withdraw(db: Database, now: datetime, meeting_id: int) -> None:
    """Take them from the public; the address is kept."""
    db.run("UPDATE meeting_publication SET withdrawn_at = ? WHERE meeting_id = ?", (stored(now), meeting_id))


def published(db: Database, body_id: int) -> list[int]:
    """The meetings of a body whose minutes are final and published, the newest first."""
    rows = db.all(
        "SELECT m.id FROM meeting m JOIN meeting_publication p ON p.meeting_id = m.id AND p.withdrawn_at = ''"
        " WHERE m.body_id = ? AND EXISTS (SELECT 1 FROM meeting_minutes f WHERE f.meeting_id = m.id)"
        " ORDER BY m.day DESC, m.id DESC",
        (body_id,),
    )
    return [r["id"] for r in rows]
