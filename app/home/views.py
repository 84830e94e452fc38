"""The address `/`: each role has its own first page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request, url_for

from app import web
from app.errors import NotFound
from app.home import page
from app.meetings.page import promises
from app.meetings.service import answering, confirming
from app.notices.service import desk as notices
from app.responses.views import section_home
from app.results import service as results
from app.rounds import service as rounds
from app.security import ANYONE_SIGNED_IN, MEMBER, SECTION, actor, guard

bp = Blueprint("home", __name__)


@bp.get("/")
@guard(ANYONE_SIGNED_IN)
def index() -> Any:
    """A section fills in, the secretariat oversees, a member reads what was released."""
    if actor().role == SECTION:
        return section_home()
    if actor().role == MEMBER:
        return web.render(
            "home/member.html", rounds=results.released_rounds(web.db()),
            asked=answering.asked(web.db(), actor(), web.now()),
        )  # fmt: skip
    return _overview()


def _overview() -> Any:
    known = rounds.all_rounds(web.db())
    wanted = request.args.get("round", type=int)
    found = page.chosen(known, wanted)
    if found is None:
        if wanted is not None:
            raise NotFound
        return web.render("home/secretariat.html", page=None, others=[], **_of_meetings())
    if found.disposed_at:
        return redirect(url_for("rounds.show", round_id=found.id))
    shown = page.overview(web.db(), web.now(), found, page.wanted(request.args))
    others = [r for r in known if r.id != found.id]
    mail = notices.to_decide(web.db())
    return web.render(
        "home/secretariat.html", page=shown, others=others, round_=found, mail=mail, **_of_meetings()
    )


def _of_meetings() -> dict[str, Any]:
    """What the committee's meetings wait for: what was promised, and what members are asked to confirm."""
    return {
        "promised": promises.owed(web.db(), web.now()),
        "confirmations": confirming.running(web.db(), web.now()),
    }
