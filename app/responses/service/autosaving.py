"""A draft that saves itself: a few answers of one form, without reading the section's whole work for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.db import Database
from app.errors import FormDeleted, NotFound
from app.responses.service import drafting
from app.responses.service.permits import may_enter, require
from app.responses.store import answers as answer_store
from app.responses.store import forms, versions
from app.responses.store.forms import Form
from app.rounds import service as rounds
from app.security import Actor
from app.selfsaving.rule import Kept, Saved, Typed
from forms.questionnaire import Questionnaire


@dataclass(frozen=True, slots=True)
class Place:
    """Which form a page shows. form_id 0: the section's own form, which may not have been saved yet."""

    round_id: int
    section_id: int
    made: Questionnaire
    form_id: int

    @property
    def name(self) -> tuple[int, int, str, int]:
        """The same for every window that shows this form, also before its first save."""
        form_id = self.form_id if self.made.per_project else 0
        return (self.round_id, self.section_id, self.made.key, form_id)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a save, and the draft as it stands afterwards."""

    saved: Saved
    kept: Mapping[str, Kept]


def save(db: Database, actor: Actor, now: datetime, place: Place, typed: Mapping[str, Typed]) -> Outcome:
    """Save what was typed (nothing: only look). Two windows that save a section's own form make one form.

    Raises NotFound, FormDeleted, and what `permits.require` raises where nothing may be written (any more).
    """
    if not may_enter(actor, place.section_id):
        raise NotFound
    if not typed:
        return _look(db, actor, now, place)
    with db.write():
        form = _form(db, place)
        form_id = form.id if form else _new(db, actor, now, place)
        saved = drafting.save_draft(db, actor, now, form_id, typed)
        return Outcome(saved, answer_store.of_form(db, form_id))


def _look(db: Database, actor: Actor, now: datetime, place: Place) -> Outcome:
    with db.read():
        form = _form(db, place)
        submitted = form is not None and versions.is_submitted(db, form.id)
        form_id = form.id if form else None
        require(db, actor, now, place.round_id, place.section_id, form_id, submitted=submitted)
        return Outcome(Saved((), {}), answer_store.of_form(db, form.id) if form else {})


def _form(db: Database, place: Place) -> Form | None:
    """The form of this page; None for a section's own one that was never saved."""
    if place.form_id == 0 and not place.made.per_project:
        own = forms.of_section(db, place.round_id, place.section_id)
        return next((f for f in own if f.questionnaire == place.made.key), None)
    form = drafting.reading_form(db, place.form_id)
    if (form.round_id, form.section_id, form.questionnaire) != (
        place.round_id, place.section_id, place.made.key,
    ):  # fmt: skip
        raise NotFound
    if form.deleted:
        raise FormDeleted
    return form


def _new(db: Database, actor: Actor, now: datetime, place: Place) -> int:
    if all(s.id != place.section_id for s in rounds.sections(db, place.round_id)):
        raise NotFound
    require(db, actor, now, place.round_id, place.section_id)
    return drafting.single_form(db, actor, now, place.round_id, place.section_id, place.made.key)
