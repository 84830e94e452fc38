"""Next year's round, what is asked differently, projects carried over, and this year beside the last."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.errors import NotFound, Refused
from app.responses import page as responses
from app.responses.service import carrying, drafting, permits, reading, submitting
from app.rounds import service as rounds
from app.rounds.service import Round
from app.security import SECRETARIAT, SECTION, actor, guard
from app.succession import comparing, page, service
from app.succession.service import OLD, Plan, Proposal
from forms.changes import QuestionChange
from forms.office.succession import NextRoundForm
from forms.questions import LANGUAGES, Text
from forms.years import era_name

bp = Blueprint("succession", __name__)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# A new round from an old one


@bp.route("/rounds/<int:round_id>/next", methods=["GET", "POST"])
@guard(SECRETARIAT)
def next_round(round_id: int) -> ResponseReturnValue:
    """Next year's round: name, questionnaires, sections in the old ones' places, projects carried over."""
    found = service.proposal(web.db(), web.now(), round_id)
    if request.method == "GET":
        plan = found.plan
        form = NextRoundForm(
            formdata=None, year=era_name(plan.year), sections=list(plan.asked), definitions=plan.definitions,
            carried=list(plan.carried),
        )  # fmt: skip
        return _next_page(found, form, plan, {})
    form = NextRoundForm()
    plan = _plan(found, form)
    faults = service.faults(found, plan) if form.validate() else {}
    made = _make(found, form, plan) if not form.errors and not faults else None
    if made is None:
        return _next_page(found, form, plan, faults), 422
    flash(_("The survey was made. Look through it, set its dates, and open it."), "success")
    return redirect(url_for("rounds.show", round_id=made), 303)


def _make(found: Proposal, form: NextRoundForm, plan: Plan) -> int | None:
    try:
        return service.make(web.db(), actor(), web.now(), found.round.id, plan)
    except Refused as problem:
        web.wrong(form, "name", problem.message)
        return None


def _next_page(found: Proposal, form: NextRoundForm, plan: Plan, faults: dict[str, Text]) -> str:
    shown = page.next_page(found, plan, faults, _all_changes(found))
    errors = [*web.errors_of(form), *shown.error_lines]
    return web.render("succession/next.html", page=shown, form=form, errors=errors, round_=found.round)


def _all_changes(found: Proposal) -> list[QuestionChange]:
    today = rounds.definitions_of_today()
    return [
        c
        for _made, _state, changes in service.definition_changes(found.questionnaires, today)
        for c in changes
    ]


def _plan(found: Proposal, form: NextRoundForm) -> Plan:
    """What was chosen on the page."""
    sent = request.form
    places: dict[int, int | None] = {}
    projects: dict[int, int] = {}
    for old in found.sections:
        places[old.section.id] = sent.get(f"place-{old.section.id}", type=int)
        for project in old.projects if old.split else ():
            chosen = sent.get(f"project-{project.form.form_id}", type=int)
            if chosen is not None:
                projects[project.form.form_id] = chosen
    carried = tuple(key for key in found.keys if key in (form.carried.data or []))
    return Plan(
        (form.name.data or "").strip(), form.western or 0, form.definitions.data or OLD,
        tuple(form.sections.data or ()), places, projects, carried,
    )  # fmt: skip


@bp.get("/rounds/<int:round_id>/next/definitions")
@guard(SECRETARIAT)
def next_definitions(round_id: int) -> str:
    """What a new round of today's definitions would ask differently."""
    round_ = rounds.get(web.db(), round_id)
    return _definitions(round_, rounds.questionnaires(web.db(), round_id), rounds.definitions_of_today())


@bp.get("/rounds/<int:round_id>/definitions")
@guard(SECRETARIAT)
def definitions(round_id: int) -> str:
    """What this round asks differently from the one it follows."""
    round_ = rounds.get(web.db(), round_id)
    if round_.previous_id is None:
        raise NotFound
    before = rounds.questionnaires(web.db(), round_.previous_id)
    return _definitions(round_, before, rounds.questionnaires(web.db(), round_id))


def _definitions(round_: Round, old: Any, new: Any) -> str:
    parts = page.definition_parts(service.definition_changes(old, new))
    return web.render(
        "succession/definitions.html",
        parts=parts,
        round_=round_,
        what=page.WHAT,
        choice_what=page.CHOICE_WHAT,
    )


# What sections do with what was carried over


@bp.post("/fill/form/<int:form_id>/carried")
@guard(SECTION, SECRETARIAT)
def decide(form_id: int) -> ResponseReturnValue:
    """A carried project goes on (and may be submitted), or has ended (and is deleted; that can be undone)."""
    form = reading.form(web.db(), form_id)
    if not permits.may_enter(actor(), form.section_id):
        raise NotFound
    decision, ended = request.form.get("decision"), 0
    if decision == "goes_on":
        carrying.goes_on(web.db(), actor(), web.now(), form_id)
    elif decision == "ended":
        drafting.set_deleted(web.db(), actor(), web.now(), form_id, True)
        ended = form_id
    else:
        raise NotFound
    place: dict[str, Any] = {"round_id": form.round_id, "section_id": form.section_id}
    if request.form.get("back") == "check":
        return redirect(url_for("responses.check", **place, ended=ended or None), 303)
    return redirect(
        url_for("responses.questionnaire", **place, key=form.questionnaire, deleted=ended or None), 303
    )


@bp.post("/fill/<int:round_id>/<int:section_id>/became")
@guard(SECTION, SECRETARIAT)
def became(round_id: int, section_id: int) -> ResponseReturnValue:
    """Last time's plan has become a project: its draft."""
    old = request.form.get("form", 0, type=int)
    form_id = service.become(web.db(), actor(), web.now(), round_id, section_id, old)
    work = submitting.section_work(web.db(), web.now(), round_id, section_id)
    made = rounds.questionnaire(web.db(), round_id, reading.form(web.db(), form_id).questionnaire)
    return redirect(responses.block_url(work, made.key, form_id, made.blocks[0].key), 303)


# This year beside the last


def _compared(round_id: int) -> tuple[Round, list[Round], comparing.Comparison | None]:
    """The round, those it may be compared with, and the comparison with the one asked for (or the one it follows)."""
    round_ = rounds.get(web.db(), round_id)
    known = comparing.others(web.db(), round_)
    wanted = request.args.get("with", type=int) or round_.previous_id
    before = next((r for r in known if r.id == wanted), None)
    if before is None:
        if "with" in request.args:
            raise NotFound
        return round_, known, None
    return round_, known, comparing.comparison(web.db(), actor(), web.now(), before, round_)


@bp.get("/rounds/<int:round_id>/compared")
@guard(SECRETARIAT)
def compared(round_id: int) -> str:
    """New, continued and ended projects; every count beside last time's."""
    round_, known, made = _compared(round_id)
    links = {}
    if made is not None:
        forms = {f.id: made.after.id for f in made.years.after.forms} | {
            f.id: made.before.id for f in made.years.before.forms
        }
        links = {str(i): url_for("results.project", round_id=r, form_id=i) for i, r in forms.items()}
    return web.render("succession/compared.html", made=made, others=known, links=links, round_=round_)


@bp.get("/rounds/<int:round_id>/compared.<ending>")
@guard(SECRETARIAT)
def compared_file(round_id: int, ending: str) -> Any:
    """The comparison as a workbook or as CSV files."""
    _round, _known, made = _compared(round_id)
    lang = request.args.get("lang", web.lang())
    if made is None or ending not in ("xlsx", "zip") or lang not in LANGUAGES:
        raise NotFound
    name = made.file_name(_("Compared with last time"), f".{ending}")
    if ending == "xlsx":
        return send_file(comparing.xlsx_file(made, lang), _XLSX, as_attachment=True, download_name=name)
    return send_file(comparing.csv_zip(made, lang), "application/zip", as_attachment=True, download_name=name)
