"""The pages of submitted versions: readable for ever by their section and the secretariat, any two compared."""

from __future__ import annotations

from flask import Blueprint, request, url_for

from app import web
from app.errors import NotFound
from app.responses.page import versions as page
from app.responses.service import comparing, reading
from app.rounds import service as rounds
from app.security import SECRETARIAT, SECTION, actor, guard

bp = Blueprint("versions", __name__)


def _may_read(section_id: int) -> None:
    if not (actor().is_secretariat or actor().may_fill_in(section_id)):
        raise NotFound


def _of_form(form_id: int) -> page.FormVersions:
    """A form with its versions, for those who may read it."""
    _may_read(reading.form(web.db(), form_id).section_id)
    found = page.form_versions(web.db(), form_id)
    if found is None:
        raise NotFound
    return found


@bp.get("/fill/<int:round_id>/<int:section_id>/versions")
@guard(SECTION, SECRETARIAT)
def index(round_id: int, section_id: int) -> str:
    """Everything a section has ever submitted in a round."""
    _may_read(section_id)
    round_ = rounds.get(web.db(), round_id)
    section = next((s for s in rounds.sections(web.db(), round_id) if s.id == section_id), None)
    if section is None:
        raise NotFound
    shown = page.of_section(web.db(), round_id, section_id)
    return web.render("versions/index.html", groups=shown, section=section, round_=round_)


@bp.get("/versions/<int:version_id>")
@guard(SECTION, SECRETARIAT)
def show(version_id: int) -> str:
    """One version exactly as it was submitted, with its signature."""
    version = reading.version(web.db(), version_id)
    every = _of_form(version.form_id)
    internal = actor().is_secretariat
    shown = page.version_page(web.db(), every, version, web.lang(), internal=internal)
    return web.render("versions/show.html", page=shown, **_around(every))


@bp.get("/versions/of/<int:form_id>")
@guard(SECTION, SECRETARIAT)
def of_form(form_id: int) -> str:
    """Every version of one form; two of them can be chosen to be compared."""
    every = _of_form(form_id)
    signatures = {v.id: list(page.signature(v, internal=actor().is_secretariat)) for v in every.versions}
    return web.render("versions/of_form.html", every=every, signatures=signatures, **_around(every))


@bp.get("/versions/of/<int:form_id>/compare")
@guard(SECTION, SECRETARIAT)
def compare(form_id: int) -> str:
    """Two versions field by field; without `new` the draft against the newest version, for the section alone."""
    form = reading.form(web.db(), form_id)
    _may_read(form.section_id)
    old, new = (request.args.get(name, 0, type=int) for name in ("old", "new"))
    if request.args.get("new") == "draft":
        if not actor().may_fill_in(form.section_id):
            raise NotFound
        found = comparing.of_draft(web.db(), form_id)
    else:
        found = comparing.of_versions(web.db(), form_id, old, new)
    shown = page.ComparePage(found, "all" in request.args)
    everything = f"{request.full_path}&all=1"
    return web.render("versions/compare.html", page=shown, everything_url=everything, **_place(form))


def _around(every: page.FormVersions) -> dict[str, object]:
    return _place(every.form)


def _place(form: reading.Form) -> dict[str, object]:
    """Round, section and the way back."""
    section = next(s for s in rounds.sections(web.db(), form.round_id) if s.id == form.section_id)
    every_url = url_for("versions.index", round_id=form.round_id, section_id=form.section_id)
    return {
        "round_": rounds.get(web.db(), form.round_id), "section": section, "every_url": every_url,
    }  # fmt: skip
