"""Dossiers: the list by day, one section's page, and the files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from io import BytesIO
from typing import Final

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from app import web
from app.accounts.words import SECTION_ROLES
from app.errors import NotFound
from app.hearings.page import dossier as page
from app.hearings.service import dossier_files as files
from app.hearings.service import dossier_words as words
from app.hearings.service import dossiers as service
from app.security import MEMBER, SECRETARIAT, actor, guard
from forms.questions import Text
from reports.writers.booklet import Booklet

bp = Blueprint("dossiers", __name__)
#: Ending → how it is made, its media type.
_FILES: Final[Mapping[str, tuple[Callable[[Booklet, str, datetime], bytes], str]]] = {
    "pdf": (files.as_pdf, "application/pdf"),
    "docx": (files.as_word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


def _desk(series_id: int) -> service.Desk:
    return service.Desk(web.db(), actor(), web.now(), series_id)


@bp.get("/hearings/<int:series_id>/dossiers")
@guard(SECRETARIAT, MEMBER)
def index(series_id: int) -> str:
    """The sections that are heard, by day, with their files."""
    return web.render("hearings/dossiers.html", page=page.index(_desk(series_id)), words=words)


@bp.get("/hearings/<int:series_id>/dossiers/<int:section_id>")
@guard(SECRETARIAT, MEMBER)
def show(series_id: int, section_id: int) -> str:
    """One section's dossier."""
    shown = page.show(_desk(series_id), section_id, web.lang())
    return web.render("hearings/dossier.html", page=shown, words=words, roles=SECTION_ROLES)


def _file(made: Booklet, said: str, ending: str) -> ResponseReturnValue:
    if ending not in _FILES:
        raise NotFound
    make, media_type = _FILES[ending]
    name = f"{words.TITLE.get(web.lang())}_{said}.{ending}"
    data = BytesIO(make(made, web.lang(), web.now()))
    return send_file(data, media_type, as_attachment=True, download_name=name)


@bp.get("/hearings/<int:series_id>/dossiers/<int:section_id>/dossier.<ending>")
@guard(SECRETARIAT, MEMBER)
def of_section(series_id: int, section_id: int, ending: str) -> ResponseReturnValue:
    """One section's dossier as a file."""
    desk = _desk(series_id)
    made = files.one(desk, section_id, web.lang())
    return _file(made, desk.chosen[section_id][0].name, ending)


@bp.get("/hearings/<int:series_id>/dossiers/days/<day>/dossiers.<ending>")
@guard(SECRETARIAT, MEMBER)
def of_day(series_id: int, day: str, ending: str) -> ResponseReturnValue:
    """All dossiers of a day as one file."""
    desk = _desk(series_id)
    found = [g for g in service.groups(desk) if g.day == day]
    if not found:
        raise NotFound
    return _file(files.several(desk, found, found[0].label, web.lang()), day, ending)


@bp.get("/hearings/<int:series_id>/dossiers/dossiers.<ending>")
@guard(SECRETARIAT, MEMBER)
def of_all(series_id: int, ending: str) -> ResponseReturnValue:
    """All dossiers of the series as one file."""
    desk = _desk(series_id)
    found = service.groups(desk)
    if not found:
        raise NotFound
    return _file(files.several(desk, found, Text(), web.lang()), desk.series.name, ending)
