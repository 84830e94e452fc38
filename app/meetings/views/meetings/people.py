"""The people of a meeting, as a table."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.errors import Conflict, Refused
from app.meetings.page import meeting as page
from app.meetings.page import rows
from app.meetings.service import meetings as service
from app.meetings.service import people as saving
from app.meetings.service.opening import seen
from app.meetings.views.meetings.blueprint import bp
from app.security import SECRETARIAT, actor, guard


def _people(
    meeting_id: int, typed: rows.Typed | None = None, problem: Refused | Conflict | None = None
) -> str:
    found = service.get(web.db(), actor(), meeting_id)
    shown = typed and rows.with_empty(typed.rows, page.PERSON_FIELDS, kind="secretariat", presence="present")
    return web.render(
        "meetings/people.html", meeting=found, rows=shown or page.person_rows(web.db(), meeting_id),
        seen=typed.seen if typed else seen(service.people(web.db(), meeting_id)), at=request.args.get("at", ""),
        kinds=list(page.KIND.items()), presences=list(page.PRESENCE.items()), problem=problem and problem.message,
    )  # fmt: skip


@bp.route("/meetings/<int:meeting_id>/people", methods=["GET", "POST"])
@guard(SECRETARIAT)
def people(meeting_id: int) -> ResponseReturnValue:
    """Who was there, who was not, and in which role each is printed."""
    if request.method == "GET":
        return _people(meeting_id)
    typed = rows.read(request.form, page.PERSON_FIELDS)
    wanted = [
        {**row, "id": rows.number(row["id"]), "chair": int(row["chair"] == "1")} for row in typed.rows if row["name"]
    ]  # fmt: skip
    try:
        saving.put_people(web.db(), actor(), web.now(), meeting_id, wanted, typed.seen)
    except (Refused, Conflict) as problem:
        return _people(meeting_id, typed, problem), problem.status
    if not typed.at:
        flash(_("The attendance was saved."), "success")
    return redirect(url_for("meetings.people", meeting_id=meeting_id, at=typed.at or None), 303)
