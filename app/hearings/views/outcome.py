"""What came out of hearings: tables on screen, for print and as data; what changed in the survey."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from flask import Blueprint, request, send_file
from flask.typing import ResponseReturnValue

from app import web
from app.errors import NotFound
from app.hearings.page import outcome as page
from app.hearings.service import outcome as service
from app.security import MEMBER, SECRETARIAT, actor, guard
from app.sheets import XLSX_TYPE

bp = Blueprint("outcome", __name__)
_ZIP: Final = "application/zip"


@bp.get("/hearings/<int:series_id>/outcome")
@guard(SECRETARIAT, MEMBER)
def index(series_id: int) -> str:
    """Every table, and the files."""
    shown = page.index_page(web.db(), actor(), web.now(), series_id, web.lang())
    return web.render("hearings/outcome.html", page=shown)


@bp.get("/hearings/<int:series_id>/outcome/tables/<key>")
@guard(SECRETARIAT, MEMBER)
def table(series_id: int, key: str) -> str:
    """One table, narrowed by department and words."""
    asked = request.args
    shown = page.table_page(
        web.db(), actor(), web.now(), series_id, key, web.lang(), asked.get("department", ""),
        asked.get("q", "").strip(),
    )  # fmt: skip
    return web.render("hearings/outcome_table.html", page=shown)


@bp.get("/hearings/<int:series_id>/outcome/changes")
@guard(SECRETARIAT)
def changes(series_id: int) -> str:
    """Before → after, answer by answer."""
    shown = page.changes_page(web.db(), actor(), web.now(), series_id, web.lang())
    return web.render("hearings/outcome_changes.html", page=shown)


@bp.get("/hearings/<int:series_id>/outcome.xlsx")
@guard(SECRETARIAT, MEMBER)
def workbook(series_id: int) -> ResponseReturnValue:
    """Everything for print with the data behind it; `?only=` for one table."""
    only = request.args.get("only", "")
    made = service.outcome(web.db(), actor(), web.now(), series_id, web.lang(), numbers=True)
    tables = made.tables()
    if only and only not in tables:
        raise NotFound
    data = service.workbook(made, web.now(), web.lang(), only)
    what = tables[only].title if only else service.TITLE
    name = f"{made.title}_{what.get(web.lang())}.xlsx"
    return send_file(BytesIO(data), XLSX_TYPE, as_attachment=True, download_name=name)


@bp.get("/hearings/<int:series_id>/outcome-csv.zip")
@guard(SECRETARIAT, MEMBER)
def csv(series_id: int) -> ResponseReturnValue:
    """All data as CSV files."""
    made = service.outcome(web.db(), actor(), web.now(), series_id, web.lang())
    name = f"{made.title}_{service.TITLE.get(web.lang())}.zip"
    return send_file(BytesIO(service.csv_zip(made, web.now())), _ZIP, as_attachment=True, download_name=name)
