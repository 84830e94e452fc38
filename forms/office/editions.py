"""A new edition: its name, a note, and which languages its workbooks are kept in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length


class EditionForm(FlaskForm):
    """What the secretariat says of an edition; everything else is what was submitted."""

    name = StringField(
        _l("Name of the edition"),
        [InputRequired(_l("Enter a name.")), Length(max=60, message=_l("At most 60 characters."))],
    )
    note = TextAreaField(_l("Note"), [Length(max=2_000, message=_l("At most 2,000 characters."))])
    english = BooleanField(_l("Keep the workbooks in English, too"))
    request = HiddenField()
