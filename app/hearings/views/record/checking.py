"""What the secretariat does with a record: to the section and back, deciding on corrections, final, reopened."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.errors import Conflict, Refused
from app.hearings.page.record import Told
from app.hearings.service import record as service
from app.hearings.service import record_checking as checking
from app.hearings.views.record.blueprint import bp
from app.hearings.views.record.typing import record_page
from app.security import SECRETARIAT, actor, guard
from forms.office.hearing_record import ReasonForm, SendForm


def page_with(series_id: int, appointment_id: int, told: Told) -> str:
    """The record's page with what was typed and could not be done."""
    return record_page(service.paper(web.db(), series_id, appointment_id), told=told)


def back(series_id: int, appointment_id: int, anchor: str | None = None) -> ResponseReturnValue:
    """To the record's page."""
    url = url_for("records.show", series_id=series_id, appointment_id=appointment_id, _anchor=anchor)
    return redirect(url, 303)


@bp.post("/hearings/<int:series_id>/records/<int:appointment_id>/send")
@guard(SECRETARIAT)
def send(series_id: int, appointment_id: int) -> ResponseReturnValue:
    """The section checks it by a day; the mail that asks it to is a draft to be looked at."""
    form = SendForm()
    told = Told("way", send=form)
    if not form.validate() or form.until.data is None:
        return page_with(series_id, appointment_id, told), 422
    until, seen = form.until.data.isoformat(), request.form.get("seen", "")
    try:
        batch_id = checking.send(web.db(), actor(), web.now(), series_id, appointment_id, until, seen)
    except (Conflict, Refused) as problem:
        told.problem = problem.message
        return page_with(series_id, appointment_id, told), problem.status
    flash(
        _("The section can read the record now. The mail is a draft: please look at it, then send it."),
        "success",
    )
    return redirect(url_for("notices.batch", batch_id=batch_id), 303)


def _act(series_id: int, appointment_id: int, act: Callable[[], None], done: str) -> ResponseReturnValue:
    try:
        act()
    except (Conflict, Refused) as problem:
        told = Told("way", problem.message)
        return page_with(series_id, appointment_id, told), problem.status
    flash(done, "success")
    return back(series_id, appointment_id)


@bp.post("/hearings/<int:series_id>/records/<int:appointment_id>/pull-back")
@guard(SECRETARIAT)
def pull_back(series_id: int, appointment_id: int) -> ResponseReturnValue:
    """The secretariat types on."""
    here = web.db(), actor(), web.now(), series_id, appointment_id
    seen = request.form.get("seen", "")
    return _act(
        series_id, appointment_id, lambda: checking.pull_back(*here, seen), _("The record can be changed.")
    )


@bp.post("/hearings/<int:series_id>/records/<int:appointment_id>/finish")
@guard(SECRETARIAT)
def finish(series_id: int, appointment_id: int) -> ResponseReturnValue:
    """It is final."""
    here = web.db(), actor(), web.now(), series_id, appointment_id
    seen = request.form.get("seen", "")
    return _act(series_id, appointment_id, lambda: checking.finish(*here, seen), _("The record is final."))


@bp.post("/hearings/<int:series_id>/records/<int:appointment_id>/reopen")
@guard(SECRETARIAT)
def reopen(series_id: int, appointment_id: int) -> ResponseReturnValue:
    """A final record is opened once more, with a reason."""
    form = ReasonForm()
    told = Told("way", reason=form)
    if not form.validate():
        return page_with(series_id, appointment_id, told), 422
    here = web.db(), actor(), web.now(), series_id, appointment_id
    try:
        checking.reopen(*here, form.reason.data or "", request.form.get("seen", ""))
    except (Conflict, Refused) as problem:
        told.problem = problem.message
        return page_with(series_id, appointment_id, told), problem.status
    flash(_("The record is open again."), "success")
    return back(series_id, appointment_id)


@bp.post("/hearings/<int:series_id>/records/<int:appointment_id>/corrections/<int:correction_id>")
@guard(SECRETARIAT)
def decide(series_id: int, appointment_id: int, correction_id: int) -> ResponseReturnValue:
    """Take a correction (as it is or edited), or refuse it with a remark."""
    text, remark = request.form.get("text", ""), request.form.get("remark", "")
    taking = request.form.get("act") == "take"
    wanted = checking.Decision(taking, text, remark, request.form.get("stands", ""))
    here = web.db(), actor(), web.now(), series_id, appointment_id
    try:
        checking.decide(*here, correction_id, wanted)
    except (Conflict, Refused) as problem:
        anchor = f"correction-{correction_id}"
        told = Told(anchor, problem.message, correction=correction_id, text=text, remark=remark)
        return page_with(series_id, appointment_id, told), problem.status
    flash(_("The correction was taken.") if wanted.take else _("The correction was not taken."), "success")
    return back(series_id, appointment_id, "corrections")
