"""A summary (会議結果の速報): cover and results without the speeches, published ahead of the minutes.

What is published is a frozen edition; it stands at the address the minutes will have, until they take its place.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.audit.service import record
from app.clock import CITY_ZONE
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.meetings.service import papers
from app.meetings.service.bodies import CHANGED
from app.meetings.service.naming import Names
from app.meetings.store import final
from app.meetings.store import meetings as meeting_store
from app.meetings.store import summaries as store
from app.meetings.store.summaries import Edition
from app.security import Actor
from app.seen import fingerprint
from forms.questions import Text
from reports.minutes.model import Minutes, from_data

__all__ = ["Edition"]

_NO_RESULT: Final = Text(
    "会議結果がまだありません。先に議題の結果を記入してください。", "There is no result yet: write one first."
)
_CANCELLED: Final = Text("中止した会議の速報は公開できません。", "The meeting is cancelled.")
_TOO_LATE: Final = Text(
    "会議録が公開されているため、速報は公開できません。",
    "The minutes are published: no summary goes ahead of them.",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a summary stands. newest: what is, or was, published last; stands: it can be read now; changed: what would
    go out now is another text; minutes: they are published and have taken its place; names: people named in what
    would go out; address: where it stands, "" for nowhere; seen: what would go out, as a page shows it."""

    newest: Edition | None
    stands: bool
    changed: bool
    minutes: bool
    results: bool
    names: tuple[str, ...]
    address: str
    seen: str


def minutes_of(edition: Edition) -> Minutes:
    """A frozen edition, ready to print."""
    return from_data(edition.outside)


def standing(db: Database, meeting_id: int) -> Standing:
    """Look. Raises NotFound."""
    made = papers.summary(db, meeting_id)
    newest = next(iter(store.editions(db, meeting_id)), None)
    place, minutes = store.place(db, meeting_id), final.publication(db, meeting_id)
    out = minutes is not None and minutes.stands
    return Standing(
        newest, place is not None and place.stands, newest is None or _matter(newest.outside) != _matter(made.data()), out, bool(made.results),
        _names(db, meeting_id, made), address(db, meeting_id),
        fingerprint(_matter(made.data())),
    )  # fmt: skip


def _matter(outside: Mapping[str, Any]) -> dict[str, Any]:
    """What makes two editions the same: everything but the lines that say which edition it is."""
    return {key: value for key, value in from_data(outside).data().items() if key != "closing"}


def _names(db: Database, meeting_id: int, made: Minutes) -> tuple[str, ...]:
    """Who was at the meeting and is named in it."""
    meeting, people = meeting_store.get(db, meeting_id), meeting_store.people(db, meeting_id)
    return tuple(Names(meeting, people).printed(made)) if meeting else ()


def publish(db: Database, actor: Actor, now: datetime, meeting_id: int, seen: str) -> None:
    """Publish the summary as the page had shown it; a newer one takes the place of the one before.

    Raises Refused (cancelled, no result, the minutes are out), Conflict, NotFound.
    """
    with db.write():
        meeting, found = meeting_store.get(db, meeting_id), standing(db, meeting_id)
        if meeting is None:
            raise NotFound
        for wrong, problem in (
            (bool(meeting.cancelled_at), _CANCELLED), (found.minutes, _TOO_LATE), (not found.results, _NO_RESULT),
        ):  # fmt: skip
            if wrong:
                raise Refused(problem)
        if found.seen != seen:
            raise Conflict(CHANGED)
        if found.stands and not found.changed:
            return  # the same click once more
        number = found.newest.edition if found.newest else 0
        if found.changed:
            number += 1
            day = f"{now.astimezone(CITY_ZONE):%Y-%m-%d}" if found.newest else ""
            store.add(db, actor, now, meeting_id, number, papers.summary(db, meeting_id, day).data())
        store.publish(db, meeting_id, _token(db, meeting_id))
        record(db, actor, now, "meetings.summary", f"meeting {meeting_id}", version=number, on=True)


def _token(db: Database, meeting_id: int) -> str:
    """The address minutes had before they were taken back is the summary's, too."""
    minutes = final.publication(db, meeting_id)
    return minutes.token if minutes else secrets.token_urlsafe(12)


def take_back(db: Database, actor: Actor, now: datetime, meeting_id: int) -> None:
    """Take the summary from its readers; its editions are kept."""
    with db.write():
        place = store.place(db, meeting_id)
        if place is not None and place.stands:
            store.withdraw(db, now, meeting_id)
            record(db, actor, now, "meetings.summary", f"meeting {meeting_id}", on=False)


def address(db: Database, meeting_id: int) -> str:
    """The end of the address at which a summary stands now, "" for nowhere."""
    place = store.place(db, meeting_id)
    return place.token if place is not None and place.stands else ""


def token(db: Database, meeting_id: int) -> str:
    """The address of a meeting's summary, "" where it never had one: its minutes come to the same place."""
    place = store.place(db, meeting_id)
    return place.token if place else ""


def give_way(db: Database, now: datetime, meeting_id: int) -> None:
    """The minutes take the summary's place; taken back later, they leave nothing behind. Inside the caller's write."""
    store.withdraw(db, now, meeting_id)
