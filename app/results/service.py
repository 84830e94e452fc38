"""A round's result tables: as they stand (secretariat), as released (members); releasing and withdrawing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from app import queries
from app.audit.service import record
from app.clock import CITY_ZONE, stored
from app.db import Database
from app.errors import NotAllowed, NotFound, Refused
from app.flags import service as flags
from app.responses.service import reading
from app.responses.service.reading import SubmittedForm
from app.results import store
from app.results.shelf import Shelf
from app.results.store import Release
from app.rounds import rulings
from app.rounds import service as rounds
from app.security import MEMBER, Actor
from app.settings import service as settings
from forms.questionnaire import Questionnaire
from forms.questions import Finding, Text
from reports import records
from reports.book import Book, Sheet, round_tables
from reports.records import RoundData
from reports.stored import Tabulation, tabulate, words_of
from reports.tables import ResultTable
from reports.tally import Layout, Words

__all__ = ["Edition", "Release", "Released"]


@dataclass(frozen=True, slots=True)
class Released:
    """A round that members may see, as of `at` (in the city's zone)."""

    id: int
    name: str
    at: datetime


@dataclass(frozen=True)
class Edition:
    """One state of a round and all its tables, in both languages.

    words: the packed rows the counts were made from. origins: form id → its submitted version.
    """

    data: RoundData
    words: Mapping[str, Words]
    origins: Mapping[int, SubmittedForm]

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


# Reading


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


def _round_data(
    db: Database, round_id: int, now: datetime, as_of: datetime | None, rules: Mapping[str, str] | None,
    submitted: list[SubmittedForm],
) -> RoundData:  # fmt: skip
    round_ = rounds.get(db, round_id)
    made = rounds.questionnaires(db, round_id)
    ruled_by = rulings.rules(db, round_id) if rules is None else rules
    single = rulings.overrides(db, round_id, as_of)
    by_key, found = {q.key: q for q in made}, _open_findings(db, round_id, as_of)
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


_SHELF: Final[Shelf[Edition]] = Shelf()


def edition(db: Database, actor: Actor, now: datetime, round_id: int) -> Edition:
    """The tables this person may see: released ones for members, today's for the secretariat.

    Made once and kept until something changes. Raises NotFound for everybody else, and for a member as
    long as nothing is released.
    """
    if actor.is_secretariat:
        stamp = queries.change_stamp(db, round_id)
        return _SHELF.get(db, (round_id, None), stamp, now, lambda: build(db, round_id, now))
    release = store.current(db, round_id) if actor.role == MEMBER else None
    if release is None:
        raise NotFound
    return _SHELF.get(
        db, (round_id, release.id), settings.city(db), release.at, lambda: build(db, round_id, now, release)
    )


def build(db: Database, round_id: int, now: datetime, release: Release | None = None) -> Edition:
    """Read everything the tables are made from anew. Raises NotFound."""
    as_of = release.at if release else None
    with db.read():
        submitted = reading.submitted_forms(db, round_id, as_of)
        data = _round_data(db, round_id, now, as_of, release.rules if release else None, submitted)
        words = {} if release else dict(_stored_words(db, round_id, data, submitted))
    return Edition(data, words, {f.form_id: f for f in submitted})


def _stored_words(
    db: Database, round_id: int, data: RoundData, submitted: list[SubmittedForm]
) -> Iterator[tuple[str, Words]]:
    """The rows packed at submission, per questionnaire where they are of exactly these versions."""
    for made in data.questionnaires:
        wanted = [(f.form_id, f.version_id) for f in submitted if f.questionnaire == made.key]
        kept = queries.packed_by_form(db, round_id, made.key)
        if dict(wanted) == {form_id: version_id for form_id, (version_id, _) in kept.items()}:
            yield made.key, words_of(Layout(made), (kept[form_id][1] for form_id, _ in wanted))


def fast_counts(db: Database, round_id: int, questionnaire: Questionnaire) -> Tabulation:
    """All counts of one questionnaire, and by department in organisation order, from the packed rows alone.

    Needs no answer to be read: 122,000 forms take a tenth of a second. The counting is that of every table.
    """
    asked = rounds.sections(db, round_id)
    place = {name: i for i, name in enumerate(dict.fromkeys(s.department for s in asked))}
    group_of = {s.id: place[s.department] for s in asked}
    return tabulate(questionnaire, queries.packed_rows(db, round_id, questionnaire.key), group_of, len(place))


# Releasing


def released_rounds(db: Database) -> list[Released]:
    """The rounds members may see, the newest round first."""
    standing = store.all_current(db)
    return [Released(r.id, r.name, standing[r.id].at) for r in rounds.all_rounds(db) if r.id in standing]


def release_of(db: Database, round_id: int) -> Release | None:
    """The release that stands, None where members see nothing of this round."""
    return store.current(db, round_id)


def release(db: Database, actor: Actor, now: datetime, round_id: int) -> None:
    """Let members see this round's tables as they stand at this moment; what comes later stays hidden.

    Raises NotFound; Refused where nothing was submitted.
    """
    _must_be_secretariat(actor)
    with db.write():
        rounds.get(db, round_id)
        if not reading.submitted_forms(db, round_id) and not reading.declared_none(db, round_id):
            raise Refused(
                Text(
                    "まだ何も提出されていないため、公開できません。",
                    "Nothing was submitted yet, so nothing can be released.",
                )
            )
        store.add(db, actor, now, round_id, rulings.rules(db, round_id))
        record(db, actor, now, "results.release", f"round {round_id}")


def withdraw_release(db: Database, actor: Actor, now: datetime, round_id: int) -> None:
    """Members see nothing of this round any more; nothing happens where they did not."""
    _must_be_secretariat(actor)
    with db.write():
        rounds.get(db, round_id)
        if store.withdraw(db, now, round_id):
            record(db, actor, now, "results.withdraw_release", f"round {round_id}")


def _must_be_secretariat(actor: Actor) -> None:
    if not actor.is_secretariat:
        raise NotAllowed
