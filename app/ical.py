"""Calendar entries of hearings and meetings (RFC 5545, 5546). Pure: no database, no addresses.

One UID per hearing or meeting for ever; SEQUENCE rises with every publication that changes it, so that a calendar which takes
entries over in order, or gets one late, ends with the right one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from icalendar import Calendar, Event, Timezone, TimezoneStandard

from app.clock import CITY_ZONE

REQUEST: Final = "REQUEST"
CANCEL: Final = "CANCEL"
PUBLISH: Final = "PUBLISH"
_MAKER: Final = "-//Kikitori//Calendar//JA"


@dataclass(frozen=True, slots=True)
class When:
    """Day and times in the city's time, and the place: what a change of is told. ends: "" where nobody knows yet."""

    day: str
    begins: str
    ends: str
    place: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of somebody's calendar. about: what else its reader may want to know, such as an agenda."""

    uid: str
    when: When
    title: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one entry: new (no old), moved (both), cancelled (no new)."""

    uid: str
    old: Entry | None
    new: Entry | None

    @property
    def kind(self) -> str:
        """ "new", "moved" or "cancelled"."""
        if self.old is None:
            return "new"
        return "cancelled" if self.new is None else "moved"

    @property
    def method(self) -> str:
        """What a calendar is asked to do."""
        return CANCEL if self.new is None else REQUEST

    @property
    def entry(self) -> Entry:
        """As it is now, or as it was."""
        found = self.new or self.old
        assert found is not None
        return found


def changes(old: Iterable[Entry], new: Iterable[Entry]) -> list[Change]:
    """What differs, in the order of time."""
    was, now = {e.uid: e for e in old}, {e.uid: e for e in new}
    found = [Change(u, was.get(u), now.get(u)) for u in dict.fromkeys((*was, *now))]
    told = [c for c in found if c.old is None or c.new is None or c.old.when != c.new.when]
    return sorted(told, key=lambda c: (c.entry.when.day, c.entry.when.begins, c.uid))


def sequences(versions: Iterable[Iterable[Entry]]) -> Mapping[str, int]:
    """uid → SEQUENCE after these versions, the oldest first: how often it was changed since it was first there."""
    state: dict[str, When | None] = {}
    numbers: dict[str, int] = {}
    for version in versions:
        now = {e.uid: e.when for e in version}
        for uid in (*state, *(u for u in now if u not in state)):
            if state.get(uid) != now.get(uid):
                numbers[uid] = numbers.get(uid, -1) + 1
        state = {uid: now.get(uid) for uid in (*state, *now)}
    return numbers


def itip(change: Change, sequence: int, stamp: datetime) -> str:
    """One change as an iTIP object; RFC 5546 wants one UID in each."""
    made = _calendar(change.method)
    made.add_component(_event(change.entry, sequence, stamp, cancelled=change.new is None))
    data: bytes = made.to_ical()
    return data.decode()


def feed(name: str, entries: Sequence[Entry], numbers: Mapping[str, int], stamp: datetime) -> bytes:
    """A calendar to subscribe to."""
    made = _calendar(PUBLISH)
    made.add("x-wr-calname", name)
    made.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for entry in entries:
        made.add_component(_event(entry, numbers.get(entry.uid, 0), stamp))
    data: bytes = made.to_ical()
    return data


def _calendar(method: str) -> Calendar:
    made = Calendar()
    made.add("prodid", _MAKER)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", method)
    made.add_component(_zone())
    return made


def _zone() -> Timezone:
    """Japan keeps one time all the year."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", CITY_ZONE.key)
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - local time, as RFC 5545 wants it
    standard.add("tzoffsetfrom", timedelta(hours=9))
    standard.add("tzoffsetto", timedelta(hours=9))
    standard.add("tzname", "JST")
    zone.add_component(standard)
    return zone


def _event(entry: Entry, sequence: int, stamp: datetime, *, cancelled: bool = False) -> Event:
    made = Event()
    made.add("uid", entry.uid)
    made.add("sequence", sequence)
    made.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
    made.add("dtstart", _moment(entry.when.day, entry.when.begins))
    if entry.when.ends:
        made.add("dtend", _moment(entry.when.day, entry.when.ends))
    made.add("summary", entry.title)
    if entry.about:
        made.add("description", entry.about)
    if entry.when.place:
        made.add("location", entry.when.place)
    made.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return made


def _moment(day: str, time: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=CITY_ZONE)
