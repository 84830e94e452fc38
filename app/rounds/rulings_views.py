"""The pages on non-answers: the rules of a round, and the ruling on one answer."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import web
from app.errors import Conflict, KikitoriError, NotFound, Refused
from app.rounds import rulings, rulings_page, rulings_service
from app.rounds import service as rounds
from app.security import SECRETARIAT, actor, guard

bp = Blueprint("rulings", __name__)


@bp.get("/rounds/<int:round_id>/rulings")
@guard(SECRETARIAT)
def index(round_id: int) -> ResponseReturnValue:
    """The rules with how many answers each matches, counts per question, and every non-answer."""
    return _index(round_id)


def _index(round_id: int, problem: KikitoriError | None = None, preview: int | None = None) -> str:
    round_ = rounds.get(web.db(), round_id)
    return web.render(
        "rulings/index.html", round_=round_, page=rulings_page.rulings_page(web.db(), round_id),
        labels=rulings_page.labels(), every=dict(rulings_page.labels(every=True)), preview=preview,
        errors=[("#phrase" if request.form.get("action") == "add" else "", problem.message)] if problem else [],
        phrase=request.form.get("phrase", request.args.get("phrase", ""))[:1000],
        ruling=request.form.get("ruling", ""),
    )  # fmt: skip


@bp.post("/rounds/<int:round_id>/rulings")
@guard(SECRETARIAT)
def act(round_id: int) -> ResponseReturnValue:
    """Preview or add a rule, change or delete one."""
    if request.form.get("action") == "preview":
        rounds.get(web.db(), round_id)
        return _index(
            round_id, preview=rulings_service.matches(web.db(), round_id, request.form.get("phrase", ""))
        )
    try:
        n = _do(round_id)
    except (Conflict, Refused) as problem:
        return _index(round_id, problem), problem.status
    flash(
        ngettext("Done; this concerns %(num)d answer.", "Done; this concerns %(num)d answers.", n), "success"
    )
    return redirect(url_for("rulings.index", round_id=round_id), 303)


def _do(round_id: int) -> int:
    form, given = request.form, (web.db(), actor(), web.now(), round_id)
    key, ruling, seen = form.get("key", ""), form.get("ruling", ""), form.get("seen", "")
    match form.get("action"):
        case "add":
            return rulings_service.add(*given, form.get("phrase", ""), ruling)
        case "change":
            return rulings_service.change(*given, key, ruling, seen)
        case "delete":
            return rulings_service.delete(*given, key, seen)
    raise NotFound


@bp.get("/rounds/<int:round_id>/rulings/<int:form_id>/<question>")
@guard(SECRETARIAT)
def answer(round_id: int, form_id: int, question: str) -> ResponseReturnValue:
    """One answer: its words, its ruling, and who ruled so."""
    return _answer(round_id, form_id, question)


def _answer(round_id: int, form_id: int, question: str, problem: KikitoriError | None = None) -> str:
    db = web.db()
    line = rulings_page.line_of(db, round_id, form_id, question)
    trace = [o for o in rulings.trace(db, round_id) if (o.form_id, o.question) == (form_id, question)]
    return web.render(
        "rulings/answer.html", round_=rounds.get(db, round_id), line=line, trace=trace,
        every=dict(rulings_page.labels(every=True)), labels=rulings_page.labels(every=True),
        errors=[("", problem.message)] if problem else [],
        reason=request.form.get("reason", ""), ruling=request.form.get("ruling", line.ruled.ruling),
    )  # fmt: skip


@bp.post("/rounds/<int:round_id>/rulings/<int:form_id>/<question>")
@guard(SECRETARIAT)
def rule(round_id: int, form_id: int, question: str) -> ResponseReturnValue:
    """Rule on one answer, or let the rules decide again."""
    form = request.form
    ruling = rulings_service.BY_RULES if form.get("action") == "by-rules" else form.get("ruling", "?")
    try:
        rulings_service.override(
            web.db(), actor(), web.now(), round_id, form_id, question,
            ruling=ruling, reason=form.get("reason", ""), seen=form.get("seen", ""),
        )  # fmt: skip
    except (Conflict, Refused) as problem:
        return _answer(round_id, form_id, question, problem), problem.status
    flash(_("The answer is ruled; the counts follow."), "success")
    return redirect(url_for("rulings.answer", round_id=round_id, form_id=form_id, question=question), 303)
