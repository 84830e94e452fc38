"""Projects carried over from last time: made as drafts, shown beside what was said then, read before submission."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.audit.service import record
from app.db import Database
from app.errors import FormDeleted, NotFound
from app.responses.service import drafting
from app.responses.service.permits import require
from app.responses.service.reading import SubmittedForm
from app.responses.store import answers, carried, declarations, forms, versions
from app.responses.store.carried import Origin
from app.responses.store.forms import Form
from app.rounds import service as rounds
from app.security import Actor
from forms.changes import carry as fitting
from forms.questionnaire import Questionnaire
from forms.questions import EMPTY, Answer, Question, Text
from forms.years import era_name

__all__ = ["Origin"]


def carry(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, key: str, origin: SubmittedForm,
    given: Mapping[str, Answer], *, confirmed: bool = False, request: str = "",
) -> int:  # fmt: skip
    """A draft made from what was submitted last time. Inside the caller's write; the caller leaves the audit line.

    confirmed: the section itself asks for it, so it need not be asked whether the project goes on.
    """
    declarations.take_back(db, round_id, section_id, key)
    form_id = forms.add(
        db, actor, now, round_id, section_id, key, single=False, request=request, number=None, note="", position=None
    )  # fmt: skip
    carried.add(db, actor, now, form_id, origin.form_id, origin.version_id, confirmed)
    answers.write(db, actor, now, form_id, [(k, a, 1) for k, a in given.items() if not a.empty])
    return form_id


def fitting_answers(old: Questionnaire, new: Questionnaire, given: Mapping[str, Answer]) -> dict[str, Answer]:
    """What of a form's old answers fits the questionnaire as it is now, by question key."""
    out = {}
    for question in old.questions:
        found = fitting(question, new.question(question.key), given.get(question.key, EMPTY)).answer
        if not found.empty:
            out[question.key] = found
    return out


def alike(old: Questionnaire, new: Questionnaire, given: Mapping[str, Answer]) -> dict[str, Answer]:
    """What a project of one questionnaire can bring into another: its name, and texts asked under the same key."""
    out = {}
    for question in old.questions:
        now, answer = _now(question, new, same=False), given.get(question.key, EMPTY)
        if now is not None and not answer.empty:
            out[now.key] = Answer(text=answer.text)
    return out


def goes_on(db: Database, actor: Actor, now: datetime, form_id: int) -> None:
    """The section has read a carried project: it goes on and may be submitted. Raises what `require` raises."""
    with db.write():
        form = drafting.reading_form(db, form_id)
        submitted = versions.is_submitted(db, form_id)
        require(db, actor, now, form.round_id, form.section_id, form_id, submitted=submitted)
        if form.deleted:
            raise FormDeleted
        if form_id not in carried.of_round(db, form.round_id, form.section_id):
            raise NotFound
        if carried.confirm(db, actor, now, form_id):
            record(db, actor, now, "responses.goes_on", f"form {form_id}")


@dataclass(frozen=True, slots=True)
class Before:
    """What was answered to one question last time. notes: what of it was not carried over, and why."""

    lines: Sequence[str]
    notes: Sequence[Text] = ()


@dataclass(frozen=True, slots=True)
class LastTime:
    """A form's answers of last time, by question key; gone: questions asked no more, with what was said."""

    year: Text
    fields: Mapping[str, Before] = field(default_factory=dict)
    gone: Sequence[tuple[Text, Sequence[str]]] = ()
    unread: bool = False


def last_time(db: Database, form_id: int, lang: str) -> LastTime | None:
    """What stood in the form this one came from; None for a form that is new."""
    with db.read():
        form = drafting.reading_form(db, form_id)
        origin = carried.of_round(db, form.round_id, form.section_id).get(form_id)
        if origin is None:
            return None
        came_from = forms.get(db, origin.old_form_id)
        assert came_from is not None
        old = rounds.questionnaire(db, came_from.round_id, came_from.questionnaire)
        new = rounds.questionnaire(db, form.round_id, form.questionnaire)
        year = rounds.get(db, came_from.round_id).year
        given = versions.answers_of(db, origin.version_id)
    shown, gone = _beside(old, new, given, lang)
    return LastTime(Text(f"{era_name(year)}年度", str(year)), shown, gone, not origin.confirmed)


def _beside(
    old: Questionnaire, new: Questionnaire, given: Mapping[str, Answer], lang: str
) -> tuple[dict[str, Before], list[tuple[Text, Sequence[str]]]]:
    shown: dict[str, Before] = {}
    gone: list[tuple[Text, Sequence[str]]] = []
    same = old.key == new.key
    for question in old.questions:
        answer, now = given.get(question.key, EMPTY), _now(question, new, same)
        lines = question.lines(answer, lang)
        if now is not None:
            notes = fitting(question, now, answer).notes if same else ()
            shown[now.key] = Before(lines, notes)
        elif lines:
            gone.append((question.short, lines))
    return shown, gone


def _now(question: Question, new: Questionnaire, same: bool) -> Question | None:
    """The question as it is asked now. In another questionnaire choices have other numbers: only texts are alike."""
    if question.role == "title":
        return new.role("title")
    found = new.question(question.key)
    return found if same or (found and found.is_text and question.is_text) else None


def origins(db: Database, round_id: int, section_id: int | None = None) -> Mapping[int, Origin]:
    """Where the forms of a round (of one section) came from, by form id."""
    return carried.of_round(db, round_id, section_id)


def successor(db: Database, form_id: int) -> int | None:
    """The living form that came from this one, None where there is none."""
    return carried.successor(db, form_id)


@dataclass(frozen=True, slots=True)
class Kin:
    """The same project in another round. ready: that round was opened; submitted: it counts there."""

    form_id: int
    round_id: int
    section_id: int
    key: str
    block: str
    words: Text
    ready: bool
    submitted: bool


def kin(db: Database, form_id: int) -> tuple[Kin | None, Kin | None]:
    """The project a form came from, and the one that came from it."""
    with db.read():
        before = carried.origin_id(db, form_id)
        after = carried.successor(db, form_id)
        return (
            None if before is None else _kin(db, before),
            None if after is None else _kin(db, after),
        )


def _kin(db: Database, form_id: int) -> Kin | None:
    form = forms.get(db, form_id)
    if form is None:
        return None
    round_ = rounds.get(db, form.round_id)
    made = rounds.questionnaire(db, form.round_id, form.questionnaire)
    newest = next(iter(versions.of_form(db, form_id)), None)
    given = versions.answers_of(db, newest.id) if newest else _draft(db, form_id)
    title = made.role("title")
    name = given.get(title.key, EMPTY).text.strip() if title else ""
    words = Text(
        f"{round_.name}　{made.short.ja}「{name}」", f"{round_.name}, {made.short.get('en')} “{name}”"
    )
    ready = round_.state != "preparing"
    counts = newest is not None and not newest.withdrawn
    return Kin(form_id, round_.id, form.section_id, made.key, made.blocks[0].key, words, ready, counts)


def _draft(db: Database, form_id: int) -> Mapping[str, Answer]:
    return {key: kept.answer for key, kept in answers.of_form(db, form_id).items()}


def living(db: Database, round_id: int) -> list[Form]:
    """Every form of a round that was not deleted."""
    return forms.of_round(db, round_id)
