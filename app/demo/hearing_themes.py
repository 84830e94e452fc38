"""The demo's themes, with what two sections said on them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Final

from app.db import Database
from app.hearings.service import board
from app.hearings.service import outcome_themes as service
from app.security import SYSTEM
from reports.hearing_list import bare

_FILE: Final = Path(__file__).parent / "hearing-2010.json"


def add(db: Database, now: datetime, series_id: int) -> None:
    """Make them."""
    known: dict[str, list[tuple[str, str, str]]] = json.loads(_FILE.read_text(encoding="utf-8"))["themes"]
    hearings = {bare(e.section.name): e.appointment for e in board.published(db, series_id)}
    with db.write():
        for name, said in known.items():
            theme = service.add(db, SYSTEM, now, series_id, name)
            for section, question, quote in said:
                service.tag(db, SYSTEM, now, series_id, hearings[section], question, quote, [theme])
