"""Who reads which final minutes: the secretariat and members theirs, others what is published for them."""

from __future__ import annotations

from dataclasses import dataclass

from app.db import Database
from app.errors import NotFound
from app.meetings.service import bodies
from app.meetings.store import bodies as body_store
from app.meetings.store import final
from app.meetings.store import meetings as store
from app.meetings.store.bodies import Body
from app.meetings.store.final import Version
from app.meetings.store.meetings import Meeting
from app.security import MEMBER, Actor


@dataclass(frozen=True, slots=True)
class Read:
    """Final minutes for a reader. address: their permanent one, "" while they are not published."""

    body: Body
    meeting: Meeting
    version: Version
    address: str


def may_read(db: Database, actor: Actor | None, body: Body, *, published: bool) -> bool:
    """Whether this person reads the final minutes of a body. actor None: nobody is signed in."""
    if actor is not None and actor.is_secretariat:
        return True
    if actor is not None and actor.role == MEMBER and body in bodies.all_bodies(db, actor):
        return True
    return published and (body.audience == "public" or (body.audience == "hall" and actor is not None))


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
    return Read(body, meeting, versions[0], address)


def at(db: Database, actor: Actor | None, body_token: str, token: str) -> Read:
    """What stands at a permanent address. Raises NotFound, also after it was taken back."""
    body = body_store.of_token(db, body_token)
    for meeting_id in final.published(db, body.id) if body else ():
        place = final.publication(db, meeting_id)
        if place is not None and place.token == token:
            return read(db, actor, meeting_id)
    raise NotFound


def listed(db: Database, actor: Actor | None, body_token: str) -> tuple[Body, list[Read]]:
    """The published minutes of a body, the newest first. Raises NotFound where this person reads none of them."""
    body = body_store.of_token(db, body_token)
    if body is None or not may_read(db, actor, body, published=True):
        raise NotFound
    return body, [read(db, actor, i) for i in final.published(db, body.id)]
