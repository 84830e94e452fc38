"""What the page of contradictions shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import url_for

from app.db import Database
from app.oversight import service
from app.oversight.service import ASKED, OPEN, SETTLED, Found
from app.rounds import service as rounds
from app.rounds.service import Section
from forms.questions import Text
from reports.records import Form, RoundData
from reports.signals import RULES

EVERY: Final = "all"
STATES: Final = {
    OPEN: Text("未対応", "To do"),
    ASKED: Text("課に照会中", "Section asked"),
    SETTLED: Text("対応済み", "Settled"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One contradiction. answers: (what it is called, its answer in lines, address of the form); note: what stands in
    the field (the question as decided, else the ready one)."""

    found: Found
    section: Section
    answers: Sequence[tuple[Text, Sequence[str], str]]
    note: str
    problem: Text | None = None

    @property
    def state(self) -> Text:
        """The decision in words."""
        return STATES[self.found.decision.state]

    @property
    def anchor(self) -> str:
        """For links within the page."""
        return f"c-{self.found.signal.key}"


@dataclass(frozen=True)
class Page:
    """Every contradiction of a round, narrowed. counts: by state over the whole round; rules: those that occur."""

    lines: Sequence[Line]
    counts: Mapping[str, int]
    total: int
    state: str
    rule: str
    rules: Sequence[tuple[str, Text]]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed for one contradiction and could not be done."""

    key: str
    note: str
    problem: Text


def page(
    db: Database,
    now: datetime,
    round_id: int,
    lang: str,
    *,
    state: str,
    rule: str,
    typed: Typed | None = None,
) -> Page:
    """Everything the page of contradictions shows."""
    every = service.found(db, now, round_id)
    data = service.tables(db, now, round_id).data
    forms, sections = {f.id: f for f in data.forms}, {s.id: s for s in rounds.sections(db, round_id)}
    shown = [
        _line(data, forms, sections, f, round_id, lang, typed)
        for f in every
        if (state in (EVERY, f.decision.state) and rule in ("", f.signal.rule))
        or (typed is not None and typed.key == f.signal.key)
    ]
    counts = Counter(f.decision.state for f in every)
    used = {f.signal.rule for f in every}
    return Page(
        shown, {s: counts[s] for s in STATES}, len(every), state, rule,
        [(key, known.name) for key, known in RULES.items() if key in used],
    )  # fmt: skip


def _line(
    data: RoundData, forms: Mapping[int, Form], sections: Mapping[int, Section], found: Found, round_id: int,
    lang: str, typed: Typed | None,
) -> Line:  # fmt: skip
    signal, mine = found.signal, typed if typed and typed.key == found.signal.key else None
    answers = []
    for place in signal.places:
        form = forms[place.form_id]
        made = data.questionnaire(form.questionnaire)
        question = made.question(place.question) or made.role("title")
        told = made.short.get(lang) + (made.number(form.number) if not made.prefix else "")
        called = made.number(form.number) if made.prefix else told
        label = f"{called} {question.short.get(lang)}" if question else called
        lines = question.lines(form.answer(question.key), lang) if question else ()
        address = url_for("results.project", round_id=round_id, form_id=form.id)
        answers.append((Text(label, label), lines, address))
    note = mine.note if mine else found.decision.note or signal.query.get("ja")
    return Line(found, sections[signal.section_id], answers, note, mine.problem if mine else None)
