"""What the page of one section's questions shows, to the secretariat and to members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.hearings.page.questions.index import Line, lines
from app.hearings.service import series as all_series
from app.hearings.service.board import Entry
from app.hearings.service.questions import Question, asking, common, of_section, own, sent, shown_to, writing
from app.hearings.service.questions.offers import Offer
from app.hearings.service.questions.own import Own
from app.hearings.service.questions.sent import Sending
from app.hearings.service.series import Series
from app.rounds.service import Section
from app.security import Actor
from forms.questions import Text


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed and could not be kept. question: an own question's id, 0 for a new one."""

    problem: Conflict | Refused
    question: int
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """One own question. place: 1 for the first; text: what stands in its field; saved: what stands saved where somebody
    else was first."""

    own: Own
    question: Question
    place: int
    text: str
    seen: str
    saved: str


@dataclass(frozen=True)
class Page:
    """One section. offers: what could still be asked, by kind; dropped: own questions not asked; merged: (question,
    number of the one it is in); history: everything sent, the newest first; written: question key → answer."""

    series: Series
    section: Section
    line: Line
    entry: Entry | None
    questions: list[Question]
    cards: list[Card]
    offers: list[tuple[Text, list[Offer]]]
    dropped: list[Own]
    merged: list[tuple[Own, int]]
    history: list[Sending]
    written: Mapping[str, writing.Written]
    following: Section | None
    typed: Typed | None = None

    @property
    def common(self) -> list[Question]:
        """The common questions that count for it."""
        return [q for q in self.questions if not q.own]

    @property
    def new_text(self) -> str:
        """What stands in the field of a new question."""
        return self.typed.text if self.typed and not self.typed.question else ""


def page(
    db: Database, actor: Actor, now: datetime, series_id: int, section_id: int, typed: Typed | None = None
) -> Page:
    """Everything the page shows. Raises NotFound."""
    series = all_series.get(db, series_id)
    every = lines(db, series_id, common.versions(db, series_id))
    place = next((i for i, line in enumerate(every) if line.section.id == section_id), None)
    if place is None:
        raise NotFound
    questions = shown_to(actor, of_section(db, series_id, section_id))
    known = own.of_section(db, series_id, section_id)
    numbers = {q.key: q.number for q in questions}
    office = actor.is_secretariat and series.is_open
    return Page(
        series, every[place].section, every[place], writing.hearing_of(db, series_id, section_id), questions,
        _cards(known, questions, typed),
        _offers(own.offered(db, actor, now, series_id, section_id)) if office else [],
        [o for o in known if o.dropped_at],
        [(o, numbers.get(f"o{o.merged_into}", 0)) for o in known if o.merged_into is not None],
        sent.sendings(db, series_id, section_id)[::-1],
        writing.written_of_section(db, series_id, section_id),
        every[place + 1].section if place + 1 < len(every) else None, typed,
    )  # fmt: skip


def _cards(known: list[Own], questions: list[Question], typed: Typed | None) -> list[Card]:
    by_key = {q.key: q for q in questions}
    out = []
    for place, one in enumerate((o for o in known if o.asked), 1):
        mine = typed if typed and typed.question == one.id else None
        stale = mine is not None and isinstance(mine.problem, Conflict) and mine.text != one.text
        shown = mine.text if mine else one.text
        out.append(Card(one, by_key[one.key], place, shown, own.seen(one), one.text if stale else ""))
    return out


def _offers(found: list[Offer]) -> list[tuple[Text, list[Offer]]]:
    by_kind: dict[str, list[Offer]] = {}
    for one in found:
        by_kind.setdefault(one.origin, []).append(one)
    return [(asking.ORIGINS[kind], listed) for kind, listed in by_kind.items()]
