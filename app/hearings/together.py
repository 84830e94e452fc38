"""Hearing a department on as few days as possible, by swapping sections where nothing weightier suffers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from itertools import combinations
from typing import Final

from app.hearings.problem import Problem

#: Passes over all pairs; a pass without a swap ends it earlier, nearly always after two or three.
_PASSES: Final = 10


def together(problem: Problem, made: Mapping[str, str], movable: Collection[str]) -> dict[str, str]:
    """The plan with departments on fewer days; only `movable` sections change places, and only day against day.

    No section comes to a day it excluded, and neither moves, reserve days nor preferences get worse.
    """
    board = _Board(problem, made)
    candidates = [w.id for w in problem.sections if w.id in movable and w.id in made and w.department]
    for _ in range(_PASSES):
        swapped = False
        for one, other in combinations(candidates, 2):
            if board.better(one, other):
                board.swap(one, other)
                swapped = True
        if not swapped:
            break
    return board.out


class _Board:
    """A plan while sections change places."""

    def __init__(self, problem: Problem, made: Mapping[str, str]) -> None:
        self.problem, self.out = problem, dict(made)
        self.wishes = {w.id: w for w in problem.sections}
        self.reserve = {d.id for d in problem.days if d.reserve}
        self.on: Counter[tuple[str, str]] = Counter(
            (self.wishes[s].department, day) for s, day in made.items()
        )

    def better(self, one: str, other: str) -> bool:
        """Changing places hears their departments on fewer days, and nothing weightier suffers."""
        here, there = self.out[one], self.out[other]
        a, b = self.wishes[one], self.wishes[other]
        if here == there or a.department == b.department or self._gain(one, other) <= 0:
            return False
        if here in b.cannot or there in a.cannot or (here in self.reserve) is not (there in self.reserve):
            return False
        before = self._price(one, here), self._price(other, there)
        after = self._price(one, there), self._price(other, here)
        return _sum(after) <= _sum(before)

    def swap(self, one: str, other: str) -> None:
        """Change places."""
        for section in (one, other):
            self.on[self.wishes[section].department, self.out[section]] -= 1
        self.out[one], self.out[other] = self.out[other], self.out[one]
        for section in (one, other):
            self.on[self.wishes[section].department, self.out[section]] += 1

    def _price(self, section: str, day: str) -> tuple[int, int]:
        moved = self.problem.published.get(section, day) != day
        return int(moved), self.wishes[section].rank(day)

    def _gain(self, one: str, other: str) -> int:
        """How many days fewer the two departments are heard on when they change places."""
        here, there = self.out[one], self.out[other]
        a, b = self.wishes[one].department, self.wishes[other].department
        left = (self.on[a, here] == 1) + (self.on[b, there] == 1)
        entered = (not self.on[a, there]) + (not self.on[b, here])
        return left - entered


def _sum(prices: tuple[tuple[int, int], tuple[int, int]]) -> tuple[int, int]:
    (moved, rank), (other_moved, other_rank) = prices
    return moved + other_moved, rank + other_rank
