"""Pages of hearing days, attendance, and when sections can come."""

from __future__ import annotations

from datetime import date, time

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import web
from app.accounts import service as accounts
from app.errors import Conflict, NotFound, Refused
from app.hearings.page import schedule as page
from app.hearings.service import schedule as service
from app.hearings.service import series as all_series
from app.hearings.service import wishes as wishing
from app.hearings.service.schedule import HearingDay
from app.hearings.times import Shape
from app.security import MEMBER, SECRETARIAT, SECTION, actor, guard
from forms.office.hearings_schedule import DayForm, QuorumForm, WishesUntilForm

bp = Blueprint("schedule", __name__)


@bp.get("/hearings/<int:series_id>/days")
@guard(SECRETARIAT, MEMBER)
def days(series_id: int) -> str:
    """Every day: when, where, its slots, who comes, what is doubtful."""
    return _days(series_id)


def _days(series_id: int, form: QuorumForm | None = None) -> str:
    shown = page.days_page(web.db(), actor(), series_id)
    form = form or QuorumForm(quorum=shown.series.quorum)
    return web.render("hearings/days.html", page=shown, form=form, errors=web.errors_of(form))


@bp.post("/hearings/<int:series_id>/days/quorum")
@guard(SECRETARIAT)
def quorum(series_id: int) -> ResponseReturnValue:
    """How many members a day needs."""
    form = QuorumForm()
    if not form.validate():
        return _days(series_id, form), 422
    all_series.change(web.db(), actor(), web.now(), series_id, quorum=form.quorum.data or 0)
    flash(_("The quorum was saved."), "success")
    return redirect(url_for("schedule.days", series_id=series_id), 303)


@bp.route("/hearings/<int:series_id>/days/new", methods=["GET", "POST"])
@guard(SECRETARIAT)
def new(series_id: int) -> ResponseReturnValue:
    """A new day, shaped as the last one (or the one to be copied)."""
    all_series.require_open(web.db(), series_id)
    known = service.days(web.db(), series_id)
    copied = [d for d in known if d.id == request.args.get("copy", 0, type=int)]
    form = _form(service.usual(series_id, copied or known))
    if request.method == "POST" and form.validate():
        try:
            service.add_day(web.db(), actor(), web.now(), _wanted(form, series_id, 0))
        except Refused as error:
            web.wrong(form, "slots", error.message)
        else:
            flash(_("The day was added."), "success")
            return redirect(url_for("schedule.days", series_id=series_id), 303)
    return _day_page(form, series_id, _("New hearing day"))


@bp.route("/hearings/<int:series_id>/days/<int:day_id>", methods=["GET", "POST"])
@guard(SECRETARIAT)
def edit(series_id: int, day_id: int) -> ResponseReturnValue:
    """Another date, place or shape for a day."""
    all_series.require_open(web.db(), series_id)
    form = _form(service.day(web.db(), series_id, day_id))
    if request.method == "POST" and form.validate():
        wanted = _wanted(form, series_id, day_id)
        try:
            lost = service.change_day(web.db(), actor(), web.now(), wanted, form.seen.data or "")
        except (Conflict, Refused) as error:
            web.wrong(form, "slots" if isinstance(error, Refused) else "day", error.message)
        else:
            flash(_("The day was saved."), "success")
            if lost:
                flash(
                    _("The date is another one: attendance and wishes for the old date were forgotten."),
                    "warning",
                )
            return redirect(url_for("schedule.days", series_id=series_id), 303)
    return _day_page(form, series_id, _("Change the hearing day"))


def _day_page(form: DayForm, series_id: int, title: str) -> ResponseReturnValue:
    series = all_series.get(web.db(), series_id)
    status = 422 if request.method == "POST" else 200
    return web.render(
        "hearings/day.html", form=form, series=series, title=title, errors=web.errors_of(form)
    ), status  # fmt: skip


def _form(known: HearingDay) -> DayForm:
    shape = known.shape
    breaks = sorted(shape.breaks)
    return DayForm(
        day=date.fromisoformat(known.day) if known.day else None, start=time.fromisoformat(shape.start),
        place=known.place, preparation=shape.preparation, minutes=shape.minutes, slots=shape.slots,
        break_after=", ".join(map(str, breaks)), break_minutes=shape.breaks[breaks[0]] if breaks else None,
        reserve=known.reserve, seen=service.day_seen(known),
    )  # fmt: skip


def _wanted(form: DayForm, series_id: int, day_id: int) -> HearingDay:
    shape = Shape(
        f"{form.start.data:%H:%M}", form.preparation.data or 0, form.minutes.data or 0, form.slots.data or 0,
        form.breaks,
    )  # fmt: skip
    place = (form.place.data or "").strip()
    return HearingDay(day_id, series_id, str(form.day.data), shape, bool(form.reserve.data), place)


@bp.post("/hearings/<int:series_id>/days/<int:day_id>/drop")
@guard(SECRETARIAT)
def drop(series_id: int, day_id: int) -> ResponseReturnValue:
    """The day does not take place."""
    out = service.drop_day(web.db(), actor(), web.now(), series_id, day_id)
    flash(_("The day was dropped."), "success")
    if out:
        told = ngettext("%(num)d section has no place now.", "%(num)d sections have no place now.", out)
        flash(told, "warning")
    return redirect(url_for("schedule.days", series_id=series_id), 303)


@bp.route("/hearings/<int:series_id>/days/attendance/<int:member_id>", methods=["GET", "POST"])
@guard(SECRETARIAT, MEMBER)
def attendance(series_id: int, member_id: int) -> ResponseReturnValue:
    """On which days a member comes."""
    member = accounts.get(web.db(), member_id)
    if not page.is_member(member) or not (actor().is_secretariat or actor().id == member_id):
        raise NotFound
    shown = page.attendance_page(web.db(), series_id, member)
    if request.method == "GET":
        return web.render("hearings/attendance.html", page=shown, comes=page.COMES)
    said = {i: request.form[f"day-{i}"] for i in shown.said if f"day-{i}" in request.form}
    service.attend(web.db(), actor(), web.now(), series_id, member_id, said)
    flash(_("The attendance was saved."), "success")
    return redirect(url_for("schedule.days", series_id=series_id), 303)


@bp.route("/hearings/<int:series_id>/wishes", methods=["GET", "POST"])
@guard(SECRETARIAT)
def wishes(series_id: int) -> ResponseReturnValue:
    """The table of sections and days, and until when sections may say something."""
    shown = page.wishes_page(web.db(), series_id)
    day, _sep, hour = shown.series.wishes_until.partition("T")
    form = WishesUntilForm(
        until_day=date.fromisoformat(day) if day else None,
        until_time=time.fromisoformat(hour) if hour else None,
    )
    if request.method == "POST" and form.validate():
        all_series.change(web.db(), actor(), web.now(), series_id, wishes_until=form.limit)
        flash(_("The limit was saved."), "success")
        return redirect(url_for("schedule.wishes", series_id=series_id), 303)
    status = 422 if request.method == "POST" else 200
    return web.render("hearings/wishes.html", page=shown, form=form, errors=web.errors_of(form)), status


@bp.route("/hearings/<int:series_id>/sections/<int:section_id>/wishes", methods=["GET", "POST"])
@guard(SECTION, SECRETARIAT)
def section_wishes(series_id: int, section_id: int) -> ResponseReturnValue:
    """When this section can come."""
    section = wishing.heard_section(web.db(), actor(), series_id, section_id)
    known = wishing.of_section(web.db(), series_id, section_id)
    said = {i: request.form[f"day-{i}"] for i in known if f"day-{i}" in request.form}
    problem = None
    if request.method == "POST":
        try:
            wishing.wish(
                web.db(), actor(), web.now(), series_id, section_id,
                said=said, shown=request.form.get("seen", ""),
            )  # fmt: skip
        except (Conflict, Refused) as error:
            problem = error
        else:
            flash(_("Your answer was saved. Thank you."), "success")
            return redirect(request.path, 303)
    shown = page.wish_page(web.db(), actor(), web.now(), series_id, section, said)
    return web.render(
        "hearings/section_wishes.html", page=shown, words=page.WISHES, problem=problem
    ), problem.status if problem else 200
