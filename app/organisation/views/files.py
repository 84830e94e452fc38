"""The organisation as one file: down, up, a preview of what would change, taken in whole or not at all."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

from flask import flash, redirect, request, send_file, url_for
from flask_babel import gettext as _

from app import i18n, sheets, web
from app.errors import NotFound, Refused
from app.importing.tables import Row
from app.organisation import preview, table
from app.organisation.service import taking
from app.organisation.service.asking import chart
from app.organisation.store.units import all_units
from app.organisation.views.common import bp, this_day
from app.organisation.words import KINDS
from app.security import SECRETARIAT, actor, guard
from forms.questions import Text

_TITLE: Final = Text("組織", "organisation")
#: What travels with the preview: the columns, and the row each line stood in.
_CARRIED: Final = {"row": ("行",), **table.COLUMNS}
_MOST_PROBLEMS: Final = 100


@bp.get("/organisation/files")
@guard(SECRETARIAT)
def files() -> Any:
    """Where the file comes down and goes up."""
    return _page(this_day())


def _page(day: str, problem: Refused | None = None) -> Any:
    told = (
        [("#day" if getattr(problem, "field", "") == "day" else "#file", problem.message)] if problem else []
    )
    return web.render(
        "organisation/files.html", day=day, errors=told, columns=table.COLUMNS, kinds=KINDS
    ), problem.status if problem else 200  # fmt: skip


@bp.get("/organisation/organisation.<kind>")
@guard(SECRETARIAT)
def file(kind: str) -> Any:
    """Everything that has not ended, as a workbook or CSV."""
    if kind not in {"csv", "xlsx"}:
        raise NotFound
    rows = list(table.cells(chart(web.db()), all_units(web.db()), this_day(), words=kind == "xlsx"))
    if kind == "csv":
        data, media = sheets.csv_bytes(table.KEYS, rows), sheets.CSV_TYPE
    else:
        choices = {table.KEYS.index("kind"): [t.ja for t in KINDS.values()]}
        data, media = sheets.xlsx_bytes(_TITLE.ja, table.HEADER, rows, choices), sheets.XLSX_TYPE
    name = f"{_TITLE.get(web.lang())}_{this_day().replace('-', '')}.{kind}"
    return send_file(BytesIO(data), mimetype=media, as_attachment=True, download_name=name)


@bp.post("/organisation/files")
@guard(SECRETARIAT)
def take() -> Any:
    """What a file would change; done once it was confirmed."""
    day = request.form.get("day", "")
    try:
        rows = _rows()
        if request.form.get("action") == "take":
            return _taken(rows, day)
        return _preview(rows, day)
    except taking.Stale as stale:
        return _preview(rows, day, i18n.translate(stale.message), stale.status)
    except Refused as refused:
        return _page(day, refused)


def _rows() -> list[Row]:
    """The rows of the file that was sent, or those that travelled with the preview. Raises Refused."""
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        return sheets.read(sent.filename, sent.read(), table.COLUMNS)
    carried = request.form.get("rows", "")
    if not carried:
        raise Refused(Text("ファイルを選んでください。", "Choose a file."))
    read = sheets.read("organisation.csv", carried.encode(), _CARRIED)
    return [Row(int(r.get("row")) if r.get("row").isdecimal() else r.number, r.cells) for r in read]


def _taken(rows: list[Row], day: str) -> Any:
    done = taking.take(web.db(), actor(), web.now(), rows, day, request.form.get("seen", ""))
    told = _("The file was taken in.") if done.anything else _("Nothing had to be changed.")
    flash(told, "success" if done.anything else "info")
    return redirect(url_for("organisation.index"), 303)


def _preview(rows: list[Row], day: str, note: str = "", status: int = 200) -> Any:
    plan = taking.look(web.db(), web.now(), rows, day)
    carried = [[str(r.number), *(r.get(key) for key in table.KEYS)] for r in rows]
    return web.render(
        "organisation/preview.html", plan=plan, groups=preview.groups(plan), note=note,
        problems=plan.problems[:_MOST_PROBLEMS], more=len(plan.problems) - _MOST_PROBLEMS,
        rows=sheets.csv_bytes(list(_CARRIED), carried).decode("utf-8-sig"),
    ), 422 if plan.problems else status  # fmt: skip
