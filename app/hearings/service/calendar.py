"""What a published plan means for calendars: whose entries change, and the drafts that tell them.

What changed is counted from the last plan whose letters were sent: drafts nobody sent told nobody anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from app import ical
from app.accounts import service as accounts
from app.accounts.service import Account
from app.db import Database
from app.errors import NotFound
from app.hearings.ical import Entry
from app.hearings.service import letters
from app.hearings.service import series as all_series
from app.hearings.store import board, schedule
from app.hearings.store import calendar as store
from app.hearings.store.calendar import Told
from app.hearings.store.schedule import NO
from app.hearings.store.series import Series
from app.ical import Change, When
from app.notices import service as notices
from app.notices.letter import Calendar, Letter
from app.notices.service import batches
from app.notices.texts import Wording
from app.organisation import service as organisation
from app.security import MEMBER, Actor
from app.settings import service as settings

KIND: Final = "hearing"


@dataclass(frozen=True, slots=True)
class Diary:
    """Everything published in a series. versions: plan id → its entries, the oldest first, with members' meetings."""

    series: Series
    names: Mapping[int, str]
    versions: Mapping[int, tuple[Entry, ...]]

    def at(self, plan_id: int | None) -> tuple[Entry, ...]:
        """The entries of a plan; none before the first."""
        return () if plan_id is None else self.versions[plan_id]

    @property
    def newest(self) -> tuple[Entry, ...]:
        """What counts now."""
        return list(self.versions.values())[-1] if self.versions else ()

    @property
    def numbers(self) -> Mapping[str, int]:
        """uid → SEQUENCE of now."""
        return ical.sequences(self.versions.values())


def diary(db: Database, series_id: int) -> Diary:
    """Read it. Raises NotFound."""
    series = all_series.get(db, series_id)
    plans = store.told(db, series_id)
    kept = {p.plan_id: board.entries(db, p.plan_id) for p in plans}
    ids = {e.section_id for entries in kept.values() for e in entries}
    names = {s.id: s.name for s in organisation.sections_by_ids(db, ids)}
    instance = settings.get(db, "instance")
    versions = {}
    for plan_id, entries in kept.items():
        own = [_hearing(series, names, one) for one in entries]
        versions[plan_id] = (*own, *_meetings(series, instance, own, store.preparations(db, plan_id)))
    return Diary(series, names, versions)


def _hearing(series: Series, names: Mapping[int, str], one: board.Kept) -> Entry:
    when = When(one.day, one.begins, one.ends, one.place)
    turn = f"（{one.turn}回目）" if one.turn > 1 else ""
    title = f"{series.name}：{names.get(one.section_id, '')}{turn}"
    return Entry(one.uid, when, title, day_id=one.day_id, section_id=one.section_id)


def _meetings(
    series: Series, instance: str, hearings: Sequence[Entry], begins: Mapping[int, str]
) -> Iterable[Entry]:
    """The committee's preparation before the first hearing of each day: for members' calendars only."""
    for day_id, time in begins.items():
        first = min((e.when for e in hearings if e.day_id == day_id), key=lambda w: w.begins, default=None)
        if first is not None and time < first.begins:
            when = When(first.day, time, first.begins, first.place)
            uid = f"hearing-day-{day_id}-{instance}@kikitori"
            yield Entry(uid, when, f"{series.name}：委員の準備・打合せ", day_id=day_id)


def of_section(entries: Iterable[Entry], section_id: int) -> list[Entry]:
    """What a section's calendar shows: its own hearings."""
    return [e for e in entries if e.section_id == section_id]


def of_member(entries: Iterable[Entry], absent: frozenset[int]) -> list[Entry]:
    """What a member's calendar shows: all but the days on which the member does not come."""
    return [e for e in entries if e.day_id not in absent]


def members(db: Database) -> list[Account]:
    """The committee."""
    return [a for a in accounts.all_accounts(db) if a.role == MEMBER and a.active]


def absences(db: Database, series_id: int, member_id: int) -> frozenset[int]:
    """The days on which a member said not to come."""
    said = schedule.attendance(db, series_id)
    return frozenset(d for (d, who), comes in said.items() if who == member_id and comes == NO)


def on_publish(db: Database, actor: Actor, now: datetime, plan_id: int) -> int | None:
    """Draft one letter for each section and member whose entries change; the batch, None where nobody's do.

    Drafts about earlier plans that nobody sent are discarded: the new ones count from what people were told last.
    """
    with db.write():
        series_id = store.series_of(db, plan_id)
        if series_id is None:
            raise NotFound
        if store.is_told(db, plan_id):
            return None
        _keep_preparations(db, series_id, plan_id)
        earlier = [t for t in store.told(db, series_id) if t.plan_id < plan_id]
        base = _last_told(db, actor, now, earlier)
        known = diary(db, series_id)
        made = _letters(db, now, known, base, plan_id)
        batch_id = _batch(db, actor, now, known.series, made, plan_id) if made else None
        store.tell(db, plan_id, batch_id)
    return batch_id


def _keep_preparations(db: Database, series_id: int, plan_id: int) -> None:
    used = {e.day_id for e in board.entries(db, plan_id)}
    begins = {
        d.id: d.shape.start for d in schedule.days(db, series_id) if d.id in used and d.shape.preparation
    }
    store.add_preparations(db, plan_id, begins)


def _last_told(db: Database, actor: Actor, now: datetime, earlier: Sequence[Told]) -> int | None:
    """The newest plan people know of."""
    sent = None
    for one in earlier:
        if one.batch_id is None:
            continue
        state = batches.get(db, one.batch_id).state
        if state == "sent":
            sent = one.plan_id
        elif state == "draft":
            batches.discard(db, actor, now, one.batch_id, "新しい版の日程が公表されたため、破棄しました")
    return sent


def _letters(db: Database, now: datetime, known: Diary, base: int | None, plan_id: int) -> list[Letter]:
    """Sections in organisation order, then members."""
    old, new, numbers = known.at(base), known.at(plan_id), known.numbers
    first, made = base is None, []
    for section_id, name in known.names.items():
        found = ical.changes(of_section(old, section_id), of_section(new, section_id))
        if found:
            letter = letters.to_section(db, known.series, name, found, first)
            made.append(_ready(letter, section_id, (), found, numbers, now))
    for member in members(db):
        away = absences(db, known.series.id, member.id)
        found = ical.changes(of_member(old, away), of_member(new, away))
        if found:
            letter = letters.to_member(db, known.series, member.name, found, first)
            made.append(_ready(letter, None, (member.id,), found, numbers, now))
    return made


def _ready(
    letter: Letter, section_id: int | None, who: Sequence[int], found: Sequence[Change],
    numbers: Mapping[str, int], now: datetime,
) -> Letter:  # fmt: skip
    entries = [Calendar(c.method, ical.itip(c, numbers[c.uid], now)) for c in found]
    return replace(letter, section_id=section_id, accounts=who, calendars=entries)


def _batch(
    db: Database, actor: Actor, now: datetime, series: Series, made: Sequence[Letter], plan_id: int
) -> int:
    number = next(t.number for t in store.told(db, series.id) if t.plan_id == plan_id)
    title = f"{series.name}　日程第{number}版のお知らせ"
    why = f"日程の第{number}版が公表され、日時が決まったか変わった課と委員にお知らせします"
    plan = batches.Plan(KIND, title, why, Wording(title, notices.link(db, "/")), owing=False)
    return batches.draft(db, actor, now, series.round_id, plan, made)
