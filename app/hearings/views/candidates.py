"""Pages of candidates: the list, one section, the weights, the printed list."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import web
from app.errors import Conflict, KikitoriError, Refused
from app.hearings.page import candidate as one
from app.hearings.page import candidates as page
from app.hearings.page import draft as listed
from app.hearings.service import candidates as service
from app.hearings.service import series as all_series
from app.hearings.service import signals
from app.hearings.service.candidates import Wanted
from app.security import MEMBER, SECRETARIAT, actor, guard
from app.sheets import XLSX_TYPE
from reports.signals import HEARING_RULES, HEAVIEST

bp = Blueprint("candidates", __name__)
_WORDS: Final = {"statuses": page.STATUS, "decisions": page.DECISION, "look": page.LOOK}


def _list(series_id: int, typed: page.Typed | None = None) -> str:
    shown = page.page(web.db(), actor(), web.now(), series_id, page.wanted(request.values), typed)
    return web.render("hearings/candidates.html", page=shown, **_WORDS)


@bp.get("/hearings/<int:series_id>/candidates")
@guard(SECRETARIAT, MEMBER)
def index(series_id: int) -> str:
    """Every section with what speaks for hearing it."""
    return _list(series_id)


def _given() -> Wanted:
    """What a form wants: an empty choice changes nothing, "open" takes a decision back."""
    status, decision = request.form.get("status", ""), request.form.get("decision", "")
    chosen = {"": None, "open": ""}.get(decision, decision)
    return Wanted(status or None, chosen, request.form.get("reason", ""), request.form.get("day", "").strip())


@bp.post("/hearings/<int:series_id>/candidates")
@guard(SECRETARIAT)
def decide(series_id: int) -> ResponseReturnValue:
    """Choose for every section that was ticked."""
    ticked = request.form.getlist("section", type=int)
    seen = request.form.get("seen", "")
    try:
        done = service.decide(web.db(), actor(), web.now(), series_id, ticked, _given(), seen)
    except (Conflict, Refused) as problem:
        typed = page.Typed(problem.message, ticked, request.form.to_dict())
        return _list(series_id, typed), problem.status
    flash(ngettext("%(num)d section was changed.", "%(num)d sections were changed.", done), "success")
    back = page.wanted(request.form)
    address: dict[str, Any] = {"show": back.show or None, "department": back.department or None}
    address["order"] = back.order if back.order != page.BY_POINTS else None
    return redirect(url_for("candidates.index", series_id=series_id, **address), 303)


# One section


def _one(series_id: int, section_id: int, typed: one.Typed | None = None) -> str:
    shown = one.page(web.db(), actor(), web.now(), series_id, section_id, web.lang(), typed)
    return web.render("hearings/candidate.html", speech_address=one.speech_address, page=shown, **_WORDS)


def _failed(series_id: int, section_id: int, form: str, problem: KikitoriError) -> ResponseReturnValue:
    typed = one.Typed(form, problem.message, request.form.to_dict())
    return _one(series_id, section_id, typed), problem.status


def _back(series_id: int, section_id: int, anchor: str) -> ResponseReturnValue:
    address = url_for("candidates.section", series_id=series_id, section_id=section_id, _anchor=anchor)
    return redirect(address, 303)


@bp.get("/hearings/<int:series_id>/candidates/<int:section_id>")
@guard(SECRETARIAT, MEMBER)
def section(series_id: int, section_id: int) -> str:
    """What speaks for hearing one section, what members say, what was decided."""
    return _one(series_id, section_id)


@bp.post("/hearings/<int:series_id>/candidates/<int:section_id>")
@guard(SECRETARIAT)
def decide_one(series_id: int, section_id: int) -> ResponseReturnValue:
    """Choose for this section."""
    seen = request.form.get("seen", "")
    try:
        service.decide(web.db(), actor(), web.now(), series_id, [section_id], _given(), seen)
    except (Conflict, Refused) as problem:
        return _failed(series_id, section_id, "decide", problem)
    flash(_("The decision was saved."), "success")
    return _back(series_id, section_id, "decision")


@bp.post("/hearings/<int:series_id>/candidates/<int:section_id>/nominations")
@guard(SECRETARIAT, MEMBER)
def nominate(series_id: int, section_id: int) -> ResponseReturnValue:
    """Nominate it with a remark."""
    remark, member = request.form.get("remark", ""), request.form.get("member", "")
    try:
        service.nominate(web.db(), actor(), web.now(), series_id, section_id, remark=remark, member=member)
    except Refused as problem:
        return _failed(series_id, section_id, "nominate", problem)
    flash(_("The nomination was saved."), "success")
    return _back(series_id, section_id, "nominations")


@bp.post("/hearings/<int:series_id>/nominations/<int:nomination_id>/withdraw")
@guard(SECRETARIAT, MEMBER)
def withdraw_nomination(series_id: int, nomination_id: int) -> ResponseReturnValue:
    """Take a nomination back."""
    gone = service.withdraw_nomination(web.db(), actor(), web.now(), series_id, nomination_id)
    if gone is None:
        return redirect(url_for("candidates.index", series_id=series_id), 303)
    flash(_("The nomination was withdrawn."), "success")
    return _back(series_id, gone.section_id, "nominations")


@bp.post("/hearings/<int:series_id>/candidates/<int:section_id>/unlisted")
@guard(SECRETARIAT, MEMBER)
def note_unlisted(series_id: int, section_id: int) -> ResponseReturnValue:
    """Note a project the section did not report."""
    given = {name: request.form.get(name, "") for name in ("title", "why", "who")}
    try:
        service.note_unlisted(web.db(), actor(), web.now(), series_id, section_id, **given)
    except Refused as problem:
        return _failed(series_id, section_id, "unlisted", problem)
    flash(_("The project was noted."), "success")
    return _back(series_id, section_id, "unlisted")


@bp.post("/hearings/<int:series_id>/unlisted/<int:unlisted_id>/withdraw")
@guard(SECRETARIAT, MEMBER)
def withdraw_unlisted(series_id: int, unlisted_id: int) -> ResponseReturnValue:
    """Take the note of a project back."""
    gone = service.withdraw_unlisted(web.db(), actor(), web.now(), series_id, unlisted_id)
    if gone is None:
        return redirect(url_for("candidates.index", series_id=series_id), 303)
    flash(_("The note was withdrawn."), "success")
    return _back(series_id, gone.section_id, "unlisted")


# Weights and the printed list


def _weights(series_id: int, problem: Conflict | Refused | None = None) -> str:
    series = all_series.get(web.db(), series_id)
    return web.render(
        "hearings/weights.html", series=series, weights=signals.weights(series), rules=HEARING_RULES,
        heaviest=HEAVIEST, seen=all_series.weights_seen(series), problem=problem and problem.message,
    )  # fmt: skip


@bp.get("/hearings/<int:series_id>/weights")
@guard(SECRETARIAT, MEMBER)
def weights(series_id: int) -> str:
    """How much each signal weighs, and how it is found."""
    return _weights(series_id)


@bp.post("/hearings/<int:series_id>/weights")
@guard(SECRETARIAT)
def weigh(series_id: int) -> ResponseReturnValue:
    """Weigh otherwise, or as usual again."""
    wanted = {} if "reset" in request.form else signals.differing(request.form)
    seen = request.form.get("seen", "")
    try:
        all_series.weigh(web.db(), actor(), web.now(), series_id, wanted, seen)
    except (Conflict, Refused) as problem:
        return _weights(series_id, problem), problem.status
    flash(_("The weights were saved."), "success")
    return redirect(url_for("candidates.weights", series_id=series_id), 303)


@bp.get("/hearings/<int:series_id>/list")
@guard(SECRETARIAT, MEMBER)
def draft(series_id: int) -> str:
    """ヒアリング対象課（案）."""
    return web.render("hearings/draft.html", page=listed.page(web.db(), web.now(), series_id))


@bp.get("/hearings/<int:series_id>/list.xlsx")
@guard(SECRETARIAT, MEMBER)
def draft_xlsx(series_id: int) -> ResponseReturnValue:
    """The same as a workbook."""
    shown = listed.page(web.db(), web.now(), series_id)
    name = f"{shown.table.title.get(web.lang())}_{shown.read_at:%Y%m%d-%H%M}.xlsx"
    return send_file(listed.xlsx(shown, web.lang()), XLSX_TYPE, as_attachment=True, download_name=name)
