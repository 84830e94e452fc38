"""The agenda sheet (次第): what it says, as PDF and Word."""

from __future__ import annotations

from datetime import datetime

from app.db import Database
from app.meetings import outline, wording
from app.meetings.outline import Line
from app.meetings.service import meetings
from app.meetings.service.attaching import printed
from app.meetings.service.meetings import AGENDA, Meeting
from app.security import Actor
from reports import agenda
from reports.agenda import Agenda, Entry, Part

HEADING = "会議次第"


def sheet(db: Database, actor: Actor, meeting_id: int) -> Agenda:
    """The sheet of a meeting, in the city's Japanese whatever language its reader has. Raises NotFound."""
    found = meetings.get(db, actor, meeting_id)
    papers = [Line(printed(m), m.level) for m in meetings.materials(db, meeting_id, AGENDA)]
    parts = [
        Part("日時", (wording.day(found.day) + wording.span(found.begins, found.ends),)),
        Part("場所", (found.place,)),
        Part("議題", entries=_entries(meetings.items(db, meeting_id, AGENDA))),
        Part("提出資料", entries=_entries(papers)),
        Part("次回の会議", (_next(found),)),
    ]
    kept = [p for p in parts if p.entries or any(p.lines)]
    return Agenda(found.title, HEADING, tuple(kept), found.title)


def _entries(lines: list[Line]) -> tuple[Entry, ...]:
    return tuple(Entry(number, line.title, line.level) for number, line in outline.numbered(lines))


def _next(found: Meeting) -> str:
    if not found.next_day:
        return ""
    when = wording.day(found.next_day) + wording.span(found.next_begins, "")
    return f"{when}　{found.next_place}".rstrip("　")


def as_pdf(made: Agenda, now: datetime) -> bytes:
    """On A4."""
    return agenda.as_pdf(made, "ja", now)


def as_word(made: Agenda, now: datetime) -> bytes:
    """As a Word file."""
    return agenda.as_word(made, "ja", now)
