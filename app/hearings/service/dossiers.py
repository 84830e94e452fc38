"""What is known of a section before it is heard, put together for its page and its papers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import groupby

from app.clock import day_text
from app.db import Database
from app.errors import NotFound
from app.hearings.ical import Entry
from app.hearings.service import candidates, sheets, signals, standing
from app.hearings.service import series as all_series
from app.hearings.service.questions import Question, Written, of_section, shown_to
from app.hearings.service.questions.writing import written_of_section
from app.hearings.service.series import Series
from app.hearings.store.candidates import HEARD, Choice, Decision, Nomination, Unlisted
from app.organisation import service as organisation
from app.oversight import service as oversight
from app.results import service as results
from app.rounds import service as rounds
from app.rounds.service import Section
from app.security import Actor
from app.succession import comparing
from forms.questionnaire import Questionnaire
from forms.questions import Text
from reports.dossier import ProjectPart, Said, project_parts, said
from reports.phrases import read_text
from reports.records import Form, RoundData
from reports.signals import HearingSignal, Signal, Source, contradictions, source
from reports.tables import ResultTable
from reports.yearly import Years, section_counts, section_table

#: The signal that only counts contradictions: they are listed one by one.
_COUNTED_APART = "contradictory"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the answers show, and the answers it comes from. settled: the secretariat has looked into it."""

    name: Text
    message: Text
    sources: tuple[Source, ...]
    certain: bool = True
    settled: bool = False

    @property
    def by_question(self) -> Mapping[Text, list[Source]]:
        """The answers by what was asked, as they come; an empty Text for forms as a whole."""
        out: dict[Text, list[Source]] = {}
        for one in self.sources:
            out.setdefault(one.asked, []).append(one)
        return out


@dataclass(frozen=True, slots=True)
class LastTime:
    """What became of the projects since the round before; table None where there are no projects in either. counts:
    (questionnaire, before, now)."""

    before: str
    table: ResultTable | None
    counts: tuple[tuple[Questionnaire, int, int], ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """One section. hearings: as published; history: what became of it; known: its answers may be shown; written:
    question key → what it answered in writing beforehand."""

    series: Series
    section: Section
    choice: Choice
    decision: Decision | None
    hearings: tuple[Entry, ...]
    history: tuple[Text, ...]
    known: bool
    base: Text
    said: tuple[Said, ...] = ()
    projects: tuple[ProjectPart, ...] = ()
    last_time: LastTime | None = None
    contradictions: tuple[Finding, ...] = ()
    signals: tuple[Finding, ...] = ()
    nominations: tuple[Nomination, ...] = ()
    unlisted: tuple[Unlisted, ...] = ()
    questions: tuple[Question, ...] = ()
    written: Mapping[str, Written] = field(default_factory=dict)

    @property
    def at(self) -> Entry | None:
        """Its first hearing."""
        return self.hearings[0] if self.hearings else None


class Desk:
    """Everything dossiers of one series are made from, read once for all of them."""

    def __init__(self, db: Database, actor: Actor, now: datetime, series_id: int) -> None:
        self.db, self.actor, self.now = db, actor, now
        self.series = all_series.get(db, series_id)
        self.round = rounds.get(db, self.series.round_id)
        self.chosen: Mapping[int, tuple[Section, Choice]] = {
            section.id: (section, choice) for section, choice in standing.chosen(db, series_id)
        }
        self.schedule = sheets.newest(db, series_id)
        self.found = signals.found(db, actor, now, self.series)

    @property
    def data(self) -> RoundData | None:
        """The answers this person may see."""
        return self.found.data

    @property
    def base(self) -> Text:
        """When the answers were read."""
        return read_text(self.data) if self.data is not None else Text()

    @cached_property
    def years(self) -> Years | None:
        """The round and the one before it, where this person may see both."""
        return comparing.with_previous(self.db, self.actor, self.now, self.round) if self.data else None

    def unreleased(self, sections: Collection[int]) -> bool:
        """Dossiers of these sections say something that members are not shown: answers of this round or the last one."""
        if not self.actor.is_secretariat or self.data is None:
            return False
        own = [f for f in self.data.forms if f.section_id in sections]
        if self._hidden(self.round.id, own):
            return True
        if self.years is None or self.round.previous_id is None:
            return False
        places = self.years.places
        before = [
            f for f in self.years.before.forms
            if not set(places.get(f.section_id) or (f.section_id,)).isdisjoint(sections)
        ]  # fmt: skip
        return self._hidden(self.round.previous_id, before)

    def _hidden(self, round_id: int, forms: Sequence[Form]) -> bool:
        shown = results.shown_to_members(self.db, self.now, round_id) if forms else None
        known = {(f.id, f.version) for f in shown.data.forms} if shown else set()
        return any((f.id, f.version) not in known for f in forms)

    @cached_property
    def _against(self) -> Mapping[int, Sequence[Signal]]:
        out: dict[int, list[Signal]] = defaultdict(list)
        if self.data is not None:
            for one in contradictions(self.data, complete=not self.round.is_open):
                out[one.section_id].append(one)
        return out

    @cached_property
    def _settled(self) -> frozenset[str]:
        return oversight.settled(self.db, self.series.round_id)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every published hearing, in the order of time."""
        return tuple(
            e for d in (self.schedule.days if self.schedule else ()) for e in d.entries if e.section_id
        )

    def dossier(self, section_id: int) -> Dossier:
        """One section's. Raises NotFound where the round does not ask it."""
        if section_id not in self.chosen:
            raise NotFound
        section, choice = self.chosen[section_id]
        series_id = self.series.id
        known = [d for d in candidates.history(self.db, series_id, section_id) if d.reason]
        made = Dossier(
            self.series, section, choice, next((d for d in known if d.decision == choice.decision), None),
            tuple(e for e in self.entries if e.section_id == section_id),
            tuple(
                Text(f"{e.when.ja}　{e.text.ja}", f"{e.when.get('en')} {e.text.get('en')}")
                for e in organisation.history(self.db, section_id, self.now)
            ),
            self.data is not None, self.base,
            nominations=tuple(candidates.nominations(self.db, series_id, section_id)),
            unlisted=tuple(candidates.unlisted(self.db, series_id, section_id)),
            questions=tuple(shown_to(self.actor, of_section(self.db, series_id, section_id))),
            written=written_of_section(self.db, series_id, section_id),
        )  # fmt: skip
        return made if self.data is None else _answered(self, made, self.data)

    def contradictions_of(self, data: RoundData, section_id: int) -> tuple[Finding, ...]:
        """What contradicts itself in a section's forms."""
        return tuple(
            Finding(s.name, s.message, _sources(data, s), s.certain, s.key in self._settled)
            for s in self._against.get(section_id, ())
        )

    def signals_of(self, data: RoundData, section_id: int) -> tuple[Finding, ...]:
        """What else speaks for hearing it."""
        own = (s for s in self.found.of(section_id) if s.rule != _COUNTED_APART)
        return tuple(Finding(s.name, s.message, _sources(data, s)) for s in own)


def _answered(desk: Desk, made: Dossier, data: RoundData) -> Dossier:
    section_id, years = made.section.id, desk.years
    last = _last_time(years, section_id) if years else None
    return replace(
        made, said=said(data, section_id, years), projects=project_parts(data, section_id), last_time=last,
        contradictions=desk.contradictions_of(data, section_id), signals=desk.signals_of(data, section_id),
    )  # fmt: skip


def _last_time(years: Years, section_id: int) -> LastTime:
    return LastTime(years.before.name, section_table(years, section_id), section_counts(years, section_id))


def _sources(data: RoundData, found: Signal | HearingSignal) -> tuple[Source, ...]:
    return tuple(source(data, place) for place in found.places)


# Which sections, in which order


@dataclass(frozen=True, slots=True)
class Group:
    """The sections of one day in the order of the hearings; day "": heard, but without a day so far."""

    day: str
    places: str
    lines: tuple[tuple[Section, Entry | None], ...]

    @property
    def label(self) -> Text:
        """The day in words."""
        return day_text(self.day)


def groups(desk: Desk) -> list[Group]:
    """The days of the newest schedule, then the sections that are heard and have no day."""
    out = []
    for day, found in groupby(desk.entries, key=lambda e: e.when.day):
        own = list(found)
        places = dict.fromkeys(e.when.place for e in own if e.when.place)
        lines = tuple((desk.chosen[i][0], e) for e in own if (i := e.section_id or 0) in desk.chosen)
        out.append(Group(day, "、".join(places), lines))
    placed = {e.section_id for e in desk.entries}
    rest = tuple(
        (section, None)
        for section, choice in desk.chosen.values()
        if choice.decision == HEARD and section.id not in placed
    )
    return [*out, Group("", "", rest)] if rest else out
