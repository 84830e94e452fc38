"""Who answers for a submission."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length


class SubmissionForm(FlaskForm):
    """回答者 and 内線: for the secretariat's questions, never in a result table."""

    respondent = StringField(
        _l("Respondent"),
        [
            DataRequired(_l("Please name the person answering.")),
            Length(max=100, message=_l("At most 100 characters.")),
        ],
    )
    extension = StringField(
        _l("Extension"),
        [
            DataRequired(_l("Please give the extension number.")),
            Length(max=40, message=_l("At most 40 characters.")),
        ],
    )
