"""The page on which a round is disposed of, and the records of those that were."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from app import i18n, web
from app.disposal import service
from app.disposal.words import COUNTED
from app.errors import Refused
from app.rounds import service as rounds
from app.security import SECRETARIAT, actor, guard

bp = Blueprint("disposal", __name__)


#: What still answers for a round that was disposed of; its other pages say that it was.
_STILL: Final = {"rounds.show", "rounds.questionnaires", "disposal.show"}


@bp.before_app_request
def gone() -> Any:
    """One page in the place of everything that showed or changed the round's content."""
    round_id = (request.view_args or {}).get("round_id")
    if not isinstance(round_id, int) or request.endpoint in _STILL:
        return None
    if not rounds.is_disposed(web.db(), round_id):
        return None
    return web.render("disposal/gone.html", round_=rounds.get(web.db(), round_id)), 410


@bp.get("/disposals")
@guard(SECRETARIAT)
def index() -> str:
    """What was disposed of, when, by whom."""
    return web.render("disposal/index.html", records=service.records(web.db()), counted=COUNTED)


@bp.route("/rounds/<int:round_id>/disposal", methods=["GET", "POST"])
@guard(SECRETARIAT)
def show(round_id: int) -> Any:
    """Whether a round is due, what would go; done once its name was typed."""
    if request.method == "GET":
        return _page(round_id, [])
    round_ = rounds.get(web.db(), round_id)
    name, reason = request.form.get("name", ""), request.form.get("reason", "")
    problems = [("#name", service.name_problem(round_, name)), ("#reason", service.reason_problem(reason))]
    told = [(place, i18n.translate(problem)) for place, problem in problems if problem]
    if told and not round_.disposed_at:
        return _page(round_id, told), 422
    try:
        service.dispose(web.db(), actor(), web.now(), web.runtime().instance, round_id, name, reason)
    except Refused as error:
        return _page(round_id, [("", i18n.translate(error.message))]), error.status
    flash(_("The survey was disposed of. The record of it is kept."), "success")
    return redirect(url_for("disposal.show", round_id=round_id), 303)


def _page(round_id: int, errors: list[tuple[str, str]]) -> str:
    return web.render(
        "disposal/show.html",
        round_=rounds.get(web.db(), round_id),
        page=service.outlook(web.db(), web.now(), round_id),
        counted=COUNTED,
        given=request.form,
        errors=errors,
    )
