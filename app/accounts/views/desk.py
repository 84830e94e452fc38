"""The secretariat's list of accounts, new accounts, one account's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app import i18n, web
from app.accounts import desk_page, links, people, service
from app.accounts.views.frame import bp
from app.accounts.views.issuing import links_page
from app.accounts.words import KINDS, LINK_STATES, SECTION_ROLES, STATE_TAGS, STATES
from app.errors import Refused
from app.organisation import service as organisation
from app.security import SECRETARIAT, SECTION, WRITER, Actor, actor, guard
from forms.office.accounts import AccountForm

_WORDS = {
    "kinds": KINDS, "section_roles": SECTION_ROLES, "states": STATES, "tags": STATE_TAGS, "link_states": LINK_STATES,
}  # fmt: skip


@bp.get("/accounts")
@guard(SECRETARIAT)
def index() -> str:
    """The accounts asked for."""
    filters = desk_page.Filters.read(request.args)
    found = desk_page.list_page(web.db(), web.now(), actor().id, filters)
    return web.render("accounts/index.html", page=found, **_WORDS)


@bp.route("/accounts/new", methods=["GET", "POST"])
@guard(SECRETARIAT)
def new() -> Any:
    """A new account; then its one-time link."""
    known = organisation.valid_sections(web.db(), web.now())
    form = AccountForm(role=SECTION, section_role=WRITER)
    status = 200
    if request.method == "POST":
        made = _add(form, actor()) if form.validate() else None
        if made is not None:
            return links_page([made])
        status = 422
    departments = organisation.by_department(known)
    return web.render(
        "accounts/new.html", form=form, departments=departments, errors=web.errors_of(form), **_WORDS
    ), status


def _add(form: AccountForm, who: Actor) -> int | None:
    """The new account's id; None where the form now says what is wrong."""
    for field, problem in (
        ("login", service.login_problem(web.db(), form.login.data or "")),
        ("email", people.email_problem(form.email.data or "")),
    ):
        if problem:
            web.wrong(form, field, problem)
            return None
    role = form.role.data or ""
    sections = dict.fromkeys(form.sections.data or [], form.section_role.data or WRITER)
    given = form.login.data or "", form.name.data or "", role, sections if role == SECTION else {}
    try:
        return service.add(web.db(), who, web.now(), *given, email=form.email.data or "")
    except Refused as error:
        web.wrong(form, "sections", error.message)
        return None


def _page(account_id: int, given: Mapping[str, str], problem: str = "") -> str:
    found = desk_page.account_page(web.db(), web.now(), account_id, actor().id, given)
    errors = [("#person", problem)] if problem else []
    return web.render("accounts/show.html", page=found, errors=errors, link_days=links.VALID.days, **_WORDS)


@bp.route("/accounts/<int:account_id>", methods=["GET", "POST"])
@guard(SECRETARIAT)
def show(account_id: int) -> Any:
    """One account; its name, mail address, sections and roles can be changed."""
    if request.method == "GET":
        return _page(account_id, {})
    given = request.form
    try:
        roles = _roles(service.get(web.db(), account_id).roles, given)
        changed = people.change(
            web.db(), actor(), web.now(), account_id, given.get("name", ""), given.get("email", ""), roles
        )
    except Refused as error:
        return _page(account_id, given, i18n.translate(error.message)), error.status
    flash(_("The account was changed.") if changed else _("Nothing had to be changed."), "success")
    return redirect(url_for("accounts.show", account_id=account_id), 303)


def _roles(known: Mapping[int, str], given: Mapping[str, str]) -> dict[int, str]:
    """The roles as chosen. A section that the page did not show (a colleague added it meanwhile) stays."""
    chosen = {s: given.get(f"role-{s}", role) for s, role in known.items()}
    added = given.get("add", "")
    if added.isascii() and added.isdigit() and len(added) < 19:
        chosen[int(added)] = given.get("add_role", WRITER)
    return {s: role for s, role in chosen.items() if role}


@bp.post("/accounts/<int:account_id>/active")
@guard(SECRETARIAT)
def set_active(account_id: int) -> Response:
    """Switch an account off or on."""
    active = request.form.get("active") == "1"
    service.set_active(web.db(), actor(), web.now(), account_id, active)
    name = service.get(web.db(), account_id).name
    told = (
        _("%(name)s can sign in again.", name=name) if active else _("%(name)s was switched off.", name=name)
    )
    flash(told, "success")
    return redirect(url_for("accounts.show", account_id=account_id), 303)


@bp.post("/accounts/<int:account_id>/sign-out")
@guard(SECRETARIAT)
def sign_out_everywhere(account_id: int) -> Response:
    """End all sign-ins of an account."""
    ended = people.end_sign_ins(web.db(), actor(), web.now(), account_id)
    flash(ngettext("%(num)d sign-in was ended.", "%(num)d sign-ins were ended.", ended), "success")
    return redirect(url_for("accounts.show", account_id=account_id), 303)
