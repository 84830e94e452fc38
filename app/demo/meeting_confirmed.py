"""The demo's third meeting with its members: the chair has still to answer, one agreed, one proposes a change on paper."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from app.accounts import service as accounts
from app.db import Database
from app.demo.sign_ins import SIGN_INS
from app.meetings.service import answering, confirming, meetings
from app.meetings.service.opening import seen
from app.meetings.service.writing import speeches
from app.security import SECRETARIAT, SYSTEM

#: The demo begins some weeks in the past; its members can still answer.
_LATER: Final = timedelta(days=60)
#: Who agreed by telephone; who wants which words of their own otherwise, and why.
_AGREED: Final = "岡本 健"
_CHANGED: Final = "田村 次郎"
_OLD: Final = "私も加えることに賛成します。"
_NEW: Final = "私も、広報秘書課を加えることに賛成します。"
_WHY: Final = "何に賛成したのかが分かるようにするため。"


def add(db: Database, now: datetime, meeting_id: int) -> None:
    """Send the draft to the members who were there; the secretariat records two answers."""
    login = next(s.login for s in SIGN_INS if s.role == SECRETARIAT)
    found = accounts.by_login(db, login)
    actor = found.actor() if found else SYSTEM
    there = meetings.people(db, meeting_id)
    people = {p.name: p.id for p in there}
    confirming.send(
        db, actor, now, meeting_id, until=confirming.usual_until(now + _LATER), silence_agrees=True,
        people=confirming.usual_readers(there), shown_=confirming.shown(db, meeting_id),
    )  # fmt: skip
    answering.agree(db, actor, now, meeting_id, people[_AGREED], yes=True)
    speech = next(s for s in speeches(db, meeting_id) if s.text == _OLD)
    answering.propose(
        db, actor, now, meeting_id, people[_CHANGED], speech.id, text=_NEW, why=_WHY, base=seen([speech.text])
    )
