"""One-time links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.clock import read, stored
from app.db import Database, Row


@dataclass(frozen=True, slots=True)
class Link:
    """One link: whose, and what became of it (None: that did not happen)."""

    account_id: int
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    mailed_at: datetime | None

    def state(self, now: datetime) -> str:
        """ "used", "revoked", "expired" or "waiting"."""
        if self.used_at:
            return "used"
        if self.revoked_at:
            return "revoked"
        return "expired" if self.expires_at <= now else "waiting"

    @property
    def settled_at(self) -> datetime:
        """When it was used or revoked; else when it ends."""
        return self.used_at or self.revoked_at or self.expires_at


def _from(row: Row) -> Link:
    return Link(
        row["account_id"], read(row["created_at"]), read(row["expires_at"]),
        read(row["used_at"]) if row["used_at"] else None,
        read(row["revoked_at"]) if row["revoked_at"] else None,
        read(row["mailed_at"]) if row["mailed_at"] else None,
    )  # fmt: skip


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
    """Whose link this is; None for an unknown, used, revoked or expired one."""
    found: int | None = db.value(
        "SELECT account_id FROM link WHERE token = ? AND used_at IS NULL AND revoked_at = '' AND expires_at > ?",
        (fingerprint, stored(now)),
    )
    return found


def newest(db: Database) -> dict[int, Link]:
    """Every account's newest link, by account id."""
    rows = db.all(
        "SELECT account_id, created_at, expires_at, used_at, revoked_at, mailed_at FROM link"
        " ORDER BY created_at, CASE WHEN used_at IS NOT NULL THEN 1 WHEN revoked_at <> '' THEN 0 ELSE 2 END"
    )
    return {r["account_id"]: _from(r) for r in rows}


def mail(db: Database, now: datetime, fingerprint: str) -> bool:
    """It goes out by mail; False where it did so already."""
    at = stored(now)
    return bool(db.run("UPDATE link SET mailed_at = ? WHERE token = ? AND mailed_at = ''", (at, fingerprint)))


def use(db: Database, now: datetime, fingerprint: str) -> None:
    """It was used."""
    db.run("UPDATE link SET used_at = ? WHERE token = ?", (stored(now), fingerprint))


def revoke(db: Database, now: datetime, account_id: int) -> int:
    """Make an account's waiting links useless; how many there were (expired ones stay expired)."""
    return db.run(
        "UPDATE link SET revoked_at = ? WHERE account_id = ? AND used_at IS NULL AND revoked_at = ''"
        " AND expires_at > ?",
        (stored(now), account_id, stored(now)),
    )
