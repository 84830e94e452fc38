"""Taking in minutes that exist: paste or upload, look at what was read, take it in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import web
from app.errors import Refused
from app.meetings.page import pasting as page
from app.meetings.service import meetings
from app.meetings.service import pasting as service
from app.security import SECRETARIAT, actor, guard
from forms.questions import Text

bp = Blueprint("pasting", __name__)


@bp.route("/meetings/<int:meeting_id>/minutes/paste", methods=["GET", "POST"])
@guard(SECRETARIAT)
def paste(meeting_id: int) -> ResponseReturnValue:
    """Paste the minutes, or choose a file."""
    meeting = meetings.get(web.db(), actor(), meeting_id)
    problem: Text | None = None
    if request.method == "POST":
        try:
            made = service.keep(web.db(), actor(), web.now(), meeting_id, *_given())
        except Refused as refused:
            problem = refused.message
        else:
            return redirect(url_for("pasting.preview", meeting_id=meeting_id, source_id=made), 303)
    shown = web.render(
        "meetings/paste.html", meeting=meeting, problem=problem, typed=request.form.get("text", ""),
        sources=service.sources(web.db(), meeting_id),
    )  # fmt: skip
    return shown, 422 if problem else 200


def _given() -> tuple[str, str | bytes]:
    """(what it is called, the text or the file's bytes); the file counts where both are given."""
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        return upload.filename, upload.read()
    return "貼り付け", request.form.get("text", "").replace("\r\n", "\n")


@bp.route("/meetings/<int:meeting_id>/minutes/paste/<int:source_id>", methods=["GET", "POST"])
@guard(SECRETARIAT)
def preview(meeting_id: int, source_id: int) -> ResponseReturnValue:
    """What was read, with everything that is not sure; a post takes it in."""
    meeting = meetings.get(web.db(), actor(), meeting_id)
    if request.method == "POST":
        wanted = {name: name in request.form for name in ("agenda", "materials", "results")}
        taken = service.take(web.db(), actor(), web.now(), meeting_id, source_id, **wanted)
        told = ngettext("%(num)d speech was taken in.", "%(num)d speeches were taken in.", taken)
        flash(told if taken else _("This text was taken in already."), "success" if taken else "info")
        return redirect(url_for("writing.show", meeting_id=meeting_id), 303)
    shown = page.page(service.preview(web.db(), meeting_id, source_id))
    return web.render("meetings/paste_preview.html", meeting=meeting, page=shown)
