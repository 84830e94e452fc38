"""Working on drafts: adding, ordering, copying and deleting forms, and saving answers by revision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from app.audit.service import recent, record
from app.db import Database
from app.errors import Conflict, FormDeleted, NotFound, Refused, WaitingForApproval
from app.responses.service.permits import require
from app.responses.store import answers as answer_store
from app.responses.store import approvals, declarations, forms, versions
from app.responses.store.forms import Form
from app.rounds import service as rounds
from app.security import Actor
from app.selfsaving.rule import NEVER, Kept, Saved, Typed, sorted_out
from forms.questions import EMPTY, Answer, Text


def add_form(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, questionnaire: str,
    *, request: str = "", number: int | None = None, note: str = "", position: int | None = None,
) -> int:  # fmt: skip
    """A new form; the same `request` (one click, sent twice) gives the form it made the first time.

    A form contradicts a drafted “we have none”, which is therefore taken back.
    """
    with db.write():
        if known := forms.by_request(db, request):
            if (known.round_id, known.section_id, known.questionnaire) != (
                round_id,
                section_id,
                questionnaire,
            ):
                raise Conflict
            return known.id
        made = rounds.questionnaire(db, round_id, questionnaire)
        waiting = approvals.waiting(db, round_id, section_id)
        if waiting and questionnaire in waiting.declared:
            raise WaitingForApproval  # it would take back what the section head is reading
        form_id = forms.add(
            db, actor, now, round_id, section_id, questionnaire,
            single=not made.per_project, request=request, number=number, note=note, position=position,
        )  # fmt: skip
        declarations.take_back(db, round_id, section_id, questionnaire)
        record(db, actor, now, "responses.add_form", f"form {form_id}", questionnaire=questionnaire)
    return form_id


def single_form(db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, key: str) -> int:
    """The section's one form of a section questionnaire, made at the first save of it."""
    with db.write():
        for form in forms.of_section(db, round_id, section_id):
            if form.questionnaire == key:
                return form.id
        return add_form(db, actor, now, round_id, section_id, key)


def write_answers(
    db: Database, actor: Actor, now: datetime, form_id: int, given: Mapping[str, Answer]
) -> None:
    """Write answers whatever stood there before (import, correction, copy); each gets the next revision."""
    with db.write():
        kept = answer_store.of_form(db, form_id)
        rows = [
            (key, answer, kept[key].revision + 1 if key in kept else 1)
            for key, answer in given.items()
            if not answer.empty or key in kept
        ]
        answer_store.write(db, actor, now, form_id, rows)


def save_draft(db: Database, actor: Actor, now: datetime, form_id: int, typed: Mapping[str, Typed]) -> Saved:
    """Save what a page changed, question by question; nothing that somebody else wrote is overwritten (selfsaving.rule).

    Saving the same page twice changes nothing the second time; a conflict comes back with what is stored.
    """
    with db.write():
        form = reading_form(db, form_id)
        _require(db, actor, now, form)
        if form.deleted:
            raise FormDeleted
        rows, conflicts = sorted_out(typed, answer_store.of_form(db, form_id))
        if rows:
            answer_store.write(db, actor, now, form_id, rows)
            _record_save(db, actor, now, form_id, [k for k, _, _ in rows])
    return Saved(tuple(k for k, _, _ in rows), conflicts)


#: A page saves itself every few seconds. Who wrote which answer, and when, stands at the answer itself; the log names
#: each question once per person and this long, so that an afternoon of typing leaves a page of lines, not a book.
SAME_SAVE: Final = timedelta(minutes=10)


def _record_save(db: Database, actor: Actor, now: datetime, form_id: int, questions: list[str]) -> None:
    """One line with the questions that this person's lines of the last minutes do not name yet; none if all are."""
    subject = f"form {form_id}"
    told = {
        q for line in recent(db, actor, now - SAME_SAVE, "responses.save", subject) for q in line["questions"]
    }
    if fresh := [q for q in questions if q not in told]:
        record(db, actor, now, "responses.save", subject, questions=fresh)


def kept_answers(db: Database, form_id: int) -> dict[str, Kept]:
    """The draft of a form with the revision each answer has reached."""
    return answer_store.of_form(db, form_id)


def _require(db: Database, actor: Actor, now: datetime, form: Form, touches: str = "") -> None:
    """Raises what `permits.require` raises where this person may not write this form now.

    touches: the questionnaire whose “we have none” the act takes back.
    """
    place, submitted = (form.round_id, form.section_id), versions.is_submitted(db, form.id)
    require(db, actor, now, *place, form.id, submitted=submitted, questionnaire=touches)


def reading_form(db: Database, form_id: int) -> Form:
    """One form. Raises NotFound."""
    found = forms.get(db, form_id)
    if found is None:
        raise NotFound
    return found


def duplicate(db: Database, actor: Actor, now: datetime, form_id: int, request: str) -> int:
    """A copy of a project right behind it, with the same answers but its own name（写し）."""
    with db.write():
        form = reading_form(db, form_id)
        require(db, actor, now, form.round_id, form.section_id)
        if known := forms.by_request(db, request):
            return known.id
        made = rounds.questionnaire(db, form.round_id, form.questionnaire)
        if not made.per_project:
            raise NotFound
        if form.deleted:
            raise FormDeleted
        copied = {key: kept.answer for key, kept in answer_store.of_form(db, form_id).items()}
        if (title := made.role("title")) and (old := copied.get(title.key, EMPTY)).text.strip():
            copied[title.key] = replace(old, text=f"{old.text}（写し）")
        new = add_form(
            db, actor, now, form.round_id, form.section_id, form.questionnaire, request=request,
            position=form.position,
        )  # fmt: skip
        order = [f.id for f in _siblings(db, form) if f.id != new]
        order.insert(order.index(form.id) + 1, new)
        _renumber(db, order)
        write_answers(db, actor, now, new, copied)
    return new


def _siblings(db: Database, form: Form) -> list[Form]:
    every = forms.of_section(db, form.round_id, form.section_id)
    return [f for f in every if f.questionnaire == form.questionnaire]


def _renumber(db: Database, order: list[int]) -> None:
    for position, form_id in enumerate(order, 1):
        forms.place(db, form_id, position)


def move(
    db: Database, actor: Actor, now: datetime, form_id: int, step: int, place: int | None = None
) -> None:
    """Move a project one place up (-1) or down (+1) in its section's list; at the end nothing happens.

    place: where the page showed it (1 = first). Nothing happens where it stands elsewhere by now: a click sent
    twice moves it once.
    """
    with db.write():
        form = reading_form(db, form_id)
        _require(db, actor, now, form)
        order = [f.id for f in _siblings(db, form)]
        if form_id not in order:
            raise FormDeleted
        here = order.index(form_id)
        there = here + step
        if not 0 <= there < len(order) or place not in (None, here + 1):
            return
        order[here], order[there] = order[there], order[here]
        _renumber(db, order)
        record(db, actor, now, "responses.move", f"form {form_id}", step=step)


def set_deleted(
    db: Database, actor: Actor, now: datetime, form_id: int, deleted: bool, reason: str = ""
) -> None:
    """Delete a project, or bring it back. One that stands submitted is withdrawn (取下げ) by the next submission.

    reason: why it is withdrawn. Raises Refused where one is needed and not given.
    """
    with db.write():
        form = reading_form(db, form_id)
        _require(db, actor, now, form, touches="" if deleted else form.questionnaire)
        if not rounds.questionnaire(db, form.round_id, form.questionnaire).per_project:
            raise NotFound
        if form.deleted == deleted:
            return
        if deleted and versions.stands(db, form_id) and not reason.strip():
            raise Refused(WITHDRAWAL_REASON)
        if not deleted:
            declarations.take_back(db, form.round_id, form.section_id, form.questionnaire)
        forms.set_deleted(db, form_id, now if deleted else None, reason.strip())
        act = "responses.delete" if deleted else "responses.restore"
        record(db, actor, now, act, f"form {form_id}", reason=reason.strip())


WITHDRAWAL_REASON = Text(
    "提出済みの事業を取り下げる理由を記入してください。",
    "Please write why the submitted project is withdrawn.",
)


def form_of_request(db: Database, request: str) -> Form | None:
    """The form that this very act (a click, a sheet of a workbook) made before, deleted or not."""
    return forms.by_request(db, request)


def deleted_forms(db: Database, round_id: int, section_id: int, key: str) -> list[tuple[int, str]]:
    """(id, name) of the deleted projects of a section, the latest deletion first."""
    title = rounds.questionnaire(db, round_id, key).role("title")
    gone = [f.id for f in forms.of_section(db, round_id, section_id, deleted=True) if f.questionnaire == key]
    kept = answer_store.of_forms(db, gone)
    return [(i, kept.get(i, {}).get(title.key, NEVER).answer.text if title else "") for i in gone]


def declare_none(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, key: str, none: bool
) -> None:
    """Say “we have none” of a project questionnaire, or take it back. Raises Conflict while there are projects."""
    with db.write():
        require(db, actor, now, round_id, section_id, questionnaire=key)
        if not rounds.questionnaire(db, round_id, key).per_project:
            raise NotFound
        living = [f for f in forms.of_section(db, round_id, section_id) if f.questionnaire == key]
        if none and living:
            raise Conflict(
                Text(
                    "記入済みの事業があるため、「該当する事業はない」とは回答できません。先に事業を削除してください。",
                    "There are projects; delete them before declaring that there are none.",
                )
            )
        change = declarations.declare if none else None
        changed = (
            change(db, actor, now, round_id, section_id, key)
            if change
            else declarations.take_back(db, round_id, section_id, key)
        )
        if changed:
            record(
                db,
                actor,
                now,
                "responses.declare_none",
                f"section {section_id}",
                questionnaire=key,
                none=none,
            )
