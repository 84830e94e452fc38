"""The series page of questions, and the common ones: editing the draft, fixing it, comparing versions."""

from __future__ import annotations

from app import web
from app.hearings.page.questions import index as page
from app.hearings.views.questions.blueprint import bp
from app.security import MEMBER, SECRETARIAT, guard


@bp.get("/hearings/<int:series_id>/questions")
@guard(SECRETARIAT, MEMBER)
def index(series_id: int) -> str:
    """Versions of the common questions, and how every section stands."""
    return web.render("hearings/questions.html", page=page.page(web.db(), series_id), states=page.STATE)
