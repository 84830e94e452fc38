"""A workbook that was sent: whose is it, and taking it into the draft, in whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import BinaryIO, Final

from app.audit.service import record
from app.db import Database
from app.errors import Conflict, NotFound, Refused, RoundClosed
from app.responses.service import drafting, permits
from app.rounds import service as rounds
from app.security import Actor
from app.selfsaving.rule import Typed
from app.workbooks import store
from app.workbooks.service import comparing, making, words
from app.workbooks.service.comparing import Change, FormPlan, Plan
from forms.questions import Text
from forms.workbook import Base, Identity, Reading, Unusable
from forms.workbook.grid import grids
from forms.workbook.reading import identify, read_grids

#: What somebody decides where both sides changed: the workbook's text, or the screen's.
MINE, THEIRS = "workbook", "screen"
_NOT_OURS: Final[Mapping[str, Text]] = {
    "format": words.OTHER_FORMAT, "instance": words.OTHER_CITY, "round": words.OTHER_ROUND,
    "section": words.OTHER_SECTION, "definitions": words.OTHER_QUESTIONS,
}  # fmt: skip


def read(db: Database, round_id: int, section_id: int, stream: BinaryIO) -> Reading:
    """Read what was sent. Raises Unusable for what is no workbook of this section, round and city."""
    made = rounds.questionnaires(db, round_id)
    sheets, properties = grids(stream)
    said = identify(sheets, properties)
    ours = making.identity(db, round_id, section_id, made, said.workbook)
    _check(said, ours)
    return read_grids(sheets, said, made)


def _check(said: Identity, ours: Identity) -> None:
    for part, told in _NOT_OURS.items():
        if getattr(said, part) != getattr(ours, part):
            raise Unusable(f"other_{part}", told)


def take(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, reading: Reading,
    *, seen: str, decided: Mapping[str, str], copies: frozenset[str],
) -> Plan:  # fmt: skip
    """Take a workbook into the draft; gives what was done.

    seen: the plan the page showed (Plan.seen); decided: MINE or THEIRS for each stale answer (`f0-question`); copies:
    the copied sheets that are to become projects. Raises Conflict where the draft is another one by now, Refused where
    something is to be corrected or decided first.
    """
    with db.write():
        _require(db, actor, now, round_id, section_id)
        whole = comparing.plan(db, actor, now, round_id, section_id, reading)
        if whole.seen != seen:
            raise Conflict(words.CHANGED)
        if whole.troubles:
            raise Refused(words.TO_CORRECT)
        plan = comparing.without(whole, copies)
        if any(
            decided.get(f"{form.name}-{change.name}") not in (MINE, THEIRS) for form, change in plan.stale
        ):
            raise Refused(words.TO_DECIDE)
        for form in plan.forms:
            _take_form(db, actor, now, round_id, section_id, reading.identity.workbook, form, decided)
        for questionnaire, none in plan.declared:
            drafting.declare_none(db, actor, now, round_id, section_id, questionnaire.key, none)
        if plan.changes:
            record(
                db, actor, now, "workbooks.take", f"section {section_id}", round=round_id,
                forms=len(plan.forms), new=sum(f.new for f in plan.forms),
                declared=[q.key for q, _ in plan.declared],
            )  # fmt: skip
    return plan


def _require(db: Database, actor: Actor, now: datetime, round_id: int, section_id: int) -> None:
    """Raises NotFound for other people's sections, RoundClosed where nothing may be written any more."""
    if not permits.may_enter(actor, section_id):
        raise NotFound
    if not permits.permit(db, now, round_id, section_id, actor).anything:
        raise RoundClosed


def _take_form(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, workbook: str,
    form: FormPlan, decided: Mapping[str, str],
) -> None:  # fmt: skip
    form_id = form.form_id or _new_form(db, actor, now, round_id, section_id, form)
    wanted = [c for c in form.changes if not c.stale or decided[f"{form.name}-{c.name}"] == MINE]
    typed = {c.question.key: Typed(c.new, c.kept.revision, "") for c in wanted}
    saved = drafting.save_draft(db, actor, now, form_id, typed)
    if saved.conflicts:
        raise Conflict(words.CHANGED)
    written = set(saved.written)
    store.remember(db, workbook, form_id, ((c.question.key, _base(c, written)) for c in form.changes))


def _base(change: Change, written: set[str]) -> Base:
    return Base(change.kept.revision + (change.question.key in written), change.mark)


def _new_form(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, form: FormPlan
) -> int:
    key = form.made.key
    if not form.made.per_project:
        return drafting.single_form(db, actor, now, round_id, section_id, key)
    permits.require(db, actor, now, round_id, section_id)
    return drafting.add_form(db, actor, now, round_id, section_id, key, request=form.request)
