"""Invitations by mail, the meeting as a calendar file, and the agenda sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from io import BytesIO
from typing import Final

from flask import Response, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import subscribing, web
from app.errors import Conflict, NotFound, Refused
from app.meetings import wording
from app.meetings.page import meeting as page
from app.meetings.service import feeds, inviting, sheet
from app.meetings.service import meetings as service
from app.meetings.views.meetings.blueprint import bp
from app.security import MEMBER, PUBLIC, SECRETARIAT, actor, guard
from reports.agenda import Agenda

#: Ending in the address → how it is made, its media type.
_FILES: Final[Mapping[str, tuple[Callable[[Agenda, datetime], bytes], str]]] = {
    "pdf": (sheet.as_pdf, "application/pdf"),
    "docx": (sheet.as_word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


def _invite(meeting_id: int, problem: Refused | Conflict | None = None) -> str:
    shown = inviting.standing(web.db(), meeting_id)
    return web.render(
        "meetings/invite.html", page=shown, news=page.NEWS, when=page.when(shown.meeting),
        problem=problem and problem.message,
    )  # fmt: skip


@bp.get("/meetings/<int:meeting_id>/invitations")
@guard(SECRETARIAT)
def invite(meeting_id: int) -> str:
    """Who is told what, and what was told already."""
    return _invite(meeting_id)


@bp.post("/meetings/<int:meeting_id>/invitations")
@guard(SECRETARIAT)
def prepare(meeting_id: int) -> ResponseReturnValue:
    """Draft the letters."""
    try:
        made = inviting.prepare(web.db(), actor(), web.now(), meeting_id, request.form.get("seen", ""))
    except (Refused, Conflict) as problem:
        return _invite(meeting_id, problem), problem.status
    flash(_("The mails are drafted. Please look at them; they leave when you send them."), "success")
    return redirect(url_for("notices.batch", batch_id=made), 303)


@bp.get("/meetings/<int:meeting_id>/calendar.ics")
@guard(SECRETARIAT, MEMBER)
def calendar(meeting_id: int) -> Response:
    """The meeting for one's own calendar."""
    data = inviting.calendar_file(web.db(), actor(), web.now(), meeting_id)
    return send_file(BytesIO(data), "text/calendar", as_attachment=True, download_name="meeting.ics")


@bp.route("/meetings/calendar", methods=["GET", "POST"])
@guard(MEMBER)
def own_calendar() -> ResponseReturnValue:
    """One's own meetings, and the link to subscribe to them."""
    if request.method == "GET":
        entries, link = feeds.entries(web.db(), actor().id or 0), feeds.link_of(web.db(), actor())
        return web.render("meetings/calendar.html", entries=entries, feed=link, wording=wording)
    if request.form.get("action") == "revoke":
        feeds.revoke(web.db(), actor(), web.now())
        subscribing.tell_revoked()
    else:
        subscribing.tell_link(feeds.renew(web.db(), actor(), web.now()))
    return redirect(url_for("meetings.own_calendar"), 303)


@bp.get("/meetings/feeds/<token>.ics")
@guard(PUBLIC)
def feed(token: str) -> Response:
    """The calendar behind a secret link."""
    return subscribing.answer(feeds.read_feed(web.db(), token))


@bp.get("/meetings/<int:meeting_id>/sheet", endpoint="sheet")
@guard(SECRETARIAT, MEMBER)
def sheet_page(meeting_id: int) -> str:
    """The agenda sheet as it is printed."""
    found = service.get(web.db(), actor(), meeting_id)
    return web.render("meetings/sheet.html", meeting=found, sheet=sheet.sheet(web.db(), actor(), meeting_id))


@bp.get("/meetings/<int:meeting_id>/sheet.<kind>")
@guard(SECRETARIAT, MEMBER)
def sheet_file(meeting_id: int, kind: str) -> ResponseReturnValue:
    """The same as a file."""
    made = sheet.sheet(web.db(), actor(), meeting_id)
    if kind not in _FILES:
        raise NotFound
    write, media_type = _FILES[kind]
    data = write(made, web.now())
    return send_file(BytesIO(data), media_type, as_attachment=True, download_name=f"次第_{made.title}.{kind}")
