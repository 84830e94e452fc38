"""The pages of a section and its units."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from app import web
from app.organisation import page
from app.organisation.service import places, sections, units
from app.organisation.service.asking import chart
from app.organisation.service.sections import Fresh
from app.organisation.views.common import attempt, bp, step, this_day
from app.organisation.words import KINDS
from app.security import SECRETARIAT, actor, guard
from forms.office.organisation import EditForm, EndForm, RenameForm, SectionForm, UnitForm, number


def _choices() -> list[tuple[str, str]]:
    return page.department_choices(chart(web.db()), this_day())


def _back(section_id: int, told: str) -> Any:
    flash(told, "success")
    return redirect(url_for("organisation.section", section_id=section_id), 303)


@bp.route("/organisation/sections/new", methods=["GET", "POST"])
@guard(SECRETARIAT)
def new_section() -> Any:
    """A new section."""
    form = SectionForm(department=request.args.get("department", ""), kind="section", valid_from=this_day())
    if request.method == "POST":
        made = attempt(form, lambda: _add(form))
        if made is not None:
            return _back(made, _("The section was added."))
    told = web.errors_of(form)
    return web.render(
        "organisation/new_section.html", form=form, errors=told, departments=_choices(), kinds=KINDS
    ), 422 if told else 200  # fmt: skip


def _add(form: SectionForm) -> int:
    fresh = Fresh(
        number(form.department.data) or 0, form.name.data or "", form.kind.data or "",
        form.valid_from.data or "", form.mailbox.data or "",
    )  # fmt: skip
    return sections.add_section(web.db(), actor(), web.now(), fresh, number(form.place.data))


@bp.route("/organisation/sections/<int:section_id>", methods=["GET", "POST"])
@guard(SECRETARIAT)
def section(section_id: int) -> Any:
    """One section: what it is, its people, units and history."""
    shown = page.section_page(web.db(), web.now(), section_id)
    found = shown.recorded
    form = EditForm(kind=found.kind, mailbox=found.mailbox, place=str(shown.place or ""))
    if request.method == "POST":
        told = attempt(form, lambda: _edit(form, section_id))
        if told is not None:
            return _back(section_id, told)
    errors = web.errors_of(form)
    return web.render(
        "organisation/section.html", page=shown, form=form, errors=errors, kinds=KINDS
    ), 422 if errors else 200  # fmt: skip


def _edit(form: EditForm, section_id: int) -> str:
    given = (web.db(), actor(), web.now(), section_id)
    if request.form.get("action") == "unit":
        units.add_unit(*given, form.unit.data or "")
        return str(_("The unit was added."))
    sections.edit_section(*given, form.kind.data or "", form.mailbox.data or "", number(form.place.data))
    return str(_("The section was changed."))


@bp.route("/organisation/sections/<int:section_id>/rename", methods=["GET", "POST"])
@guard(SECRETARIAT)
def rename(section_id: int) -> Any:
    """Another name or department from a day on."""
    known = chart(web.db())
    found = sections.section_of(known, section_id)
    form = RenameForm(name=found.name, department=str(found.department_id), day=this_day())
    if request.method == "POST":
        done = attempt(form, lambda: sections.rename_section(
            web.db(), actor(), web.now(), section_id, form.name.data or "",
            number(form.department.data) or 0, form.day.data or "",
        ))  # fmt: skip
        if done is not None:
            return _back(
                section_id, _("The section was renamed or moved.") if done else _("Nothing changed.")
            )
    told = web.errors_of(form)
    return web.render(
        "organisation/rename.html", section=known.called(found, this_day()), form=form, errors=told,
        departments=_choices(),
    ), 422 if told else 200  # fmt: skip


@bp.route("/organisation/sections/<int:section_id>/end", methods=["GET", "POST"])
@guard(SECRETARIAT)
def end(section_id: int) -> Any:
    """Its last day, or that it goes on."""
    known = chart(web.db())
    found = known.called(sections.section_of(known, section_id), this_day())
    form = EndForm(until=found.valid_until)
    if request.method == "POST":
        day = form.until.data or ""
        done = attempt(form, lambda: sections.end_section(web.db(), actor(), web.now(), section_id, day))
        if done is not None:
            return _back(section_id, _("The last day was saved.") if done else _("Nothing changed."))
    told = web.errors_of(form)
    return web.render("organisation/end.html", section=found, form=form, errors=told), 422 if told else 200


@bp.route("/organisation/units/<int:unit_id>", methods=["GET", "POST"])
@guard(SECRETARIAT)
def unit(unit_id: int) -> Any:
    """A unit's name and last day."""
    found = units.unit_of(web.db(), unit_id)
    form = UnitForm(name=found.name, until=found.valid_until)
    if request.method == "POST":
        given = (form.name.data or "", form.until.data or "")
        done = attempt(form, lambda: units.edit_unit(web.db(), actor(), web.now(), unit_id, *given))
        if done is not None:
            return _back(found.section_id, _("The unit was changed.") if done else _("Nothing changed."))
    told = web.errors_of(form)
    shown = page.section_page(web.db(), web.now(), found.section_id)
    return web.render(
        "organisation/unit.html", unit=found, page=shown, form=form, errors=told
    ), 422 if told else 200


@bp.post("/organisation/units/<int:unit_id>/step")
@guard(SECRETARIAT)
def step_unit(unit_id: int) -> Any:
    """One place up or down in its section."""
    way, seen = step()
    places.step_unit(web.db(), actor(), web.now(), unit_id, way, seen)
    section_id = units.unit_of(web.db(), unit_id).section_id
    return redirect(url_for("organisation.section", section_id=section_id, _anchor=f"unit-{unit_id}"), 303)
