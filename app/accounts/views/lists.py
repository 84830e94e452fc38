"""The list of accounts as a file, down and up."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

from flask import flash, redirect, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import i18n, sheets, web
from app.accounts import desk_page, handover_lists, lists
from app.accounts.handover import PlanChanged
from app.accounts.views.frame import bp
from app.accounts.words import KINDS, SECTION_ROLES, STATES
from app.clock import CITY_ZONE
from app.errors import NotFound, Refused
from app.importing.tables import Row
from app.security import SECRETARIAT, actor, guard
from forms.questions import Text

_STATES: Final = (STATES["on"].ja, STATES["off"].ja)
_CHOICES: Final = {
    3: [t.ja for t in KINDS.values()], 6: [t.ja for t in SECTION_ROLES.values()], 7: list(_STATES),
}  # fmt: skip


def file_answer(
    name: Text, kind: str, header: sheets.Cells, rows: list[list[str]], choices: Any = None
) -> Any:
    """A list as a download, CSV or xlsx."""
    title, day = name.get(web.lang()), f"{web.now().astimezone(CITY_ZONE):%Y%m%d}"
    if kind == "csv":
        data, media = sheets.csv_bytes(header, rows), sheets.CSV_TYPE
    elif kind == "xlsx":
        data, media = sheets.xlsx_bytes(title, header, rows, choices), sheets.XLSX_TYPE
    else:
        raise NotFound
    return send_file(BytesIO(data), mimetype=media, as_attachment=True, download_name=f"{title}_{day}.{kind}")


def uploaded(columns: Any) -> list[Row]:
    """The rows of the file that was sent, or those that travelled with the preview. Raises Refused."""
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        return sheets.read(sent.filename, sent.read(), columns)
    carried = request.form.get("rows", "")
    if carried:
        return sheets.read("list.csv", carried.encode(), columns)
    raise Refused(Text("ファイルを選んでください。", "Please choose a file."))


@bp.get("/accounts/list")
@guard(SECRETARIAT)
def lists_page() -> str:
    """Where the list comes down and goes up."""
    return _upload_page()


def _upload_page(problem: str = "") -> str:
    errors = [("#file", problem)] if problem else []
    return web.render("accounts/lists.html", errors=errors, columns=lists.HEADER)


@bp.get("/accounts/list.<kind>")
@guard(SECRETARIAT)
def list_file(kind: str) -> Any:
    """The whole list as a file."""
    return file_answer(lists.FILE_NAME, kind, lists.HEADER, lists.rows(web.db(), web.now()), _CHOICES)


@bp.post("/accounts/list")
@guard(SECRETARIAT)
def list_up() -> Any:
    """What an uploaded list would change; done once it was confirmed."""
    try:
        given = uploaded(lists.COLUMNS)
        if request.form.get("step") == "apply":
            return _applied(given)
    except PlanChanged as error:
        return _preview(given, i18n.translate(error.message)), error.status
    except Refused as error:
        return _upload_page(i18n.translate(error.message)), error.status
    return _preview(given)


def _applied(given: list[Row]) -> Any:
    done = lists.apply(web.db(), actor(), web.now(), given, request.form.get("seen", ""))
    if done.anything:
        told = ngettext("The list was taken in: %(num)d account was made or changed.",
                        "The list was taken in: %(num)d accounts were made or changed.",
                        len(done.new) + len(done.changed))  # fmt: skip
        flash(told, "success")
    else:
        flash(_("Nothing had to be changed."), "info")
    return redirect(url_for("accounts.index"), 303)


def _preview(given: list[Row], note: str = "") -> str:
    plan = lists.planned(web.db(), actor(), web.now(), given)
    numbered = handover_lists.rows_of(given, lists.COLUMNS)
    return web.render(
        "accounts/list_preview.html",
        plan=plan,
        note=note,
        rows=sheets.csv_bytes(lists.HEADER, numbered).decode("utf-8-sig"),
        sections=desk_page.sections_by_id(web.db(), web.now()),
        kinds=KINDS,
        section_roles=SECTION_ROLES,
    )
