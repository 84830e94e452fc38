"""What waits for a person: the first page of notices, one notice, the outbox, the settings, a test mail."""

from __future__ import annotations

from typing import Final

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import i18n, instance, web
from app.backup import service as backup
from app.errors import Conflict, KikitoriError, NotFound, Refused
from app.notices import mail, page, texts
from app.notices.letter import erased
from app.notices.service import batches, desk, office
from app.notices.service.desk import Search
from app.notices.service.office import Office
from app.notices.store.notices import Notice
from app.notices.transport import outbox_file
from app.notices.views.blueprint import back, bp, page_number
from app.security import SECRETARIAT, actor, guard


@bp.get("/notices")
@guard(SECRETARIAT)
def index() -> str:
    """Batches to decide, unclear and failed notices first; then what was sent lately."""
    config = instance.config(web.runtime().instance)
    shown = page.desk_page(web.db(), web.now(), config.mail)
    return web.render(
        "notices/index.html", page=shown, backup=backup.last(web.db()), backup_folder=config.backup.folder, **words()
    )  # fmt: skip


def words() -> dict[str, object]:
    """What every template of notices uses."""
    return {"kind_name": texts.kind_name, "state_name": page.state_name, "tags": page.TAGS}


@bp.post("/notices/test")
@guard(SECRETARIAT)
def test() -> ResponseReturnValue:
    """Queue a mail that shows whether the settings are right."""
    try:
        notice_id = desk.try_out(web.db(), actor(), web.now(), request.form.get("address", ""))
    except Refused as problem:
        return back(url_for("notices.index"), problem=problem)
    told = _("A test mail was queued. It leaves within a few seconds; look at its state below.")
    return back(url_for("notices.show", notice_id=notice_id), told)


@bp.route("/notices/<int:notice_id>", methods=["GET", "POST"])
@guard(SECRETARIAT)
def show(notice_id: int) -> ResponseReturnValue:
    """One notice; a draft's text can be changed."""
    notice = desk.get(web.db(), notice_id)
    if request.method == "GET":
        return _page(notice, notice.subject, page.body(notice)), 200
    subject, body = request.form.get("subject", ""), request.form.get("body", "")
    try:
        batches.edit(web.db(), actor(), web.now(), notice_id, subject, body)
    except (Refused, Conflict) as problem:
        return _page(notice, subject, body, problem), problem.status
    told = _("The text of this one notice was changed.")
    return back(url_for("notices.batch", batch_id=notice.batch_id), told)


def _page(notice: Notice, subject: str, body: str, problem: KikitoriError | None = None) -> str:
    folder = web.runtime().instance
    typed = (
        problem is not None and notice.state != "draft"
    )  # too late: what was written is shown, to be copied
    errors = [("#typed" if typed else "#body", i18n.translate(problem.message))] if problem else []
    return web.render(
        "notices/show.html", notice=notice, subject=subject, body=body, typed=typed, errors=errors,
        in_outbox=page.in_outbox(folder, notice), **words(),
    )  # fmt: skip


_ACTS: Final = {"again": desk.again, "was_sent": desk.was_sent, "cancel": desk.cancel}


@bp.post("/notices/<int:notice_id>/act")
@guard(SECRETARIAT)
def act(notice_id: int) -> ResponseReturnValue:
    """Send again, take as sent, or never send."""
    wanted = request.form.get("action", "")
    told = {
        "again": _("The notice was queued again."),
        "was_sent": _("The notice counts as sent."),
        "cancel": _("The notice will not be sent."),
    }
    url = (
        url_for("notices.index")
        if request.form.get("from") == "desk"
        else url_for(".show", notice_id=notice_id)
    )
    if wanted not in _ACTS:
        raise NotFound
    try:
        _ACTS[wanted](web.db(), actor(), web.now(), notice_id)
    except (Refused, Conflict) as problem:
        return back(url, problem=problem)
    return back(url, told[wanted])


@bp.post("/notices/without-address")
@guard(SECRETARIAT)
def without_address() -> ResponseReturnValue:
    """Let those go that have no address (a city that tells its sections another way)."""
    done = desk.cancel_without_address(web.db(), actor(), web.now())
    told = ngettext("%(num)d notice will not be sent.", "%(num)d notices will not be sent.", done)
    return back(url_for("notices.index"), told)


@bp.get("/notices/<int:notice_id>/letter.eml")
@guard(SECRETARIAT)
def letter(notice_id: int) -> Response:
    """The letter as a file for a mail program: from the outbox as it lies there, else made anew (without links)."""
    notice, folder = desk.get(web.db(), notice_id), web.runtime().instance
    if page.in_outbox(folder, notice):
        data = outbox_file(folder, notice_id).read_bytes()
    else:
        made = mail.message(notice, instance.config(folder).mail, web.now())
        made.set_content(erased(notice.body), charset="utf-8", cte="base64")
        data = made.as_bytes()
    name = f"kikitori-{notice_id:06d}.eml"
    return Response(
        data, mimetype="message/rfc822", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@bp.get("/notices/outbox")
@guard(SECRETARIAT)
def outbox() -> str:
    """The letters that lie in the outbox folder, the newest first."""
    folder = web.runtime().instance
    at = page_number()
    rows, total = desk.log(web.db(), Search(way="outbox"), page=at)
    files = {r.id for r in rows if page.in_outbox(folder, r)}
    numbers = page.Numbers(at, total)
    return web.render(
        "notices/outbox.html", rows=rows, files=files, numbers=numbers, body=page.body, **words()
    )


@bp.route("/notices/settings", methods=["GET", "POST"])
@guard(SECRETARIAT)
def settings() -> ResponseReturnValue:
    """Days on which nothing is sent; copies to the heads of sections."""
    form = request.form
    if request.method == "GET":
        return web.render("notices/settings.html", office=office.office(web.db()), errors=[]), 200
    first, last = (form.get(name, "").strip() for name in ("closed_from", "closed_until"))
    wanted = Office(first, last, form.get("extra", "").split(), form.get("copies") == "1")
    try:
        office.keep(web.db(), actor(), web.now(), wanted)
    except Refused as problem:
        errors = [("#closed_from", i18n.translate(problem.message))]
        return web.render("notices/settings.html", office=wanted, errors=errors), problem.status
    flash(_("The settings were saved."), "success")
    return back(url_for("notices.settings"))
