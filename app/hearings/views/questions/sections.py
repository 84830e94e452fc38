"""One section's questions, for the secretariat and the members."""

from __future__ import annotations

from app import web
from app.hearings.page.questions import section as page
from app.hearings.views.questions.blueprint import bp
from app.security import MEMBER, SECRETARIAT, guard


@bp.get("/hearings/<int:series_id>/questions/<int:section_id>")
@guard(SECRETARIAT, MEMBER)
def of_section(series_id: int, section_id: int) -> str:
    """What this section is asked, and what it wrote."""
    return web.render("hearings/questions_section.html", page=page.page(web.db(), series_id, section_id))
