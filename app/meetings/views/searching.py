"""The page that searches what was said in all meetings."""

from __future__ import annotations

from flask import Blueprint, current_app, request, url_for
from flask_babel import gettext as _

from app import web
from app.meetings import hits
from app.meetings.service import searching as service
from app.meetings.store.searching import Hit
from app.security import MEMBER, SECRETARIAT, SECTION, actor, guard

bp = Blueprint("searching", __name__)


@bp.get("/meetings/search")
@guard(SECRETARIAT, MEMBER, SECTION)
def index() -> str:
    """What is looked for, and the speeches in which it stands."""
    wanted = service.Wanted.read(request.args)
    found = service.search(web.db(), actor(), wanted)
    bodies, roles = service.choices(web.db(), actor())
    return web.render(
        "meetings/search.html", found=found, bodies=bodies, roles=[("", _("All")), *((r, r) for r in roles)], link=_link,
        excerpt=lambda hit: hits.excerpt(hit.text, found.wanted.words),
    )  # fmt: skip


def _link(hit: Hit) -> str:
    """Where the speech stands in its context: the secretariat's minutes, else the readers' page."""
    if actor().is_secretariat and "writing.show" in current_app.view_functions:
        return url_for("writing.show", meeting_id=hit.meeting_id, _anchor=f"speech-{hit.speech_id}")
    if "publishing.read" in current_app.view_functions:
        return url_for("publishing.read", meeting_id=hit.meeting_id, _anchor=f"speech-{hit.speech_id}")
    return ""
