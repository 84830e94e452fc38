"""The demo's records of the first morning: one final, one with its section, one being typed.

What is said in them is made up; nothing of it was said in 2010.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from app.accounts import service as accounts
from app.db import Database
from app.hearings.service import board, record, record_checking, record_follow_ups, record_section
from app.hearings.service.board import Entry
from app.hearings.service.record_follow_ups import Wanted
from app.security import MEMBER, SECTION, SYSTEM, Actor
from app.selfsaving.rule import Typed
from forms.questions import EMPTY, Answer
from reports.hearing_list import bare

_FILE: Final = Path(__file__).parent / "hearing-2010.json"
#: So long a section has for reading its record.
_TIME: Final = timedelta(days=21)


def add(db: Database, now: datetime, series_id: int) -> None:
    """Make them."""
    known: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))["records"]
    members = [a.id for a in accounts.all_accounts(db) if a.role == MEMBER]
    with db.write():
        for entry in board.published(db, series_id)[:3]:
            one = known[bare(entry.section.name)]
            _type(db, now, series_id, entry, one, members)
            for promise in one["promises"]:
                due = promise.get("due", "")
                wanted = Wanted(promise["what"], promise.get("who", ""), promise["section"], due)
                made = record_follow_ups.add(db, SYSTEM, now, series_id, entry.appointment, wanted, "")
                if promise["done"]:
                    record_follow_ups.set_done(db, SYSTEM, now, series_id, entry.appointment, made, True)
            if one["state"] != "typing":
                _on_its_way(db, now, series_id, entry, final=one["state"] == "final")


def _type(
    db: Database, now: datetime, series_id: int, entry: Entry, one: dict[str, Any], members: list[int]
) -> None:
    texts = {"people": one["people"], "staff": one["staff"], "other": one["other"], **one["answers"]}
    typed = {key: Typed(Answer(text=text), 0, EMPTY.mark()) for key, text in texts.items() if text}
    typed |= {f"m{i}": Typed(Answer(codes=(1,)), 0, EMPTY.mark()) for i in members}
    record.save(db, SYSTEM, now, series_id, entry.appointment, typed)


def _on_its_way(db: Database, now: datetime, series_id: int, entry: Entry, *, final: bool) -> None:
    """To its section; agreed to by it and final."""
    place = series_id, entry.appointment
    until = (now + _TIME).date().isoformat()
    record_checking.send(db, SYSTEM, now, *place, until, _seen(db, place))
    if final:
        who = Actor(None, entry.section.name, SECTION, frozenset({entry.section.id}))
        own = series_id, entry.section.id, entry.appointment
        record_section.agree(db, who, now, own, _seen(db, place))
        record_checking.finish(db, SYSTEM, now, *place, _seen(db, place))


def _seen(db: Database, place: tuple[int, int]) -> str:
    return record_checking.seen(record.paper(db, *place).record)
