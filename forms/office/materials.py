"""One material of a round. Whether the file may be taken is the service's word."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length


class MaterialForm(FlaskForm):
    """kind: one of the service's; seen: the revision the page showed; request: one click, sent twice."""

    kind = StringField(_l("Kind"))
    title = StringField(
        _l("Title"),
        [InputRequired(_l("Enter a title.")), Length(max=100, message=_l("At most 100 characters."))],
    )
    body = TextAreaField(_l("Text"), [Length(max=20_000, message=_l("At most 20,000 characters."))])
    drop_file = BooleanField(_l("Take the present file away"))
    seen = HiddenField()
    request = HiddenField()
