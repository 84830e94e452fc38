"""The demo's questions: version 1 handed over to the fifteen sections, a few own ones, a few answers in writing, one on paper.

What sections wrote is made up.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from app.db import Database
from app.hearings.service import candidates
from app.hearings.service.questions import common, own, sending, writing
from app.organisation.service import Section
from app.security import SYSTEM
from forms.questions import Answer
from reports.hearing_list import bare

_FILE: Final = Path(__file__).parent / "hearing-2010.json"


def add(db: Database, now: datetime, series_id: int) -> None:
    """Make them. Done after everything else of the round of 2010, so that its tables are made once."""
    known: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))["questions"]
    heard = candidates.heard(db, series_id)
    with db.write():
        for section in heard:
            _own(db, now, series_id, section, known)
        common.fix(db, SYSTEM, now, series_id, common.draft(db, series_id).revision)
        sending.hand_over(db, SYSTEM, now, series_id, [s.id for s in heard])
        for section in heard:
            if texts := known["written"].get(bare(section.name)):
                answers = {key: Answer(text=text) for key, text in texts.items()}
                on_paper = bare(section.name) in known["on_paper"]
                writing.enter(db, SYSTEM, now, series_id, section.id, answers, on_paper=on_paper)


def _own(db: Database, now: datetime, series_id: int, section: Section, known: dict[str, Any]) -> None:
    wanted = known["taken"].get(bare(section.name), ())
    offered = own.offered(db, SYSTEM, now, series_id, section.id) if wanted else []
    for name in wanted:
        origin, _colon, ref = name.partition(":")
        for offer in offered:
            if offer.origin == origin and ref in ("", offer.ref):
                own.take(db, SYSTEM, now, series_id, section.id, offer.origin, offer.ref)
    if text := known["free"].get(bare(section.name)):
        own.add(db, SYSTEM, now, series_id, section.id, text)
