"""The flag desk's pages: the list of all flags, and one flag with what can be done about it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app import i18n, web
from app.errors import Conflict, KikitoriError, Refused
from app.flags import desk, page
from app.flags.case_page import CasePage
from app.rounds import service as rounds
from app.security import SECRETARIAT, actor, guard

bp = Blueprint("flags", __name__)


def list_url(round_id: int) -> str:
    """The list, narrowed as the page that was left (its filters travel in the form)."""
    filters = page.Filters.read(request.form if request.method == "POST" else request.args)
    address: dict[str, Any] = filters.address()
    return url_for("flags.index", round_id=round_id, **address)


@bp.get("/rounds/<int:round_id>/flags")
@guard(SECRETARIAT)
def index(round_id: int) -> ResponseReturnValue:
    """Every flag of a round, narrowed by state, questionnaire, department and rule."""
    round_ = rounds.get(web.db(), round_id)
    shown = page.flag_list(web.db(), round_id, page.Filters.read(request.args))
    return web.render("flags/index.html", round_=round_, page=shown, states=page.STATES)


@bp.post("/rounds/<int:round_id>/flags/confirm")
@guard(SECRETARIAT)
def confirm(round_id: int) -> ResponseReturnValue:
    """Confirm one flag, or several of one rule, as they are."""
    ids = [int(i) for i in request.form.getlist("flag") if i.isascii() and i.isdigit() and len(i) < 12]
    seen = {i: request.form.get(f"seen-{i}", "") for i in ids}
    try:
        done = desk.confirm(web.db(), actor(), web.now(), round_id, seen)
    except (Conflict, Refused) as problem:
        flash(i18n.translate(problem.message), "warning")
    else:
        flash(
            ngettext(
                "%(num)d flag was confirmed as it is.", "%(num)d flags were confirmed as they are.", done
            ),
            "success",
        )
    return redirect(list_url(round_id), 303)


@bp.get("/rounds/<int:round_id>/flags/<int:flag_id>")
@guard(SECRETARIAT)
def show(round_id: int, flag_id: int) -> ResponseReturnValue:
    """One flag: the raw value, the answer as it stands, and what can be done."""
    return CasePage(round_id, flag_id).render()


@bp.post("/rounds/<int:round_id>/flags/<int:flag_id>")
@guard(SECRETARIAT)
def decide(round_id: int, flag_id: int) -> ResponseReturnValue:
    """Confirm, ask, take back or correct; what was typed stays on the page where it cannot be done."""
    shown = CasePage(round_id, flag_id)
    try:
        done = shown.act(request.form.get("action", ""))
    except (Conflict, Refused) as problem:
        return _again(shown, problem)
    if done is None:
        return shown.render(), Refused.status
    flash(done, "success")
    return redirect(list_url(round_id), 303)


def _again(shown: CasePage, problem: KikitoriError) -> ResponseReturnValue:
    fresh = CasePage(shown.round.id, shown.case.flag.id)
    fresh.keep_typed()
    return fresh.render(problem), problem.status
