"""What the pages of a series' results show: the list of tables, one table narrowed, changes in the survey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import url_for

from app.db import Database
from app.errors import NotFound
from app.hearings.service import outcome as service
from app.hearings.service.outcome import Kept
from app.hearings.service.outcome_changes import Act
from app.hearings.service.series import Series
from app.security import Actor
from forms.questions import Text
from reports.hearing_answers import DRAFT, FINAL, NONE, STATES, Said, matrix
from reports.hearing_outcome import LATER, LINKED, OVERDUE, Outcome
from reports.narrowing import departments, matching
from reports.tables import ResultTable

#: Which tables stand together on the page that lists them.
_GROUPS: Final = (
    (Text("回答", "Answers"), ("answers", "reading", "own")),
    (Text("テーマ別の意見", "Opinions by theme"), ("themes", "theme-counts")),
    (Text("宿題", "Follow-ups"), ("follow-ups",)),
    (Text("調査票の変更", "Changes in the survey"), (LINKED, LATER)),
)


@dataclass(frozen=True, slots=True)
class IndexPage:
    """The tables of a series. states: (state, its words, hearings); overdue: follow-ups whose day has passed."""

    series: Series
    groups: Sequence[tuple[Text, Sequence[ResultTable]]]
    states: Sequence[tuple[str, Text, int]]
    overdue: int
    base: Text


def index_page(db: Database, actor: Actor, now: datetime, series_id: int, lang: str) -> IndexPage:
    """Everything the list of tables shows. Raises NotFound."""
    found = service.kept(db, actor, now, series_id)
    made = service.outcome(db, actor, now, series_id, lang)
    tables = made.tables()
    groups = [(title, [tables[k] for k in keys if k in tables]) for title, keys in _GROUPS]
    states = [(s, STATES[s], sum(h.state == s for h in found.said.hearings)) for s in (FINAL, DRAFT, NONE)]
    overdue = sum(f.progress == OVERDUE for f in made.follow_ups)
    return IndexPage(found.series, [g for g in groups if g[1]], states, overdue, found.said.base)


@dataclass(frozen=True, slots=True)
class TablePage:
    """One table, narrowed. departments: to choose from; links: a row's ref → where it leads."""

    series: Series
    table: ResultTable
    rows: int
    department: str
    words: str
    departments: Sequence[str]
    links: Mapping[str, str]

    @property
    def narrowed(self) -> bool:
        """Not the whole table."""
        return bool(self.department or self.words)

    @property
    def options(self) -> list[tuple[str, str]]:
        """The departments as options of a field."""
        return [(name, name) for name in self.departments]


def table_page(
    db: Database, actor: Actor, now: datetime, series_id: int, key: str, lang: str, department: str, words: str
) -> TablePage:  # fmt: skip
    """One table. Raises NotFound for one that is none, or not for this person."""
    found = service.kept(db, actor, now, series_id)
    made = service.outcome(db, actor, now, series_id, lang, numbers=key.startswith("changes-"))
    table = made.tables().get(key)
    if table is None:
        raise NotFound
    links = _links(found, made, key) if actor.is_secretariat else {}
    rows, known = len(table.rows), departments(table)
    if key == "answers":  # its departments stand in the columns
        known = tuple(dict.fromkeys(h.department for h in found.said.hearings))
        table, asked = _of_department(found.said, department), ""
    else:
        asked = department
    shown = table.only(list(matching(table, asked, words, lang))) if asked or words else table
    return TablePage(found.series, shown, rows, department, words, known, links)


def _of_department(said: Said, department: str) -> ResultTable:
    hearings = [h for h in said.hearings if not department or h.department == department]
    return matrix(said, hearings)


def _links(found: Kept, made: Outcome, key: str) -> Mapping[str, str]:
    """From an answer to where it is put under themes; from a change to the form's versions."""
    series_id = found.series.id
    if key == "reading":
        return {
            str(h): url_for("themes.hearing", series_id=series_id, hearing_id=h)
            for h in sorted(found.readable)
        }
    if key == "follow-ups":
        return {
            str(f.id): url_for("records.show", series_id=series_id, appointment_id=f.hearing.id)
            for f in made.follow_ups
        }
    if key in (LINKED, LATER):
        return {str(c.form_id): url_for("versions.of_form", form_id=c.form_id) for c in made.changes[key]}
    return {}


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """What changed in the survey because of hearings, what was replaced otherwise, and the numbers."""

    series: Series
    linked: Sequence[Act]
    later: Sequence[Act]
    numbers: Sequence[ResultTable]


def changes_page(db: Database, actor: Actor, now: datetime, series_id: int, lang: str) -> ChangesPage:
    """Everything the page of changes shows."""
    found = service.kept(db, actor, now, series_id)
    acts = service.changes(db, found)
    made = service.outcome(db, actor, now, series_id, lang, numbers=True)
    return ChangesPage(found.series, acts[LINKED], acts[LATER], made.numbers)
