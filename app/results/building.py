"""A state of a round and all its tables: as it stands, as of a moment, as released, or as an edition kept it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from app import queries
from app.clock import CITY_ZONE, stored
from app.db import Database
from app.editions.service import records as editions
from app.editions.service.records import Record
from app.errors import NotFound
from app.flags import service as flags
from app.responses.service import reading
from app.responses.service.reading import SubmittedForm
from app.results import frozen
from app.rounds import rulings
from app.rounds import service as rounds
from app.settings import service as settings
from forms.questions import Finding, search_key
from reports import records
from reports.book import Book, Sheet, round_tables
from reports.records import RoundData
from reports.stored import words_of
from reports.tables import ResultTable
from reports.tally import Layout, Words


@dataclass(frozen=True)
class Edition:
    """One state of a round and all its tables, in both languages.

    words: the packed rows the counts were made from. origins: form id → its submitted version. record: the
    edition that kept this state under a name, if one did.
    """

    data: RoundData
    words: Mapping[str, Words]
    origins: Mapping[int, SubmittedForm]
    record: Record | None = None

    @cached_property
    def book(self) -> Book:
        """Every table, made when first asked for: a project's page and the CSV files need none."""
        return round_tables(self.data, self.words)

    @cached_property
    def tables(self) -> Mapping[str, tuple[Sheet, ResultTable]]:
        """Every table by its key, in the order of the book."""
        return {table.key: (sheet, table) for sheet in self.book.sheets for table in sheet.tables}

    def form(self, form_id: int) -> records.Form:
        """A submitted form of this edition. Raises NotFound."""
        for form in self.data.forms:
            if form.id == form_id:
                return form
        raise NotFound

    def section(self, form: records.Form) -> records.Section:
        """The section a form belongs to."""
        return next(s for s in self.data.sections if s.id == form.section_id)


def round_data(
    db: Database,
    round_id: int,
    now: datetime,
    as_of: datetime | None = None,
    *,
    rules: Mapping[str, str] | None = None,
) -> RoundData:
    """What the tables of a round are made from, in a handful of queries. Raises NotFound.

    as_of: only what was submitted, ruled and pointed out up to this moment. rules: the rules on
    non-answers of that moment (today's if not given).
    """
    with db.read():
        return _round_data(db, round_id, now, as_of, rules, reading.submitted_forms(db, round_id, as_of))


class _Since:
    """What changed since the last edition made up to a moment; nothing where there is none."""

    def __init__(
        self, db: Database, round_id: int, as_of: datetime | None, submitted: list[SubmittedForm]
    ) -> None:
        last = queries.last_edition(db, round_id, as_of)
        known = last.versions if last else {}
        self.name = last.name if last else ""
        self.changes = {
            f.form_id: "replaced" if f.form_id in known else "new"
            for f in submitted
            if last and known.get(f.form_id) != f.version_id
        }
        self.gone = tuple(
            records.Gone(v.form_id, v.section_id, v.questionnaire, v.project_number or 0, v.form_id in known)
            for v in reading.out_of_use(db, round_id, as_of)
        )


def _round_data(
    db: Database, round_id: int, now: datetime, as_of: datetime | None, rules: Mapping[str, str] | None,
    submitted: list[SubmittedForm],
) -> RoundData:  # fmt: skip
    round_ = rounds.get(db, round_id)
    made = rounds.questionnaires(db, round_id)
    ruled_by = rulings.rules(db, round_id) if rules is None else rules
    single = rulings.overrides(db, round_id, as_of)
    by_key, found = {q.key: q for q in made}, _open_findings(db, round_id, as_of)
    since = _Since(db, round_id, as_of, submitted)
    return RoundData(
        city=settings.city(db) or settings.NAMELESS.ja,
        name=round_.name,
        year=round_.year,
        as_of=(as_of or now).astimezone(CITY_ZONE),
        questionnaires=made,
        sections=tuple(
            records.Section(s.id, s.department, s.name, s.kind, s.position)
            for s in rounds.sections(db, round_id)
        ),
        forms=tuple(
            records.Form(
                f.form_id, f.section_id, f.questionnaire, f.number, f.version, f.answers,
                rulings.of_form(f.form_id, by_key[f.questionnaire], f.answers, ruled_by, single),
                found.get(f.form_id, {}),
            )
            for f in submitted
        ),
        declared_none=reading.declared_none(db, round_id, as_of),
        since=since.name, changes=since.changes, gone=since.gone,
    )  # fmt: skip


def _open_findings(
    db: Database, round_id: int, as_of: datetime | None
) -> Mapping[int, Mapping[str, tuple[Finding, ...]]]:
    """Findings nobody had settled at that moment (now if not given): form id → question key → findings."""
    if as_of is None:
        return flags.still_open(db, round_id)
    then, out = stored(as_of), defaultdict[int, dict[str, tuple[Finding, ...]]](dict)
    for flag in flags.of_round(db, round_id):
        if flag.raised_at <= then and (flag.state in (flags.OPEN, flags.ASKED) or flag.decided_at > then):
            known = out[flag.form_id].get(flag.question, ())
            out[flag.form_id][flag.question] = (*known, flag.finding)
    return out


def build(
    db: Database, round_id: int, now: datetime, as_of: datetime | None = None,
    rules: Mapping[str, str] | None = None, name: str = "",
) -> Edition:  # fmt: skip
    """Read everything the tables are made from anew. name: that of the edition about to be made. Raises NotFound.

    Without `as_of` the rows packed at submission are counted, otherwise the answers.
    """
    with db.read():
        submitted = reading.submitted_forms(db, round_id, as_of)
        data = _round_data(db, round_id, now, as_of, rules, submitted)
        words = {} if as_of else dict(_stored_words(db, round_id, data, submitted))
    return Edition(replace(data, edition=name), words, {f.form_id: f for f in submitted})


def rules_at(db: Database, round_id: int, moment: datetime) -> Mapping[str, str]:
    """The rules on non-answers as they were: today's with every later change undone, newest first."""
    known = dict(rulings.rules(db, round_id))
    for phrase, was in queries.rules_changed_since(db, round_id, moment):
        key = search_key(phrase)
        known.pop(key, None)
        if was:
            known[key] = was
    return known


def kept(db: Database, record: Record) -> Edition:
    """An edition as it was: from the versions it counted and what it froze, whatever changed since."""
    with db.read():
        made = editions.counted(db, record.id)
        submitted = reading.chosen_forms(db, record.round_id, made.versions)
        questionnaires = rounds.questionnaires(db, record.round_id)
    data = frozen.unpack(made.frozen, record.as_of, questionnaires, submitted, made.declared)
    return Edition(data, {}, {f.form_id: f for f in submitted}, record)


def _stored_words(
    db: Database, round_id: int, data: RoundData, submitted: list[SubmittedForm]
) -> Iterator[tuple[str, Words]]:
    """The rows packed at submission, per questionnaire where they are of exactly these versions."""
    for made in data.questionnaires:
        wanted = [(f.form_id, f.version_id) for f in submitted if f.questionnaire == made.key]
        kept = queries.packed_by_form(db, round_id, made.key)
        if dict(wanted) == {form_id: version_id for form_id, (version_id, _) in kept.items()}:
            yield made.key, words_of(Layout(made), (kept[form_id][1] for form_id, _ in wanted))
