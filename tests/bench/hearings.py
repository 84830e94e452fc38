"""Hearings of a large city: 200 sections on 70 days, proposed, and one refusal's ways out."""

from __future__ import annotations

from random import Random

from app.hearings.alternatives import alternatives
from app.hearings.planner import propose
from app.hearings.problem import Day, Problem, Wish
from tests.bench import measure

SECTIONS, DAYS, SLOTS = 200, 70, 3


def problem() -> Problem:
    """Every section excludes ten days and prefers two; ten to a department; the last five days are in reserve."""
    dice = Random(2010)
    days = tuple(Day(f"d{i}", SLOTS, i >= DAYS - 5) for i in range(DAYS))
    names = [d.id for d in days]
    sections = []
    for i in range(SECTIONS):
        cannot = frozenset(dice.sample(names, 10))
        prefers = tuple(n for n in dice.sample(names, 12) if n not in cannot)[:2]
        sections.append(Wish(f"s{i}", f"dept{i // 10}", cannot, prefers))
    return Problem(days, tuple(sections))


def run() -> None:
    """Print what a proposal and the ways out of one refusal take."""
    asked = problem()
    plan = propose(asked)
    one = next(iter(plan.assignment))
    propose_ms = measure.median(measure.times(lambda: propose(asked)))
    ways_ms = measure.median(measure.times(lambda: alternatives(asked, plan.assignment, one)))
    rows = [
        ("proposal", f"{propose_ms:.0f} ms", f"{len(plan.assignment)} of {SECTIONS} placed"),
        (
            "ways out of one refusal",
            f"{ways_ms:.0f} ms",
            f"{len(alternatives(asked, plan.assignment, one))} shown",
        ),
    ]
    measure.table(f"Hearings: {SECTIONS} sections, {DAYS} days of {SLOTS}", rows)


if __name__ == "__main__":
    run()
