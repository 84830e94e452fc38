"""Failed tries to sign in, by subject (a fingerprint of a login name or an address)."""

from __future__ import annotations

from datetime import datetime

from app.clock import read, stored
from app.db import Database


def add(db: Database, now: datetime, subject: str) -> int:
    """Count a try; returns its row."""
    return db.insert("sign_in_failure", subject=subject, at=stored(now))


def nth_newest(db: Database, subject: str, n: int) -> datetime | None:
    """When the n-th newest try was (1: the newest); None where there are fewer."""
    at = db.value(
        "SELECT at FROM sign_in_failure WHERE subject = ? ORDER BY at DESC LIMIT 1 OFFSET ?", (subject, n - 1)
    )
    return None if at is None else read(at)


def drop_older(db: Database, before: datetime) -> None:
    """Forget tries up to this moment."""
    db.run("DELETE FROM sign_in_failure WHERE at <= ?", (stored(before),))


def drop_subject(db: Database, subject: str) -> None:
    """Forget all tries of a subject."""
    db.run("DELETE FROM sign_in_failure WHERE subject = ?", (subject,))


def drop(db: Database, subject: str, row: int) -> None:
    """Take back a single try; its subject is asked for because a row's number may be given anew."""
    db.run("DELETE FROM sign_in_failure WHERE rowid = ? AND subject = ?", (row, subject))
