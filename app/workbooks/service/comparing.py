"""A workbook that came back, held against the draft as it stands: what would change, what is wrong and where."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from app.db import Database
from app.responses.service import drafting, submitting
from app.responses.service.facts import round_facts
from app.responses.service.submitting import Item, Work
from app.security import Actor
from app.selfsaving.rule import Kept
from app.workbooks import store
from app.workbooks.service import words
from forms.fields import STILL_MISSING
from forms.questionnaire import Questionnaire
from forms.questions import EMPTY, Answer, Facts, Finding, Level, Question, Text
from forms.workbook import Base, FormRead, Identity, Place, Reading, mark_of, parts

#: What may be filled in later: a draft may go in without it, a submission may not.
LATER: Final = STILL_MISSING | {"explanation_missing", "value_missing"}
_NEVER: Final = Kept(EMPTY, 0, "", "")


@dataclass(frozen=True)
class Change:
    """One answer that would change. kept: as it stands; stale: it was changed on the screen since the download."""

    question: Question
    place: Place
    kept: Kept
    new: Answer
    stale: bool
    mark: str

    @property
    def name(self) -> str:
        """What its choice is called on the page, behind the form's own name."""
        return self.question.key


@dataclass(frozen=True)
class FormPlan:
    """One form. form_id None: a new project, made under `request`; copy: from a copied sheet or row, taken only where
    the person says so; same: and nothing in it differs from its original."""

    name: str
    read: FormRead
    made: Questionnaire
    form_id: int | None
    request: str
    title: str
    changes: tuple[Change, ...]
    copy: bool = False
    same: bool = False

    @property
    def new(self) -> bool:
        """It becomes a form of its own."""
        return self.form_id is None

    @property
    def stale(self) -> tuple[Change, ...]:
        """What somebody has to decide."""
        return tuple(c for c in self.changes if c.stale)


@dataclass
class Plan:
    """What taking the workbook in would do. troubles: what keeps it out; missing: still to be filled in; asks: to be
    confirmed on the screen afterwards; declared: “we have none”, said or taken back."""

    forms: list[FormPlan] = field(default_factory=list)
    declared: list[tuple[Questionnaire, bool]] = field(default_factory=list)
    untouched: int = 0
    troubles: list[tuple[Place, Text]] = field(default_factory=list)
    missing: list[tuple[Place, Text]] = field(default_factory=list)
    asks: list[tuple[Place, Text]] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        """There is something to take in."""
        return bool(self.forms or self.declared)

    @property
    def stale(self) -> list[tuple[FormPlan, Change]]:
        """Every question that was changed on both sides."""
        return [(f, c) for f in self.forms for c in f.stale]

    @property
    def seen(self) -> str:
        """Fingerprint of what a page showed: only that is taken in."""
        said = [
            (f.name, f.form_id, c.question.key, c.kept.revision, c.stale, c.mark)
            for f in self.forms for c in f.changes
        ]  # fmt: skip
        return hashlib.sha256(repr((said, [(q.key, v) for q, v in self.declared])).encode()).hexdigest()[:16]


def plan(db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, reading: Reading) -> Plan:
    """Compare. Nothing is changed."""
    with db.read():
        work = submitting.section_work(db, now, round_id, section_id, actor)
        return _Comparison(db, work, round_facts(db, round_id), reading).plan()


class _Comparison:
    """One workbook being compared."""

    def __init__(self, db: Database, work: Work, facts: Facts, reading: Reading) -> None:
        self.db, self.work, self.facts, self.reading = db, work, facts, reading
        self.identity: Identity = reading.identity
        self.taken = store.taken(db, self.identity.workbook)
        self.made = Plan(troubles=list(reading.troubles), notes=list(reading.notes))

    def plan(self) -> Plan:
        """Everything."""
        for number, read in enumerate(self.reading.forms):
            self._form(f"f{number}", read)
        for key, (none, place) in self.reading.declared.items():
            self._declared(key, none, place)
        return self.made

    def _form(self, name: str, read: FormRead) -> None:
        questionnaire = next(q for q in self.work.questionnaires if q.key == read.key)
        request = f"workbook {self.identity.workbook} {read.key} {read.ref} {read.copy}".strip()
        item, gone = self._item(read, request)
        kept = drafting.kept_answers(self.db, item.form.id) if item else {}
        changes = tuple(self._changes(questionnaire, read, item, kept))
        if not changes:
            self.made.untouched += 1
            return
        if gone:
            self._trouble(changes[0].place, words.DELETED)
            return
        copy = bool(read.copy) and item is None
        same = copy and any(
            f.key == read.key and f.ref == read.ref and f is not read and f.answers == read.answers
            for f in self.reading.forms
        )
        form = FormPlan(name, read, questionnaire, item.form.id if item else None, request,
                        _title(questionnaire, read, kept), changes, copy, same)  # fmt: skip
        self.made.forms.append(form)
        if item is not None and read.empty and questionnaire.per_project:
            self.made.notes.append(words.EMPTIED.fill(sheet=read.sheet))
        self._judge(form, kept)
        if not self.work.may_write(item):
            waiting = item is not None and item.form.id in self.work.permit.waiting
            self._trouble(changes[0].place, words.WAITING if waiting else words.CLOSED)

    def _item(self, read: FormRead, request: str) -> tuple[Item | None, bool]:
        """The section's form a sheet or row stands for (None: a new one), and whether it was deleted."""
        own = self.work.of(read.key)
        if read.ref == "+0":
            return next(iter(own), None), False
        if read.ref.startswith("+") or read.copy:
            known = drafting.form_of_request(self.db, request)
            if known is None:
                return None, False
            found = next((i for i in own if i.form.id == known.id), None)
            return found, found is None
        found = next((i for i in own if str(i.form.id) == read.ref), None)
        return found, found is None

    def _changes(
        self, made: Questionnaire, read: FormRead, item: Item | None, kept: Mapping[str, Kept]
    ) -> Iterator[Change]:
        for question in made.questions:
            if question.key not in read.answers:
                continue
            said, now = read.answers[question.key], kept.get(question.key, _NEVER)
            mark, base = mark_of(question, said), self._base(read, item, question)
            new = parts.onto(question, question.tidy(said), now.answer)
            if mark == base.mark or mark_of(question, now.answer) == mark or new.same_as(now.answer):
                continue
            place = read.places[question.key, parts.parts(question)[0].name]
            yield Change(question, self._place(question, read, place, now.answer), now, new,
                         now.revision != base.revision, mark)  # fmt: skip

    def _base(self, read: FormRead, item: Item | None, question: Question) -> Base:
        """What the cells said when they were handed out, or when this workbook was taken in before."""
        never = Base(0, mark_of(question, EMPTY))
        if item is not None and (item.form.id, question.key) in self.taken:
            return self.taken[item.form.id, question.key]
        return (
            never if read.copy else self.identity.bases.get((f"{read.key}:{read.ref}", question.key), never)
        )

    def _place(self, question: Question, read: FormRead, first: Place, old: Answer) -> Place:
        """The first cell that says something else than the draft."""
        was = parts.put(question, old, "ja")
        new = parts.put(question, read.answers[question.key], "ja")
        for part in parts.parts(question, old.codes):
            if was.get(part.name) != new.get(part.name) and (question.key, part.name) in read.places:
                return read.places[question.key, part.name]
        return first

    def _judge(self, form: FormPlan, kept: Mapping[str, Kept]) -> None:
        changed = {c.question.key: c.new for c in form.changes}
        for question in form.made.questions:
            answer = changed.get(question.key) or kept.get(question.key, _NEVER).answer
            for finding in question.check(answer, self.facts):
                self._finding(form, question, finding, question.key in changed)

    def _finding(self, form: FormPlan, question: Question, finding: Finding, changed: bool) -> None:
        place = form.read.places.get((question.key, parts.part_of(question, finding.rule)))
        if place is None:
            return
        told = parts.at_question(question, finding.message)
        if finding.rule in LATER:
            self.made.missing.append((place, told))
        elif changed and finding.level() is Level.REFUSE:
            self._trouble(place, told)
        elif changed and finding.level() is Level.ASK:
            self.made.asks.append((place, told))

    def _declared(self, key: str, none: bool, place: Place) -> None:
        questionnaire = next((q for q in self.work.questionnaires if q.key == key and q.per_project), None)
        if questionnaire is None:
            return
        has = bool(self.work.of(key)) or any(f.made.key == key and not f.copy for f in self.made.forms)
        wanted = none not in (key in self.identity.declared, key in self.work.declared)
        if none and has and (wanted or any(f.made.key == key and f.new for f in self.made.forms)):
            self._trouble(place, words.NOT_NONE)
        elif wanted:
            self.made.declared.append((questionnaire, none))
            if key in self.work.permit.waiting_none:
                self._trouble(place, words.WAITING)
            elif not self.work.permit.may_add:
                self._trouble(place, words.CLOSED)

    def _trouble(self, place: Place, told: Text) -> None:
        self.made.troubles.append((place, told))


def _title(made: Questionnaire, read: FormRead, kept: Mapping[str, Kept]) -> str:
    title = made.role("title")
    if title is None:
        return ""
    said = read.answers.get(title.key, EMPTY).text or kept.get(title.key, _NEVER).answer.text
    return said.strip()


def in_order(troubles: Iterable[tuple[Place, Text]]) -> list[tuple[Place, Text]]:
    """Each place and sentence once, sheet by sheet."""
    return list(dict.fromkeys(troubles))


def without(made: Plan, copies: frozenset[str]) -> Plan:
    """The plan with only those copied sheets and rows that were asked for (by name)."""
    return replace(made, forms=[f for f in made.forms if not f.copy or f.name in copies])
