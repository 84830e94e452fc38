"""Signing in and out, language, one's own settings, one-time links, and the secretariat's list of accounts."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_babel import refresh
from werkzeug.wrappers import Response

from app import i18n, web
from app.accounts import links, page, service, signing, throttle, waiting
from app.errors import KikitoriError, Refused
from app.organisation import service as organisation
from app.security import ANYONE_SIGNED_IN, PUBLIC, SECRETARIAT, SECTION, Actor, actor, current_actor, guard
from forms.office.accounts import (
    AccountForm,
    ChangePasswordForm,
    NewPasswordForm,
    NumberKeysForm,
    SignInForm,
)
from forms.questions import LANGUAGES

bp = Blueprint("accounts", __name__)


def _begin(signed_in: signing.SignedIn) -> None:
    """A new session for this browser; nothing of an earlier one is left in it."""
    session.clear()
    g.pop("csrf_token", None)
    session["token"] = signed_in.token
    g.actor = signed_in.actor


@bp.route("/sign-in", methods=["GET", "POST"])
@guard(PUBLIC)
def sign_in() -> Any:
    """Sign in; then where one wanted to go, or to what was typed before the sign-in expired."""
    wanted = waiting.own_path(request.values.get("next", ""))
    if request.method == "GET":
        return redirect(wanted) if current_actor() else page.sign_in_page(SignInForm(next=wanted), False)
    form = SignInForm()
    kept = waiting.unpacked(form.kept.data or "")
    if not form.validate():
        return page.sign_in_page(form, kept is not None), 422
    try:
        _begin(_checked(form))
    except (signing.WrongPassword, throttle.TooManyTries) as error:
        web.wrong(form, "login", error.message)
        return page.sign_in_page(form, kept is not None), error.status
    return waiting.page_of(kept, actor()) if kept else redirect(wanted, 303)


def _checked(form: SignInForm) -> signing.SignedIn:
    return signing.sign_in(
        web.db(),
        web.now(),
        form.login.data or "",
        form.password.data or "",
        request.remote_addr or "",
        demo_sign_ins=web.runtime().demo_sign_ins,
    )


@bp.post("/sign-out")
@guard(PUBLIC)
def sign_out() -> Response:
    """End the sign-in; also an expired one."""
    who = current_actor()
    if who is not None:
        signing.sign_out(web.db(), who, web.now(), session.get("token", ""))
    session.clear()
    g.actor = None
    flash(_("You have signed out."), "success")
    return redirect(url_for("accounts.sign_in"), 303)


@bp.post("/language")
@guard(PUBLIC)
def language() -> Response:
    """Japanese or English from now on, in this browser."""
    wanted = request.form.get("lang", i18n.DEFAULT)
    answer = redirect(waiting.own_path(request.form.get("next", "")), 303)
    answer.set_cookie(
        i18n.COOKIE,
        wanted if wanted in LANGUAGES else i18n.DEFAULT,
        max_age=web.YEAR_SECONDS,
        httponly=True,
        samesite="Lax",
    )
    refresh()
    return answer


def _own_page(form: ChangePasswordForm) -> str:
    account = service.get(web.db(), actor().id or 0)
    return web.render("accounts/own.html", account=account, form=form, errors=web.errors_of(form))


@bp.get("/account")
@guard(ANYONE_SIGNED_IN)
def own() -> str:
    """One's own settings."""
    return _own_page(ChangePasswordForm(formdata=None))


@bp.post("/account/number-keys")
@guard(ANYONE_SIGNED_IN)
def number_keys() -> Response:
    """Number keys on or off."""
    on = bool(NumberKeysForm().number_keys.data)
    service.set_number_keys(web.db(), actor(), web.now(), on)
    flash(_("Your settings were saved."), "success")
    return redirect(url_for("accounts.own"), 303)


@bp.route("/account/password", methods=["GET", "POST"])
@guard(ANYONE_SIGNED_IN)
def password() -> Any:
    """Change one's own password."""
    if request.method == "GET":
        return redirect(url_for("accounts.own"))
    form = ChangePasswordForm()
    if not form.validate():
        return _own_page(form), 422
    try:
        service.change_password(
            web.db(), actor(), web.now(), form.password.data or "", form.new_password.data or "",
            address=request.remote_addr or "", token=session.get("token", ""),
        )  # fmt: skip
    except (signing.WrongPassword, throttle.TooManyTries) as error:
        web.wrong(form, "password", _wrong_password(error))
        return _own_page(form), error.status
    except Refused as error:
        web.wrong(form, "new_password", error.message)
        return _own_page(form), error.status
    flash(_("Your password was changed. Other sign-ins of this account have ended."), "success")
    return redirect(url_for("accounts.own"), 303)


def _wrong_password(error: KikitoriError) -> str:
    if isinstance(error, signing.WrongPassword):
        return str(_("The present password is wrong."))
    return i18n.translate(error.message)


@bp.route("/link/<token>", methods=["GET", "POST"])
@guard(PUBLIC)
def link(token: str) -> Any:
    """Set a first or a new password by a one-time link."""
    account = links.account_of(web.db(), web.now(), token)
    form = NewPasswordForm()
    status = 200
    if request.method == "POST":
        problem = service.password_problem(form.new_password.data or "", account.login)
        if form.validate() and problem is None:
            links.use(web.db(), web.now(), token, form.new_password.data or "")
            flash(_("Your password was set. You can sign in with it now."), "success")
            return redirect(url_for("accounts.sign_in"), 303)
        if problem is not None and not form.new_password.errors:
            web.wrong(form, "new_password", problem)
        status = 422
    errors = web.errors_of(form)
    return web.render("accounts/link.html", account=account, form=form, errors=errors), status


@bp.get("/accounts")
@guard(SECRETARIAT)
def index() -> str:
    """Every account."""
    return web.render("accounts/index.html", rows=page.rows(actor().id))


@bp.route("/accounts/new", methods=["GET", "POST"])
@guard(SECRETARIAT)
def new() -> Any:
    """A new account; then its one-time link."""
    known = organisation.all_sections(web.db())
    form = AccountForm(role=SECTION)
    status = 200
    if request.method == "POST":
        made = _add(form, actor()) if form.validate() else None
        if made is not None:
            return _link_page(made)
        status = 422
    departments = organisation.by_department(known)
    return web.render(
        "accounts/new.html", form=form, departments=departments, errors=web.errors_of(form)
    ), status


def _add(form: AccountForm, who: Actor) -> int | None:
    """The new account's id; None where the form now says what is wrong."""
    problem = service.login_problem(web.db(), form.login.data or "")
    if problem:
        web.wrong(form, "login", problem)
        return None
    role = form.role.data or ""
    sections = (form.sections.data or []) if role == SECTION else []
    try:
        return service.add(
            web.db(), who, web.now(), form.login.data or "", form.name.data or "", role, sections
        )
    except Refused as error:
        web.wrong(form, "sections", error.message)
        return None


def _link_page(account_id: int) -> str:
    """The link is on this page alone: it is handed over on paper or by phone, not by mail."""
    path = links.issue(web.db(), actor(), web.now(), account_id)
    account = service.get(web.db(), account_id)
    address = request.host_url.rstrip("/") + path
    return web.render("accounts/link_issued.html", account=account, address=address, days=links.VALID.days)


@bp.post("/accounts/<int:account_id>/link")
@guard(SECRETARIAT)
def issue_link(account_id: int) -> str:
    """A new one-time link, shown once."""
    return _link_page(account_id)


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
    return redirect(url_for("accounts.index"), 303)
