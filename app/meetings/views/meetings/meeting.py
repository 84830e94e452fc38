"""Pages of a meeting: a new one, its facts, the page with its steps."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import i18n, web
from app.errors import Conflict, Refused
from app.meetings import wording
from app.meetings.page import meeting as page
from app.meetings.page import rows
from app.meetings.service import attaching, bodies, cancelling
from app.meetings.service import meetings as service
from app.meetings.service.bodies import Body
from app.meetings.service.meetings import Meeting
from app.meetings.views.meetings.blueprint import bp
from app.security import MEMBER, SECRETARIAT, actor, guard
from forms.office.meetings import MeetingForm


@bp.get("/meetings/<int:meeting_id>")
@guard(SECRETARIAT, MEMBER)
def show(meeting_id: int) -> str:
    """When and where, who, what about; and the steps of the work."""
    shown = page.page(web.db(), actor(), web.now(), meeting_id)
    return web.render(
        "meetings/show.html",
        page=shown,
        kinds=page.KIND,
        presences=page.PRESENCE,
        printed=attaching.printed,
        public=wording.PUBLIC,
    )


def _form(known: dict[str, Any]) -> MeetingForm:
    """Stored days and times as fields take them."""
    made: dict[str, Any] = {}
    for name, value in known.items():
        if name in ("day", "next_day"):
            made[name] = date.fromisoformat(value) if value else None
        elif name in ("begins", "ends", "next_begins"):
            made[name] = time.fromisoformat(value) if value else None
        else:
            made[name] = value
    form = MeetingForm(**made)
    form.closed.choices = [(key, i18n.translate(words)) for key, words in wording.PUBLIC.items()]
    return form


def _edit(form: MeetingForm, body: Body, found: Meeting | None) -> ResponseReturnValue:
    status = 422 if request.method == "POST" else 200
    errors = web.errors_of(form)
    return web.render("meetings/edit.html", form=form, body=body, meeting=found, errors=errors), status


def _saved(form: MeetingForm, body: Body, found: Meeting | None) -> ResponseReturnValue:
    revision = rows.number(form.seen.data or "")
    given = (web.db(), actor(), web.now(), body.id, found.id if found else None)
    try:
        made = service.save(*given, form.values, revision)
    except (Refused, Conflict) as error:
        web.wrong(form, "number", error.message)
        return _edit(form, body, found)
    told = (
        _("The meeting was saved.")
        if found
        else _("The meeting was set up. Next, its people and its agenda.")
    )
    flash(told, "success")
    return redirect(url_for("meetings.show", meeting_id=made), 303)


@bp.route("/meetings/bodies/<int:body_id>/new", methods=["GET", "POST"])
@guard(SECRETARIAT)
def new(body_id: int) -> ResponseReturnValue:
    """A new meeting: with the next number, at the time and place the last one announced."""
    body = bodies.get(web.db(), actor(), body_id)
    form = _form(service.usual(web.db(), body_id))
    return (
        _saved(form, body, None) if request.method == "POST" and form.validate() else _edit(form, body, None)
    )


@bp.route("/meetings/<int:meeting_id>/change", methods=["GET", "POST"])
@guard(SECRETARIAT)
def change(meeting_id: int) -> ResponseReturnValue:
    """Another time or place; how many observers; the next meeting."""
    found = service.get(web.db(), actor(), meeting_id)
    body = bodies.get(web.db(), actor(), found.body_id)
    names = (
        "number", "day", "begins", "ends", "place", "closed", "closed_reason", "observers", "secretariat", "other", "next_day",
        "next_begins", "next_place",
    )  # fmt: skip
    form = _form({name: getattr(found, name) for name in names} | {"seen": str(found.revision)})
    if request.method == "POST" and form.validate():
        return _saved(form, body, found)
    return _edit(form, body, found)


@bp.post("/meetings/<int:meeting_id>/cancel")
@guard(SECRETARIAT)
def cancel(meeting_id: int) -> ResponseReturnValue:
    """It does not take place, or does after all."""
    cancelled = request.form.get("cancelled") == "1"
    stopped = cancelling.cancel(web.db(), actor(), web.now(), meeting_id, cancelled)
    flash(
        _("The meeting is cancelled. Tell those who were invited.")
        if cancelled
        else _("The meeting takes place."),
        "success",
    )
    if stopped:
        flash(_("The confirmation by the members was closed with it."), "info")
    return redirect(url_for("meetings.show", meeting_id=meeting_id), 303)
