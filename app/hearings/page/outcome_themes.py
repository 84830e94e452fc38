"""What the pages of themes show: the themes of a series, and one hearing's answers to be put under them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.db import Database
from app.errors import NotFound
from app.hearings.service import outcome
from app.hearings.service import outcome_themes as service
from app.hearings.service.outcome_themes import Theme
from app.hearings.service.series import Series
from app.security import Actor
from forms.questions import Text
from reports.hearing_answers import STATES, Hearing, Question


@dataclass(frozen=True, slots=True)
class Line:
    """One hearing in the list. answers: recorded ones; tagged: those that stand under a theme."""

    hearing: Hearing
    answers: int
    tagged: int

    @property
    def state(self) -> Text:
        """Its record's state in words."""
        return STATES[self.hearing.state]


@dataclass(frozen=True, slots=True)
class ThemesPage:
    """The themes of a series and its hearings."""

    series: Series
    themes: Sequence[Theme]
    lines: Sequence[Line]


def themes_page(db: Database, actor: Actor, now: datetime, series_id: int) -> ThemesPage:
    """Everything the page of themes shows. Raises NotFound."""
    found = outcome.kept(db, actor, now, series_id)
    tagged = {(o.hearing_id, o.question) for o in service.tagged(db, series_id)}
    lines = [
        Line(h, sum(k[0] == h.id for k in found.said.answers), sum(k[0] == h.id for k in tagged))
        for h in found.said.hearings
        if h.id in found.readable
    ]
    return ThemesPage(found.series, service.themes(db, series_id), lines)


@dataclass(frozen=True, slots=True)
class Tag:
    """A part of an answer under a theme. text: "" for the whole answer."""

    opinion_id: int
    theme: Theme
    text: str
    reworded: bool


@dataclass(frozen=True, slots=True)
class Block:
    """One answer with what stands under themes. wanted: the words and themes that could not be taken, and why."""

    question: Question
    text: str
    tags: Sequence[Tag]
    quote: str = ""
    chosen: frozenset[int] = frozenset()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent and could not be taken."""

    question: str
    quote: str
    chosen: frozenset[int]
    error: str


@dataclass(frozen=True, slots=True)
class HearingPage:
    """One hearing's answers. before, after: its neighbours."""

    series: Series
    hearing: Hearing
    state: Text
    themes: Sequence[Theme]
    blocks: Sequence[Block]
    before: Hearing | None
    after: Hearing | None

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is wrong, with the place on the page."""
        return [(f"quote-{n}", b.error) for n, b in enumerate(self.blocks, 1) if b.error]


def hearing_page(
    db: Database, actor: Actor, now: datetime, series_id: int, hearing_id: int, typed: Typed | None = None
) -> HearingPage:
    """Everything the page of one hearing shows. Raises NotFound."""
    found = outcome.kept(db, actor, now, series_id)
    if hearing_id not in found.hearings:
        raise NotFound
    themes = service.themes(db, series_id)
    known = {t.id: t for t in themes}
    own = [o for o in service.tagged(db, series_id) if o.hearing_id == hearing_id]
    blocks = []
    for question in found.said.questions:
        text = found.said.answers.get((hearing_id, question.key), "")
        tags = [
            Tag(o.id, known[t], o.text, bool(o.text) and not outcome.contains(text, o.text))
            for o in own
            if o.question == question.key
            for t in o.themes
        ]
        if text or tags:
            blocks.append(_block(question, text, tags, typed))
    every = list(found.said.hearings)
    at = every.index(found.hearings[hearing_id])
    after = every[at + 1] if at + 1 < len(every) else None
    shown = every[at]
    return HearingPage(
        found.series, shown, STATES[shown.state], themes, blocks, every[at - 1] if at else None, after
    )


def _block(question: Question, text: str, tags: Sequence[Tag], typed: Typed | None) -> Block:
    if typed is None or typed.question != question.key:
        return Block(question, text, tags)
    return Block(question, text, tags, typed.quote, typed.chosen, typed.error)
