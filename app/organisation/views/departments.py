"""The list of the whole organisation, and the pages of a department."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from app import web
from app.organisation import page
from app.organisation.service import departments, places
from app.organisation.service.asking import chart
from app.organisation.views.common import asked_day, attempt, bp, step, this_day
from app.organisation.words import KINDS
from app.security import SECRETARIAT, actor, guard
from forms.office.organisation import DepartmentForm


@bp.get("/organisation")
@guard(SECRETARIAT)
def index() -> str:
    """Departments and sections as they are, were or will be on a day."""
    shown = page.index_page(web.db(), web.now(), asked_day())
    return web.render("organisation/index.html", page=shown, kinds=KINDS)


@bp.route("/organisation/departments/new", methods=["GET", "POST"])
@guard(SECRETARIAT)
def new_department() -> Any:
    """A new department."""
    form = DepartmentForm(day=this_day())
    if request.method == "POST":
        made = attempt(form, lambda: departments.add_department(
            web.db(), actor(), web.now(), form.name.data or "", form.day.data or ""
        ))  # fmt: skip
        if made is not None:
            flash(_("The department was added."), "success")
            return redirect(url_for("organisation.department", department_id=made), 303)
    told = web.errors_of(form)
    return web.render("organisation/new_department.html", form=form, errors=told), 422 if told else 200


@bp.route("/organisation/departments/<int:department_id>", methods=["GET", "POST"])
@guard(SECRETARIAT)
def department(department_id: int) -> Any:
    """One department: its name, its sections in order, its last day."""
    known = chart(web.db())
    found = departments.department_of(known, department_id)
    form = DepartmentForm(name=found.name, day=this_day(), until=found.valid_until)
    if request.method == "POST" and _change(form, department_id):
        flash(_("The department was changed."), "success")
        return redirect(url_for("organisation.department", department_id=department_id), 303)
    told = web.errors_of(form)
    shown = page.department_page(known, this_day(), found)
    return web.render(
        "organisation/department.html", page=shown, form=form, errors=told
    ), 422 if told else 200


def _change(form: DepartmentForm, department_id: int) -> bool:
    given = (web.db(), actor(), web.now(), department_id)
    if request.form.get("action") == "end":
        attempt(form, lambda: departments.end_department(*given, form.until.data or ""))
    else:
        attempt(
            form, lambda: departments.rename_department(*given, form.name.data or "", form.day.data or "")
        )
    return not form.errors


@bp.post("/organisation/departments/<int:department_id>/step")
@guard(SECRETARIAT)
def step_department(department_id: int) -> Any:
    """One place up or down in the city's order."""
    way, seen = step()
    places.step_department(web.db(), actor(), web.now(), department_id, way, seen)
    return redirect(url_for("organisation.index", _anchor=f"department-{department_id}"), 303)


@bp.post("/organisation/sections/<int:section_id>/step")
@guard(SECRETARIAT)
def step_section(section_id: int) -> Any:
    """One place up or down in its department."""
    way, seen = step()
    department_id = places.step_section(web.db(), actor(), web.now(), section_id, way, seen)
    address = url_for("organisation.department", department_id=department_id, _anchor=f"section-{section_id}")
    return redirect(address, 303)
