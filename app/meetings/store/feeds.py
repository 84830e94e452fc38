"""Secret links of members' calendars; the database keeps their fingerprints only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.clock import stored
from app.db import Database


@dataclass(frozen=True, slots=True)
class Feed:
    """A living link: whose it is, since when."""

    account_id: int
    made_at: str


def of_token(db: Database, fingerprint: str) -> Feed | None:
    """Whose link this is; None for an unknown or revoked one."""
    row = db.one(
        "SELECT account_id, made_at FROM meeting_feed WHERE token = ? AND revoked_at = ''", (fingerprint,)
    )
    return Feed(**dict(row)) if row else None


def of_account(db: Database, account_id: int) -> Feed | None:
    """The living link of an account."""
    row = db.one(
        "SELECT account_id, made_at FROM meeting_feed WHERE account_id = ? AND revoked_at = ''", (account_id,)
    )
    return Feed(**dict(row)) if row else None


def add(db: Database, now: datetime, fingerprint: str, account_id: int) -> None:
    """A new link."""
    db.insert("meeting_feed", token=fingerprint, account_id=account_id, made_at=stored(now))


def revoke(db: Database, now: datetime, account_id: int) -> int:
    """An account's links lead nowhere from now on; how many there were."""
    return db.run(
        "UPDATE meeting_feed SET revoked_at = ? WHERE account_id = ? AND revoked_at = ''", (stored(now), account_id)
    )  # fmt: skip
