"""Calendars to subscribe to: a secret link for each section and member. The database keeps its fingerprint only."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from app import ical
from app.accounts import service as accounts
from app.accounts.signing import fingerprint
from app.audit.service import record
from app.clock import read, stored
from app.db import Database
from app.errors import NotFound
from app.hearings.ical import Entry
from app.hearings.service import calendar
from app.hearings.service import series as all_series
from app.hearings.store import calendar as store
from app.hearings.store.calendar import Feed
from app.notices import service as notices
from app.security import MEMBER, SECTION, Actor


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose calendar it is: a section's, or a member's."""

    section_id: int | None = None
    member_id: int | None = None


def owner(actor: Actor, section_id: int | None) -> Owner:
    """Whose calendar this person may handle: one of their sections', or a member's own. Raises NotFound."""
    if actor.role == MEMBER and section_id is None and actor.id is not None:
        return Owner(member_id=actor.id)
    if actor.role == SECTION and section_id in actor.sections:
        return Owner(section_id=section_id)
    raise NotFound


def entries(db: Database, series_id: int, whose: Owner) -> list[Entry]:
    """What it shows, in the order of time. Raises NotFound."""
    newest = calendar.diary(db, series_id).newest
    if whose.member_id is not None:
        shown = calendar.of_member(newest, calendar.absences(db, series_id, whose.member_id))
    else:
        shown = calendar.of_section(newest, whose.section_id or 0)
    return sorted(shown, key=lambda e: (e.when.day, e.when.begins))


def link_of(db: Database, series_id: int, whose: Owner) -> Feed | None:
    """The living link, as far as it is known: since when."""
    return store.feed_of(db, series_id, whose.section_id, whose.member_id)


def renew(db: Database, actor: Actor, now: datetime, series_id: int, whose: Owner) -> str:
    """A new secret link; the one before leads nowhere from now on. It can be shown only now."""
    token = secrets.token_urlsafe(32)
    with db.write():
        all_series.get(db, series_id)
        store.revoke(db, now, series_id, whose.section_id, whose.member_id)
        made = Feed(series_id, whose.section_id, whose.member_id, stored(now))
        store.add_feed(db, now, fingerprint(token), made)
        record(db, actor, now, "hearings.feed", f"series {series_id}", section=whose.section_id)
    return notices.link(db, f"/hearings/feeds/{token}.ics")


def revoke(db: Database, actor: Actor, now: datetime, series_id: int, whose: Owner) -> None:
    """The link leads nowhere from now on."""
    with db.write():
        if store.revoke(db, now, series_id, whose.section_id, whose.member_id):
            record(db, actor, now, "hearings.feed_revoked", f"series {series_id}", section=whose.section_id)


def read_feed(db: Database, token: str) -> bytes:
    """The calendar behind a secret link. Raises NotFound: unknown, revoked, or its member is no member any more."""
    found = store.feed(db, fingerprint(token))
    if found is None or not _still(db, found):
        raise NotFound
    known = calendar.diary(db, found.series_id)
    shown = entries(db, found.series_id, Owner(found.section_id, found.member_id))
    plans = store.told(db, found.series_id)
    stamp = read(plans[-1].published_at if plans else found.made_at)
    return ical.feed(known.series.name, shown, known.numbers, stamp)


def _still(db: Database, found: Feed) -> bool:
    if found.member_id is None:
        return True
    account = accounts.get(db, found.member_id)
    return account.active and account.role == MEMBER
