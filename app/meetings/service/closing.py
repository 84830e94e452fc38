"""How a confirmation ends: another last day, closed, opened again, and what has to be settled before minutes are final."""

from __future__ import annotations

from datetime import datetime

from app.audit.service import record
from app.clock import stored
from app.db import Database
from app.errors import Refused
from app.meetings.service import asking, confirming
from app.meetings.service.opening import require_held, require_open
from app.meetings.store import confirming as store
from app.security import Actor
from forms.questions import Text


def extend(db: Database, actor: Actor, now: datetime, meeting_id: int, until: str) -> None:
    """Another last day, earlier or later. Raises Refused."""
    with db.write():
        require_held(db, meeting_id)
        found = confirming.require(db, now, meeting_id).confirmation
        if found.closed_at:
            raise Refused(Text("この確認は締め切っています。", "This confirmation is closed."))
        if confirming.until_day(now, until) != found.until:
            store.extend(db, found.id, until)
            asking.discard(db, actor, now, found)
            store.tell(db, actor, now, found.id, "extended", text=until)
            record(
                db, actor, now, "meetings.extend", f"meeting {meeting_id}", number=found.number, until=until
            )


def close(db: Database, actor: Actor, now: datetime, meeting_id: int, *, closed: bool) -> None:
    """Take no more answers, or take them again (until the last day, by members; on paper at any time). Raises Refused."""
    with db.write():
        (require_open if closed else require_held)(db, meeting_id)
        found = confirming.require(db, now, meeting_id).confirmation
        if bool(found.closed_at) != closed:
            store.close(db, found.id, stored(now) if closed else "")
            asking.discard(db, actor, now, found)
            store.tell(db, actor, now, found.id, "closed" if closed else "opened")
            record(
                db,
                actor,
                now,
                "meetings.close_confirmation",
                f"meeting {meeting_id}",
                number=found.number,
                closed=closed,
            )


def stop(db: Database, actor: Actor, now: datetime, meeting_id: int) -> bool:
    """The meeting is cancelled: nobody is asked any more, drafts of letters go; what was said stays. Whether it ran."""
    found = store.newest(db, meeting_id)
    if found is None:
        return False
    asking.discard(db, actor, now, found)
    if found.closed_at:
        return False
    close(db, actor, now, meeting_id, closed=True)
    return True


def require_settled(db: Database, actor: Actor, now: datetime, meeting_id: int) -> None:
    """Before minutes become final: nothing of what members said is left undone; what is still open is closed.

    Nobody has to be asked at all. Raises Refused while members can still answer, or a change waits for a decision.
    """
    found = confirming.standing(db, now, meeting_id)
    if found is None:
        return
    if found.undecided:
        raise Refused(confirming.UNDECIDED)
    if not found.settled:
        raise Refused(confirming.STILL_OPEN)
    asking.discard(db, actor, now, found.confirmation)
    if not found.confirmation.closed_at:
        store.close(db, found.confirmation.id, stored(now))
        store.tell(db, actor, now, found.confirmation.id, "closed")
