"""Records that save themselves: the addresses pages post to while somebody types. Answers in JSON, whatever happens."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from app import web
from app.hearings.page import record as page
from app.hearings.page import record_section
from app.hearings.service import record as service
from app.hearings.service import record_section as reading
from app.hearings.views.record import section
from app.hearings.views.record.typing import place_of
from app.security import SECRETARIAT, SECTION, actor, guard
from app.selfsaving import telling, texts
from forms.office.hearing_record import record_form

bp = telling.in_json(Blueprint("record_saving", __name__))


@bp.post("/hearings/<int:series_id>/records/<int:appointment_id>/save")
@guard(SECRETARIAT)
def save(series_id: int, appointment_id: int) -> ResponseReturnValue:
    """Save what changed; without any change only look who is here and what others wrote."""
    db, who, now = web.db(), actor(), web.now()
    telling.must_be_same_account()
    found = service.opened(db, series_id, appointment_id)
    fields = record_form(page.fields(found)).answer_fields
    saved, kept = service.save(db, who, now, series_id, appointment_id, telling.sent(fields))
    return jsonify(telling.answer(place_of(appointment_id), fields, saved, kept, now, texts.judge))


@bp.post("/hearings/<int:series_id>/sections/<int:section_id>/record/<int:appointment_id>/save")
@guard(SECTION)
def save_corrections(series_id: int, section_id: int, appointment_id: int) -> ResponseReturnValue:
    """The same for what a section types as corrections."""
    db, who, now, place = web.db(), actor(), web.now(), (series_id, section_id, appointment_id)
    telling.must_be_same_account()
    fields = record_form(record_section.fields(reading.reading(db, who, now, *place))).answer_fields
    saved, kept = reading.save(db, who, now, place, telling.sent(fields))
    return jsonify(telling.answer(section.place_of(place), fields, saved, kept, now, texts.judge))
