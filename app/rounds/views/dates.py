"""A round's dates, extensions and states: one page, and one that asks once more before a state changes."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from app import web
from app.errors import Conflict, NotFound, Refused
from app.rounds import dates_page, dates_service, service
from app.rounds.dates_service import LIMITS, RESTORED
from app.rounds.service import Round
from app.rounds.store import ARCHIVED, CLOSED, OPEN
from app.rounds.views.blueprint import bp
from app.security import SECRETARIAT, actor, guard
from forms.office.dates import DatesForm, ExtensionForm


def _stored(round_: Round) -> dict[str, Any]:
    """What the form of dates shows of a round."""
    out: dict[str, Any] = {"approval": round_.approval, "seen": dates_service.seen(round_)}
    for name in LIMITS:
        limit = getattr(round_, name)
        out[f"{name}_day"] = date.fromisoformat(limit[:10]) if limit else None
        out[f"{name}_time"] = time.fromisoformat(limit[11:]) if "T" in limit else None
    out["keep_until"] = date.fromisoformat(round_.keep_until) if round_.keep_until else None
    return out


def _page(round_: Round, form: DatesForm | None = None, extension: ExtensionForm | None = None) -> str:
    shown = dates_page.dates_page(web.db(), web.now(), round_)
    form = form or DatesForm(formdata=None, data=_stored(round_))
    extension = extension or ExtensionForm(formdata=None, sections=request.args.getlist("section", int))
    return web.render(
        "rounds/dates.html", page=shown, round_=round_, form=form, extension=extension,
        errors=[*web.errors_of(form), *web.errors_of(extension)],
    )  # fmt: skip


@bp.route("/rounds/<int:round_id>/dates", methods=["GET", "POST"])
@guard(SECRETARIAT)
def dates(round_id: int) -> ResponseReturnValue:
    """The three dates, approval, how long the round is kept, and its extensions."""
    round_ = service.get(web.db(), round_id)
    if request.method == "GET":
        return _page(round_)
    form = DatesForm()
    if not form.validate():
        return _page(round_, form), 422
    for name, told in dates_service.faults(form.wanted).items():
        web.wrong(form, name if name in form else f"{name}_day", told)
    if form.errors:
        return _page(round_, form), 422
    return _set_dates(round_, form)


def _set_dates(round_: Round, form: DatesForm) -> ResponseReturnValue:
    given = form.wanted, bool(form.approval.data), form.seen.data or ""
    try:
        dates_service.set_dates(web.db(), actor(), web.now(), round_.id, *given)
    except (Conflict, Refused) as problem:
        web.wrong(form, "deadline_day", problem.message)
        again = MultiDict(request.form)
        again["seen"] = dates_service.seen(service.get(web.db(), round_.id))
        form.seen.process(again)
        return _page(service.get(web.db(), round_.id), form), problem.status
    flash(_("The dates were saved."), "success")
    return redirect(url_for("rounds.dates", round_id=round_.id), 303)


@bp.post("/rounds/<int:round_id>/extensions")
@guard(SECRETARIAT)
def extend(round_id: int) -> ResponseReturnValue:
    """More time for some sections."""
    round_, form = service.get(web.db(), round_id), ExtensionForm()
    chosen = set(form.sections.data or [])
    if not form.validate():
        return _page(round_, extension=form), 422
    given = chosen, form.limit("until"), form.reason.data or ""
    for name, told in dates_service.extension_faults(web.db(), round_, web.now(), *given).items():
        web.wrong(form, name, told)
    if form.errors:
        return _page(round_, extension=form), 422
    n = dates_service.extend(web.db(), actor(), web.now(), round_id, *given)
    flash(
        ngettext("%(num)d section was given more time.", "%(num)d sections were given more time.", n),
        "success",
    )
    return redirect(url_for("rounds.dates", round_id=round_id), 303)


@bp.post("/rounds/<int:round_id>/extensions/<int:extension_id>/end")
@guard(SECRETARIAT)
def end_extension(round_id: int, extension_id: int) -> ResponseReturnValue:
    """End an extension at once."""
    ended = dates_service.end_extension(web.db(), actor(), web.now(), round_id, extension_id)
    flash(_("The extension of “%(section)s” was ended.", section=ended.section), "success")
    return redirect(url_for("rounds.dates", round_id=round_id), 303)


@bp.route("/rounds/<int:round_id>/state/<wanted>", methods=["GET", "POST"])
@guard(SECRETARIAT)
def state(round_id: int, wanted: str) -> ResponseReturnValue:
    """Open, close, reopen, archive, take out of the archive: asked once more, then done."""
    round_ = service.get(web.db(), round_id)
    told = {
        OPEN: _("The survey is open again.") if round_.state == CLOSED else _("The survey is open now."),
        CLOSED: _("The survey is closed now."),
        ARCHIVED: _("The survey is archived now: nobody can change anything in it."),
        RESTORED: _("The survey was taken out of the archive. It is closed for entries."),
    }
    if wanted not in told:
        raise NotFound
    if request.method == "POST":
        dates_service.move(web.db(), actor(), web.now(), round_id, wanted)
        flash(told[wanted], "success")
        return redirect(url_for("rounds.show", round_id=round_id), 303)
    shown = dates_page.move_page(web.db(), web.now(), round_, wanted)
    return web.render("rounds/state.html", page=shown, round_=round_)
