"""Published minutes at their permanent addresses: a page per body, a page per meeting, files, a feed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from xml.sax.saxutils import escape

from flask import Blueprint, Response, make_response
from flask.typing import ResponseReturnValue

from app import web
from app.clock import read as moment
from app.errors import NotFound
from app.meetings import wording
from app.meetings.service import publishing as service
from app.meetings.service.publishing import Read
from app.meetings.views.publishing import sent, whole
from app.security import MEMBER, PUBLIC, SECRETARIAT, SECTION, SignInNeeded, actor, current_actor, guard
from reports.minutes import text

bp = Blueprint("published", __name__)
_T = TypeVar("_T")


def _answer(page: str, audience: str) -> Response:
    """Pages of the city hall are not for search engines."""
    made = make_response(page)
    if audience != "public":
        made.headers["X-Robots-Tag"] = "noindex"
    return made


def _or_sign_in(find: Callable[[], _T]) -> _T:
    """Whoever is not signed in is asked to, whether there is something at the address or not."""
    try:
        return find()
    except NotFound:
        if current_actor() is None:
            raise SignInNeeded from None
        raise


@bp.get("/minutes")
@guard(SECRETARIAT, MEMBER, SECTION)
def index() -> str:
    """The bodies of which this person may read minutes: the city hall's way to them."""
    return web.render("meetings/shelves.html", shelves=service.shelves(web.db(), actor()), wording=wording)


@bp.get("/minutes/<token>")
@guard(PUBLIC)
def body(token: str) -> Response:
    """The published minutes of a body."""
    found, listed = _or_sign_in(lambda: service.listed(web.db(), current_actor(), token))
    return _answer(web.render("meetings/published.html", body=found, listed=listed), found.audience)


@bp.get("/minutes/<token>/feed.xml")
@guard(PUBLIC)
def feed(token: str) -> Response:
    """The same as an Atom feed (RFC 4287)."""
    found, listed = _or_sign_in(lambda: service.listed(web.db(), current_actor(), token))
    page = escape(whole(f"/minutes/{found.token}"))
    newest = max((r.at for r in listed), default="1970-01-01T00:00:00+00:00")
    entries = "".join(map(_entry, listed))
    made = (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f'<title>{escape(found.name)}</title><id>{page}</id><link href="{page}"/><link rel="self" href="{page}/feed.xml"/>'
        f"<updated>{moment(newest).isoformat()}</updated><author><name>{escape(found.name)}</name></author>{entries}</feed>\n"
    )
    return Response(made, mimetype="application/atom+xml")


def _entry(one: Read) -> str:
    address = escape(whole(one.address))
    updated = moment(one.at).isoformat()
    made = one.minutes
    title = f"{one.meeting.title}　{made.heading}{made.status}" if one.summary else one.meeting.title
    return f'<entry><title>{escape(title)}</title><id>{address}</id><link href="{address}"/><updated>{updated}</updated></entry>'


@bp.get("/minutes/<token>/<place>")
@guard(PUBLIC)
def meeting(token: str, place: str) -> Response:
    """The minutes of a meeting, the newest version; before they are published the summary, where there is one."""
    found = _or_sign_in(lambda: service.at(web.db(), current_actor(), token, place))
    page = web.render("meetings/read.html", found=found, minutes=found.minutes, ids=found.ids)
    return _answer(page, found.body.audience)


@bp.get("/minutes/<token>/<place>/minutes.<ending>")
@guard(PUBLIC)
def file(token: str, place: str, ending: str) -> ResponseReturnValue:
    """The same as a file: pdf, docx, txt, json."""
    found = _or_sign_in(lambda: _file(token, place, summary=False))
    if ending == "json":
        return Response(
            text.as_json(found.minutes, place, found.number, found.ids), mimetype="application/json"
        )
    return sent(found.minutes, ending, found.body.id, readers=True)


def _file(token: str, place: str, *, summary: bool) -> Read:
    """The address of a file says which it is: minutes never arrive under the name of a summary, nor the other way round."""
    found = service.at(web.db(), current_actor(), token, place)
    if found.summary != summary:
        raise NotFound
    return found


@bp.get("/minutes/<token>/<place>/summary.<ending>")
@guard(PUBLIC)
def summary(token: str, place: str, ending: str) -> ResponseReturnValue:
    """The summary ahead of the minutes as a file: pdf, docx, txt."""
    found = _or_sign_in(lambda: _file(token, place, summary=True))
    return sent(found.minutes, ending, found.body.id, readers=True)
