"""The section's own page: the questions it was sent, and its answers in writing."""

from __future__ import annotations

from app import web
from app.hearings.service.questions import writing
from app.hearings.views.questions.blueprint import bp
from app.security import SECTION, actor, guard


@bp.get("/hearings/<int:series_id>/sections/<int:section_id>/questions")
@guard(SECTION)
def answers(series_id: int, section_id: int) -> str:
    """What this section is asked."""
    paper = writing.paper(web.db(), actor(), web.now(), series_id, section_id)
    return web.render("hearings/questions_answers.html", paper=paper)
