"""What is missing before minutes go out; the house style; one word for another. All of it is one step to undo."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import web
from app.errors import Conflict, Refused
from app.meetings.page import helps as page
from app.meetings.service import meetings
from app.meetings.service import rewriting as service
from app.meetings.store import final
from app.meetings.views.writing.blueprint import bp
from app.security import SECRETARIAT, actor, guard
from forms.questions import Text


@bp.route("/meetings/<int:meeting_id>/minutes/missing", methods=["GET", "POST"])
@guard(SECRETARIAT)
def missing(meeting_id: int) -> ResponseReturnValue:
    """What to look at. A post puts one speech, or all, into the house style."""
    meeting = meetings.get(web.db(), actor(), meeting_id)
    problem: Refused | Conflict | None = None
    if request.method == "POST":
        speech_id, seen = request.form.get("speech", type=int), request.form.get("seen", "")
        try:
            done = service.put_right(web.db(), actor(), web.now(), meeting_id, speech_id, seen)
        except (Refused, Conflict) as refused:
            problem = refused
        else:
            _tell(done, ngettext("%(num)d speech was put right.", "%(num)d speeches were put right.", done))
            return redirect(url_for("writing.missing", meeting_id=meeting_id, _anchor="style"), 303)
    shown = page.missing_page(web.db(), meeting)
    made = web.render(
        "meetings/missing.html", page=shown, final=bool(final.version(web.db(), meeting_id)),
        problem=problem and problem.message,
    )  # fmt: skip
    return made, problem.status if problem else 200


@bp.route("/meetings/<int:meeting_id>/minutes/replace", methods=["GET", "POST"])
@guard(SECRETARIAT)
def replace(meeting_id: int) -> ResponseReturnValue:
    """One word for another: which speeches change and how, then the change itself in those that are ticked."""
    meetings.get(web.db(), actor(), meeting_id)
    given = request.form if request.method == "POST" else request.args
    find, to = given.get("find", ""), given.get("to")
    if request.method == "GET" and to is None:
        return _replacing(meeting_id, find, None)
    try:
        find, better = service.checked(find, to or "")
        if request.method == "GET":
            return _replacing(meeting_id, find, better)
        done = service.replace(web.db(), actor(), web.now(), meeting_id, find, better, _chosen())
    except (Refused, Conflict) as problem:
        return _replacing(meeting_id, find, to, problem.message), problem.status
    _tell(
        done,
        ngettext(
            "The word was replaced in %(num)d speech.", "The word was replaced in %(num)d speeches.", done
        ),
    )
    return redirect(url_for("writing.show", meeting_id=meeting_id, find=better or None, _anchor="undo"), 303)


def _tell(done: int, words: str) -> None:
    """How many changed; none where the same was asked for twice."""
    flash(words if done else _("There was nothing left to change."), "success")


def _chosen() -> dict[int, int]:
    """The ticked speeches with their revisions: `12:3`."""
    pairs = (ticked.split(":") for ticked in request.form.getlist("speech"))
    return {
        int(i): int(revision) for i, revision in (p for p in pairs if len(p) == 2 and "".join(p).isdecimal())
    }


def _replacing(meeting_id: int, find: str, to: str | None, problem: Text | None = None) -> str:
    meeting = meetings.get(web.db(), actor(), meeting_id)
    known = [] if to is None or not find.strip() else service.replacements(web.db(), meeting_id, find, to)
    return web.render(
        "meetings/replace.html", meeting=meeting, find=find, to=to, changes=page.changes(known), total=len(known), problem=problem,
        final=bool(final.version(web.db(), meeting_id)), chosen=_chosen() if problem and request.method == "POST" else None,
    )  # fmt: skip
