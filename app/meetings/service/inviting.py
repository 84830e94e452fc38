"""Inviting to a meeting: drafts of letters with calendar entries, in the queue of notices, as for hearings.

One UID for each meeting; every announcement raises SEQUENCE. What changed is told against the last announcement whose
letters were sent: drafts that nobody sent told nobody anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from app import ical
from app.accounts import service as accounts
from app.accounts.service import Account
from app.audit.service import record
from app.clock import read
from app.db import Database
from app.errors import NotFound, Refused
from app.ical import Change, Entry, When
from app.meetings.service import invitations, meetings
from app.meetings.service.meetings import Meeting, Person
from app.meetings.store import meetings as store
from app.meetings.store import told as told_store
from app.meetings.store.told import Told
from app.notices import service as notices
from app.notices.letter import Calendar, Letter
from app.notices.service import batches
from app.notices.texts import Wording
from app.security import Actor
from app.seen import fingerprint, must_be_seen
from forms.questions import Text

KIND: Final = "meeting"
#: The same click from the same person within this time is the second half of a double click.
_DOUBLE: Final = timedelta(minutes=1)
_NOBODY: Final = Text(
    "お知らせする相手がいません。出席者に、アカウントのある委員を加えてください。",
    "There is nobody to write to: add members with an account to the meeting.",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the invitations of a meeting stand. readers: who gets a letter, by the name used at the meeting; others: people at the meeting without an
    account; left: who was told before and is no longer invited; last: the last announcement that was sent; draft: the
    batch that waits to be sent; news: what a letter would tell most of them (see invitations)."""

    meeting: Meeting
    readers: tuple[Account, ...]
    others: tuple[Person, ...]
    left: tuple[Account, ...]
    last: Told | None
    draft: int | None
    news: str
    seen: str


def standing(db: Database, meeting_id: int) -> Standing:
    """Look. Raises NotFound."""
    found = store.get(db, meeting_id)
    if found is None:
        raise NotFound
    people = [p for p in store.people(db, meeting_id) if p.kind != store.SECRETARIAT]
    known = {a.id: a for a in accounts.all_accounts(db) if a.active}
    readers = {
        p.account_id: replace(known[p.account_id], name=p.name) for p in people if p.account_id in known
    }
    all_told = told_store.of_meeting(db, meeting_id)
    states = {t.sequence: batches.get(db, t.batch_id).state for t in all_told}
    last = next((t for t in reversed(all_told) if states[t.sequence] == "sent"), None)
    draft = all_told[-1].batch_id if all_told and states[all_told[-1].sequence] == "draft" else None
    before = last.accounts if last and not last.cancelled else frozenset()
    if found.cancelled_at:  # only who knows of it is told that it does not take place
        readers = {i: a for i, a in readers.items() if i in before}
    left = [known[i] for i in sorted(before) if i in known and i not in readers]
    others = [p for p in people if p.account_id not in known]
    return Standing(
        found, tuple(readers.values()), tuple(others), tuple(left), last, draft, _news(found, last),
        fingerprint((found.revision, [t.sequence for t in all_told], sorted(readers), people)),
    )  # fmt: skip


def when(found: Meeting) -> When:
    """When and where, as calendars take it."""
    return When(found.day, found.begins, found.ends, found.place)


def _news(found: Meeting, last: Told | None) -> str:
    if found.cancelled_at:
        return "cancelled"
    if last is None or last.cancelled:
        return "new"
    return "same" if last.when == when(found) else "moved"


def prepare(db: Database, actor: Actor, now: datetime, meeting_id: int, seen: str) -> int:
    """Draft one letter for each person; the batch's id. Drafts nobody sent are discarded first.

    Raises Refused where nobody is to be told, Conflict where the meeting is not as the page had shown it.
    """
    with db.write():
        stand = standing(db, meeting_id)
        earlier = told_store.of_meeting(db, meeting_id)
        if stand.draft is not None and _twice(actor, now, earlier[-1]):
            return stand.draft
        must_be_seen(seen, stand.seen)
        made = _letters(db, now, stand, len(earlier))
        if not made:
            raise Refused(_NOBODY)
        if stand.draft is not None:
            batches.discard(db, actor, now, stand.draft, "新しい開催通知を準備したため、破棄しました")
        batch_id = _batch(db, actor, now, stand.meeting, made)
        cancelled, told = bool(stand.meeting.cancelled_at), [a.id for a in stand.readers]
        told_store.add(
            db, actor, now, meeting_id, len(earlier), when(stand.meeting), cancelled, told, batch_id
        )
        record(db, actor, now, "meetings.invite", f"meeting {meeting_id}", letters=len(made), batch=batch_id)
    return batch_id


def _twice(actor: Actor, now: datetime, last: Told) -> bool:
    return last.told_by == actor.id and now - read(last.told_at) < _DOUBLE


def _letters(db: Database, now: datetime, stand: Standing, number: int) -> list[Letter]:
    found, last = stand.meeting, stand.last
    new = None if found.cancelled_at else entry(db, found)
    before = last.accounts if last and not last.cancelled else frozenset()
    made = []
    for account in (*stand.readers, *stand.left):
        was = replace(entry(db, found), when=last.when) if last and account.id in before else None
        invited = new if account in stand.readers else None
        if was is None and invited is None:
            continue
        change = Change(found.uid, was, invited)
        letter = invitations.letter(db, found, account.name, change, bool(found.cancelled_at))
        calendar = Calendar(change.method, ical.itip(change, number, now))
        made.append(replace(letter, accounts=(account.id,), calendars=(calendar,)))
    return made


def entry(db: Database, found: Meeting) -> Entry:
    """A meeting as a calendar shows it, with its agenda."""
    about = "\n".join(line for line in invitations.lists(db, found.id) if line)
    return Entry(found.uid, when(found), found.title, about)


def _batch(db: Database, actor: Actor, now: datetime, found: Meeting, made: Sequence[Letter]) -> int:
    title = f"{found.title}　{made[0].subject.rpartition('】')[2]}"
    plan = batches.Plan(
        KIND, title, "会議の出席者にお知らせします", Wording(title, notices.link(db, "/")), owing=False
    )
    return batches.draft(db, actor, now, None, plan, made)


def sequence(db: Database, meeting_id: int) -> int:
    """SEQUENCE as it was told last."""
    return max(0, len(told_store.of_meeting(db, meeting_id)) - 1)


def calendar_file(db: Database, actor: Actor, now: datetime, meeting_id: int) -> bytes:
    """A meeting as a file for a calendar. Raises NotFound, also where it is cancelled."""
    found = meetings.get(db, actor, meeting_id)
    if found.cancelled_at:
        raise NotFound
    return ical.feed(found.title, [entry(db, found)], {found.uid: sequence(db, meeting_id)}, now)
