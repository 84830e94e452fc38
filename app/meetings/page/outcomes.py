"""What the page of results, decisions and tasks shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import url_for

from app.db import Database
from app.hearings.service import candidates
from app.hearings.service import series as all_series
from app.meetings import outline
from app.meetings.service import meetings, outcomes, writing
from app.meetings.service.meetings import Meeting
from app.meetings.service.outcomes import Decision, Task
from app.rounds import service as rounds
from app.rounds.service import Section
from app.security import Actor
from app.selfsaving import texts
from app.selfsaving.rule import Kept
from forms.questions import Text
from forms.response import ResponseForm

_WHOLE = Text("（会議全体）", "(the meeting as a whole)")


@dataclass(frozen=True, slots=True)
class Shown:
    """A decision with words and links: (number of the speech, its id), sections, the hearings it is about."""

    decision: Decision
    item: str
    speeches: list[tuple[int, int]]
    sections: list[str]
    series: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a form that could not be done. form: "decide" or "task"."""

    form: str
    problem: Text
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the page shows. series: hearings that sections can be decided for; sections: of the chosen one."""

    meeting: Meeting
    final: bool
    items: list[tuple[str, str]]
    decisions: list[Shown]
    tasks: list[Task]
    series: list[tuple[int, str]]
    sections: list[Section]
    chosen: int | None
    heard: frozenset[int]
    typed: Typed | None
    save_url: str

    def value(self, form: str, name: str) -> str:
        """What stands in a field of a form that could not be done."""
        return self.typed.values.get(name, "") if self.typed and self.typed.form == form else ""

    def problem(self, form: str) -> Text | None:
        """What could not be done."""
        return self.typed.problem if self.typed and self.typed.form == form else None


def form_of(db: Database, meeting_id: int) -> ResponseForm:
    """A field for the result of each item, and for the meeting as a whole."""
    lines = outline.numbered(meetings.items(db, meeting_id))
    named = [
        (outcomes.key_of(line.id), Text(f"{number} {line.title}", f"{number} {line.title}"))
        for number, line in lines
    ]
    return texts.form_of([*named, (outcomes.key_of(None), _WHOLE)])


def page(
    db: Database, actor: Actor, now: datetime, meeting_id: int, form: ResponseForm, final: bool, *,
    series_id: int | None = None, stale: Mapping[str, Kept] | None = None, typed: Typed | None = None,
) -> Page:  # fmt: skip
    """The page. series_id: the hearings whose sections are offered. Raises NotFound."""
    meeting = meetings.get(db, actor, meeting_id)
    texts.show(form.answer_fields, outcomes.kept(db, meeting_id), now, stale, readonly=final)
    items = [
        ("", ""),
        *(
            (str(line.id), f"{n} {line.title}")
            for n, line in outline.numbered(meetings.items(db, meeting_id))
        ),
    ]
    known = all_series.all_series(db)
    found = next((s for s in known if s.id == series_id), None)
    return Page(
        meeting, final, items, _decisions(db, meeting_id, dict(items)), outcomes.tasks(db, meeting_id),
        [(s.id, s.name) for s in known], rounds.sections(db, found.round_id) if found else [], found.id if found else None,
        frozenset(s.id for s in candidates.heard(db, found.id)) if found else frozenset(), typed,
        url_for("outcome_saves.save", meeting_id=meeting_id),
    )  # fmt: skip


def _decisions(db: Database, meeting_id: int, items: Mapping[str, str]) -> list[Shown]:
    order = {s.id: n for n, s in enumerate(writing.speeches(db, meeting_id), 1)}
    series = {s.id: s for s in all_series.all_series(db)}
    out = []
    for one in outcomes.decisions(db, meeting_id):
        of = series.get(one.series_id or 0)
        names = {s.id: s.name for s in rounds.sections(db, of.round_id)} if of else {}
        out.append(
            Shown(
                one, items.get(str(one.item_id), ""), [(order[i], i) for i in one.speeches if i in order],
                [names[i] for i in one.sections if i in names],
                (of.name, url_for("candidates.index", series_id=of.id)) if of else None,
            )
        )  # fmt: skip
    return out
