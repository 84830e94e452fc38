"""The record of a hearing: what is asked, what was said, who was there; typed by several people at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from app.accounts import service as accounts
from app.audit.service import recent
from app.audit.service import record as audit
from app.db import Database
from app.errors import NotFound, Refused
from app.hearings.service import board, questions
from app.hearings.service import series as all_series
from app.hearings.service.board import Entry
from app.hearings.service.series import Series
from app.hearings.store import board as plans
from app.hearings.store import record as store
from app.hearings.store.record import (
    AGREED,
    FINAL,
    NONE,
    OTHER,
    PROPOSED,
    STATES,
    TYPING,
    WITH_SECTION,
    Event,
    Record,
)
from app.rounds import service as rounds
from app.rounds.service import Section
from app.security import MEMBER, Actor
from app.selfsaving.rule import NEVER, Kept, Saved, Typed, sorted_out
from forms.questions import Answer, Text

__all__ = [
    "AGREED", "FINAL", "NONE", "OTHER", "PROPOSED", "STATES", "TYPING", "WITH_SECTION", "Event", "Record",
]  # fmt: skip

#: The section's people who came, and the secretariat's.
PEOPLE, STAFF = "people", "staff"
#: Somebody types only in these states.
WRITABLE: Final = frozenset({NONE, TYPING, PROPOSED})
OTHER_TITLE: Final = Text("そのほか（質問以外の発言・メモ）", "Other remarks and notes")
PEOPLE_TITLE: Final = Text("課の出席者（職名・氏名）", "Who came from the section (post, name)")
#: As in app/responses: the log names each question once per person and this long.
_SAME_SAVE: Final = timedelta(minutes=10)
_LOCKED: Final = Text(
    "この記録は課の確認中または確定済みのため、書き込めません。直すときは、先に引き戻すか、確定を解いてください。",
    "This record is with the section, agreed to or final. To change it, take it back or reopen it first.",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a record. number: "" for one that is not asked any more; written: the answer in writing."""

    key: str
    number: str
    text: Text
    origin: Text = field(default_factory=Text)
    written: questions.Written | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the committee. key: `m12`."""

    key: str
    name: str


@dataclass(frozen=True)
class Paper:
    """Everything about one hearing. entry: as published (None: not in the schedule any more); record None: nothing
    was written yet; kept: field → what stands there."""

    series: Series
    section: Section
    appointment: int
    turn: int
    entry: Entry | None
    record: Record | None
    asked: Sequence[Asked]
    members: Sequence[Person]
    kept: Mapping[str, Kept]

    @property
    def state(self) -> str:
        """Where the record stands."""
        return self.record.state if self.record else NONE

    @property
    def writable(self) -> bool:
        """The secretariat may type."""
        return self.series.is_open and self.state in WRITABLE

    @property
    def fields(self) -> list[str]:
        """The keys of everything that can be typed."""
        return [*(m.key for m in self.members), PEOPLE, STAFF, *(q.key for q in self.asked), OTHER]

    def text(self, key: str) -> str:
        """What stands in a field."""
        return self.kept.get(key, NEVER).answer.text


def paper(db: Database, series_id: int, appointment_id: int) -> Paper:
    """One hearing of a series: published, or with a record. Raises NotFound."""
    series = all_series.get(db, series_id)
    known = [a for a in plans.appointments(db, series_id) if a.id == appointment_id]
    entry = next((e for e in board.published(db, series_id) if e.appointment == appointment_id), None)
    record = store.get(db, appointment_id)
    if not known or (entry is None and record is None):
        raise NotFound
    section = entry.section if entry else rounds.section(db, series.round_id, known[0].section_id)
    kept = store.kept(db, appointment_id)
    frozen = json.loads(record.asked) if record and record.asked else None
    return Paper(
        series, section, appointment_id, known[0].turn, entry, record,
        _asked(db, series_id, section.id, appointment_id, frozen, kept), _members(db, frozen, kept), kept,
    )  # fmt: skip


def _asked(
    db: Database, series_id: int, section_id: int, appointment_id: int, frozen: dict[str, list[dict[str, str]]] | None,
    kept: Mapping[str, Kept],
) -> list[Asked]:  # fmt: skip
    """As it was sent to the section, else as it is asked now; then what was answered and is asked no more."""
    written = questions.written(db, appointment_id)
    if frozen is not None:
        return [
            Asked(q["key"], q["number"], Text(q["ja"], q["en"]), Text(q["from"]), written.get(q["key"]))
            for q in frozen["questions"]
        ]
    now = questions.of_section(db, series_id, section_id)
    out = [Asked(q.key, str(q.number), q.text, q.origin, written.get(q.key)) for q in now]
    keys, words = {q.key for q in now} | {OTHER}, store.asked(db, appointment_id)
    gone = [k for k in words if k not in keys and kept[k].answer.text.strip()]
    return out + [Asked(k, "", Text(words[k] or k), written=written.get(k)) for k in gone]


def _members(
    db: Database, frozen: dict[str, list[dict[str, str]]] | None, kept: Mapping[str, Kept]
) -> list[Person]:
    if frozen is not None:
        return [Person(m["key"], m["name"]) for m in frozen["members"]]
    return [
        Person(key, a.name)
        for a in accounts.all_accounts(db)
        if a.role == MEMBER and (a.active or f"m{a.id}" in kept) and (key := f"m{a.id}")
    ]


def field_name(found: Paper, key: str) -> Text:
    """A field in a few words: `質問3`, or its title."""
    numbers = {q.key: q.number for q in found.asked}
    if number := numbers.get(key):
        return Text(f"質問{number}", f"Question {number}")
    return {OTHER: OTHER_TITLE, PEOPLE: PEOPLE_TITLE}.get(
        key, Text("現在の質問にない項目", "a former question")
    )


def series_of(db: Database, appointment_id: int) -> int:
    """The series of a hearing. Raises NotFound."""
    if not (found := plans.series_of(db, appointment_id)):
        raise NotFound
    return found


def frozen(paper: Paper) -> str:
    """Questions and members as they are now, to be kept with the record."""
    asked = [
        {"key": q.key, "number": q.number, "ja": q.text.ja, "en": q.text.en, "from": q.origin.ja}
        for q in paper.asked
    ]
    members = [{"key": m.key, "name": m.name} for m in paper.members]
    return json.dumps({"questions": asked, "members": members}, ensure_ascii=False)


# Typing


def opened(db: Database, series_id: int, appointment_id: int) -> Paper:
    """The record where it may be written. Raises NotFound, Refused."""
    all_series.require_open(db, series_id)
    found = paper(db, series_id, appointment_id)
    if not found.writable:
        raise Refused(_LOCKED)
    return found


def save(
    db: Database, actor: Actor, now: datetime, series_id: int, appointment_id: int, typed: Mapping[str, Typed]
) -> tuple[Saved, Mapping[str, Kept]]:
    """Keep what a page sent (nothing: only look), and everything as it stands then. Raises NotFound, Refused."""
    with db.write() if typed else db.read():
        found = opened(db, series_id, appointment_id)
        rows, conflicts = sorted_out(typed, found.kept)
        if rows:
            _write(db, actor, now, found, rows)
        return Saved(tuple(key for key, _, _ in rows), conflicts), store.kept(db, appointment_id)


def take_over(
    db: Database, actor: Actor, now: datetime, series_id: int, appointment_id: int, key: str
) -> None:
    """What the section wrote beforehand becomes its answer, where nothing stands yet; done twice it is done once.

    Raises NotFound where nothing was written, Refused where something else stands.
    """
    with db.write():
        found = opened(db, series_id, appointment_id)
        wanted = next((q.written for q in found.asked if q.key == key), None)
        if wanted is None:
            raise NotFound
        if found.text(key) == wanted.text:
            return
        if found.text(key).strip():
            raise Refused(
                Text(
                    "回答欄に記入があるため、書面の回答を写していません。",
                    "Something stands there already: the answer in writing was not taken over.",
                )
            )
        kept = found.kept.get(key, NEVER)
        _write(db, actor, now, found, [(key, Answer(text=wanted.text), kept.revision + 1)])


def _write(
    db: Database, actor: Actor, now: datetime, found: Paper, rows: Iterable[tuple[str, Answer, int]]
) -> None:
    if found.record is None:
        store.begin(db, now, found.appointment)
        store.note_event(db, actor, now, found.appointment, "begun")
        audit(db, actor, now, "hearings.begin_record", f"hearing {found.appointment}")
    words = {q.key: q.text.ja for q in found.asked} | {OTHER: OTHER_TITLE.ja}
    listed = list(rows)
    store.write_answers(
        db, actor, now, found.appointment, [(k, words[k], a.text, n) for k, a, n in listed if k in words]
    )
    notes = [
        (k, "".join(map(str, a.codes)) if store.is_member(k) else a.text, n)
        for k, a, n in listed
        if k not in words
    ]
    store.write_notes(db, actor, now, found.appointment, notes)
    log_save(db, actor, now, "hearings.record", found.appointment, [k for k, _, _ in listed])


def log_save(
    db: Database, actor: Actor, now: datetime, action: str, appointment_id: int, keys: list[str]
) -> None:
    """One line with the fields that this person's lines of the last minutes do not name yet."""
    subject = f"hearing {appointment_id}"
    lines = recent(db, actor, now - _SAME_SAVE, action, subject)
    told = {key for line in lines for key in line["questions"]}
    if fresh := [key for key in keys if key not in told]:
        audit(db, actor, now, action, subject, questions=fresh)


def write_text(db: Database, actor: Actor, now: datetime, found: Paper, key: str, text: str) -> None:
    """This text from now on, whatever stood there (a correction that was taken)."""
    _write(db, actor, now, found, [(key, Answer(text=text), found.kept.get(key, NEVER).revision + 1)])


# For tables


@dataclass(frozen=True, slots=True)
class Recorded:
    """One answer for the tables. text of the question: as it was asked; state: of the record."""

    appointment_id: int
    section_id: int
    key: str
    question: str
    text: str
    state: str


def answers(db: Database, series_id: int) -> list[Recorded]:
    """Everything that was recorded in a series and is not blank, by hearing."""
    records = store.of_series(db, series_id)
    sections = {a.id: a.section_id for a in plans.appointments(db, series_id)}
    return [
        Recorded(s.appointment, sections[s.appointment], s.question, s.asked, s.text, records[s.appointment].state)
        for s in store.said(db, series_id)
        if s.appointment in records
    ]  # fmt: skip


def finals(db: Database, series_id: int) -> frozenset[int]:
    """The hearings whose record is final."""
    return frozenset(i for i, r in store.of_series(db, series_id).items() if r.state == FINAL)
