"""The demo's hearings: those of 2010, from the draft list to the fifteen sections that were decided on.

Which sections were proposed and heard are facts of 2010; the reasons are made up. Two sections of the draft were never
spoken of, so they are undecided here, too.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from app.db import Database
from app.demo import hearing_days, hearing_questions, hearing_records, hearing_themes
from app.hearings.service import candidates, series
from app.hearings.service.candidates import Wanted
from app.hearings.store.candidates import EQUIVALENT, EXCLUDED, HEARD, NOT_HEARD, PROPOSED
from app.rounds import service as rounds
from app.security import SYSTEM
from reports.hearing_list import bare

_FILE: Final = Path(__file__).parent / "hearing-2010.json"


def add_all(db: Database, begun: datetime, now: datetime, round_id: int) -> None:
    """Make them as they began, with days, schedule, questions, records and themes."""
    made = add(db, begun, round_id)
    hearing_days.add(db, begun, made)
    hearing_questions.add(db, begun, made)
    hearing_records.add(db, begun, now, made)
    hearing_themes.add(db, begun, made)


def add(db: Database, now: datetime, round_id: int) -> int:
    """Make them; the series' id."""
    known: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    ids = {bare(s.name): s.id for s in rounds.sections(db, round_id)}
    with db.write():
        made = series.create(db, SYSTEM, now, round_id, known["name"])
        _decide(db, now, made, ids, known)
        word, gap = known["nominated"], known["unlisted"]
        candidates.nominate(
            db, SYSTEM, now, made, ids[word["section"]], remark=word["remark"], member=word["member"]
        )
        candidates.note_unlisted(
            db, SYSTEM, now, made, ids[gap["section"]], title=gap["title"], why=gap["why"], who=gap["who"]
        )
    return made


def _decide(db: Database, now: datetime, made: int, ids: dict[str, int], known: dict[str, Any]) -> None:
    day = known["day"]

    def choose(names: list[str], wanted: Wanted) -> None:
        candidates.decide(db, SYSTEM, now, made, [ids[n] for n in names], wanted, seen="9")

    choose(known["proposed"], Wanted(PROPOSED, day=day))
    choose(known["equivalent"], Wanted(EQUIVALENT, day=day))
    for decision in (HEARD, NOT_HEARD):
        for name, reason in known[decision].items():
            choose([name], Wanted(None, decision, reason, day))
    spoken = {*known["proposed"], *known["equivalent"], *known["heard"]}
    choose([n for n in ids if n not in spoken], Wanted(EXCLUDED, day=day))
