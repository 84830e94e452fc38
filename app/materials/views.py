"""The pages of a round's materials: for the sections to read, for the secretariat to write."""

from __future__ import annotations

from uuid import uuid4

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import web
from app.errors import Conflict, NotFound, Refused
from app.files import kinds, sending
from app.files.kinds import MOST_BYTES, Upload
from app.materials import page, service
from app.materials.service import Wanted
from app.rounds import service as rounds
from app.security import SECRETARIAT, SECTION, actor, guard, takes_upload
from forms.office.materials import MaterialForm

bp = Blueprint("materials", __name__)


@bp.app_template_global("materials_url")
def materials_url(round_id: int) -> str:
    """The address of a round's materials; "" where it has none."""
    return url_for("materials.show", round_id=round_id) if service.of_round(web.db(), round_id) else ""


@bp.get("/materials/<int:round_id>")
@guard(SECTION, SECRETARIAT)
def show(round_id: int) -> str:
    """依頼文, 記入要領, 記入例 on one page."""
    service.must_read(web.db(), actor(), round_id)
    shown = page.shown(web.db(), round_id)
    return web.render(
        "materials/show.html", materials=shown, size=page.size_text, round_=rounds.get(web.db(), round_id)
    )


@bp.get("/materials/<int:round_id>/<int:material_id>/file")
@guard(SECTION, SECRETARIAT)
def file(round_id: int, material_id: int) -> Response:
    """The file of one material."""
    service.must_read(web.db(), actor(), round_id)
    found = service.get(web.db(), round_id, material_id)
    if found.file_id is None:
        raise NotFound
    return sending.send(found.file_id)


@bp.get("/rounds/<int:round_id>/materials")
@guard(SECRETARIAT)
def index(round_id: int) -> str:
    """The materials of a round, to be put in order."""
    round_ = rounds.get(web.db(), round_id)
    shown = page.shown(web.db(), round_id)
    return web.render("materials/index.html", materials=shown, size=page.size_text, round_=round_)


@bp.post("/rounds/<int:round_id>/materials/<int:material_id>/move")
@guard(SECRETARIAT)
def move(round_id: int, material_id: int) -> Response:
    """One place up or down."""
    step = {"up": -1, "down": 1}.get(request.form.get("action", ""))
    if step is None:
        raise NotFound
    place = request.form.get("place", 0, type=int)
    service.move(web.db(), actor(), web.now(), round_id, material_id, step, place)
    return redirect(url_for("materials.index", round_id=round_id), 303)


@bp.route("/rounds/<int:round_id>/materials/new", methods=["GET", "POST"])
@guard(SECRETARIAT)
@takes_upload(MOST_BYTES)
def new(round_id: int) -> ResponseReturnValue:
    """A new material."""
    rounds.get(web.db(), round_id)
    form = MaterialForm(kind=request.args.get("kind", "guide"))
    if request.method == "GET":
        form.request.data = uuid4().hex
        return _edit(round_id, form, None)
    return _save(round_id, form, None)


@bp.route("/rounds/<int:round_id>/materials/<int:material_id>", methods=["GET", "POST"])
@guard(SECRETARIAT)
@takes_upload(MOST_BYTES)
def edit(round_id: int, material_id: int) -> ResponseReturnValue:
    """Change one."""
    found = service.get(web.db(), round_id, material_id)
    form = MaterialForm(kind=found.kind, title=found.title, body=found.body, seen=found.changed_at)
    return _edit(round_id, form, found) if request.method == "GET" else _save(round_id, form, found)


def _edit(round_id: int, form: MaterialForm, found: service.Material | None) -> str:
    shown = next((s for s in page.shown(web.db(), round_id) if found and s.material.id == found.id), None)
    return web.render(
        "materials/edit.html", form=form, shown=shown, kinds=list(service.KINDS.items()), size=page.size_text,
        accepted=kinds.ACCEPTED, errors=web.errors_of(form), round_=rounds.get(web.db(), round_id),
    )  # fmt: skip


def _save(round_id: int, form: MaterialForm, found: service.Material | None) -> ResponseReturnValue:
    if not form.validate():
        return _edit(round_id, form, found), 422
    wanted = Wanted(
        form.kind.data or "", form.title.data or "", (form.body.data or "").replace("\r\n", "\n"), _upload(),
        keep_file=not form.drop_file.data,
    )  # fmt: skip
    given = (web.db(), web.runtime().instance, actor(), web.now(), round_id)
    try:
        if found is None:
            service.add(*given, wanted, (form.request.data or "")[:64])
        else:
            service.change(*given, found.id, wanted, form.seen.data or "")
    except (Conflict, Refused) as problem:
        web.wrong(form, "body" if wanted.upload is None else "title", problem.message)
        return _edit(round_id, form, found), problem.status
    flash(_("The material was saved. Sections see it at once."), "success")
    return redirect(url_for("materials.index", round_id=round_id), 303)


def _upload() -> Upload | None:
    """The file that came with the form; its kind is the service's to find out."""
    sent = request.files.get("file")
    return Upload(sent.filename or "", "", sent.read()) if sent and sent.filename else None


@bp.route("/rounds/<int:round_id>/materials/<int:material_id>/remove", methods=["GET", "POST"])
@guard(SECRETARIAT)
def remove(round_id: int, material_id: int) -> ResponseReturnValue:
    """Asked once more, then taken away."""
    if request.method == "POST":
        service.remove(web.db(), web.runtime().instance, actor(), web.now(), round_id, material_id)
        flash(_("The material was removed."), "success")
        return redirect(url_for("materials.index", round_id=round_id), 303)
    found = service.get(web.db(), round_id, material_id)
    return web.render("materials/remove.html", material=found, round_=rounds.get(web.db(), round_id))
