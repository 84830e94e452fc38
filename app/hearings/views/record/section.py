"""The section's page of its record: reads it, agrees, or proposes corrections."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import web
from app.errors import Conflict, Refused
from app.hearings.page import record_section as page
from app.hearings.service import record_checking as checking
from app.hearings.service import record_section as service
from app.hearings.service.record_section import Place
from app.hearings.views.record.blueprint import bp
from app.security import SECTION, actor, guard
from app.selfsaving import telling, texts
from app.selfsaving.rule import Kept
from forms.office.hearing_record import record_form
from forms.questions import Text
from forms.response import ResponseForm


def place_of(place: Place) -> tuple[str, int]:
    """What names this page among those that people have open."""
    return "hearing corrections", place[2]


@bp.route("/hearings/<int:series_id>/sections/<int:section_id>/record/<int:appointment_id>", methods=["GET", "POST"])  # fmt: skip
@guard(SECTION)
def section(series_id: int, section_id: int, appointment_id: int) -> ResponseReturnValue:
    """What was recorded of this section's hearing, and its word on it."""
    place = series_id, section_id, appointment_id
    found = service.reading(web.db(), actor(), web.now(), *place)
    form = record_form(page.fields(found))
    if request.method == "GET":
        return _page(place, form)
    here = web.db(), actor(), web.now(), place
    try:
        saved, _kept = service.save(*here, telling.sent(form.answer_fields))
        if saved.conflicts:
            return _page(place, form, dict(saved.conflicts)), 409
        return _done(place)
    except (Conflict, Refused) as problem:
        return _page(place, form, problem=problem.message), problem.status


def _done(place: Place) -> ResponseReturnValue:
    here = web.db(), actor(), web.now(), place
    act, seen = request.form.get("act"), request.form.get("seen", "")
    if act == "agree":
        service.agree(*here, seen)
        flash(_("Thank you: the record is noted as right."), "success")
    elif act == "propose":
        sent = service.propose(*here, seen)
        flash(ngettext("%(num)d correction was sent.", "%(num)d corrections were sent.", sent), "success")
    else:
        flash(_("Your corrections are saved, and not sent yet."), "success")
    return redirect(request.path, 303)


def _page(
    place: Place, form: ResponseForm, stale: dict[str, Kept] | None = None, problem: Text | None = None
) -> str:
    found = service.reading(web.db(), actor(), web.now(), *place)
    if problem is None or found.open:
        texts.show(form.answer_fields, found.kept, web.now(), stale)
    company = telling.here(place_of(place), web.now()) if found.open else []
    return web.render(
        "hearings/record_section.html", reading=found, paper=found.paper, form=form, company=company,
        problem=problem, conflicts=len(stale or {}), shown=page.shown(web.db(), found),
        seen=checking.seen(found.record),
        save_url=url_for(
            "record_saving.save_corrections", series_id=place[0], section_id=place[1], appointment_id=place[2]
        ),
    )  # fmt: skip
