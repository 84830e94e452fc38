"""Living sign-ins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.clock import read, stored
from app.db import Database


@dataclass(frozen=True, slots=True)
class SignIn:
    """One browser that is signed in. token: its fingerprint."""

    account_id: int
    created_at: datetime
    seen_at: datetime
    token: str = ""


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


def of_account(db: Database, account_id: int) -> list[SignIn]:
    """Those of an account, the last used first; also ones that have expired meanwhile."""
    rows = db.all(
        "SELECT account_id, created_at, seen_at, token FROM sign_in WHERE account_id = ?"
        " ORDER BY seen_at DESC, created_at DESC",
        (account_id,),
    )
    return [SignIn(r["account_id"], read(r["created_at"]), read(r["seen_at"]), r["token"]) for r in rows]


def end_all(db: Database, account_id: int, but: str = "") -> int:
    """End all of an account, except the one with the fingerprint `but`; how many they were."""
    return db.run("DELETE FROM sign_in WHERE account_id = ? AND token <> ?", (account_id, but))


def drop_older(db: Database, seen_before: datetime, created_before: datetime) -> None:
    """Forget those that have expired."""
    db.run(
        "DELETE FROM sign_in WHERE seen_at < ? OR created_at < ?",
        (stored(seen_before), stored(created_before)),
    )
