"""Filling in: the section's page, lists, blocks, checking, submitting, printing; the same for the secretariat that
enters in the section's place (事務局入力)."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import queries, web
from app.errors import NotFound, RoundClosed
from app.hearings.service import record_section as hearing_records
from app.hearings.service.questions import writing as hearing_questions
from app.organisation import service as organisation
from app.responses import checking, editing, page
from app.responses.service import drafting, permits, reading, submitting
from app.responses.views.common import bp, work_of
from app.rounds import service as rounds
from app.security import SECRETARIAT, SECTION, actor, guard
from app.succession import plans as succession


def section_home() -> ResponseReturnValue:
    """The first page of a section's account: its newest round; a choice where it has several sections."""
    own = organisation.sections_by_ids(web.db(), actor().sections, web.now())
    places = [
        (rounds.section(web.db(), r.id, s.id), r)
        for s in own
        for r in rounds.living_of_section(web.db(), s.id)[:1]
    ]
    if len(places) == 1:
        return redirect(url_for("responses.section", round_id=places[0][1].id, section_id=places[0][0].id))
    links = [
        (f"{s.department}　{s.name}", r.name, url_for("responses.section", round_id=r.id, section_id=s.id))
        for s, r in places
    ]
    return web.render("responses/choose.html", links=links)


@bp.get("/fill/<int:round_id>/<int:section_id>/")
@guard(SECTION, SECRETARIAT)
def section(round_id: int, section_id: int) -> ResponseReturnValue:
    """What is owed, what is done, whom to ask."""
    work = work_of(round_id, section_id)
    shown = page.home_page(
        work, rounds.section(web.db(), round_id, section_id), web.now(), editing.around(web.db(), work)
    )
    hearings = queries.hearings_of(web.db(), round_id, section_id)
    asked = hearing_questions.to_answer(web.db(), round_id, section_id)
    records = hearing_records.of_section(web.db(), round_id, section_id)
    return web.render(
        "responses/section_home.html", page=shown, round_=work.round, hearings=hearings, asked=asked,
        records=records,
    )  # fmt: skip


@bp.get("/fill/<int:round_id>/<int:section_id>/q/<key>/")
@guard(SECTION, SECRETARIAT)
def questionnaire(round_id: int, section_id: int, key: str) -> ResponseReturnValue:
    """The projects of one questionnaire; a section's own form opens at its first block."""
    work = work_of(round_id, section_id)
    made = rounds.questionnaire(web.db(), round_id, key)
    if not made.per_project:
        own = work.of(key)
        return redirect(page.block_url(work, key, own[0].form.id if own else 0, made.blocks[0].key))
    gone = drafting.deleted_forms(web.db(), round_id, section_id, key)
    shown = page.list_page(work, made, gone, request.args.get("deleted", 0, type=int))
    shown = succession.with_plans(web.db(), shown, round_id, section_id)
    return web.render("responses/list.html", page=shown, round_=work.round)


@bp.post("/fill/<int:round_id>/<int:section_id>/q/<key>/add")
@guard(SECTION, SECRETARIAT)
def add(round_id: int, section_id: int, key: str) -> Response:
    """A new project; then its first block."""
    work, db = work_of(round_id, section_id), web.db()
    permits.require(db, actor(), web.now(), round_id, section_id, questionnaire=key)
    made = rounds.questionnaire(db, round_id, key)
    if not made.per_project:
        raise NotFound
    click = request.form.get("request", "")[:64]
    form_id = drafting.add_form(db, actor(), web.now(), round_id, section_id, key, request=click)
    return redirect(page.block_url(work, key, form_id, made.blocks[0].key), 303)


@bp.post("/fill/<int:round_id>/<int:section_id>/q/<key>/none")
@guard(SECTION, SECRETARIAT)
def none(round_id: int, section_id: int, key: str) -> Response:
    """“We have none”, or take that back."""
    work = work_of(round_id, section_id)
    wanted = request.form.get("none") == "1"
    drafting.declare_none(web.db(), actor(), web.now(), round_id, section_id, key, wanted)
    return redirect(page.list_url(work, key), 303)


@bp.post("/fill/form/<int:form_id>/act")
@guard(SECTION, SECRETARIAT)
def act(form_id: int) -> Response:
    """Up, down, duplicate, delete, restore."""
    db, action, now = web.db(), request.form.get("action", ""), web.now()
    form = reading.form(db, form_id)
    work = work_of(form.round_id, form.section_id)
    back = page.list_url(work, form.questionnaire)
    if action in ("up", "down"):
        place = request.form.get("place", type=int)
        drafting.move(db, actor(), now, form_id, -1 if action == "up" else 1, place)
    elif action == "duplicate":
        # one page has one request for all its projects: two copies of different ones are two clicks
        click = request.form.get("request", "")[:64]
        drafting.duplicate(db, actor(), now, form_id, f"{click}-{form_id}" if click else "")
    elif action == "delete" and reading.stands(db, form_id):
        back = page.withdraw_url(form_id)  # what was submitted is withdrawn, with a reason
    elif action in ("delete", "restore"):
        drafting.set_deleted(db, actor(), now, form_id, action == "delete")
        if action == "delete":
            back += f"?deleted={form_id}"
        else:
            flash(_("The project was brought back."), "success")
    else:
        raise NotFound
    return redirect(back, 303)


@bp.route("/fill/<int:round_id>/<int:section_id>/q/<key>/<int:form_id>/<block>", methods=["GET", "POST"])
@guard(SECTION, SECRETARIAT)
def block(round_id: int, section_id: int, key: str, form_id: int, block: str) -> ResponseReturnValue:
    """One block: show it, or save what was typed and go where the button says."""
    work = work_of(round_id, section_id)
    edit = editing.open_block(web.db(), work, key, form_id, block)
    if request.method == "GET":
        edit.show(missing="check" in request.args)
        return edit.render()
    edit.require(web.db(), actor(), web.now())
    saved = edit.save(web.db(), actor(), web.now())
    then = request.form.get("then", "next")
    if saved.conflicts or (then == "next" and edit.blocked):
        return edit.render(tell_errors=True), 409 if saved.conflicts else 422
    return redirect(edit.url_after(then), 303)


@bp.route("/fill/<int:round_id>/<int:section_id>/check", methods=["GET", "POST"])
@guard(SECTION, SECRETARIAT)
def check(round_id: int, section_id: int) -> ResponseReturnValue:
    """Look everything over, name 回答者 and 内線, submit."""
    work = work_of(round_id, section_id)
    form = checking.form_of(work)
    if request.method == "GET":
        return checking.render_check(work, form)
    if not work.permit.anything:
        raise RoundClosed
    if not form.validate():
        return checking.render_check(work, form), 422
    return checking.act(work, form)


@bp.get("/fill/<int:round_id>/<int:section_id>/done/<int:submission_id>")
@guard(SECTION, SECRETARIAT)
def done(round_id: int, section_id: int, submission_id: int) -> ResponseReturnValue:
    """The receipt."""
    work = work_of(round_id, section_id)
    receipt = submitting.receipt(web.db(), round_id, section_id, submission_id)
    if receipt is None:
        raise NotFound
    return checking.render_receipt(work, receipt)


@bp.get("/fill/<int:round_id>/<int:section_id>/print")
@guard(SECTION, SECRETARIAT)
def printed(round_id: int, section_id: int) -> ResponseReturnValue:
    """The answers on A4 with 決裁欄."""
    work = work_of(round_id, section_id)
    return checking.render_print(work, request.args.get("form", type=int))
