"""Minutes as files, made final, corrected, published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Final

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.errors import Conflict, NotFound, Refused
from app.files.kinds import DOCX
from app.meetings.service import (
    bodies,
    confirming,
    finishing,
    meetings,
    missing,
    paper,
    papers,
    summing,
)
from app.meetings.service import publishing as service
from app.meetings.service.bodies import Body
from app.notices import service as notices
from app.security import MEMBER, SECRETARIAT, SECTION, actor, guard
from forms.questions import Text
from reports.minutes import pdf, text
from reports.minutes.model import Minutes

bp = Blueprint("publishing", __name__)
_TO_CORRECT: Final = (
    "会議録の案をお読みいただき、修正があるときは、その発言の下の欄に書いて事務局へお送りください。"
    "発言は番号でお知らせいただいてもかまいません。"
)
#: Ending → how the file is made, its media type. Word files are made in the body's own template (service.paper).
FILES: Final[Mapping[str, tuple[Callable[[Minutes], bytes], str]]] = {
    "pdf": (pdf.write, "application/pdf"),
    "txt": (lambda minutes: text.plain(minutes).encode(), "text/plain"),
}


def current(meeting_id: int) -> Minutes:
    """The newest final version, else the draft."""
    version = finishing.newest(web.db(), meeting_id)
    return finishing.minutes_of(version) if version else papers.outside(web.db(), meeting_id)


def whole(path: str) -> str:
    """An address as readers write it down: what config.toml calls this place, else how it was called for this page."""
    told = notices.link(web.db(), path)
    return told if "://" in told else request.host_url.rstrip("/") + path


def _address(body: Body, meeting_id: int) -> str:
    """Where the minutes are read, or the summary ahead of them: a path, "" for nowhere."""
    place = finishing.publication(web.db(), meeting_id)
    token = place.token if place and place.stands else summing.address(web.db(), meeting_id)
    return f"/minutes/{body.token}/{token}" if token else ""


def _page(meeting_id: int, problem: Text | None = None, at: str = "confirmed_by") -> str:
    meeting = meetings.get(web.db(), actor(), meeting_id)
    chairs = [p.name for p in meetings.people(web.db(), meeting_id) if p.chair]
    body, made = bodies.get(web.db(), actor(), meeting.body_id), current(meeting_id)
    return web.render(
        "meetings/papers.html", meeting=meeting, body=body, address=_address(body, meeting_id), whole=whole, minutes=made, names=finishing.named(web.db(), meeting_id, made), problem=problem, at=at,
        versions=finishing.versions(web.db(), meeting_id), missing=missing.missing(web.db(), meeting_id),
        summary=summing.standing(web.db(), meeting_id), notes=confirming.notes(web.db(), web.now(), meeting_id),
        seen=finishing.shown(web.db(), meeting_id), publication=finishing.publication(web.db(), meeting_id),
        chair=request.form.get("confirmed_by", chairs[0] if chairs else ""),
        correct=lambda what, n: url_for("correcting.correct", meeting_id=meeting_id, what=what, n=n),
    )  # fmt: skip


@bp.get("/meetings/<int:meeting_id>/papers")
@guard(SECRETARIAT)
def files(meeting_id: int) -> str:
    """The files of a meeting's minutes; what is missing before they are final; what is published."""
    return _page(meeting_id)


@bp.get("/meetings/<int:meeting_id>/papers/minutes.<ending>")
@guard(SECRETARIAT)
def file(meeting_id: int, ending: str) -> ResponseReturnValue:
    """One of the files."""
    meeting = meetings.get(web.db(), actor(), meeting_id)
    return sent(current(meeting_id), ending, meeting.body_id, readers=False)


@bp.get("/meetings/<int:meeting_id>/papers/minutes.json")
@guard(SECRETARIAT)
def data(meeting_id: int) -> ResponseReturnValue:
    """The data with who made each speech, for the secretariat alone; what is published says roles only."""
    meetings.get(web.db(), actor(), meeting_id)
    made, version = current(meeting_id), finishing.newest(web.db(), meeting_id)
    place = finishing.publication(web.db(), meeting_id)
    identity, names = place.token if place and place.stands else "", finishing.speakers(web.db(), meeting_id)
    packed = text.as_json(
        made, identity, version.version if version else 0, finishing.ids(web.db(), meeting_id), names
    )
    name = f"{made.heading}{made.status}_{made.title}_氏名入り（庁内用）.json"
    return send_file(BytesIO(packed.encode()), "application/json", as_attachment=True, download_name=name)


def sent(made: Minutes, ending: str, body_id: int, *, readers: bool) -> ResponseReturnValue:
    """A file to take along. Its name says the meeting; nobody's name is in it. Raises NotFound for another ending."""
    files = {**FILES, "docx": (lambda it: paper.as_word(web.db(), body_id, it, readers=readers), DOCX)}
    if ending not in files:
        raise NotFound
    make, media_type = files[ending]
    name = f"{made.heading}{made.status}_{made.title}.{ending}"
    return send_file(BytesIO(make(made)), media_type, as_attachment=True, download_name=name)


@bp.get("/meetings/<int:meeting_id>/papers/corrections.pdf")
@guard(SECRETARIAT)
def corrections(meeting_id: int) -> ResponseReturnValue:
    """The paper on which members correct the minutes: numbered speeches with room to write. Japanese, as all papers."""
    meetings.get(web.db(), actor(), meeting_id)
    asked = confirming.standing(web.db(), web.now(), meeting_id)
    made = confirming.draft(asked.confirmation) if asked and asked.runs else current(meeting_id)
    data = pdf.write_for_corrections(made, (_TO_CORRECT,))
    return send_file(
        BytesIO(data), "application/pdf", as_attachment=True, download_name=f"会議録の確認_{made.title}.pdf"
    )


@bp.post("/meetings/<int:meeting_id>/papers/final")
@guard(SECRETARIAT)
def finish(meeting_id: int) -> ResponseReturnValue:
    """Make the minutes final."""
    meetings.get(web.db(), actor(), meeting_id)
    try:
        finishing.finish(
            web.db(),
            actor(),
            web.now(),
            meeting_id,
            request.form.get("confirmed_by", ""),
            request.form.get("seen", ""),
        )
    except (Refused, Conflict) as problem:
        return _page(meeting_id, problem.message), problem.status
    flash(_("The minutes are final now."), "success")
    return redirect(url_for("publishing.files", meeting_id=meeting_id), 303)


@bp.post("/meetings/<int:meeting_id>/papers/publish")
@guard(SECRETARIAT)
def publish(meeting_id: int) -> ResponseReturnValue:
    """Publish the minutes to the body's readers, or take them back."""
    meetings.get(web.db(), actor(), meeting_id)
    on = request.form.get("on") == "1"
    try:
        finishing.publish(web.db(), actor(), web.now(), meeting_id, on=on)
    except Refused as problem:
        return _page(meeting_id, problem.message), problem.status
    flash(_("The minutes are published.") if on else _("The minutes are not published any more."), "success")
    return redirect(url_for("publishing.files", meeting_id=meeting_id), 303)


@bp.post("/meetings/<int:meeting_id>/papers/summary")
@guard(SECRETARIAT)
def summarise(meeting_id: int) -> ResponseReturnValue:
    """Publish the summary as the page showed it, or take it back."""
    meetings.get(web.db(), actor(), meeting_id)
    on = request.form.get("on") == "1"
    try:
        if on:
            summing.publish(web.db(), actor(), web.now(), meeting_id, request.form.get("shown", ""))
        else:
            summing.take_back(web.db(), actor(), web.now(), meeting_id)
    except (Refused, Conflict) as problem:
        return _page(meeting_id, problem.message, at="summary"), problem.status
    flash(_("The summary is published.") if on else _("The summary is not published any more."), "success")
    return redirect(url_for("publishing.files", meeting_id=meeting_id), 303)


@bp.get("/meetings/<int:meeting_id>/papers/summary.<ending>")
@guard(SECRETARIAT)
def summary(meeting_id: int, ending: str) -> ResponseReturnValue:
    """The summary as it would go out now, as a file."""
    meeting = meetings.get(web.db(), actor(), meeting_id)
    return sent(papers.summary(web.db(), meeting_id), ending, meeting.body_id, readers=False)


@bp.get("/meetings/<int:meeting_id>/read")
@guard(SECRETARIAT, MEMBER, SECTION)
def read(meeting_id: int) -> str:
    """Final minutes, for those who may read them."""
    found = service.read(web.db(), actor(), meeting_id)
    return web.render("meetings/read.html", found=found, minutes=found.minutes, ids=found.ids)
