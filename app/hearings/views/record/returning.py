"""“This changes our form”: from an answer to the page on which the section's form is returned, with the remark."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app import web
from app.hearings.page import record_return as page
from app.hearings.service import record as records
from app.hearings.views.record.blueprint import bp
from app.security import SECRETARIAT, guard


@bp.get("/hearings/<int:series_id>/records/<int:appointment_id>/return")
@guard(SECRETARIAT)
def to_return(series_id: int, appointment_id: int) -> ResponseReturnValue:
    """Choose the form (where there are several), then write on where forms are returned. Nothing is done here."""
    found = records.paper(web.db(), series_id, appointment_id)
    key = request.args.get("question", "")
    shown = page.choice(web.db(), web.now(), found, key)
    chosen = request.args.get("form", 0, type=int)
    if len(shown.forms) == 1:
        chosen = shown.forms[0].id
    if any(f.id == chosen for f in shown.forms):
        return redirect(page.return_url(found, key, chosen))
    return web.render(
        "hearings/record_return.html", paper=found, page=shown, key=key,
        back=url_for("records.show", series_id=series_id, appointment_id=appointment_id),
    )  # fmt: skip
