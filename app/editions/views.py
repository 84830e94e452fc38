"""The secretariat's pages of editions: making one, its kept files, what changed between two; files for members."""

from __future__ import annotations

from uuid import uuid4

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import web
from app.editions import page
from app.editions.service import comparing, making, records
from app.errors import Conflict, NotFound, Refused, RoundArchived
from app.files import kinds, sending
from app.results import service as results
from app.rounds import service as rounds
from app.security import MEMBER, SECRETARIAT, actor, guard
from forms.office.editions import EditionForm

bp = Blueprint("editions", __name__)


@bp.route("/rounds/<int:round_id>/editions", methods=["GET", "POST"])
@guard(SECRETARIAT)
def index(round_id: int) -> ResponseReturnValue:
    """Every edition of a round; a new one."""
    rounds.get(web.db(), round_id)
    form = EditionForm()
    if request.method == "GET":
        form.request.data = uuid4().hex
        return _index(round_id, form)
    if form.validate():
        made = _make(round_id, form)
        if isinstance(made, int):
            flash(_("The edition was made. Its tables and files never change."), "success")
            return redirect(url_for("editions.show", round_id=round_id, edition_id=made), 303)
        web.wrong(form, "name", made.message)
        return _index(round_id, form), made.status
    return _index(round_id, form), 422


def _make(round_id: int, form: EditionForm) -> int | Conflict | Refused:
    """The new edition's id, or why there is none."""
    try:
        return making.make(
            web.db(), web.runtime().instance, actor(), web.now(), round_id, form.name.data or "",
            form.note.data or "", english=bool(form.english.data), request=(form.request.data or "")[:64],
        )  # fmt: skip
    except RoundArchived:
        raise  # there is no form to be put right
    except (Conflict, Refused) as problem:
        return problem


def _index(round_id: int, form: EditionForm) -> str:
    release = results.release_of(web.db(), round_id)
    return web.render(
        "editions/index.html", lines=page.lines(web.db(), round_id, release), form=form,
        errors=web.errors_of(form), round_=rounds.get(web.db(), round_id),
    )  # fmt: skip


@bp.get("/rounds/<int:round_id>/editions/<int:edition_id>")
@guard(SECRETARIAT)
def show(round_id: int, edition_id: int) -> str:
    """One edition: what it counted, its files, whether members see it."""
    record = records.get(web.db(), round_id, edition_id)
    release = results.release_of(web.db(), round_id)
    shown = page.edition_page(web.db(), record, release)
    return web.render("editions/show.html", page=shown, round_=rounds.get(web.db(), round_id))


@bp.get("/rounds/<int:round_id>/editions/<int:edition_id>/files/<kind>")
@guard(SECRETARIAT, MEMBER)
def file(round_id: int, edition_id: int, kind: str) -> Response:
    """A kept file, byte for byte; members have those of released editions."""
    visible = {e.id for e in results.visible_editions(web.db(), actor(), round_id)}
    kept = records.files_of(web.db(), edition_id) if edition_id in visible else {}
    if kind not in kept:
        raise NotFound
    return sending.send(kept[kind])


@bp.post("/rounds/<int:round_id>/editions/<int:edition_id>/release")
@guard(SECRETARIAT)
def release(round_id: int, edition_id: int) -> Response:
    """Let members see this edition."""
    results.release(web.db(), actor(), web.now(), round_id, edition_id)
    flash(_("Members now see this edition."), "success")
    return redirect(url_for("editions.show", round_id=round_id, edition_id=edition_id), 303)


def _compared(round_id: int) -> comparing.Compared:
    """The two states an address asks for; by default the newest edition and today."""
    rounds.get(web.db(), round_id)
    newest = next(iter(records.of_round(web.db(), round_id)), None)
    old = request.args.get("old", newest.id if newest else 0, type=int)
    new = request.args.get("new", page.TODAY)
    if new != page.TODAY and not (new.isascii() and new.isdigit() and len(new) < 19):
        raise NotFound
    new_id = None if new == page.TODAY else int(new)
    return comparing.compared(web.db(), actor(), web.now(), round_id, old, new_id)


@bp.get("/rounds/<int:round_id>/editions/difference")
@guard(SECRETARIAT)
def difference(round_id: int) -> str:
    """What changed between two editions, or from one to today."""
    shown = page.difference_page(web.db(), round_id, _compared(round_id))
    return web.render("editions/difference.html", page=shown, round_=rounds.get(web.db(), round_id))


@bp.get("/rounds/<int:round_id>/editions/difference.xlsx")
@guard(SECRETARIAT)
def difference_file(round_id: int) -> Response:
    """The same as a print-ready workbook."""
    found = _compared(round_id)
    made = comparing.workbook(found, web.lang())
    name = kinds.safe_name(f"{comparing.file_name(found, web.lang())}.xlsx")
    return send_file(made, kinds.XLSX, as_attachment=True, download_name=name)
