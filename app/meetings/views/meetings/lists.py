"""The agenda and the materials of a meeting: nested lists, typed as text; what is attached to a material."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import web
from app.errors import Conflict, NotFound, Refused
from app.files import kinds, sending
from app.files.kinds import MOST_BYTES, Upload
from app.meetings import outline
from app.meetings.page import meeting as page
from app.meetings.page import rows
from app.meetings.service import attaching
from app.meetings.service import meetings as service
from app.meetings.service.attaching import Attached
from app.meetings.service.meetings import Act, Material
from app.meetings.service.opening import seen
from app.meetings.views.meetings.blueprint import bp
from app.security import MEMBER, SECRETARIAT, actor, guard, takes_upload

ITEMS: Final = "items"
MATERIALS: Final = "materials"
_SAVE: Final[dict[str, Callable[..., None]]] = {ITEMS: service.put_items, MATERIALS: service.put_materials}
_PAGE: Final = {ITEMS: "meetings.agenda", MATERIALS: "meetings.materials"}


def _which() -> str:
    which = request.values.get("list", service.AGENDA)
    if which not in service.LISTS:
        raise NotFound
    return which


def _list(
    meeting_id: int, of: str, typed: str | None = None, problem: Refused | Conflict | None = None
) -> str:
    shown = page.list_page(web.db(), actor(), meeting_id, _which(), of, typed)
    given = request.form.get("seen", "") if problem else shown.shown
    return web.render(
        "meetings/list.html", page=shown, of=of, endpoint=_PAGE[of], lists=page.LIST, acts=page.ACT, seen=given,
        at=request.args.get("at", ""), problem=problem and problem.message, printed=attaching.printed,
    )  # fmt: skip


def _act() -> Act | None:
    """The button: `save`, or `up 12` to move entry 12 first."""
    act, _space, key = request.form.get("act", "").partition(" ")
    return (act, rows.number(key)) if act in outline.ACTS else None


def _saved(meeting_id: int, of: str) -> ResponseReturnValue:
    typed, act = request.form.get("typed", ""), _act()
    given = (web.db(), actor(), web.now(), meeting_id, _which(), typed, request.form.get("seen", ""), act)
    try:
        _SAVE[of](*given)
    except (Refused, Conflict) as problem:
        return _list(meeting_id, of, typed, problem), problem.status
    if act is None:
        flash(_("The list was saved."), "success")
    at = f"{act[0]} {act[1]}" if act else None
    return redirect(url_for(_PAGE[of], meeting_id=meeting_id, list=_which(), at=at), 303)


@bp.route("/meetings/<int:meeting_id>/agenda", methods=["GET", "POST"])
@guard(SECRETARIAT)
def agenda(meeting_id: int) -> ResponseReturnValue:
    """What the meeting is about: the list as sent out, and the one in the minutes."""
    return _saved(meeting_id, ITEMS) if request.method == "POST" else _list(meeting_id, ITEMS)


@bp.route("/meetings/<int:meeting_id>/materials", methods=["GET", "POST"])
@guard(SECRETARIAT)
def materials(meeting_id: int) -> ResponseReturnValue:
    """What is handed out."""
    return _saved(meeting_id, MATERIALS) if request.method == "POST" else _list(meeting_id, MATERIALS)


@bp.post("/meetings/<int:meeting_id>/copy-list")
@guard(SECRETARIAT)
def copy_list(meeting_id: int) -> ResponseReturnValue:
    """Give this list what the other one has."""
    service.copy_list(web.db(), actor(), web.now(), meeting_id, _which())
    flash(_("Agenda and materials were copied."), "success")
    of = MATERIALS if request.form.get("of") == MATERIALS else ITEMS
    return redirect(url_for(_PAGE[of], meeting_id=meeting_id, list=_which()), 303)


# What is attached


@bp.route("/meetings/<int:meeting_id>/materials/<int:material_id>", methods=["GET", "POST"])
@guard(SECRETARIAT)
@takes_upload(MOST_BYTES)
def material(meeting_id: int, material_id: int) -> ResponseReturnValue:
    """Attach a file or an edition; say which material it replaces."""
    if request.method == "GET":
        return _material(meeting_id, material_id)
    wanted = Attached(
        _upload(), request.form.get("drop_file") != "1", rows.number(request.form.get("edition", "")) or None,
        rows.number(request.form.get("replaces", "")) or None,
    )  # fmt: skip
    given = (web.db(), web.runtime().instance, actor(), web.now(), meeting_id, material_id)
    try:
        attaching.attach(*given, wanted, request.form.get("seen", ""))
    except (Refused, Conflict) as problem:
        return _material(meeting_id, material_id, problem), problem.status
    flash(_("The material was saved."), "success")
    which, _one = attaching.get(web.db(), meeting_id, material_id)
    return redirect(url_for("meetings.materials", meeting_id=meeting_id, list=which), 303)


def _material(meeting_id: int, material_id: int, problem: Refused | Conflict | None = None) -> str:
    shown = page.material_page(web.db(), actor(), meeting_id, material_id)
    given = request.form if problem else None
    return web.render(
        "meetings/material.html", page=shown, accepted=kinds.ACCEPTED, problem=problem and problem.message,
        seen=given.get("seen", "") if given else seen([shown.material]),
        edition=given.get("edition", "") if given else str(shown.material.edition_id or ""),
        replaces=given.get("replaces", "") if given else str(shown.material.replaces_id or ""),
    )  # fmt: skip


def _upload() -> Upload | None:
    """The file that came with the form; its kind is the service's to find out."""
    sent = request.files.get("file")
    return Upload(sent.filename or "", "", sent.read()) if sent and sent.filename else None


def _handed_out(meeting_id: int, material_id: int) -> Material:
    """A material as this person may have it: members get what stands in the 次第."""
    service.get(web.db(), actor(), meeting_id)
    which, found = attaching.get(web.db(), meeting_id, material_id)
    if not (actor().is_secretariat or which == service.AGENDA):
        raise NotFound
    return found


@bp.get("/meetings/<int:meeting_id>/materials/<int:material_id>/file")
@guard(SECRETARIAT, MEMBER)
def file(meeting_id: int, material_id: int) -> Response:
    """The file of a material."""
    found = _handed_out(meeting_id, material_id)
    if found.file_id is None:
        raise NotFound
    return sending.send(found.file_id)


@bp.get("/meetings/<int:meeting_id>/materials/<int:material_id>/edition/<kind>")
@guard(SECRETARIAT, MEMBER)
def edition_file(meeting_id: int, material_id: int, kind: str) -> Response:
    """A file of a material's edition."""
    return sending.send(attaching.edition_file(web.db(), _handed_out(meeting_id, material_id), kind))
