"""Results, decisions and tasks of a meeting."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.errors import Conflict, Refused
from app.meetings.page import outcomes as page
from app.meetings.page.outcomes import Typed
from app.meetings.service import meetings
from app.meetings.service import outcomes as service
from app.meetings.store import final
from app.meetings.views.outcome_saves import place
from app.security import SECRETARIAT, actor, guard
from app.selfsaving import telling
from app.selfsaving.rule import Kept
from forms.questions import Text

bp = Blueprint("outcomes", __name__)


def _page(
    meeting_id: int,
    stale: dict[str, Kept] | None = None,
    problem: Text | None = None,
    typed: Typed | None = None,
) -> str:
    form = page.form_of(web.db(), meeting_id)
    done = bool(final.version(web.db(), meeting_id))
    shown = page.page(
        web.db(), actor(), web.now(), meeting_id, form, done, series_id=request.values.get("series", type=int), stale=stale,
        typed=typed,
    )  # fmt: skip
    return web.render(
        "meetings/outcomes.html", page=shown, form=form, phrases=service.PHRASES, problem=problem,
        company=[] if done else telling.here(place(meeting_id), web.now()),
        conflicts=sum(f.conflict is not None for f in form.answer_fields),
    )  # fmt: skip


@bp.route("/meetings/<int:meeting_id>/results", methods=["GET", "POST"])
@guard(SECRETARIAT)
def show(meeting_id: int) -> ResponseReturnValue:
    """What came of each item. A post saves the texts; a phrase's button writes it after them."""
    meetings.get(web.db(), actor(), meeting_id)
    if request.method == "GET":
        return _page(meeting_id)
    fields = page.form_of(web.db(), meeting_id).answer_fields
    try:
        saved, _kept = service.save(web.db(), actor(), web.now(), meeting_id, telling.sent(fields))
        if saved.conflicts:
            return _page(meeting_id, dict(saved.conflicts)), 409
        anchor = _phrase(meeting_id)
    except (Refused, Conflict) as refused:
        return _page(meeting_id, problem=refused.message), refused.status
    return redirect(url_for("outcomes.show", meeting_id=meeting_id, _anchor=anchor), 303)


def _phrase(meeting_id: int) -> str | None:
    key, _dash, number = request.form.get("phrase", "").partition("-")
    if not number.isdigit():
        flash(_("The results were saved."), "success")
        return None
    service.append(web.db(), actor(), web.now(), meeting_id, key, int(number))
    return f"q-{key}"


def _typed(name: str, problem: Text) -> Typed:
    return Typed(name, problem, dict(request.form.items()))


def _item() -> int | None:
    item = request.form.get("item", "")
    return int(item) if item.isdigit() else None


@bp.post("/meetings/<int:meeting_id>/results/decisions")
@guard(SECRETARIAT)
def decide(meeting_id: int) -> ResponseReturnValue:
    """Enter a decision, with the speeches it came from and the sections it is about."""
    meetings.get(web.db(), actor(), meeting_id)
    try:
        service.decide(
            web.db(), actor(), web.now(), meeting_id, text=request.form.get("text", ""), item_id=_item(),
            speeches=request.form.get("speeches", ""), series_id=request.form.get("series", type=int),
            sections=[int(i) for i in request.form.getlist("sections") if i.isdigit()],
        )  # fmt: skip
    except Refused as refused:
        return _page(meeting_id, typed=_typed("decide", refused.message)), refused.status
    flash(_("The decision was saved."), "success")
    return redirect(url_for("outcomes.show", meeting_id=meeting_id, _anchor="decisions"), 303)


@bp.post("/meetings/<int:meeting_id>/results/decisions/<int:decision_id>")
@guard(SECRETARIAT)
def drop(meeting_id: int, decision_id: int) -> ResponseReturnValue:
    """Take a decision out, or bring it back."""
    meetings.get(web.db(), actor(), meeting_id)
    service.drop(web.db(), actor(), web.now(), meeting_id, decision_id, dropped="back" not in request.form)
    flash(_("The decision was taken out."), "success")
    return redirect(url_for("outcomes.show", meeting_id=meeting_id, _anchor="decisions"), 303)


@bp.post("/meetings/<int:meeting_id>/results/tasks")
@guard(SECRETARIAT)
def task(meeting_id: int) -> ResponseReturnValue:
    """Note something somebody has to do."""
    meetings.get(web.db(), actor(), meeting_id)
    try:
        service.add_task(
            web.db(), actor(), web.now(), meeting_id, what=request.form.get("what", ""), who=request.form.get("who", ""),
            due=request.form.get("due", ""), item_id=_item(),
        )  # fmt: skip
    except Refused as refused:
        return _page(meeting_id, typed=_typed("task", refused.message)), refused.status
    flash(_("The task was noted."), "success")
    return redirect(url_for("outcomes.show", meeting_id=meeting_id, _anchor="tasks"), 303)


@bp.post("/meetings/<int:meeting_id>/results/tasks/<int:task_id>")
@guard(SECRETARIAT)
def finish(meeting_id: int, task_id: int) -> ResponseReturnValue:
    """A task is done, or open again."""
    meetings.get(web.db(), actor(), meeting_id)
    service.finish_task(
        web.db(), actor(), web.now(), meeting_id, task_id, done=request.form.get("done") == "1"
    )
    return redirect(url_for("outcomes.show", meeting_id=meeting_id, _anchor="tasks"), 303)
