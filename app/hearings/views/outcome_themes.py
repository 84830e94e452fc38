"""Themes: making, ordering, and putting what sections said under them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.errors import Refused
from app.hearings.page import outcome_themes as page
from app.hearings.page.outcome_themes import Typed
from app.hearings.service import outcome_themes as service
from app.security import SECRETARIAT, actor, guard

bp = Blueprint("themes", __name__)


def _page(series_id: int, name: str = "", error: str = "", theme_id: int = 0) -> str:
    """theme_id: the theme whose new name could not be taken; 0: a new one's."""
    shown = page.themes_page(web.db(), actor(), web.now(), series_id)
    return web.render("hearings/outcome_themes.html", page=shown, name=name, error=error, wrong=theme_id)


@bp.get("/hearings/<int:series_id>/themes")
@guard(SECRETARIAT)
def index(series_id: int) -> str:
    """The themes, and the hearings whose answers are put under them."""
    return _page(series_id)


@bp.post("/hearings/<int:series_id>/themes")
@guard(SECRETARIAT)
def add(series_id: int) -> ResponseReturnValue:
    """A new theme."""
    name = request.form.get("name", "")
    try:
        service.add(web.db(), actor(), web.now(), series_id, name)
    except Refused as error:
        return _page(series_id, name, error.message.get(web.lang())), error.status
    flash(_("The theme was added."), "success")
    return redirect(url_for("themes.index", series_id=series_id), 303)


@bp.post("/hearings/<int:series_id>/themes/<int:theme_id>")
@guard(SECRETARIAT)
def change(series_id: int, theme_id: int) -> ResponseReturnValue:
    """Rename, move (`place`) or drop a theme."""
    name, place = request.form.get("name", ""), request.form.get("place", 0, type=int)
    given = web.db(), actor(), web.now(), series_id, theme_id
    try:
        if request.form.get("action") == "drop":
            service.drop(*given)
            flash(_("The theme was removed."), "success")
        elif place:
            service.move(*given, place)
        else:
            service.rename(*given, name)
            flash(_("The name was saved."), "success")
    except Refused as error:
        return _page(series_id, name, error.message.get(web.lang()), theme_id), error.status
    return redirect(url_for("themes.index", series_id=series_id), 303)


@bp.get("/hearings/<int:series_id>/themes/hearings/<int:hearing_id>")
@guard(SECRETARIAT)
def hearing(series_id: int, hearing_id: int) -> str:
    """One hearing's answers, to be put under themes."""
    shown = page.hearing_page(web.db(), actor(), web.now(), series_id, hearing_id)
    return web.render("hearings/outcome_hearing.html", page=shown)


@bp.post("/hearings/<int:series_id>/themes/hearings/<int:hearing_id>")
@guard(SECRETARIAT)
def tag(series_id: int, hearing_id: int) -> ResponseReturnValue:
    """Put an answer, or a part of it, under themes."""
    form = request.form
    question, quote = form.get("question", ""), form.get("quote", "")
    chosen = frozenset(form.getlist("theme", type=int))
    given = web.db(), actor(), web.now(), series_id, hearing_id
    try:
        service.tag(*given, question, quote, chosen)
    except Refused as error:
        typed = Typed(question, quote, chosen, error.message.get(web.lang()))
        shown = page.hearing_page(*given, typed)
        return web.render("hearings/outcome_hearing.html", page=shown), error.status
    flash(_("Put under the theme."), "success")
    return _back(series_id, hearing_id)


@bp.post("/hearings/<int:series_id>/themes/hearings/<int:hearing_id>/untag")
@guard(SECRETARIAT)
def untag(series_id: int, hearing_id: int) -> ResponseReturnValue:
    """Take an opinion off a theme."""
    opinion_id, theme_id = (request.form.get(name, 0, type=int) for name in ("opinion", "theme"))
    service.untag(web.db(), actor(), web.now(), series_id, opinion_id, theme_id)
    flash(_("Taken off the theme."), "success")
    return _back(series_id, hearing_id)


def _back(series_id: int, hearing_id: int) -> ResponseReturnValue:
    """To the answer that was worked on."""
    at = request.form.get("at", "")
    anchor = at if at.isascii() and at.replace("-", "").isalnum() else None
    return redirect(
        url_for("themes.hearing", series_id=series_id, hearing_id=hearing_id, _anchor=anchor), 303
    )
