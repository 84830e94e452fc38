"""Promises in words: for a meeting's facts, the list of a body, the secretariat's first page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.clock import day_text
from app.db import Database
from app.meetings import wording
from app.meetings.promises import WHAT, Promise
from app.meetings.service import promising
from forms.questions import Text


@dataclass(frozen=True, slots=True)
class Told:
    """A promise in words. look: one of the known states of ui.status_tag; state: its words."""

    what: Text
    by: Text
    look: str
    state: Text
    owed: bool


def told(promise: Promise, today: date) -> Told:
    """`会議結果の速報　令和8年10月13日(火)まで　2日遅れ`."""
    return Told(
        WHAT[promise.what],
        _by(promise),
        *_state(promise, promise.late(today), promise.left(today)),
        promise.owed,
    )


def _by(promise: Promise) -> Text:
    day = day_text(promise.last.isoformat())
    return Text(f"{day.ja}まで", f"by {day.en}")


def _state(promise: Promise, late: int, left: int) -> tuple[str, Text]:
    if promise.out is not None:
        day = day_text(promise.out.isoformat())
        if late:
            return "changed", Text(f"{day.ja}に公開（{late}日遅れ）", f"out on {day.en}, {_days(late)} late")
        return "submitted", Text(f"{day.ja}に公開", f"out on {day.en}")
    if late:
        return "problem", Text(f"{late}日遅れ", f"{_days(late)} late")
    if left:
        return "planned", Text(f"あと{left}日", f"{_days(left)} left")
    return "asked", Text("本日まで", "due today")


def _days(n: int) -> str:
    return f"{n} day" if n == 1 else f"{n} days"


def of_meeting(db: Database, now: datetime, meeting_id: int) -> list[Told]:
    """What was promised after a meeting."""
    return [told(p, promising.today(now)) for p in promising.of_meeting(db, now, meeting_id)]


def of_body(db: Database, now: datetime, body_id: int) -> dict[int, list[Told]]:
    """Meeting → what was promised after it and is not out."""
    day = promising.today(now)
    known = promising.of_body(db, now, body_id)
    return {i: [told(p, day) for p in found if p.owed] for i, found in known.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """Something promised and not out yet, with the meeting it belongs to."""

    meeting_id: int
    meeting: str
    told: Told


def owed(db: Database, now: datetime) -> Sequence[Line]:
    """Everything that is promised and not out, what is late first."""
    return [
        Line(
            one.meeting_id, f"{one.body}　{wording.nth(one.number)}", told(one.promise, promising.today(now))
        )
        for one in promising.owed(db, now)
    ]
