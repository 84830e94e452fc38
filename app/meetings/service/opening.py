"""Whether a meeting's minutes may still be written, and what a page has shown of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.db import Database
from app.errors import NotFound, Refused
from app.meetings.store import final
from app.meetings.store import meetings as store
from app.meetings.store.meetings import Meeting
from app.seen import fingerprint
from forms.questions import Text

_FINAL: Final = Text(
    "この会議の会議録は確定しているため、変更できません。訂正が必要なときは、訂正の手続きをしてください。",
    "The minutes of this meeting are final and cannot be changed. Make a correction where one is needed.",
)


_CANCELLED: Final = Text(
    "この会議は中止になったため、会議録の確認や確定はできません。",
    "The meeting is cancelled: its minutes are neither confirmed nor made final.",
)


def require_open(db: Database, meeting_id: int) -> Meeting:
    """The meeting, where its minutes may still be written. Raises NotFound, Refused (final)."""
    found = store.get(db, meeting_id)
    if found is None:
        raise NotFound
    if final.version(db, meeting_id):
        raise Refused(_FINAL)
    return found


def require_held(db: Database, meeting_id: int) -> Meeting:
    """The same, where the meeting takes place: what did not take place is not confirmed. Raises NotFound, Refused."""
    found = require_open(db, meeting_id)
    if found.cancelled_at:
        raise Refused(_CANCELLED)
    return found


def seen(rows: Sequence[object]) -> str:
    """What a page has shown of a list."""
    return fingerprint(rows)
