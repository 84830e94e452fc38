"""What is planned: days with places, sections with wishes, and what a plan is and costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

#: Preferred days count by rank up to this; a day outside a section's list costs as much.
WORST_RANK: Final = 3


@dataclass(frozen=True, slots=True)
class Day:
    """A day with places for so many sections."""

    id: str
    slots: int
    reserve: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """One section: days on which it cannot come, and days it prefers, the best first."""

    id: str
    department: str = ""
    cannot: frozenset[str] = frozenset()
    prefers: tuple[str, ...] = ()

    def rank(self, day: str) -> int:
        """0 for the best wish (or no wishes at all), 1 for the second, …"""
        if not self.prefers:
            return 0
        places = {d: i for i, d in reversed(list(enumerate(self.prefers)))}
        return min(places.get(day, WORST_RANK), WORST_RANK)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is to be planned. sections in the organisation's order; pinned, published: section id → day id."""

    days: tuple[Day, ...]
    sections: tuple[Wish, ...]
    pinned: Mapping[str, str] = field(default_factory=dict)
    published: Mapping[str, str] = field(default_factory=dict)

    @property
    def wishes(self) -> bool:
        """Somebody wishes something, or something is fixed already."""
        asked = any(w.cannot or w.prefers for w in self.sections)
        return asked or bool(self.pinned or self.published)


@dataclass(frozen=True, order=True, slots=True)
class Cost:
    """What a plan costs, the weightiest first; two plans compare by it."""

    unplaced: int = 0
    moved: int = 0
    reserve: int = 0
    preference: int = 0
    split: int = 0


@dataclass(frozen=True, slots=True)
class Unmet:
    """A wish that could not be met. reason: "no_slot" (too few places), "excluded" (it can come on no day that is
    left), "pin_excluded", "pin_full", "pin_unknown", "moved", "reserve", "preference"; day: which one it is about."""

    section: str
    reason: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Who is heard when: section id → day id; who is missing is named in `unmet`."""

    assignment: Mapping[str, str]
    cost: Cost
    unmet: tuple[Unmet, ...]


def cost_of(problem: Problem, assignment: Mapping[str, str]) -> Cost:
    """What a plan costs; split: on how many days more than needed the departments are heard."""
    reserve = {d.id for d in problem.days if d.reserve}
    where: dict[str, set[str]] = defaultdict(set)
    for wish in problem.sections:
        if wish.department and wish.id in assignment:
            where[wish.department].add(assignment[wish.id])
    placed = [(w, assignment[w.id]) for w in problem.sections if w.id in assignment]
    return Cost(
        len(problem.sections) - len(placed),
        sum(problem.published.get(w.id, day) != day for w, day in placed),
        sum(day in reserve for _, day in placed),
        sum(w.rank(day) for w, day in placed),
        sum(len(days) - 1 for days in where.values()),
    )
