"""The draft of the schedule as it stands: every hearing with its place, and what is wrong with it. Nothing is written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from app.db import Database
from app.hearings.planner import unmet
from app.hearings.problem import Day, Problem, Unmet, Wish
from app.hearings.service import candidates
from app.hearings.service import series as all_series
from app.hearings.service.series import Series
from app.hearings.store import board as store
from app.hearings.store import schedule as days_store
from app.hearings.store.board import Appointment, Kept, Key, Spot, Step
from app.hearings.store.schedule import CANNOT, FIRST, SECOND, HearingDay
from app.rounds import service as rounds
from app.rounds.service import Section
from app.seen import fingerprint
from forms.questions import Text

#: Faults with which nothing can be published.
HARD: Final = frozenset({"beyond", "gone"})
_FAULTS: Final[Mapping[str, Text]] = {
    "cannot": Text("この日は来られません", "It cannot come on this day"),
    "beyond": Text("この日の枠が足りません", "There are more hearings than places on this day"),
    "gone": Text("この日は取りやめになりました", "This day was dropped"),
    "same_day": Text("同じ日に2回入っています", "It is heard twice on this day"),
    "order": Text("1回目より前になっています", "It comes before the first hearing"),
    "not_heard": Text("対象課ではなくなりました", "The section is not to be heard any more"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with one hearing's place. kind: a key of _FAULTS."""

    kind: str

    @property
    def hard(self) -> bool:
        """Nothing can be published with it."""
        return self.kind in HARD

    @property
    def text(self) -> Text:
        """In words."""
        return _FAULTS[self.kind]


@dataclass(frozen=True)
class Draft:
    """Everything the board knows. spots: every hearing there is, heard sections in organisation order first.

    sections: by id, as the round calls them; published: what the newest version says; said: (day, section) → wish.
    """

    series: Series
    days: Sequence[HearingDay]
    sections: Mapping[int, Section]
    heard: Sequence[int]
    spots: Mapping[Key, Spot]
    rows: Mapping[Key, Appointment]
    published: Mapping[Key, Kept]
    said: Mapping[tuple[int, int], str]
    steps: Sequence[Step]
    number: int

    @cached_property
    def day(self) -> Mapping[int, HearingDay]:
        """Days by id."""
        return {d.id: d for d in self.days}

    @cached_property
    def at(self) -> Mapping[tuple[int, int], Key]:
        """(day, slot) → who is there."""
        return {(s.day_id, s.slot): key for key, s in self.spots.items() if s.day_id and s.slot}

    @property
    def seen(self) -> str:
        """What a page has shown of the draft: an act based on another one is stale."""
        spots = sorted((k, s.day_id, s.slot, s.pinned) for k, s in self.spots.items() if s != Spot())
        newest = (self.steps[0].id, self.steps[0].undone_at) if self.steps else ()
        return fingerprint((spots, self.days, newest, self.number, sorted(self.spots)))

    def spot(self, key: Key) -> Spot | None:
        """Where a hearing is; None: there is no such hearing."""
        return self.spots.get(key, Spot() if key[1] == 1 else None)

    def wish(self, section_id: int, day_id: int) -> str:
        """What the section said of a day; "" nothing."""
        return self.said.get((day_id, section_id), "")

    def free(self, day_id: int) -> list[int]:
        """The slots of a day nobody has."""
        return [n for n in range(1, self.day[day_id].shape.slots + 1) if (day_id, n) not in self.at]

    @cached_property
    def faults(self) -> Mapping[Key, list[Fault]]:
        """What is wrong, hearing by hearing; those with nothing wrong are not in it."""
        return {key: found for key in self.spots if (found := [Fault(k) for k in self._faults(key)])}

    def _faults(self, key: Key) -> list[str]:
        spot, (section_id, turn) = self.spots[key], key
        if spot.day_id is None or spot.slot is None:
            return []
        if spot.day_id not in self.day:
            return ["gone"]
        out = []
        if self.wish(section_id, spot.day_id) == CANNOT:
            out.append("cannot")
        if spot.slot > self.day[spot.day_id].shape.slots:
            out.append("beyond")
        first = self.spots.get((section_id, 1))
        if turn > 1 and first is not None and first.day_id in self.day:
            here, there = self.day[spot.day_id].day, self.day[first.day_id or 0].day
            out += ["same_day"] if here == there else ["order"] if here < there else []
        if section_id not in self.heard:
            out.append("not_heard")
        return out

    @cached_property
    def tray(self) -> list[Key]:
        """Hearings without a place."""
        return [key for key, spot in self.spots.items() if not spot.placed]

    # For the planner

    def problem(self, keys: Sequence[Key], fixed: Sequence[Key]) -> Problem:
        """What the planner gets: these hearings in this order; the places of `fixed` ones are taken."""
        taken = Counter(
            s.day_id for s in map(self.spots.__getitem__, fixed)
            if s.day_id in self.day and s.slot and s.slot <= self.day[s.day_id or 0].shape.slots
        )  # fmt: skip
        days = tuple(Day(str(d.id), d.shape.slots - taken[d.id], d.reserve) for d in self.days)
        pinned = {name(k): str(s.day_id) for k in keys if (s := self.spots[k]).pinned and s.placed}
        published = {name(k): str(self.published[k].day_id) for k in keys if k in self.published}
        return Problem(days, tuple(map(self._wish, keys)), pinned, published)

    def _wish(self, key: Key) -> Wish:
        by_kind: dict[str, list[str]] = defaultdict(list)
        for day in self.days:
            by_kind[self.wish(key[0], day.id)].append(str(day.id))
        prefers = (*by_kind[FIRST], *by_kind[SECOND])
        return Wish(name(key), self.sections[key[0]].department, frozenset(by_kind[CANNOT]), prefers)

    @property
    def unmet(self) -> list[tuple[Key, Unmet]]:
        """What the draft as it stands could not meet; who has simply no place yet though one is free is left out."""
        keys = [k for k, s in self.spots.items() if k[1] == 1 and k[0] in self.heard]
        at = {name(k): str(s.day_id) for k in keys if (s := self.spots[k]).day_id in self.day}
        found = unmet(self.problem(keys, ()), at)
        return [
            (key_of(u.section), u)
            for u in found
            if name(key_of(u.section)) in at or not self._fits(u.section)
        ]

    def _fits(self, text: str) -> bool:
        section_id = key_of(text)[0]
        return any(self.free(d.id) and self.wish(section_id, d.id) != CANNOT for d in self.days)


def name(key: Key) -> str:
    """A hearing as the planner calls it."""
    return f"{key[0]}.{key[1]}"


def key_of(text: str) -> Key:
    """The same backwards."""
    section, _, turn = text.partition(".")
    return int(section), int(turn)


def read(db: Database, series_id: int) -> Draft:
    """The draft as it stands. Raises NotFound."""
    with db.read():
        series = all_series.get(db, series_id)
        sections = {s.id: s for s in rounds.sections(db, series.round_id)}
        heard = [s.id for s in candidates.heard(db, series_id)]
        rows = {a.key: a for a in store.appointments(db, series_id)}
        plans = store.plans(db, series_id)
        kept = store.entries(db, plans[0].id) if plans else []
        return Draft(
            series, days_store.days(db, series_id), sections, heard, _spots(sections, heard, rows), rows,
            {(k.section_id, k.turn): k for k in kept}, days_store.wishes(db, series_id),
            store.steps(db, series_id), plans[0].number if plans else 0,
        )  # fmt: skip


def _spots(
    sections: Mapping[int, Section], heard: Sequence[int], rows: Mapping[Key, Appointment]
) -> dict[Key, Spot]:
    """Heard sections once; further hearings; and who still has a place though it is not heard any more."""
    order = list(sections)
    out = {(i, 1): rows[i, 1].spot if (i, 1) in rows else Spot() for i in heard}
    others = [
        k for k, a in rows.items()
        if k not in out and k[0] in sections and not a.dropped_at and (k[1] > 1 or a.spot.placed)
    ]  # fmt: skip
    return out | {k: rows[k].spot for k in sorted(others, key=lambda k: (order.index(k[0]), k[1]))}
