"""Final minutes: freezing, publishing and taking back. How they are corrected: correcting.py."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from app.audit.service import record
from app.clock import CITY_ZONE, read
from app.db import Database
from app.errors import Conflict, Refused
from app.meetings import wording
from app.meetings.service import closing, papers, summing
from app.meetings.service.bodies import CHANGED
from app.meetings.service.naming import Names
from app.meetings.service.opening import require_held, seen
from app.meetings.store import final as store
from app.meetings.store import meetings as meeting_store
from app.meetings.store import writing as speech_store
from app.meetings.store.final import Publication, Version
from app.security import Actor
from forms.questions import Text
from reports.minutes.model import Minutes, from_data

__all__ = ["Publication", "Version"]

LONGEST: Final = 200


def shown(db: Database, meeting_id: int) -> str:
    """What a page has shown of the minutes: who makes them final has seen exactly these."""
    return seen([papers.outside(db, meeting_id).data()])


def newest(db: Database, meeting_id: int) -> Version | None:
    """The version that counts."""
    return next(iter(store.versions(db, meeting_id)), None)


def versions(db: Database, meeting_id: int) -> list[Version]:
    """All final versions, the newest first."""
    return store.versions(db, meeting_id)


def minutes_of(version: Version) -> Minutes:
    """A frozen version, ready to print."""
    return from_data(version.outside)


def named(db: Database, meeting_id: int, made: Minutes) -> list[str]:
    """Who was at the meeting and is named in what is printed, beyond what the body settled."""
    meeting, people = meeting_store.get(db, meeting_id), meeting_store.people(db, meeting_id)
    return Names(meeting, people).printed(made) if meeting else []


def finish(
    db: Database, actor: Actor, now: datetime, meeting_id: int, confirmed_by: str, shown_: str
) -> None:
    """Make the minutes final: version 1. confirmed_by: the chair's name, kept inside. Raises Refused, Conflict."""
    name = " ".join(confirmed_by.split())
    if not name or len(name) > LONGEST:
        raise Refused(
            Text(
                "確認した会長・委員長の氏名を記入してください。",
                "Give the name of the chair who confirmed them.",
            )
        )
    with db.write():
        if store.version(db, meeting_id) == 1:
            return  # the same click once more
        require_held(db, meeting_id)
        if shown(db, meeting_id) != shown_:
            raise Conflict(CHANGED)
        closing.require_settled(db, actor, now, meeting_id)
        ids = [s.id for s in speech_store.speeches(db, meeting_id)]
        freeze(db, actor, now, meeting_id, 1, name, papers.outside(db, meeting_id), ids)
        record(db, actor, now, "meetings.final", f"meeting {meeting_id}", version=1)


def freeze(
    db: Database, actor: Actor, now: datetime, meeting_id: int, number: int, confirmed_by: str,
    made: Minutes, ids: Sequence[int], notice: str = "",
) -> None:  # fmt: skip
    """Keep a version as it is printed. ids: its speeches in order; notice: what a correction changed."""
    notices = [(v.notice, read(v.final_at)) for v in reversed(store.versions(db, meeting_id)) if v.notice]
    notices += [(notice, now)] if notice else []
    told = tuple(_notice(number, said, at) for number, (said, at) in enumerate(notices, 1))
    outside = {**replace(made, status="", closing=told).data(), "ids": list(ids)}
    store.add(db, actor, now, meeting_id, number, outside, _inside(db, meeting_id), confirmed_by, notice)


def _notice(number: int, said: str, at: datetime) -> str:
    """A correction as it is printed at the end of the minutes, with its own day."""
    day = wording.day(f"{at.astimezone(CITY_ZONE):%Y-%m-%d}")
    return f"訂正第{wording.wide(number)}号　{said}（{day}訂正）"


def _inside(db: Database, meeting_id: int) -> dict[str, Any]:
    """Who spoke, for the secretariat."""
    names = {p.id: p.name for p in meeting_store.people(db, meeting_id)}
    spoke: Mapping[int, str] = {
        s.id: names.get(s.person_id or 0, "") for s in speech_store.speeches(db, meeting_id)
    }
    return {"spoke": {str(i): name for i, name in spoke.items() if name}}


def ids(db: Database, meeting_id: int) -> list[int]:
    """Those of the speeches in their order, in the newest version, else as they stand now."""
    version = newest(db, meeting_id)
    known: list[int] = (
        version.outside["ids"] if version else [s.id for s in speech_store.speeches(db, meeting_id)]
    )
    return known


def speakers(db: Database, meeting_id: int) -> dict[int, str]:
    """Number of a speech → the name of who made it, in the newest version, else as they stand now. Never for outside."""
    version = newest(db, meeting_id)
    kept = store.inside(db, meeting_id, version.version) if version else _inside(db, meeting_id)
    spoke: Mapping[str, str] = kept["spoke"]
    return {number: spoke[str(i)] for number, i in enumerate(ids(db, meeting_id), 1) if str(i) in spoke}


# Publishing


def publication(db: Database, meeting_id: int) -> Publication | None:
    """Where the minutes are, or were, published."""
    return store.publication(db, meeting_id)


def publish(db: Database, actor: Actor, now: datetime, meeting_id: int, *, on: bool) -> None:
    """Publish final minutes to the body's readers, or take them back. Raises Refused before they are final."""
    with db.write():
        if not store.version(db, meeting_id):
            raise Refused(Text("会議録を確定してから公開してください。", "Make the minutes final first."))
        known = store.publication(db, meeting_id)
        if (known is not None and known.stands) == on:
            return
        if on:
            place = summing.token(db, meeting_id) or secrets.token_urlsafe(12)
            store.publish(db, actor, now, meeting_id, place)
            summing.give_way(db, now, meeting_id)
        else:
            store.withdraw(db, now, meeting_id)
        record(db, actor, now, "meetings.publish", f"meeting {meeting_id}", on=on)
