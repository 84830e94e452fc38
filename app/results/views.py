"""Pages and downloads of a round's result tables, for the secretariat and (as released) for members."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask_babel import gettext as _

from app import queries, web
from app.editions.service import records
from app.errors import NotFound
from app.responses.service import carrying, reading, signatures
from app.results import files, page, service
from app.results.place import Place, place_of
from app.results.service import Edition
from app.rounds import service as rounds
from app.security import MEMBER, SECRETARIAT, actor, guard
from forms.questions import LANGUAGES

bp = Blueprint("results", __name__)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _asked(round_id: int) -> tuple[Place, Edition]:
    """Which state of the round the address asks for."""
    place = place_of(round_id, request.args)
    return place, service.edition(web.db(), actor(), web.now(), round_id, place.wanted(web.now()))


@bp.get("/rounds/<int:round_id>/results")
@guard(SECRETARIAT, MEMBER)
def index(round_id: int) -> str:
    """Every table of a round, the downloads, and for the secretariat the release."""
    place, edition = _asked(round_id)
    shown = page.index_page(edition)
    release, since = service.release_of(web.db(), round_id), 0
    if release is not None:
        since = queries.submissions_since(web.db(), round_id, release.at)
    round_ = rounds.get(web.db(), round_id)
    editions = service.visible_editions(web.db(), actor(), round_id)
    return web.render(
        "results/index.html", page=shown, round_=round_, release=release, since=since, place=place,
        editions=editions, kept=records.files_of(web.db(), edition.record.id) if edition.record else {},
    )  # fmt: skip


@bp.get("/rounds/<int:round_id>/results/<key>")
@guard(SECRETARIAT, MEMBER)
def table(round_id: int, key: str) -> str:
    """One table, narrowed by department and words."""
    place, edition = _asked(round_id)
    asked = request.args
    wanted = page.Wanted(
        asked.get("department", ""), asked.get("q", "").strip(), max(asked.get("page", 1, type=int), 0)
    )
    shown = page.table_page(edition, key, wanted, web.lang())
    links = {row.ref: place.project_url(int(row.ref)) for row in shown.table.rows if row.ref}
    round_ = rounds.get(web.db(), round_id)
    return web.render("results/table.html", page=shown, round_=round_, links=links, place=place)


@bp.get("/rounds/<int:round_id>/projects/<int:form_id>")
@guard(SECRETARIAT, MEMBER)
def project(round_id: int, form_id: int) -> str:
    """One submitted form, as it counts in the tables."""
    internal = actor().is_secretariat
    place, edition = _asked(round_id)
    shown = page.project_page(edition, form_id, web.lang(), internal=internal)
    versions = reading.form_versions(web.db(), form_id) if internal else []
    kin = carrying.kin(web.db(), form_id) if internal else ()
    round_ = rounds.get(web.db(), round_id)
    return web.render(
        "results/project.html", page=shown, round_=round_, versions=versions, internal=internal,
        place=place, signed=signatures.signed, kin=kin,
    )  # fmt: skip


@bp.get("/rounds/<int:round_id>/results.xlsx")
@guard(SECRETARIAT, MEMBER)
def workbook(round_id: int) -> Any:
    """All tables as one workbook."""
    paper, lang = files.PAPERS.get(request.args.get("paper", "A3")), request.args.get("lang", web.lang())
    if paper is None or lang not in LANGUAGES:
        raise NotFound
    _place, edition = _asked(round_id)
    name = files.xlsx_name(edition, paper, lang)
    return send_file(files.xlsx_file(edition, paper, lang), _XLSX, as_attachment=True, download_name=name)


@bp.get("/rounds/<int:round_id>/results-csv.zip")
@guard(SECRETARIAT, MEMBER)
def csv(round_id: int) -> Any:
    """All data as CSV files."""
    _place, edition = _asked(round_id)
    name = files.zip_name(edition, web.lang())
    return send_file(files.csv_zip(edition), "application/zip", as_attachment=True, download_name=name)


@bp.post("/rounds/<int:round_id>/release")
@guard(SECRETARIAT)
def release(round_id: int) -> Any:
    """Let members see the tables as they stand now."""
    service.release(web.db(), actor(), web.now(), round_id)
    flash(_("Members now see the tables as they stand at this moment."), "success")
    return redirect(url_for("results.index", round_id=round_id), 303)


@bp.post("/rounds/<int:round_id>/release/withdraw")
@guard(SECRETARIAT)
def withdraw(round_id: int) -> Any:
    """Members see nothing of this round any more."""
    service.withdraw_release(web.db(), actor(), web.now(), round_id)
    flash(_("Members no longer see the tables of this survey."), "success")
    return redirect(url_for("results.index", round_id=round_id), 303)
