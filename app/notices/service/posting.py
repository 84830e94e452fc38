"""Putting a letter into the queue. Whatever happens to its addresses, its row is kept and shown."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from app.audit.service import record
from app.db import Database
from app.notices.letter import Letter, one_line, plain_body
from app.notices.service import addressing
from app.notices.store import calendars
from app.notices.store import notices as store
from app.security import Actor
from app.settings import service as settings

#: The address of this installation as browsers reach it, from config.toml ([mail] base_url).
BASE_URL: Final = "base_url"


def link(db: Database, path: str) -> str:
    """A page's address for a letter. Without a base_url in config.toml: the path alone."""
    return settings.get(db, BASE_URL).rstrip("/") + path


def remember_base_url(db: Database, base_url: str) -> None:
    """Keep what config.toml says at the start: letters are written where the file is not at hand."""
    if settings.get(db, BASE_URL) != base_url:
        with db.write():
            settings.put(db, BASE_URL, base_url)


def post(db: Database, actor: Actor, now: datetime, letter: Letter) -> int:
    """Queue one letter; the worker sends it. Inside the caller's write. Returns the notice's id.

    Without any usable address it is kept as failed, so that it shows up.
    """
    with db.write():
        notice_id = add(db, actor, now, letter, store.QUEUED)
        record(
            db, actor, now, "notices.post", f"notice {notice_id}",
            kind=letter.kind, round=letter.round_id, section=letter.section_id,
        )  # fmt: skip
    return notice_id


def add(
    db: Database, actor: Actor, now: datetime, letter: Letter, state: str, batch_id: int | None = None
) -> int:
    """A row for a letter, as a draft or queued. Inside the caller's write."""
    found = addressing.places(db, letter)
    nobody = not found.to and not found.cc
    notice_id = store.add(
        db, now, actor.id,
        {
            "batch_id": batch_id, "kind": letter.kind, "round_id": letter.round_id,
            "section_id": letter.section_id, "recipients": found.to, "cc": found.cc, "refused": found.refused,
            "subject": one_line(letter.subject), "body": plain_body(letter.body), "why": letter.why,
            "message_id": _message_id(db),
            "state": store.FAILED if nobody and state == store.QUEUED else state,
            "error": addressing.NOBODY if nobody else "",
        },
    )  # fmt: skip
    calendars.add(db, notice_id, letter.calendars)
    return notice_id


def _message_id(db: Database) -> str:
    """Stored before anything is sent: a mail that was sent twice by hand can be told to be one."""
    host = urlsplit(settings.get(db, BASE_URL)).hostname or "kikitori.invalid"
    return f"<{secrets.token_hex(16)}@{host}>"
