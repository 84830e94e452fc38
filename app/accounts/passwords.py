"""Password hashes. A hash takes 64 MB and a tenth of a second: only two are made at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.errors import KikitoriError
from forms.questions import Text

HASHER = PasswordHasher()
AT_ONCE: Final = 2
LONGEST_WAIT_SECONDS: Final = 10.0
_SLOTS: Final = threading.BoundedSemaphore(AT_ONCE)


class Busy(KikitoriError):
    """Too many people (or a machine) sign in at this moment."""

    status = 503
    message = Text(
        "ただいまログインが混み合っています。少し待ってから、もう一度お試しください。",
        "Too many people are signing in just now. Please try again in a moment.",
    )


@contextmanager
def _slot() -> Iterator[None]:
    if not _SLOTS.acquire(timeout=LONGEST_WAIT_SECONDS):
        raise Busy
    try:
        yield
    finally:
        _SLOTS.release()


def hashed(password: str) -> str:
    """The hash to keep."""
    with _slot():
        return HASHER.hash(password)


@lru_cache(maxsize=1)
def _nobodys(_hasher: PasswordHasher) -> str:
    return _hasher.hash("nobody has this password")


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is right. Without a hash (unknown login, no password yet) it takes as long."""
    with _slot():
        try:
            return HASHER.verify(password_hash or _nobodys(HASHER), password) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def outdated(password_hash: str) -> bool:
    """The hash was made with weaker parameters than today's."""
    return HASHER.check_needs_rehash(password_hash)
