"""What was said and decided at the demo's third meeting, in made-up words: neither final nor published.

Numbers, sections and days are facts of 2010; no sentence is that of the real minutes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from app.db import Database
from app.hearings.service import series as hearings
from app.meetings.service import meetings, outcomes, writing
from app.rounds import service as rounds
from app.security import SYSTEM
from app.selfsaving.rule import Typed
from forms.questions import Answer
from reports.hearing_list import bare

_FILE: Final = Path(__file__).parent / "meeting-speeches-2010.json"
_HEARINGS: Final = Path(__file__).parent / "hearing-2010.json"


def add(db: Database, now: datetime, meeting_id: int, round_id: int) -> None:
    """Write it down: speeches, results, what was decided on the sections to be heard, and a task."""
    known: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    items: list[int | None] = [None, *(line.id for line in meetings.items(db, meeting_id))]
    with db.write():
        people = {p.name: p.id for p in meetings.people(db, meeting_id)}
        for item, name, kind, text in known["speeches"]:
            who = people[" ".join(name.split())]
            writing.add(db, SYSTEM, now, meeting_id, text=text, person_id=who, kind=kind, item_id=items[item])
        said = {outcomes.key_of(i): text for i, text in zip(items[1:], known["results"], strict=True)}
        typed = {key: Typed(Answer(text=text), 0, "") for key, text in said.items()}
        outcomes.save(db, SYSTEM, now, meeting_id, typed)
        _decide(db, now, meeting_id, round_id, _placed(known["decision"], items))
        outcomes.add_task(db, SYSTEM, now, meeting_id, **_placed(known["task"], items))


def _placed(told: Mapping[str, Any], items: list[int | None]) -> dict[str, Any]:
    """The same with the id of its item instead of its place."""
    return {**{k: v for k, v in told.items() if k != "item"}, "item_id": items[told["item"]]}


def _decide(db: Database, now: datetime, meeting_id: int, round_id: int, told: dict[str, Any]) -> None:
    """Fifteen sections are to be heard: linked to the hearings, where there are some."""
    series = next((s.id for s in hearings.all_series(db) if s.round_id == round_id), None)
    heard = json.loads(_HEARINGS.read_text(encoding="utf-8"))["heard"]
    sections = [s.id for s in rounds.sections(db, round_id) if bare(s.name) in heard] if series else []
    outcomes.decide(db, SYSTEM, now, meeting_id, series_id=series, sections=sections, **told)
