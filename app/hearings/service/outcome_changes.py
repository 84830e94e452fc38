"""What changed in the survey because of hearings, and what sections replaced by themselves after theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from app.clock import CITY_ZONE, day_text, read, stored
from app.db import Database
from app.hearings.store.outcome import Hearing
from app.hearings.store.record_follow_ups import FollowUp
from app.responses.service import comparing, reading, returning
from app.responses.service.comparing import Comparison
from app.responses.service.reading import Version
from app.results import service as results
from app.rounds import service as rounds
from app.security import Actor
from forms.questionnaire import Questionnaire
from forms.questions import EMPTY, Answer, Text
from reports import hearing_answers
from reports.difference import Difference
from reports.difference_tables import counts_table
from reports.hearing_outcome import LATER, LINKED, Changed, version_text
from reports.phrases import heading
from reports.records import RoundData
from reports.tables import ResultTable

_IMPORT: Final = "import"
_PENDING: Final = Text("修正待ち", "Not answered yet")
_TAKEN_BACK: Final = Text("差戻しの取消し", "Return taken back")
_NEW: Final = Text("新規", "New")
_REPLACED: Final = Text("差し替え", "Replaced")
_WITHDRAWN: Final = Text("取下げ", "Withdrawn")
_SAME: Final = Text("（回答に変更はありません）", "(no answer changed)")
_BEFORE: Final = Text("ヒアリング前", "Before the hearings")
#: A form and the number of one of its versions.
Numbered = tuple[int, int]


@dataclass(frozen=True)
class Act:
    """One form that changed after a hearing. comparison: None for a project that is new or withdrawn, and where the
    section has not answered yet; at: a stored moment; why: what was asked for, or the section's reason."""

    hearing: hearing_answers.Hearing
    form_id: int
    questionnaire: Questionnaire
    project: str
    kind: Text
    at: str
    why: str
    comparison: Comparison | None = None

    @property
    def versions(self) -> str:
        """`1 → 2`."""
        found = self.comparison
        return f"{found.old.number} → {found.new.number}" if found and found.old and found.new else ""

    @property
    def version_words(self) -> Text:
        """The same in words."""
        return version_text(self.versions)

    def rows(self, lang: str) -> Iterator[Changed]:
        """Answer by answer; one line where there is nothing to compare."""
        line = Changed(
            self.hearing, self.form_id, self.questionnaire.short, self.project, self.kind, self.versions,
            day_text(f"{read(self.at):%Y-%m-%d}"), "", Text("", ""), "", "", self.why,
        )  # fmt: skip
        if self.comparison is None:
            yield line
        elif not self.comparison.changed:
            yield replace(line, question=_SAME)
        else:
            for question, _ in self.comparison.changed:
                sides = self.comparison.before, self.comparison.after
                old, new = ("\n".join(question.lines(s.get(question.key, EMPTY), lang)) for s in sides)
                yield replace(
                    line, question_key=question.key, question=heading(question), before=old, after=new
                )


@dataclass(frozen=True)
class _Round:
    """What is known of a round while its changes are told."""

    db: Database
    id: int
    questionnaires: Mapping[str, Questionnaire]
    hearings: Mapping[int, hearing_answers.Hearing]

    def versions(self, section_id: int) -> list[Version]:
        """Every version of a section, in the order of time."""
        found = reading.section_versions(self.db, self.id, section_id)
        return sorted(found, key=lambda v: (v.submitted_at, v.id))


def changes(
    db: Database, round_id: int, known: Mapping[int, hearing_answers.Hearing],
    hearings: Sequence[Hearing], follow_ups: Sequence[FollowUp],
) -> Mapping[str, tuple[Act, ...]]:  # fmt: skip
    """LINKED: answers to returns made out of records; LATER: what heard sections replaced otherwise."""
    place = _Round(db, round_id, {q.key: q for q in rounds.questionnaires(db, round_id)}, known)
    linked: list[Act] = []
    told: set[Numbered] = set()
    for hearing in hearings:
        own = {f.return_id for f in follow_ups if f.appointment == hearing.id}
        linked += _linked(place, hearing, own, told)
    first = {h.section_id: h for h in reversed(hearings) if h.day}
    later = [act for h in hearings if first.get(h.section_id) is h for act in _later(place, h, told)]
    return {LINKED: tuple(linked), LATER: tuple(later)}


def _linked(
    place: _Round, hearing: Hearing, return_ids: set[int | None], told: set[Numbered]
) -> Iterator[Act]:
    if return_ids <= {None}:
        return
    versions = {(v.form_id, v.number): v for v in place.versions(hearing.section_id)}
    for one in reversed(returning.of_section(place.db, place.id, hearing.section_id)):
        if one.id not in return_ids:
            continue
        for form_id, number in one.settled.items():
            why = "\n".join(w for w in (one.message, *one.remarks.get(form_id, {}).values()) if w)
            if number and (form_id, number) in told:
                continue
            if number:
                told.add((form_id, number))
                yield _told(place, hearing, versions[form_id, number], why)
            else:
                newest = max((v for v in versions.values() if v.form_id == form_id), key=lambda v: v.number)
                kind = _PENDING if number is None else _TAKEN_BACK
                yield _act(place, hearing, newest, kind, one.returned_at, why)


def _later(place: _Round, hearing: Hearing, told: set[Numbered]) -> Iterator[Act]:
    versions = place.versions(hearing.section_id)
    over = stored(datetime.fromisoformat(f"{hearing.day}T{hearing.ends}").replace(tzinfo=CITY_ZONE))
    # What was imported stood before the hearing, whenever the file was read.
    since = max([over, *(v.submitted_at for v in versions if v.source == _IMPORT)])
    for version in versions:
        if version.submitted_at > since and (version.form_id, version.number) not in told:
            yield _told(place, hearing, version, version.reason)


def _told(place: _Round, hearing: Hearing, new: Version, why: str) -> Act:
    """What one version did to its form."""
    every = reading.form_versions(place.db, new.form_id)
    old = next((v for v in every if v.number == new.number - 1), None)
    kind = _WITHDRAWN if new.withdrawn else _REPLACED if old else _NEW
    act = _act(place, hearing, new, kind, new.submitted_at, why)
    if old is None or new.withdrawn:
        return act
    return replace(act, comparison=comparing.of_versions(place.db, new.form_id, old.id, new.id))


def _act(place: _Round, hearing: Hearing, version: Version, kind: Text, at: str, why: str) -> Act:
    made = place.questionnaires[version.questionnaire]
    name = _project(made, reading.version_answers(place.db, version.id))
    return Act(place.hearings[hearing.id], version.form_id, made, name, kind, at, why)


def _project(made: Questionnaire, answers: Mapping[str, Answer]) -> str:
    title = made.role("title")
    return " ".join(answers.get(title.key, EMPTY).text.split()) if title else ""


# Numbers


def numbers(
    db: Database, actor: Actor, now: datetime, round_id: int, lang: str, hearings: Sequence[Hearing]
) -> tuple[ResultTable, ...]:
    """Counts and sums of the heard sections before the first hearing and now, where any changed."""
    begun = [
        datetime.fromisoformat(f"{h.day}T{h.begins}").replace(tzinfo=CITY_ZONE) for h in hearings if h.day
    ]
    if not begun or min(begun) > now:
        return ()
    heard = frozenset(h.section_id for h in hearings)
    imported = _imported(db, round_id, heard)
    since = max([min(begun), *([imported] if imported else [])])
    old = _only(results.edition(db, actor, now, round_id, since).data, heard, _BEFORE.get(lang))
    difference = Difference(old, _only(results.edition(db, actor, now, round_id).data, heard))
    tables = (counts_table(difference, made.key) for made in difference.new.questionnaires)
    return tuple(_named(t) for t in tables if t is not None)


def _imported(db: Database, round_id: int, heard: frozenset[int]) -> datetime | None:
    """When something of these sections was imported last."""
    moments = [
        v.submitted_at
        for section_id in heard
        for v in reading.section_versions(db, round_id, section_id)
        if v.source == _IMPORT
    ]
    return read(max(moments)) if moments else None


def _only(data: RoundData, heard: frozenset[int], name: str = "") -> RoundData:
    return replace(
        data,
        sections=tuple(s for s in data.sections if s.id in heard),
        forms=tuple(f for f in data.forms if f.section_id in heard),
        declared_none=frozenset(d for d in data.declared_none if d[0] in heard),
        edition=name,
    )


def _named(table: ResultTable) -> ResultTable:
    title = Text(f"{table.title.ja}（ヒアリングを受けた課）", f"{table.title.get('en')} (sections heard)")
    return replace(table, title=title)
