"""The demo's records: of the first three hearings one is final, one with its section, one being typed.

What was said is made up.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from app.accounts import service as accounts
from app.clock import CITY_ZONE
from app.db import Database
from app.demo.sign_ins import SIGN_INS
from app.hearings.service import board, record_checking, record_follow_ups, record_section
from app.hearings.service import record as records
from app.hearings.service.board import Entry
from app.hearings.service.record_follow_ups import Wanted
from app.notices.service import batches
from app.security import SECRETARIAT, SECTION, Actor
from app.selfsaving.rule import Typed
from forms.questions import Answer
from reports.hearing_list import bare

_FILE: Final = Path(__file__).parent / "hearing-2010.json"
#: So long the section has from the demo's making on.
_TO_CHECK: Final = timedelta(days=14)
#: After the first word was typed.
_SENT, _AGREED, _FINISHED = timedelta(days=1), timedelta(days=4), timedelta(days=5)
#: Series and hearing.
_Place = tuple[int, int]


def add(db: Database, begun: datetime, now: datetime, series_id: int) -> None:
    """Make them, in the name of the demo's secretariat."""
    known: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))["records"]
    login = next(s.login for s in SIGN_INS if s.role == SECRETARIAT)
    account = accounts.find(db, login)
    office = Actor(account.id, account.name, SECRETARIAT)
    with db.write():
        for entry in board.published(db, series_id):
            if wanted := known.get(bare(entry.section.name)):
                place = series_id, entry.appointment
                _type(db, office, begun, place, wanted)
                if wanted["until"] != "typing":
                    _send(db, office, begun + _SENT, now, place)
                if wanted["until"] == "final":
                    _finish(db, office, begun, place, entry)


def _type(db: Database, office: Actor, begun: datetime, place: _Place, wanted: dict[str, Any]) -> None:
    paper = records.paper(db, *place)
    own = [q.key for q in paper.asked if q.key.startswith("o")]
    texts = wanted["said"] | dict(zip(own, wanted.get("own", ()), strict=False))
    texts |= {key: wanted[key] for key in (records.PEOPLE, records.STAFF) if key in wanted}
    answers = {key: Answer(text=text) for key, text in texts.items()}
    answers |= {m.key: Answer(codes=(1,)) for m in paper.members}
    records.save(db, office, begun, *place, {key: Typed(one, 0, "") for key, one in answers.items()})
    for one in wanted.get("promised", ()):
        promise = Wanted(one["what"], one["who"], one["by_section"], one["due"], one["question"])
        made = record_follow_ups.add(db, office, begun, *place, promise, "")
        if one.get("done"):
            record_follow_ups.set_done(db, office, begun + _SENT, *place, made, True)


def _send(db: Database, office: Actor, sent: datetime, now: datetime, place: _Place) -> None:
    """The section has its record on its page; nobody is sent a mail in the demo."""
    until = (now + _TO_CHECK).astimezone(CITY_ZONE).date().isoformat()
    batch = record_checking.send(db, office, sent, *place, until, _seen(db, place))
    batches.discard(db, office, sent, batch, "画面で確認を依頼しました")


def _finish(db: Database, office: Actor, begun: datetime, place: _Place, entry: Entry) -> None:
    people = Actor(None, entry.section.name, SECTION, frozenset({entry.section.id}))
    series_id, appointment = place
    where = series_id, entry.section.id, appointment
    record_section.agree(db, people, begun + _AGREED, where, _seen(db, place))
    record_checking.finish(db, office, begun + _FINISHED, *place, _seen(db, place))


def _seen(db: Database, place: _Place) -> str:
    return record_checking.seen(records.paper(db, *place).record)
