"""Hearing series: the name; whether it may be is the service's word."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length


class SeriesForm(FlaskForm):
    """A new series on a round."""

    round_id = IntegerField(_l("Survey"), [InputRequired(_l("Choose the survey."))])
    name = StringField(
        _l("Name of the hearings"),
        [InputRequired(_l("Enter a name.")), Length(max=100, message=_l("At most 100 characters."))],
    )


class NameForm(FlaskForm):
    """Another name."""

    name = StringField(
        _l("Name of the hearings"),
        [InputRequired(_l("Enter a name.")), Length(max=100, message=_l("At most 100 characters."))],
    )
