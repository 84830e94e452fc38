"""Who made which speech, for many at once: labels such as 【委員】 do not say which member it was."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import web
from app.errors import Conflict, Refused
from app.meetings.page import speakers as page
from app.meetings.service import arranging
from app.meetings.service import writing as service
from app.security import SECRETARIAT, actor, guard
from forms.questions import Text

bp = Blueprint("speakers", __name__)


def _page(meeting_id: int, problem: Text | None = None) -> str:
    everything = "all" in request.args
    shown = page.page(web.db(), actor(), meeting_id, dict(request.form), everything=everything)
    return web.render("meetings/speakers.html", page=shown, problem=problem, everything=everything)


@bp.route("/meetings/<int:meeting_id>/minutes/speakers", methods=["GET", "POST"])
@guard(SECRETARIAT)
def show(meeting_id: int) -> ResponseReturnValue:
    """The speeches whose speaker is not known (or all), each with a choice."""
    if request.method == "GET":
        return _page(meeting_id)
    ids = {s.id for s in service.speeches(web.db(), meeting_id)}
    typed = {int(k[1:]): v for k, v in request.form.items() if k[:1] == "w" and k[1:].isdigit()}
    who = {i: int(v) if v.isdigit() else None for i, v in typed.items() if i in ids}
    try:
        changed = arranging.assign_people(
            web.db(), actor(), web.now(), meeting_id, who, request.form.get("seen", "")
        )
    except (Refused, Conflict) as refused:
        return _page(meeting_id, refused.message), refused.status
    told = ngettext(
        "The speaker of %(num)d speech was saved.", "The speakers of %(num)d speeches were saved.", changed
    )
    flash(told if changed else _("Nothing was changed."), "success")
    return redirect(
        url_for("speakers.show", meeting_id=meeting_id, all="1" if "all" in request.args else None), 303
    )
