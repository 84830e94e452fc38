"""Reminders of what was promised: drafts the worker makes a few days before the day, and after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from app.clock import CITY_ZONE, day_text
from app.db import Database
from app.hearings.service import record_letters as letters
from app.hearings.service import series as all_series
from app.hearings.service.series import Series
from app.hearings.store import board as plans
from app.hearings.store import record_follow_ups as store
from app.hearings.store.record_follow_ups import AFTER, BEFORE, FollowUp
from app.notices import service as notices
from app.notices.letter import Letter
from app.notices.service import office, reminders
from app.rounds import service as rounds
from app.rounds.service import Section
from app.security import SYSTEM

#: So many days before the day somebody is reminded; on a closed day, on the next working day.
DAYS_BEFORE: Final = timedelta(days=3)
#: What is over for longer than this is let pass: the list of follow-ups shows it anyway.
LET_PASS: Final = timedelta(days=14)


def run(db: Database, now: datetime) -> list[int]:
    """Make what is due now, one batch per series. Returns the batches."""
    local, calendar = now.astimezone(CITY_ZONE), office.calendar(db)
    if local.hour < reminders.FROM_HOUR or calendar.is_closed(local.date()):
        return []
    made = [of_series(db, now, series) for series in all_series.all_series(db)]
    return [batch_id for batch_id in made if batch_id is not None]


def of_series(db: Database, now: datetime, series: Series) -> int | None:
    """What one series has to remind of; the batch, None for nothing."""
    round_ = rounds.get(db, series.round_id)
    if round_.archived_at or round_.disposed_at:
        return None
    with db.write():
        found = _due(db, now, series)
        if not found:
            return None
        made = _letters(db, series, found)
        title = f"{series.name}　宿題の期限のお知らせ"
        why = f"期限が近い宿題 {_count(found, BEFORE)}件、期限を過ぎた宿題 {_count(found, AFTER)}件"
        batch_id = letters.batch(db, SYSTEM, now, series, letters.REMINDER, title, why, made)
        for one, kind in found:
            store.remind(db, one.id, kind, one.due, batch_id)
    return batch_id


def _count(found: Sequence[tuple[FollowUp, str]], kind: str) -> int:
    return sum(k == kind for _, k in found)


def _due(db: Database, now: datetime, series: Series) -> list[tuple[FollowUp, str]]:
    """(promise, BEFORE or AFTER its day) nobody was reminded of yet."""
    today, calendar = now.astimezone(CITY_ZONE).date(), office.calendar(db)
    nearing = store.due(db, series.id, (today + DAYS_BEFORE).isoformat())
    out = []
    for one in nearing:
        day = date.fromisoformat(one.due)
        if day < today and today - day <= LET_PASS:
            out.append((one, AFTER))
        elif day >= today >= min(day, calendar.working_day(day - DAYS_BEFORE)):
            out.append((one, BEFORE))
    known = store.reminded(db, [one.id for one, _ in out]) if out else set()
    return [(one, kind) for one, kind in out if (one.id, kind, one.due) not in known]


def _letters(db: Database, series: Series, found: Sequence[tuple[FollowUp, str]]) -> list[Letter]:
    """One to each section that promised something, one about everything to the secretariat."""
    sections = {s.id: s for s in rounds.sections(db, series.round_id)}
    of = {a.id: sections[a.section_id] for a in plans.appointments(db, series.id) if a.section_id in sections}
    made = []
    for section in dict.fromkeys(of[one.appointment] for one, _ in found if one.by_section):
        own = [(o, k) for o, k in found if o.by_section and of[o.appointment] == section]
        made.append(_to_section(db, series, section, own))
    lines = [line for one, kind in found for line in _lines(one, kind, f"【{of[one.appointment].name}】")]
    url = notices.link(db, f"/hearings/{series.id}/records")
    body = [
        "事務局　各位",
        "",
        f"「{series.name}」の宿題のうち、期限が近いものと期限を過ぎたものです。",
        *lines,
        "",
    ]
    body += ["■ ヒアリングの記録", f"　{url}"]
    made.append(
        Letter(
            letters.REMINDER, series.round_id, None, f"【{series.name}】宿題の期限", "\n".join(body),
            f"事務局：宿題{len(found)}件の期限", accounts=letters.office(db),
        )
    )  # fmt: skip
    return made


def _to_section(
    db: Database, series: Series, section: Section, own: Sequence[tuple[FollowUp, str]]
) -> Letter:
    late = any(kind == AFTER for _, kind in own)
    body = [
        f"{section.name}　ご担当者様", "", "いつもお世話になっております。",
        f"「{series.name}」でお願いした次のことについて、期限" + ("を過ぎました" if late else "が近づきました")
        + "ので、お知らせいたします。", *(line for one, kind in own for line in _lines(one, kind, "")), "",
        "すでにお済みの場合や、期限までに難しい場合は、下記までご連絡ください。", "", letters.contact(db, series),
    ]  # fmt: skip
    why = f"{section.name}：宿題{len(own)}件の期限"
    return Letter(
        letters.REMINDER,
        series.round_id,
        section.id,
        f"【{series.name}】お願いしたことの期限",
        "\n".join(body),
        why,
    )


def _lines(one: FollowUp, kind: str, lead: str) -> list[str]:
    word = "期限を過ぎています" if kind == AFTER else "期限が近づいています"
    first = one.what.replace("\n", "\n　")
    return ["", f"■ {lead}{first}", f"　期限：{day_text(one.due).ja}（{word}）", f"　担当：{one.who}"]
