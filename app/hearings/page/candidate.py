"""What the page of one candidate shows: every signal with the answers it comes from, what members say, the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import current_app, url_for

from app.db import Database
from app.errors import NotFound
from app.hearings.service import candidates, signals, standing
from app.hearings.service import series as all_series
from app.hearings.service.candidates import Choice, Decision, Nomination, Unlisted
from app.hearings.service.series import Series
from app.meetings.service import outcomes
from app.meetings.service.outcomes import Spoken
from app.rounds.service import Section
from app.security import Actor
from forms.questions import Text
from reports.records import RoundData
from reports.signals import HEARING_RULES, HearingSignal, Place, source


@dataclass(frozen=True, slots=True)
class Shown:
    """One signal. weight × strength are its points; answers: (what it is called, the answer in lines, address)."""

    signal: HearingSignal
    weight: int
    answers: Sequence[tuple[Text, Sequence[str], str]]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into one of the page's forms and could not be done. form: "decide", "nominate", "unlisted"."""

    form: str
    problem: Text
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """One section of a series."""

    series: Series
    section: Section
    choice: Choice
    known: bool
    signals: list[Shown]
    points: int
    nominations: list[Nomination]
    unlisted: list[Unlisted]
    history: list[Decision]
    members: list[str]
    following: Section | None
    spoken: list[Spoken]
    typed: Typed | None

    def value(self, form: str, name: str, usual: str = "") -> str:
        """What stands in a field."""
        mine = self.typed is not None and self.typed.form == form
        return self.typed.values.get(name, "") if self.typed and mine else usual

    def problem(self, form: str) -> Text | None:
        """What could not be done with a form."""
        return self.typed.problem if self.typed and self.typed.form == form else None


def page(
    db: Database, actor: Actor, now: datetime, series_id: int, section_id: int, lang: str,
    typed: Typed | None = None,
) -> Page:  # fmt: skip
    """Everything the page shows. Raises NotFound."""
    series = all_series.get(db, series_id)
    every = standing.chosen(db, series_id)
    place = next((i for i, (s, _) in enumerate(every) if s.id == section_id), None)
    if place is None:
        raise NotFound
    found = signals.found(db, actor, now, series)
    own = found.of(section_id)
    return Page(
        series, *every[place], found.data is not None,
        [_shown(series, found.data, s, lang) for s in own if found.data is not None],
        signals.points(series, own),
        candidates.nominations(db, series_id, section_id),
        candidates.unlisted(db, series_id, section_id),
        candidates.history(db, series_id, section_id),
        [m.name for m in candidates.members(db)] if actor.is_secretariat else [],
        every[place + 1][0] if place + 1 < len(every) else None,
        outcomes.of_section(db, actor, series_id, section_id),
        typed,
    )  # fmt: skip


def speech_address(actor: Actor, meeting_id: int, speech_id: int) -> str:
    """Where a speech is read in its context; "" where this person has no such page."""
    name = "writing.show" if actor.is_secretariat else "publishing.read"
    if name not in current_app.view_functions:
        return ""
    return url_for(name, meeting_id=meeting_id, _anchor=f"speech-{speech_id}")


def _shown(series: Series, data: RoundData, signal: HearingSignal, lang: str) -> Shown:
    weight = series.weights.get(signal.rule, HEARING_RULES[signal.rule].weight)
    return Shown(signal, weight, [_answer(series, data, place, lang) for place in signal.places])


def _answer(series: Series, data: RoundData, place: Place, lang: str) -> tuple[Text, Sequence[str], str]:
    """What a place is called, what was answered there, and where to read it."""
    found = source(data, place)
    anchor = f"q-{found.question.key}" if found.question else None
    address = url_for("results.project", round_id=series.round_id, form_id=found.form_id, _anchor=anchor)
    return found.called, found.lines(lang), address
