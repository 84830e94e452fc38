"""One section's questions, for the secretariat and the members."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.errors import Conflict, NotFound, Refused
from app.hearings.page.questions import section as page
from app.hearings.service.questions import own as service
from app.hearings.views.questions.blueprint import bp
from app.security import MEMBER, SECRETARIAT, actor, guard


def _page(series_id: int, section_id: int, typed: page.Typed | None = None) -> str:
    shown = page.page(web.db(), actor(), web.now(), series_id, section_id, typed)
    return web.render("hearings/questions_section.html", page=shown)


def _back(series_id: int, section_id: int, anchor: str) -> ResponseReturnValue:
    address = url_for("questions.of_section", series_id=series_id, section_id=section_id, _anchor=anchor)
    return redirect(address, 303)


@bp.get("/hearings/<int:series_id>/questions/<int:section_id>")
@guard(SECRETARIAT, MEMBER)
def of_section(series_id: int, section_id: int) -> str:
    """What this section is asked, what could be asked, and what it wrote."""
    return _page(series_id, section_id)


@bp.get("/hearings/<int:series_id>/questions/<int:section_id>/sheet")
@guard(SECRETARIAT, MEMBER)
def sheet(series_id: int, section_id: int) -> str:
    """The same on one page of A4 with room to write."""
    shown = page.page(web.db(), actor(), web.now(), series_id, section_id)
    return web.render("hearings/questions_sheet.html", page=shown)


@bp.post("/hearings/<int:series_id>/questions/<int:section_id>")
@guard(SECRETARIAT)
def add(series_id: int, section_id: int) -> ResponseReturnValue:
    """A question out of something that was found, or one written freely."""
    here = web.db(), actor(), web.now(), series_id, section_id
    origin, _space, ref = request.form.get("take", "").partition(" ")
    text = request.form.get("text", "")
    try:
        made = service.take(*here, origin, ref) if origin else service.add(*here, text)
    except (Conflict, Refused) as problem:
        return _page(series_id, section_id, page.Typed(problem, 0, text)), problem.status
    flash(_("The question was added."), "success")
    return _back(series_id, section_id, f"o{made}")


@bp.post("/hearings/<int:series_id>/questions/<int:section_id>/<int:question_id>")
@guard(SECRETARIAT)
def change(series_id: int, section_id: int, question_id: int) -> ResponseReturnValue:
    """Keep the wording, and do what the button says."""
    here = web.db(), actor(), web.now(), series_id, section_id, question_id
    text = request.form.get("text")
    try:
        with web.db().write():
            if text is not None:
                service.reword(*here, text, request.form.get("seen", ""))
            _act(series_id, section_id, question_id)
    except (Conflict, Refused) as problem:
        typed = page.Typed(problem, question_id, text or "")
        return _page(series_id, section_id, typed), problem.status
    gone = request.form.get("act") in ("drop", "merge")
    return _back(series_id, section_id, "own" if gone else f"o{question_id}")


def _act(series_id: int, section_id: int, question_id: int) -> None:
    here = web.db(), actor(), web.now(), series_id, section_id, question_id
    act, place = request.form.get("act", ""), request.form.get("place", 0, type=int)
    if act in ("up", "down"):
        service.move(*here, -1 if act == "up" else 1, place)
    elif act in ("drop", "back"):
        service.drop(*here, dropped=act == "drop")
    elif act == "merge":
        service.merge(*here, request.form.get("into", 0, type=int))
    elif act == "part":
        service.part(*here)
    elif act != "save":
        raise NotFound
    flash(_DONE[act](), "success")


_DONE = {
    "save": lambda: _("The question was saved."),
    "up": lambda: _("The order was changed."),
    "down": lambda: _("The order was changed."),
    "drop": lambda: _("The question is not asked. It can be brought back below."),
    "back": lambda: _("The question is asked again."),
    "merge": lambda: _("The two questions are one now. This can be taken back below."),
    "part": lambda: _("The question stands by itself again."),
}
