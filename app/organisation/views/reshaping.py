"""Splitting and merging, each shown once more before it is done; and an open round that follows new names."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import web
from app.accounts import following
from app.errors import Conflict, NotFound
from app.organisation import page
from app.organisation.service import reshaping, sections
from app.organisation.service.asking import chart
from app.organisation.service.reshaping import Part
from app.organisation.views.common import attempt, bp, this_day
from app.organisation.words import KINDS
from app.rounds import naming
from app.rounds import service as rounds
from app.security import SECRETARIAT, actor, guard
from forms.office.organisation import PARTS, MergeForm, SplitForm, number


def _step() -> str:
    """Where a page of two steps is: first (""), to be looked at once more ("check"), to be done ("do")."""
    return request.form.get("action", "check") if request.method == "POST" else ""


def _parts(form: SplitForm) -> list[Part]:
    """The new sections as typed; a line without a name does not count."""
    return [
        Part(
            number(form[f"department_{n}"].data) or 0,
            form[f"name_{n}"].data,
            form[f"kind_{n}"].data or "",
            f"_{n}",
        )
        for n in PARTS
        if (form[f"name_{n}"].data or "").strip()
    ]


@bp.route("/organisation/sections/<int:section_id>/split", methods=["GET", "POST"])
@guard(SECRETARIAT)
def split(section_id: int) -> Any:
    """One section becomes several; then which account goes where."""
    known = chart(web.db())
    found = sections.section_of(known, section_id)
    form = SplitForm(day=this_day(), **_first_parts(found.department_id, found.kind))
    parts, day, at = _parts(form), form.day.data or "", _step()
    if at in {"check", "do"}:
        attempt(form, lambda: reshaping.check_split(known, section_id, parts, day, this_day()))
    if at == "do" and not form.errors and _split(form, section_id, parts):
        flash(_("The section was split."), "success")
        return redirect(url_for("organisation.section", section_id=section_id), 303)
    told = web.errors_of(form)
    return web.render(
        "organisation/split_check.html" if at == "check" and not told else "organisation/split.html",
        section=known.called(found, this_day()), form=form, errors=told, parts=parts, numbers=PARTS, kinds=KINDS,
        people=following.of_sections(web.db(), {section_id}), names=known.department_by_id,
        departments=page.department_choices(known, this_day()),
    ), 422 if told else 200  # fmt: skip


def _first_parts(department_id: int, kind: str) -> dict[str, str]:
    departments = {f"department_{n}": str(department_id) for n in PARTS}
    return departments | {f"kind_{n}": kind for n in PARTS}


def _split(form: SplitForm, section_id: int, parts: list[Part]) -> bool:
    people = {
        a.id: request.form.getlist(f"people-{a.id}", type=int)
        for a in following.of_sections(web.db(), {section_id})
    }
    given = (web.db(), actor(), web.now(), section_id, parts, form.day.data or "", people)
    return attempt(form, lambda: reshaping.split(*given)) is not None


def _target(form: MergeForm) -> Part | int:
    """Into which section: its id, or a new one."""
    known = number(form.target.data)
    if known is not None:
        return known
    return Part(number(form.department.data) or 0, form.name.data or "", form.kind.data or "")


@bp.route("/organisation/merge", methods=["GET", "POST"])
@guard(SECRETARIAT)
def merge() -> Any:
    """Several sections become one."""
    known, at = chart(web.db()), _step()
    form = MergeForm(sections=request.args.getlist("section", type=int), day=this_day(), kind="section")
    ids, target, day = form.sections.data or [], _target(form), form.day.data or ""
    if at in {"check", "do"}:
        old = attempt(form, lambda: reshaping.check_merge(known, ids, target, day, this_day()))
    if at == "do" and old:
        made = attempt(form, lambda: reshaping.merge(web.db(), actor(), web.now(), ids, target, day))
        if made is not None:
            flash(_("The sections were merged."), "success")
            return redirect(url_for("organisation.section", section_id=made), 303)
    told = web.errors_of(form)
    if at == "check" and not told:
        return _merge_check(form, target)
    return web.render(
        "organisation/merge.html", form=form, errors=told, kinds=KINDS,
        **page.merge_choices(known, this_day()),
    ), 422 if told else 200  # fmt: skip


def _merge_check(form: MergeForm, target: Part | int) -> str:
    known = chart(web.db())
    old = reshaping.check_merge(known, form.sections.data or [], target, form.day.data or "", this_day())
    new = sections.section_of(known, target) if isinstance(target, int) else None
    return web.render(
        "organisation/merge_check.html", form=form, old=old, new=new, part=target, kinds=KINDS,
        names=known.department_by_id, people=following.of_sections(web.db(), {s.id for s in old}),
    )  # fmt: skip


@bp.route("/organisation/rounds/<int:round_id>/names", methods=["GET", "POST"])
@guard(SECRETARIAT)
def names(round_id: int) -> Any:
    """What an open round calls otherwise than today, and the button with which it follows."""
    round_ = rounds.get(web.db(), round_id)
    if not naming.may_follow(round_):
        raise NotFound
    problem = None
    if request.method == "POST":
        try:
            n = naming.follow(web.db(), actor(), web.now(), round_id, request.form.get("seen", ""))
        except Conflict as conflict:
            problem = conflict
        else:
            told = ngettext("%(num)d name of the survey follows.", "%(num)d names of the survey follow.", n)
            flash(told, "success")
            return redirect(url_for("organisation.index"), 303)
    found = naming.differences(web.db(), web.now(), round_id)
    return web.render(
        "organisation/names.html", round_=round_, found=found, seen=naming.fingerprint(found), kinds=KINDS,
        errors=[("", problem.message)] if problem else [],
    ), problem.status if problem else 200  # fmt: skip
