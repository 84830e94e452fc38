"""Rounds: a new one, and what may change of one."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length, ValidationError

from forms.office.sections import sections_field
from forms.years import parse_year


class RoundForm(FlaskForm):
    """A new round."""

    name = StringField(
        _l("Name of the survey"),
        [InputRequired(_l("Enter a name.")), Length(max=100, message=_l("At most 100 characters."))],
    )
    year = StringField(_l("Year"), [InputRequired(_l("Enter the year, such as 令和8 or 2026."))])
    sections = sections_field(_l("Sections asked"), required=True)

    @property
    def western(self) -> int | None:
        """The year as a western one; None where it cannot be read or is no year of a survey."""
        found = parse_year(self.year.data or "")
        usable = found is not None and not found.beyond_era and 1950 <= found.western <= 2100
        return found.western if found and usable else None

    def validate_year(self, field: StringField) -> None:
        """WTForms calls it for `year`."""
        if self.western is None:
            raise ValidationError(_l("Enter the year, such as 令和8 or 2026."))


class RoundSettingsForm(FlaskForm):
    """Contact of a round; may be empty."""

    contact = StringField(_l("Whom to ask"), [Length(max=200, message=_l("At most 200 characters."))])
