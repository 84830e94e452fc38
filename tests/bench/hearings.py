"""Hearings of a large city: 200 sections on 70 days, proposed, and one refusal's ways out; the dossiers of a series."""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from app import create_app, web
from app.clock import now
from app.demo import hearing_days, hearings
from app.hearings.alternatives import alternatives
from app.hearings.planner import propose
from app.hearings.problem import Day, Problem, Wish
from app.hearings.service import dossier_files, dossiers
from app.importing.service import import_folder
from app.security import SYSTEM
from forms.questions import Text
from reports.writers.booklet import Booklet
from tests.bench import measure
from tests.support.koganei import DEMO

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
    with TemporaryDirectory() as folder:
        _dossiers(Path(folder))


def _dossiers(folder: Path) -> None:
    """The fifteen sections heard in 2010 as one file."""
    db = web.runtime(create_app(folder)).db
    import_folder(db, SYSTEM, now(), DEMO, "2010", year=2010, accept_flagged=True)
    series = hearings.add(db, now(), 1)
    hearing_days.add(db, now(), series)

    def booklet() -> Booklet:
        desk = dossiers.Desk(db, SYSTEM, now(), series)
        return dossier_files.several(desk, dossiers.groups(desk), Text(), "ja")

    made = booklet()
    rows = [
        (name, f"{measure.median(measure.times(act)):.0f} ms", f"{len(made.chapters)} sections")
        for name, act in (
            ("read and put together", booklet),
            ("PDF", lambda: dossier_files.as_pdf(made, "ja", now())),
            ("Word", lambda: dossier_files.as_word(made, "ja", now())),
        )
    ]
    db.close()
    measure.table("Dossiers of a series as one file", rows)


if __name__ == "__main__":
    run()
