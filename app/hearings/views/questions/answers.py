"""The questions a section was sent and its answers in writing: its own page, and the secretariat's for what came on paper."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.errors import Refused
from app.hearings.question_texts import ON_PAPER
from app.hearings.service.questions import writing
from app.hearings.service.questions.writing import Paper
from app.hearings.views.questions.blueprint import bp
from app.security import SECRETARIAT, SECTION, actor, guard
from app.selfsaving import telling, texts
from forms.office.hearing_questions import answers_form
from forms.questions import Text
from forms.response import ResponseForm


def place_of(series_id: int, section_id: int) -> tuple[str, int, int]:
    """What names this page among those that people have open."""
    return "hearing questions", series_id, section_id


def _page(paper: Paper, form: ResponseForm, problem: Text | None = None) -> str:
    series_id, section_id, office = paper.series.id, paper.section.id, actor().is_secretariat
    save = "written.save_on_paper" if office else "written.save"
    company = telling.here(place_of(series_id, section_id), web.now()) if paper.open else []
    return web.render(
        "hearings/questions_answers.html", paper=paper, form=form, company=company, problem=problem,
        office=office, note=ON_PAPER, save_url=url_for(save, series_id=series_id, section_id=section_id),
        conflicts=sum(f.conflict is not None for f in form.answer_fields),
    )  # fmt: skip


@bp.route("/hearings/<int:series_id>/sections/<int:section_id>/questions", methods=["GET", "POST"])
@guard(SECTION)
def answers(series_id: int, section_id: int) -> ResponseReturnValue:
    """What this section is asked, and what it answers beforehand."""
    return _answers(series_id, section_id)


@bp.route("/hearings/<int:series_id>/questions/<int:section_id>/answers", methods=["GET", "POST"])
@guard(SECRETARIAT)
def on_paper(series_id: int, section_id: int) -> ResponseReturnValue:
    """What a section answered on paper or by mail, typed by the secretariat."""
    return _answers(series_id, section_id)


def _answers(series_id: int, section_id: int) -> ResponseReturnValue:
    here = web.db(), actor(), web.now(), series_id, section_id
    form = answers_form(writing.paper(*here).questions)
    if request.method == "GET":
        paper = writing.paper(*here)
        texts.show(form.answer_fields, paper.kept, web.now(), readonly=not paper.open)
        return _page(paper, form)
    try:
        saved, _kept = writing.save(*here, telling.sent(form.answer_fields))
    except Refused as problem:  # the hearing has begun: what was typed stays on the page, to be copied
        return _page(writing.paper(*here), form, problem.message), problem.status
    if not saved.conflicts:
        flash(
            _("The answers were saved.") if actor().is_secretariat else _("Your answers were saved."),
            "success",
        )
        return redirect(request.path, 303)
    paper = writing.paper(*here)
    texts.show(form.answer_fields, paper.kept, web.now(), saved.conflicts, readonly=not paper.open)
    return _page(paper, form), 409
