"""What waits for the section head, the history, and withdrawing a project."""

from __future__ import annotations

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import web
from app.errors import Conflict, KikitoriError, NotFound, Refused
from app.responses import page
from app.responses.service import approving, drafting, history, proxy, reading
from app.responses.service.submitting import Work
from app.responses.views.common import bp, work_of
from app.rounds import service as rounds
from app.security import SECRETARIAT, SECTION, actor, guard
from forms.office.submission import ReasonForm


@bp.route("/fill/<int:round_id>/<int:section_id>/approval", methods=["GET", "POST"])
@guard(SECTION)
def approval(round_id: int, section_id: int) -> ResponseReturnValue:
    """Everything that waits for approval on one page: approve it, send it back, pull it back."""
    work = work_of(round_id, section_id)
    if request.method == "GET":
        return _approval_page(work)
    try:
        return _decide(work, request.form.get("request", 0, type=int))
    except (Conflict, Refused) as problem:
        return _approval_page(work_of(round_id, section_id), problem), problem.status


def _approval_page(work: Work, problem: KikitoriError | None = None) -> str:
    approvers = approving.approvers(web.db(), work.section_id)
    shown = page.approval_page(work, web.lang(), approving.role(actor(), work.section_id), approvers)
    at = "#remark" if request.form.get("act") == "send_back" and isinstance(problem, Refused) else "#main"
    return web.render(
        "responses/approval.html", page=shown, round_=work.round, remark=request.form.get("remark", ""),
        errors=[(at, problem.message)] if problem else [],
    )  # fmt: skip


def _decide(work: Work, request_id: int) -> Response:
    """Do what the button says with the request that the page showed."""
    db, now, act = web.db(), web.now(), request.form.get("act", "")
    if not approving.is_of(db, request_id, work.round.id, work.section_id):
        raise NotFound
    if act in ("approve", "submit"):
        do = approving.approve if act == "approve" else approving.submit_unapproved
        return redirect(page.done_url(work, do(db, actor(), now, request_id)), 303)
    if act == "send_back":
        approving.send_back(
            db, actor(), now, request_id, request.form.get("remark", "").replace("\r\n", "\n")
        )
        flash(_("It was sent back to its writer."), "success")
        return redirect(page.home_url(work), 303)
    if act == "pull_back":
        approving.pull_back(db, actor(), now, request_id)
        flash(_("It was pulled back. The answers can be changed again."), "success")
        return redirect(page.check_url(work), 303)
    raise NotFound


@bp.get("/fill/<int:round_id>/<int:section_id>/history")
@guard(SECTION, SECRETARIAT)
def events(round_id: int, section_id: int) -> ResponseReturnValue:
    """Everything that happened to the section's answers."""
    work = work_of(round_id, section_id)
    return web.render(
        "responses/history.html", events=history.events(web.db(), work), round_=work.round,
        section=rounds.section(web.db(), round_id, section_id), home_url=page.home_url(work),
    )  # fmt: skip


@bp.post("/fill/<int:round_id>/<int:section_id>/seen/<int:submission_id>")
@guard(SECTION)
def seen(round_id: int, section_id: int, submission_id: int) -> Response:
    """Somebody of the section has seen what the secretariat entered."""
    work = work_of(round_id, section_id)
    proxy.seen(web.db(), actor(), web.now(), round_id, section_id, submission_id)
    return redirect(page.home_url(work), 303)


@bp.route("/fill/form/<int:form_id>/withdraw", methods=["GET", "POST"])
@guard(SECTION, SECRETARIAT)
def withdraw(form_id: int) -> ResponseReturnValue:
    """Withdraw a submitted project (取下げ), with a reason; the next submission says so to the secretariat."""
    found = reading.form(web.db(), form_id)
    work = work_of(found.round_id, found.section_id)
    item = next((i for i in work.items if i.form.id == form_id and i.questionnaire.per_project), None)
    if item is None:
        return redirect(page.list_url(work, found.questionnaire), 303)  # it is withdrawn already
    form = ReasonForm()
    if request.method == "POST" and form.validate():
        drafting.set_deleted(web.db(), actor(), web.now(), form_id, True, form.reason.data or "")
        flash(_("The project will be withdrawn by your next submission."), "success")
        return redirect(page.list_url(work, found.questionnaire), 303)
    shown = web.render(
        "responses/withdraw.html", form=form, item=item, round_=work.round, errors=web.errors_of(form),
        back=page.list_url(work, found.questionnaire), home_url=page.home_url(work),
    )  # fmt: skip
    return shown, 422 if form.errors else 200
