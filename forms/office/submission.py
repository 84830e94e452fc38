"""Who answers for a submission, and why it replaces what was submitted before."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

#: As long as a reason or a remark may be.
MOST = 2000


def _at_most(most: int) -> Length:
    """A limit with its sentence."""
    messages = {40: _l("At most 40 characters."), 100: _l("At most 100 characters.")}
    return Length(max=most, message=messages.get(most, _l("At most 2000 characters.")))


class SubmissionForm(FlaskForm):
    """回答者 and 内線: for the secretariat's questions, never in a result table. reason: asked for by the service
    where something is replaced."""

    respondent = StringField(
        _l("Respondent"), [DataRequired(_l("Please name the person answering.")), _at_most(100)]
    )
    extension = StringField(
        _l("Extension"), [DataRequired(_l("Please give the extension number.")), _at_most(40)]
    )
    reason = TextAreaField(_l("Reason"), [_at_most(MOST)])


class ProxyForm(FlaskForm):
    """What the secretariat says when it enters for a section. The section's person may be known or not."""

    source = SelectField(_l("Received by"), [DataRequired(_l("Please choose from what this was entered."))])
    source_words = StringField(_l("Details"), [_at_most(100)])
    reason = TextAreaField(
        _l("Reason"), [DataRequired(_l("Please write why you enter this.")), _at_most(MOST)]
    )
    respondent = StringField(_l("Respondent"), [Optional(), _at_most(100)])
    extension = StringField(_l("Extension"), [Optional(), _at_most(40)])


class ReasonForm(FlaskForm):
    """One act that needs a reason: a withdrawal, sending back to the writer."""

    reason = TextAreaField(_l("Reason"), [DataRequired(_l("Please write the reason.")), _at_most(MOST)])


class ReturnForm(FlaskForm):
    """What is said to a section about everything that is returned; the remarks per question are no fixed fields."""

    message = TextAreaField(_l("Message to the section"), [_at_most(MOST)])
    until = DateField(_l("Last day for corrections"), [Optional()])
