"""The list of records, and one record: typed by the secretariat, read by members once it is final."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.errors import NotFound, Refused
from app.hearings.page import record as page
from app.hearings.service import record as service
from app.hearings.service import record_checking as checking
from app.hearings.service.record import FINAL, Paper
from app.hearings.views.record.blueprint import bp
from app.security import MEMBER, SECRETARIAT, actor, guard
from app.selfsaving import telling, texts
from app.selfsaving.rule import Kept
from forms.office.hearing_record import FollowUpForm, ReasonForm, SendForm, record_form
from forms.questions import Text
from forms.response import ResponseForm


def place_of(appointment_id: int) -> tuple[str, int]:
    """What names this page among those that people have open."""
    return "hearing record", appointment_id


@bp.get("/hearings/<int:series_id>/records")
@guard(SECRETARIAT, MEMBER)
def index(series_id: int) -> str:
    """Every hearing with the state of its record, and whose turn it is."""
    shown = page.index_page(web.db(), actor(), web.now(), series_id)
    return web.render("hearings/records.html", page=shown)


def paper_of(series_id: int, appointment_id: int) -> Paper:
    """A record that this person may read. Raises NotFound."""
    found = service.paper(web.db(), series_id, appointment_id)
    if not actor().is_secretariat and found.state != FINAL:
        raise NotFound
    return found


@bp.route("/hearings/<int:series_id>/records/<int:appointment_id>", methods=["GET", "POST"])
@guard(SECRETARIAT, MEMBER)
def show(series_id: int, appointment_id: int) -> ResponseReturnValue:
    """One record: its fields while it is typed, afterwards as a paper."""
    found = paper_of(series_id, appointment_id)
    if request.method == "GET":
        return record_page(found)
    if not actor().is_secretariat:
        raise NotFound
    form = record_form(page.fields(found))
    here = web.db(), actor(), web.now(), series_id, appointment_id
    try:
        saved, _kept = service.save(*here, telling.sent(form.answer_fields))
        if not saved.conflicts:
            return _saved(series_id, appointment_id)
    except (
        Refused
    ) as problem:  # it is with the section by now: what was typed stays on the page, to be copied
        return record_page(found, form, problem=problem.message), problem.status
    return record_page(service.paper(web.db(), series_id, appointment_id), form, dict(saved.conflicts)), 409


def _saved(series_id: int, appointment_id: int) -> ResponseReturnValue:
    key, anchor = request.form.get("take", ""), None
    if key:
        service.take_over(web.db(), actor(), web.now(), series_id, appointment_id, key)
        anchor = f"q-{key}"
        flash(_("The answer in writing was taken over."), "success")
    else:
        flash(_("The record was saved."), "success")
    return redirect(
        url_for("records.show", series_id=series_id, appointment_id=appointment_id, _anchor=anchor), 303
    )


def record_page(
    found: Paper, form: ResponseForm | None = None, stale: dict[str, Kept] | None = None,
    problem: Text | None = None, told: page.Told | None = None,
) -> str:  # fmt: skip
    """The page. problem: nothing was saved, and the fields still hold what was typed; told: what else went wrong."""
    series_id, appointment_id = found.series.id, found.appointment
    told = told or page.Told()
    typing = actor().is_secretariat and (found.writable or problem is not None)
    form = form or record_form(page.fields(found))
    if typing and problem is None:
        texts.show(form.answer_fields, found.kept, web.now(), stale)
    company = telling.here(place_of(found.appointment), web.now()) if typing and not problem else []
    return web.render(
        "hearings/record.html", paper=found, form=form, typing=typing, company=company, problem=problem,
        save_url=url_for("record_saving.save", series_id=series_id, appointment_id=appointment_id),
        here={"series_id": series_id, "appointment_id": appointment_id}, conflicts=len(stale or {}),
        fields={f.key: f for f in form.answer_fields}, told=told, **_around(found, told),
    )  # fmt: skip


def _around(found: Paper, told: page.Told) -> dict[str, Any]:
    """What the page shows besides the record itself; members read the record alone."""
    db, now = web.db(), web.now()
    office = actor().is_secretariat
    return {
        "read": page.read(found),
        "state": page.STATES[found.state],
        "history": page.history(db, found.appointment) if office else [],
        "proposals": page.proposals(db, found, told) if office else [],
        "promises": page.promises(db, now, found) if office else [],
        "may_finish": office and checking.may_finish(db, now, found),
        "undecided": len(checking.undecided(db, found.appointment)),
        "seen": checking.seen(found.record),
        "send": told.send or SendForm(formdata=None),
        "reason": told.reason or ReasonForm(formdata=None),
        "follow_up": told.follow_up or FollowUpForm(formdata=None, request=uuid4().hex),
        "errors": [e for f in (told.send, told.reason, told.follow_up) if f for e in web.errors_of(f)],
    }


@bp.get("/hearings/<int:series_id>/records/<int:appointment_id>/print")
@guard(SECRETARIAT, MEMBER)
def printed(series_id: int, appointment_id: int) -> str:
    """The record as a paper, also while it is typed."""
    found = paper_of(series_id, appointment_id)
    return web.render(
        "hearings/record_print.html", paper=found, read=page.read(found), state=page.STATES[found.state]
    )
