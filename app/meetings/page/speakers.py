"""What the page on which speakers are chosen for many speeches shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.db import Database
from app.meetings.service import arranging, meetings
from app.meetings.service import writing as service
from app.meetings.service.meetings import Meeting
from app.meetings.service.writing import Speech
from app.security import Actor
from forms.questions import Text


@dataclass(frozen=True, slots=True)
class Line:
    """A speech with its number, and whose it is ("" for not known) or was just chosen to be."""

    number: int
    speech: Speech
    chosen: str


@dataclass(frozen=True, slots=True)
class Page:
    """choices: people, those with the role of most speeches first; total: speeches somebody speaks; unknown: by nobody known."""

    meeting: Meeting
    lines: list[Line]
    choices: list[tuple[str, str | Text]]
    total: int
    unknown: int
    seen: str


def page(db: Database, actor: Actor, meeting_id: int, typed: Mapping[str, str], *, everything: bool) -> Page:
    """everything: also speeches whose speaker is known. typed: what was chosen and refused. Raises NotFound."""
    meeting, said = meetings.get(db, actor, meeting_id), service.speeches(db, meeting_id)
    spoken = [(n, s) for n, s in enumerate(said, 1) if s.role]
    lines = [
        Line(n, s, typed.get(f"w{s.id}", str(s.person_id or "")))
        for n, s in spoken
        if everything or s.person_id is None or f"w{s.id}" in typed
    ]
    choices: list[tuple[str, str | Text]] = [("", Text("未定", "not known"))]
    choices += [(str(p.id), f"{p.name}（{p.role}）") for p in meetings.people(db, meeting_id)]
    unknown = sum(s.person_id is None for _, s in spoken)
    return Page(meeting, lines, choices, len(spoken), unknown, arranging.speakers_seen(said))
