"""What views share: the request's database, moment and language, the page frame, error pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final, cast

from flask import Flask, current_app, g, get_flashed_messages, render_template, request, url_for
from flask import Request as FlaskRequest
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from wtforms.form import BaseForm

from app import clock, i18n
from app.db import Database
from app.errors import KikitoriError, NotFound
from app.rounds import service as rounds
from app.rounds.dates import limit_text
from app.security import MEMBER, current_actor
from app.selfsaving.presence import Presence
from app.settings import service as settings
from forms.questions import Text

_RUNTIME: Final = "kikitori"
YEAR_SECONDS: Final = 365 * 24 * 3600


class Request(FlaskRequest):
    """A request whose uploads stay in memory (they are bounded): nothing that was sent lies in a temporary file."""

    def _get_file_stream(self, *_: Any, **__: Any) -> BytesIO:
        return BytesIO()


@dataclass(frozen=True, slots=True)
class Runtime:
    """What the application was started with; presence: who has which page open, in this process."""

    instance: Path
    db: Database
    clock: Callable[[], datetime]
    demo_sign_ins: bool
    presence: Presence = field(default_factory=Presence)


def runtime(app: Flask | None = None) -> Runtime:
    """What this application was started with."""
    return cast(Runtime, (app or current_app).extensions[_RUNTIME])


def db() -> Database:
    """The instance's database."""
    return runtime().db


def now() -> datetime:
    """The moment of this request, the same wherever it is asked (aware, UTC)."""
    if "moment" not in g:
        g.moment = runtime().clock()
    return cast(datetime, g.moment)


def lang() -> str:
    """The language of this request: "ja" or "en"."""
    return i18n.lang()


def render(template: str, **context: Any) -> str:
    """A page. Every template gets actor, lang, colon, city, contact, round_ (None unless given) and messages."""
    round_ = context.setdefault("round_", None)
    return render_template(
        template,
        **{
            "actor": current_actor(),
            "lang": lang(),
            "colon": "：" if lang() == "ja" else ": ",
            "city": settings.city(db()) or i18n.translate(settings.NAMELESS),
            "demo": settings.is_demo(db()),
            "nav": _nav(),
            "contact": round_.contact if round_ is not None else rounds.contact(db()),
            "messages": get_flashed_messages(with_categories=True),
        }
        | context,
    )


def _nav() -> list[tuple[str, str, bool]]:
    """The main menu of this person: (label, address, whether it is this page or above it)."""
    who = current_actor()
    if who is None:
        return []
    items = [(_("Home"), "/")]
    if who.is_secretariat:
        office = (
            (_("Surveys"), "rounds.index"),
            (_("Hearings"), "hearings.index"),
            (_("Meetings"), "meetings.index"),
            (_("Notices"), "notices.index"),
            (_("Accounts"), "accounts.index"),
            (_("Organisation"), "organisation.index"),
            (_("Audit log"), "audit.index"),
        )
        items += [(label, url_for(name)) for label, name in office if name in current_app.view_functions]
    elif who.role == MEMBER:
        own = ((_("Hearings"), "hearings.index"), (_("Meetings"), "meetings.index"))
        items += [(label, url_for(name)) for label, name in own if name in current_app.view_functions]
    elif "published.index" in current_app.view_functions:
        items.append((_("Minutes"), url_for("published.index")))
    items.append((_("Own settings"), "/account"))
    return [(label, url, _is_at(url)) for label, url in items]


def _is_at(url: str) -> bool:
    return request.path == url or (url != "/" and request.path.startswith(f"{url}/"))


def errors_of(form: BaseForm) -> list[tuple[str, str]]:
    """What is wrong with an office form, for the summary on top: (link to the field, message)."""
    return [(f"#{name}", str(next(iter(told)))) for name, told in form.errors.items() if told]


def wrong(form: BaseForm, name: str, message: Text | str) -> None:
    """Show a message of the service at a field of an office form."""
    form[name].errors = [*form[name].errors, i18n.translate(message)]


def error_page(status: int, message: str, **context: Any) -> tuple[str, int]:
    """The page for something that went wrong."""
    titles = {
        400: _("The request could not be read"),
        403: _("You are not allowed to do this"),
        404: _("Page not found"),
        405: _("Page not found"),
        409: _("The situation has changed"),
        413: _("Too much at once"),
        422: _("This could not be done"),
    }
    title = titles.get(status, _("Something went wrong"))
    return render("errors/error.html", status=status, title=title, message=message, **context), status


def _told(error: KikitoriError) -> tuple[str, int]:
    return error_page(error.status, i18n.translate(error.message))


def http_error(error: HTTPException) -> Any:
    """The page for an HTTP error."""
    if error.response is not None or error.code is None or error.code < 400:
        return error
    if error.code in {404, 405}:
        return error_page(error.code, i18n.translate(NotFound.message))
    if isinstance(error, RequestEntityTooLarge):
        return error_page(413, _("What was sent is too large. Please send it in smaller parts."))
    if error.code >= 500:
        return error_page(
            error.code,
            _("Nothing was saved. Please go back and try again; if it happens again, tell the secretariat."),
        )
    return error_page(error.code, _("Please go back and try again."))


def moment_filter(moment: datetime | str) -> str:
    """A moment (or one as stored) in the reader's language, in the city's time."""
    known = clock.read(moment) if isinstance(moment, str) else moment
    return i18n.translate(clock.moment_text(known))


def shortly_filter(moment: str) -> str:
    """A stored moment, short."""
    return i18n.translate(clock.short_text(clock.read(moment)))


def day_filter(day: str) -> str:
    """A stored day in the reader's language."""
    return i18n.translate(clock.day_text(day))


def limit_filter(limit: str) -> str:
    """A limit of a round in the reader's language; on its own day "today"."""
    return i18n.translate(limit_text(limit, now()))


@lru_cache(maxsize=256)
def _fingerprint(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def _static_version(app: Flask) -> Callable[[str, dict[str, Any]], None]:
    """Static files get an address that changes with their content: browsers may keep them for long."""

    def add(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values and "v" not in values:
            path = Path(cast(str, app.static_folder)) / values["filename"]
            if path.is_file():
                values["v"] = _fingerprint(path, path.stat().st_mtime_ns)

    return add


def start(app: Flask, started: Runtime) -> None:
    """Give the application its runtime."""
    app.extensions[_RUNTIME] = started


def install(app: Flask) -> None:
    """Give the application its filters and error pages."""
    app.jinja_env.filters["moment"] = moment_filter
    app.jinja_env.filters["shortly"] = shortly_filter
    app.jinja_env.filters["day"] = day_filter
    app.jinja_env.filters["limit"] = limit_filter
    app.url_defaults(_static_version(app))
    app.register_error_handler(KikitoriError, _told)
    app.register_error_handler(HTTPException, http_error)
