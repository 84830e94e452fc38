"""Follow-ups of a hearing: added on the record's page, changed on their own, done and not done."""

from __future__ import annotations

from datetime import date

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.errors import Conflict
from app.hearings.page.record import Told
from app.hearings.service import record as records
from app.hearings.service import record_follow_ups as service
from app.hearings.views.record.blueprint import bp
from app.hearings.views.record.checking import back, page_with
from app.security import SECRETARIAT, actor, guard
from forms.office.hearing_record import FollowUpForm

_PATH = "/hearings/<int:series_id>/records/<int:appointment_id>/follow-ups"


def _wanted(form: FollowUpForm) -> service.Wanted:
    due = form.due.data.isoformat() if form.due.data else ""
    return service.Wanted(form.what.data or "", form.who.data or "", bool(form.by_section.data), due)


@bp.post(_PATH)
@guard(SECRETARIAT)
def add_follow_up(series_id: int, appointment_id: int) -> ResponseReturnValue:
    """Something was promised."""
    form = FollowUpForm()
    if not form.validate():
        return page_with(series_id, appointment_id, Told("follow-ups", follow_up=form)), 422
    here = web.db(), actor(), web.now(), series_id, appointment_id
    service.add(*here, _wanted(form), (form.request.data or "")[:64])
    flash(_("The follow-up was added."), "success")
    return back(series_id, appointment_id, "follow-ups")


@bp.route(f"{_PATH}/<int:follow_up_id>", methods=["GET", "POST"])
@guard(SECRETARIAT)
def follow_up(series_id: int, appointment_id: int, follow_up_id: int) -> ResponseReturnValue:
    """Other words, another person or day."""
    found = records.paper(web.db(), series_id, appointment_id)
    one = service.get(web.db(), found, follow_up_id)
    form = FollowUpForm(
        what=one.what, who=one.who, by_section=one.by_section, due=date.fromisoformat(one.due) if one.due else None
    )  # fmt: skip
    problem = None
    if request.method == "POST" and form.validate():
        here = web.db(), actor(), web.now(), series_id, appointment_id
        try:
            service.change(*here, follow_up_id, _wanted(form), request.form.get("seen", ""))
            flash(_("The follow-up was saved."), "success")
            return back(series_id, appointment_id, "follow-ups")
        except Conflict as conflict:
            problem = conflict
    status = problem.status if problem else 422 if request.method == "POST" else 200
    return web.render(
        "hearings/record_follow_up.html", paper=found, form=form, one=one, seen=service.seen(one),
        problem=problem and problem.message, errors=web.errors_of(form),
    ), status  # fmt: skip


@bp.post(f"{_PATH}/<int:follow_up_id>/done")
@guard(SECRETARIAT)
def follow_up_done(series_id: int, appointment_id: int, follow_up_id: int) -> ResponseReturnValue:
    """Done, or not yet after all."""
    done = request.form.get("done") == "1"
    here = web.db(), actor(), web.now(), series_id, appointment_id
    service.set_done(*here, follow_up_id, done)
    flash(_("The follow-up is done.") if done else _("The follow-up is open again."), "success")
    return back(series_id, appointment_id, "follow-ups")


@bp.post(f"{_PATH}/<int:follow_up_id>/drop")
@guard(SECRETARIAT)
def drop_follow_up(series_id: int, appointment_id: int, follow_up_id: int) -> ResponseReturnValue:
    """It was entered by mistake."""
    service.drop(web.db(), actor(), web.now(), series_id, appointment_id, follow_up_id)
    flash(_("The follow-up was deleted."), "success")
    return back(series_id, appointment_id, "follow-ups")
