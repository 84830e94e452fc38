"""Who reads which final minutes, and the summaries ahead of them: the secretariat and members theirs, others what is
published for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.db import Database
from app.errors import NotFound
from app.meetings.service import bodies
from app.meetings.store import bodies as body_store
from app.meetings.store import final, summaries
from app.meetings.store import meetings as store
from app.meetings.store.bodies import Body
from app.meetings.store.meetings import Meeting
from app.security import MEMBER, Actor
from reports.minutes.model import Minutes, from_data


@dataclass(frozen=True, slots=True)
class Read:
    """Final minutes, or a summary, for a reader. number: the version or edition; at: its moment; address: the permanent
    one, "" while the minutes are not published."""

    body: Body
    meeting: Meeting
    outside: Mapping[str, Any]
    number: int
    at: str
    address: str
    summary: bool = False

    @property
    def minutes(self) -> Minutes:
        """Ready to print."""
        return from_data(self.outside)

    @property
    def ids(self) -> Sequence[int]:
        """Those of the speeches, in order."""
        ids: Sequence[int] = self.outside.get("ids", ())
        return ids


def may_read(db: Database, actor: Actor | None, body: Body, *, published: bool) -> bool:
    """Whether this person reads the final minutes of a body. actor None: nobody is signed in."""
    if actor is not None and actor.is_secretariat:
        return True
    if actor is not None and actor.role == MEMBER and body in bodies.all_bodies(db, actor):
        return True
    return published and (body.audience == "public" or (body.audience == "hall" and actor is not None))


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is published of a body: how many meetings, the newest of them."""

    body: Body
    newest: Meeting
    count: int


def shelves(db: Database, actor: Actor) -> list[Shelf]:
    """The bodies of which this person reads something that is published."""
    out = []
    for body in body_store.every(db):
        known = {*final.published(db, body.id), *summaries.published(db, body.id)}
        if known and may_read(db, actor, body, published=True):
            found = [m for m in store.of_body(db, body.id) if m.id in known]
            out.append(Shelf(body, max(found, key=lambda m: (m.day, m.id)), len(found)))
    return out


def read(db: Database, actor: Actor | None, meeting_id: int) -> Read:
    """The newest final version. Raises NotFound where there is none, or not for this person."""
    meeting = store.get(db, meeting_id)
    body = body_store.get(db, meeting.body_id) if meeting else None
    versions = final.versions(db, meeting_id)
    place = final.publication(db, meeting_id)
    published = place is not None and place.stands
    if meeting is None or body is None or not versions or not may_read(db, actor, body, published=published):
        raise NotFound
    address = f"/minutes/{body.token}/{place.token}" if place is not None and place.stands else ""
    newest = versions[0]
    return Read(body, meeting, newest.outside, newest.version, newest.final_at, address)


def read_summary(db: Database, actor: Actor | None, meeting_id: int) -> Read:
    """The summary that stands ahead of the minutes. Raises NotFound where there is none, or not for this person."""
    meeting = store.get(db, meeting_id)
    body = body_store.get(db, meeting.body_id) if meeting else None
    place, editions = summaries.place(db, meeting_id), summaries.editions(db, meeting_id)
    stands = place is not None and place.stands and editions
    if meeting is None or body is None or not stands or not may_read(db, actor, body, published=True):
        raise NotFound
    newest, address = editions[0], f"/minutes/{body.token}/{place.token if place else ''}"
    return Read(body, meeting, newest.outside, newest.edition, newest.made_at, address, summary=True)


def at(db: Database, actor: Actor | None, body_token: str, token: str) -> Read:
    """What stands at a permanent address: the minutes, else the summary. Raises NotFound, also after it was taken back."""
    body = body_store.of_token(db, body_token)
    for meeting_id in final.published(db, body.id) if body else ():
        place = final.publication(db, meeting_id)
        if place is not None and place.token == token:
            return read(db, actor, meeting_id)
    for meeting_id in summaries.published(db, body.id) if body else ():
        ahead = summaries.place(db, meeting_id)
        if ahead is not None and ahead.token == token:
            return read_summary(db, actor, meeting_id)
    raise NotFound


def listed(db: Database, actor: Actor | None, body_token: str) -> tuple[Body, list[Read]]:
    """What is published of a body, the newest meeting first. Raises NotFound where this person reads none of it."""
    body = body_store.of_token(db, body_token)
    if body is None or not may_read(db, actor, body, published=True):
        raise NotFound
    found = [read(db, actor, i) for i in final.published(db, body.id)]
    out = {one.meeting.id for one in found}
    found += [read_summary(db, actor, i) for i in summaries.published(db, body.id) if i not in out]
    return body, sorted(found, key=lambda one: (one.meeting.day, one.meeting.id), reverse=True)
