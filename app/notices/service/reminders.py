"""The reminders of a day: made as drafts by the worker, only for those who still owe something."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from app.clock import CITY_ZONE, day_text
from app.db import Database
from app.notices import texts
from app.notices.service import batches, office, owing, schedule
from app.notices.service.batches import Plan
from app.notices.service.owing import Debt
from app.notices.service.schedule import Due
from app.rounds import service as rounds
from app.rounds.service import Round
from app.security import SYSTEM

#: Not before the office opens: the drafts are there when people come in.
FROM_HOUR: Final = 8
REPLACED: Final = "新しい下書きに置き換えました"


def run(db: Database, now: datetime) -> list[int]:
    """Make what is due now, for every round. Returns the batches."""
    calendar = office.calendar(db)
    if now.astimezone(CITY_ZONE).hour < FROM_HOUR or calendar.is_closed(schedule.today(now)):
        return []
    made = []
    for round_ in rounds.all_rounds(db):
        if round_.state != "preparing" and not round_.archived_at:
            made += of_round(db, now, round_)
    return made


def of_round(db: Database, now: datetime, round_: Round) -> list[int]:
    """What one round has due: one batch for each wording, what fell on the same day merged."""
    with db.write():
        due = [d for d in schedule.dues(db, now, round_, office.calendar(db)) if d.on <= schedule.today(now)]
        if not due:
            return []
        found = owing.debts(db, now, round_.id)
        newest = _newest([d for d in due if not schedule.is_missed(d, now)], found, now)
        made = [_draft(db, now, round_, wording, chosen, found) for wording, chosen in newest.items()]
        if made:
            _replace_older(db, now, round_.id, made)
        if schedule.is_automatic(db, round_.id):
            for batch_id in made:
                batches.send(db, SYSTEM, now, batch_id)
        schedule.mark(db, round_.id, due, made[0] if made else None)
    return made


def _newest(due: Sequence[Due], found: dict[int, Debt], now: datetime) -> dict[str, dict[int, Due]]:
    """By wording: the sections that owe something, each with the last of what it has due; the opening goes first."""
    of_section: dict[int, Due] = {}
    for one in sorted(due, key=lambda d: (d.item.kind == schedule.OPENING, d.on, d.item.days)):
        for section_id in one.sections:
            if found[section_id].owed:
                of_section[section_id] = one
    out: dict[str, dict[int, Due]] = {}
    for section_id in found:
        if section_id in of_section:
            one = of_section[section_id]
            out.setdefault(one.wording(now), {})[section_id] = one
    return out


def _draft(
    db: Database, now: datetime, round_: Round, wording: str, chosen: dict[int, Due], found: dict[int, Debt]
) -> int:
    names = dict.fromkeys(d.item.name.ja for d in chosen.values())
    days = dict.fromkeys(day_text(d.day).ja for d in chosen.values())
    plan = Plan(
        kind=wording,
        title=texts.kind_name(wording).ja,
        why=f"予定：{'・'.join(names)}（基準日 {'・'.join(days)}）",
        wording=texts.REMINDERS[wording],
        owing=True,
    )
    reasons = {s: f"{d.item.name.ja}：{found[s].brief}" for s, d in chosen.items()}
    return batches.make(db, SYSTEM, now, round_.id, plan, found, reasons)


def _replace_older(db: Database, now: datetime, round_id: int, made: Sequence[int]) -> None:
    """Scheduled drafts nobody decided on give way: two reminders at once help nobody."""
    for batch in batches.undecided(db, round_id):
        if batch.kind in texts.REMINDERS and batch.id not in made:
            batches.discard(db, SYSTEM, now, batch.id, REPLACED)
