"""Answers in writing that save themselves: the addresses the pages of a section and the secretariat post to. Answers in JSON, whatever happens."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from app import web
from app.hearings.service.questions import writing
from app.hearings.views.questions.answers import place_of
from app.security import SECRETARIAT, SECTION, actor, guard
from app.selfsaving import telling, texts
from forms.office.hearing_questions import answers_form

bp = telling.in_json(Blueprint("written", __name__))


@bp.post("/hearings/<int:series_id>/sections/<int:section_id>/questions/save")
@guard(SECTION)
def save(series_id: int, section_id: int) -> ResponseReturnValue:
    """Save what changed; without any change only look who is here and what others wrote."""
    return _saved(series_id, section_id)


@bp.post("/hearings/<int:series_id>/questions/<int:section_id>/answers/save")
@guard(SECRETARIAT)
def save_on_paper(series_id: int, section_id: int) -> ResponseReturnValue:
    """The same for what the secretariat types."""
    return _saved(series_id, section_id)


def _saved(series_id: int, section_id: int) -> ResponseReturnValue:
    db, who, now = web.db(), actor(), web.now()
    telling.must_be_same_account()
    fields = answers_form(writing.accepted(db, who, series_id, section_id)).answer_fields
    saved, kept = writing.save(db, who, now, series_id, section_id, telling.sent(fields))
    return jsonify(telling.answer(place_of(series_id, section_id), fields, saved, kept, now, texts.judge))
