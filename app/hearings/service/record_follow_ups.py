"""What was promised in a hearing: what, who, by when; done; the return that came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.audit.service import record
from app.clock import stored
from app.db import Database
from app.errors import Conflict, NotFound
from app.hearings.service import record as records
from app.hearings.service import series as all_series
from app.hearings.service.record import Paper
from app.hearings.store import record_follow_ups as store
from app.hearings.store.record_follow_ups import FollowUp
from app.responses.service import returning
from app.rounds import dates
from app.rounds.working_days import closed_on
from app.security import Actor
from app.seen import CHANGED, fingerprint
from forms.questions import Text

__all__ = ["FollowUp"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page says of a promise."""

    what: str
    who: str
    by_section: bool
    due: str
    question: str = ""


def of_hearing(db: Database, appointment_id: int) -> list[FollowUp]:
    """What was promised in one hearing, the nearest day first."""
    return store.of_hearing(db, appointment_id)


def get(db: Database, found: Paper, follow_up_id: int) -> FollowUp:
    """One of a hearing's. Raises NotFound."""
    one = store.get(db, follow_up_id)
    if one is None or one.appointment != found.appointment:
        raise NotFound
    return one


def seen(one: FollowUp) -> str:
    """What a page has shown of it."""
    return fingerprint((one.what, one.who, one.by_section, one.due, one.done_at))


def closed(day: str) -> Text:
    """Why the city hall is closed on the day of a promise; empty for a working day, or none."""
    return closed_on(date.fromisoformat(day)) if day else Text()


def _values(found: Paper, wanted: Wanted) -> dict[str, Any]:
    who = " ".join(wanted.who.split())
    if not who:
        who = found.section.name if wanted.by_section else "事務局"
    what = wanted.what.replace("\r\n", "\n").strip()
    return {"what": what, "who": who, "by_section": int(wanted.by_section), "due": wanted.due}


def _opened(db: Database, series_id: int, appointment_id: int) -> Paper:
    all_series.require_open(db, series_id)
    return records.paper(db, series_id, appointment_id)


def add(
    db: Database, actor: Actor, now: datetime, series_id: int, appointment_id: int, wanted: Wanted, request: str
) -> int:  # fmt: skip
    """A new one; the same `request` (one click, sent twice) is done once. Also beside a final record."""
    with db.write():
        found = _opened(db, series_id, appointment_id)
        if (known := store.of_request(db, request)) is not None:
            return known
        values = _values(found, wanted) | {"question": wanted.question, "request": request}
        made = store.add(db, actor, now, appointment_id, values)
        record(
            db, actor, now, "hearings.follow_up", f"hearing {appointment_id}", kind="new",
            until=wanted.due,
        )  # fmt: skip
    return made


def change(
    db: Database, actor: Actor, now: datetime, series_id: int, appointment_id: int, follow_up_id: int, wanted: Wanted,
    shown: str,
) -> None:  # fmt: skip
    """Other words, another person or day. Raises Conflict where somebody else was first."""
    with db.write():
        found = _opened(db, series_id, appointment_id)
        old = get(db, found, follow_up_id)
        values = _values(found, wanted)
        if {k: getattr(old, k) for k in values} == values:
            return
        if seen(old) != shown:
            raise Conflict(CHANGED)
        store.change(db, follow_up_id, values)
        _log(db, actor, now, old, "change", until=wanted.due)


def set_done(
    db: Database, actor: Actor, now: datetime, series_id: int, appointment_id: int, follow_up_id: int, done: bool
) -> None:  # fmt: skip
    """It is done, or not yet after all. Done twice it is done once."""
    with db.write():
        old = get(db, _opened(db, series_id, appointment_id), follow_up_id)
        if old.open != done:
            return
        values = {"done_at": stored(now), "done_by": actor.id} if done else {"done_at": "", "done_by": None}
        store.change(db, follow_up_id, values)
        _log(db, actor, now, old, "done" if done else "open")


def drop(
    db: Database, actor: Actor, now: datetime, series_id: int, appointment_id: int, follow_up_id: int
) -> None:
    """It was entered by mistake."""
    with db.write():
        found = _opened(db, series_id, appointment_id)
        old = store.get(db, follow_up_id)
        if old is None:
            return  # the same click once more
        get(db, found, follow_up_id)
        store.drop(db, follow_up_id)
        _log(db, actor, now, old, "drop", note=old.what)


def _log(db: Database, actor: Actor, now: datetime, one: FollowUp, act: str, **detail: Any) -> None:
    record(
        db, actor, now, "hearings.follow_up", f"hearing {one.appointment}", kind=act, **detail
    )  # fmt: skip


# “This changes our form”


def returned(
    db: Database, actor: Actor, now: datetime, appointment_id: int, question: str, return_id: int
) -> None:
    """A return was sent because of what was said to a question: it is kept with the record. Sent twice: once.

    Raises NotFound for a hearing of another section.
    """
    with db.write():
        if any(f.return_id == return_id for f in store.of_hearing(db, appointment_id)):
            return
        found = records.paper(db, records.series_of(db, appointment_id), appointment_id)
        every = returning.of_section(db, found.series.round_id, found.section.id)
        until = next((r.until for r in every if r.id == return_id), None)
        if until is None:
            raise NotFound
        values = _values(found, Wanted("ヒアリングでの回答にもとづく調査票の修正", "", True, until))
        store.add(db, actor, now, appointment_id, values | {"question": question, "return_id": return_id})
        record(
            db, actor, now, "hearings.follow_up", f"hearing {appointment_id}", kind="return",
            until=until,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReturnState:
    """What became of a return. open: the section has not submitted everything anew."""

    words: Text
    open: bool


def return_states(db: Database, found: Paper) -> Mapping[int, ReturnState]:
    """Return → what became of it, for every return of the section."""
    every = returning.of_section(db, found.series.round_id, found.section.id)
    return {one.id: _return_state(one) for one in every}


def _return_state(one: returning.Return) -> ReturnState:
    if one.open_forms:
        words = Text("調査票を差戻し中（修正待ち）", "returned to the section, waiting for a correction")
        until = dates.limit_text(one.until) if one.until else Text()
        if until.ja:
            words = Text(f"{words.ja}　{until.ja}", f"{words.get('en')}, {until.get('en')}")
        return ReturnState(words, open=True)
    numbers = sorted({n for n in one.settled.values() if n})
    if not numbers:
        return ReturnState(Text("差戻しを取り消し", "the return was taken back"), open=False)
    told = "・".join(f"第{n}版" for n in numbers)
    english = ", ".join(map(str, numbers))
    return ReturnState(Text(f"調査票を差替え済み（{told}）", f"replaced (version {english})"), open=False)
