"""Pages of bodies: the list, one body, its settings, its members."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import i18n, web
from app.clock import CITY_ZONE
from app.errors import Conflict, Refused
from app.meetings import wording
from app.meetings.page import bodies as page
from app.meetings.page import promises, rows
from app.meetings.service import answering, confirming
from app.meetings.service import bodies as service
from app.meetings.service.bodies import Row
from app.meetings.views.meetings.blueprint import bp
from app.security import MEMBER, SECRETARIAT, actor, guard
from forms.office.meetings import BodyForm


@bp.get("/meetings")
@guard(SECRETARIAT, MEMBER)
def index() -> str:
    """The bodies, with the meeting that comes next."""
    return web.render(
        "meetings/index.html", lines=page.lines(web.db(), actor(), web.now()), wording=wording,
        asked=[] if actor().is_secretariat else answering.asked(web.db(), actor(), web.now()),
        owed=promises.owed(web.db(), web.now()) if actor().is_secretariat else [],
        confirmations=confirming.running(web.db(), web.now()) if actor().is_secretariat else [],
    )  # fmt: skip


def _form(body_id: int | None, **known: object) -> BodyForm:
    form = BodyForm(**known)
    parents = page.parents(web.db(), actor(), body_id)
    form.parent_id.choices = [(key, i18n.translate(words)) for key, words in parents]
    form.audience.choices = [(key, i18n.translate(words)) for key, words in page.AUDIENCE.items()]
    return form


def _edit(form: BodyForm, found: service.Body | None) -> ResponseReturnValue:
    status = 422 if request.method == "POST" else 200
    return web.render("meetings/body_edit.html", form=form, body=found, errors=web.errors_of(form)), status


def _saved(form: BodyForm, found: service.Body | None) -> ResponseReturnValue:
    seen = form.seen.data or ""
    try:
        made = service.save(web.db(), actor(), web.now(), found.id if found else None, form.values, seen)
    except (Refused, Conflict) as error:
        web.wrong(form, "name", error.message)
        return _edit(form, found)
    if found is None:
        flash(_("The body was set up. Next, enter its members."), "success")
        return redirect(url_for("meetings.members", body_id=made), 303)
    flash(_("The body was saved."), "success")
    return redirect(url_for("meetings.body", body_id=made), 303)


def _today() -> date:
    return web.now().astimezone(CITY_ZONE).date()


def _promised_from(found: service.Body) -> date | None:
    """A body that promises nothing yet is offered to begin today: its meetings so far would all be late at once."""
    if found.promised_from:
        return date.fromisoformat(found.promised_from)
    return None if found.summary_days or found.minutes_days else _today()


@bp.route("/meetings/bodies/new", methods=["GET", "POST"])
@guard(SECRETARIAT)
def new_body() -> ResponseReturnValue:
    """A new body."""
    form = _form(
        None, audience="members", summary_days=0, minutes_days=0, promised_from=_today(), silence_agrees=True, parent_id=0,
    )  # fmt: skip
    return _saved(form, None) if request.method == "POST" and form.validate() else _edit(form, None)


@bp.route("/meetings/bodies/<int:body_id>/change", methods=["GET", "POST"])
@guard(SECRETARIAT)
def change_body(body_id: int) -> ResponseReturnValue:
    """Its name, who reads its minutes, what is promised."""
    found = service.get(web.db(), actor(), body_id)
    form = _form(
        body_id, name=found.name, parent_id=found.parent_id or 0, audience=found.audience,
        summary_days=found.summary_days, minutes_days=found.minutes_days, promised_from=_promised_from(found),
        silence_agrees=found.silence_agrees, seen=service.body_seen(found),
    )  # fmt: skip
    return _saved(form, found) if request.method == "POST" and form.validate() else _edit(form, found)


@bp.get("/meetings/bodies/<int:body_id>")
@guard(SECRETARIAT, MEMBER)
def body(body_id: int) -> str:
    """Its meetings, what was decided when, what is open, its members."""
    shown = page.page(web.db(), actor(), web.now(), body_id)
    return web.render("meetings/body.html", page=shown, states=page.STATE, look=page.LOOK, wording=wording)


@bp.post("/meetings/bodies/<int:body_id>/close")
@guard(SECRETARIAT)
def close_body(body_id: int) -> ResponseReturnValue:
    """It has ended, or goes on."""
    closed = request.form.get("closed") == "1"
    service.close(web.db(), actor(), web.now(), body_id, closed)
    flash(_("The body has ended.") if closed else _("The body goes on."), "success")
    return redirect(url_for("meetings.body", body_id=body_id), 303)


def _members(body_id: int, typed: rows.Typed | None = None, problem: Refused | Conflict | None = None) -> str:
    found = service.get(web.db(), actor(), body_id)
    shown = rows.with_empty(typed.rows, page.MEMBER_FIELDS) if typed else page.member_rows(web.db(), body_id)
    seen = typed.seen if typed else service.members_seen(service.members(web.db(), body_id))
    return web.render(
        "meetings/members.html", body=found, rows=shown, seen=seen, at=request.args.get("at", ""),
        accounts=page.accounts(web.db()), problem=problem and problem.message,
    )  # fmt: skip


@bp.route("/meetings/bodies/<int:body_id>/members", methods=["GET", "POST"])
@guard(SECRETARIAT)
def members(body_id: int) -> ResponseReturnValue:
    """Its members, as a table."""
    if request.method == "GET":
        return _members(body_id)
    typed = rows.read(request.form, page.MEMBER_FIELDS)
    wanted = [_row(row) for row in typed.rows]
    try:
        service.put_members(web.db(), actor(), web.now(), body_id, wanted, typed.seen)
    except (Refused, Conflict) as problem:
        return _members(body_id, typed, problem), problem.status
    if not typed.at:
        flash(_("The members were saved."), "success")
    return redirect(url_for("meetings.members", body_id=body_id, at=typed.at or None), 303)


def _row(row: rows.Row) -> Row:
    return Row(
        rows.number(row["id"]), row["name"], row["role"], row["chair"] == "1", rows.number(row["account_id"]) or None,
        row["from_day"], row["until_day"],
    )  # fmt: skip
