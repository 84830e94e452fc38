"""The secretariat's desk of a confirmation: ask, extend, close, write letters, decide on what members propose."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.errors import Conflict, Refused
from app.meetings.page import confirming as page
from app.meetings.service import asking, bodies, closing, deciding, meetings
from app.meetings.service import confirming as service
from app.meetings.views.confirming.blueprint import bp
from app.security import SECRETARIAT, actor, guard
from forms.questions import Text


class Problem(NamedTuple):
    """What was refused, at which field ("until", "people", "change-7" …)."""

    at: str
    message: Text


def _page(meeting_id: int, problem: Problem | None = None) -> str:
    meeting = meetings.get(web.db(), actor(), meeting_id)
    silence = bodies.get(web.db(), actor(), meeting.body_id).silence_agrees
    shown = page.desk(web.db(), actor(), web.now(), meeting_id, silence)
    sent = request.form if problem else {}
    return web.render(
        "meetings/confirming.html", page=shown, problem=problem, typed=sent, said=page.said, states=page.STATE,
        chosen={int(i) for i in request.form.getlist("people") if i.isdigit()} if problem and problem.at in ("until", "people") else shown.chosen,
    )  # fmt: skip


def _back(meeting_id: int, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("confirming.show", meeting_id=meeting_id, _anchor=anchor), 303)


def _do(
    meeting_id: int, at: str, act: Callable[[], object], done: str, anchor: str | None = None
) -> ResponseReturnValue:
    """Do it and say so; what was refused is told at its field, with what was typed."""
    meetings.get(web.db(), actor(), meeting_id)
    try:
        act()
    except (Refused, Conflict) as problem:
        return _page(meeting_id, Problem(at, problem.message)), problem.status
    flash(done, "success")
    return _back(meeting_id, anchor)


@bp.get("/meetings/<int:meeting_id>/confirmation")
@guard(SECRETARIAT)
def show(meeting_id: int) -> str:
    """How the confirmation stands: who has said what, which changes wait for a decision."""
    return _page(meeting_id)


@bp.post("/meetings/<int:meeting_id>/confirmation")
@guard(SECRETARIAT)
def send(meeting_id: int) -> ResponseReturnValue:
    """Ask for confirmation, then draft the letters."""
    form = request.form
    people = {int(i) for i in form.getlist("people") if i.isdigit()}
    at = "until" if people else "people"
    sent = _do(
        meeting_id, at, lambda: service.send(
            web.db(), actor(), web.now(), meeting_id, until=form.get("until", ""),
            silence_agrees=form.get("silence_agrees") == "1", people=people, shown_=form.get("seen", ""),
        ), _("The draft can be read by those who were chosen. Next, write to them."), "letters",
    )  # fmt: skip
    return sent


@bp.post("/meetings/<int:meeting_id>/confirmation/until")
@guard(SECRETARIAT)
def extend(meeting_id: int) -> ResponseReturnValue:
    """Another last day."""
    until = request.form.get("until", "")
    return _do(
        meeting_id, "new-until", lambda: closing.extend(web.db(), actor(), web.now(), meeting_id, until),
        _("The last day was changed."),
    )  # fmt: skip


@bp.post("/meetings/<int:meeting_id>/confirmation/close")
@guard(SECRETARIAT)
def close(meeting_id: int) -> ResponseReturnValue:
    """Take no more answers, or take them again."""
    closed = request.form.get("closed") == "1"
    return _do(
        meeting_id, "", lambda: closing.close(web.db(), actor(), web.now(), meeting_id, closed=closed),
        _("The confirmation is closed.") if closed else _("The confirmation goes on."),
    )  # fmt: skip


@bp.post("/meetings/<int:meeting_id>/confirmation/letters")
@guard(SECRETARIAT)
def letters(meeting_id: int) -> ResponseReturnValue:
    """Draft letters: please read, please answer, what became of it."""
    try:
        batch = asking.prepare(web.db(), actor(), web.now(), meeting_id, request.form.get("kind", ""))
    except Refused as problem:
        return _page(meeting_id, Problem("letters", problem.message)), problem.status
    flash(_("The mails are drafted. Please look at them; they leave when you send them."), "success")
    return redirect(url_for("notices.batch", batch_id=batch), 303)


@bp.post("/meetings/<int:meeting_id>/confirmation/changes/<int:change_id>")
@guard(SECRETARIAT)
def decide(meeting_id: int, change_id: int) -> ResponseReturnValue:
    """Take a change over, in part or not."""
    form = request.form
    return _do(
        meeting_id, f"change-{change_id}", lambda: deciding.decide(
            web.db(), actor(), web.now(), meeting_id, change_id, how=form.get("how", ""), text=form.get("text", ""),
            remark=form.get("remark", ""), base=form.get("base", ""),
        ), _("The decision was saved."), "changes",
    )  # fmt: skip


@bp.post("/meetings/<int:meeting_id>/confirmation/changes/<int:change_id>/reopen")
@guard(SECRETARIAT)
def reopen(meeting_id: int, change_id: int) -> ResponseReturnValue:
    """Take a decision back."""
    return _do(
        meeting_id, f"change-{change_id}", lambda: deciding.reopen(web.db(), actor(), web.now(), meeting_id, change_id),
        _("The decision was taken back; the change waits for another."), "changes",
    )  # fmt: skip
