"""The secretariat's page of contradictions across forms: each with its rule, its answers and a ready question."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.errors import Conflict, Refused
from app.oversight import page, service
from app.oversight.page import EVERY, STATES, Typed
from app.oversight.service import ASKED, OPEN, SETTLED
from app.rounds import service as rounds
from app.security import SECRETARIAT, actor, guard

bp = Blueprint("oversight", __name__)
_ACTS: Final = {"ask": ASKED, "settle": SETTLED, "reopen": OPEN}


@bp.get("/rounds/<int:round_id>/contradictions")
@guard(SECRETARIAT)
def contradictions(round_id: int) -> str:
    """What contradicts itself, narrowed by state and rule."""
    return _page(round_id)


def _page(round_id: int, typed: Typed | None = None) -> str:
    round_ = rounds.get(web.db(), round_id)
    given = request.form if request.method == "POST" else request.args
    wanted = given.get("state", EVERY)
    shown = page.page(
        web.db(), web.now(), round_id, web.lang(),
        state=wanted if wanted in STATES else EVERY, rule=given.get("rule", ""), typed=typed,
    )  # fmt: skip
    return web.render("oversight/contradictions.html", round_=round_, page=shown, states=STATES)


@bp.post("/rounds/<int:round_id>/contradictions/<key>")
@guard(SECRETARIAT)
def decide(round_id: int, key: str) -> ResponseReturnValue:
    """Ask the section, settle, or open again; what was typed stays on the page where it cannot be done."""
    rounds.get(web.db(), round_id)
    state, note = _ACTS.get(request.form.get("action", ""), ""), request.form.get("note", "")
    try:
        service.decide(
            web.db(), actor(), web.now(), round_id, key,
            state=state, note=note, seen=request.form.get("seen", ""),
        )  # fmt: skip
    except (Conflict, Refused) as problem:
        return _page(round_id, Typed(key, note, problem.message)), problem.status
    told = {
        ASKED: _("The section will see the question on its page."),
        SETTLED: _("It was marked as settled."),
        OPEN: _("The decision was taken back."),
    }
    flash(told[state], "success")
    back = {"state": request.form.get("state", ""), "rule": request.form.get("rule", "")}
    address = {k: v for k, v in back.items() if v and v != EVERY}
    return redirect(url_for("oversight.contradictions", round_id=round_id, **address), 303)  # type: ignore[arg-type]
