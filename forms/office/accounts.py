"""Signing in, passwords, accounts: what is missing. Whether a value is allowed is the service's word."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import AnyOf, EqualTo, InputRequired, Length

from forms.office.sections import sections_field


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


class EmailForm(FlaskForm):
    """One's own mail address."""

    email = StringField(_l("Mail address"))


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
    email = StringField(_l("Mail address"))
    section_role = StringField(
        _l("Role in the section"),
        [AnyOf(("writer", "approver", "deputy"), message=_l("Choose the role in the section."))],
    )
    sections = sections_field(_l("Sections"))


class HandOverForm(FlaskForm):
    """人事異動 of one person. Sections, logins and roles are the service's word."""

    sections = sections_field(_l("Sections to hand over"), required=True)
    who = StringField(
        _l("Successor"), [AnyOf(("existing", "new"), message=_l("Choose who the successor is."))]
    )
    login = StringField(_l("Login name of the successor"))
    new_login = StringField(_l("New login name"))
    new_name = StringField(_l("Name"))
    new_email = StringField(_l("Mail address"))
    role = StringField(_l("Role in the section"))
    after = StringField(
        _l("The leaver's account"),
        [AnyOf(("off", "keep"), message=_l("Choose what becomes of the account."))],
    )
    to_section = StringField(_l("New section"))
    to_role = StringField(_l("Role in the section"))
    request = HiddenField()

    @property
    def place_of_problems(self) -> str:
        """The field that the service's remarks are about."""
        return "new_login" if self.who.data == "new" else "login"
