"""The demo's meetings: the subcommittee's third one of 2010, with its agenda, materials and minutes, and the next.

Dates, places, titles and numbers are facts of 2010; the names of those who were there are made up.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from app.accounts import service as accounts
from app.clock import CITY_ZONE
from app.db import Database
from app.demo import meeting_confirmed, meeting_said
from app.editions.service import records
from app.meetings.service import attaching, bodies, meetings, people
from app.meetings.service.attaching import Attached
from app.meetings.service.bodies import Row
from app.meetings.service.opening import seen
from app.security import SYSTEM

_FILE: Final = Path(__file__).parent / "meeting-2010.json"


def add(db: Database, now: datetime, round_id: int) -> int:
    """Make them; the third meeting's id."""
    known: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    with db.write():
        body = _body(db, now, known)
        made = meetings.save(db, SYSTEM, now, body, None, known["meeting"])
        _people(db, now, made, known)
        _lists(db, now, made, known)
        _edition(db, now, made, round_id)
        meeting_said.add(db, now, made, round_id)
        meeting_confirmed.add(db, now, made)
        meetings.save(db, SYSTEM, now, body, None, known["next"])
    return made


def _body(db: Database, now: datetime, known: dict[str, Any]) -> int:
    told = known["body"]
    usual = {"parent_id": None, "audience": "hall", "silence_agrees": 1}
    days = {name: told[name] for name in ("summary_days", "minutes_days")}
    # what was held in 2010 is a record, not late
    days["promised_from"] = f"{now.astimezone(CITY_ZONE):%Y-%m-%d}"
    made = bodies.save(db, SYSTEM, now, None, {**usual, **days, "name": told["name"]})
    rows = []
    for name, role, chair, login in known["members"]:
        account = accounts.by_login(db, login) if login else None
        rows.append(Row(0, name, role, chair, account.id if account else None))
    bodies.put_members(db, SYSTEM, now, made, rows, bodies.members_seen([]))
    return made


def _people(db: Database, now: datetime, made: int, known: dict[str, Any]) -> None:
    here = people.usual_people(db, meetings.get(db, SYSTEM, made).body_id, known["meeting"]["day"], made)
    standing = meetings.people(db, made)
    rows = [
        {
            **row,
            "id": p.id,
            "presence": "absent" if p.name.replace(" ", "　") in known["absent"] else "present",
        }
        for row, p in zip(here, standing, strict=True)
    ]
    rows += [
        {"id": 0, "name": name, "post": post, "role": "事務局", "kind": "secretariat", "presence": "present", "chair": 0, "key": key}
        for (name, post), key in zip(known["staff"], "jk", strict=True)
    ]  # fmt: skip
    people.put_people(db, SYSTEM, now, made, rows, seen(standing))


def _lists(db: Database, now: datetime, made: int, known: dict[str, Any]) -> None:
    for which, typed in known["materials"].items():
        meetings.put_items(db, SYSTEM, now, made, which, known["items"], seen([]))
        meetings.put_materials(db, SYSTEM, now, made, which, typed, seen([]))


def _edition(db: Database, now: datetime, made: int, round_id: int) -> None:
    """The first material is the edition of the survey's tables that was handed out."""
    editions = records.of_round(db, round_id)
    if not editions:
        return
    for which in meetings.LISTS:
        first = meetings.materials(db, made, which)[0]
        wanted = Attached(None, True, editions[0].id, None)
        attaching.attach(db, db.path.parent, SYSTEM, now, made, first.id, wanted, seen([first]))
