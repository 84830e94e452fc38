"""Pages of hearing series: the list, a new one, the overview, closing and reopening."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.errors import Conflict, Refused
from app.hearings.page import series as page
from app.hearings.service import series as service
from app.security import MEMBER, SECRETARIAT, actor, guard
from forms.office.hearings_series import NameForm, SeriesForm

bp = Blueprint("hearings", __name__)


@bp.get("/hearings")
@guard(SECRETARIAT, MEMBER)
def index() -> str:
    """Every series, or those of one survey."""
    shown = page.list_page(web.db(), request.args.get("round_id", type=int))
    return web.render("hearings/index.html", page=shown)


@bp.route("/hearings/new", methods=["GET", "POST"])
@guard(SECRETARIAT)
def new() -> ResponseReturnValue:
    """A new series on a survey."""
    shown = page.list_page(web.db(), request.args.get("round_id", type=int))
    form = SeriesForm()
    if request.method == "GET":
        form.round_id.data = shown.round.id if shown.round else None
        return web.render("hearings/new.html", page=shown, form=form, errors=[])
    if form.validate():
        try:
            made = service.create(web.db(), actor(), web.now(), form.round_id.data or 0, form.name.data or "")
        except Refused as error:
            web.wrong(form, "name", error.message)
        else:
            flash(_("The hearings were set up. Next, choose the sections."), "success")
            return redirect(url_for("hearings.show", series_id=made), 303)
    return web.render("hearings/new.html", page=shown, form=form, errors=web.errors_of(form)), 422


def _page(series_id: int, problem: str = "") -> str:
    shown = page.page(web.db(), actor(), series_id)
    return web.render("hearings/show.html", page=shown, round_=shown.round, problem=problem)


@bp.get("/hearings/<int:series_id>")
@guard(SECRETARIAT, MEMBER)
def show(series_id: int) -> str:
    """One series: its steps, and what is open."""
    return _page(series_id)


@bp.route("/hearings/<int:series_id>/name", methods=["GET", "POST"])
@guard(SECRETARIAT)
def name(series_id: int) -> ResponseReturnValue:
    """Another name."""
    found = service.require_open(web.db(), series_id)
    form = NameForm(name=found.name)
    if request.method == "POST" and form.validate():
        try:
            service.change(web.db(), actor(), web.now(), series_id, name=form.name.data or "")
        except Refused as error:
            web.wrong(form, "name", error.message)
        else:
            flash(_("The name was saved."), "success")
            return redirect(url_for("hearings.show", series_id=series_id), 303)
    status = 422 if request.method == "POST" else 200
    return web.render("hearings/name.html", series=found, form=form, errors=web.errors_of(form)), status


@bp.post("/hearings/<int:series_id>/close")
@guard(SECRETARIAT)
def close(series_id: int) -> ResponseReturnValue:
    """The hearings are over; the form says how many sections its page called undecided."""
    try:
        told = request.form.get("undecided", -1, type=int)
        service.close(web.db(), actor(), web.now(), series_id, told)
    except Conflict as error:
        return _page(series_id, error.message.get(web.lang())), error.status
    flash(_("The hearings are closed."), "success")
    return redirect(url_for("hearings.show", series_id=series_id), 303)


@bp.post("/hearings/<int:series_id>/reopen")
@guard(SECRETARIAT)
def reopen(series_id: int) -> ResponseReturnValue:
    """Go on with them."""
    service.reopen(web.db(), actor(), web.now(), series_id)
    flash(_("The hearings are open again."), "success")
    return redirect(url_for("hearings.show", series_id=series_id), 303)
