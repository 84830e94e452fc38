"""Results that save themselves: the address a page posts to while somebody types. Answers in JSON, whatever happens."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from app import web
from app.meetings.page import outcomes as page
from app.meetings.service import meetings
from app.meetings.service import outcomes as service
from app.security import SECRETARIAT, actor, guard
from app.selfsaving import telling, texts

bp = telling.in_json(Blueprint("outcome_saves", __name__))


def place(meeting_id: int) -> tuple[str, int]:
    """What names the page among those that people have open."""
    return "results", meeting_id


@bp.post("/meetings/<int:meeting_id>/results/save")
@guard(SECRETARIAT)
def save(meeting_id: int) -> ResponseReturnValue:
    """Save what changed; without any change only look who is here and what others wrote."""
    telling.must_be_same_account()
    meetings.get(web.db(), actor(), meeting_id)
    fields = page.form_of(web.db(), meeting_id).answer_fields
    saved, kept = service.save(web.db(), actor(), web.now(), meeting_id, telling.sent(fields))
    return jsonify(telling.answer(place(meeting_id), fields, saved, kept, web.now(), texts.judge))
