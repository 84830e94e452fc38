"""Living sign-ins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.clock import read, stored
from app.db import Database


@dataclass(frozen=True, slots=True)
class SignIn:
    """One browser that is signed in."""

    account_id: int
    created_at: datetime
    seen_at: datetime


def get(db: Database, fingerprint: str) -> SignIn | None:
    """The sign-in of this token."""
    row = db.one("SELECT account_id, created_at, seen_at FROM sign_in WHERE token = ?", (fingerprint,))
    return SignIn(row["account_id"], read(row["created_at"]), read(row["seen_at"])) if row else None


def add(db: Database, now: datetime, fingerprint: str, account_id: int) -> None:
    """A new one."""
    db.insert(
        "sign_in", token=fingerprint, account_id=account_id, created_at=stored(now), seen_at=stored(now)
    )


def seen(db: Database, now: datetime, fingerprint: str) -> None:
    """It is still in use."""
    db.run("UPDATE sign_in SET seen_at = ? WHERE token = ?", (stored(now), fingerprint))


def end(db: Database, fingerprint: str) -> None:
    """End this one."""
    db.run("DELETE FROM sign_in WHERE token = ?", (fingerprint,))


def end_all(db: Database, account_id: int, but: str = "") -> None:
    """End all of an account, except the one with the fingerprint `but`."""
    db.run("DELETE FROM sign_in WHERE account_id = ? AND token <> ?", (account_id, but))


def drop_older(db: Database, seen_before: datetime, created_before: datetime) -> None:
    """Forget those that have expired."""
    db.run(
        "DELETE FROM sign_in WHERE seen_at < ? OR created_at < ?",
        (stored(seen_before), stored(created_before)),
    )
