"""The section's own page: the questions it was sent, and its answers in writing."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.clock import moment_text, read
from app.errors import Refused
from app.hearings.service.questions import writing
from app.hearings.service.questions.writing import Paper
from app.hearings.views.questions.blueprint import bp
from app.security import SECTION, actor, guard
from app.selfsaving import telling
from app.selfsaving.rule import NEVER, Kept
from forms.fields import AnswerField, Stale
from forms.office.hearing_questions import answers_form
from forms.questions import Facts, Text
from forms.response import ResponseForm


def place_of(series_id: int, section_id: int) -> tuple[str, int, int]:
    """What names this page among those that people have open."""
    return "hearing questions", series_id, section_id


def judge(field: AnswerField) -> None:
    """What is to be said about an answer."""
    field.judge(Facts(), missing=False)


def _show(form: ResponseForm, paper: Paper, stale: dict[str, Kept] | None = None) -> None:
    """Fill the fields with what is kept; a stale one keeps what was typed, beside what stands."""
    for field in form.answer_fields:
        one, mine = paper.kept.get(field.key, NEVER), field.answer
        field.show(one.answer, one.revision)
        field.saved_by = telling.saved_by(one, actor(), web.now())
        field.readonly = not paper.open
        if stale and field.key in stale:
            when = moment_text(read(one.saved_at)) if one.saved_at else Text()
            lines = field.question.lines
            field.conflict = Stale(one.answer, lines(one.answer), lines(mine), one.saved_by, when)
            field.answer = mine
        judge(field)


def _page(paper: Paper, form: ResponseForm, problem: Text | None = None) -> str:
    series_id, section_id = paper.series.id, paper.section.id
    company = telling.here(place_of(series_id, section_id), web.now()) if paper.open else []
    return web.render(
        "hearings/questions_answers.html", paper=paper, form=form, company=company, problem=problem,
        save_url=url_for("written.save", series_id=series_id, section_id=section_id),
        conflicts=sum(f.conflict is not None for f in form.answer_fields),
    )  # fmt: skip


@bp.route("/hearings/<int:series_id>/sections/<int:section_id>/questions", methods=["GET", "POST"])
@guard(SECTION)
def answers(series_id: int, section_id: int) -> ResponseReturnValue:
    """What this section is asked, and what it answers beforehand."""
    here = web.db(), actor(), web.now(), series_id, section_id
    form = answers_form(writing.paper(*here).questions)
    if request.method == "GET":
        paper = writing.paper(*here)
        _show(form, paper)
        return _page(paper, form)
    try:
        saved, _kept = writing.save(*here, telling.sent(form.answer_fields))
    except Refused as problem:  # the hearing has begun: what was typed stays on the page, to be copied
        return _page(writing.paper(*here), form, problem.message), problem.status
    if not saved.conflicts:
        flash(_("Your answers were saved."), "success")
        return redirect(request.path, 303)
    paper = writing.paper(*here)
    _show(form, paper, dict(saved.conflicts))
    return _page(paper, form), 409
