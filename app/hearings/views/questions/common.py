"""The series page of questions, and the common ones: editing the draft, fixing it, comparing versions, sending."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import web
from app.errors import Conflict, NotFound, Refused
from app.hearings.page.questions import common as page
from app.hearings.page.questions import index as overview
from app.hearings.service.questions import common as service
from app.hearings.service.questions import sending
from app.hearings.views.questions.blueprint import bp
from app.security import MEMBER, SECRETARIAT, actor, guard
from forms.questions import Text


def _index(series_id: int, problem: Refused | Conflict | None = None) -> str:
    shown = overview.page(web.db(), series_id)
    ticked = request.form.getlist("section", type=int) if problem else None
    return web.render(
        "hearings/questions.html", page=shown, states=overview.STATE, problem=problem and problem.message,
        ticked=ticked,
    )  # fmt: skip


@bp.get("/hearings/<int:series_id>/questions")
@guard(SECRETARIAT, MEMBER)
def index(series_id: int) -> str:
    """Versions of the common questions, and how every section stands."""
    return _index(series_id)


@bp.post("/hearings/<int:series_id>/questions/send")
@guard(SECRETARIAT)
def send(series_id: int) -> ResponseReturnValue:
    """Draft mails for the ticked sections, or note that they got their questions without one."""
    ticked = request.form.getlist("section", type=int)
    try:
        if request.form.get("how") == "handed":
            done = sending.hand_over(web.db(), actor(), web.now(), series_id, ticked)
            told = ngettext("Noted for %(num)d section.", "Noted for %(num)d sections.", done)
            flash(told, "success")
            return redirect(url_for("questions.index", series_id=series_id, _anchor="sections"), 303)
        batch_id = sending.prepare(web.db(), actor(), web.now(), series_id, ticked)
    except (Conflict, Refused) as problem:
        return _index(series_id, problem), problem.status
    flash(_("The mails are drafted. Please look at them; they leave when you send them."), "success")
    return redirect(url_for("notices.batch", batch_id=batch_id), 303)


# The draft


def _draft(series_id: int, typed: page.Typed | None = None) -> str:
    return web.render("hearings/questions_draft.html", page=page.draft_page(web.db(), series_id, typed))


@bp.get("/hearings/<int:series_id>/questions/draft")
@guard(SECRETARIAT)
def draft(series_id: int) -> ResponseReturnValue:
    """Edit the common questions."""
    if not service.draft(web.db(), series_id).open:
        return redirect(url_for("questions.index", series_id=series_id))
    return _draft(series_id)


def _wanted() -> service.Edit:
    """What the page of the draft sent: the texts, a new one, and the button (`up c3`, `save`, `add`)."""
    keys = request.form.getlist("key")
    texts = {k: Text(request.form.get(f"{k}-ja", ""), request.form.get(f"{k}-en", "")) for k in keys}
    act, _space, key = request.form.get("act", "").partition(" ")
    new = Text(request.form.get("new-ja", ""), request.form.get("new-en", ""))
    return service.Edit(texts, new, (act, key) if key else None)


@bp.post("/hearings/<int:series_id>/questions/draft")
@guard(SECRETARIAT)
def edit(series_id: int) -> ResponseReturnValue:
    """Keep what was typed, and do what the button says: save, add, up, down, remove, put back, fix."""
    wanted, revision = _wanted(), request.form.get("revision", -1, type=int)
    fixing, here = request.form.get("act") == "fix", (web.db(), actor(), web.now(), series_id)
    try:
        with web.db().write():
            again = fixing and not service.draft(web.db(), series_id).open  # a second click
            changed = not again and service.edit(*here, wanted, revision)
            number = service.fix(*here, revision + changed) if fixing else 0
        if fixing:
            flash(_("Version %(n)d is fixed. Next, send it to the sections.", n=number), "success")
            return redirect(url_for("questions.index", series_id=series_id), 303)
    except (Conflict, Refused) as problem:
        if not service.draft(web.db(), series_id).open:
            return _index(series_id, problem), problem.status
        return _draft(series_id, page.Typed(problem, wanted)), problem.status
    flash(_("The draft was saved."), "success")
    anchor = wanted.act[1] if wanted.act and wanted.act[0] in ("up", "down", "back") else None
    return redirect(url_for("questions.draft", series_id=series_id, _anchor=anchor and f"q-{anchor}"), 303)


@bp.post("/hearings/<int:series_id>/questions/draft/begin")
@guard(SECRETARIAT)
def begin(series_id: int) -> ResponseReturnValue:
    """A new draft from the newest version."""
    service.begin(web.db(), actor(), web.now(), series_id)
    return redirect(url_for("questions.draft", series_id=series_id), 303)


@bp.post("/hearings/<int:series_id>/questions/draft/give-up")
@guard(SECRETARIAT)
def give_up(series_id: int) -> ResponseReturnValue:
    """The newest version stands, the draft is thrown away."""
    revision = request.form.get("revision", -1, type=int)
    service.give_up(web.db(), actor(), web.now(), series_id, revision)
    flash(_("The draft was thrown away; the fixed version stands."), "success")
    return redirect(url_for("questions.index", series_id=series_id), 303)


# Versions


@bp.get("/hearings/<int:series_id>/questions/versions/<int:number>")
@guard(SECRETARIAT, MEMBER)
def version(series_id: int, number: int) -> str:
    """One fixed version, and whom it went to."""
    return web.render("hearings/questions_version.html", page=page.version_page(web.db(), series_id, number))


@bp.get("/hearings/<int:series_id>/questions/compare")
@guard(SECRETARIAT, MEMBER)
def compare(series_id: int) -> str:
    """What changed between two versions."""
    old, new = (request.args.get(name, type=int) for name in ("old", "new"))
    if old is None or new is None:
        raise NotFound
    shown = page.comparison(web.db(), series_id, old, new)
    return web.render("hearings/questions_compare.html", page=shown)
