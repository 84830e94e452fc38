"""Reminders of promised days, to the secretariat itself: before the last day, and once it is over.

They are sent without being looked at, unlike letters to others: they go to nobody but those who would look at them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from app.accounts import service as accounts
from app.clock import CITY_ZONE, day_text
from app.db import Database
from app.meetings import promises, wording
from app.meetings.promises import AFTER, WHAT
from app.meetings.service import promising
from app.meetings.service.promising import Owed
from app.meetings.store import promised as store
from app.notices import service as notices
from app.notices.letter import Letter
from app.notices.service import office, reminders
from app.security import SECRETARIAT, SYSTEM

KIND: Final = "meeting_promise"
#: What is owed, and whether it is due soon or late.
_Due = tuple[Owed, str]


def run(db: Database, now: datetime) -> int | None:
    """Post one letter about everything that is due now; the notice's id, None for nothing.

    The letter and what it reminds of are one step: a worker that is cut off does neither, one that starts again sees both.
    """
    local, calendar = now.astimezone(CITY_ZONE), office.calendar(db)
    if local.hour < reminders.FROM_HOUR or calendar.is_closed(local.date()):
        return None
    people = [a.id for a in accounts.all_accounts(db) if a.role == SECRETARIAT and a.active and a.email]
    if not people:
        return None  # the first page says it all the same; a letter without an address helps nobody
    with db.write():
        known, due = store.reminded(db), list[_Due]()
        for one in promising.owed(db, now):
            kind = promises.due(one.promise, local.date(), calendar.is_closed)
            if kind and _row(one, kind) not in known:
                due.append((one, kind))
        if not due:
            return None
        made = notices.post(db, SYSTEM, now, _letter(db, people, due, local.date()))
        for one, kind in due:
            store.remind(db, now, _row(one, kind))
    return made


def _row(one: Owed, kind: str) -> store.Reminded:
    return one.meeting_id, one.promise.what, kind, one.promise.last.isoformat()


def _letter(db: Database, people: Sequence[int], due: Sequence[_Due], today: date) -> Letter:
    late = sum(kind == AFTER for _, kind in due)
    subject = f"【会議録】公開の期限を過ぎたもの{late}件" if late else "【会議録】公開の期限が近づいています"
    body = [
        "事務局　各位",
        "",
        "会議のあとに公開することになっているもののうち、まだ公開されていないものです。",
    ]
    for one, _ in due:
        body += _lines(db, one, today)
    body += ["", "このお知らせは、公開の期限の前と、期限を過ぎたときに、1回ずつ送信されます。"]
    return Letter(
        KIND,
        None,
        None,
        subject,
        "\n".join(body),
        f"公開の期限：{len(due)}件（期限超過 {late}件）",
        accounts=people,
    )


def _lines(db: Database, one: Owed, today: date) -> list[str]:
    left = one.promise.left(today)
    word = f"{one.late}日過ぎています" if one.late else f"あと{left}日" if left else "本日まで"
    return [
        "",
        f"■ {one.body}　{wording.nth(one.number)}　{WHAT[one.promise.what].ja}",
        f"　期限：{day_text(one.promise.last.isoformat()).ja}（{word}）",
        f"　{notices.link(db, f'/meetings/{one.meeting_id}/papers')}",
    ]
