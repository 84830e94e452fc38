"""One-time links."""

from __future__ import annotations

from datetime import datetime

from app.clock import stored
from app.db import Database


def add(db: Database, now: datetime, fingerprint: str, account_id: int, expires: datetime) -> None:
    """A new link."""
    db.insert(
        "link",
        token=fingerprint,
        account_id=account_id,
        created_at=stored(now),
        expires_at=stored(expires),
    )


def account_id(db: Database, now: datetime, fingerprint: str) -> int | None:
    """Whose link this is; None for an unknown, used or expired one."""
    found: int | None = db.value(
        "SELECT account_id FROM link WHERE token = ? AND used_at IS NULL AND expires_at > ?",
        (fingerprint, stored(now)),
    )
    return found


def use(db: Database, now: datetime, fingerprint: str) -> None:
    """It was used."""
    db.run("UPDATE link SET used_at = ? WHERE token = ?", (stored(now), fingerprint))


def drop_unused(db: Database, account_id: int) -> None:
    """Make an account's waiting links useless."""
    db.run("DELETE FROM link WHERE account_id = ? AND used_at IS NULL", (account_id,))
