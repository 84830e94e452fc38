"""Filling in with Excel: the download, the upload, the preview and taking in."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, flash, g, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app import web
from app.errors import Conflict, KikitoriError, NotFound, Refused, RoundClosed
from app.organisation.service import Section
from app.responses.service import permits
from app.responses.views.common import proxy_band
from app.rounds import service as rounds
from app.rounds.service import Round
from app.security import SECRETARIAT, SECTION, actor, guard, takes_upload
from app.workbooks import page, tray
from app.workbooks.service import comparing, making, taking
from app.workbooks.tray import Waiting
from forms.questions import Text
from forms.workbook import MOST_BYTES, Unusable

bp = Blueprint("workbooks", __name__)
bp.context_processor(proxy_band)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _place(round_id: int, section_id: int) -> tuple[Round, Section]:
    """The round and the section, for its own people and for the secretariat in their place (事務局入力)."""
    if not permits.may_enter(actor(), section_id):
        raise NotFound
    found = rounds.get(web.db(), round_id)
    section = next((s for s in rounds.sections(web.db(), round_id) if s.id == section_id), None)
    if section is None or found.state == "preparing":
        raise NotFound
    if actor().is_secretariat:
        g.proxy_for = section, round_id
    return found, section


def _index(round_id: int, section_id: int, problem: Text | None = None) -> str:
    round_, section = _place(round_id, section_id)
    return web.render(
        "workbooks/index.html", round_=round_, section=section, urls=page.urls(round_id, section_id),
        can_edit=permits.permit(web.db(), web.now(), round_id, section_id, actor()).anything,
        problem=problem, most=MOST_BYTES // (1024 * 1024),
    )  # fmt: skip


@bp.get("/fill/<int:round_id>/<int:section_id>/workbook")
@guard(SECTION, SECRETARIAT)
def index(round_id: int, section_id: int) -> str:
    """How it is done, the download and the upload."""
    return _index(round_id, section_id)


@bp.get("/fill/<int:round_id>/<int:section_id>/workbook.xlsx")
@guard(SECTION, SECRETARIAT)
def download(round_id: int, section_id: int) -> Any:
    """The workbook, filled in with the draft."""
    _place(round_id, section_id)
    made, name = making.workbook(web.db(), actor(), web.now(), round_id, section_id, web.lang())
    return send_file(made, _XLSX, as_attachment=True, download_name=name)


@bp.post("/fill/<int:round_id>/<int:section_id>/workbook")
@guard(SECTION, SECRETARIAT)
@takes_upload(MOST_BYTES)
def upload(round_id: int, section_id: int) -> ResponseReturnValue:
    """Read what was sent; then its preview."""
    _place(round_id, section_id)
    if not permits.permit(web.db(), web.now(), round_id, section_id, actor()).anything:
        raise RoundClosed
    sent = request.files.get("workbook")
    if sent is None or not sent.filename:
        return _index(round_id, section_id, _NO_FILE), 422
    try:
        reading = taking.read(web.db(), round_id, section_id, BytesIO(sent.stream.read()))
    except Unusable as problem:
        return _index(round_id, section_id, problem.message), 422
    token = tray.put(web.db(), actor(), web.now(), round_id, section_id, sent.filename[-200:], reading)
    return redirect(url_for("workbooks.preview", round_id=round_id, section_id=section_id, token=token), 303)


_NO_FILE = Text("Excel ファイルを選んでください。", "Please choose the workbook.")
_GONE = Text(
    "この確認画面の期限が切れました。お手数ですが、もう一度 Excel ファイルを送ってください。まだ何も取り込まれていません。",
    "This preview has expired. Please send the workbook again; nothing has been taken in yet.",
)


def _preview(waiting: Waiting, problem: KikitoriError | None = None) -> str:
    round_, section = _place(waiting.round_id, waiting.section_id)
    plan = comparing.plan(web.db(), actor(), web.now(), round_.id, section.id, waiting.reading)
    posted = request.form if problem else None
    shown = page.preview(round_, section, waiting, plan, web.lang(), posted)
    return web.render(
        "workbooks/preview.html", page=shown, problem=problem, round_=round_, most=MOST_BYTES // (1024 * 1024)
    )


@bp.get("/fill/<int:round_id>/<int:section_id>/workbook/<token>")
@guard(SECTION, SECRETARIAT)
def preview(round_id: int, section_id: int, token: str) -> ResponseReturnValue:
    """What would change, and what is to be corrected first."""
    _place(round_id, section_id)
    waiting = tray.get(web.db(), actor(), web.now(), token, round_id, section_id)
    if waiting is None:
        return _index(round_id, section_id, _GONE), 410
    return _preview(waiting)


@bp.post("/fill/<int:round_id>/<int:section_id>/workbook/<token>")
@guard(SECTION, SECRETARIAT)
def take(round_id: int, section_id: int, token: str) -> ResponseReturnValue:
    """Take it into the draft; then the page to look everything over."""
    _place(round_id, section_id)
    waiting = tray.get(web.db(), actor(), web.now(), token, round_id, section_id)
    if waiting is None:
        return _index(round_id, section_id, _GONE), 410
    if not waiting.taken:
        try:
            done = taking.take(
                web.db(), actor(), web.now(), round_id, section_id, waiting.reading,
                seen=request.form.get("seen", ""),
                decided={k.removeprefix("keep-"): v for k, v in request.form.items() if k.startswith("keep-")},
                copies=frozenset(k.removeprefix("copy-") for k in request.form if k.startswith("copy-")),
            )  # fmt: skip
        except (Conflict, Refused) as problem:
            if not waiting.taken:
                return _preview(waiting, problem), problem.status
        else:
            waiting.taken = True
            _tell(sum(len(f.changes) for f in done.forms) + len(done.declared))
    return redirect(url_for("responses.check", round_id=round_id, section_id=section_id), 303)


def _tell(count: int) -> None:
    flash(
        ngettext(
            "%(num)d answer was taken in from the workbook. It is a draft until you submit it here.",
            "%(num)d answers were taken in from the workbook. They are a draft until you submit them here.",
            count,
        ),
        "success",
    )
