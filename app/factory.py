"""Builds the web application from its features."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from flask import Flask, request
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.routing import IntegerConverter

from app import clock as city_clock
from app import i18n, instance, security, web
from app.accounts import signing, waiting
from app.security import Actor

#: Where routes come from. Each module has a blueprint `bp`.
FEATURES: Final = (
    "app.accounts.views",
    "app.home.views",
    "app.rounds.views",
    "app.rounds.rulings_views",
    "app.responses.views",
    "app.responses.versions_views",
    "app.responses.draft_views",
    "app.flags.views",
    "app.oversight.views",
    "app.results.views",
    "app.audit.views",
    "app.disposal.views",
    "app.organisation.views",
    "app.workbooks.views",
    "app.notices.views",
    "app.editions.views",
    "app.succession.views",
    "app.materials.views",
    "app.hearings.views.series",
    "app.hearings.views.candidates",
    "app.hearings.views.schedule",
    "app.hearings.views.board",
    "app.hearings.views.calendar",
    "app.hearings.views.questions",
    "app.hearings.views.written",
    "app.hearings.views.dossier",
    "app.hearings.views.record",
    "app.meetings.views.meetings",
    "app.meetings.views.writing",
    "app.meetings.views.speech_saves",
    "app.meetings.views.pasting",
    "app.meetings.views.speakers",
    "app.hearings.views.record_saving",
    "app.meetings.views.outcomes",
    "app.meetings.views.outcome_saves",
    "app.meetings.views.confirming",
    "app.meetings.views.publishing",
    "app.meetings.views.correcting",
    "app.meetings.views.published",
    "app.meetings.views.paper",
    "app.meetings.views.style",
    "app.meetings.views.searching",
    "app.hearings.views.outcome",
    "app.hearings.views.outcome_themes",
)
#: Twenty answers of 10,000 characters, nine bytes each when sent as a form, with room to spare.
MOST_BYTES: Final = 4 * 1024 * 1024
_MOST_FIELDS: Final = 5_000


class _RowNumber(IntegerConverter):
    """A number in an address. A larger one than SQLite can hold is nobody's: no such page."""

    regex = r"\d{1,18}"


def build(folder: Path, *, demo_sign_ins: bool, clock: Callable[[], datetime] | None, testing: bool) -> Flask:
    """The application; see app.create_app."""
    app = Flask("app")
    app.request_class = web.Request
    settle(app, folder, demo_sign_ins=demo_sign_ins, clock=clock)
    app.config.update(
        TESTING=testing,
        SESSION_COOKIE_NAME="kikitori",
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as its session: the draft after lunch
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        MAX_FORM_PARTS=_MOST_FIELDS,
        SEND_FILE_MAX_AGE_DEFAULT=web.YEAR_SECONDS,
    )
    app.jinja_env.undefined = StrictUndefined
    app.url_map.converters["int"] = _RowNumber
    i18n.install(app)
    web.install(app)
    security.install(app, _find)
    CSRFProtect(app)  # after the guard: who has no session is asked to sign in, not told of tokens
    waiting.install(app)
    for name in FEATURES:
        if _exists(name):
            app.register_blueprint(import_module(name).bp)
    return app


def settle(
    app: Flask, folder: Path, *, demo_sign_ins: bool = False, clock: Callable[[], datetime] | None = None
) -> None:
    """Let the application work on this instance folder: everything it knows of one is given here and nowhere else."""
    db = instance.open_database(folder)
    app.config.update(
        SECRET_KEY=instance.secret_key(folder),
        SESSION_COOKIE_SECURE=instance.config(folder).secure_cookies,
    )
    web.start(app, web.Runtime(folder, db, clock or city_clock.now, demo_sign_ins))


def _exists(name: str) -> bool:
    return find_spec(name.rpartition(".")[0]) is not None and find_spec(name) is not None


def _find(token: str) -> Actor | None:
    started = web.runtime()
    at_work = (
        "watching" not in request.args
    )  # set by a page that only asks for news (static/js/autosave.js, refresh.js)
    return signing.actor_of(
        started.db, web.now(), token, demo_sign_ins=started.demo_sign_ins, at_work=at_work
    )
