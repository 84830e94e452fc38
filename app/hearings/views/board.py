"""The board of a hearing schedule, its ways out, publishing, and its versions."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.errors import Conflict, NotFound, Refused
from app.hearings.page import board as page
from app.hearings.service import board as service
from app.hearings.service import draft as drafts
from app.hearings.service import placing, steps
from app.hearings.service import series as all_series
from app.security import MEMBER, SECRETARIAT, actor, guard
from forms.questions import Text

bp = Blueprint("board", __name__)


@bp.get("/hearings/<int:series_id>/board")
@guard(SECRETARIAT)
def show(series_id: int) -> str:
    """The draft: days with their slots, and who has no place yet."""
    return _board(series_id)


def _board(series_id: int, problem: Text | None = None) -> str:
    return web.render("hearings/board.html", page=page.board_page(web.db(), series_id, problem))


def _acted(series_id: int, act: Callable[[], object], told: str) -> ResponseReturnValue:
    """Do it and go back to the board; what could not be done is said on the board as it is now."""
    try:
        act()
    except (Conflict, Refused) as error:
        return _board(series_id, error.message), error.status
    flash(told, "success")
    return redirect(url_for("board.show", series_id=series_id), 303)


def _seen() -> str:
    return request.form.get("seen", "")


def _key() -> tuple[int, int]:
    try:
        return drafts.key_of(request.form.get("key", ""))
    except ValueError:
        raise NotFound from None


def _where() -> tuple[int, int] | None:
    """`tray`, or `day-slot`."""
    text = request.form.get("where", "")
    if text == "tray":
        return None
    day, _sep, slot = text.partition("-")
    if not (day.isascii() and day.isdigit() and slot.isascii() and slot.isdigit() and len(text) < 30):
        raise NotFound
    return int(day), int(slot)


@bp.post("/hearings/<int:series_id>/board/place")
@guard(SECRETARIAT)
def place(series_id: int) -> ResponseReturnValue:
    """Put one hearing somewhere."""
    key, where = _key(), _where()
    return _acted(
        series_id,
        lambda: placing.place(web.db(), actor(), web.now(), series_id, key, where, _seen()),
        _("It was moved."),
    )


@bp.post("/hearings/<int:series_id>/board/pin")
@guard(SECRETARIAT)
def pin(series_id: int) -> ResponseReturnValue:
    """Pin one hearing, or take its pin away."""
    key, on = _key(), request.form.get("on") == "1"
    return _acted(
        series_id,
        lambda: placing.pin(web.db(), actor(), web.now(), series_id, key, on, _seen()),
        _("It was pinned.") if on else _("The pin was taken away."),
    )


@bp.post("/hearings/<int:series_id>/board/propose")
@guard(SECRETARIAT)
def propose(series_id: int) -> ResponseReturnValue:
    """Plan everything that is not pinned."""
    last = request.form.getlist("last", type=int)
    return _acted(
        series_id,
        lambda: placing.propose(web.db(), actor(), web.now(), series_id, last, _seen()),
        _("A plan was made. What could not be met is listed below."),
    )


@bp.post("/hearings/<int:series_id>/board/undo")
@guard(SECRETARIAT)
def undo(series_id: int) -> ResponseReturnValue:
    """Take the last act back, or do it again."""
    back, step = request.form.get("redo") != "1", request.form.get("step", 0, type=int)
    act = steps.undo if back else steps.redo
    return _acted(
        series_id,
        lambda: act(web.db(), actor(), web.now(), series_id, step, _seen()),
        _("It was taken back.") if back else _("It was done again."),
    )


@bp.post("/hearings/<int:series_id>/board/second")
@guard(SECRETARIAT)
def second(series_id: int) -> ResponseReturnValue:
    """A second hearing of a section, or not after all."""
    on, section_id = request.form.get("on") == "1", request.form.get("section", 0, type=int)
    act = placing.add_second if on else placing.drop_second
    return _acted(
        series_id,
        lambda: act(web.db(), actor(), web.now(), series_id, section_id, _seen()),
        _("The second hearing was added; give it a place.") if on else _("The second hearing was dropped."),
    )


@bp.route("/hearings/<int:series_id>/board/<int:section_id>/<int:turn>", methods=["GET", "POST"])
@guard(SECRETARIAT)
def cannot(series_id: int, section_id: int, turn: int) -> ResponseReturnValue:
    """A section cannot come on its day: every way out, one click takes it."""
    key, problem = (section_id, turn), None
    if key not in drafts.read(web.db(), series_id).spots:
        raise NotFound
    if request.method == "POST":
        moves = placing.moves_of(request.form.get("moves", ""))
        try:
            placing.take(web.db(), actor(), web.now(), series_id, key, moves, _seen())
        except (Conflict, Refused) as error:
            problem = error
        else:
            flash(_("The draft was changed. It is not published yet."), "success")
            return redirect(url_for("board.show", series_id=series_id), 303)
    shown = page.cannot_page(web.db(), series_id, key, problem.message if problem else None)
    return web.render("hearings/cannot.html", page=shown), problem.status if problem else 200


@bp.route("/hearings/<int:series_id>/board/publish", methods=["GET", "POST"])
@guard(SECRETARIAT)
def publish(series_id: int) -> ResponseReturnValue:
    """What publishing would change, and publishing."""
    problem, note = None, request.form.get("note", "")
    if request.method == "POST":
        try:
            service.publish(
                web.db(), actor(), web.now(), series_id,
                note=note, seen=_seen(), anyway=request.form.get("anyway") == "1",
            )  # fmt: skip
        except (Conflict, Refused) as error:
            problem = error
        else:
            flash(_("The schedule was published."), "success")
            return redirect(url_for("board.versions", series_id=series_id), 303)
    shown = page.publish_page(web.db(), series_id)
    return web.render(
        "hearings/publish.html", page=shown, note=note, problem=problem, kinds=page.KINDS, when=page.when
    ), problem.status if problem else 200


@bp.get("/hearings/<int:series_id>/versions")
@guard(SECRETARIAT, MEMBER)
def versions(series_id: int) -> str:
    """Every published version, and the newest in full."""
    series, plans = all_series.get(web.db(), series_id), service.plans(web.db(), series_id)
    return web.render("hearings/versions.html", series=series, plans=plans)


@bp.get("/hearings/<int:series_id>/versions/<int:number>")
@guard(SECRETARIAT, MEMBER)
def version(series_id: int, number: int) -> str:
    """One version, compared with another."""
    other = request.args.get("against", type=int)
    shown = page.version_page(web.db(), series_id, number, other)
    return web.render("hearings/version.html", page=shown, kinds=page.KINDS, when=page.when, problem=None)


@bp.post("/hearings/<int:series_id>/versions/<int:number>/restore")
@guard(SECRETARIAT)
def restore(series_id: int, number: int) -> ResponseReturnValue:
    """An older version becomes the draft."""
    try:
        lost = service.restore(web.db(), actor(), web.now(), series_id, number, _seen())
    except (Conflict, Refused) as error:
        shown = page.version_page(web.db(), series_id, number, None)
        return web.render(
            "hearings/version.html", page=shown, kinds=page.KINDS, when=page.when, problem=error
        ), error.status
    flash(_("This version is the draft now. What is published stays until you publish the draft."), "success")
    if lost:
        names = "、".join(s.name for s in lost)
        flash(_("Not restored, because the day or the section is gone: %(names)s", names=names), "warning")
    return redirect(url_for("board.show", series_id=series_id), 303)
