"""“X cannot come”: every single move, swap and short chain that helps, the fewest phone calls first. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.hearings.problem import Cost, Problem, Wish, cost_of

#: More ways than this nobody reads; the cheapest are kept.
MOST: Final = 30


@dataclass(frozen=True, slots=True)
class Change:
    """One way out. moves: section id → (from, to), the section that cannot come first; told: how many sections have to
    be told; cost: of the whole plan afterwards."""

    moves: Mapping[str, tuple[str, str]]
    told: int
    cost: Cost

    def applied(self, assignment: Mapping[str, str]) -> dict[str, str]:
        """The plan after this change."""
        return {**assignment, **{section: to for section, (_, to) in self.moves.items()}}


def alternatives(problem: Problem, assignment: Mapping[str, str], section: str) -> list[Change]:
    """Everything that takes a section off its day, cheapest first: few sections told, then the plan's own cost.

    Days the section excluded, pinned sections and full days are respected. [] where it has no day, is pinned to it, or
    nothing helps.
    """
    if section not in assignment or section in problem.pinned:
        return []
    board = _Board(problem, assignment)
    found = sorted(board.ways(section), key=lambda way: (len(way), *board.added(way), way))[: 4 * MOST]
    made = [_change(problem, assignment, way) for way in found]
    return sorted(made, key=lambda c: (c.told, c.cost))[:MOST]


#: Who goes where: (section, to), the one that cannot come first.
_Way = tuple[tuple[str, str], ...]


def _change(problem: Problem, assignment: Mapping[str, str], way: _Way) -> Change:
    after = {**assignment, **dict(way)}
    moves = {section: (assignment[section], to) for section, to in way}
    return Change(moves, len(moves), cost_of(problem, after))


class _Board:
    """A plan in which one section has to go elsewhere."""

    def __init__(self, problem: Problem, assignment: Mapping[str, str]) -> None:
        self.at = assignment
        self.wishes = {w.id: w for w in problem.sections}
        self.reserve = {d.id for d in problem.days if d.reserve}
        self.days = [d.id for d in problem.days]
        used = Counter(assignment.values())
        self.free = [d.id for d in problem.days if d.slots > used[d.id]]
        self.others = [w for w in problem.sections if w.id in assignment and w.id not in problem.pinned]

    def ways(self, section: str) -> Iterator[_Way]:
        """Single moves; swaps; one other makes room; three go round."""
        me, here = self.wishes[section], self.at[section]
        for day in self.free:
            if day != here and day not in me.cannot:
                yield ((section, day),)
        for other in self.others:
            there = self.at[other.id]
            if there == here or there in me.cannot:
                continue
            if here not in other.cannot:
                yield (section, there), (other.id, here)
            for day in self.free:
                if day not in (there, here) and day not in other.cannot:
                    yield (section, there), (other.id, day)
            yield from self._round(section, here, other, there)

    def _round(self, section: str, here: str, other: Wish, there: str) -> Iterator[_Way]:
        for third in self.others:
            day = self.at[third.id]
            if day not in (here, there) and day not in other.cannot and here not in third.cannot:
                yield (section, there), (other.id, day), (third.id, here)

    def added(self, way: _Way) -> tuple[int, int]:
        """Reserve days and ranks of wishes that a way adds, quickly."""
        reserve = sum((to in self.reserve) - (self.at[s] in self.reserve) for s, to in way)
        rank = sum(self.wishes[s].rank(to) - self.wishes[s].rank(self.at[s]) for s, to in way)
        return reserve, rank
