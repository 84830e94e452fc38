"""Signing in, passwords, accounts: what is missing. Whether a value is allowed is the service's word."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, PasswordField, SelectMultipleField, StringField
from wtforms.validators import AnyOf, EqualTo, InputRequired, Length


class SignInForm(FlaskForm):
    """Login name and password. next: where the person wanted to go; kept: texts over an expired sign-in."""

    login = StringField(
        _l("Login name"),
        [InputRequired(_l("Enter your login name.")), Length(max=100, message=_l("At most 100 characters."))],
    )
    password = PasswordField(
        _l("Password"),
        [InputRequired(_l("Enter your password.")), Length(max=200, message=_l("At most 200 characters."))],
    )
    next = HiddenField()
    kept = HiddenField()


class NewPasswordForm(FlaskForm):
    """A password chosen by its owner, typed twice."""

    new_password = PasswordField(_l("New password"), [InputRequired(_l("Enter a new password."))])
    again = PasswordField(
        _l("New password, once more"),
        [
            InputRequired(_l("Enter the new password once more.")),
            EqualTo("new_password", _l("The two new passwords differ.")),
        ],
    )


class ChangePasswordForm(NewPasswordForm):
    """One's own password, with the present one."""

    password = PasswordField(
        _l("Present password"),
        [
            InputRequired(_l("Enter your present password.")),
            Length(max=200, message=_l("At most 200 characters.")),
        ],
    )


class NumberKeysForm(FlaskForm):
    """One's own setting."""

    number_keys = BooleanField(_l("Choose answers with number keys"))


class AccountForm(FlaskForm):
    """A new account."""

    login = StringField(_l("Login name"), [InputRequired(_l("Enter a login name."))])
    name = StringField(
        _l("Name"),
        [
            InputRequired(_l("Enter the name shown on pages.")),
            Length(max=100, message=_l("At most 100 characters.")),
        ],
    )
    role = StringField(
        _l("Role"), [AnyOf(("section", "secretariat", "member"), message=_l("Choose a role."))]
    )
    #: Ids; which there are is the organisation's word.
    sections = SelectMultipleField(_l("Sections"), coerce=int, validate_choice=False)
