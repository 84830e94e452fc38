"""The published schedule on paper, and calendars to subscribe to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Final

from flask import Blueprint, Response, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app import subscribing, web
from app.errors import NotFound
from app.hearings.service import feeds
from app.hearings.service import series as all_series
from app.hearings.service import sheets as service
from app.hearings.service.sheets import Schedule
from app.security import MEMBER, PUBLIC, SECRETARIAT, SECTION, actor, guard

bp = Blueprint("calendar", __name__)
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
#: Name in the address → how it is made, its media type, the file's name.
_FILES: Final[Mapping[str, tuple[Callable[[Schedule, str], bytes], str, str]]] = {
    "schedule.pdf": (service.as_pdf, "application/pdf", "日程表"),
    "schedule.docx": (service.as_word, f"{_OFFICE}.wordprocessingml.document", "日程表"),
    "schedule.xlsx": (service.as_workbook, f"{_OFFICE}.spreadsheetml.sheet", "日程表"),
    "door.pdf": (service.door, "application/pdf", "会場掲示"),
}


@bp.get("/hearings/<int:series_id>/sheets")
@guard(SECRETARIAT, MEMBER)
def sheets(series_id: int) -> str:
    """The published schedule, and its files."""
    series = all_series.get(web.db(), series_id)
    return web.render(
        "hearings/sheets.html", series=series, schedule=service.newest(web.db(), series_id), reserve=service.RESERVE,
    )  # fmt: skip


@bp.get("/hearings/<int:series_id>/sheets/<name>")
@guard(SECRETARIAT, MEMBER)
def file(series_id: int, name: str) -> ResponseReturnValue:
    """One of its files."""
    schedule = service.newest(web.db(), series_id)
    if schedule is None or name not in _FILES:
        raise NotFound
    make, media_type, said = _FILES[name]
    data = make(schedule, web.lang())
    named = f"{said}_第{schedule.plan.number}版.{name.rpartition('.')[2]}"
    return send_file(BytesIO(data), media_type, as_attachment=True, download_name=named)


def _section_id() -> int | None:
    """Which of somebody's sections; the only one where it is not said."""
    asked = request.values.get("section", type=int)
    own = sorted(actor().sections)
    return asked if asked is not None or actor().role != SECTION or not own else own[0]


@bp.get("/hearings/<int:series_id>/calendar")
@guard(SECTION, MEMBER)
def own(series_id: int) -> str:
    """One's own hearings, and the link to subscribe to them."""
    whose = feeds.owner(actor(), _section_id())
    return web.render(
        "hearings/calendar.html", series=all_series.get(web.db(), series_id), whose=whose,
        entries=feeds.entries(web.db(), series_id, whose), feed=feeds.link_of(web.db(), series_id, whose),
    )  # fmt: skip


@bp.post("/hearings/<int:series_id>/calendar")
@guard(SECTION, MEMBER)
def subscribe(series_id: int) -> ResponseReturnValue:
    """Make, renew or revoke the link. The new one travels once, in the sealed session."""
    whose = feeds.owner(actor(), _section_id())
    if request.form.get("action") == "revoke":
        feeds.revoke(web.db(), actor(), web.now(), series_id, whose)
        subscribing.tell_revoked()
    else:
        subscribing.tell_link(feeds.renew(web.db(), actor(), web.now(), series_id, whose))
    return redirect(url_for("calendar.own", series_id=series_id, section=whose.section_id), 303)


@bp.get("/hearings/feeds/<token>.ics")
@guard(PUBLIC)
def feed(token: str) -> Response:
    """The calendar behind a secret link."""
    return subscribing.answer(feeds.read_feed(web.db(), token))
