"""The audit log for the secretariat: searched, paged, taken along as a file."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, request, send_file

from app import i18n, sheets, web
from app.audit import log, page
from app.audit.log import Filters
from app.audit.words import FEATURES
from app.clock import CITY_ZONE
from app.errors import NotFound, Refused
from app.security import SECRETARIAT, actor, guard
from forms.questions import Text

bp = Blueprint("audit", __name__)
_NAME = Text("操作記録", "audit-log")


@bp.get("/audit")
@guard(SECRETARIAT)
def index() -> str:
    """The lines asked for, the newest first."""
    return _page(Filters.read(request.args))


def _page(filters: Filters, problem: str = "") -> str:
    found = log.search(web.db(), filters)
    return web.render(
        "audit/index.html",
        found=found,
        lines=page.shown(found),
        features=FEATURES,
        most=log.MOST_EXPORTED,
        errors=[("", problem)] if problem else [],
    )


@bp.post("/audit/export")
@guard(SECRETARIAT)
def export() -> Any:
    """The lines asked for as a file, CSV or xlsx; the log keeps who took what."""
    filters, kind = Filters.read(request.form), request.form.get("kind", "")
    if kind not in {"csv", "xlsx"}:
        raise NotFound
    try:
        lines = log.exported(web.db(), actor(), web.now(), filters, kind)
    except Refused as error:
        return _page(filters, i18n.translate(error.message)), error.status
    header, rows = [t.get(web.lang()) for t in log.HEADER], list(log.rows(lines, web.lang()))
    title = _NAME.get(web.lang())
    if kind == "csv":
        data, media = sheets.csv_bytes(header, rows, to_read=True), sheets.CSV_TYPE
    else:
        data, media = sheets.xlsx_bytes(title, header, rows), sheets.XLSX_TYPE
    name = f"{title}_{web.now().astimezone(CITY_ZONE):%Y%m%d-%H%M}.{kind}"
    return send_file(BytesIO(data), mimetype=media, as_attachment=True, download_name=name)
