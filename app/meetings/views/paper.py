"""How a body prints its minutes: the page of its cover and of its Word template, with samples to look at."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import i18n, web
from app.errors import Conflict, NotFound, Refused
from app.files.kinds import DOCX, PDF
from app.meetings import cover
from app.meetings.page import paper as page
from app.meetings.page.bodies import AUDIENCE
from app.meetings.page.paper import Typed
from app.meetings.service import bodies, papers
from app.meetings.service import paper as service
from app.meetings.service.bodies import Body
from app.meetings.service.paper import KEPT, TRIED
from app.security import SECRETARIAT, actor, guard, takes_upload
from app.seen import fingerprint
from forms.questions import Text
from reports.minutes import pdf, places, word

bp = Blueprint("paper", __name__)
_USUAL: Final = "usual"


def _page(body: Body, typed: Typed | None = None, problem: Refused | Conflict | None = None, file: Text | None = None) -> str:  # fmt: skip
    style = service.style_of(body)
    kept, tried = (service.template(web.db(), body.id, which) for which in (KEPT, TRIED))
    stands = style if isinstance(problem, Conflict) and typed else None
    now = typed or page.shown(style, fingerprint(style))
    return web.render(
        "meetings/paper.html", body=body, typed=now, usual=cover.ROWS, headings=cover.HEADINGS, longest=cover.LONGEST_LABEL,
        seen=fingerprint(style) if stands else now.seen, at=request.args.get("at", ""), problem=problem and problem.message,
        stands=stands, audience=AUDIENCE[body.audience], kept=kept, tried=tried, mark=service.mark, file_problem=file,
        kept_problem=service.problem(kept, style), tried_problem=service.problem(tried, style), places=places,
        as_usual=style == cover.USUAL,
    )  # fmt: skip


@bp.route("/meetings/bodies/<int:body_id>/paper", methods=["GET", "POST"])
@guard(SECRETARIAT)
def settings(body_id: int) -> ResponseReturnValue:
    """Rows of the cover with their order and labels, headings, names; every button saves."""
    body = bodies.get(web.db(), actor(), body_id)
    if request.method == "GET":
        return _page(body)
    usual = request.form.get("act") == _USUAL
    typed = page.usual(request.form.get("seen", "")) if usual else page.read(request.form)
    if typed.faults:
        return _page(body, typed), 422
    try:
        service.save(web.db(), actor(), web.now(), body_id, typed.style, typed.seen)
    except (Refused, Conflict) as problem:
        return _page(body, page.read(request.form) if usual else typed, problem), problem.status
    if not typed.at:
        flash(_("Minutes are printed in the usual form.") if usual else _("The form of the minutes was saved."), "success")  # fmt: skip
    return redirect(url_for("paper.settings", body_id=body_id, at=typed.at or None), 303)


@bp.route("/meetings/bodies/<int:body_id>/paper/sample.pdf", methods=["GET", "POST"])
@guard(SECRETARIAT)
def sample(body_id: int) -> ResponseReturnValue:
    """Made-up minutes as PDF: as saved, or (POST) as typed, which is not saved by that."""
    body = bodies.get(web.db(), actor(), body_id)
    style = service.style_of(body)
    if request.method == "POST":
        typed = page.read(request.form)
        if typed.faults:
            return _page(body, typed), 422
        style = cover.plain(typed.style)
    return _file(pdf.write(papers.sample(style)), PDF, f"会議録の見本_{body.name}.pdf")


@bp.get("/meetings/bodies/<int:body_id>/paper/sample.docx")
@guard(SECRETARIAT)
def word_sample(body_id: int) -> ResponseReturnValue:
    """The same as Word: in our template, the body's own, or the one that is tried."""
    body = bodies.get(web.db(), actor(), body_id)
    try:
        made = word.check(_template(body_id), papers.sample(service.style_of(body)))
    except word.TemplateProblem as error:
        raise Refused(error.problem) from error
    return _file(made, DOCX, f"会議録の見本_{body.name}.docx")


@bp.get("/meetings/bodies/<int:body_id>/paper/template.docx")
@guard(SECRETARIAT)
def template(body_id: int) -> Response:
    """A template itself, to be changed in Word."""
    bodies.get(web.db(), actor(), body_id)
    which = request.args.get("of", _USUAL)
    found = service.template(web.db(), body_id, which) if which in (KEPT, TRIED) else None
    return _file(_template(body_id), DOCX, found.name if found else "会議録のひな形.docx")


def _template(body_id: int) -> bytes:
    which = request.args.get("of", _USUAL)
    if which == _USUAL:
        return word.default_template()
    found = service.template(web.db(), body_id, which) if which in (KEPT, TRIED) else None
    if found is None:
        raise NotFound
    return found.data


@bp.post("/meetings/bodies/<int:body_id>/paper/template")
@guard(SECRETARIAT)
@takes_upload(word.MOST_BYTES)
def upload(body_id: int) -> ResponseReturnValue:
    """Send a template to be tried."""
    body = bodies.get(web.db(), actor(), body_id)
    sent = request.files.get("file")
    name, data = (sent.filename or "", sent.read()) if sent else ("", b"")
    try:
        service.try_template(web.db(), actor(), web.now(), body_id, name, data)
    except Refused as problem:
        return _page(body, file=problem.message), problem.status
    flash(_("The template can be used. Look at the sample, then use it or drop it."), "success")
    return _back(body_id)


@bp.post("/meetings/bodies/<int:body_id>/paper/template/decide")
@guard(SECRETARIAT)
def decide(body_id: int) -> ResponseReturnValue:
    """Use the template that was tried, drop it, or go back to ours."""
    body = bodies.get(web.db(), actor(), body_id)
    act, seen = request.form.get("act", ""), request.form.get("seen", "")
    given = (web.db(), actor(), web.now(), body_id)
    if act not in _DECIDED:
        raise NotFound
    try:
        if act == "use":
            service.use(*given, seen)
        else:
            service.drop(*given, TRIED if act == "drop" else KEPT, seen)
    except Conflict as problem:
        return _page(body, file=problem.message), problem.status
    flash(i18n.translate(_DECIDED[act]), "success")
    return _back(body_id)


_DECIDED: Final = {
    "use": Text("Wordの会議録を、このひな形で作ります。", "Minutes are made in this template from now on."),
    "drop": Text("送信したひな形を削除しました。", "The template that was sent was dropped."),
    "usual": Text(
        "Wordの会議録を、標準のひな形で作ります。", "Minutes are made in the usual template again."
    ),
}


def _back(body_id: int) -> Response:
    return redirect(url_for("paper.settings", body_id=body_id, _anchor="template"), 303)


def _file(data: bytes, media_type: str, name: str) -> Response:
    return send_file(BytesIO(data), media_type, as_attachment=True, download_name=name, etag=False)
