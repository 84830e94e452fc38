"""Signing in and out, language, and setting a password by a one-time link."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_babel import refresh
from werkzeug.wrappers import Response

from app import i18n, web
from app.accounts import links, page, service, signing, throttle, waiting
from app.accounts.views.frame import bp
from app.security import PUBLIC, actor, current_actor, guard
from forms.office.accounts import NewPasswordForm, SignInForm
from forms.questions import LANGUAGES


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
    except signing.AccountOff as error:
        if kept is not None:  # nothing of it will be saved, but whoever typed it may have it back
            return waiting.page_of(kept, None, i18n.translate(error.message)), error.status
        web.wrong(form, "login", error.message)
        return page.sign_in_page(form, False), error.status
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
