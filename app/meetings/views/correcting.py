"""Correcting final minutes: a row of the cover, a result, a speech; each a new version with a numbered notice."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.errors import Conflict, Refused
from app.meetings.page import writing as page
from app.meetings.service import correcting as service
from app.meetings.service import meetings, writing
from app.meetings.service.correcting import Place, Speaker
from app.meetings.views.speech_saves import speaker
from app.security import SECRETARIAT, actor, guard

bp = Blueprint("correcting", __name__)


@bp.route(
    "/meetings/<int:meeting_id>/papers/correct/<what>/<int:n>",
    methods=["GET", "POST"],
)
@guard(SECRETARIAT)
def correct(meeting_id: int, what: str, n: int) -> ResponseReturnValue:
    """Correct one place of final minutes."""
    meetings.get(web.db(), actor(), meeting_id)
    place = Place(what, n)
    service.standing(web.db(), meeting_id, place)
    if request.method == "GET":
        return _page(meeting_id, place)
    form, who = request.form, request.form.get("who", "")
    try:
        number = service.correct(
            web.db(), actor(), web.now(), meeting_id, place, form.get("text", ""), form.get("notice", ""),
            form.get("version", 0, type=int), Speaker(**speaker(who)) if who else None,
        )  # fmt: skip
    except (Refused, Conflict) as refused:
        return _page(meeting_id, place, refused), refused.status
    if number > 1:
        flash(_("The correction is version %(n)d now.", n=number), "success")
    return redirect(url_for("publishing.files", meeting_id=meeting_id), 303)


def _page(meeting_id: int, place: Place, problem: Refused | Conflict | None = None) -> str:
    meeting, standing = (
        meetings.get(web.db(), actor(), meeting_id),
        service.standing(web.db(), meeting_id, place),
    )
    said = writing.speeches(web.db(), meeting_id)
    speech = next((s for s in said if place.what == service.SPEECH and s.id == place.n), None)
    people = page.choices(meetings.people(web.db(), meeting_id), said) if speech else []
    return web.render(
        "meetings/correct.html", meeting=meeting, what=place.what, standing=standing, people=people,
        who=request.form.get("who", page.speaker_of(speech) if speech else ""), problem=problem and problem.message,
        text=request.form.get("text", standing.text), notice=request.form.get("notice", ""),
    )  # fmt: skip
