"""How often somebody may try a password: counted in the database, per login name and per address."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.accounts.store import failures
from app.clock import CITY_ZONE
from app.db import Database
from app.errors import KikitoriError
from forms.questions import Text

WINDOW: Final = timedelta(minutes=15)
PER_LOGIN: Final = 5
PER_ADDRESS: Final = 30


class TooManyTries(KikitoriError):
    """Wrong passwords too often; the message says when to try again."""

    status = 429

    def __init__(self, again: datetime) -> None:
        # Up to the next full minute, so that the time shown is never too early.
        local = again.astimezone(CITY_ZONE) + timedelta(seconds=59)
        super().__init__(
            Text(
                f"ログインの失敗が続いたため、しばらく受け付けません。{local.hour}時{local.minute:02d}分以降に"
                "もう一度お試しください。お急ぎの場合は事務局へご連絡ください。",
                f"There were too many failed attempts. Please try again after {local:%H:%M},"
                " or ask the secretariat.",
            )
        )


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try, counted as failed until `succeeded` takes it back."""

    login_subject: str
    address_subject: str
    address_row: int


def _subject(kind: str, value: str) -> str:
    """What is stored: a fingerprint, since people type passwords into the login field by mistake."""
    return hashlib.sha256(f"{kind}\0{value.casefold()}".encode()).hexdigest()


def begin(db: Database, now: datetime, login: str, address: str) -> Attempt:
    """Count a try before the password is looked at, so that parallel tries cannot slip through.

    Raises TooManyTries where the login name or the address failed too often within WINDOW.
    """
    subjects = ((_subject("login", login), PER_LOGIN), (_subject("address", address), PER_ADDRESS))
    with db.write():
        failures.drop_older(db, now - WINDOW)
        for subject, limit in subjects:
            at = failures.nth_newest(db, subject, limit)
            if at is not None:
                raise TooManyTries(at + WINDOW)
        rows = [failures.add(db, now, s) for s, _ in subjects]
    return Attempt(subjects[0][0], subjects[1][0], rows[1])


def succeeded(db: Database, attempt: Attempt) -> None:
    """The password was right: forget this login's failures, and this try of the address. Inside a write."""
    failures.drop_subject(db, attempt.login_subject)
    failures.drop(db, attempt.address_subject, attempt.address_row)


def forget(db: Database, login: str) -> None:
    """Let this login try again at once (its password was just set anew). Inside a write."""
    failures.drop_subject(db, _subject("login", login))
