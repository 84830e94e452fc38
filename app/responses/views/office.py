"""The secretariat's page of one section in a round, and sending back (差戻し)."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import web
from app.errors import Conflict, Refused
from app.responses import returns_desk
from app.responses.service import returning
from app.responses.views.common import bp
from app.rounds import service as rounds
from app.security import SECRETARIAT, actor, guard


@bp.get("/rounds/<int:round_id>/sections/<int:section_id>")
@guard(SECRETARIAT)
def overview(round_id: int, section_id: int) -> ResponseReturnValue:
    """Every form of one section with its state, versions and remarks."""
    shown = returns_desk.overview(web.db(), round_id, rounds.section(web.db(), round_id, section_id))
    return web.render("responses/overview.html", page=shown, round_=shown.round)


@bp.route("/rounds/<int:round_id>/sections/<int:section_id>/return", methods=["GET", "POST"])
@guard(SECRETARIAT)
def send_back(round_id: int, section_id: int) -> ResponseReturnValue:
    """Choose forms and write remarks, look at them once more, send them back to the section."""
    desk = returns_desk.Desk(web.db(), round_id, rounds.section(web.db(), round_id, section_id))
    if request.method == "GET" or request.form.get("act") == "edit":
        return desk.render()
    if not desk.form.validate():
        return desk.render(), 422
    try:
        if request.form.get("act") != "send":
            return desk.preview()
        desk.send()
    except (Conflict, Refused) as problem:
        return desk.render(problem), problem.status
    flash(_("The forms were returned to the section."), "success")
    return redirect(url_for("responses.overview", round_id=round_id, section_id=section_id), 303)


@bp.post("/rounds/<int:round_id>/sections/<int:section_id>/return/<int:return_id>/take-back")
@guard(SECRETARIAT)
def take_return_back(round_id: int, section_id: int, return_id: int) -> Response:
    """What was returned needs no correction after all."""
    rounds.section(web.db(), round_id, section_id)
    returning.take_back(web.db(), actor(), web.now(), round_id, section_id, return_id)
    flash(_("The return was taken back."), "success")
    return redirect(url_for("responses.overview", round_id=round_id, section_id=section_id), 303)
