"""What the worker does with the queue: mark, commit, send, write down what became of it.

A row that is found *sending* belongs to a run that was cut off: nobody knows whether the mail left. It becomes
*unclear* and waits for a person.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email.errors import MessageError
from pathlib import Path
from typing import Final

from app.audit.service import record
from app.clock import stored
from app.config import Config
from app.db import Database
from app.notices import mail
from app.notices.letter import erased
from app.notices.store import calendars
from app.notices.store import notices as store
from app.notices.store.notices import FAILED, QUEUED, SENDING, SENT, UNCLEAR, Notice
from app.notices.transport import Delivery, Outbox, Smtp, Transport, Unreachable, outbox_file
from app.security import SYSTEM
from app.settings import service as settings

#: How long to wait after the first, second … failure that may pass; after the last one the notice has failed.
PAUSES: Final = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240))
#: One-time links live this long (app/accounts/links.py); a file with one is of no use afterwards.
LINKS_LIVE: Final = timedelta(days=7)
CUT_OFF: Final = "送信中に処理が中断しました"


def transport(folder: Path, db: Database, config: Config) -> Transport:
    """How mail leaves this installation: by SMTP where a host is set; a demo never writes to anybody."""
    if config.mail.host and not settings.is_demo(db):
        return Smtp(folder, config.mail)
    return Outbox(folder)


def tidy_outbox(folder: Path, db: Database, now: datetime) -> int:
    """Remove letters with one-time links from the outbox once the links have run out; returns how many."""
    gone = 0
    where = "n.kind = 'invitation' AND n.way = 'outbox' AND n.sent_at < ?"
    for notice in store.found(db, where, (stored(now - LINKS_LIVE),)):
        path = outbox_file(folder, notice.id)
        if path.exists():
            path.unlink()
            gone += 1
    return gone


def recover(db: Database, now: datetime) -> int:
    """Rows left *sending* by a run that was cut off become unclear. Returns how many."""
    left = store.found(db, "n.state = ?", (SENDING,))
    if not left:
        return 0
    with db.write():
        for notice in left:
            store.change(db, now, notice.id, SENDING, state=UNCLEAR, error=notice.error or CUT_OFF)
            record(db, SYSTEM, now, "notices.unclear", f"notice {notice.id}")
    return len(left)


def send_due(
    folder: Path, db: Database, config: Config, clock: Callable[[], datetime],
    stopping: Callable[[], bool] = lambda: False,
) -> int:  # fmt: skip
    """Send what is due; only one may run at a time (app/worker.py sees to it). Returns how many left."""
    recover(db, clock())
    due = store.due(db, clock())
    if not due:
        return 0
    done = 0
    with transport(folder, db, config) as way:
        for notice_id in due:
            if stopping():
                break
            try:
                way.connect()
            except Unreachable as error:
                _postpone(db, clock(), due, str(error))
                break
            done += _send(db, config, clock, way, notice_id)
    return done


def _send(
    db: Database, config: Config, clock: Callable[[], datetime], way: Transport, notice_id: int
) -> bool:
    """One notice: marked *sending* and committed before anything is said to the server."""
    now = clock()
    with db.write():
        notice = store.get(db, notice_id)
        if notice is None or notice.state != QUEUED:
            return False
        try:
            message = mail.message(notice, config.mail, now, calendars.of(db, notice_id))
        except (
            ValueError,
            MessageError,
        ) as error:  # one letter that cannot be made must not hold up the others
            told = f"メールを作成できません（{error}）"
            store.change(db, now, notice_id, QUEUED, state=FAILED, error=told)
            record(db, SYSTEM, now, "notices.failed", f"notice {notice_id}")
            return False
        store.change(db, now, notice_id, QUEUED, state=SENDING, attempts=notice.attempts + 1, error="")
    try:
        delivery = way.deliver(notice_id, message, notice.left)
    except Unreachable as error:  # the connection was lost before the mail began
        delivery = Delivery(later=dict.fromkeys(notice.left, str(error)))
    with db.write():
        return _write_down(db, clock(), notice, delivery, way.way)


def _write_down(db: Database, now: datetime, notice: Notice, delivery: Delivery, way: str) -> bool:
    """What became of it. `notice` is as before this attempt."""
    delivered = tuple(dict.fromkeys((*notice.delivered, *delivery.accepted)))
    refused = {**notice.refused, **delivery.never}
    change = {"delivered": delivered, "refused": refused, "way": way}
    if delivery.unclear:
        store.change(db, now, notice.id, SENDING, state=UNCLEAR, error=delivery.unclear, **change)
        record(db, SYSTEM, now, "notices.unclear", f"notice {notice.id}")
        return False
    attempts = notice.attempts + 1
    if delivery.later and attempts <= len(PAUSES):
        told = "；".join(dict.fromkeys(delivery.later.values()))
        again = stored(now + PAUSES[attempts - 1])
        store.change(db, now, notice.id, SENDING, state=QUEUED, next_at=again, error=told, **change)
        return False
    change["refused"] = refused = {**refused, **delivery.later}
    state = SENT if delivered else FAILED
    told = "；".join(f"{a}：{why}" for a, why in refused.items())
    body = erased(notice.body) if state == SENT else notice.body
    sent_at = stored(now) if delivered else ""
    store.change(db, now, notice.id, SENDING, state=state, error=told, body=body, sent_at=sent_at, **change)
    record(db, SYSTEM, now, f"notices.{state}", f"notice {notice.id}", refused=len(refused))
    return state == SENT


def _postpone(db: Database, now: datetime, due: list[int], told: str) -> None:
    """The server cannot be reached: every mail that was due has had its try."""
    with db.write():
        for notice_id in due:
            notice = store.get(db, notice_id)
            if notice is None or notice.state != QUEUED or notice.next_at > stored(now):
                continue
            attempts = notice.attempts + 1
            if attempts <= len(PAUSES):
                again = stored(now + PAUSES[attempts - 1])
                store.change(db, now, notice_id, QUEUED, attempts=attempts, next_at=again, error=told)
            else:
                store.change(db, now, notice_id, QUEUED, state=FAILED, attempts=attempts, error=told)
                record(db, SYSTEM, now, "notices.failed", f"notice {notice_id}")
