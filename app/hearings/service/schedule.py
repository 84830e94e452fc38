"""The days of a series: made, changed, copied, dropped; what is doubtful about each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from app.audit.service import record
from app.db import Database
from app.errors import NotFound, Refused
from app.hearings.service import series as all_series
from app.hearings.store import board
from app.hearings.store import schedule as store
from app.hearings.store.schedule import COMES, NO, UNKNOWN, YES, HearingDay
from app.hearings.times import Shape, overlap
from app.rounds.working_days import closed_on
from app.security import Actor
from app.seen import fingerprint, must_be_seen
from forms.questions import Text

__all__ = ["COMES", "NO", "UNKNOWN", "YES", "HearingDay", "Mark"]

MOST_SLOTS: Final = 30
_PUBLISHED: Final = Text(
    "この日には公表済みのヒアリングがあります。先に日程表で別の日に移して公表してください。",
    "Hearings were published for this day. Move them on the board and publish that first.",
)


def days(db: Database, series_id: int) -> list[HearingDay]:
    """The days of a series in the order of time, reserve days included."""
    return store.days(db, series_id)


def day(db: Database, series_id: int, day_id: int) -> HearingDay:
    """One day of the series that was not dropped. Raises NotFound."""
    found = store.day(db, day_id)
    if found is None or found.series_id != series_id or found.dropped_at:
        raise NotFound
    return found


def add_day(db: Database, actor: Actor, now: datetime, wanted: HearingDay) -> int:
    """A new day; its id. The very same day once more is the second half of a double click."""
    _check(wanted)
    with db.write():
        all_series.require_open(db, wanted.series_id)
        for known in store.days(db, wanted.series_id):
            if replace(known, id=wanted.id) == wanted:
                return known.id
        made = store.add(db, wanted)
        record(db, actor, now, "hearings.add_day", f"series {wanted.series_id}", day=wanted.day)
    return made


def change_day(db: Database, actor: Actor, now: datetime, wanted: HearingDay, seen: str) -> int:
    """The day becomes as wanted; another date forgets what members and sections said of the old one (how much).

    seen: `seen(day)` of the page. Raises Conflict where it was changed since.
    """
    _check(wanted)
    with db.write():
        all_series.require_open(db, wanted.series_id)
        old = day(db, wanted.series_id, wanted.id)
        if old == wanted:
            return 0
        must_be_seen(seen, day_seen(old))
        store.change(db, wanted)
        forgotten = store.forget_answers(db, wanted.id) if wanted.day != old.day else 0
        record(
            db, actor, now, "hearings.change_day", f"series {wanted.series_id}", was=old.day, day=wanted.day
        )
    return forgotten


def day_seen(found: HearingDay) -> str:
    """What a page has shown of a day."""
    return fingerprint(found)


def drop_day(db: Database, actor: Actor, now: datetime, series_id: int, day_id: int) -> int:
    """The day does not take place; how many sections of the draft have no place now.

    Raises Refused where the newest published plan has hearings on it.
    """
    with db.write():
        all_series.require_open(db, series_id)
        found = store.day(db, day_id)
        if found is None or found.series_id != series_id:
            raise NotFound
        if found.dropped_at:
            return 0
        if any(e.day_id == day_id for e in board.newest_entries(db, series_id)):
            raise Refused(_PUBLISHED)
        out = board.clear_day(db, series_id, day_id)
        store.drop(db, now, day_id)
        record(db, actor, now, "hearings.drop_day", f"series {series_id}", day=found.day)
    return out


def _check(wanted: HearingDay) -> None:
    """Raises Refused for a day that cannot be."""
    try:
        date.fromisoformat(wanted.day)
        if not 0 <= wanted.shape.slots <= MOST_SLOTS or wanted.shape.minutes < 5:
            raise ValueError
        _ = wanted.shape.times
    except ValueError as error:
        raise Refused(
            Text(
                f"枠は{MOST_SLOTS}まで、1課5分以上で、その日のうちに終わるようにしてください。",
                f"At most {MOST_SLOTS} places of at least five minutes, ending on the same day.",
            )
        ) from error


# What is doubtful about a day


@dataclass(frozen=True, slots=True)
class Mark:
    """Something about a day that somebody should look at. kind: "closed", "room", "quorum"."""

    kind: str
    text: Text


def marks(db: Database, series_id: int) -> Mapping[int, list[Mark]]:
    """Day id → what is doubtful: a holiday or weekend, a room used twice at a time, no quorum."""
    own = store.days(db, series_id)
    if not own:
        return {}
    quorum = all_series.get(db, series_id).quorum
    said = store.attendance(db, series_id)
    coming = Counter(d for (d, _), comes in said.items() if comes == YES)
    others = store.on(db, sorted({d.day for d in own}))
    out: dict[int, list[Mark]] = defaultdict(list)
    for one in own:
        out[one.id] += _closed(one)
        out[one.id] += [_room(o) for o in others if o.id != one.id and _clash(one, o)]
        if coming[one.id] < quorum:
            text = Text(
                "出席{n}人で、定足数{quorum}人に足りません", "{n} members come, the quorum is {quorum}"
            )
            out[one.id].append(Mark("quorum", text.fill(n=coming[one.id], quorum=quorum)))
    return out


def _closed(one: HearingDay) -> list[Mark]:
    why = closed_on(date.fromisoformat(one.day))
    return [Mark("closed", Text("{why}です", "It is {why}").fill(why=why))] if why.ja else []


def _clash(one: HearingDay, other: HearingDay) -> bool:
    """The same room at the same time."""
    same = one.day == other.day and bool(one.place) and _room_key(one) == _room_key(other)
    return same and overlap(one.span, other.span)


def _room_key(one: HearingDay) -> str:
    return "".join(one.place.split())


def _room(other: HearingDay) -> Mark:
    begins, ends = other.span
    text = Text(
        "同じ会場が{begins}〜{ends}にも使われます", "The room is used from {begins} to {ends} as well"
    )
    return Mark("room", text.fill(begins=begins, ends=ends))


def attendance(db: Database, series_id: int) -> Mapping[tuple[int, int], str]:
    """(day, member) → "yes", "no" or "unknown"; who said nothing is not in it."""
    return store.attendance(db, series_id)


def attend(
    db: Database, actor: Actor, now: datetime, series_id: int, member_id: int, said: Mapping[int, str]
) -> None:
    """What a member says of days: the member, or the secretariat in the member's name. Raises NotFound."""
    if not actor.is_secretariat and actor.id != member_id:
        raise NotFound
    with db.write():
        all_series.require_open(db, series_id)
        known = {d.id for d in store.days(db, series_id)}
        if not set(said) <= known or not set(said.values()) <= set(COMES):
            raise NotFound
        old = store.attendance(db, series_id)
        new = {d: comes for d, comes in said.items() if old.get((d, member_id), UNKNOWN) != comes}
        if new:
            store.attend(db, now, member_id, new)
            record(db, actor, now, "hearings.attend", f"series {series_id}", account=member_id, days=len(new))


def usual(series_id: int, known: Sequence[HearingDay]) -> HearingDay:
    """What a new day begins with: as the last one, else as in 2010."""
    if known:
        return replace(known[-1], id=0, day="", reserve=False)
    return HearingDay(0, series_id, "", Shape("09:30", 30, 40, 3), False, "")
