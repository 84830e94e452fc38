"""When a round reminds: days counted from its opening and from each section's own deadline, moved to working days."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from app import queries
from app.audit.service import record
from app.clock import CITY_ZONE, read
from app.db import Database
from app.errors import Refused
from app.notices.holidays import Calendar
from app.notices.store import schedules as store
from app.rounds import service as rounds
from app.rounds.dates import Window
from app.rounds.service import Round
from app.security import Actor
from app.settings import service as settings
from forms.questions import Text

OPENING, DEADLINE = "opening", "deadline"
MOST_DAYS: Final = 90
#: What is missed by more than this (the server was off) is let pass: an old reminder helps nobody.
MISSED_AFTER: Final = timedelta(days=3)
AUTOMATIC: Final = "notices.automatic"


def word_on(days: int) -> str:
    """The wording that is true so many days after a deadline (negative: before it)."""
    return "before" if days < 0 else "after" if days else "day"


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """kind: "opening" (days 0) or "deadline" (days after it, negative: before it)."""

    kind: str
    days: int

    @property
    def wording(self) -> str:
        """Which text of texts.REMINDERS it sends."""
        if self.kind == OPENING:
            return OPENING
        return word_on(self.days)

    @property
    def name(self) -> Text:
        """`期限の7日前`."""
        if self.kind == OPENING:
            return Text("受付開始時", "at the opening")
        if self.days == 0:
            return Text("期限当日", "on the deadline")
        word = Text("期限の{n}日前", "{n} days before the deadline")
        late = Text("期限の{n}日後", "{n} days after the deadline")
        return (word if self.days < 0 else late).fill(n=str(abs(self.days)))


USUAL: Final = (Item(OPENING, 0), *(Item(DEADLINE, n) for n in (-7, -1, 0, 1, 7)))
#: Stored instead of an empty plan, which would read as "nobody decided yet".
_NEVER: Final = ("never", 0)


def items(db: Database, round_id: int) -> tuple[Item, ...]:
    """What a round has planned; the usual plan until somebody decides otherwise."""
    stored = store.planned(db, round_id)
    if not stored:
        return USUAL
    known = [Item(kind, days) for kind, days in stored if (kind, days) != _NEVER]
    return tuple(sorted(known, key=lambda i: (i.kind != OPENING, i.days)))


def plan(
    db: Database, actor: Actor, now: datetime, round_id: int, wanted: Collection[Item], automatic: bool
) -> None:
    """Decide when a round reminds, and whether reminders are sent without asking. Raises Refused, RoundArchived."""
    if any(abs(item.days) > MOST_DAYS for item in wanted):
        raise Refused(
            Text(f"日数は{MOST_DAYS}日以内で記入してください。", f"At most {MOST_DAYS} days before or after.")
        )
    with db.write():
        rounds.require_changeable(db, round_id)
        store.replace(db, round_id, {(i.kind, i.days) for i in wanted} or {_NEVER})
        settings.put(db, f"{AUTOMATIC}.{round_id}", "1" if automatic else "0")
        record(
            db, actor, now, "notices.schedule", f"round {round_id}",
            items=[f"{i.kind} {i.days}" for i in sorted(wanted)], automatic=automatic,
        )  # fmt: skip


def is_automatic(db: Database, round_id: int) -> bool:
    """Scheduled reminders of this round are sent without asking (not unless somebody decided so)."""
    return settings.get(db, f"{AUTOMATIC}.{round_id}") == "1"


@dataclass(frozen=True, slots=True)
class Due:
    """One item for the sections that count from one day. day: that day; on: when it is sent (a working day)."""

    item: Item
    day: str
    on: date
    sections: tuple[int, ...]

    @property
    def is_moved(self) -> bool:
        """Its own day is a closed one."""
        return self.on != date.fromisoformat(self.day) + timedelta(days=self.item.days)

    def wording(self, now: datetime) -> str:
        """The text that is true today: what was planned for the deadline may leave after it (holidays, a server off)."""
        return OPENING if self.item.kind == OPENING else wording_of(self.day, now)


def dues(db: Database, now: datetime, round_: Round, calendar: Calendar) -> list[Due]:
    """Everything that is not done yet, the earliest first; also what lies in the future."""
    windows = rounds.windows(db, now, round_.id)
    done = store.runs(db, round_.id)
    wanted = items(db, round_.id)
    counted = [(DEADLINE, day, found) for day, found in _by_deadline(windows, round_).items()]
    opened = queries.opened_on(db, round_.id)
    if opened and round_.is_open:
        counted.append((OPENING, read(opened).date().isoformat(), tuple(windows)))
    out = [
        Due(item, day, calendar.working_day(date.fromisoformat(day) + timedelta(days=item.days)), found)
        for kind, day, found in counted
        for item in wanted
        if item.kind == kind and (item.kind, item.days, day) not in done
    ]
    return sorted(out, key=lambda d: (d.on, d.item.days, d.day))


def _by_deadline(windows: Mapping[int, Window], round_: Round) -> dict[str, tuple[int, ...]]:
    """The day each section's own deadline falls on; a closed round reminds only those whose extension runs."""
    out: dict[str, tuple[int, ...]] = {}
    for section_id, window in windows.items():
        if window.deadline and (round_.is_open or window.open):
            day = window.deadline[:10]
            out[day] = (*out.get(day, ()), section_id)
    return out


def wording_of(deadline: str, now: datetime) -> str:
    """Whether a deadline lies ahead, is today or lies behind, as the name of a text."""
    return word_on((today(now) - date.fromisoformat(deadline[:10])).days)


def today(now: datetime) -> date:
    """The day in the city."""
    return now.astimezone(CITY_ZONE).date()


def is_missed(due: Due, now: datetime) -> bool:
    """Its time has passed so long ago that nobody is served by it."""
    return due.on + MISSED_AFTER < today(now)


def mark(db: Database, round_id: int, done: Iterable[Due], batch_id: int | None) -> None:
    """These are done. Inside the caller's write."""
    for due in done:
        store.add_run(db, round_id, due.item.kind, due.item.days, due.day, batch_id)
