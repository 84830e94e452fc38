"""The secretariat's pages of rounds: list, new, one round, the frozen questionnaires."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from app import web
from app.clock import CITY_ZONE
from app.errors import Refused
from app.organisation import service as organisation
from app.rounds import page, service
from app.rounds.store import Round
from app.rounds.views.blueprint import bp
from app.security import SECRETARIAT, actor, guard
from forms.office.rounds import RoundForm, RoundSettingsForm
from forms.years import era_name


@bp.get("/rounds")
@guard(SECRETARIAT)
def index() -> str:
    """Every round."""
    return web.render("rounds/index.html", rounds=service.all_rounds(web.db()))


@bp.route("/rounds/new", methods=["GET", "POST"])
@guard(SECRETARIAT)
def new() -> Any:
    """A new round, with today's questionnaires."""
    known = organisation.valid_sections(web.db(), web.now())
    form = RoundForm(year=era_name(web.now().astimezone(CITY_ZONE).year), sections=[s.id for s in known])
    status = 200
    if request.method == "POST":
        made = _create(form) if form.validate() else None
        if made is not None:
            flash(_("The survey was made. Sections see it once you open it."), "success")
            return redirect(url_for("rounds.show", round_id=made), 303)
        status = 422
    departments = organisation.by_department(known)
    return web.render(
        "rounds/new.html", form=form, departments=departments, errors=web.errors_of(form)
    ), status


def _create(form: RoundForm) -> int | None:
    """The new round's id; None where the form now says what is wrong."""
    chosen = set(form.sections.data or [])
    ordered = [s.id for s in organisation.valid_sections(web.db(), web.now()) if s.id in chosen]
    name = (form.name.data or "").strip()
    try:
        return service.create(web.db(), actor(), web.now(), name, form.western or 0, ordered)
    except Refused as error:
        web.wrong(form, "name", error.message)
        return None


def _page(round_: Round, form: RoundSettingsForm) -> str:
    return web.render(
        "rounds/show.html",
        page=page.round_page(round_),
        round_=round_,
        form=form,
        errors=web.errors_of(form),
    )


@bp.route("/rounds/<int:round_id>", methods=["GET", "POST"])
@guard(SECRETARIAT)
def show(round_id: int) -> Any:
    """One round; its contact can be changed."""
    round_ = service.get(web.db(), round_id)
    form = RoundSettingsForm(contact=round_.contact)
    if request.method == "GET":
        return _page(round_, form)
    if not form.validate():
        return _page(round_, form), 422
    contact = (form.contact.data or "").strip()
    service.change(web.db(), actor(), web.now(), round_id, contact=contact)
    flash(_("The contact was saved."), "success")
    return redirect(url_for("rounds.show", round_id=round_id), 303)


@bp.get("/rounds/<int:round_id>/questionnaires")
@guard(SECRETARIAT)
def questionnaires(round_id: int) -> str:
    """The questionnaires as this round froze them."""
    round_ = service.get(web.db(), round_id)
    return web.render("rounds/questionnaires.html", page=page.round_page(round_), round_=round_)
