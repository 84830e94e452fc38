"""Which section is heard on which day: a pure function from wishes to an assignment. No database, no clock.

The order of wishes, each worth more than all that follow: never a day a section excluded; as many sections placed as
possible; as few published ones moved as possible; no reserve day; preferred days; the organisation's order, which also
keeps a department together. With wishes of nobody the result is that order, cut by the days' slots, as in 2010.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from scipy.optimize import linear_sum_assignment

from app.hearings.problem import WORST_RANK, Day, Plan, Problem, Unmet, Wish, cost_of
from app.hearings.together import together

#: More sections than this, and the weights below would not be exact in a float any more.
LARGEST: Final = 400
#: Days away from the organisation's order count up to this.
FARTHEST: Final = 99
_IMPOSSIBLE: Final = float("inf")


def in_order(problem: Problem) -> dict[str, str]:
    """The organisation's order cut by the slots of the days that are no reserve, whatever anybody wishes."""
    places = [day.id for day in problem.days if not day.reserve for _ in range(day.slots)]
    return {wish.id: day for wish, day in zip(problem.sections, places, strict=False)}


def propose(problem: Problem) -> Plan:
    """The best plan. Never breaks a hard no; where places are short it says who is left out and why.

    Raises ValueError for more than LARGEST sections, an id used twice or a negative number of slots.
    """
    _check(problem)
    plain = in_order(problem)
    if not problem.wishes and len(plain) == len(problem.sections):
        return Plan(plain, cost_of(problem, plain), ())
    pins, broken = _pins(problem)
    free = [w for w in problem.sections if w.id not in problem.pinned]
    left = Counter({d.id: d.slots for d in problem.days}) - Counter(pins.values())
    made = together(problem, {**pins, **_assign(problem, free, left)}, {w.id for w in free})
    made = {w.id: made[w.id] for w in problem.sections if w.id in made}
    return Plan(made, cost_of(problem, made), (*broken, *unmet(problem, made, broken)))


def _check(problem: Problem) -> None:
    for ids in ([d.id for d in problem.days], [w.id for w in problem.sections]):
        if twice := [i for i, n in Counter(ids).items() if n > 1]:
            raise ValueError(f"{twice[0]!r} is there twice")
    if len(problem.sections) > LARGEST:
        raise ValueError(f"at most {LARGEST} sections")
    if any(d.slots < 0 for d in problem.days):
        raise ValueError("slots must not be negative")


def _pins(problem: Problem) -> tuple[dict[str, str], list[Unmet]]:
    """What is pinned and can be, in the organisation's order; and the pins that cannot be kept."""
    slots, kept, broken = {d.id: d.slots for d in problem.days}, {}, []
    for wish in problem.sections:
        day = problem.pinned.get(wish.id)
        if day is None:
            continue
        reason = (
            "pin_unknown" if day not in slots else "pin_excluded" if day in wish.cannot
            else "pin_full" if not slots[day] else ""
        )  # fmt: skip
        if reason:
            broken.append(Unmet(wish.id, reason, day))
            continue
        kept[wish.id] = day
        slots[day] -= 1
    return kept, broken


@dataclass(frozen=True, slots=True)
class _Weights:
    """What each wish weighs for so many sections: more than everything below it together."""

    preference: int
    reserve: int
    moved: int
    out: int

    @classmethod
    def of(cls, sections: int) -> _Weights:
        preference = FARTHEST * sections + 1
        reserve = preference * (WORST_RANK * sections + 1)
        moved = reserve * (sections + 1)
        return cls(preference, reserve, moved, moved * (sections + 1))

    def one(self, problem: Problem, wish: Wish, day: Day, away: int) -> float:
        """What it costs to hear this section on this day."""
        if day.id in wish.cannot:
            return _IMPOSSIBLE
        moved = problem.published.get(wish.id, day.id) != day.id
        cost = moved * self.moved + day.reserve * self.reserve + wish.rank(day.id) * self.preference
        return float(cost + min(away, FARTHEST))


def _assign(problem: Problem, free: Sequence[Wish], left: Mapping[str, int]) -> dict[str, str]:
    """The assignment of the least cost: a column per free place, and one per section for staying out."""
    places = [d for d in problem.days for _ in range(min(left.get(d.id, 0), len(free)))]
    if not free or not places:
        return {}
    natural, weights = _natural(problem, free, left), _Weights.of(len(free))
    at = {d.id: i for i, d in enumerate(problem.days)}
    matrix = []
    for i, wish in enumerate(free):
        home = natural[wish.id]
        by_day = {d.id: weights.one(problem, wish, d, abs(at[d.id] - home)) for d in problem.days}
        stay = [_IMPOSSIBLE] * len(free)
        stay[i] = float(weights.out)
        matrix.append([by_day[d.id] for d in places] + stay)
    rows, columns = linear_sum_assignment(matrix)
    return {
        free[r].id: places[c].id
        for r, c in zip(rows.tolist(), columns.tolist(), strict=True)
        if c < len(places)
    }


def _natural(problem: Problem, free: Sequence[Wish], left: Mapping[str, int]) -> dict[str, int]:
    """Which day (by number) each section has in the organisation's order, days that are full passed over."""
    places = [
        i for reserve in (False, True) for i, d in enumerate(problem.days)
        if d.reserve is reserve for _ in range(left.get(d.id, 0))
    ]  # fmt: skip
    last = places[-1] if places else 0
    return {w.id: places[n] if n < len(places) else last for n, w in enumerate(free)}


def unmet(problem: Problem, made: Mapping[str, str], broken: Iterable[Unmet] = ()) -> Iterable[Unmet]:
    """Everything a plan could not meet, section by section; broken: pins that are named already."""
    told = {u.section for u in broken}
    reserve = {d.id for d in problem.days if d.reserve}
    open_days = {d.id for d in problem.days if d.slots}
    for wish in problem.sections:
        day = made.get(wish.id)
        if day is None:
            if wish.id not in told:
                yield Unmet(wish.id, "excluded" if open_days and open_days <= wish.cannot else "no_slot")
            continue
        if problem.published.get(wish.id, day) != day:
            yield Unmet(wish.id, "moved", problem.published[wish.id])
        if day in reserve:
            yield Unmet(wish.id, "reserve", day)
        if wish.prefers and day not in wish.prefers:
            yield Unmet(wish.id, "preference", day)
