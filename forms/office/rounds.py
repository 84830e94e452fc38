"""Rounds: a new one, and what may change of one."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional


class RoundForm(FlaskForm):
    """A new round."""

    name = StringField(
        _l("Name of the survey"),
        [InputRequired(_l("Enter a name.")), Length(max=100, message=_l("At most 100 characters."))],
    )
    year = IntegerField(
        _l("Year (western)"),
        [
            InputRequired(_l("Enter the year, such as 2026.")),
            NumberRange(1950, 2100, _l("Enter the year, such as 2026.")),
        ],
    )
    #: Ids; which there are is the organisation's word.
    sections = SelectMultipleField(
        _l("Sections asked"),
        [InputRequired(_l("Choose at least one section."))],
        coerce=int,
        validate_choice=False,
    )


class RoundSettingsForm(FlaskForm):
    """Deadline and contact of a round; either may be empty."""

    deadline = DateField(_l("Deadline"), [Optional()])
    contact = StringField(_l("Whom to ask"), [Length(max=200, message=_l("At most 200 characters."))])
