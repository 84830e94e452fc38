"""A member's meetings as a calendar to subscribe to, behind a secret link."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from app import ical
from app.accounts import service as accounts
from app.accounts.signing import fingerprint
from app.audit.service import record
from app.clock import read
from app.db import Database
from app.errors import NotFound
from app.ical import Entry
from app.meetings.service import bodies, inviting
from app.meetings.store import feeds as store
from app.meetings.store import meetings as meeting_store
from app.meetings.store.feeds import Feed
from app.notices import service as notices
from app.security import MEMBER, Actor

_NAME: Final = "会議"


def entries(db: Database, account_id: int) -> list[tuple[int, Entry]]:
    """The meetings at which somebody is expected, with their ids, the latest first; cancelled ones are left out.

    Only those of bodies the account may still see.
    """
    visible = {b.id for b in bodies.all_bodies(db, accounts.get(db, account_id).actor())}
    known = meeting_store.of_account(db, account_id)
    return [(m.id, inviting.entry(db, m)) for m in known if m.body_id in visible and not m.cancelled_at]


def link_of(db: Database, actor: Actor) -> Feed | None:
    """The living link, as far as it is known: since when."""
    return store.of_account(db, actor.id) if actor.id is not None else None


def renew(db: Database, actor: Actor, now: datetime) -> str:
    """A new secret link; the one before leads nowhere from now on. It can be shown only now. Raises NotFound."""
    if actor.id is None or actor.role != MEMBER:
        raise NotFound
    token = secrets.token_urlsafe(32)
    with db.write():
        store.revoke(db, now, actor.id)
        store.add(db, now, fingerprint(token), actor.id)
        record(db, actor, now, "meetings.feed", f"account {actor.id}")
    return notices.link(db, f"/meetings/feeds/{token}.ics")


def revoke(db: Database, actor: Actor, now: datetime) -> None:
    """The link leads nowhere from now on."""
    with db.write():
        if actor.id is not None and store.revoke(db, now, actor.id):
            record(db, actor, now, "meetings.feed_revoked", f"account {actor.id}")


def read_feed(db: Database, token: str) -> bytes:
    """The calendar behind a secret link. Raises NotFound: unknown, revoked, or its owner is no member any more."""
    found = store.of_token(db, fingerprint(token))
    account = accounts.get(db, found.account_id) if found else None
    if found is None or account is None or not account.active or account.role != MEMBER:
        raise NotFound
    shown = entries(db, found.account_id)
    numbers = {e.uid: inviting.sequence(db, meeting_id) for meeting_id, e in shown}
    return ical.feed(_NAME, [e for _, e in shown], numbers, read(found.made_at))
