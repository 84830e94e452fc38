"""What came out of a series of hearings: answers, opinions by theme, follow-ups, changes in the survey.

Members see what is final; the secretariat sees everything, and what is not final is marked so.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final

from app.clock import CITY_ZONE, day_text, moment_text, read
from app.db import Database
from app.hearings.service import outcome_changes, record
from app.hearings.service import series as all_series
from app.hearings.service.outcome_changes import Act
from app.hearings.service.outcome_questions import otherwise, questions
from app.hearings.service.series import Series
from app.hearings.store import outcome as store
from app.hearings.store import outcome_themes as themes
from app.hearings.store import record_follow_ups as promises
from app.rounds import service as rounds
from app.security import Actor
from app.sheets import csv_bytes
from forms.questions import Text
from reports.hearing_answers import DRAFT, FINAL, NONE, Hearing, Said
from reports.hearing_outcome import DONE, OPEN, OVERDUE, Changed, FollowUp, Opinion, Outcome, book, data
from reports.tables import ResultTable, cell_text
from reports.writers.xlsx import write_workbook

#: What all of it is called.
TITLE: Final = Text("ヒアリングの結果", "Results of the hearings")
_BY_PROGRESS: Final = (OVERDUE, OPEN, DONE)


@dataclass(frozen=True)
class Kept:
    """Everything recorded in a series, as this person may see it. readable: hearings whose record that is."""

    series: Series
    rows: Sequence[store.Hearing]
    said: Said
    follow_ups: Sequence[promises.FollowUp]
    readable: frozenset[int]

    @property
    def hearings(self) -> Mapping[int, Hearing]:
        """By id."""
        return {h.id: h for h in self.said.hearings}


def kept(db: Database, actor: Actor, now: datetime, series_id: int) -> Kept:
    """Read it. Raises NotFound."""
    with db.read():
        series = all_series.get(db, series_id)
        rows = store.hearings(db, series_id)
        names = {s.id: s for s in rounds.sections(db, series.round_id)}
        open_to = frozenset(r.id for r in rows if r.final or actor.is_secretariat)
        said = [one for one in record.answers(db, series_id) if one.appointment_id in open_to]
        asked = questions(db, series_id, {r.id: r.section_id for r in rows}, said)
        follow_ups = [f for f in promises.of_series(db, series_id) if f.appointment in open_to]
    hearings = tuple(
        Hearing(
            r.id,
            names[r.section_id].department,
            names[r.section_id].name,
            r.turn,
            r.day,
            _day(r.day),
            _state(r),
        )
        for r in rows
    )
    answers = {(one.appointment_id, one.key): one.text for one in said}
    known = Said(_base(hearings, now), hearings, *asked, answers, otherwise(asked[0], said))
    return Kept(series, rows, known, follow_ups, open_to)


def _day(day: str) -> Text:
    return day_text(day) if day else Text("", "")


def _state(row: store.Hearing) -> str:
    return FINAL if row.final else DRAFT if row.begun else NONE


def _base(hearings: Sequence[Hearing], now: datetime) -> Text:
    n = {state: sum(h.state == state for h in hearings) for state in (FINAL, DRAFT, NONE)}
    at = moment_text(now)
    return Text(
        f"確定 {n[FINAL]}件、未確定 {n[DRAFT]}件、記録なし {n[NONE]}件　{at.ja}現在",
        f"Final: {n[FINAL]}, not final: {n[DRAFT]}, without a record: {n[NONE]}; as of {at.get('en')}",
    )


def outcome(
    db: Database, actor: Actor, now: datetime, series_id: int, lang: str, *, numbers: bool = False
) -> Outcome:
    """Everything as tables need it. numbers: counts before and after as well. Raises NotFound."""
    found = kept(db, actor, now, series_id)
    known = themes.themes(db, series_id)
    changed: Mapping[str, tuple[Changed, ...]] = {}
    counted: tuple[ResultTable, ...] = ()
    if actor.is_secretariat:
        acts = changes(db, found)
        changed = {key: tuple(row for act in own for row in act.rows(lang)) for key, own in acts.items()}
    if actor.is_secretariat and numbers:
        counted = outcome_changes.numbers(db, actor, now, found.series.round_id, lang, found.rows)
    return Outcome(
        title=found.series.name,
        said=found.said,
        themes=tuple(t.name for t in known),
        opinions=tuple(opinions(db, found, {t.id: t.name for t in known})),
        follow_ups=tuple(follow_ups(found, now)),
        changes=changed,
        numbers=counted,
        internal=actor.is_secretariat,
    )


def changes(db: Database, found: Kept) -> Mapping[str, tuple[Act, ...]]:
    """What changed in the survey, under LINKED and LATER; for the secretariat."""
    return outcome_changes.changes(db, found.series.round_id, found.hearings, found.rows, found.follow_ups)


# Opinions


def opinions(db: Database, found: Kept, names: Mapping[int, str]) -> list[Opinion]:
    """Every opinion as it stands now, in the order of hearings and questions."""
    asked = {q.key: q for q in found.said.questions}
    order = {h.id: i for i, h in enumerate(found.said.hearings)}
    place = {q.key: i for i, q in enumerate(found.said.questions)}
    out = []
    for one in themes.opinions(db, found.series.id):
        text = found.said.answers.get((one.hearing_id, one.question), "")
        if one.hearing_id not in found.readable or one.question not in asked or not (text or one.text):
            continue
        hearing = found.hearings[one.hearing_id]
        reworded = bool(one.text) and not contains(text, one.text)
        made = Opinion(
            hearing, asked[one.question], tuple(names[t] for t in one.themes), one.text or text, reworded
        )
        out.append((order[one.hearing_id], place[one.question], made))
    return [made for *_, made in sorted(out, key=lambda o: o[:2])]


def contains(answer: str, quote: str) -> bool:
    """The quote stands in the answer, whatever the line ends and spaces."""
    return "".join(quote.split()) in "".join(answer.split())


# Follow-ups


def follow_ups(found: Kept, now: datetime) -> list[FollowUp]:
    """Every promise: overdue ones first, then open ones by their day, what is done at the end."""
    today = now.astimezone(CITY_ZONE).date().isoformat()
    made = [_follow_up(found.hearings[f.appointment], f, today) for f in found.follow_ups]
    return sorted(made, key=lambda f: (_BY_PROGRESS.index(f.progress), f.due or "9", f.id))


def _follow_up(hearing: Hearing, row: promises.FollowUp, today: str) -> FollowUp:
    done = f"{read(row.done_at):%Y-%m-%d}" if row.done_at else ""
    progress = DONE if done else OVERDUE if row.due and row.due < today else OPEN
    return FollowUp(row.id, hearing, row.what, row.who, row.due, done, progress, _day(row.due), _day(done))


# Files


def workbook(made: Outcome, now: datetime, lang: str, only: str = "") -> bytes:
    """For print, A3; only: one table."""
    target = BytesIO()
    write_workbook(book(made, only), target, lang, now)
    return target.getvalue()


def csv_zip(made: Outcome, now: datetime) -> bytes:
    """All data as CSV files that a spreadsheet opens without taking a text for a formula."""
    target = BytesIO()
    stamp = now.astimezone(CITY_ZONE).timetuple()[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for table in data(made):
            packed.writestr(zipfile.ZipInfo(f"{table.key}.csv", stamp), _csv(table))
    return target.getvalue()


def _csv(table: ResultTable) -> bytes:
    rows = ([str(cell_text(cell, "ja")) for cell in row.cells] for row in table.rows)
    return csv_bytes([c.key for c in table.columns], rows, to_read=True)
