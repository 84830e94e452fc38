"""kikitori hearing-plan"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from app.errors import Refused
from app.hearings.alternatives import Change, alternatives
from app.hearings.planner import propose
from app.hearings.problem import Day, Problem, Unmet, Wish
from app.hearings.reasons import REASONS
from forms.questions import Text


@click.command("hearing-plan")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def hearing_plan(file: Path, as_json: bool) -> None:
    """Plan hearings from FILE (JSON): days with slots, sections with what they cannot and prefer, pinned, published.

    Prints who is heard on which day, what it costs and what could not be met. `alternatives` are the ways out for
    every section whose published day is one on which it cannot come.
    """
    problem = read(file.read_text(encoding="utf-8-sig"))
    try:
        plan = propose(problem)
    except ValueError as error:
        raise _broken(str(error)) from error
    if as_json:
        shown = {
            "assignment": dict(plan.assignment),
            "cost": asdict(plan.cost),
            "unmet": [_unmet(u) for u in plan.unmet],
            "alternatives": {s: [_way(c) for c in ways] for s, ways in ways_out(problem).items()},
        }
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    for section, day in plan.assignment.items():
        click.echo(f"{day}\t{section}")
    for u in plan.unmet:
        click.echo(f"! {u.section}: {REASONS[u.reason].ja} ({REASONS[u.reason].en}) {u.day}".rstrip())


def ways_out(problem: Problem) -> dict[str, list[Change]]:
    """For every section that cannot come on its published day: what could be done about it alone."""
    slots = {d.id: d.slots for d in problem.days}
    known = {w.id: w for w in problem.sections}
    standing = {s: d for s, d in problem.published.items() if s in known and d in slots}
    return {s: alternatives(problem, standing, s) for s, day in standing.items() if day in known[s].cannot}


def _unmet(unmet: Unmet) -> dict[str, str]:
    told = REASONS[unmet.reason]
    return {"section": unmet.section, "reason": unmet.reason, "day": unmet.day, "ja": told.ja, "en": told.en}


def _way(change: Change) -> dict[str, Any]:
    moves = {section: {"from": old, "to": new} for section, (old, new) in change.moves.items()}
    return {"moves": moves, "told": change.told, "cost": asdict(change.cost)}


def read(text: str) -> Problem:
    """The problem in a file's text. Raises Refused, naming what is wrong."""
    try:
        table = json.loads(text)
        days = tuple(Day(_id(d["id"]), int(d["slots"]), bool(d.get("reserve", False))) for d in table["days"])
        sections = tuple(
            Wish(
                _id(s["id"]), str(s.get("department", "")), frozenset(map(_id, s.get("cannot", []))),
                tuple(map(_id, s.get("prefers", []))),
            )
            for s in table["sections"]
        )  # fmt: skip
        pinned, published = (_by_section(table.get(k)) for k in ("pinned", "published"))
    except json.JSONDecodeError as error:
        raise _broken(f"line {error.lineno}: {error.msg}") from error
    except KeyError as error:
        raise _broken(f"{error} is missing") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise _broken(str(error)) from error
    return Problem(days, sections, pinned, published)


def _id(value: object) -> str:
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise TypeError(f"{value!r} is no id")
    return str(value)


def _by_section(table: Mapping[str, object] | None) -> dict[str, str]:
    return {str(section): _id(day) for section, day in (table or {}).items()}


def _broken(reason: str) -> Refused:
    return Refused(Text(f"ファイルを読めません：{reason}", f"The file cannot be used: {reason}"))
