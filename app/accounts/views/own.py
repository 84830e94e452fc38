"""One's own settings: number keys, mail address, password, and where one is signed in."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app import i18n, web
from app.accounts import people, service, signing, throttle
from app.accounts.views.frame import bp
from app.errors import KikitoriError, Refused
from app.security import ANYONE_SIGNED_IN, actor, guard
from forms.office.accounts import ChangePasswordForm, EmailForm, NumberKeysForm


def _own_page(
    form: ChangePasswordForm, *, email: str | None = None, errors: list[tuple[str, str]] | None = None
) -> str:
    account = service.get(web.db(), actor().id or 0)
    return web.render(
        "accounts/own.html",
        account=account,
        form=form,
        email=account.email if email is None else email,
        signed_in=people.signed_in(web.db(), web.now(), account.id),
        this_one=signing.fingerprint(session.get("token", "")),
        errors=errors or web.errors_of(form),
    )


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


@bp.post("/account/email")
@guard(ANYONE_SIGNED_IN)
def email() -> Any:
    """One's own mail address, or none."""
    given = EmailForm().email.data or ""
    problem = people.email_problem(given)
    if problem:
        errors = [("#email", i18n.translate(problem))]
        return _own_page(ChangePasswordForm(formdata=None), email=given, errors=errors), 422
    people.set_own_email(web.db(), actor(), web.now(), given)
    flash(_("Your settings were saved."), "success")
    return redirect(url_for("accounts.own"), 303)


@bp.post("/account/sign-out-others")
@guard(ANYONE_SIGNED_IN)
def sign_out_others() -> Response:
    """End one's sign-ins on other devices."""
    own_token = session.get("token", "")
    ended = people.end_sign_ins(web.db(), actor(), web.now(), actor().id or 0, but=own_token)
    if ended:
        told = ngettext("%(num)d other sign-in was ended.", "%(num)d other sign-ins were ended.", ended)
        flash(told, "success")
    else:
        flash(_("You are signed in nowhere else."), "info")
    return redirect(url_for("accounts.own"), 303)
