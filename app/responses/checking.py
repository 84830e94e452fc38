"""The check page between the request and the services: submit, send for approval, or enter in the section's place."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import i18n, web
from app.clock import moment_text
from app.errors import Conflict, KikitoriError, Refused
from app.responses import page
from app.responses.service import approving, proxy, signatures, submitting
from app.responses.service.submitting import Receipt, Work
from app.rounds import service as rounds
from app.rounds.dates import limit_text
from app.security import Actor, actor
from forms.office.submission import ProxyForm, SubmissionForm
from forms.questions import Text

AnyForm = SubmissionForm | ProxyForm


def way_of(work: Work, who: Actor) -> str:
    """How this person's act goes out: see CheckPage.way."""
    if work.permit.proxy:
        return "proxy"
    if not work.needs_approval:
        return "submit"
    if work.section_id in who.approves:
        return "own"
    return "deputy" if who.may_approve(work.section_id) else "approval"


def form_of(work: Work) -> AnyForm:
    """The form below the answers; on the first look the person who answered last is offered again."""
    if not work.permit.proxy:
        form: AnyForm = SubmissionForm()
    else:
        form = ProxyForm()
        form.source.choices = [("", ""), *((k, t.get(web.lang())) for k, t in signatures.SOURCES.items())]
    if request.method == "GET":
        place = work.round.id, work.section_id
        form.respondent.data, form.extension.data = submitting.last_respondent(web.db(), *place)
    return form


def render_check(work: Work, form: AnyForm, problem: KikitoriError | None = None) -> str:
    """The page to look everything over."""
    if isinstance(problem, submitting.ReasonNeeded):
        form.reason.errors = [*form.reason.errors, i18n.translate(problem.message)]
        problem = None
    errors = [(f"#{field.id}", Text(str(told), str(told))) for field in form for told in field.errors]
    if problem:
        errors.insert(0, ("#main", problem.message))
    said = page.Said(**{name: form[name].data or "" for name in page.Said.__slots__ if name in form})
    approvers = approving.approvers(web.db(), work.section_id) if work.needs_approval else ()
    unsent = proxy.unsent(web.db(), work) if work.permit.proxy else None
    shown = page.check_page(work, web.lang(), said, errors, way_of(work, actor()), approvers, unsent)
    return web.render("responses/check.html", page=shown, form=form, round_=work.round)


def wanted() -> dict[int, str]:
    """The forms that were ticked, each with the fingerprint the page had of it."""
    return {
        int(i): request.form.get(f"seen-{i}", "")
        for i in request.form.getlist("forms")
        if i.isascii() and i.isdigit() and len(i) < 12
    }


def decided() -> dict[tuple[int, str], str]:
    """What was said of the section's own drafts: fields `draft-<form>-<question>`."""
    out = {}
    for name, value in request.form.items():
        head, _, rest = name.partition("-")
        form_id, _, key = rest.partition("-")
        if head == "draft" and form_id.isascii() and form_id.isdigit() and len(form_id) < 12:
            out[int(form_id), key] = value
    return out


def act(work: Work, form: AnyForm) -> ResponseReturnValue:
    """Do what the button says with what the page's boxes say; what changed meanwhile is shown again, and nothing is
    submitted then."""
    place: dict[str, Any] = {"round_id": work.round.id, "section_id": work.section_id}
    try:
        made = _do(work, form)
    except (Conflict, Refused) as problem:
        fresh = submitting.section_work(web.db(), web.now(), work.round.id, work.section_id, actor())
        return render_check(fresh, form, problem), problem.status
    if made is None:
        return redirect(url_for("responses.approval", **place), 303)
    if made and work.permit.proxy:
        flash(_("It was submitted in the section's place; the section is told."), "success")
        return redirect(url_for("responses.overview", **place), 303)
    last = made or submitting.last_submission_id(web.db(), work.round.id, work.section_id)
    if not last:
        return redirect(url_for("responses.check", **place), 303)
    return redirect(url_for("responses.done", **place, submission_id=last), 303)


def _do(work: Work, form: AnyForm) -> int | None:
    """The submission's id, 0 where nothing was new; None where it went to the section head instead."""
    place, who = (web.db(), actor(), web.now(), work.round.id, work.section_id), actor()
    said: dict[str, Any] = {
        "respondent": form.respondent.data or "", "extension": form.extension.data or "",
        "reason": form.reason.data or "", "rest_seen": request.form.get("seen-rest"),
    }  # fmt: skip
    if isinstance(form, ProxyForm):
        source = form.source.data or "", form.source_words.data or ""
        rest = set(request.form.getlist("rest"))
        return proxy.submit(*place, wanted(), source=source, drafts=decided(), rest=rest, **said) or 0
    way = way_of(work, who)
    if way == "submit":
        return submitting.submit(*place, wanted(), **said) or 0
    if way == "approval" or request.form.get("act") == "send":
        return None if approving.send(*place, wanted(), **said) else 0
    return approving.send_and_approve(*place, wanted(), **said) or 0


def render_receipt(work: Work, receipt: Receipt) -> str:
    """What was submitted."""
    return web.render("responses/done.html", page=page.done_page(work, receipt), round_=work.round)


def render_print(work: Work, only: int | None) -> str:
    """The answers on A4."""
    section = rounds.section(web.db(), work.round.id, work.section_id)
    respondent, extension = submitting.last_respondent(web.db(), work.round.id, work.section_id)
    signs = {i.form.id: signatures.signed(i.version) for i in work.items if i.version and i.stands}
    shown = page.PrintPage(
        page.check_forms(work, web.lang(), None if only is None else {only}),
        [q.title for q in work.questionnaires if q.key in work.declared],
        section, work.round, limit_text(work.permit.window.deadline), signs, respondent, extension, moment_text(web.now()), page.home_url(work),
    )  # fmt: skip
    return web.render("responses/print.html", page=shown, round_=work.round)
